//! What the key of a figure stands for, in words.

use crate::meetings::pack::FOLLOW;
use crate::meetings::use_cases::packs::Material;
use crate::pages::shown as words;
use kernel::Period;
use web_kit::Page;

/// "精煤产率 · 2026年8月 · 实际"; the key itself where nothing of the kind is known any more.
pub(super) fn label(page: &Page, material: &Material, key: &str) -> String {
    if let Some(rest) = key.strip_prefix(FOLLOW) {
        return page.t(format!("pack-figure-{rest}"));
    }
    let mut parts = key.split('/');
    let (Some(stem), Some(period), Some(what)) = (parts.next(), parts.next(), parts.next()) else {
        return key.to_owned();
    };
    let (Some(stem), Ok(period)) = (subject(page, material, stem), period.parse::<Period>()) else {
        return key.to_owned();
    };
    format!("{stem} · {} · {}", page.period(&period), page.t(format!("pack-figure-{what}")))
}

/// What a figure is of: an indicator, a task, a unit below, or all indicators together.
fn subject(page: &Page, material: &Material, stem: &str) -> Option<String> {
    match stem.split_once(':') {
        None => {
            let known = material.tracker.known.values();
            let mut found = known.filter(|known| known.code == stem);
            found.next().map(|known| words::name(page, known))
        }
        Some(("indicator", id)) => {
            let known = material.tracker.known.get(&kernel::IndicatorId(id.parse().ok()?))?;
            Some(words::name(page, known))
        }
        Some(("task", number)) => {
            let number: i64 = number.parse().ok()?;
            let lines = &material.half.as_ref()?.lines;
            lines.iter().find(|line| line.number == number).map(|line| line.task.title.clone())
        }
        Some(("unit", id)) => {
            let below = &material.tracker.below;
            below.iter().find(|child| child.id.to_string() == id).map(|child| child.name.clone())
        }
        Some(("tally", of)) => Some(page.t(format!("pack-tally-{of}"))),
        Some(_) => None,
    }
}
