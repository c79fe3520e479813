//! A long table that filters, sorts, pages and exports what it shows.
//!
//! The server does all four; the address says which, so a view can be linked, and it works without
//! scripts. A page declares its [`Column`]s once, reads a [`Query`] from the address, gives the
//! store the sort, limit and filters (the store maps column keys to its own SQL), and draws the head
//! and foot with the macros `table_head`, `table_filter` and `table_foot`. Names in the address that
//! are no column are kept for the links (`unit`, `month`) but sort and filter nothing.

use crate::page::Page;

/// Where a cell's text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    /// Numbers: right, with tabular figures.
    End,
}

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the address and to the store.
    pub key: &'static str,
    /// The Fluent key of its heading.
    pub title: &'static str,
    pub align: Align,
    pub sorts: bool,
    /// Whether a field in the head filters by it.
    pub filters: bool,
    /// Left out on a phone; give its cells the class `later`, too.
    pub later: bool,
    /// Decimals of its numbers in an exported workbook.
    pub decimals: u8,
    /// The glossary term that explains it; empty for none.
    pub term: &'static str,
}

impl Column {
    /// A sortable column of words.
    pub const fn text(key: &'static str, title: &'static str) -> Self {
        Self {
            key,
            title,
            align: Align::Start,
            sorts: true,
            filters: false,
            later: false,
            decimals: 0,
            term: "",
        }
    }

    /// A sortable column of numbers.
    pub const fn number(key: &'static str, title: &'static str) -> Self {
        Self { align: Align::End, ..Self::text(key, title) }
    }

    /// A column that does not sort: buttons, states.
    pub const fn fixed(key: &'static str, title: &'static str) -> Self {
        Self { sorts: false, ..Self::text(key, title) }
    }

    /// Adds a filter field.
    #[must_use]
    pub const fn filtered(self) -> Self {
        Self { filters: true, ..self }
    }

    /// Shows so many decimals in an exported workbook.
    #[must_use]
    pub const fn decimals(self, decimals: u8) -> Self {
        Self { decimals, ..self }
    }

    /// Leaves the column out on a phone.
    #[must_use]
    pub const fn later(self) -> Self {
        Self { later: true, ..self }
    }

    /// Explains the heading by a glossary term.
    #[must_use]
    pub const fn explained(self, term: &'static str) -> Self {
        Self { term, ..self }
    }

    /// The class of its cells.
    pub const fn class(self) -> &'static str {
        match (self.align, self.later) {
            (Align::Start, false) => "",
            (Align::Start, true) => "later",
            (Align::End, false) => "n",
            (Align::End, true) => "n later",
        }
    }
}

/// The order asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: &'static str,
    pub descending: bool,
}

/// What the address asks of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub sort: Option<Sort>,
    /// From 1.
    pub page: u64,
    pub size: u64,
    /// Words searched for in the whole row (`q`).
    pub search: String,
    /// Words searched for in one column, only non-empty ones.
    pub filters: Vec<(&'static str, String)>,
    /// Everything else in the address, kept in the links.
    pub kept: Vec<(String, String)>,
    /// Whether the whole of it is wanted as a workbook (`format=xlsx`).
    pub as_workbook: bool,
}

impl Query {
    /// Rows on a page when the address does not say.
    pub const SIZE: u64 = 50;
    /// No page is longer, whatever the address says.
    pub const MOST: u64 = 500;

    /// Reads the part of an address after `?`.
    pub fn parse(query: &str, columns: &'static [Column]) -> Self {
        let mut read = Self {
            sort: None,
            page: 1,
            size: Self::SIZE,
            search: String::new(),
            filters: Vec::new(),
            kept: Vec::new(),
            as_workbook: false,
        };
        let column = |key: &str| columns.iter().find(|column| column.key == key);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let filter = key.strip_prefix("f-").and_then(column).filter(|column| column.filters);
            match (key.as_ref(), filter) {
                (_, Some(column)) => {
                    if !value.trim().is_empty() {
                        read.filters.push((column.key, value.trim().to_owned()));
                    }
                }
                ("sort", _) => {
                    let (name, descending) = value
                        .strip_prefix('-')
                        .map_or((value.as_ref(), false), |name| (name, true));
                    read.sort = column(name)
                        .filter(|column| column.sorts)
                        .map(|column| Sort { column: column.key, descending });
                }
                ("page", _) => read.page = value.parse().unwrap_or(1).clamp(1, 1_000_000),
                ("size", _) => read.size = value.parse().unwrap_or(Self::SIZE).clamp(1, Self::MOST),
                ("q", _) => read.search = value.trim().to_owned(),
                ("format", _) => read.as_workbook = value == "xlsx",
                _ => read.kept.push((key.into_owned(), value.into_owned())),
            }
        }
        read
    }

    pub fn offset(&self) -> u64 {
        (self.page - 1) * self.size
    }

    /// How many rows to read and how many to skip: a page of them, or all for a workbook, which holds no
    /// more than a million.
    pub fn window(&self) -> (i64, i64) {
        if self.as_workbook { (1_000_000, 0) } else { (self.size as i64, self.offset() as i64) }
    }

    /// What a column is filtered by.
    pub fn filter(&self, column: &str) -> &str {
        self.filters.iter().find(|(key, _)| *key == column).map_or("", |(_, text)| text)
    }

    /// Whether anything narrows the rows.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.filters.is_empty()
    }

    /// The address's pairs without paging and format; what a filter form carries along.
    fn pairs(&self, sort: Option<Sort>) -> Vec<(String, String)> {
        let mut pairs = self.kept.clone();
        if let Some(sort) = sort {
            let sign = if sort.descending { "-" } else { "" };
            pairs.push(("sort".to_owned(), format!("{sign}{}", sort.column)));
        }
        if self.size != Self::SIZE {
            pairs.push(("size".to_owned(), self.size.to_string()));
        }
        pairs
    }

    fn narrowing(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q".to_owned(), self.search.clone()));
        }
        pairs.extend(self.filters.iter().map(|(key, text)| (format!("f-{key}"), text.clone())));
        pairs
    }
}

/// A table as a page draws it: columns, query, and how many rows there are in all.
#[derive(Clone, Debug)]
pub struct Table {
    /// The element's id, unique on the page; links replace this element alone.
    pub id: &'static str,
    /// The page's path.
    pub path: String,
    pub columns: &'static [Column],
    pub query: Query,
    /// Rows that match, on all pages.
    pub total: u64,
    /// Whether there are more than were counted.
    pub goes_on: bool,
    /// Whether its reader may take it along as a workbook.
    pub exports: bool,
}

/// A step of the pager: a page, or the gap before the next one shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// 0 for a gap.
    pub number: u64,
    pub href: String,
    pub current: bool,
}

impl Step {
    pub fn is_gap(&self) -> bool {
        self.number == 0
    }
}

impl Table {
    pub fn new(
        id: &'static str,
        path: impl Into<String>,
        columns: &'static [Column],
        query: Query,
        total: u64,
    ) -> Self {
        Self { id, path: path.into(), columns, query, total, goes_on: false, exports: true }
    }

    /// Says that there are more rows than were counted: the pager leads on as far as it is followed.
    #[must_use]
    pub fn going_on_if(self, goes_on: bool) -> Self {
        Self { goes_on, ..self }
    }

    /// Offers the workbook only to who may take it.
    #[must_use]
    pub fn exported_if(self, exports: bool) -> Self {
        Self { exports, ..self }
    }

    /// Where a click on a heading leads: ascending first, then descending, then unsorted.
    pub fn sort_href(&self, column: &Column) -> String {
        let sort = match self.query.sort {
            Some(sort) if sort.column == column.key && sort.descending => None,
            Some(sort) if sort.column == column.key => Some(Sort { descending: true, ..sort }),
            _ => Some(Sort { column: column.key, descending: false }),
        };
        self.href(sort, 1, false)
    }

    /// `ascending`, `descending` or `none`, as `aria-sort` wants it.
    pub fn sorted(&self, column: &Column) -> &'static str {
        match self.query.sort {
            Some(sort) if sort.column == column.key && sort.descending => "descending",
            Some(sort) if sort.column == column.key => "ascending",
            _ => "none",
        }
    }

    pub fn page_href(&self, page: u64) -> String {
        self.href(self.query.sort, page, false)
    }

    /// The same rows, all of them, as a workbook.
    pub fn export_href(&self) -> String {
        self.href(self.query.sort, 1, true)
    }

    /// The table with nothing filtered.
    pub fn clear_href(&self) -> String {
        link(&self.path, &self.query.pairs(self.query.sort))
    }

    /// Fields that the filter form carries along.
    pub fn hidden(&self) -> Vec<(String, String)> {
        self.query.pairs(self.query.sort)
    }

    pub fn has_filters(&self) -> bool {
        self.columns.iter().any(|column| column.filters)
    }

    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.query.size).max(1)
    }

    pub fn previous_href(&self) -> Option<String> {
        (self.query.page > 1).then(|| self.page_href(self.query.page - 1))
    }

    pub fn next_href(&self) -> Option<String> {
        (self.query.page < self.pages()).then(|| self.page_href(self.query.page + 1))
    }

    /// The first, the last and those around the current one.
    pub fn steps(&self) -> Vec<Step> {
        let (current, last) = (self.query.page, self.pages());
        let mut numbers = vec![1, current.saturating_sub(1), current, current + 1, last];
        numbers.retain(|number| (1..=last).contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        let mut steps = Vec::new();
        let mut before = 0;
        for number in numbers {
            if number > before + 1 {
                steps.push(Step { number: 0, href: String::new(), current: false });
            }
            steps.push(Step { number, href: self.page_href(number), current: number == current });
            before = number;
        }
        steps
    }

    /// "51–100 of 3,320".
    pub fn range(&self, page: &Page) -> String {
        if self.total == 0 {
            return page.t("table-none");
        }
        let from = self.query.offset() + 1;
        let until = (self.query.offset() + self.query.size).min(self.total);
        page.tn(
            if self.goes_on { "table-range-on" } else { "table-range" },
            &[
                ("from", &page.count(from.min(until))),
                ("until", &page.count(until)),
                ("total", &page.count(self.total)),
            ],
        )
    }

    fn href(&self, sort: Option<Sort>, page: u64, as_workbook: bool) -> String {
        let mut pairs = self.query.pairs(sort);
        pairs.extend(self.query.narrowing());
        if page > 1 {
            pairs.push(("page".to_owned(), page.to_string()));
        }
        if as_workbook {
            pairs.push(("format".to_owned(), "xlsx".to_owned()));
        }
        link(&self.path, &pairs)
    }
}

/// A path with its query.
pub fn link(path: &str, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::text("name", "column-name").filtered(),
        Column::number("value", "column-value"),
        Column::fixed("state", "column-state"),
    ];

    fn table(query: &str, total: u64) -> Table {
        Table::new("rows", "/units", COLUMNS, Query::parse(query, COLUMNS), total)
    }

    #[test]
    fn an_address_sorts_filters_and_pages() {
        let query = Query::parse("sort=-value&f-name=%E6%B4%97&page=3&size=20&unit=7", COLUMNS);
        assert_eq!(query.sort, Some(Sort { column: "value", descending: true }));
        assert_eq!(query.filter("name"), "洗");
        assert_eq!(query.offset(), 40);
        assert_eq!(query.kept, [("unit".to_owned(), "7".to_owned())]);
    }

    #[test]
    fn an_address_cannot_name_what_is_no_column() {
        let query = Query::parse("sort=password&f-state=x&size=999999&page=0", COLUMNS);
        assert_eq!(query.sort, None);
        assert!(query.filters.is_empty());
        assert_eq!((query.size, query.page), (Query::MOST, 1));
    }

    #[test]
    fn links_keep_the_view_and_drop_the_page() {
        let table = table("unit=7&q=a%26b&page=4", 1_000);
        assert_eq!(table.sort_href(&COLUMNS[0]), "/units?unit=7&sort=name&q=a%26b");
        assert_eq!(table.export_href(), "/units?unit=7&q=a%26b&format=xlsx");
        assert_eq!(table.clear_href(), "/units?unit=7");
    }

    #[test]
    fn a_heading_turns_the_order_and_then_gives_it_up() {
        assert!(table("sort=name", 1).sort_href(&COLUMNS[0]).contains("sort=-name"));
        assert!(!table("sort=-name", 1).sort_href(&COLUMNS[0]).contains("sort"));
    }

    #[test]
    fn the_pager_shows_both_ends_and_the_middle() {
        let numbers: Vec<u64> =
            table("page=10", 1_000).steps().iter().map(|step| step.number).collect();
        assert_eq!(numbers, [1, 0, 9, 10, 11, 0, 20]);
        assert_eq!(table("", 0).pages(), 1);
    }
}
