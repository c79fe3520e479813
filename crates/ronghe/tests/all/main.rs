//! Tests of the program as its users meet it.

mod api;
mod archive;
mod burden;
mod catalogues;
mod command_line;
mod demonstration;
mod digests;
mod killed_server;
mod levels;
mod offers;
mod plant;
mod route_access;
mod withheld;
mod words;
