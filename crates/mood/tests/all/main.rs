//! Mood as people meet it: asked, answered by whoever has the address, published; and as somebody with the
//! whole database before them meets it. On both engines, asked as a browser asks.

mod answering;
mod attacker;
mod house;
mod records;
mod surveys;
