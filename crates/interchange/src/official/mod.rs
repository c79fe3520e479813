//! Official documents (公文): what one says, in the terms of GB/T 9704-2012, and what became of its
//! figures when it comes back.
//!
//! A caller builds an [`Official`] and gets the bytes of a .docx from [`Official::write`]; numbers of
//! levels and tables, layout and page numbers are made there. Texts that stand for recorded numbers are
//! [`Run::figure`]s with a key. [`crate::readers::official`] finds them again in a document that was
//! edited, and [`compare`] tells which were changed. Nothing here knows what a key means.
//!
//! ```
//! use interchange::official::{Column, Official, Run, Table};
//!
//! let key = "clean-yield/2026-03/actual";
//! let document = Official::new("关于3月份生产情况的通报")
//!     .number("红洗党", 2026, 5)
//!     .to(["各党支部", "各车间"])
//!     .level1("总体情况")
//!     .body([Run::text("精煤产率"), Run::figure(key, "58.52 %"), Run::text("。")])
//!     .table(
//!         Table::new([Column::text("指标", 2), Column::number("实际", 1)])
//!             .row(["精煤产率".into(), Run::figure(key, "58.52 %").into()]),
//!     );
//! let bytes = document.write()?;
//! # assert!(bytes.starts_with(b"PK"));
//! # Ok::<(), kernel::Problem>(())
//! ```
//!
//! Secrecy, urgency and copy numbers (份号、密级、紧急程度) are left out: no such document is made here.

mod comparison;
pub mod layout;
mod numbering;
mod text;

pub use comparison::{Changed, Comparison, compare};
pub use numbering::number;
pub use text::{Figure, Line, Run, clean};

use kernel::{Day, Problem};
use numbering::Counter;

/// An official document. Elements that are not given do not appear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Official {
    pub(crate) organ: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) title: String,
    pub(crate) to: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) attachments: Vec<String>,
    pub(crate) signature: Option<(String, Day)>,
    pub(crate) copies: Vec<String>,
    pub(crate) issued: Option<(String, Day)>,
    counter: Counter,
    tables: u16,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// With its level from 1 to 4 and its number.
    Heading(u8, Line),
    Body(Line),
    Table(Table),
}

impl Official {
    /// A document with a title (标题); a line break in it breaks the line.
    pub fn new(title: impl AsRef<str>) -> Self {
        Self { title: clean(title.as_ref()), ..Self::default() }
    }

    /// The mark of the issuing organ (发文机关标志), red above everything, such as 红岭洗煤厂党委文件.
    #[must_use]
    pub fn organ(mut self, mark: impl AsRef<str>) -> Self {
        self.organ = Some(clean(mark.as_ref()));
        self
    }

    /// The document number (发文字号): the organ's word, the year and the count in that year, without
    /// leading zeros, as in 红洗党〔2026〕5号.
    #[must_use]
    pub fn number(mut self, word: impl AsRef<str>, year: i32, count: u32) -> Self {
        self.number = Some(format!("{}〔{year}〕{count}号", clean(word.as_ref())));
        self
    }

    /// Whom it is for (主送机关); the marks between and after the names are added.
    #[must_use]
    pub fn to<S: AsRef<str>>(mut self, organs: impl IntoIterator<Item = S>) -> Self {
        self.to.extend(organs.into_iter().map(|organ| clean(organ.as_ref())));
        self
    }

    /// A heading 一、 in 黑体.
    #[must_use]
    pub fn level1(self, line: impl Into<Line>) -> Self {
        self.heading(1, line.into())
    }

    /// A heading （一） in 楷体.
    #[must_use]
    pub fn level2(self, line: impl Into<Line>) -> Self {
        self.heading(2, line.into())
    }

    /// A paragraph that begins with 1.
    #[must_use]
    pub fn level3(self, line: impl Into<Line>) -> Self {
        self.heading(3, line.into())
    }

    /// A paragraph that begins with （1）.
    #[must_use]
    pub fn level4(self, line: impl Into<Line>) -> Self {
        self.heading(4, line.into())
    }

    fn heading(mut self, level: u8, mut line: Line) -> Self {
        line.0.insert(0, Run::Text(self.counter.next(level)));
        self.blocks.push(Block::Heading(level, line));
        self
    }

    /// A paragraph of the text.
    #[must_use]
    pub fn body(mut self, line: impl Into<Line>) -> Self {
        self.blocks.push(Block::Body(line.into()));
        self
    }

    /// A table. One with a caption is numbered: 表1, 表2.
    #[must_use]
    pub fn table(mut self, mut table: Table) -> Self {
        if let Some(caption) = &mut table.caption {
            self.tables = self.tables.saturating_add(1);
            caption.insert_str(0, &format!("表{}　", self.tables));
        }
        self.blocks.push(Block::Table(table));
        self
    }

    /// Names what is attached (附件说明); they are numbered when there are several.
    #[must_use]
    pub fn attachment(mut self, name: impl AsRef<str>) -> Self {
        self.attachments.push(clean(name.as_ref()));
        self
    }

    /// Who signs it (发文机关署名) and its date (成文日期), placed for a seal.
    #[must_use]
    pub fn signed(mut self, organ: impl AsRef<str>, day: Day) -> Self {
        self.signature = Some((clean(organ.as_ref()), day));
        self
    }

    /// Who gets a copy (抄送机关).
    #[must_use]
    pub fn copies<S: AsRef<str>>(mut self, organs: impl IntoIterator<Item = S>) -> Self {
        self.copies.extend(organs.into_iter().map(|organ| clean(organ.as_ref())));
        self
    }

    /// Who sends it out (印发机关) and when (印发日期).
    #[must_use]
    pub fn issued(mut self, organ: impl AsRef<str>, day: Day) -> Self {
        self.issued = Some((clean(organ.as_ref()), day));
        self
    }

    /// The figures as they are written, in the order of the document; keep them for [`compare`].
    pub fn figures(&self) -> Vec<Figure> {
        let lines = self.blocks.iter().flat_map(|block| match block {
            Block::Heading(_, line) | Block::Body(line) => vec![line],
            Block::Table(table) => table.rows.iter().flatten().collect(),
        });
        let figures = lines.flat_map(|line| &line.0).filter_map(|run| match run {
            Run::Figure(figure) => Some(figure.clone()),
            Run::Text(_) => None,
        });
        figures.collect()
    }

    /// The document as .docx. The same document gives the same bytes, always.
    ///
    /// # Errors
    /// `export-failed` on a caller's mistake: a key that is empty, longer than 64 characters or holds
    /// control characters, one key with two texts, a table without columns, a row that does not fit its
    /// columns.
    pub fn write(&self) -> Result<Vec<u8>, Problem> {
        crate::writers::official(self)
    }
}

/// A table: its heading stands on every page that it takes, and no row is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub(crate) caption: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Line>>,
}

impl Table {
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    #[must_use]
    pub fn caption(mut self, caption: impl AsRef<str>) -> Self {
        self.caption = Some(clean(caption.as_ref()));
        self
    }

    /// Adds a row; it must have as many cells as there are columns.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Line>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub(crate) heading: String,
    /// Its part of the width, against the parts of the others.
    pub(crate) width: u16,
    pub(crate) align: Align,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl Column {
    /// A column of texts; widths are parts: 2 is twice as wide as 1.
    pub fn text(heading: impl AsRef<str>, width: u16) -> Self {
        Self { heading: clean(heading.as_ref()), width, align: Align::Left }
    }

    /// A column of short words or days, centred.
    pub fn short(heading: impl AsRef<str>, width: u16) -> Self {
        Self { align: Align::Centre, ..Self::text(heading, width) }
    }

    /// A column of numbers, set to the right.
    pub fn number(heading: impl AsRef<str>, width: u16) -> Self {
        Self { align: Align::Right, ..Self::text(heading, width) }
    }
}
