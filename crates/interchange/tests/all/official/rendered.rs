//! What LibreOffice makes of our documents: pages with their lines, and the same documents saved again.

use super::documents;
use crate::support::program;
use interchange::official::Official;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Points of a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// A line of a page and the box around it, in points from the upper left corner.
#[derive(Clone, Debug)]
pub struct TextLine {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub text: String,
}

impl TextLine {
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    /// Page numbers stand alone below the text block.
    pub fn is_page_number(&self) -> bool {
        self.top > 262.0 * MM
    }
}

/// Lines from above to below.
pub type Page = Vec<TextLine>;

#[derive(Default)]
pub struct Rendered {
    pub pages: BTreeMap<&'static str, Vec<Page>>,
    /// As .docx, opened and saved again.
    pub saved: BTreeMap<&'static str, Vec<u8>>,
}

/// All documents, rendered once; none where a program is missing.
pub static RENDERED: LazyLock<Option<Rendered>> = LazyLock::new(|| {
    let soffice = program("soffice", "Debian's libreoffice-writer-nogui")?;
    let pdftotext = program("pdftotext", "Debian's poppler-utils")?;
    let all: [(&str, Official); 4] = [
        ("full", documents::full(28 * 22 * 3)),
        ("mixed", documents::mixed()),
        ("notice", documents::notice()),
        ("table", documents::long_table()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let fonts = fonts(folder.path());
    let mut files = Vec::new();
    for (name, document) in &all {
        let file = folder.path().join(format!("{name}.docx"));
        std::fs::write(&file, document.write().unwrap()).unwrap();
        files.push(file);
    }
    for format in ["pdf", "docx"] {
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
        let output = Command::new(&soffice)
            .args([&*profile, "--headless", "--convert-to", format, "--outdir"])
            .arg(folder.path().join("out"))
            .args(&files)
            .env("FONTCONFIG_FILE", &fonts)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let mut rendered = Rendered::default();
    for (name, _) in all {
        let out = folder.path().join("out");
        rendered.pages.insert(name, pages(&pdftotext, &out.join(format!("{name}.pdf"))));
        rendered.saved.insert(name, std::fs::read(out.join(format!("{name}.docx"))).unwrap());
    }
    Some(rendered)
});

/// The machine's fonts, with the stand-ins that we recommend.
fn fonts(folder: &Path) -> PathBuf {
    let ours =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/fonts/61-official-documents.conf");
    let include =
        |path: &Path| format!("<include ignore_missing=\"yes\">{}</include>", path.display());
    let both = include(Path::new("/etc/fonts/fonts.conf")) + &include(&ours);
    let file = folder.join("fonts.conf");
    std::fs::write(&file, format!("<fontconfig>{both}</fontconfig>")).unwrap();
    file
}

fn pages(pdftotext: &Path, pdf: &Path) -> Vec<Page> {
    let output = Command::new(pdftotext).arg("-bbox-layout").arg(pdf).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let xml = String::from_utf8(output.stdout).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut pages: Vec<Page> = Vec::new();
    let mut in_word = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => match element.name().as_ref() {
                "page" => pages.push(Vec::new()),
                "line" => {
                    let at = |name: &str| -> f64 {
                        let value = element.try_get_attribute(name).unwrap().unwrap();
                        value.value.parse().unwrap()
                    };
                    let text = String::new();
                    let (left, top) = (at("xMin"), at("yMin"));
                    let (right, bottom) = (at("xMax"), at("yMax"));
                    pages.last_mut().unwrap().push(TextLine { left, top, right, bottom, text });
                }
                "word" => in_word = true,
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "word" => in_word = false,
            Event::Text(text) if in_word => {
                pages.last_mut().unwrap().last_mut().unwrap().text.push_str(&text.xml10_content());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    for page in &mut pages {
        page.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
    }
    pages
}
