//! The first page: what is off track or not reported in the units that the reader answers for, and what
//! the reader can do. Nobody is ranked here.

use askama::Template;
use directory::tree;
use kernel::policy::{Decision, decide};
use kernel::{Action, Resource};
use matters::matter::Stage;
use matters::use_cases::Matter;
use organisation::party::said;
use organisation::party::use_cases::office::{self, Lacking};
use planning::annual::use_cases::{Version, waiting};
use planning::meetings::use_cases::arrangements;
use planning::periods::use_cases::corrections;
use planning::shown;
use planning::status::Standing;
use planning::use_cases::Rules;
use planning::use_cases::tracker::{self, Brief, Glance};
use web_kit::answer::{self, Answer};
use web_kit::page::Link;
use web_kit::status::Figure;
use web_kit::{Page, Web};

/// Units shown; whoever answers for more finds the rest in the tree.
const MOST_UNITS: usize = 5;

#[derive(Template)]
#[template(path = "workbench.html")]
struct Workbench {
    page: Page,
    units: Vec<Glance>,
    /// Each with a line on what it is for.
    doors: Vec<(Link, String)>,
    sees_readings: bool,
    /// Party organisations of the reader's own care that lack something: link and what.
    lacking: Vec<(Link, String)>,
    /// How many there are in all.
    lacking_all: usize,
    /// Matters that wait for the reader: link and what for.
    matters: Vec<(Link, String)>,
    matters_all: i64,
    /// Annual plans that wait for the reader's signature or approval.
    plans: Vec<(Link, String)>,
    /// Schemes that wait for the reader's approval.
    schemes: Vec<(Link, String)>,
    /// Arrangements of the reader that wait for a word or for progress.
    arranged: Vec<(Link, String)>,
    /// What the reader owes of the month before this one, and corrections that wait for a decision.
    periods: Vec<(Link, String)>,
}

/// Matters shown; the rest are in their list.
const MOST_MATTERS: i64 = 10;

/// Plans shown; the rest are in their list.
const MOST_PLANS: i64 = 10;

/// Organisations shown; the rest are found in their tree.
const MOST_LACKING: usize = 10;

/// What can be opened from here, with the role that it takes.
const DOORS: &[(&str, &str, Action, Resource)] = &[
    ("grid", "/grid", Action::Create, Resource::Reading),
    ("import", "/imports/new", Action::Import, Resource::Import),
    ("matters", "/matters", Action::Read, Resource::Matter),
    ("plans", "/plans", Action::Change, Resource::Plan),
    ("schemes", "/schemes", Action::Read, Resource::Scheme),
    ("meetings", "/meetings", Action::Change, Resource::Meeting),
    ("mood", "/mood", Action::Read, Resource::Mood),
    ("indicators", "/indicators", Action::Change, Resource::Indicator),
    ("units", "/units", Action::Change, Resource::Unit),
    ("users", "/system/users", Action::Create, Resource::User),
    ("grants", "/system/grants", Action::Create, Resource::Grant),
    ("audit", "/system/audit", Action::Read, Resource::Audit),
];

/// `GET /`.
pub async fn show(web: Web) -> Answer {
    let may = |action, resource| {
        decide(&web.actor, action, resource, &[], web.now.today) == Decision::Allowed
    };
    let scope = web.scope(Action::Read, Resource::Reading);
    let tops = tree::tops(&mut web.read(), &scope, web.now.today).await?;
    let rules = Rules::of(&web.settings, web.now)?;
    let mut units = Vec::new();
    for top in tops.into_iter().take(MOST_UNITS) {
        units.push(tracker::glance(&web, rules, top.unit.id).await?);
    }
    let page = web.page("nav-work");
    let doors = DOORS.iter().filter(|door| may(door.2, door.3)).map(|(key, href, ..)| {
        let label = page.t(format!("workbench-{key}"));
        (Link::new(label, *href), page.t(format!("workbench-{key}-for")))
    });
    let doors = doors.collect();
    let lacking = office::lacking(&web).await?;
    let lacking_all = lacking.len();
    let mine = matters::use_cases::mine(&web, MOST_MATTERS).await?;
    let waiting_for = |matter: &Matter| match matter.stage {
        Stage::Reported => page.t("workbench-verify"),
        _ => {
            page.t1("workbench-do", "day", matter.measure.as_ref().map_or(web.now.today, |m| m.due))
        }
    };
    let matters = mine.matters.iter().map(|(matter, _)| {
        (Link::new(matter.title.clone(), format!("/matters/{}", matter.id)), waiting_for(matter))
    });
    let (matters, matters_all) = (matters.collect(), mine.total);
    let plans = waiting(&web, MOST_PLANS).await?;
    let plans: Vec<_> = plans.into_iter().map(|(plan, unit)| plan_of(&page, &plan, unit)).collect();
    let schemes = schemes_of(&web, &page).await?;
    let arranged = arranged_of(&web, &page).await?;
    let periods = periods_of(&web, &page).await?;
    let off: usize = units.iter().map(|unit| attention(unit).len()).sum();
    let waiting = off
        + lacking_all
        + matters_all.max(0) as usize
        + plans.len()
        + schemes.len()
        + arranged.len()
        + periods.len();
    let page = page.waiting(web_kit::page::Storey::Work, waiting as u32);
    let lacking = lacking.iter().take(MOST_LACKING).map(|org| lines_of(&page, org)).collect();
    let sees_readings = !scope.is_nothing();
    answer::page(&Workbench {
        sees_readings,
        page,
        units,
        doors,
        lacking,
        lacking_all,
        matters,
        matters_all,
        plans,
        schemes,
        arranged,
        periods,
    })
}

/// Schemes that wait for the reader's approval.
async fn schemes_of(web: &Web, page: &Page) -> Result<Vec<(Link, String)>, store::Refusal> {
    let waiting = assessment::schemes::use_cases::waiting(web).await?;
    let link = |version: assessment::schemes::use_cases::Version| {
        let label =
            format!("{} {}", version.name, page.t1("scheme-version-n", "n", version.number));
        (Link::new(label, format!("/schemes/{}", version.id)), page.t(version.stage.key()))
    };
    Ok(waiting.into_iter().map(link).collect())
}

/// Arrangements of the reader that wait for a word or for progress.
async fn arranged_of(web: &Web, page: &Page) -> Result<Vec<(Link, String)>, store::Refusal> {
    let mine = arrangements::mine(web).await?.into_iter().map(|one| {
        let to = format!("/arrangements/{}", one.arrangement.id);
        (Link::new(one.arrangement.what.title, to), page.t(one.standing.key()))
    });
    Ok(mine.collect())
}

/// Months that the reader owes something of, and corrections that others have asked for.
async fn periods_of(web: &Web, page: &Page) -> Result<Vec<(Link, String)>, store::Refusal> {
    let owed = planning::periods::use_cases::waiting(web, MOST_UNITS).await?;
    let owed = owed.into_iter().map(|owed| {
        let (business, party) = (owed.owed.0.to_string(), owed.owed.1.to_string());
        let (month, due) = (page.month(&owed.month), page.day(&owed.due));
        let key = if owed.is_overdue { "period-workbench-late" } else { "period-workbench" };
        let told =
            [("month", month.as_str()), ("business", &business), ("party", &party), ("due", &due)];
        let href = format!("/periods/{}/{}", owed.unit, owed.month);
        (Link::new(owed.unit_name, href), page.tn(key, &told))
    });
    let mut periods: Vec<_> = owed.collect();
    let notes = corrections::waiting(web, MOST_PLANS).await?;
    periods.extend(notes.notes.iter().map(|(note, unit)| {
        let label = page.t1("correction-n", "n", note.id);
        (Link::new(label, format!("/corrections/{}", note.id)), format!("{unit} · {}", note.reason))
    }));
    Ok(periods)
}

/// A plan that waits, and what for.
fn plan_of(page: &Page, plan: &Version, unit: String) -> (Link, String) {
    let label = format!("{unit} · {}", page.t1("plan-year-of", "year", plan.year));
    (Link::new(label, format!("/plans/{}", plan.id)), page.t(plan.stage.key()))
}

/// What an organisation lacks, in one line.
fn lines_of(page: &Page, org: &Lacking) -> (Link, String) {
    let gaps: Vec<String> = org.gaps.iter().map(|gap| said(page, gap)).collect();
    let gaps = gaps.join(" · ");
    let what = if org.is_led { page.t1("workbench-led", "gaps", gaps) } else { gaps };
    if org.is_seen {
        return (Link::new(org.name.clone(), format!("/party/{}", org.id)), what);
    }
    let what = page.t1("workbench-beyond", "gaps", what);
    (Link::new(org.name.clone(), String::new()), what)
}

/// The indicators that want somebody: off track this month, or not reported.
fn attention(unit: &Glance) -> Vec<&Brief> {
    let wants = |line: &&Brief| matches!(line.standing, Standing::Off | Standing::NotReported);
    unit.lines.iter().filter(wants).collect()
}

impl Workbench {
    fn attention<'a>(&self, unit: &'a Glance) -> Vec<&'a Brief> {
        attention(unit)
    }

    fn tracker_href(&self, unit: &Glance) -> String {
        shown::tracker(unit.place.id, unit.month)
    }

    fn line_href(&self, unit: &Glance, line: &Brief) -> String {
        format!("/tracker/{}/{}?month={}", unit.place.id, line.indicator.id, unit.month)
    }

    fn number_href(&self, unit: &Glance, line: &Brief) -> String {
        shown::history(unit.place.id, &line.indicator, line.period, planning::Kind::Actual)
    }

    fn name(&self, line: &Brief) -> String {
        shown::name(&self.page, &line.indicator)
    }

    fn measure(&self, line: &Brief) -> String {
        shown::measure(&self.page, &line.indicator)
    }

    fn actual(&self, line: &Brief) -> Figure {
        shown::actual(&line.indicator, line.current.actual)
    }

    fn target(&self, line: &Brief) -> Vec<Figure> {
        shown::target(&line.indicator, &line.current)
    }

    fn status(&self, line: &Brief) -> web_kit::status::Status {
        shown::status(line.standing)
    }

    /// "12 of 15 indicators on target".
    fn on_target(&self, unit: &Glance) -> String {
        let tally = unit.tally();
        let (met, all) = (tally.met.to_string(), tally.all().to_string());
        self.page.tn("workbench-on-target", &[("met", &met), ("all", &all)])
    }
}
