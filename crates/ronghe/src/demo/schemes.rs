//! The plant's scheme, in force since the year before, and a draft of its next version in which volume has
//! crept in.

use super::write::Units;
use assessment::schemes::stage::Deed;
use assessment::schemes::use_cases::{self as schemes, Heard, New, Saying, Start};
use kernel::{Actor, Day, Month};
use scoring::scheme::Scheme;
use store::{Ctx, Refusal};

/// What the scheme says; the days are those of the sample.
const SCHEME: &str = include_str!("../../../../schemes/house.toml");

/// The same for secretaries.
const SECRETARIES: &str = include_str!("../../../../schemes/secretary.toml");

/// A line of the version in force, and what the draft makes of it: what it says, and its rule.
const CREPT_IN: &[(&str, &str, &str)] = &[
    (
        "projects",
        "信息稿件全年不少于 12 篇，每少一篇扣 1 分",
        "kind = \"deduct\", event = [{ sort = \"缺一篇\", points = 1 }]",
    ),
    (
        "appraisal",
        "三会一课每缺一次扣 0.5 分，学习笔记齐全得满分",
        "kind = \"deduct\", event = [{ sort = \"缺一次\", points = \"0.5\" }]",
    ),
];

/// Draws both up; the first is heard by the congress and approved by the committee.
pub async fn write(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let (party, committee) = (by("党建工作部"), by("厂党委"));
    let day = |year, month, day| Day::new(year, month, day).unwrap_or(Day::EARLIEST);
    let mut scheme = Scheme::parse(SCHEME)?;
    // Who was heard is recorded beside the version.
    scheme.consultation = None;
    scheme.published = day(last.year - 2, 12, 15);
    scheme.effective = day(last.year - 1, 1, 1);
    let (code, name) = (scheme.id.clone(), scheme.name.clone());
    let new = New { unit: units["QH"], code, name, start: Start::Empty };
    let id = schemes::begin(&party, new.clone()).await?;
    schemes::save(&party, id, 1, scheme.clone()).await?;
    let heard = Heard {
        number: 0,
        body: "厂职工代表大会".to_owned(),
        held: day(last.year - 2, 11, 28),
        record: format!("清洗职代〔{}〕6 号", last.year - 2),
        said: "按代表意见增加问题解决率的权重，取消台账检查；其余同意。".to_owned(),
        published: Some(day(last.year - 2, 12, 1)),
        recorded_by: String::new(),
        recorded_at: 0,
    };
    schemes::consult(&party, id, heard).await?;
    schemes::act(&party, id, 2, Deed::Submit, &Saying::default()).await?;
    let said = "同意，自明年 1 月 1 日起施行。".to_owned();
    let approval = Saying { said, is_aware: true, until: None };
    schemes::act(&committee, id, 3, Deed::Approve, &approval).await?;

    of_secretaries(ctx, units, last).await?;
    let next = schemes::begin(&party, New { start: Start::Copy(id), ..new }).await?;
    scheme.published = day(last.year, 12, 15);
    scheme.effective = day(last.year + 1, 1, 1);
    for section in scheme.kind.iter_mut().flat_map(|kind| &mut kind.section) {
        for line in &mut section.line {
            let Some((_, name, rule)) = CREPT_IN.iter().find(|(id, ..)| *id == line.id) else {
                continue;
            };
            (*name).clone_into(&mut line.name);
            let text = format!("{{ {rule} }}");
            line.out_of = None;
            line.rule = read_rule(&text)?;
        }
    }
    scheme.feed.retain(|feed| feed.entry != "projects");
    schemes::save(&party, next, 1, scheme).await
}

/// The scheme for secretaries, in force for as long as that for units.
async fn of_secretaries(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let (party, committee) = (by("党建工作部"), by("厂党委"));
    let day = |year, month, day| Day::new(year, month, day).unwrap_or(Day::EARLIEST);
    let mut scheme = Scheme::parse(SECRETARIES)?;
    scheme.consultation = None;
    scheme.published = day(last.year - 2, 12, 15);
    scheme.effective = day(last.year - 1, 1, 1);
    let (code, name) = (scheme.id.clone(), scheme.name.clone());
    let new = New { unit: units["QH"], code, name, start: Start::Empty };
    let id = schemes::begin(&party, new).await?;
    schemes::save(&party, id, 1, scheme).await?;
    schemes::act(&party, id, 2, Deed::Submit, &Saying::default()).await?;
    let said = "同意，与单位考核办法同日施行。".to_owned();
    let approval = Saying { said, is_aware: true, until: None };
    schemes::act(&committee, id, 3, Deed::Approve, &approval).await
}

/// A rule as a scheme's text has it.
fn read_rule(text: &str) -> Result<scoring::scheme::Rule, Refusal> {
    let table: toml::Table = toml::from_str(&format!("rule = {text}"))
        .map_err(|error| kernel::Problem::new("scheme-unprintable").arg("message", error))?;
    let rule = table.get("rule").cloned().unwrap_or(toml::Value::Integer(0));
    rule.try_into().map_err(|error: toml::de::Error| {
        kernel::Problem::new("scheme-unprintable").arg("message", error).into()
    })
}
