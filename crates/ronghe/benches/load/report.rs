//! The table of results.

/// Lines of a table, in the order in which they were measured.
#[derive(Debug, Default)]
pub struct Report {
    lines: Vec<[String; 4]>,
}

impl Report {
    /// What was measured, what was wanted, what came out, and what stands beside it.
    pub fn line(&mut self, what: &str, wanted: &str, found: impl ToString, beside: impl ToString) {
        let line = [what.to_owned(), wanted.to_owned(), found.to_string(), beside.to_string()];
        eprintln!("{}", line.join(" | "));
        self.lines.push(line);
    }

    #[expect(clippy::print_stdout, reason = "the table is the result of this program")]
    pub fn print(&self) {
        println!("| Measured | Wanted | Found | Beside it |\n|---|---|---|---|");
        for line in &self.lines {
            println!("| {} |", line.join(" | "));
        }
    }
}

/// A number with its thousands grouped.
pub fn grouped(number: f64) -> String {
    kernel::Quantity::from_integer(number as i64).unwrap_or_default().grouped(0)
}
