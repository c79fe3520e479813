//! Papers kept with a record: the scan of a decision beside the fact that rests on it, the minutes beside what was
//! heard about a scheme. One table serves all kinds of records. A paper that is taken away stays with the reason.

pub(crate) mod page;
pub(crate) mod store;
pub(crate) mod use_cases;

use kernel::{FileId, Problem, UserId};

/// The largest paper in bytes.
pub const LARGEST: u64 = 10 << 20;

/// The kinds of files that are taken: how the name may end and how the bytes begin.
pub const KINDS: &[(&[&str], &[u8])] = &[
    (&["pdf"], b"%PDF"),
    (&["png"], b"\x89PNG"),
    (&["jpg", "jpeg"], b"\xff\xd8\xff"),
    // Documents, workbooks and the national format for fixed layout are all archives.
    (&["docx", "xlsx", "ofd"], b"PK"),
];

kernel::named! {
    /// What a paper is kept with.
    Kind {
        /// 考核记录
        Fact = "fact",
        /// 征求意见记录
        Consultation = "consultation",
    }
}

/// A record that papers are kept with; `part` is its number within what bears the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    pub kind: Kind,
    pub id: i64,
    pub part: i64,
}

/// A paper as it is known, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub id: i64,
    pub owner: Owner,
    pub file: FileId,
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// SM3 of the bytes, in hexadecimal digits.
    pub digest: String,
    pub user: Option<UserId>,
    pub recorded_by: String,
    /// Milliseconds since 1970.
    pub recorded_at: i64,
    /// Who took it away, when and why.
    pub removed: Option<(String, i64, String)>,
}

/// Whether a file may be kept as a paper.
///
/// # Errors
/// `paper-missing`, `paper-too-large`, `paper-kind`, each at `paper`.
pub fn fit(name: &str, bytes: &[u8]) -> Result<(), Problem> {
    if bytes.is_empty() {
        return Err(Problem::new("paper-missing").at("paper"));
    }
    if bytes.len() as u64 > LARGEST {
        return Err(Problem::new("paper-too-large").arg("most", LARGEST >> 20).at("paper"));
    }
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let is_known =
        KINDS.iter().any(|(ends, start)| ends.contains(&end.as_str()) && bytes.starts_with(start));
    if is_known { Ok(()) } else { Err(Problem::new("paper-kind").arg("name", name).at("paper")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, bytes: &[u8], expected: Option<&str>) {
        assert_eq!(fit(name, bytes).err().map(|problem| problem.code), expected, "{name}");
    }

    #[test]
    fn a_paper_is_what_its_name_says_and_no_program() {
        check("决定.pdf", b"%PDF-1.7", None);
        check("决定.PDF", b"%PDF-1.7", None);
        check("照片.jpeg", b"\xff\xd8\xff\xe0", None);
        check("公文.ofd", b"PK\x03\x04", None);
        check("决定.pdf", b"MZ\x90", Some("paper-kind"));
        check("运行.exe", b"MZ\x90", Some("paper-kind"));
        check("网页.html", b"<html>", Some("paper-kind"));
        check("无后缀", b"%PDF-1.7", Some("paper-kind"));
        check("空.pdf", b"", Some("paper-missing"));
        check("大.pdf", &vec![b'%'; LARGEST as usize + 1], Some("paper-too-large"));
    }
}
