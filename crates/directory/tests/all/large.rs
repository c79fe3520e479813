//! The large case: a group of 20 companies, 300 mines and plants, 3,000 workshops and 20,000 teams.

use crate::house::{MIGRATIONS, day, everything, scope_of};
use directory::founding::{NewUnit, create_many};
use directory::recognition::{Index, Meaning};
use directory::{Ancestry, Kind, Parent, search, tree};
use kernel::DayRange;
use testkit::on_both;

/// Units by level; each level is spread evenly below the one before.
const LEVELS: [(usize, Kind, &str); 5] = [
    (1, Kind::Group, "集团"),
    (20, Kind::Company, "公司"),
    (300, Kind::Plant, "矿"),
    (3_000, Kind::Workshop, "车间"),
    (20_000, Kind::Team, "班"),
];

fn group() -> Vec<NewUnit> {
    let valid = DayRange::since(day("2020-01-01"));
    let mut units = Vec::new();
    let mut above = 0..0;
    for (count, kind, word) in LEVELS {
        let start = units.len();
        for n in 0..count {
            let parent = match above.len() {
                0 => Parent::Root,
                width => Parent::New(above.start + n * width / count),
            };
            let mut unit = NewUnit::new(format!("{word}{n}"), kind, parent, valid);
            unit.code = Some(format!("{}-{n}", kind.name()));
            units.push(unit);
        }
        above = start..units.len();
    }
    units
}

#[tokio::test]
async fn a_large_group_is_founded_searched_and_walked() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, group()).await.unwrap();
        tx.commit().await.unwrap();
        let (q, on) = (&mut test.db.read(), day("2024-01-01"));
        assert_eq!(tree::count_on(q, on).await.unwrap(), 23_321);
        assert_eq!(tree::subtree(q, ids[0], on).await.unwrap().len(), 23_321);
        // A company has 15 plants, each with 10 workshops; 20,000 teams are a twentieth each.
        let company = tree::subtree(q, ids[1], on).await.unwrap();
        assert_eq!(company.len(), 1 + 15 + 150 + 1_000);
        let path = tree::path(q, ids[23_320], on).await.unwrap();
        let names: Vec<_> = path.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["集团0", "公司19", "矿299", "车间2999", "班19999"]);
        let found = search::units(q, &everything(), "班1234", on, 20).await.unwrap();
        assert_eq!((found.total, found.units[0].name.as_str()), (11, "班1234"));
        // A word that everybody bears finds the best of the first; in a company all of its own.
        let common = search::units(q, &everything(), "班", on, 20).await.unwrap();
        assert_eq!((common.total, common.is_cut, common.units.len()), (search::MOST, true, 20));
        let own = search::units(q, &scope_of(&[ids[20]]), "班", on, 20).await.unwrap();
        assert_eq!((own.total, own.is_cut), (1_000, false));
        let ancestry = Ancestry::load(q, None, DayRange::since(on)).await.unwrap();
        let ways: usize =
            ids.iter().map(|id| ancestry.above(*id, on, on).map_or(0, Iterator::count)).sum();
        assert_eq!(ways, 20 + 300 * 2 + 3_000 * 3 + 20_000 * 4);
        let index = Index::load(q, on).await.unwrap();
        assert_eq!(index.meaning("TEAM-77"), Meaning::One(ids[3_321 + 77]));
    })
    .await;
}
