//! Official documents: what is in the file, what another program makes of it, and what comes back.

mod documents;
mod rendered;

use documents::*;
use rendered::{MM, RENDERED, TextLine};

#[test]
fn dump() {
    std::fs::create_dir_all("/tmp/scratch-docx/out").unwrap();
    for (name, d) in [("notice", notice()), ("table", long_table()), ("full", full(28 * 66)), ("mixed", mixed())] {
        std::fs::write(format!("/tmp/scratch-docx/out/{name}.docx"), d.write().unwrap()).unwrap();
    }
    let r = RENDERED.as_ref().unwrap();
    for (name, pages) in &r.pages {
        for (n, page) in pages.iter().enumerate() {
            println!("== {name} {n} {}", page.len());
            for l in page { println!("{:.1} {:.1} {:.1} {:.1} {}", l.left/MM, l.top/MM, l.right/MM, l.bottom/MM, l.text); }
        }
    }
    for (name, b) in &r.saved { std::fs::write(format!("/tmp/scratch-docx/out/{name}-rt.docx"), b).unwrap(); }
}
