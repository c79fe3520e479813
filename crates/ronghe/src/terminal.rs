//! What the program says: results on standard output, everything else on standard error, in the
//! reader's language.

use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Lang, Problem, texts};
use std::io::{self, Write};
use store::{Refusal, StoreError};

/// The reader at the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    pub lang: Lang,
}

impl Terminal {
    /// The text of a key.
    pub fn text(self, key: &str, args: &[(&str, &str)]) -> String {
        texts::get().with(self.lang, key, args)
    }

    /// A result, on standard output. A reader that went away, such as `head`, is no error.
    pub fn result(self, line: &str) -> io::Result<()> {
        match writeln!(io::stdout().lock(), "{line}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    }

    /// A remark beside the results.
    pub fn remark(self, line: &str) {
        // Nobody is left to hear that standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// A bar that shows how far long work has come, on a terminal only.
    pub fn progress(self, key: &str, length: u64) -> ProgressBar {
        let bar = ProgressBar::new(length);
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {eta}")
        {
            bar.set_style(style);
        }
        bar.set_message(self.text(key, &[]));
        bar
    }

    /// What went wrong, in words: problems as texts, anything else with its chain of causes.
    pub fn explain(self, error: &anyhow::Error) -> Vec<String> {
        if let Some(problem) = error.downcast_ref::<Problem>() {
            return vec![problem.text(self.lang)];
        }
        let refusal = error.downcast_ref::<Refusal>();
        let failed = |error: &StoreError| error.problem().text(self.lang);
        match refusal {
            Some(Refusal::Invalid(problems)) => {
                problems.iter().map(|problem| problem.text(self.lang)).collect()
            }
            Some(Refusal::Conflict(problem)) => vec![problem.text(self.lang)],
            Some(Refusal::Failed(error)) => vec![failed(error), chain(error)],
            Some(Refusal::NotFound | Refusal::Forbidden) => {
                vec![Problem::new("unexpected").arg("message", error).text(self.lang)]
            }
            None => match error.downcast_ref::<StoreError>() {
                Some(error) => vec![failed(error), chain(error)],
                None => {
                    vec![
                        Problem::new("unexpected")
                            .arg("message", format!("{error:#}"))
                            .text(self.lang),
                    ]
                }
            },
        }
    }
}

/// An error and its causes, for the operator.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(deeper) = source {
        text = format!("{text}: {deeper}");
        source = deeper.source();
    }
    format!("  {text}")
}
