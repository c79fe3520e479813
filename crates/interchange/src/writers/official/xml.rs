//! A little of XML: elements with attributes, and text in the form that a word processor takes.

use crate::official::clean;
use quick_xml::escape::escape;

/// An XML part while it is written.
pub(super) struct Xml {
    text: String,
    /// Numbers given so far to elements that need one of their own.
    numbers: u32,
}

type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    pub fn new() -> Self {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned();
        Self { text, numbers: 0 }
    }

    pub fn finish(self) -> String {
        self.text
    }

    /// A number that no other element of this part has.
    pub fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    fn begin(&mut self, name: &str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push_str(&format!(" {name}=\"{}\"", escape(*value)));
        }
    }

    /// An element without content.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>) {
        self.begin(name, attributes);
        self.text.push_str("/>");
    }

    /// An element whose only attribute is `w:val`.
    pub fn value(&mut self, name: &str, value: impl ToString) {
        self.leaf(name, &[("w:val", &value.to_string())]);
    }

    /// An element with what `inner` writes.
    pub fn within(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Self),
    ) {
        self.begin(name, attributes);
        self.text.push('>');
        inner(self);
        self.text.push_str(&format!("</{name}>"));
    }

    /// An element with a text and nothing else.
    pub fn element(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.within(name, attributes, |xml| xml.text.push_str(&escape(clean(text))));
    }

    /// The content of a run: texts, tabs and line breaks.
    pub fn run_text(&mut self, text: &str) {
        for (at, line) in clean(text).split('\n').enumerate() {
            if at > 0 {
                self.leaf("w:br", &[]);
            }
            for (at, part) in line.split('\t').enumerate() {
                if at > 0 {
                    self.leaf("w:tab", &[]);
                }
                if !part.is_empty() {
                    self.element("w:t", &[("xml:space", "preserve")], part);
                }
            }
        }
    }
}
