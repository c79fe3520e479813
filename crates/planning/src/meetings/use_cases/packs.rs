//! What a pack says, read from the tracker, the plan, the matters and the arrangements at once; keeping it as it
//! was made; finding out which of its figures say something else, in the house or in a copy.

use super::arrangements::{self, Followed};
use super::{Decided, Meeting, Pack, before, involved, seen};
use crate::annual::use_cases::tracking::{self, Half};
use crate::figure::{Amount, Figures};
use crate::indicator::Indicator;
use crate::meetings::arrangement::Standing as Arranged;
use crate::meetings::meeting::{Kind, last_month};
use crate::meetings::pack::{self, Restated};
use crate::meetings::store;
use crate::status::{self, Standing, Tally};
use crate::store::figures::{self, OfUnit};
use crate::to_date::{ByPeriod, ToDate};
use crate::use_cases::Rules;
use crate::use_cases::tracker::{self, Below, Line, Tracker, WHOLE};
use ::store::{Ctx, Refusal};
use directory::people::{self, Person};
use interchange::official::{Comparison, Figure, compare};
use kernel::{Action, Day, Grain, IndicatorId, Lang, MeetingId, Month, Period, PersonId, Problem};
use matters::use_cases::Matter;
use serde_json::json;
use std::collections::HashMap;

/// Everything that a pack says.
#[derive(Clone, Debug)]
pub struct Material {
    pub meeting: Meeting,
    /// The last month of the meeting's period: the one of the tracker.
    pub month: Month,
    pub tracker: Tracker,
    /// Of an analysis: each indicator's quarter.
    quarter: HashMap<IndicatorId, (ToDate, Standing)>,
    pub half: Option<Half>,
    /// Matters about an indicator's deviations that were open in the period.
    pub matters: HashMap<IndicatorId, Vec<Matter>>,
    /// What earlier meetings decided.
    pub before: Vec<Decided>,
    pub arrangements: Vec<Followed>,
    /// Owners and verifiers by id.
    pub people: HashMap<PersonId, Person>,
    pub today: Day,
}

/// An indicator in the period of a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub line: &'a Line,
    pub period: Period,
    pub actual: Amount,
    /// What the actual is compared with.
    pub compared: &'a Figures,
    pub standing: Standing,
}

impl Material {
    /// The indicators in the meeting's period: of a dispatch meeting as the tracker shows the month, of an
    /// analysis the quarter as a whole.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.tracker.lines.iter().map(|line| match self.quarter.get(&line.indicator.id) {
            Some((total, standing)) => Row {
                line,
                period: self.meeting.period,
                actual: total.figures.actual,
                compared: &total.paired,
                standing: *standing,
            },
            None => Row {
                line,
                period: line.period,
                actual: line.current.actual,
                compared: &line.current,
                standing: line.standing,
            },
        })
    }

    /// How the indicators stand in the period.
    pub fn tally(&self) -> Tally {
        self.rows().map(|row| row.standing).collect()
    }
}

/// Reads what the pack of a meeting says now. What leaves the house names no withheld unit, whoever asks.
pub async fn material(ctx: &Ctx, rules: Rules, id: MeetingId) -> Result<Material, Refusal> {
    let ctx = &Ctx { withheld: ctx.withheld.going_out(), ..ctx.clone() };
    let q = &mut ctx.read();
    let (meeting, _) = seen(ctx, q, Action::Read, id).await?;
    let month = last_month(meeting.period);
    let below = Below { limit: WHOLE, ..Below::default() };
    let tracker = tracker::look(ctx, rules, meeting.unit, Some(month), &below).await?;
    let half = tracking::half(ctx, &tracker.place.ids, month, rules).await?;
    let quarter = match meeting.kind {
        Kind::Dispatch => HashMap::new(),
        Kind::Analysis => quarterly(ctx, &tracker, meeting.period, rules).await?,
    };
    let matters = deviations(ctx, &meeting).await?;
    let before = before(ctx, q, &meeting).await?;
    let first = meeting.period.first_day().month();
    let mut arrangements = arrangements::of_unit(ctx, meeting.unit, month).await?;
    // What was finished before the period stands in an earlier pack.
    arrangements.retain(|one| {
        let last = one.said.last().map_or(first, |status| status.month);
        one.standing != Arranged::Done || last.code() >= first.code()
    });
    let measures = matters.values().flatten().filter_map(|matter| matter.measure.as_ref());
    let mut ids: Vec<PersonId> = measures.map(|measure| measure.owner).collect();
    ids.extend(involved(before.iter()));
    ids.extend(arrangements.iter().map(|one| one.arrangement.what.owner));
    let people = people::by_ids(q, ids).await?;
    let today = ctx.now.today;
    Ok(Material {
        meeting,
        month,
        tracker,
        quarter,
        half,
        matters,
        before,
        arrangements,
        people,
        today,
    })
}

/// Each indicator of the tracker in the quarter: its days, months or the quarter itself together. Of an
/// indicator of years there is nothing but its year.
async fn quarterly(
    ctx: &Ctx,
    tracker: &Tracker,
    period: Period,
    rules: Rules,
) -> Result<HashMap<IndicatorId, (ToDate, Standing)>, Refusal> {
    let spans: HashMap<Grain, Vec<Period>> = [Grain::Day, Grain::Month, Grain::Quarter]
        .into_iter()
        .map(|grain| (grain, periods(grain, period)))
        .collect();
    let used = |grain: &&Grain| tracker.known.values().any(|known| known.grain == **grain);
    let ends = |grain: &Grain| Some((*spans[grain].first()?, *spans[grain].last()?));
    let windows: Vec<(Period, Period)> = spans.keys().filter(used).filter_map(ends).collect();
    let q = &mut ctx.read();
    let of: OfUnit = figures::of_unit(q, tracker.place.id, &windows, &tracker.known).await?;
    let nothing = ByPeriod::new();
    let mut found = HashMap::new();
    for Line { indicator, .. } in &tracker.lines {
        let Some(span) = spans.get(&indicator.grain) else { continue };
        let by_period = of.get(&indicator.id).unwrap_or(&nothing);
        let total = ToDate::new(indicator, span, by_period);
        let total = total.map_err(crate::store::too_large(indicator.id))?;
        found.insert(indicator.id, standing(indicator, total, rules));
    }
    Ok(found)
}

fn standing(indicator: &Indicator, total: ToDate, rules: Rules) -> (ToDate, Standing) {
    let standing = status::to_date(indicator, rules.tolerance, &total);
    (total, standing)
}

/// The periods of a grain in a period.
fn periods(grain: Grain, of: Period) -> Vec<Period> {
    Period::of(grain, of.first_day()).through(Period::of(grain, of.last_day())).collect()
}

/// The matters that were raised about the unit's indicators, each with its indicator.
async fn deviations(
    ctx: &Ctx,
    meeting: &Meeting,
) -> Result<HashMap<IndicatorId, Vec<Matter>>, Refusal> {
    let place = format!("/tracker/{}/", meeting.unit);
    let since = meeting.period.first_day();
    let mut found: HashMap<IndicatorId, Vec<Matter>> = HashMap::new();
    for matter in matters::use_cases::found_below(ctx, &place, since).await? {
        let rest = matter.place.strip_prefix(&place).unwrap_or_default();
        let id = rest.split(['?', '/']).next().and_then(|id| id.parse().ok());
        if let Some(id) = id {
            found.entry(id).or_default().push(matter);
        }
    }
    Ok(found)
}

/// A pack that was drawn and is to be kept.
#[derive(Clone, Debug)]
pub struct Made {
    /// The language of its words.
    pub lang: Lang,
    /// Each figure once, without the digest.
    pub figures: Vec<Figure>,
    pub docx: (String, Vec<u8>),
    pub xlsx: (String, Vec<u8>),
}

/// Keeps a pack as the next one of its meeting.
///
/// # Errors
/// The conflict `meeting-changed` when another one was made at the same moment.
pub async fn keep(ctx: &Ctx, id: MeetingId, made: Made) -> Result<i64, Refusal> {
    let docx = ctx.files.keep(&made.docx.1).await?;
    let xlsx = ctx.files.keep(&made.xlsx.1).await?;
    let mut work = ctx.work().await?;
    let (meeting, _) = seen(ctx, &mut work.tx, Action::Change, id).await?;
    store::take(&mut work.tx, id, meeting.revision).await?;
    let number = store::packs(&mut work.tx, id).await?.last().map_or(1, |last| last.number + 1);
    let at = ctx.now.at;
    let pack = Pack {
        number,
        lang: made.lang,
        digest: pack::digest(meeting.unit, meeting.kind, meeting.period, &made.figures),
        docx: docx.register(&mut work.tx, &made.docx.0, at).await?,
        xlsx: xlsx.register(&mut work.tx, &made.xlsx.0, at).await?,
        recorded_by: ctx.actor.name.clone(),
        recorded_at: at,
    };
    store::keep(&mut work.tx, id, &pack, &made.figures).await?;
    let after = json!({ "pack": number, "digest": pack.digest, "figures": made.figures.len() });
    work.audit("meeting.pack", "meeting", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(number)
}

/// A kept pack with its figures.
#[derive(Clone, Debug)]
pub struct Kept {
    pub meeting: Meeting,
    pub pack: Pack,
    pub figures: Vec<Figure>,
    /// Whether the figures still have the digest with which they were kept.
    pub is_sound: bool,
}

/// The latest pack of a meeting.
pub async fn latest(ctx: &Ctx, id: MeetingId) -> Result<Option<Kept>, Refusal> {
    let q = &mut ctx.read();
    let (meeting, _) = seen(ctx, q, Action::Read, id).await?;
    match store::packs(q, id).await?.pop() {
        Some(pack) => Ok(Some(kept(q, meeting, pack).await?)),
        None => Ok(None),
    }
}

async fn kept(q: &mut impl ::store::Query, meeting: Meeting, pack: Pack) -> Result<Kept, Refusal> {
    let figures = store::figures(q, meeting.id, pack.number).await?;
    let Meeting { unit, kind, period, .. } = meeting;
    let is_sound = pack::digest(unit, kind, period, &figures) == pack.digest;
    Ok(Kept { meeting, pack, figures, is_sound })
}

impl Kept {
    /// What the tracker says otherwise by now; `now` drawn in the language of the pack.
    pub fn restated(&self, now: &[Figure]) -> Vec<Restated> {
        pack::restated(&self.figures, now)
    }
}

/// One of the files of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Docx,
    Xlsx,
}

/// A file of a pack as it was made: of this number, or of the latest; its name and bytes.
pub async fn file(
    ctx: &Ctx,
    id: MeetingId,
    number: Option<i64>,
    form: Form,
) -> Result<(String, Vec<u8>), Refusal> {
    let q = &mut ctx.read();
    seen(ctx, q, Action::Export, id).await?;
    let packs = store::packs(q, id).await?;
    let pack = match number {
        Some(number) => packs.iter().find(|pack| pack.number == number),
        None => packs.last(),
    };
    let pack = pack.ok_or(Refusal::NotFound)?;
    let file = if form == Form::Docx { pack.docx } else { pack.xlsx };
    let (stored, bytes) = ctx.files.read(q, file).await?;
    Ok((stored.name, bytes))
}

/// What became of a pack's figures in a copy.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The pack that the copy is of.
    pub pack: Pack,
    pub comparison: Comparison,
}

/// Compares the figures of a copy with the pack that it is of: the one whose digest it carries, or the
/// latest where that was taken out. Nothing but an audit entry is written.
///
/// # Errors
/// `pack-none` where no pack was made; `pack-foreign` for a document that is no copy of one.
pub async fn compared(
    ctx: &Ctx,
    id: MeetingId,
    name: &str,
    found: &[Figure],
) -> Result<Compared, Refusal> {
    let mut work = ctx.work().await?;
    let (meeting, _) = seen(ctx, &mut work.tx, Action::Read, id).await?;
    let packs = store::packs(&mut work.tx, id).await?;
    let problem = |code| Problem::new(code).arg("file", name).at("file");
    let last = packs.last().cloned().ok_or_else(|| problem("pack-none"))?;
    let digest = found.iter().find(|figure| figure.key == pack::DIGEST);
    let digest = digest.map(|figure| figure.text.split_whitespace().collect::<String>());
    let pack = match digest.filter(|digest| !digest.is_empty()) {
        Some(digest) => packs.into_iter().find(|pack| pack.digest == digest),
        None => Some(last),
    };
    let pack = pack.ok_or_else(|| problem("pack-foreign"))?;
    let Kept { pack, figures, .. } = kept(&mut work.tx, meeting, pack).await?;
    let found: Vec<Figure> =
        found.iter().filter(|figure| figure.key != pack::DIGEST).cloned().collect();
    let is_known = |figure: &Figure| figures.iter().any(|known| known.key == figure.key);
    if !found.iter().any(is_known) {
        return Err(problem("pack-foreign").into());
    }
    let mut comparison = compare(&figures, &found);
    // A figure that stands at two places is told once.
    comparison.changed.dedup();
    let (changed, missing) = (comparison.changed.len(), comparison.missing.len());
    let after = json!({ "pack": pack.number, "file": name, "changed": changed, "missing": missing,
        "new": comparison.new.len() });
    work.audit("meeting.compare", "meeting", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(Compared { pack, comparison })
}
