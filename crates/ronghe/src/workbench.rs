//! The first page: what is off track or not reported in the units that the reader answers for, and what
//! the reader can do. Nobody is ranked here.

use crate::notices::{self, Waiting};
use accounts::use_cases::digest;
use askama::Template;
use directory::tree;
use kernel::policy::{Decision, decide};
use kernel::{Action, Resource};
use organisation::party::said;
use organisation::party::use_cases::office::{self, Lacking};
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
    told: Waiting,
    /// What a keeper of the system should know: ways out by which no digest goes.
    failing: Vec<String>,
}

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
    ("scores", "/scores", Action::Create, Resource::Score),
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
    let told = notices::waiting(&web, &page).await?;
    let failing = failing(&web, &page).await?;
    let off: usize = units.iter().map(|unit| attention(unit).len()).sum();
    let waiting = off + lacking_all + told.count();
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
        told,
        failing,
    })
}

/// The ways out by which no digest goes, for whoever keeps the system.
async fn failing(web: &Web, page: &Page) -> Result<Vec<String>, store::Refusal> {
    let failing = digest::failing(web).await?.into_iter().map(|channel| {
        let since = channel.failing_since.map(|at| page.moment(&at)).unwrap_or_default();
        let error = channel.error.unwrap_or_default();
        let told = [("since", since.as_str()), ("error", &error)];
        page.tn(&format!("workbench-failing-{}", channel.name), &told)
    });
    Ok(failing.collect())
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
