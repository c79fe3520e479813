//! Schemes: from draft to in force and out of it, and everything that is refused on the way.

use assessment::schemes::past;
use assessment::schemes::stage::{Deed, Standing};
use assessment::schemes::use_cases::{self as schemes, Heard, New, Saying, Shown, Start};
use directory::founding::{self, NewUnit};
use directory::{Kind as UnitKind, Parent};
use kernel::policy::ActorKind;
use kernel::{Actor, Day, DayRange, Grant, Role, SchemeId, UnitId, UserId};
use scoring::engine::inputs::Sheets;
use scoring::scheme::Scheme;
use store::{Ctx, Refusal};
use testkit::{TestDb, codes, on_both};

const MIGRATIONS: &[store::Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    matters::MIGRATIONS,
    planning::MIGRATIONS,
    assessment::MIGRATIONS,
];

/// A plant with two workshops, and a plant beside it.
struct House {
    ctx: Ctx,
    units: Vec<UnitId>,
}

const PLANT: usize = 1;
const WORKSHOP: usize = 2;
const ELSEWHERE: usize = 3;

impl House {
    async fn build(database: &TestDb) -> Self {
        let ctx = database.ctx(Actor::system("test"));
        let mut tx = ctx.db.begin().await.expect("a transaction");
        let units = [("集团", None), ("东厂", Some(0)), ("主洗车间", Some(1)), ("西厂", Some(0))];
        let units = units.map(|(name, parent)| {
            let parent = parent.map_or(Parent::Root, Parent::New);
            NewUnit::new(name, UnitKind::ALL[0], parent, DayRange::since(Day::EARLIEST))
        });
        let units = founding::create_many(&mut tx, None, units.into()).await.expect("the units");
        tx.commit().await.expect("committed");
        Self { ctx, units }
    }

    fn at(&self, user: i64, roles: &[Role], unit: usize) -> Ctx {
        let grant =
            |role: &Role| Grant { role: *role, unit: self.units[unit], valid: DayRange::ALWAYS };
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(user)),
            person: None,
            name: format!("用户{user}"),
            grants: roles.iter().map(grant).collect(),
            stands_in: Vec::new(),
        };
        Ctx { actor, ..self.ctx.clone() }
    }

    fn party(&self) -> Ctx {
        self.at(1, &[Role::PartyAffairs], PLANT)
    }

    fn committee(&self) -> Ctx {
        self.at(3, &[Role::Committee], PLANT)
    }

    async fn begin(&self, code: &str, start: Start) -> Result<SchemeId, Refusal> {
        let (code, name) = (code.to_owned(), "东厂考核办法".to_owned());
        schemes::begin(&self.party(), New { unit: self.units[PLANT], code, name, start }).await
    }

    async fn shown(&self, id: SchemeId) -> Shown {
        schemes::find(&self.party(), id).await.expect("a scheme")
    }

    async fn change(&self, id: SchemeId, change: impl Fn(&mut Scheme)) {
        let shown = self.shown(id).await;
        let mut scheme = shown.scheme;
        change(&mut scheme);
        let revision = shown.version.revision;
        schemes::save(&self.party(), id, revision, scheme).await.expect("saved");
    }

    async fn act(&self, ctx: &Ctx, id: SchemeId, deed: Deed) -> Result<(), Refusal> {
        let until = (deed == Deed::End).then(|| day("2027-07-01"));
        let saying = Saying { said: "原因".to_owned(), is_aware: true, until };
        let revision = self.shown(id).await.version.revision;
        schemes::act(ctx, id, revision, deed, &saying).await
    }

    async fn consult(&self, id: SchemeId) -> Result<(), Refusal> {
        schemes::consult(&self.party(), id, heard("2025-11-20")).await
    }

    /// A scheme of the journal's model in force.
    async fn in_force(&self, code: &str) -> SchemeId {
        let id = self.begin(code, s5()).await.expect("begun");
        self.act(&self.party(), id, Deed::Submit).await.expect("submitted");
        self.act(&self.committee(), id, Deed::Approve).await.expect("approved");
        id
    }
}

fn s5() -> Start {
    Start::Template("s5".to_owned())
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn heard(held: &str) -> Heard {
    Heard {
        number: 0,
        body: "职工代表大会".to_owned(),
        held: day(held),
        record: "纪要 6 号".to_owned(),
        said: "同意".to_owned(),
        published: None,
        recorded_by: String::new(),
        recorded_at: 0,
    }
}

#[tokio::test]
async fn a_version_in_force_never_changes_and_the_next_one_ends_it() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let worker = house.at(9, &[Role::Worker], WORKSHOP);
        let first = house.begin("plant", s5()).await.expect("begun");
        assert_eq!(codes(schemes::find(&worker, first).await), ["404"], "a draft is not for all");
        house.act(&house.party(), first, Deed::Submit).await.expect("submitted");
        house.act(&house.committee(), first, Deed::Approve).await.expect("approved");
        // Whoever is judged by it reads it, in the workshop below as in the plant; not in the other plant.
        let shown = schemes::find(&worker, first).await.expect("in force is for all");
        assert_eq!(schemes::list(&worker).await.expect("a list").len(), 1);
        let stranger = house.at(8, &[Role::Worker], ELSEWHERE);
        assert_eq!(codes(schemes::find(&stranger, first).await), ["404"]);
        assert!(schemes::list(&stranger).await.expect("a list").is_empty());
        let digest = shown.version.digest.clone().expect("a digest");
        assert_eq!((digest.len(), shown.is_sound), (64, true));
        assert_eq!(shown.scheme.version, "1");
        let revision = shown.version.revision;
        let outcome = schemes::save(&house.party(), first, revision, shown.scheme.clone()).await;
        assert_eq!(codes(outcome), ["scheme-stage"]);
        // The next version begins from it and takes its place on its first day.
        let next = house.begin("plant", Start::Copy(first)).await.expect("begun");
        assert_eq!(codes(house.begin("plant", s5()).await), ["scheme-exists"]);
        house
            .change(next, |scheme| {
                scheme.published = day("2026-12-10");
                scheme.effective = day("2027-01-01");
            })
            .await;
        house.act(&house.party(), next, Deed::Submit).await.expect("submitted");
        house.act(&house.committee(), next, Deed::Approve).await.expect("approved");
        let (first, next) = (house.shown(first).await, house.shown(next).await);
        assert_eq!(first.version.until, Some(day("2027-01-01")));
        assert_eq!((first.version.digest, first.is_sound), (Some(digest), true));
        assert_eq!(next.scheme.version, "2");
        let on = |text| {
            let version = first.version.stage;
            version.on(day(text), first.scheme.effective, Some(day("2027-01-01")))
        };
        assert_eq!(on("2026-12-31"), Standing::InForce);
        let at = day("2026-12-31");
        let held = schemes::in_force(&mut house.ctx.read(), at).await.expect("schemes");
        let held: Vec<i64> = held.into_iter().map(|(version, _)| version.number).collect();
        assert_eq!(held, [1]);
        house.act(&house.committee(), next.version.id, Deed::End).await.expect("ended");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_keeps_it_from_being_submitted() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let id = house.begin("plant", s5()).await.expect("begun");
        let refused = async |change: fn(&mut Scheme)| {
            let right = house.shown(id).await.scheme;
            house.change(id, change).await;
            let found = codes(house.act(&house.party(), id, Deed::Submit).await);
            house.change(id, |scheme| *scheme = right.clone()).await;
            found
        };
        let weights = refused(|scheme| {
            scheme.kind[0].section[2].weight = "39.99".parse().expect("a number");
            scheme.kind[0].section[2].out_of = Some(40.into());
        });
        assert_eq!(weights.await, ["scheme-weights", "scheme-party-share"]);
        let early = refused(|scheme| scheme.effective = day("2025-11-30"));
        assert_eq!(early.await, ["scheme-effective-early"]);
        let fed = refused(|scheme| {
            scheme.feed = vec![scoring::scheme::Feed {
                entry: "result".to_owned(),
                from: scoring::scheme::Origin::Measure { name: "nothing".to_owned() },
            }];
        });
        assert_eq!(fed.await, ["scheme-feed-measure"]);
        house.act(&house.party(), id, Deed::Submit).await.expect("right again");
    })
    .await;
}

#[tokio::test]
async fn a_missing_consultation_warns_and_a_record_ends_the_warning() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let id = house.begin("plant", s5()).await.expect("begun");
        let warned = |shown: &Shown| {
            shown.found.warnings.iter().any(|one| one.code == "scheme-no-consultation")
        };
        assert!(warned(&house.shown(id).await), "the model's own record is not the plant's");
        house.act(&house.party(), id, Deed::Submit).await.expect("submitted");
        let revision = house.shown(id).await.version.revision;
        let unread = Saying::default();
        let outcome = schemes::act(&house.committee(), id, revision, Deed::Approve, &unread).await;
        assert_eq!(codes(outcome), ["scheme-warnings"]);
        let later = schemes::consult(&house.party(), id, heard("2027-01-01")).await;
        assert_eq!(codes(later), ["scheme-heard-later"]);
        house.consult(id).await.expect("on record");
        assert!(!warned(&house.shown(id).await));
        house.act(&house.committee(), id, Deed::Approve).await.expect("approved");
        house.consult(id).await.expect("what is in force takes records, too");
        let shown = house.shown(id).await;
        assert_eq!((shown.heard.len(), shown.is_sound), (2, true));
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_their_own() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let both = house.at(1, &[Role::PartyAffairs, Role::Committee], PLANT);
        let id = house.begin("plant", s5()).await.expect("begun");
        house.act(&house.party(), id, Deed::Submit).await.expect("submitted");
        assert_eq!(codes(house.act(&both, id, Deed::Approve).await), ["scheme-own"]);
        // An editor is no stranger to it either.
        house.act(&house.committee(), id, Deed::Return).await.expect("returned");
        let editor = house.at(5, &[Role::Hr, Role::Committee], PLANT);
        let shown = house.shown(id).await;
        let revision = shown.version.revision;
        schemes::save(&editor, id, revision, shown.scheme).await.expect("edited");
        house.act(&house.party(), id, Deed::Submit).await.expect("submitted");
        assert_eq!(codes(house.act(&editor, id, Deed::Approve).await), ["scheme-own"]);
        house.act(&house.committee(), id, Deed::Approve).await.expect("somebody else");
        assert_eq!(codes(house.act(&house.party(), id, Deed::End).await), ["403"]);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let id = house.begin("plant", s5()).await.expect("begun");
        let shown = house.shown(id).await;
        let save = |revision| schemes::save(&house.ctx, id, revision, shown.scheme.clone());
        save(1).await.expect("saved");
        assert_eq!(codes(save(1).await), ["scheme-changed"]);
        assert_eq!(codes(house.begin("No Code", s5()).await), ["scheme-code"]);
    })
    .await;
}

#[tokio::test]
async fn schemes_in_force_do_not_feed_each_other_in_a_circle() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let takes = |other: &'static str| {
            move |scheme: &mut Scheme| {
                let section = &mut scheme.kind[0].section[2];
                section.line[0].rule = scoring::scheme::Rule::Result {
                    scheme: other.to_owned(),
                    section: "business".to_owned(),
                    whose: None,
                    most: 100.into(),
                };
            }
        };
        let one = house.begin("one", s5()).await.expect("begun");
        house.change(one, takes("two")).await;
        let unknown = codes(house.act(&house.party(), one, Deed::Submit).await);
        assert_eq!(unknown, ["scheme-result-unknown"]);
        house
            .change(one, |scheme| {
                *scheme = Scheme::parse(include_str!("../../../../schemes/s5.toml")).expect("s5");
            })
            .await;
        house.act(&house.party(), one, Deed::Submit).await.expect("submitted");
        house.act(&house.committee(), one, Deed::Approve).await.expect("approved");
        let two = house.begin("two", s5()).await.expect("begun");
        house.change(two, takes("one")).await;
        house.act(&house.party(), two, Deed::Submit).await.expect("one takes nothing back");
        house.act(&house.committee(), two, Deed::Approve).await.expect("approved");
        let next = house.begin("one", Start::Copy(one)).await.expect("begun");
        house.change(next, takes("two")).await;
        let circle = codes(house.act(&house.party(), next, Deed::Submit).await);
        assert_eq!(circle, ["scheme-cycle"]);
        house.in_force("three").await;
    })
    .await;
}

#[test]
fn a_draft_is_run_on_past_sheets() {
    let now = Scheme::parse(include_str!("../../../../schemes/s5.toml")).expect("s5");
    let text = include_str!("../../../../schemes/sheets/s5.toml");
    let sheets: Vec<_> = Sheets::parse(text).expect("sheets").sheet;
    let sheets: Vec<_> = sheets.into_iter().map(|sheet| sheet.inputs).collect();
    let mut draft = now.clone();
    draft.grade[0].from = 92.into();
    let found = past::compare(&now, &draft, &sheets).expect("compared");
    // Two units with 91.40 fall from A; the one under a veto stays where it is.
    let changed: Vec<&str> = found.changes.iter().map(|one| one.unit.as_str()).collect();
    assert_eq!(changed, ["branch-1", "branch-3"]);
    assert_eq!(past::compare(&now, &draft, &[]).expect_err("nothing")[0].code, "scheme-past-empty");
}
