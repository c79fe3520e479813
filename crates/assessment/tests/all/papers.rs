//! Papers kept with facts and with records of who was heard: what is taken, who reads it, what a sheet says of it.

use crate::house::{House, MIGRATIONS, YEAR, figure};
use assessment::schemes::use_cases::{self as schemes, Heard, New, Start, papers as heard};
use assessment::sheets::source::From;
use assessment::sheets::subject::Subject;
use assessment::sheets::use_cases::sheets::Which;
use assessment::sheets::use_cases::{facts, papers, sheets};
use kernel::Role;
use store::Refusal;
use testkit::{codes, on_both};

const PDF: &[u8] = b"%PDF-1.7 the decision";

#[tokio::test]
async fn a_paper_of_a_fact_is_cited_by_the_sheet_and_read_by_who_sees_it() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let id = house.both("duties", figure(12)).await;
        let place = (Subject::from(house.shop), YEAR, id);
        let (party, business) = (house.party(), house.business());
        assert_eq!(codes(papers::add(&party, place, "a.exe", b"MZ").await), ["paper-kind"]);
        let worker = papers::add(&house.who(9, Role::Worker), place, "a.pdf", PDF).await;
        assert!(matches!(worker, Err(Refusal::Forbidden)), "{worker:?}");
        papers::add(&business, place, "会议手册.pdf", PDF).await.expect("kept");
        let listed = facts::list(&party, house.shop, YEAR).await.unwrap();
        let paper = listed.facts[0].papers[0].clone();
        assert_eq!((paper.name.as_str(), paper.size), ("会议手册.pdf", PDF.len() as i64));
        let member = house.who(7, Role::Member);
        let (_, bytes) = papers::read(&member, place, paper.id).await.expect("read");
        assert_eq!(bytes, PDF);
        // Not under another fact, and not for whoever sees no scores there.
        let other = house.both("case", assessment::sheets::fact::Said::NoEvent).await;
        let astray = papers::read(&member, (place.0, YEAR, other), paper.id).await;
        assert!(matches!(astray, Err(Refusal::NotFound)));
        let admin = papers::read(&house.who(8, Role::SystemAdmin), place, paper.id).await;
        assert!(matches!(admin, Err(Refusal::NotFound)));

        let cited = async || {
            let sheet = house.live().await;
            let source = sheet.sources.iter().find(|source| source.entry == "duties").cloned();
            let Some(From::Facts { facts }) = source.map(|source| source.from) else {
                panic!("no fact")
            };
            facts[0].papers.clone()
        };
        assert_eq!(cited().await[0].digest, paper.digest);
        // A published version keeps the citation when the paper is taken away.
        let number = house.published("").await;
        assert_eq!(codes(papers::remove(&party, place, paper.id, " ").await), ["paper-why"]);
        papers::remove(&party, place, paper.id, "传错了文件").await.expect("removed");
        let again = papers::remove(&party, place, paper.id, "再删").await;
        assert!(matches!(again, Err(Refusal::Conflict(_))), "{again:?}");
        let gone = papers::read(&member, place, paper.id).await;
        assert!(matches!(gone, Err(Refusal::NotFound)));
        assert_eq!(cited().await, []);
        let shown = sheets::find(&party, house.shop, YEAR, Which::Number(number)).await.unwrap();
        let kept = shown.sheet.unwrap().sources;
        assert!(kept.iter().any(|source| matches!(&source.from,
            From::Facts { facts } if facts.iter().any(|fact| !fact.papers.is_empty()))));
    })
    .await;
}

#[tokio::test]
async fn a_record_of_who_was_heard_has_papers_of_its_own() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let (code, name) = ("other".to_owned(), "另一办法".to_owned());
        let new = New { unit: house.plant, code, name, start: Start::Empty };
        let id = schemes::begin(&house.party(), new).await.expect("begun");
        for body in ["职工代表大会", "党委会"] {
            let held = Heard {
                number: 0,
                body: body.to_owned(),
                held: "2026-09-01".parse().unwrap(),
                record: "纪要".to_owned(),
                said: String::new(),
                published: None,
                recorded_by: String::new(),
                recorded_at: 0,
            };
            schemes::consult(&house.party(), id, held).await.expect("recorded");
        }
        heard::add(&house.party(), id, 2, "纪要.pdf", PDF).await.expect("kept");
        let (_, record, kept) = heard::find(&house.party(), id, 2).await.unwrap();
        assert_eq!((record.body.as_str(), kept.len()), ("党委会", 1));
        let (_, _, first) = heard::find(&house.party(), id, 1).await.unwrap();
        assert!(first.is_empty());
        let astray = heard::read(&house.party(), id, 1, kept[0].id).await;
        assert!(matches!(astray, Err(Refusal::NotFound)));
        // A draft is nobody's business but of those who make it.
        let worker = heard::read(&house.who(9, Role::Worker), id, 2, kept[0].id).await;
        assert!(matches!(worker, Err(Refusal::NotFound)));
        heard::remove(&house.party(), id, 2, kept[0].id, "换成盖章件").await.expect("removed");
    })
    .await;
}
