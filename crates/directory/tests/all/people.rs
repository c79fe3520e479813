//! The bare person.

use crate::house::{MIGRATIONS, codes};
use directory::people;
use testkit::on_both;

#[tokio::test]
async fn two_people_of_one_name_are_told_apart_by_staff_number() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let one = people::create(&mut tx, " 买买提·艾力 ", Some("007")).await.unwrap();
        let two = people::create(&mut tx, "买买提·艾力", Some("008")).await.unwrap();
        assert_ne!(one, two);
        let found = people::search(&mut tx, "提·艾", 10).await.unwrap();
        assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [one, two]);
        assert_eq!(people::by_staff_number(&mut tx, "008").await.unwrap().unwrap().id, two);
        assert_eq!(people::search(&mut tx, "００7", 10).await.unwrap()[0].id, one);
        let taken = people::create(&mut tx, "李四", Some(" ００8 ")).await;
        assert_eq!(codes(taken), ["person-staff-number-taken"]);
        let nobody = people::create(&mut tx, "李四", None).await.unwrap();
        let other = people::create(&mut tx, "李四", Some("")).await.unwrap();
        assert_ne!(nobody, other);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let id = people::create(&mut tx, "张三", Some("1")).await.unwrap();
        people::amend(&mut tx, id, 1, "张三丰", Some("1")).await.unwrap();
        let second = people::amend(&mut tx, id, 1, "张山", Some("1")).await;
        assert_eq!(codes(second), ["person-changed"]);
        assert_eq!(people::person(&mut tx, id).await.unwrap().unwrap().name, "张三丰");
    })
    .await;
}
