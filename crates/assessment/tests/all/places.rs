//! Whose sheets there are: secretaries beside units, units that changed within a year, results of other schemes, many
//! sheets at once, months that are not locked.

use crate::house::{House, MIGRATIONS, YEAR, honour, house_scheme, not_applicable, worth};
use assessment::schemes::stage::Deed;
use assessment::schemes::use_cases::{self as schemes, New, Saying, Start};
use assessment::sheets::changes::changes;
use assessment::sheets::fact::Said;
use assessment::sheets::source::{From, Why};
use assessment::sheets::stage::Stage;
use assessment::sheets::subject::Subject;
use assessment::sheets::use_cases::list::{self, Listing};
use assessment::sheets::use_cases::sheets::{Which, Word};
use assessment::sheets::use_cases::{facts, many, sheets};
use directory::change::Change;
use directory::{Kind as UnitKind, people};
use kernel::{Actor, Day, DayRange, PersonId, Role, UnitId};
use organisation::governance::catalogue::{Catalogue, OrgLevel, Part, Where};
use organisation::governance::store::tenures;
use organisation::governance::tenure::{Direction, Seat, Terms};
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::{history, orgs};
use planning::Kind;
use scoring::engine::Rating;
use scoring::scheme::{Feed, Origin, Scheme, Status, Whose};
use std::process::Command;
use store::{Ctx, Refusal};
use testkit::{codes, on_both};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn secretary_scheme() -> Scheme {
    Scheme::parse(include_str!("../../../../schemes/secretary.toml")).expect("a sound scheme")
}

/// Puts a scheme in force for the plant.
async fn enforce(house: &House, mut scheme: Scheme) {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..house.ctx.clone() };
    let (party, committee) = (by("党群部"), by("厂党委"));
    scheme.consultation = None;
    let (code, name) = (scheme.id.clone(), scheme.name.clone());
    let new = New { unit: house.plant, code, name, start: Start::Empty };
    let id = schemes::begin(&party, new).await.expect("begun");
    schemes::save(&party, id, 1, scheme).await.expect("saved");
    schemes::act(&party, id, 2, Deed::Submit, &Saying::default()).await.expect("submitted");
    let approval = Saying { is_aware: true, ..Saying::default() };
    schemes::act(&committee, id, 3, Deed::Approve, &approval).await.expect("approved");
}

/// The workshop's branch with a secretary from a day on; the plant's scheme for secretaries is in force.
async fn secretary(house: &House, name: &str, from: &str) -> Subject {
    let mut tx = house.ctx.db.begin().await.expect("a transaction");
    let person = people::create(&mut tx, name, Some("1007")).await.expect("a person");
    tx.commit().await.expect("committed");
    in_post(house, person, ("主洗车间党支部", house.shop), DayRange::since(day(from))).await;
    enforce(house, secretary_scheme()).await;
    Subject { unit: house.shop, person: Some(person) }
}

/// Founds a branch with this secretary.
async fn in_post(house: &House, person: PersonId, (name, seat): (&str, UnitId), valid: DayRange) {
    let mut tx = house.ctx.db.begin().await.expect("a transaction");
    let life = DayRange::since(day("2019-07-01"));
    let top = orgs::seated_in(&mut tx, house.plant, day("2026-01-01")).await.expect("a list");
    let superior = match top.iter().find(|org| org.kind == OrgKind::Committee) {
        Some(top) => top.id,
        None => {
            let (name, kind, seat) = ("东厂党委".to_owned(), OrgKind::Committee, house.plant);
            let version = Version { name, kind, superior: None, seat, valid: life };
            history::found(&mut tx, version).await.expect("a committee")
        }
    };
    let (name, kind) = (name.to_owned(), OrgKind::Branch);
    let version = Version { name, kind, superior: Some(superior), seat, valid: life };
    let org = history::found(&mut tx, version).await.expect("an organisation");
    let catalogue = Catalogue::usual();
    let mut posts = catalogue.offered(Where::Org(OrgLevel::Branch));
    let post = posts.find(|post| post.part == Part::Secretary).expect("a post").id;
    let terms = Terms {
        person,
        seat: Seat::Org(org),
        post,
        valid,
        direction: Direction::None,
        basis: None,
        document: None,
        file: None,
    };
    tenures::open(&mut tx, &terms).await.expect("a tenure");
    tx.commit().await.expect("committed");
}

/// A worker of the plant who is this person.
fn in_person(house: &House, person: PersonId) -> Ctx {
    let mut ctx = house.who(9, Role::Worker);
    ctx.actor.person = Some(person);
    ctx
}

#[tokio::test]
async fn a_secretary_has_a_sheet_of_the_days_in_post_with_the_units_published_result() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let subject = secretary(&house, "韩树林", "2026-03-01").await;
        let hr = house.who(4, Role::Hr);
        let live = sheets::find(&hr, subject, YEAR, Which::Live).await.expect("a sheet");
        assert_eq!(live.called(), "韩树林 1007");
        let sheet = live.sheet.expect("computed");
        // The unit's sheet is not published yet: the line waits.
        assert_eq!(worth(&sheet, "unit-result").1, Some(Status::Pending));
        let days = DayRange { from: day("2026-03-01"), until: day("2026-10-16") };
        assert_eq!(sheet.days, [days]);
        assert_eq!(live.beside[0].subject, Subject::from(house.shop));

        let number = house.published("").await;
        let sheet = sheets::find(&hr, subject, YEAR, Which::Live).await.unwrap().sheet.unwrap();
        let source = sheet.sources.iter().find(|one| one.entry == "unit-result").unwrap();
        let From::Sheet { unit, number: cited, section, .. } = &source.from else {
            panic!("{source:?}")
        };
        assert_eq!((*unit, *cited, section.as_deref()), (house.shop.0, number, Some("business")));
        let unit = house.shown(Which::Latest).await.sheet.unwrap();
        let trace = unit.trace().unwrap();
        let business = trace.worth(&unit.plan, "business").unwrap().worth.score().unwrap().clone();
        let share = (&business * &100.into()).checked_div(&60.into()).unwrap();
        assert_eq!(sheet.inputs.entry["unit-result"].figure, Some(share));

        // It is kept with its days, published by the committee, and rebuilds itself.
        let drawn = sheets::draw(&hr, subject, YEAR, "").await.expect("drawn up");
        sheets::decide(&house.committee(), (subject, YEAR), Stage::Published, Word::AWARE)
            .await
            .expect("published");
        let kept = sheets::kept(&hr, subject, YEAR, drawn).await.unwrap();
        assert!(sheets::rebuilds(&kept).unwrap() && kept.trace.contains("\"days\""));
        let forged =
            sheets::Kept { stretches: kept.stretches.replace("2026-03-01", "2026-01-01"), ..kept };
        assert!(!sheets::rebuilds(&forged).unwrap());
        // The unit's own sheet leads to it, for whoever may see it.
        let shown = sheets::find(&hr, house.shop, YEAR, Which::Latest).await.unwrap();
        assert_eq!(shown.beside[0].subject, subject);
    })
    .await;
}

#[tokio::test]
async fn a_secretary_of_two_seats_counts_each_by_its_days() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        house.published("").await;
        let later = secretary(&house, "韩树林", "2026-03-01").await;
        let person = later.person.unwrap();
        let before = DayRange { from: day("2025-05-01"), until: day("2026-03-01") };
        in_post(&house, person, ("东厂机关党支部", house.plant), before).await;
        let earlier = Subject { unit: house.plant, person: Some(person) };
        let hr = house.who(4, Role::Hr);
        for (subject, mean) in [(earlier, 60), (later, 90)] {
            let rating = |group: &str, raters: u32| Rating {
                group: group.to_owned(),
                raters,
                sum: (i64::from(raters) * mean).into(),
            };
            let said =
                Said::Ratings { ratings: vec![rating("committee", 7), rating("delegates", 9)] };
            let id = facts::record(&house.party(), subject, YEAR, "reporting", said, "统计表")
                .await
                .expect("recorded");
            facts::confirm(&hr, (subject, YEAR, id), 1).await.expect("confirmed");
            let shown = sheets::find(&hr, later, YEAR, Which::Live).await.unwrap();
            assert_eq!(sheets::of_posts(&shown.posts), None);
            sheets::draw(&hr, subject, YEAR, "").await.expect("drawn up");
            sheets::decide(&house.committee(), (subject, YEAR), Stage::Published, Word::AWARE)
                .await
                .expect("published");
        }
        let shown = sheets::find(&hr, later, YEAR, Which::Latest).await.unwrap();
        let days: Vec<i64> = shown.posts.iter().map(|post| post.days).collect();
        assert_eq!(days, [229, 59]);
        let total = |at: usize| shown.posts[at].total.clone().unwrap();
        let sum = &(&total(0) * &229.into()) + &(&total(1) * &59.into());
        let mean = sum.checked_div(&288.into()).unwrap();
        let joined = sheets::of_posts(&shown.posts).unwrap();
        assert_eq!(joined, mean.rounded(2, scoring::Rounding::HalfAway));
        assert!(total(1) < joined && joined < total(0));
    })
    .await;
}

#[tokio::test]
async fn a_persons_sheet_is_for_the_person_and_those_who_decide() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let subject = secretary(&house, "韩树林", "2026-01-01").await;
        let person = subject.person.unwrap();
        let sees = async |ctx: Ctx| sheets::find(&ctx, subject, YEAR, Which::Live).await.is_ok();
        assert!(sees(house.party()).await && sees(house.committee()).await);
        assert!(sees(house.who(4, Role::Hr)).await && sees(in_person(&house, person)).await);
        for role in [Role::Worker, Role::Member, Role::Secretary, Role::Dispatch, Role::Delegate] {
            let found = sheets::find(&house.who(7, role), subject, YEAR, Which::Live).await;
            assert!(matches!(found, Err(Refusal::NotFound)), "{role:?}");
            let shown = sheets::find(&house.who(7, role), house.shop, YEAR, Which::Live).await;
            assert!(shown.unwrap().beside.is_empty(), "{role:?}");
        }
        let listing = Listing { year: YEAR, limit: 50, ..Listing::default() };
        let people = async |ctx: Ctx| {
            let list = list::list(&ctx, &listing).await.unwrap();
            list.rows.iter().filter(|row| row.place.subject.person.is_some()).count()
        };
        assert_eq!(people(house.who(7, Role::Member)).await, 0);
        assert_eq!(people(in_person(&house, person)).await, 1);
        assert_eq!(people(house.committee()).await, 1);
        let outside = Listing { units_only: true, ..listing.clone() };
        let list = list::list(&house.committee(), &outside).await.unwrap();
        assert!(list.rows.iter().all(|row| row.place.subject.person.is_none()));
        // Dispatch confirms facts of units, never of people; nobody publishes what is about them.
        let said = Said::Veto { from: day("2026-05-01"), lifted: None, basis: "决定".into() };
        let id = facts::record(&house.party(), subject, YEAR, "discipline", said, "文件").await;
        let id = id.expect("recorded");
        let refused = facts::confirm(&house.business(), (subject, YEAR, id), 1).await;
        assert!(matches!(refused, Err(Refusal::NotFound)), "{refused:?}");
        facts::confirm(&house.who(4, Role::Hr), (subject, YEAR, id), 1).await.expect("confirmed");
        sheets::draw(&house.who(4, Role::Hr), subject, YEAR, "").await.expect("drawn up");
        let mut own = house.committee();
        own.actor.person = Some(person);
        let refused = sheets::decide(&own, (subject, YEAR), Stage::Published, Word::AWARE).await;
        assert_eq!(codes(refused), ["score-own-person"]);
        // What was recorded of the person is not on the unit's sheet.
        assert!(house.live().await.inputs.veto.is_empty());
    })
    .await;
}

#[tokio::test]
async fn many_are_drawn_up_and_published_and_the_rest_is_told_by_name() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let drawn = many::draw(&house.party(), YEAR, None, "").await.expect("drawn up");
        assert_eq!((drawn.done, drawn.refused.len()), (3, 0));
        let again = many::draw(&house.party(), YEAR, None, "").await.unwrap();
        let why: Vec<&str> = again.refused.iter().map(|(_, _, problem)| problem.code).collect();
        assert_eq!((again.done, why), (0, vec!["score-drawn"; 3]));

        let all: Vec<Subject> = drawn_up(&house).await;
        assert_eq!(all.len(), 3);
        // Nobody who drew up or recorded publishes; others only with open eyes.
        let own = many::publish(&house.who(1, Role::Committee), YEAR, &all, true).await.unwrap();
        assert_eq!((own.done, own.refused.len()), (0, 3));
        assert!(own.refused.iter().all(|(_, _, problem)| problem.code == "score-own"));
        let blind = many::publish(&house.committee(), YEAR, &all, false).await.unwrap();
        assert!(blind.refused.iter().all(|(_, _, problem)| problem.code == "score-open-months"));
        let nobody = many::publish(&house.party(), YEAR, &all, true).await.unwrap();
        assert_eq!((nobody.done, nobody.refused.len()), (0, 0));
        let two = many::publish(&house.committee(), YEAR, &all[..2], true).await.unwrap();
        assert_eq!((two.done, two.refused.len()), (2, 0));
        let rest = many::publish(&house.committee(), YEAR, &all, true).await.unwrap();
        let names: Vec<&str> = rest.refused.iter().map(|(_, name, _)| name.as_str()).collect();
        assert_eq!((rest.done, names), (1, vec!["东厂", "主洗车间"]));

        // Published and changed needs a reason; published and unchanged is left alone.
        house
            .reading(house.team, "medium-use", "2026-03", Kind::Actual, "1000", Some("1000"))
            .await;
        let silent = many::draw(&house.party(), YEAR, None, "").await.unwrap();
        assert!(silent.refused.iter().all(|(_, _, problem)| problem.code == "score-reason"));
        assert_eq!(silent.unchanged + silent.refused.len(), 3);
        let told = many::draw(&house.party(), YEAR, None, "补报三月介耗").await.unwrap();
        assert_eq!((told.done, told.unchanged), (silent.refused.len(), silent.unchanged));
    })
    .await;
}

/// Whose sheets wait.
async fn drawn_up(house: &House) -> Vec<Subject> {
    let listing = Listing { year: YEAR, limit: 50, ..Listing::default() };
    let list = list::list(&house.committee(), &listing).await.expect("a list");
    let waiting = list.rows.iter().filter(|row| row.may_decide);
    waiting.map(|row| row.place.subject).collect()
}

#[tokio::test]
async fn units_of_every_scheme_are_listed_by_scheme_in_the_order_of_the_tree() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        enforce(&house, team_scheme()).await;
        let listing = Listing { year: YEAR, limit: 50, ..Listing::default() };
        let list = list::list(&house.who(7, Role::Member), &listing).await.unwrap();
        let named =
            |row: &list::Row| (row.place.rule.scheme.id.clone(), row.place.name().to_owned());
        let rows: Vec<(String, String)> = list.rows.iter().map(named).collect();
        let of = |scheme: &str, name: &str| (scheme.to_owned(), name.to_owned());
        assert_eq!(
            rows,
            [
                of("house", "东厂"),
                of("house", "主洗车间"),
                of("house", "浮选车间"),
                of("team", "甲班")
            ]
        );
        let second = Listing { offset: 3, limit: 1, ..listing };
        let list = list::list(&house.who(7, Role::Member), &second).await.unwrap();
        assert_eq!((list.total, list.rows[0].place.name()), (4, "甲班"));
    })
    .await;
}

/// A scheme for teams: seven tenths of what the workshop above achieved, and three of their own.
fn team_scheme() -> Scheme {
    let mut scheme = house_scheme();
    (scheme.id, scheme.name) = ("team".to_owned(), "班组办法".to_owned());
    scheme.kind.retain(|kind| kind.id == "workshop");
    let kind = &mut scheme.kind[0];
    kind.id = "team".to_owned();
    kind.bonus.clear();
    kind.deduction.clear();
    for section in &mut kind.section {
        section.line.retain(|line| ["medium", "rescue"].contains(&line.id.as_str()));
        let (id, weight) = if section.id == "business" { ("above", 70) } else { ("own", 30) };
        section.id = id.to_owned();
        section.weight = weight.into();
        section.line[0].id = format!("{id}-1");
        section.line[0].weight = Some(weight.into());
        section.line[0].rule =
            scoring::scheme::Rule::Figure { input: None, least: 0.into(), most: 120.into() };
    }
    scheme.party_share = Some(30.into());
    let from = Origin::Sheet { scheme: "house".to_owned(), section: None, whose: Whose::Above };
    scheme.feed = vec![Feed { entry: "above-1".to_owned(), from }];
    scheme
}

#[tokio::test]
async fn a_result_of_another_scheme_is_taken_from_the_unit_above_as_published() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        enforce(&house, team_scheme()).await;
        let team = async || {
            let found = sheets::find(&house.party(), house.team, YEAR, Which::Live).await;
            found.expect("a sheet").sheet.expect("computed")
        };
        let source = team().await.sources.remove(0);
        assert_eq!((source.from, source.why), (From::Nothing, Some(Why::NotPublished)));
        house.published("").await;
        let first = team().await;
        let total = house.shown(Which::Latest).await.version.unwrap().total.total.unwrap();
        assert_eq!(first.inputs.entry["above-1"].figure, Some(total.parse().unwrap()));
        assert_eq!(first.inputs.entry["above-1"].version, 1);
        // Another version of that sheet changes exactly this line.
        house
            .reading(house.team, "medium-use", "2026-03", Kind::Actual, "1000", Some("1000"))
            .await;
        assert_eq!(changes(&first, &team().await).unwrap(), []);
        assert_eq!(house.published("补报").await, 2);
        let second = team().await;
        let ids: Vec<String> =
            changes(&first, &second).unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!((ids, second.inputs.entry["above-1"].version), (vec!["above-1".to_owned()], 2));
    })
    .await;
}

#[tokio::test]
async fn schemes_that_feed_each_other_in_a_circle_are_refused() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        enforce(&house, team_scheme()).await;
        // The next version of the plant's scheme would take what the teams make of it.
        let mut back = house_scheme();
        back.consultation = None;
        back.effective = day("2027-01-01");
        let from = |section: &str| Origin::Sheet {
            scheme: "team".to_owned(),
            section: Some(section.to_owned()),
            whose: Whose::Unit,
        };
        let rescue = |section| Feed { entry: "rescue".to_owned(), from: from(section) };
        let party = Ctx { actor: Actor::system("党群部"), ..house.ctx.clone() };
        let start = schemes::list(&party).await.unwrap();
        let now = start.iter().find(|line| line.version.code == "house").unwrap().version.id;
        let new = New {
            unit: house.plant,
            code: "house".into(),
            name: "下一版".into(),
            start: Start::Copy(now),
        };
        let id = schemes::begin(&party, new).await.expect("begun");
        back.feed.push(rescue("above"));
        schemes::save(&party, id, 1, back.clone()).await.expect("saved");
        let refused = schemes::act(&party, id, 2, Deed::Submit, &Saying::default()).await;
        assert!(codes(refused).contains(&"scheme-cycle"));
        // A part of the teams' scheme that takes nothing back is no circle.
        back.feed.pop();
        back.feed.push(rescue("own"));
        schemes::save(&party, id, 2, back).await.expect("saved");
        schemes::act(&party, id, 3, Deed::Submit, &Saying::default()).await.expect("submitted");
    })
    .await;
}

#[tokio::test]
async fn a_section_of_which_nothing_applies_does_not_apply_there_either() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        for entry in ["medium", "availability", "hazards"] {
            house.both(entry, not_applicable()).await;
        }
        house.published("").await;
        let subject = secretary(&house, "韩树林", "2026-01-01").await;
        let found = sheets::find(&house.party(), subject, YEAR, Which::Live).await.unwrap();
        let sheet = found.sheet.expect("computed");
        assert_eq!(worth(&sheet, "unit-result"), (None, Some(Status::NotApplicable)));
        let source = sheet.sources.iter().find(|one| one.entry == "unit-result").unwrap();
        assert_eq!(source.why, Some(Why::NothingThere));
    })
    .await;
}

/// Makes the other workshop a plant from July on.
async fn promote(house: &House, unit: UnitId) {
    let mut tx = house.ctx.db.begin().await.unwrap();
    let change = Change { kind: Some(UnitKind::Plant), ..Change::default() };
    directory::change::change(&mut tx, unit, 1, day("2026-07-01"), &change, None)
        .await
        .expect("changed");
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_unit_that_changed_its_kind_counts_each_part_by_its_days() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        house
            .reading(house.team, "medium-use", "2026-08", Kind::Actual, "1100", Some("1000"))
            .await;
        let whole = house.live().await;
        promote(&house, house.shop).await;
        let sheet = house.live().await;
        let kinds: Vec<&str> = sheet.parts().map(|part| part.inputs.kind.as_str()).collect();
        assert_eq!(kinds, ["workshop", "plant"]);
        let halves = [
            DayRange { from: day("2026-01-01"), until: day("2026-07-01") },
            DayRange { from: day("2026-07-01"), until: day("2026-10-16") },
        ];
        let days: Vec<DayRange> = sheet.parts().flat_map(|part| part.days.clone()).collect();
        assert_eq!(days, halves);
        // Each part has the readings of its months: 4,480 by 3,000 t before, 1.1 after.
        let medium = |at: usize| {
            let part = sheet.parts().nth(at).unwrap();
            part.inputs.entry["medium"].figure.clone().unwrap().plain()
        };
        assert_eq!((medium(0), medium(1)), ("1.49".to_owned(), "1.1".to_owned()));
        let totals: Vec<scoring::Exact> = sheet
            .parts()
            .map(|part| part.trace().unwrap().outcome.exact.clone().unwrap())
            .collect();
        let sum = &(&totals[0] * &181.into()) + &(&totals[1] * &107.into());
        let mean = sum.checked_div(&288.into()).unwrap();
        let total = sheet.total().unwrap().total.unwrap();
        assert_eq!(total, mean.fixed(2, scoring::Rounding::HalfAway));
        assert!(whole.total().unwrap().total.unwrap() != total);

        // It is kept with both rules and rebuilds itself; another program recomputes it.
        let number = house.published("").await;
        let kept = sheets::kept(&house.party(), house.shop, YEAR, number).await.unwrap();
        assert!(sheets::rebuilds(&kept).unwrap());
        let file = std::env::temp_dir().join(format!("ronghe-parts-{}", std::process::id()));
        std::fs::write(&file, &kept.trace).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testkit/recompute_scores.py");
        let output = Command::new("python3").arg("-B").arg(script).arg(&file).output().unwrap();
        std::fs::remove_file(&file).expect("removed");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        // An event counts in the part in which it happened, and only its lines change.
        house.both("honour", honour("晋党〔2026〕7号", "group")).await;
        let found = changes(&sheet, &house.live().await).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.as_str(), found[0].name.contains('·')), ("honour", true));
    })
    .await;
}

#[tokio::test]
async fn a_veto_that_is_lifted_later_stands_no_more_and_the_version_before_keeps_it() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let free = house.total().await;
        let veto = |lifted: Option<&str>| Said::Veto {
            from: day("2026-04-01"),
            lifted: lifted.map(day),
            basis: "复查意见".to_owned(),
        };
        let id = house.both("hazard", veto(None)).await;
        assert_eq!(house.total().await, "79.00");
        house.published("").await;
        let place = (house.shop, YEAR, id);
        facts::revise(&house.party(), place, 1, veto(Some("2026-09-01")), "销号单", "已整改")
            .await
            .expect("changed");
        assert_eq!(house.total().await, "79.00");
        house.confirm(id, 2).await;
        assert_eq!(house.total().await, free);
        let shown = house.shown(Which::Latest).await;
        assert!(shown.is_sound && shown.sheet.unwrap().total().unwrap().total.unwrap() == "79.00");
        // Lifted only after the day of the sheet, it still stands.
        facts::revise(&house.party(), place, 2, veto(Some("2026-12-01")), "销号单", "日期更正")
            .await
            .expect("changed");
        house.confirm(id, 3).await;
        assert_eq!(house.total().await, "79.00");
    })
    .await;
}

#[tokio::test]
async fn months_that_are_not_locked_are_told_and_need_an_answer() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let shown = house.shown(Which::Live).await;
        // October still runs.
        assert_eq!(shown.open_months.len(), 9);
        sheets::draw(&house.party(), house.shop, YEAR, "").await.unwrap();
        let place = (house.shop, YEAR);
        let blind = Word { said: "", is_aware: false };
        let refused = sheets::decide(&house.committee(), place, Stage::Published, blind).await;
        assert_eq!(codes(refused), ["score-open-months"]);
        // Locked above, the months are locked here.
        let mut tx = house.ctx.db.begin().await.unwrap();
        lock_all(&mut tx, house.plant).await;
        tx.commit().await.unwrap();
        assert_eq!(house.shown(Which::Live).await.open_months, []);
        sheets::decide(&house.committee(), place, Stage::Published, blind)
            .await
            .expect("published");
        // The version says how it was when it was drawn up.
        let version = house.shown(Which::Latest).await.version.unwrap();
        assert_eq!(version.open_months.len(), 9);
    })
    .await;
}

/// Locks the first nine months, whatever is owed of them.
async fn lock_all(tx: &mut store::Tx, unit: UnitId) {
    for month in 1..=9 {
        let month = kernel::Month { year: YEAR, month };
        let sql = "INSERT INTO period_lock (unit_id, period, first_day, last_day, watermark, tolerance, \
             user_id, locked_by, locked_at) VALUES ($1, $2, $3, $4, 0, 0, NULL, '调度', 0)";
        let values = store::params![unit, month, month.first_day(), month.last_day()];
        tx.execute(sql, values).await.expect("locked");
    }
}

#[tokio::test]
async fn nothing_to_measure_does_not_apply_and_deleted_records_are_missed() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let why = |sheet: &assessment::sheets::computed::Computed, entry: &str| {
            sheet.sources.iter().find(|source| source.entry == entry).unwrap().why.clone()
        };
        // Nothing was ever registered, and nothing fell due.
        let sheet = house.live().await;
        assert_eq!(why(&sheet, "projects"), Some(Why::NothingThere));
        assert_eq!(worth(&sheet, "projects"), (None, Some(Status::NotApplicable)));
        // Of no hazards none could be closed: that is reported, and no fault.
        house.reading(house.shop, "hazards-closed", "2026-01", Kind::Actual, "0", Some("0")).await;
        let sheet = house.live().await;
        assert_eq!(why(&sheet, "hazards"), Some(Why::NothingMeasured));
        assert_eq!(worth(&sheet, "hazards"), (None, Some(Status::NotApplicable)));
        // Readings that were taken back are missed, and counted.
        let mut tx = house.ctx.db.begin().await.unwrap();
        let sql = "UPDATE reading SET withdrawn = 1 WHERE indicator_id = $1";
        let availability = house.indicators["availability"];
        tx.execute(sql, store::params![availability]).await.unwrap();
        let sql = "DELETE FROM roll_up WHERE indicator_id = $1";
        tx.execute(sql, store::params![availability]).await.unwrap();
        tx.commit().await.unwrap();
        let sheet = house.live().await;
        assert_eq!(why(&sheet, "availability"), Some(Why::Gone { records: 1 }));
        assert_eq!(worth(&sheet, "availability").1, Some(Status::NotReported));
        // A measure that once counted three records, of which nothing is left, is missed as well.
        assert_eq!(why(&sheet, "issues"), Some(Why::NothingDue));
        house.published("").await;
        let mut tx = house.ctx.db.begin().await.unwrap();
        let sql = "UPDATE assessment_sheet SET sources = REPLACE(sources, $1, $2)";
        let values = store::params!["\"done\":0,\"of\":0", "\"done\":2,\"of\":3"];
        assert_eq!(tx.execute(sql, values).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let sheet = house.live().await;
        assert_eq!(why(&sheet, "issues"), Some(Why::Gone { records: 3 }));
        assert_eq!(worth(&sheet, "issues").1, Some(Status::NotReported));
    })
    .await;
}
