//! One meeting: its pack and what was restated since, what it decided, what earlier ones decided, and the
//! arrangements of the unit.

use super::label::label;
use super::shown::{self, ArrangementRow, DecisionRow};
use super::{draw, href, meeting_id};
use crate::meetings::arrangement::{Class, Standing as Arranged};
use crate::meetings::meeting::last_month;
use crate::meetings::pack;
use crate::meetings::use_cases::packs::{self, Form as File, Kept, Material};
use crate::meetings::use_cases::{self, NewDecision, Shown};
use crate::pages::shown as words;
use crate::status::Standing;
use crate::use_cases::Rules;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people;
use kernel::{Action, Lang, MeetingId, Resource};
use matters::matter::Found;
use store::settings::Settings;
use store::{Ctx, Refusal};
use web_kit::answer::XLSX;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::Figure;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

/// The media type of a .docx.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Template)]
#[template(path = "meetings/meeting.html")]
pub(super) struct MeetingPage {
    page: Page,
    here: String,
    day: String,
    agenda: Vec<String>,
    tracker: String,
    plan_unit: String,
    pack: Option<PackShown>,
    tiles: Vec<(String, String, String)>,
    off: Vec<OffRow>,
    decided: Vec<DecisionRow>,
    before: Vec<DecisionRow>,
    classes: Vec<(String, Vec<ArrangementRow>)>,
    has_arrangements: bool,
    is_held: bool,
    may_change: bool,
    copied: Option<Copied>,
    form: Typed,
}

/// The latest pack as it was made.
struct PackShown {
    number: i64,
    made: String,
    digest: String,
    is_sound: bool,
    restated: Vec<Difference>,
    /// Those made before, each with its document.
    older: Vec<Link>,
}

/// A figure on two sides; empty where it is not there.
pub(super) struct Difference {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// What became of the figures in a copy.
pub(super) struct Copied {
    /// Which copy, of which pack.
    pub of: String,
    pub changed: Vec<Difference>,
    pub missing: Vec<Difference>,
    pub new: Vec<Difference>,
}

impl Copied {
    fn is_unchanged(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.new.is_empty()
    }
}

/// An indicator that is off track, with the matters about it.
struct OffRow {
    name: Link,
    actual: Figure,
    target: Vec<Figure>,
    matters: Vec<(Link, String)>,
    /// Where a matter is raised about it.
    raise: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = meeting_id(&id)?;
    let form = match web.query("format").as_deref() {
        Some("docx") => Some((File::Docx, DOCX)),
        Some("xlsx") => Some((File::Xlsx, XLSX)),
        _ => None,
    };
    if let Some((form, kind)) = form {
        let number = web.query("pack").and_then(|number| number.parse().ok());
        let (name, bytes) = packs::file(&web, id, number, form).await?;
        return answer::file(&name, kind, bytes);
    }
    drawn(&web, id, None, None, StatusCode::OK).await
}

/// The page, with what was typed and what was found in a copy.
pub(super) async fn drawn(
    web: &Web,
    id: MeetingId,
    form: Option<Typed>,
    copied: Option<Copied>,
    status: StatusCode,
) -> Answer {
    let shown = use_cases::find(web, id).await?;
    let material = material(web, id).await?;
    let kept = packs::latest(web, id).await?;
    let form = form.unwrap_or_else(|| filled(&shown));
    let form = form.instead("revision", shown.meeting.revision);
    let page = meeting_page(web, shown, material.as_ref(), kept, form, copied);
    answer::with_status(status, &page)
}

/// What a pack would say now; `None` of a unit that no pack may name.
pub(super) async fn material(web: &Web, id: MeetingId) -> Result<Option<Material>, WebError> {
    let rules = Rules::of(&web.settings, web.now)?;
    match packs::material(web, rules, id).await {
        Ok(material) => Ok(Some(material)),
        Err(Refusal::NotFound) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

fn filled(shown: &Shown) -> Typed {
    Typed::default().with("day", shown.meeting.day).with("agenda", &shown.meeting.agenda)
}

fn meeting_page(
    web: &Web,
    shown: Shown,
    material: Option<&Material>,
    kept: Option<Kept>,
    form: Typed,
    copied: Option<Copied>,
) -> MeetingPage {
    let page = web.page("meetings-title");
    let title = page.t("meetings-title");
    let heading = shown::title(&page, &shown.meeting);
    let page = page.crumb(title, "/meetings").named(heading).subtitled(shown.unit_name.clone());
    let Shown { meeting, decided, before, packs, people, may_change, .. } = shown;
    let today = web.now.today;
    let row = |one: &use_cases::Decided| shown::decision(&page, one, &people, today);
    let older = packs.iter().rev().skip(1).map(|pack| {
        let label = page.t1("pack-n", "n", pack.number);
        Link::new(label, format!("{}?format=docx&pack={}", href(meeting.id), pack.number))
    });
    let older = older.collect();
    MeetingPage {
        here: href(meeting.id),
        day: page.day(&meeting.day),
        agenda: meeting.agenda.lines().map(str::to_owned).collect(),
        tracker: words::tracker(meeting.unit, last_month(meeting.period)),
        plan_unit: meeting.unit.to_string(),
        pack: kept.map(|kept| pack_shown(&page, material, kept, older)),
        tiles: material.map(|it| tiles(&page, it, &before, today)).unwrap_or_default(),
        off: material.map(|it| off(web, &page, it)).unwrap_or_default(),
        decided: decided.iter().map(row).collect(),
        before: before.iter().map(row).collect(),
        has_arrangements: material.is_some_and(|it| !it.arrangements.is_empty()),
        classes: material.map(|it| classes(&page, it)).unwrap_or_default(),
        is_held: meeting.day <= today,
        may_change,
        copied,
        form,
        page,
    }
}

fn pack_shown(page: &Page, material: Option<&Material>, kept: Kept, older: Vec<Link>) -> PackShown {
    let restated = material.map(|material| {
        // Drawn in the words of the pack, so that only numbers differ.
        let own = Page::new(kept.pack.lang, "meetings-title");
        let now = pack::once(draw::document(&own, material).figures());
        let restated = kept.restated(&now);
        let difference = |one: pack::Restated| Difference {
            what: label(page, material, &one.key),
            before: one.made.unwrap_or_default(),
            after: one.now.unwrap_or_default(),
        };
        restated.into_iter().map(difference).collect()
    });
    PackShown {
        number: kept.pack.number,
        made: format!("{} {}", kept.pack.recorded_by, page.moment(&kept.pack.recorded_at)),
        is_sound: kept.is_sound,
        restated: restated.unwrap_or_default(),
        digest: kept.pack.digest,
        older,
    }
}

fn tiles(
    page: &Page,
    material: &Material,
    before: &[use_cases::Decided],
    today: kernel::Day,
) -> Vec<(String, String, String)> {
    let tally = material.tally();
    let [open, reported, _, overdue] = shown::counted(before, today);
    let stalled =
        material.arrangements.iter().filter(|it| it.standing == Arranged::Stalled).count();
    let of = |n: String| page.t1("tracker-of-all", "n", n);
    let mut tiles = vec![
        (page.t("pack-tile-met"), tally.met.to_string(), of(tally.all().to_string())),
        (page.t("pack-tile-off"), tally.off.to_string(), page.t1("tracker-near", "n", tally.near)),
    ];
    if let Some(half) = &material.half {
        let (met, all) = half.met();
        tiles.push((page.t("plan-tile-party"), met.to_string(), of(all.to_string())));
    }
    let overdue = page.t1("pack-tile-overdue", "n", overdue);
    tiles.push((page.t("pack-tile-open"), (open + reported).to_string(), overdue));
    let arranged = of(material.arrangements.len().to_string());
    tiles.push((page.t("pack-tile-stalled"), stalled.to_string(), arranged));
    tiles
}

fn off(web: &Web, page: &Page, material: &Material) -> Vec<OffRow> {
    let unit = material.meeting.unit;
    let may_raise = web.can(Action::Create, Resource::Matter, &material.tracker.place.ids);
    let rows = material.rows().filter(|row| row.standing == Standing::Off);
    let row = |row: packs::Row<'_>| {
        let indicator = &row.line.indicator;
        let name = words::name(page, indicator);
        let place = format!("/tracker/{unit}/{}?month={}", indicator.id, material.month);
        let matters = material.matters.get(&indicator.id).into_iter().flatten().map(|matter| {
            let link = Link::new(matter.title.clone(), format!("/matters/{}", matter.id));
            (link, shown::far(page, matter, material.today).0)
        });
        OffRow {
            actual: words::actual(indicator, row.actual),
            target: words::target(indicator, row.compared),
            matters: matters.collect(),
            raise: match may_raise {
                true => matters::at_new(unit, &name, Found::Deviation, &place),
                false => String::new(),
            },
            name: Link::new(name, place),
        }
    };
    rows.map(row).collect()
}

fn classes(page: &Page, material: &Material) -> Vec<(String, Vec<ArrangementRow>)> {
    let of_class = |class: &Class| {
        let all = material.arrangements.iter();
        let rows = all
            .filter(|one| one.arrangement.what.class == *class)
            .map(|one| shown::arrangement(page, one, &material.people, material.month));
        (page.t(class.key()), rows.collect())
    };
    Class::ALL.iter().map(of_class).collect()
}

/// Draws a pack of what the tracker says now, and keeps it. Returns its number.
///
/// # Errors
/// As of [`packs::material`] and [`packs::keep`]; `export-failed`.
pub async fn pack(
    ctx: &Ctx,
    settings: &Settings,
    lang: Lang,
    id: MeetingId,
) -> Result<i64, Refusal> {
    let material = packs::material(ctx, Rules::of(settings, ctx.now)?, id).await?;
    let made = draw::drawn(&Page::new(lang, "meetings-title"), &material)?;
    packs::keep(ctx, id, made).await
}

/// The pack of a request, in its reader's language.
pub(super) async fn packed(web: &Web, id: MeetingId) -> Result<i64, WebError> {
    Ok(pack(web, &web.settings, web.lang, id).await?)
}

pub(super) async fn make(Path(id): Path<String>, Form(web, _): Form) -> Answer {
    let id = meeting_id(&id)?;
    let number = packed(&web, id).await?;
    let said = web.page("meetings-title").t1("pack-made", "n", number);
    answer::go_saying(&web, &href(id), Tone::Good, &said)
}

pub(super) async fn change(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = meeting_id(&id)?;
    let (revision, day) = (form.parsed("revision").unwrap_or_default(), form.day("day"));
    let outcome = match day {
        Some(day) => use_cases::change(&web, id, revision, day, form.value("agenda")).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, id, form, outcome, "meeting-saved").await
}

pub(super) async fn decide(Path(id): Path<String>, Form(web, mut form): Form) -> Answer {
    let id = meeting_id(&id)?;
    let revision = form.parsed("revision").unwrap_or_default();
    let outcome = match decision(&web, &mut form).await {
        Ok(Some(new)) => use_cases::decide(&web, id, revision, new).await.map(drop),
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    finished(&web, id, form, outcome, "decision-saved").await
}

/// What was typed, or `None` with every problem noted.
async fn decision(web: &Web, form: &mut Typed) -> Result<Option<NewDecision>, Refusal> {
    let (said, due) = (form.required("said"), form.day("due"));
    let (owner, verifier) = (form.required("owner"), form.required("verifier"));
    let (Some(said), Some(owner), Some(verifier), Some(due)) = (said, owner, verifier, due) else {
        return Ok(None);
    };
    let q = &mut web.read();
    let owner = people::meant(q, &owner, "owner").await?;
    let verifier = people::meant(q, &verifier, "verifier").await?;
    Ok(Some(NewDecision { said, owner, verifier, due }))
}

/// Back to the meeting with what was done, or with everything that was typed.
async fn finished(
    web: &Web,
    id: MeetingId,
    form: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => {
            answer::go_saying(web, &href(id), Tone::Good, &web.page("meetings-title").t(done))
        }
        Err(Refusal::Invalid(problems)) => {
            let form = form.refused(problems);
            drawn(
                web,
                id,
                Some(beside(web, id, form).await?),
                None,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Refusal::Conflict(problem)) => {
            let form = form.refused(vec![*problem]);
            drawn(web, id, Some(beside(web, id, form).await?), None, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was typed into one form, and the other one as the meeting is.
async fn beside(web: &Web, id: MeetingId, form: Typed) -> Result<Typed, WebError> {
    if form.pairs().iter().any(|(name, _)| name == "agenda") {
        return Ok(form);
    }
    let shown = use_cases::find(web, id).await?;
    Ok(form.with("day", shown.meeting.day).with("agenda", &shown.meeting.agenda))
}
