//! A .docx that was edited: the figures in its content controls and its plain text.
//!
//! The document is read as a stream, part by part, after the archive was checked (see [`super::guard`]).
//! What was struck out with tracked changes is gone, what was put in is there. Headers, footers,
//! footnotes and comments are not read. Nothing is said of what the figures should be;
//! [`crate::official::compare`] does.

use super::file::{Bytes, File, damaged};
use super::{Limits, guard};
use crate::official::Figure;
use kernel::Problem;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::BufReader;
use zip::ZipArchive;

/// What a document holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Texts of the content controls that have a tag or a title, in the order in which they end.
    pub figures: Vec<Figure>,
    pub parts: Vec<Part>,
}

/// A piece of a document's text. Line breaks are `\n`, tabs `\t`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Paragraph(String),
    /// Rows of cells; the paragraphs of a cell are joined with `\n`.
    Table(Vec<Vec<String>>),
}

/// The part of a .docx that holds its text.
pub(super) const MAIN: &str = "word/document.xml";

/// Reads a document.
///
/// # Errors
/// `file-empty`, `file-too-large`, `file-not-a-document`, `file-damaged`, `file-password`, `file-bomb`.
pub fn read<'a>(file: impl Into<File<'a>>, limits: Limits) -> Result<Document, Problem> {
    let File { name, bytes } = file.into();
    guard::inspect_document(bytes, limits)
        .and_then(|()| main_part(bytes))
        .map_err(|problem| problem.arg("file", name))
}

fn main_part(bytes: Bytes<'_>) -> Result<Document, Problem> {
    let mut archive = ZipArchive::new(bytes.open().map_err(damaged)?).map_err(damaged)?;
    let part = archive.by_name(MAIN).map_err(damaged)?;
    Reading::default().run(BufReader::new(part))
}

/// A content control that has begun.
#[derive(Default)]
struct Control {
    tag: Option<String>,
    title: Option<String>,
    text: String,
    /// It shows an invitation to type, which is no text.
    is_blank: bool,
    /// How many paragraphs it lies in.
    within: usize,
    /// Whether a whole paragraph lies in it.
    is_around: bool,
}

/// A table that has begun.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    cell: String,
    /// Paragraphs and tables in the cell so far.
    pieces: usize,
}

impl Grid {
    fn add(&mut self, text: &str) {
        if self.pieces > 0 {
            self.cell.push('\n');
        }
        self.cell.push_str(text);
        self.pieces += 1;
    }
}

#[derive(Default)]
struct Reading {
    document: Document,
    /// Paragraphs that have begun: text boxes put some into others.
    paragraphs: Vec<String>,
    controls: Vec<Control>,
    grids: Vec<Grid>,
    /// Whether what comes is text that people see.
    in_text: bool,
    /// How many elements have begun whose content does not count.
    hidden: usize,
}

/// Elements whose content is no text of the document as it is now: what was struck out or moved away,
/// what stands in for a newer element beside it, and where tabs stop.
const HIDDEN: [&str; 4] = ["w:del", "w:moveFrom", "mc:Fallback", "w:tabs"];

impl Reading {
    fn run(mut self, source: impl std::io::BufRead) -> Result<Document, Problem> {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        let mut depth = 0_usize;
        loop {
            match reader.read_event_into(&mut buffer).map_err(damaged)? {
                Event::Start(element) => {
                    depth += 1;
                    self.start(&element)?;
                }
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    self.end(element.name().as_ref());
                }
                Event::Text(text) if self.in_text => self.say(&text.xml10_content()),
                Event::CData(text) if self.in_text => self.say(&text.xml10_content()),
                Event::GeneralRef(name) if self.in_text => {
                    let mark = name.resolve_char_ref().map_err(damaged)?;
                    match (mark, resolve_predefined_entity(&name)) {
                        (Some(mark), _) => self.say(mark.encode_utf8(&mut [0; 4])),
                        (None, Some(text)) => self.say(text),
                        (None, None) => return Err(Problem::new("file-damaged")),
                    }
                }
                // No word processor declares anything; what does means to make much of little.
                Event::DocType(_) => return Err(Problem::new("file-damaged")),
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        // The end of what was cut off is missing.
        if depth == 0 { Ok(self.document) } else { Err(Problem::new("file-damaged")) }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        let name = element.name();
        let name = name.as_ref();
        if HIDDEN.contains(&name) {
            self.hidden += 1;
        }
        if self.hidden > 0 {
            return Ok(());
        }
        match name {
            "w:p" => self.paragraphs.push(String::new()),
            "w:t" => self.in_text = true,
            "w:tab" => self.say("\t"),
            "w:br" | "w:cr" => self.say("\n"),
            "w:noBreakHyphen" => self.say("-"),
            "w:tbl" => self.grids.push(Grid::default()),
            "w:tr" => {
                if let Some(grid) = self.grids.last_mut() {
                    grid.rows.push(Vec::new());
                }
            }
            "w:sdt" => {
                let within = self.paragraphs.len();
                self.controls.push(Control { within, ..Control::default() });
            }
            "w:tag" | "w:alias" | "w:showingPlcHdr" => {
                let value = value(element)?;
                if let Some(control) = self.controls.last_mut() {
                    match name {
                        "w:tag" => control.tag = value,
                        "w:alias" => control.title = value,
                        _ => control.is_blank = !matches!(value.as_deref(), Some("0" | "false")),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        if HIDDEN.contains(&name) {
            self.hidden = self.hidden.saturating_sub(1);
        }
        if self.hidden > 0 {
            return;
        }
        match name {
            "w:t" => self.in_text = false,
            "w:p" => {
                if let Some(text) = self.paragraphs.pop() {
                    self.end_paragraph(text);
                }
            }
            "w:tc" => {
                if let Some(grid) = self.grids.last_mut() {
                    grid.pieces = 0;
                    let cell = std::mem::take(&mut grid.cell);
                    if let Some(row) = grid.rows.last_mut() {
                        row.push(cell);
                    }
                }
            }
            "w:tbl" => {
                if let Some(grid) = self.grids.pop() {
                    self.end_table(grid);
                }
            }
            "w:sdt" => {
                if let Some(control) = self.controls.pop() {
                    self.end_control(control);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(text);
            for control in &mut self.controls {
                control.text.push_str(text);
            }
        }
    }

    fn end_paragraph(&mut self, text: String) {
        let depth = self.paragraphs.len();
        for control in self.controls.iter_mut().filter(|control| control.within <= depth) {
            control.text.push('\n');
            control.is_around = true;
        }
        match self.grids.last_mut() {
            Some(grid) => grid.add(&text),
            None => self.document.parts.push(Part::Paragraph(text)),
        }
    }

    /// A table in a cell becomes lines of that cell.
    fn end_table(&mut self, grid: Grid) {
        match self.grids.last_mut() {
            Some(outer) => {
                let lines: Vec<String> = grid.rows.iter().map(|row| row.join("\t")).collect();
                outer.add(&lines.join("\n"));
            }
            None => self.document.parts.push(Part::Table(grid.rows)),
        }
    }

    fn end_control(&mut self, control: Control) {
        let tag = control.tag.filter(|tag| !tag.is_empty());
        if let Some(key) = tag.or(control.title).filter(|key| !key.is_empty()) {
            // A control around whole paragraphs ends with the end of the last.
            let around = control.text.strip_suffix('\n').filter(|_| control.is_around);
            let text = around.unwrap_or(&control.text);
            let text = if control.is_blank { String::new() } else { text.to_owned() };
            self.document.figures.push(Figure { key, text });
        }
    }
}

/// The attribute `w:val`.
fn value(element: &BytesStart<'_>) -> Result<Option<String>, Problem> {
    let attribute = element.try_get_attribute("w:val").map_err(damaged)?;
    let value = attribute.map(|value| value.normalized_value(XmlVersion::Implicit1_0));
    Ok(value.transpose().map_err(damaged)?.map(|value| value.into_owned()))
}
