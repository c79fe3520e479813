//! The plant's dispatch meetings of the last two months: their packs, what they decided and how far that is, and
//! arrangements of the three classes.

use super::write::Units;
use ::matters::matter::Deed;
use ::matters::use_cases::{self as closing, Said};
use directory::people;
use kernel::{Actor, Day, Lang, Month, Now};
use planning::meetings::arrangement::{Class, NewArrangement, State};
use planning::meetings::make_pack;
use planning::meetings::meeting::Kind;
use planning::meetings::use_cases::arrangements::{self, Saying};
use planning::meetings::use_cases::{self as meetings, Call, NewDecision};
use store::settings::Settings;
use store::{Ctx, Refusal};

/// A decision: what, staff numbers of owner and verifier, days from the meeting until it is due, and what
/// happened then, each with the days since the meeting.
struct Sample {
    said: &'static str,
    owner: &'static str,
    verifier: &'static str,
    within: i64,
    then: &'static [(Deed, i64, &'static str)],
}

/// Of the month before the last.
const EARLIER: &[Sample] = &[
    Sample {
        said: "十五日前完成脱介筛第二台筛板更换，吨煤介耗降到 1.45 kg/t 以下。",
        owner: "QH0130",
        verifier: "QH0260",
        within: 10,
        then: &[
            (Deed::Report, 8, "筛板已更换，三班平均介耗 1.43 kg/t。"),
            (Deed::Close, 9, "核对三班记录，属实。"),
        ],
    },
    Sample {
        said: "浮选药剂两班对比试验本月出结论，写明每吨药耗和精煤灰分。",
        owner: "QH0131",
        verifier: "QH0262",
        within: 60,
        then: &[],
    },
];

/// Of the last month.
const LATER: &[Sample] = &[Sample {
    said: "用户投诉三日内回访到人，退换批次的灰分复检结果当周通报。",
    owner: "QH0262",
    verifier: "QH0200",
    within: 25,
    then: &[],
}];

/// An arrangement: class, what, effect, owner's staff number, months before the last in which it begins, months
/// after it in which it is due, and what was said: months before the last, how, and the words.
struct Arranged {
    class: Class,
    title: &'static str,
    effect: &'static str,
    owner: &'static str,
    since: i32,
    due: i32,
    said: &'static [(i32, State, &'static str)],
}

const ARRANGED: &[Arranged] = &[
    Arranged {
        class: Class::Mobilisation,
        title: "重介四个班组结对降介耗",
        effect: "四个班组吨煤介耗极差不大于 0.10 kg/t",
        owner: "QH0130",
        since: 2,
        due: 3,
        said: &[
            (2, State::Moved, "甲班丙班结对，介耗极差由 0.31 降到 0.22。"),
            (1, State::Moved, "乙班丁班结对，极差 0.17。"),
            (0, State::Moved, "四个班组统一介质密度设定，极差 0.13。"),
        ],
    },
    Arranged {
        class: Class::Guidance,
        title: "班前五分钟讲一条身边违章",
        effect: "违章率不高于 0.5 %",
        owner: "QH0200",
        since: 3,
        due: 2,
        said: &[
            (2, State::Moved, "各班均已开展，反映良好。"),
            (1, State::Moved, "各班均已开展，反映良好。"),
            (0, State::Moved, "各班均已开展，反映良好。"),
        ],
    },
    Arranged {
        class: Class::Conduct,
        title: "检修提前完工奖励公开到班",
        effect: "检修工时兑现差错为零",
        owner: "QH0262",
        since: 4,
        due: 1,
        said: &[(3, State::Moved, "两个班组工时已张榜。"), (1, State::Idle, "等待薪酬口径。")],
    },
    Arranged {
        class: Class::Conduct,
        title: "夜班干部跟班问题当班答复",
        effect: "跟班提出的问题 24 小时内答复率不低于 95 %",
        owner: "QH0260",
        since: 3,
        due: 0,
        said: &[
            (2, State::Moved, "答复率 91 %。"),
            (0, State::Done, "答复率连续两个月 97 %，写入值班制度。"),
        ],
    },
];

/// Makes the arrangements, then holds both meetings.
pub async fn hold(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    for arranged in ARRANGED {
        arrange(ctx, units, last, arranged).await?;
    }
    for (month, decisions) in [(last.plus(-1), EARLIER), (last, LATER)] {
        let day = month.last_day().plus_days(4).min(ctx.now.today);
        let by = Actor::system("调度室");
        let at = &Ctx { actor: by, now: Now { today: day, ..ctx.now }, ..ctx.clone() };
        let call = Call { unit: units["QH"], kind: Kind::Dispatch, month, day, agenda: agenda() };
        let id = meetings::call(at, call).await?;
        let settings = Settings::load(&mut at.read()).await?;
        make_pack(at, &settings, Lang::Zh, id).await?;
        // Calling it is the first revision, the pack the second.
        for (revision, decision) in (2..).zip(decisions) {
            decide(ctx, at, (id, revision), decision).await?;
        }
    }
    Ok(())
}

fn agenda() -> String {
    kernel::texts::get().text(Lang::Zh, "meeting-agenda-dispatch")
}

async fn decide(
    ctx: &Ctx,
    at: &Ctx,
    (id, revision): (kernel::MeetingId, i64),
    sample: &Sample,
) -> Result<(), Refusal> {
    let q = &mut ctx.read();
    let held = at.now.today;
    let new = NewDecision {
        said: sample.said.to_owned(),
        owner: people::meant(q, sample.owner, "owner").await?,
        verifier: people::meant(q, sample.verifier, "verifier").await?,
        due: held.plus_days(sample.within),
    };
    let matter = meetings::decide(at, id, revision, new).await?;
    for (number, (deed, days, text)) in (1..).zip(sample.then) {
        let day: Day = held.plus_days(*days).min(ctx.now.today);
        let on = Ctx { now: Now { today: day, ..ctx.now }, ..ctx.clone() };
        let said = Said { day, text: (*text).to_owned() };
        closing::act(&on, matter, number, *deed, said).await?;
    }
    Ok(())
}

async fn arrange(ctx: &Ctx, units: &Units, last: Month, of: &Arranged) -> Result<(), Refusal> {
    let owner = people::meant(&mut ctx.read(), of.owner, "owner").await?;
    let new = NewArrangement {
        unit: units["QH"],
        class: of.class,
        title: of.title.to_owned(),
        effect: of.effect.to_owned(),
        owner,
        since: last.plus(-of.since),
        due: last.plus(of.due).last_day(),
    };
    let party = &Ctx { actor: Actor::system("党建工作部"), ..ctx.clone() };
    let id = arrangements::arrange(party, new).await?;
    for (before, state, text) in of.said {
        let month = last.plus(-before);
        let saying = Saying { month, state: *state, said: (*text).to_owned(), seen: 0 };
        arrangements::say(party, id, saying).await?;
        if *state == State::Done {
            arrangements::confirm(ctx, id, (month, 1)).await?;
        }
    }
    Ok(())
}
