//! What units of the sample plant claim of their Party work: one registered before its result and judged, one
//! registered when its result was known, with evidence that was withdrawn, and one that waits.

use super::write::Units;
use assessment::claims::claim::{Content, Verdict};
use assessment::claims::use_cases::{self as claims, NewEvidence, NewVerdict};
use kernel::{Actor, ClaimId, Month, Period};
use planning::store::indicators;
use store::{Ctx, Refusal};

/// Unit, indicator, first and last month counted from the last one, measure, mechanism.
const CLAIMED: [(&str, &str, i32, i32, &str, &str); 3] = [
    (
        "QH-ZX",
        "medium-use",
        -3,
        8,
        "介质桶责任区每班查一次跑冒滴漏",
        "漏点当班发现、当班处理，介质跑失可能少一些，介耗也可能低一些。",
    ),
    (
        "QH-FX",
        "minor-stops",
        -8,
        -1,
        "党员带头清理压滤机滤布积料",
        "滤布积料清得勤，卸料不畅的小停机可能少一些。",
    ),
    (
        "QH-JD",
        "minor-stops",
        0,
        9,
        "机电党员包机点检皮带托辊",
        "托辊异响早发现早更换，皮带的小停机可能少一些。",
    ),
];

/// Registers the claims, brings evidence and judges two of them.
pub async fn write(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let known = indicators::by_code(&mut ctx.read(), &["medium-use", "minor-stops"]).await?;
    let (branch, office) = (by(ctx, "主洗车间支部"), by(ctx, "调度室陈主任"));
    let mut ids = Vec::new();
    for (unit, code, first, until, measure, mechanism) in CLAIMED {
        let content = Content {
            unit: units[unit],
            indicator: known[code].id,
            measure: measure.to_owned(),
            mechanism: mechanism.to_owned(),
            first: Period::Month(last.plus(first)),
            last: Period::Month(last.plus(until)),
            task: None,
        };
        ids.push(claims::register(&branch, &content, false).await?);
    }
    let [early, late, _] = ids[..] else { return Ok(()) };
    let month = last.plus(-1);
    let reading = format!("/readings/{}/{}/{month}", units["QH-ZX"], known["medium-use"].id);
    bring(&branch, early, &reading, "介耗按月的读数，未扣除入洗煤质的变化。", month).await?;
    bring(&branch, early, "", "交接班记录里每班有一条巡查，漏点都写了处理时间。", month).await?;
    let told = "只过了几个月，煤质同期也在变，下结论还早；等到期末再看。";
    judge(&office, early, Verdict::CannotTell, told).await?;
    let reading = format!("/readings/{}/{}/{month}", units["QH-FX"], known["minor-stops"].id);
    bring(&branch, late, &reading, "小停机按月的读数。", month).await?;
    let photo = bring(&branch, late, "", "清理现场照片一组。", month).await?;
    claims::withdraw(&branch, late, photo, "照片看不出与小停机的关系。").await?;
    let told = "清理前后各月的小停机高低交错，看不出差别；而且是看到结果以后才登记的。";
    judge(&office, late, Verdict::DoesNotSupport, told).await
}

fn by(ctx: &Ctx, name: &str) -> Ctx {
    Ctx { actor: Actor::system(name), ..ctx.clone() }
}

async fn bring(
    ctx: &Ctx,
    id: ClaimId,
    record: &str,
    body: &str,
    month: Month,
) -> Result<i64, Refusal> {
    let (record, body) = (record.to_owned(), body.to_owned());
    let on = month.last_day();
    claims::bring(ctx, id, &NewEvidence { record, body, on, keeps_words: false }).await
}

async fn judge(ctx: &Ctx, id: ClaimId, verdict: Verdict, reason: &str) -> Result<(), Refusal> {
    let reason = reason.to_owned();
    claims::judge(ctx, id, &NewVerdict { verdict, reason, seen: 0 }).await
}
