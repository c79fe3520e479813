//! A pack as an official document with every number under its key, and what is kept of it.

use super::{book, shown};
use crate::annual::use_cases::tracking;
use crate::figure::{Amount, Figures};
use crate::indicator::Indicator;
use crate::meetings::arrangement::Class;
use crate::meetings::pack::{self, FOLLOW};
use crate::meetings::use_cases::packs::{Made, Material, Row};
use crate::pages::{party_half, shown as words};
use crate::reading::Kind;
use crate::status::Standing;
use directory::people::called;
use interchange::official::{Column, Line, Official, Run, Table};
use kernel::{IndicatorId, Problem};
use web_kit::Page;

/// Both files of a pack with its figures.
pub(super) fn drawn(page: &Page, material: &Material) -> Result<Made, Problem> {
    let document = document(page, material);
    let figures = pack::once(document.figures());
    let meeting = &material.meeting;
    let digest = pack::digest(meeting.unit, meeting.kind, meeting.period, &figures);
    let document = document
        .body(page.t("pack-digest-is"))
        .body(Run::figure(pack::DIGEST, digest))
        .signed(&material.tracker.place.name, meeting.day);
    let name = format!("{} {}", material.tracker.place.name, shown::title(page, meeting));
    Ok(Made {
        lang: page.lang,
        figures,
        docx: (format!("{name}.docx"), document.write()?),
        xlsx: (format!("{name}.xlsx"), book::bytes(page, material)?),
    })
}

/// The document without its digest.
pub(super) fn document(page: &Page, material: &Material) -> Official {
    let unit = &material.tracker.place.name;
    let title = page.t1("pack-title", "meeting", shown::title(page, &material.meeting));
    let mut document = Official::new(format!("{unit}\n{title}"));
    if !material.meeting.agenda.is_empty() {
        document = document.level1(page.t("meeting-agenda"));
        for line in material.meeting.agenda.lines().filter(|line| !line.trim().is_empty()) {
            document = document.body(line.trim());
        }
    }
    let document = business(page, material, document);
    let document = off(page, material, document);
    let document = party(page, material, document);
    let document = before(page, material, document);
    let document = arranged(page, material, document);
    below(page, material, document)
}

/// A sentence whose values are figures: name, key and text of each.
fn sentence(page: &Page, key: &str, figures: &[(&str, String, String)]) -> Line {
    let marks: Vec<String> = (0..figures.len()).map(|at| format!("\u{1}{at}\u{1}")).collect();
    let args: Vec<(&str, &str)> =
        figures.iter().zip(&marks).map(|(figure, mark)| (figure.0, mark.as_str())).collect();
    let text = page.tn(key, &args);
    let runs = text.split('\u{1}').enumerate().filter_map(|(at, piece)| {
        if at % 2 == 0 {
            return (!piece.is_empty()).then(|| Run::text(piece));
        }
        let (_, key, text) = figures.get(piece.parse::<usize>().ok()?)?;
        Some(Run::figure(key.clone(), text))
    });
    Line::from(runs.collect::<Vec<_>>())
}

/// The first part of an indicator's keys; a long code gives way to the id.
fn stem(indicator: &Indicator) -> String {
    if indicator.code.chars().count() <= 32 {
        return indicator.code.clone();
    }
    format!("indicator:{}", indicator.id)
}

fn actual(page: &Page, indicator: &Indicator, period: &str, what: &str, amount: Amount) -> Line {
    let text = page.figure(&words::actual(indicator, amount));
    Run::figure(format!("{}/{period}/{what}", stem(indicator)), text).into()
}

/// The target, and the upper end of a band.
fn target(page: &Page, indicator: &Indicator, key: (&str, &str), figures: &Figures) -> Line {
    let (period, what) = key;
    let low = words::mark(indicator, figures.target());
    let high = figures.whole(Kind::TargetHigh).and_then(|high| words::mark(indicator, high));
    let mut runs = Vec::new();
    for (figure, end) in [(low, ""), (high, "-high")] {
        let Some(figure) = figure else { continue };
        if !runs.is_empty() {
            runs.push(Run::text("–"));
        }
        let key = format!("{}/{period}/{what}{end}", stem(indicator));
        runs.push(Run::figure(key, page.figure(&figure)));
    }
    if runs.is_empty() { Line::from("—") } else { runs.into() }
}

/// An indicator's name with its unit.
fn named(page: &Page, indicator: &Indicator) -> String {
    let name = words::name(page, indicator);
    if indicator.unit.is_empty() { name } else { format!("{name} {}", indicator.unit) }
}

/// How the indicators of a period stand, and each of them.
fn business(page: &Page, material: &Material, document: Official) -> Official {
    let tally = material.tally();
    let count = |what: &'static str, n: u32| {
        let key = format!("tally:business/{}/{what}", material.meeting.period);
        (what, key, n.to_string())
    };
    let counts = [
        count("all", tally.all()),
        count("met", tally.met),
        count("near", tally.near),
        count("off", tally.off),
        count("missing", tally.not_reported),
    ];
    let document = document.level1(page.t("pack-business")).body(sentence(
        page,
        "pack-business-said",
        &counts,
    ));
    let mut table = Table::new([
        Column::text(page.t("term-indicator"), 7),
        Column::number(page.t("pack-this-period"), 8),
        Column::number(page.t("term-target"), 8),
        Column::number(page.t("pack-to-date"), 10),
        Column::number(page.t("pack-to-date-target"), 10),
        Column::short(page.t("tracker-status"), 5),
    ]);
    for row in material.rows() {
        table = table.row(business_row(page, material, row));
    }
    document.table(table)
}

fn business_row(page: &Page, material: &Material, row: Row<'_>) -> [Line; 6] {
    let indicator = &row.line.indicator;
    let period = row.period.to_string();
    let upto = material.month.to_string();
    [
        named(page, indicator).into(),
        actual(page, indicator, &period, "actual", row.actual),
        target(page, indicator, (&period, "target"), row.compared),
        actual(page, indicator, &upto, "to-date", row.line.total.figures.actual),
        target(page, indicator, (&upto, "to-date-target"), &row.line.total.paired),
        words::word_always(page, indicator, row.standing).into(),
    ]
}

/// What is off track, with the matters about it.
fn off(page: &Page, material: &Material, document: Official) -> Official {
    let mut document = document.level1(page.t("pack-off"));
    let mut any = false;
    for row in material.rows().filter(|row| row.standing == Standing::Off) {
        any = true;
        document = document.level3(words::name(page, &row.line.indicator));
        for said in matters_of(page, material, row.line.indicator.id) {
            document = document.body(said);
        }
    }
    if any { document } else { document.body(page.t("pack-off-none")) }
}

/// What is done about an indicator's deviations, one paragraph for each matter.
fn matters_of(page: &Page, material: &Material, id: IndicatorId) -> Vec<String> {
    let Some(matters) = material.matters.get(&id) else {
        return vec![page.t("pack-off-no-matter")];
    };
    let said = |matter: &matters::use_cases::Matter| {
        let (far, _) = shown::far(page, matter, material.today);
        let Some(measure) = &matter.measure else {
            return page.tn("pack-matter-open", &[("matter", &matter.title), ("far", &far)]);
        };
        let owner = called(&material.people, measure.owner);
        let due = page.day(&measure.due);
        let args = [
            ("matter", matter.title.as_str()),
            ("measure", &measure.text),
            ("owner", &owner),
            ("due", &due),
            ("far", &far),
        ];
        page.tn("pack-matter", &args)
    };
    matters.iter().map(said).collect()
}

/// The Party tasks and how far they are.
fn party(page: &Page, material: &Material, document: Official) -> Official {
    let document = document.level1(page.t("plan-party"));
    let Some(half) = &material.half else { return document.body(page.t("pack-party-none")) };
    let (met, all) = half.met();
    let count = |what: &'static str, n: usize| {
        (what, format!("tally:party/{}/{what}", material.month), n.to_string())
    };
    let counts = [count("all", all), count("met", met)];
    let mut table = Table::new([
        Column::text(page.t("plan-task-title"), 6),
        Column::text(page.t("plan-criterion"), 5),
        Column::number(page.t("plan-far"), 4),
        Column::short(page.t("plan-owner"), 3),
        Column::short(page.t("tracker-status"), 3),
    ]);
    for line in &half.lines {
        let own = party_half::word(page, line.standing);
        let word = match own.is_empty() {
            true => page.t(party_half::status(line.standing).key()),
            false => own,
        };
        table = table.row([
            line.task.title.as_str().into(),
            party_half::aim(page, &line.task).into(),
            progress(page, material, line),
            half.people.get(&line.task.owner).map(|it| it.name.clone()).unwrap_or_default().into(),
            word.into(),
        ]);
    }
    document.body(sentence(page, "pack-party-said", &counts)).table(table)
}

/// So many of so many where a measure says so, else the confirmed share, else that nobody has reported.
fn progress(page: &Page, material: &Material, line: &tracking::Line) -> Line {
    let key = |what: &str| format!("task:{}/{}/{what}", line.number, material.month);
    if let Some(measured) = line.measured.as_ref().filter(|measured| measured.of > 0) {
        return [
            Run::figure(key("done"), page.count(measured.done)),
            Run::text(" / "),
            Run::figure(key("of"), page.count(measured.of)),
        ]
        .into();
    }
    if let Some(share) = &line.share {
        return [Run::figure(key("share"), page.number(share, 0)), Run::text(" %")].into();
    }
    Run::figure(key("share"), page.t("figure-not-reported")).into()
}

/// What earlier meetings decided, and how far it is.
fn before(page: &Page, material: &Material, document: Official) -> Official {
    let document = document.level1(page.t("pack-before"));
    if material.before.is_empty() {
        return document.body(page.t("pack-before-none"));
    }
    let [open, reported, closed, overdue] = shown::counted(&material.before, material.today);
    let count = |what: &'static str, n: usize| (what, format!("{FOLLOW}{what}"), n.to_string());
    let counts = [
        count("decided", material.before.len()),
        count("open", open),
        count("reported", reported),
        count("closed", closed),
        count("overdue", overdue),
    ];
    let mut table = Table::new([
        Column::short(page.t("meeting-period"), 3),
        Column::text(page.t("decision"), 8),
        Column::short(page.t("decision-owner"), 3),
        Column::short(page.t("decision-due"), 4),
        Column::short(page.t("decision-far"), 3),
    ]);
    for decided in &material.before {
        let row = shown::decision(page, decided, &material.people, material.today);
        table = table.row([
            row.of.label.into(),
            row.said.label.into(),
            row.owner.into(),
            row.due.into(),
            row.word.into(),
        ]);
    }
    document.body(sentence(page, "pack-before-said", &counts)).table(table)
}

/// The arrangements by class.
fn arranged(page: &Page, material: &Material, document: Official) -> Official {
    let mut document = document.level1(page.t("arrangements-title"));
    if material.arrangements.is_empty() {
        return document.body(page.t("pack-arranged-none"));
    }
    for class in Class::ALL {
        let of_class = || {
            let all = material.arrangements.iter();
            all.filter(|one| one.arrangement.what.class == *class)
        };
        document = document.level2(page.t(class.key()));
        if of_class().next().is_none() {
            document = document.body(page.t("pack-arranged-none-here"));
            continue;
        }
        let mut table = Table::new([
            Column::text(page.t("arrangement-what"), 5),
            Column::text(page.t("arrangement-said"), 6),
            Column::short(page.t("arrangement-owner"), 3),
            Column::short(page.t("arrangement-due"), 4),
            Column::short(page.t("arrangement-standing"), 3),
        ]);
        for one in of_class() {
            let row = shown::arrangement(page, one, &material.people, material.month);
            let said = if row.said.is_empty() { page.t("figure-not-reported") } else { row.said };
            let said =
                if row.is_copied { page.t1("arrangement-copied-said", "said", said) } else { said };
            table = table.row([
                format!("{}\n{}", row.title.label, row.effect).into(),
                said.into(),
                row.owner.into(),
                row.due.into(),
                row.word.into(),
            ]);
        }
        document = document.table(table);
    }
    document
}

/// How the units below stand, in the order of the tree.
fn below(page: &Page, material: &Material, document: Official) -> Official {
    let month = material.month;
    if material.tracker.below.is_empty() {
        return document;
    }
    let mut table = Table::new([
        Column::text(page.t("tracker-unit"), 6),
        Column::number(page.t("tracker-reported"), 4),
        Column::number(page.t("status-met"), 3),
        Column::number(page.t("status-near"), 3),
        Column::number(page.t("status-off"), 3),
    ]);
    for child in &material.tracker.below {
        let tally = &child.tally;
        let figure = |what: &str, n: u32| {
            Run::figure(format!("unit:{}/{month}/{what}", child.id), n.to_string())
        };
        // Where nothing is planned nor reported there is nothing to count, which is not 0.
        let cells: [Line; 4] = match tally.all() {
            0 => ["—", "—", "—", "—"].map(Line::from),
            all => [
                [figure("reported", tally.reported()), Run::text(" / "), figure("all", all)].into(),
                figure("met", tally.met).into(),
                figure("near", tally.near).into(),
                figure("off", tally.off).into(),
            ],
        };
        table = table.row([Line::from(child.name.as_str())].into_iter().chain(cells));
    }
    document.level1(page.t1("pack-below", "month", page.month(&month))).table(table)
}
