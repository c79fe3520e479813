//! The bare person.

use crate::house::MIGRATIONS;
use directory::people::{self, Listing, NewPerson, Order};
use store::Query;
use testkit::{codes, on_both};

fn listing(text: &str) -> Listing<'_> {
    Listing { text, order: Order::Name, descending: false, offset: 0, limit: 50 }
}

async fn found(q: &mut impl Query, text: &str) -> Vec<String> {
    let people = people::list(q, &listing(text)).await.unwrap();
    assert_eq!(people::count(q, text).await.unwrap(), people.len() as i64, "{text}");
    people.into_iter().map(|person| person.name).collect()
}

#[tokio::test]
async fn two_people_of_one_name_are_told_apart_by_staff_number() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let one = people::create(&mut tx, " 买买提·艾力 ", Some("007")).await.unwrap();
        let two = people::create(&mut tx, "买买提•艾力", Some("008")).await.unwrap();
        assert_ne!(one, two);
        let found = people::named(&mut tx, "买买提.艾力").await.unwrap();
        assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [one, two]);
        assert_eq!(found[1].name, "买买提•艾力", "kept as it was written");
        assert_eq!(people::by_staff_number(&mut tx, " ００8").await.unwrap().unwrap().id, two);
        assert_eq!(people::list(&mut tx, &listing("００7")).await.unwrap()[0].id, one);
        let taken = people::create(&mut tx, "李四", Some(" ００8 ")).await;
        assert_eq!(codes(taken), ["person-staff-number-taken"]);
        let nobody = people::create(&mut tx, "李四", None).await.unwrap();
        let other = people::create(&mut tx, "李四", Some("")).await.unwrap();
        assert_ne!(nobody, other);
    })
    .await;
}

#[tokio::test]
async fn any_part_of_a_name_and_the_beginning_of_a_number_find_a_person() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let new = |name, number| NewPerson::checked(name, number).unwrap();
        let list = [
            new("买买提·艾力", "A-007"),
            new("王㛃", "A-008"),
            new("欧阳𠮷祥", ""),
            new("Ｊohn Smith", "1%_"),
        ];
        people::create(&mut tx, "王芳", Some("B-1")).await.unwrap();
        people::create_many(&mut tx, &list).await.unwrap();
        for (text, names) in [
            ("提・艾", &["买买提·艾力"][..]),
            ("𠮷", &["欧阳𠮷祥"]),
            ("㛃", &["王㛃"]),
            (" 王 ", &["王㛃", "王芳"]),
            ("SMITH", &["Ｊohn Smith"]),
            ("ａ-00", &["王㛃", "买买提·艾力"]),
            ("007", &[]),
            ("%", &[]),
            ("1%", &["Ｊohn Smith"]),
        ] {
            let mut found = found(&mut tx, text).await;
            found.sort();
            let mut names = names.to_vec();
            names.sort_unstable();
            assert_eq!(found, names, "{text}");
        }
        assert_eq!(found(&mut tx, " ").await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_sorted_and_paged() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let new = |name, number| NewPerson::checked(name, number).unwrap();
        let list = [new("甲", "3"), new("乙", ""), new("丙", "1"), new("丁", "2")];
        people::create_many(&mut tx, &list).await.unwrap();
        let number = Listing { order: Order::StaffNumber, ..listing("") };
        let mut names = async |listing: Listing<'_>| -> String {
            let people = people::list(&mut tx, &listing).await.unwrap();
            people.into_iter().map(|person| person.name).collect()
        };
        assert_eq!(names(number).await, "乙丙丁甲");
        assert_eq!(names(Listing { descending: true, ..number }).await, "甲丁丙乙");
        assert_eq!(names(Listing { offset: 1, limit: 2, ..number }).await, "丙丁");
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let id = people::create(&mut tx, "张三", Some("1")).await.unwrap();
        people::amend(&mut tx, id, 1, "张山", Some("2")).await.unwrap();
        let second = people::amend(&mut tx, id, 1, "张三丰", Some("1")).await;
        assert_eq!(codes(second), ["person-changed"]);
        assert_eq!(people::person(&mut tx, id).await.unwrap().unwrap().name, "张山");
        assert_eq!(found(&mut tx, "三").await, [""; 0], "found by the new name alone");
        assert_eq!(found(&mut tx, "山").await, ["张山"]);
        people::create(&mut tx, "李四", Some("1")).await.unwrap();
    })
    .await;
}
