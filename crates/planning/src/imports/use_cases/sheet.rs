//! The error sheet: what was handed in, with a column of reasons.

use super::prepare::Prepared;
use super::present::refusals;
use super::receive::{see, task};
use ::store::{Ctx, Refusal};
use interchange::{Draft, writers};
use kernel::{Action, ImportId, Lang};

/// The rows of an import's files with the reasons why cells were refused.
pub async fn error_sheet(ctx: &Ctx, id: ImportId, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let import = see(ctx, id, Action::Read).await?.import;
    let task = task(ctx, &import).await?;
    let prepared = Prepared::new(&mut ctx.read(), &task, ctx.now.today, None).await?;
    let refusals = refusals(&prepared)
        .into_iter()
        .map(|(source, problem, text)| interchange::Refusal {
            source,
            problem: problem.clone(),
            text,
        })
        .collect();
    let told = Draft { files: prepared.draft.files.clone(), refusals, ..Draft::default() };
    Ok(writers::error_sheet(&task.profile, &told, &task.files, lang)?)
}
