//! Key posts of the sample plant with their zones, two shifts of which nobody holds, and breakthrough projects.

use super::write::Units;
use directory::people;
use kernel::{Actor, Day, DayRange, KeyPostId, Month, Now, PersonId};
use planning::registers::post::NewPost;
use planning::registers::project::{Deed, State};
use planning::registers::use_cases::projects::{self, NewMilestone, NewProject};
use planning::registers::use_cases::{self, find_zone};
use planning::registers::zone::{NewZone, Of};
use std::collections::HashMap;
use store::{Ctx, Refusal};

/// A key post: unit, name, shifts, criterion of its zones, and who holds which of its shifts.
struct Post {
    unit: &'static str,
    name: &'static str,
    shifts: &'static [&'static str],
    criterion: &'static str,
    held: &'static [(&'static str, &'static [&'static str])],
}

const THREE: &[&str] = &["早", "中", "夜"];

const POSTS: &[Post] = &[
    Post {
        unit: "QH-DD",
        name: "集控员",
        shifts: THREE,
        criterion: "误操作造成的停车为零",
        held: &[("QH0731", &["早"]), ("QH0736", &["中"]), ("QH0741", &["夜"])],
    },
    Post {
        unit: "QH-ZX",
        name: "重介司机",
        shifts: THREE,
        criterion: "精煤灰分合格率不低于 96 %",
        held: &[("QH0141", &["早"]), ("QH0186", &["中"]), ("QH0231", &["夜"])],
    },
    Post {
        unit: "QH-ZX",
        name: "脱介筛工",
        shifts: THREE,
        criterion: "吨煤介耗不高于 1.40 kg/t",
        held: &[("QH0146", &["早", "中"]), ("QH0191", &["中"]), ("QH0236", &["夜"])],
    },
    Post {
        unit: "QH-FX",
        name: "浮选司机",
        shifts: THREE,
        criterion: "浮选尾煤灰分不低于 50 %",
        held: &[("QH0321", &["早"]), ("QH0326", &["中"])],
    },
    Post {
        unit: "QH-FX",
        name: "压滤司机",
        shifts: THREE,
        criterion: "滤饼水分不高于 24 %",
        held: &[("QH0371", &["早", "中"]), ("QH0376", &["夜"])],
    },
    Post {
        unit: "QH-JD",
        name: "变电所值班员",
        shifts: &["白班", "夜班"],
        criterion: "误停电为零",
        held: &[("QH0506", &["白班"]), ("QH0511", &["夜班"])],
    },
    Post {
        unit: "QH-ZC",
        name: "装车操作员",
        shifts: THREE,
        criterion: "装车偏载为零",
        held: &[("QH0566", &["早"]), ("QH0571", &["中"]), ("QH0576", &["夜"])],
    },
    Post {
        unit: "QH-MZ",
        name: "化验员",
        shifts: THREE,
        criterion: "化验互检合格率不低于 98 %",
        held: &[("QH0711", &["早", "中"]), ("QH0716", &["夜"])],
    },
];

/// Who accepts all zones of the sample.
const ACCEPTOR: &str = "QH0765";

/// A milestone: title, months until it is due, outcome, and what was done to it.
type Planned = (&'static str, i32, &'static str, &'static [(Deed, &'static str)]);

/// A project: unit, name, leads, months since its start, who accepts, milestones, and why it was given up.
struct Project {
    unit: &'static str,
    name: &'static str,
    leads: &'static [&'static str],
    ago: i32,
    acceptor: &'static str,
    milestones: &'static [Planned],
    abandoned: Option<&'static str>,
}

const PROJECTS: &[Project] = &[
    Project {
        unit: "QH-FX",
        name: "浮选药剂制度优化",
        leads: &["QH0321"],
        ago: 7,
        acceptor: "QH0760",
        milestones: &[
            (
                "完成两班对比试验",
                3,
                "浮选精煤产率提高 0.3 个百分点",
                &[
                    (Deed::Report, "试验报告技术科 8 号"),
                    (Deed::Return, "缺夜班的对比数据，补齐后再报。"),
                    (Deed::Report, "夜班数据已补，见报告附表 3。"),
                    (Deed::Accept, "三班数据齐全，提高 0.4 个百分点。"),
                ],
            ),
            (
                "写入操作规程",
                8,
                "新药剂制度写入规程并连续执行一个月，产率提高 0.5 个百分点",
                &[(Deed::Report, "规程修订稿第 4 版")],
            ),
        ],
        abandoned: None,
    },
    Project {
        unit: "QH-ZX",
        name: "分选密度自动调节",
        leads: &["QH0141", "QH0540"],
        ago: 5,
        acceptor: "QH0760",
        milestones: &[
            ("密度波动达标", 4, "密度波动不超过 ±0.01 kg/L", &[]),
            ("三班投用", 10, "自动调节投用率不低于 95 %", &[]),
        ],
        abandoned: None,
    },
    Project {
        unit: "QH-FX",
        name: "滤饼降水",
        leads: &["QH0370"],
        ago: 4,
        acceptor: "QH0760",
        milestones: &[("水分达标", 9, "滤饼水分连续一个月不高于 22 %", &[])],
        abandoned: None,
    },
    Project {
        unit: "QH-JD",
        name: "主皮带变频节能",
        leads: &["QH0507"],
        ago: 9,
        acceptor: "QH0760",
        milestones: &[("节电达标", 6, "吨煤电耗下降 0.2 kWh/t", &[])],
        abandoned: Some("厂家停产该型变频器，改由设备更新项目解决。"),
    },
];

/// Registers the posts, draws the zones and begins the projects, as people would have.
pub async fn write(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let (party, business) = (by("党建工作部"), by("调度室"));
    let from = Month { year: last.year, month: 1 }.first_day();
    let mut ended = None;
    for post in POSTS {
        let id = enter(&business, units, post, from).await?;
        for (who, shifts) in post.held {
            let (member, acceptor) = (person(ctx, who).await?, person(ctx, ACCEPTOR).await?);
            let zone = NewZone {
                unit: units[post.unit],
                member,
                of: Of::Post(id),
                shifts: owned(shifts),
                valid: DayRange::since(from),
                criterion: post.criterion.to_owned(),
                acceptor,
            };
            let zone = use_cases::add_zone(&party, &zone).await?;
            ended = if *who == "QH0576" { Some(zone) } else { ended };
        }
    }
    if let Some(zone) = ended {
        let revision = find_zone(&party, zone, last.first_day()).await?.line.zone.revision;
        let day = last.first_day().max(from.plus_days(1));
        use_cases::end_zone(&party, zone, revision, day, "长期借调，不再跟夜班").await?;
    }
    let place = NewZone {
        unit: units["QH-ZX"],
        member: person(ctx, "QH0151").await?,
        of: Of::Place("介质泵房".to_owned()),
        shifts: Vec::new(),
        valid: DayRange::since(from),
        criterion: "介质泄漏造成的停机为零".to_owned(),
        acceptor: person(ctx, ACCEPTOR).await?,
    };
    use_cases::add_zone(&party, &place).await?;
    for project in PROJECTS {
        begin(&business, units, project, last).await?;
    }
    Ok(())
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn person(ctx: &Ctx, number: &str) -> Result<PersonId, Refusal> {
    people::meant(&mut ctx.read(), number, "member").await
}

async fn enter(ctx: &Ctx, units: &Units, post: &Post, from: Day) -> Result<KeyPostId, Refusal> {
    let new = NewPost {
        unit: units[post.unit],
        name: post.name.to_owned(),
        shifts: owned(post.shifts),
        valid: DayRange::since(from),
    };
    use_cases::add_post(ctx, &new).await
}

/// Begins a project and takes its milestones as far as they are, each deed before the day that is due.
async fn begin(ctx: &Ctx, units: &Units, project: &Project, last: Month) -> Result<(), Refusal> {
    let started = last.plus(-project.ago).first_day();
    let mut leads = Vec::new();
    for lead in project.leads {
        leads.push(person(ctx, lead).await?);
    }
    let acceptor = person(ctx, project.acceptor).await?;
    let (unit, name) = (units[project.unit], project.name.to_owned());
    let id = projects::begin(ctx, &NewProject { unit, name, leads, started, acceptor }).await?;
    let mut revision = 1;
    let mut numbers = HashMap::new();
    for (title, months, outcome, _) in project.milestones {
        let due = started.plus_months(*months).plus_days(-1);
        let (title, outcome) = ((*title).to_owned(), (*outcome).to_owned());
        let new = NewMilestone { title: title.clone(), due, outcome };
        let number = projects::set_milestone(ctx, id, revision, None, &new).await?;
        numbers.insert(title, (number, due));
        revision += 1;
    }
    for (title, _, _, deeds) in project.milestones {
        let Some((number, due)) = numbers.get(*title).copied() else { continue };
        let today = due.plus_days(-3).min(ctx.now.today);
        let then = Ctx { now: Now { today, ..ctx.now }, ..ctx.clone() };
        for (deed, said) in *deeds {
            // Nobody accepts what they have reported themselves.
            let by = if *deed == Deed::Report { "项目组" } else { "生产技术科" };
            let then = Ctx { actor: Actor::system(by), ..then.clone() };
            projects::act(&then, id, revision, (number, *deed), said).await?;
            revision += 1;
        }
    }
    if let Some(why) = project.abandoned {
        let closed = last.first_day();
        projects::close(ctx, id, revision, (State::Abandoned, closed), why).await?;
    }
    Ok(())
}
