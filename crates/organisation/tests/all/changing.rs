//! Founding, changing and closing through the forms: previewed, audited, refused without losing a letter.

use crate::house::{Answer, House, MIGRATIONS, Visitor, day};
use axum::http::StatusCode;
use directory::tree;
use kernel::{Role, UnitId};
use store::{Query, params};
use testkit::{TestDb, on_both};

async fn name_on(test: &TestDb, id: UnitId, on: &str) -> String {
    let path = tree::path(&mut test.db.read(), id, day(on)).await.unwrap();
    path.into_iter().map(|step| step.name).collect::<Vec<_>>().join("/")
}

async fn audited(test: &TestDb) -> Vec<(String, Option<String>, Option<String>)> {
    let sql = "SELECT action, before, after FROM audit ORDER BY id";
    test.db.read().all(sql, params![]).await.unwrap()
}

/// Posts an edit of the workshop as the form has it, with some fields typed differently.
async fn edit(visitor: &Visitor<'_>, id: UnitId, revision: &str, typed: &[(&str, &str)]) -> Answer {
    let form = [
        ("revision", revision),
        ("from", "2026-07-01"),
        ("name", "主洗车间"),
        ("kind", "workshop"),
        ("code", ""),
        ("parent", ""),
    ];
    let mut fields: Vec<(&str, &str)> = typed.to_vec();
    fields.extend(form.iter().filter(|(name, _)| !typed.iter().any(|(typed, _)| typed == name)));
    visitor.post(&format!("/units/{id}/edit"), &fields).await
}

#[tokio::test]
async fn a_unit_is_founded_below_the_one_that_was_named() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let form = hr.get(&format!("/units/new?parent={}", house.wash)).await;
        assert_eq!(form.attribute("#f-parent", "value"), "集团 / 一矿 / 主洗车间");
        let mut fields = vec![
            ("parent", "主洗车间"),
            ("name", "买买提·艾力班"),
            ("kind", "team"),
            ("code", "B-1"),
            ("from", "2026-05-01"),
        ];
        let refused = hr.post("/units/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text("#e-parent").contains("集团 / 一矿 / 主洗车间; 集团 / 二矿 / 主洗车间")
        );
        assert_eq!(refused.attribute("#f-name", "value"), "买买提·艾力班");
        fields[0].1 = "一矿/主洗车间";
        let done = hr.post("/units/new", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let id = done.location.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(name_on(test, id, "2026-05-01").await, "集团/一矿/主洗车间/买买提·艾力班");
        assert_eq!(name_on(test, id, "2026-04-30").await, "");
        let audit = audited(test).await;
        assert_eq!((audit.len(), audit[0].0.as_str(), &audit[0].1), (1, "unit.found", &None));
        assert!(audit[0].2.as_deref().unwrap().contains(r#""code":"B-1""#));
    })
    .await;
}

#[tokio::test]
async fn a_unit_that_does_not_fit_is_refused_with_everything_typed() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        for (from, name, parent, field, words) in [
            ("2021-12-31", "早班", "二矿", "from", "不能早于上级“二矿”成立（2022-01-01）"),
            ("2019-12-31", "早班", "三矿", "parent", "2019-12-31 没有找到"),
            ("2026-01-01", " 甲班　", "一矿/主洗车间", "name", "已有名为"),
            ("2026-01-01", "丙班", "三矿", "parent", "没有找到"),
            ("2026-02-30", "丙班", "一矿", "from", "2026-02-30"),
            ("2026-01-01", "丙\u{200b}班", "一矿", "name", "U+200B"),
        ] {
            let fields = [
                ("parent", parent),
                ("name", name),
                ("kind", "team"),
                ("code", ""),
                ("from", from),
            ];
            let refused = hr.post("/units/new", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            let said = refused.text(&format!("#e-{field}"));
            assert!(said.contains(words), "{name}: {said}");
            assert_eq!(refused.attribute("#f-name", "value"), name);
        }
        assert!(audited(test).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_change_says_what_it_will_do_before_it_does_it() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let typed = [("name", "重介车间"), ("parent", "二矿")];
        let asked = edit(&hr, house.wash, "1", &typed).await;
        assert_eq!(asked.status, StatusCode::OK);
        let said = asked.text("main p");
        assert!(said.contains("从2026年7月1日起变更“主洗车间”吗"), "{said}");
        assert!(said.contains("名称由“主洗车间”改为“重介车间”"), "{said}");
        assert!(said.contains("共 2 个单位移到“集团 / 二矿”之下"), "{said}");
        assert_eq!(name_on(test, house.wash, "2026-07-01").await, "集团/一矿/主洗车间");
        let confirmed = [("name", "重介车间"), ("parent", "二矿"), ("confirmed", "yes")];
        let done = edit(&hr, house.wash, "1", &confirmed).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(name_on(test, house.crew, "2026-07-01").await, "集团/二矿/重介车间/甲班");
        assert_eq!(name_on(test, house.crew, "2026-06-30").await, "集团/一矿/主洗车间/甲班");
        let audit = audited(test).await;
        assert_eq!((audit.len(), audit[0].0.as_str()), (1, "unit.change"));
        assert!(audit[0].1.as_deref().unwrap().contains("主洗车间"));
        assert!(audit[0].2.as_deref().unwrap().contains("重介车间"));
    })
    .await;
}

#[tokio::test]
async fn a_change_that_does_not_fit_is_refused_at_its_field() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        for (typed, field, words) in [
            (("parent", "甲班"), "parent", "循环"),
            (("from", "2019-01-01"), "from", "不能从 2019-01-01 起变更"),
            (("name", ""), "name", "必填"),
            (("kind", "castle"), "kind", "castle"),
        ] {
            let refused = edit(&hr, house.wash, "1", &[typed, ("code", "M-9")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
            let said = refused.text(&format!("#e-{field}"));
            assert!(
                said.contains(words) || field == "name" && !said.is_empty(),
                "{typed:?}: {said}"
            );
            assert_eq!(refused.attribute("#f-code", "value"), "M-9");
        }
        let same = edit(&hr, house.wash, "1", &[]).await;
        assert!(same.text(".problems").contains("没有需要保存的变更"));
        assert!(audited(test).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_code_alone_changes_at_once() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let done =
            edit(&house.hr(), house.wash, "1", &[("code", "ＺＸ-1"), ("confirmed", "yes")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let q = &mut test.db.read();
        assert_eq!(tree::by_code(q, "ZX-1").await.unwrap(), Some(house.wash));
        assert_eq!(tree::versions(q, house.wash).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_sees_both_texts_and_loses_neither() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let first = [("name", "重介车间"), ("confirmed", "yes")];
        assert_eq!(edit(&hr, house.wash, "1", &first).await.status, StatusCode::SEE_OTHER);
        let second =
            edit(&hr, house.wash, "1", &[("name", "洗选车间"), ("confirmed", "yes")]).await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert!(second.text("#theirs").contains("重介车间"));
        assert_eq!(second.attribute("#f-name", "value"), "洗选车间");
        assert_eq!(name_on(test, house.wash, "2026-07-01").await, "集团/一矿/重介车间");
        // Saving once more is a decision: the form names what it has now seen.
        let revision = second.attribute("input[name=revision]", "value");
        let again = [("name", "洗选车间"), ("confirmed", "yes")];
        let done = edit(&hr, house.wash, &revision, &again).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(name_on(test, house.wash, "2026-07-01").await, "集团/一矿/洗选车间");
        assert_eq!(audited(test).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn closing_names_what_stands_below_and_asks_again() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (hr, path) = (house.hr(), format!("/units/{}/close", house.first));
        let form = hr.get(&path).await;
        assert_eq!(form.texts("#open a"), ["主洗车间"]);
        let mut fields = vec![("revision", "1"), ("from", "2026-07-01")];
        let refused = hr.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-with_below").contains("主洗车间"));
        fields.push(("with_below", "yes"));
        let asked = hr.post(&path, &fields).await;
        assert!(asked.text("main p").contains("它之下的 2 个单位一并撤销"));
        assert_eq!(name_on(test, house.crew, "2026-07-01").await, "集团/一矿/主洗车间/甲班");
        fields.push(("confirmed", "yes"));
        assert_eq!(hr.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(name_on(test, house.crew, "2026-07-01").await, "");
        assert_eq!(name_on(test, house.crew, "2026-06-30").await, "集团/一矿/主洗车间/甲班");
        assert_eq!(audited(test).await[0].0, "unit.close");
        let root = format!("/units/{}/close", house.group);
        let refused = hr.post(&root, &fields).await;
        assert!(refused.text(".problems").contains("最高一级"));
    })
    .await;
}

#[tokio::test]
async fn other_names_and_notes_are_kept_and_audited() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (hr, here) = (house.hr(), format!("/units/{}", house.second));
        let alias = [("alias", "No.2 Mine")];
        assert_eq!(hr.post(&format!("{here}/aliases"), &alias).await.status, StatusCode::SEE_OTHER);
        let again = hr.post(&format!("{here}/aliases"), &[("alias", "ｎo.2  mine")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text("#e-alias").contains("已有别名"));
        let note = [("label", "股比"), ("body", "55%（持股方未公布）")];
        assert_eq!(hr.post(&format!("{here}/notes"), &note).await.status, StatusCode::SEE_OTHER);
        let page = hr.get(&here).await;
        assert_eq!(page.texts("#facts .chip"), ["No.2 Mine"]);
        assert_eq!(page.texts("#notes tr"), ["股比55%（持股方未公布）"]);
        hr.post(&format!("{here}/aliases/remove"), &alias).await;
        assert!(hr.get(&here).await.texts("#facts .chip").is_empty());
        assert_eq!(audited(test).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn nobody_moves_a_unit_out_of_what_they_answer_for() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr_of_first = house.as_role(Role::Hr, house.first);
        let away = [("parent", "集团 / 二矿"), ("confirmed", "yes")];
        let refused = edit(&hr_of_first, house.wash, "1", &away).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#e-parent").contains("没有找到"));
        let rename = [("name", "重介车间"), ("confirmed", "yes")];
        assert_eq!(
            edit(&hr_of_first, house.wash, "1", &rename).await.status,
            StatusCode::SEE_OTHER
        );
        let elsewhere = edit(&hr_of_first, house.other_wash, "1", &rename).await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    })
    .await;
}
