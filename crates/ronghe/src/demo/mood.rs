//! Mood surveys and monthly records of the sample plant: a series of two closed months, an open survey, a few
//! records with gaps between them. The answers are made from numbers alone; they stand for nobody.

use super::write::Units;
use ::mood::Held;
use ::mood::record::{Intensity, Theme, Trend};
use ::mood::survey::USUAL_K;
use ::mood::use_cases::answering::hand_in;
use ::mood::use_cases::records::{self, Content};
use ::mood::use_cases::surveys::{self, NewSurvey};
use kernel::{Lang, Month, Now, SurveyId, UnitId, texts};
use store::{Ctx, Refusal};

/// Who answers the closed series: unit, people in the first month and in the second.
const ANSWERING: &[(&str, [usize; 2])] = &[
    ("QH-ZX", [6, 7]),
    ("QH-ZX-1", [31, 31]),
    // Two fewer than the month before: shown together with a later month.
    ("QH-ZX-2", [28, 26]),
    ("QH-ZX-3", [24, 36]),
    ("QH-ZX-4", [8, 9]),
];

/// A record: unit, months before the last one, themes, text, intensity, trend, whether it was handled, and
/// days from the hearing to the reply.
type Sample =
    (&'static str, i32, &'static [Theme], &'static str, Intensity, Trend, bool, Option<i64>);

const RECORDS: &[Sample] = &[
    (
        "QH-ZX",
        2,
        &[Theme::Living],
        "夜班反映食堂供餐时间偏早，到岗后吃不上热饭。",
        Intensity::Medium,
        Trend::New,
        true,
        Some(4),
    ),
    (
        "QH-ZX",
        1,
        &[Theme::Load, Theme::Safety],
        "检修集中的两周连班较多，希望提前公布排班。",
        Intensity::High,
        Trend::New,
        true,
        Some(6),
    ),
    (
        "QH-ZX",
        0,
        &[Theme::Load],
        "排班提前一周公布后意见减少，仍希望固定调休。",
        Intensity::Medium,
        Trend::Better,
        false,
        None,
    ),
    (
        "QH-FX",
        0,
        &[Theme::Safety],
        "压滤机平台照明偏暗，夜间巡检不放心。",
        Intensity::Medium,
        Trend::New,
        true,
        Some(3),
    ),
    (
        "QH-JD",
        1,
        &[Theme::Change, Theme::Skills],
        "自动化改造后岗位怎么调整，不少人想提前知道。",
        Intensity::Medium,
        Trend::Same,
        false,
        Some(8),
    ),
];

/// Writes them as people would have.
pub async fn write(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    survey(ctx, units, last).await?;
    let now = ctx.now.today.month();
    let open = make(ctx, units["QH"], now, "全厂思想动态问卷").await?;
    surveys::open(ctx, open, 1).await?;
    for (unit, back, themes, text, intensity, trend, is_handled, days) in RECORDS {
        let month = last.plus(-back);
        let heard = month.last_day().plus_days(-9);
        let content = Content {
            themes: themes.to_vec(),
            text: (*text).to_owned(),
            intensity: *intensity,
            trend: *trend,
            is_handled: *is_handled,
            heard,
            replied: days.map(|days| heard.plus_days(days)),
        };
        records::write(ctx, (units[unit], month), content, (0, false)).await?;
    }
    Ok(())
}

async fn make(ctx: &Ctx, unit: UnitId, month: Month, title: &str) -> Result<SurveyId, Refusal> {
    let text = |number| texts::get().text(Lang::Zh, &format!("mood-usual-{number}"));
    let new = NewSurvey {
        unit,
        month,
        title: title.to_owned(),
        questions: (1..=5).map(text).collect(),
        k: USUAL_K,
        is_anonymous: true,
    };
    surveys::make(ctx, new).await
}

/// The closed series.
async fn survey(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let first = make(ctx, units["QH-ZX"], last.plus(-1), "主洗车间思想动态问卷").await?;
    surveys::open(ctx, first, 1).await?;
    let mut survey = first;
    for month in 0..2 {
        let held = Held::default();
        for (unit, people) in ANSWERING {
            for person in 0..people[month] {
                let chosen = (0..5).map(|question| Some(answer(person + month, question)));
                let chosen: Vec<Option<u8>> = chosen.collect();
                held.add(survey, USUAL_K, units[unit], &chosen);
            }
        }
        surveys::close(ctx, survey, 2 - month as i64).await?;
        let later = Now { at: ctx.now.at + 60_000, ..ctx.now };
        hand_in(&ctx.db, later, &held).await?;
        if month == 0 {
            survey = surveys::repeat(ctx, first, last).await?;
        }
    }
    Ok(())
}

/// What the person with this number chooses, the same on any machine.
fn answer(person: usize, question: usize) -> u8 {
    const CHOICES: [u8; 11] = [4, 3, 5, 2, 4, 4, 1, 5, 3, 4, 2];
    CHOICES[(person * 7 + question * 3) % CHOICES.len()]
}
