//! The whole program under load, beside the bare parts it is made of. `cargo xtask load` runs it.
//!
//! It simulates the large case and a tenth of it, starts `ronghe serve` on each, drives it with eight
//! clients, and measures in the same run what a bare insert and a bare page cost on this machine. The
//! table on standard output goes into `docs/performance.md`; everything else is said on standard error.
//! Nothing here asserts a time.

mod bare;
mod client;
mod import;
mod lists;
mod pages;
mod planning;
mod report;
mod served;
mod writes;

use report::Report;
use std::path::PathBuf;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    if let Some(at) = args.iter().position(|arg| arg == "--bare-page") {
        return runtime.block_on(bare::serve(&args[at + 1..]));
    }
    if std::env::var_os("RONGHE_LOAD").is_none() {
        eprintln!("the load measurement takes minutes and a gigabyte: cargo xtask load");
        return;
    }
    ronghe::program::install();
    runtime.block_on(measure());
}

async fn measure() {
    let folder = PathBuf::from(std::env::var_os("RONGHE_LOAD").expect("a folder"));
    let mut report = Report::default();
    import::measure(&folder, &mut report).await;
    pages::measure(&folder, &mut report).await;
    writes::measure(&folder, &mut report).await;
    report.print();
}
