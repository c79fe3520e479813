//! The frequent questions are answered from an index on both engines, however large the tree.

use crate::house::{MIGRATIONS, day, everything, scope_of};
use directory::people::{self, Listing as People, Order as By};
use directory::tree::{Listing, Order};
use directory::{Ancestry, change, search, tree};
use kernel::{DayRange, UnitId};
use testkit::on_both;
use testkit::plans::Explainer;

/// A step that reads a whole table of ours; SQLite says of a list or an inner result that it scans it,
/// too.
fn whole_table(line: &str) -> bool {
    let table = line.strip_prefix("SCAN ").is_some_and(|what| !what.starts_with('('));
    let inner =
        ["json_each", "life", "seen", "found", "hit"].iter().any(|name| line.contains(name));
    let sqlite = table && !inner;
    sqlite || line.contains("Seq Scan on unit") || line.contains("Seq Scan on person")
}

#[tokio::test]
async fn no_frequent_question_reads_a_whole_table() {
    on_both(MIGRATIONS, async |test| {
        let q = &mut Explainer::new(test.db.begin().await.unwrap()).await;
        let (id, on) = (UnitId(1), day("2024-01-01"));
        let listing = Listing {
            above: id,
            day: on,
            is_deep: true,
            text: "",
            name: "",
            code: "",
            kinds: None,
            order: Order::Tree,
            descending: false,
            offset: 0,
            limit: 50,
        };
        tree::unit_on(q, id, on).await.unwrap();
        tree::unit_near(q, id, on).await.unwrap();
        tree::root_on(q, on).await.unwrap();
        tree::by_code(q, "X").await.unwrap();
        tree::children(q, id, on, 0, 100).await.unwrap();
        tree::closed_children(q, id, on).await.unwrap();
        tree::paths(q, &[id], on).await.unwrap();
        tree::path_ids(q, id, on).await.unwrap();
        tree::subtree(q, id, on).await.unwrap();
        tree::versions(q, id).await.unwrap();
        tree::list(q, &listing).await.unwrap();
        Ancestry::load(q, Some(&[id]), DayRange::since(on)).await.unwrap();
        let _ = change::plan(q, id, on, &change::Change::default()).await;
        tree::tops(q, &everything(), on).await.unwrap();
        tree::tops(q, &scope_of(&[id]), on).await.unwrap();
        for plan in &q.plans {
            assert!(!plan.lines().any(|line| whole_table(line.trim_start())), "{plan}");
        }
        assert_eq!(q.plans.len(), 15);
    })
    .await;
}

#[tokio::test]
async fn a_search_for_units_reads_those_that_it_finds() {
    on_both(MIGRATIONS, async |test| {
        let q = &mut Explainer::new(test.db.begin().await.unwrap()).await;
        for scope in [everything(), scope_of(&[UnitId(1)])] {
            search::units(q, &scope, "洗", day("2024-01-01"), 100).await.unwrap();
        }
        for plan in &q.plans {
            assert!(!plan.lines().any(|line| whole_table(line.trim_start())), "{plan}");
            let sqlite = plan.contains("unit_term USING PRIMARY KEY (term>? AND term<?)");
            let postgres = plan.contains("unit_term_pkey");
            assert!(sqlite || postgres, "{plan}");
            assert!(plan.contains("unit_by_lower_code"), "{plan}");
        }
        assert_eq!(q.plans.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn no_search_for_people_reads_or_sorts_them_all() {
    on_both(MIGRATIONS, async |test| {
        let q = &mut Explainer::new(test.db.begin().await.unwrap()).await;
        q.avoid_sorting().await;
        let all = People { text: "", order: By::Name, descending: false, offset: 100, limit: 50 };
        for order in [By::Name, By::StaffNumber] {
            for descending in [false, true] {
                people::list(q, &People { order, descending, ..all }).await.unwrap();
            }
        }
        let unsorted = q.plans.len();
        people::list(q, &People { text: "提·艾", ..all }).await.unwrap();
        people::count(q, "提·艾").await.unwrap();
        people::count(q, "").await.unwrap();
        people::named(q, "王芳").await.unwrap();
        people::by_staff_number(q, "1").await.unwrap();
        for (number, plan) in q.plans.iter().enumerate() {
            // A list of everybody walks an index in its order: SQLite calls that a scan, too.
            let walks = |line: &str| number < unsorted && line.contains("USING INDEX person_by_");
            let reads = |line: &str| whole_table(line) && !walks(line);
            assert!(!plan.lines().any(|line| reads(line.trim_start())), "{plan}");
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
            assert!(number >= unsorted || !sorts, "{plan}");
        }
        for plan in &q.plans[unsorted..unsorted + 2] {
            let sqlite = plan.contains("person_term USING PRIMARY KEY (term>? AND term<?)");
            let postgres = plan.contains("person_term_pkey");
            assert!(sqlite || postgres, "{plan}");
        }
    })
    .await;
}
