//! Do the pages show what was said, refuse with all reasons, keep what was typed, and lead from item to record and back?

use gongkai_agencies::{directory, reload_sites};
use gongkai_catalogue::acts::{self, Published, Word};
use gongkai_catalogue::{Target, library};
use gongkai_identity::Role;
use gongkai_testing::TestSite;

use crate::CAPABILITIES;
use crate::stage::{Stage, amendment, day, item, set, standard};

async fn opened() -> (TestSite, Stage) {
    let site = TestSite::new(&CAPABILITIES).await;
    let stage = set(&site).await;
    reload_sites(&site.platform).await.unwrap();
    site.staff("office", "孙主任", "qinglan", &[Role::OpennessOffice]).await;
    site.staff("clerk", "民政经办", "qinglan/civil", &[Role::Author]).await;
    site.staff("leader", "民政局长", "qinglan/civil", &[Role::SigningLeader]).await;
    let agencies = directory(site.db()).await.unwrap();
    let mut change = site.change().await;
    let field = [(Target::Field("20".to_owned()), "qinglan/civil".to_owned())];
    acts::bear(&mut change, &agencies, stage.county, &field, day("2024-01-01")).await.unwrap().unwrap();
    change.commit().await.unwrap();
    let (known, mut change) = (library(site.db()).await.unwrap(), site.change().await);
    for (document, title, items) in [(1, "青岚县救助政策汇编", vec!["std26/200101".to_owned()]), (2, "医疗救助对象公示", Vec::new())]
    {
        let record = Published {
            document,
            agency: "qinglan/civil",
            title,
            kind: "通知",
            formed_on: Some(day("2026-02-10")),
            published_on: day("2026-02-12"),
            items: &items,
        };
        acts::fulfil(&mut change, &known, &agencies, &record).await.unwrap();
    }
    change.commit().await.unwrap();
    (site, stage)
}

#[tokio::test]
async fn the_office_localises_and_decides_on_its_pages() {
    let (site, stage) = opened().await;
    let county = format!("/staff/catalogues/{}", stage.county);
    let list = site.get_as("office", "/staff/catalogues").await.expect(200).text();
    assert!(list.contains("青岚县标准目录") && list.contains("国家标准目录"));
    let page = site.get_as("office", &format!("{county}?field=20&q=医疗")).await.expect(200).text();
    assert!(page.contains("医疗救助") && !page.contains("监督电话"), "filtered");
    let one = format!("{county}/items/200104");
    let shown = site.get_as("office", &one).await.expect(200).text();
    assert!(shown.contains("国家标准目录第1版") && shown.contains("20个工作日"), "whose word it is, and what the limit was read as");
    let fields = |reason: &'static str| {
        vec![
            ("names", "社会救助\n医疗救助"),
            ("content", "另列本县定点医院"),
            ("basis", "《政府信息公开条例》"),
            ("time_limit", "及时公开"),
            ("levels", "county"),
            ("disclosed_to", "everybody"),
            ("mode", "proactive"),
            ("on", "2026-03-02"),
            ("reason", reason),
        ]
    };
    let refused = site.post_as("office", &one, &fields("")).await.expect(422).text();
    assert!(refused.contains("请写明修订理由") && refused.contains("另列本县定点医院"), "what was typed is kept");
    site.post_as("office", &one, &fields("补充定点医院")).await.expect(303);
    let shown = site.get_as("office", &one).await.expect(200).text();
    assert!(shown.contains("本级调整") && shown.contains("第2版") && shown.contains("<ins>及时公开</ins>"), "with its history");
    let absent = [("act", "not_applicable"), ("on", "2026-03-02"), ("reason", "本县没有海岛")];
    site.post_as("office", &format!("{county}/items/200105"), &absent).await.expect(303);
    let new = format!("{county}/items/new");
    site.get_as("office", &new).await.expect(200);
    let mut own = fields("本县特有");
    own.push(("code", "209901"));
    site.post_as("office", &new, &own).await.expect(303);
    let back = [("act", "take_back"), ("on", "2026-03-02"), ("reason", "并入其他事项")];
    site.post_as("office", &format!("{county}/items/209901"), &back).await.expect(303);
    assert!(library(site.db()).await.unwrap().items_now(stage.county).get("209901").is_none());

    // The province changes an item: the county sees it field by field, the town sees that it waits there.
    let mut changed = standard().remove(0);
    changed.content = "含政策解读".to_owned();
    let words = [
        Word::Put(Box::new(changed), "统一".to_owned()),
        Word::Put(Box::new(item("200106", "临时救助", "及时公开", &[gongkai_catalogue::Level::County])), String::new()),
    ];
    let mut change = site.change().await;
    acts::amend(&mut change, stage.province, &words, &amendment("2026-03-01", "省级修订")).await.unwrap().unwrap();
    change.commit().await.unwrap();
    let proposals = format!("{county}/proposals");
    let seen = site.get_as("office", &proposals).await.expect(200).text();
    assert!(seen.contains("<ins>含政策解读</ins>") && seen.contains("上级新增"));
    let town = site.get_as("office", &format!("/staff/catalogues/{}/proposals", stage.town)).await.expect(200).text();
    assert!(town.contains("待“青岚县标准目录”处理的变更"));
    let some = [("decision_200101", "accept"), ("decision_200106", "keep"), ("reason_200106", ""), ("on", "2026-03-02"), ("act", "some")];
    let refused = site.post_as("office", &proposals, &some).await.expect(422).text();
    assert!(refused.contains("请写明保留本级内容的理由"));
    let some =
        [("decision_200101", "accept"), ("decision_200106", "keep"), ("reason_200106", "另行编制"), ("on", "2026-03-02"), ("act", "some")];
    site.post_as("office", &proposals, &some).await.expect(303);
    assert!(site.get_as("office", &proposals).await.expect(200).text().contains("没有待处理的上级变更"));
    let all = [("on", "2026-03-02"), ("act", "all"), ("reason", "采纳")];
    site.post_as("office", &format!("/staff/catalogues/{}/proposals", stage.town), &all).await.expect(303);

    let bearers = format!("{county}/bearers");
    let page = site.get_as("office", &bearers).await.expect(200).text();
    assert!(page.contains("青岚县民政局"));
    let refused = site.post_as("office", &bearers, &[("target", "field:20"), ("agency", "qinglan/civil"), ("from", "2026-03-02")]).await;
    assert!(refused.expect(422).text().contains("已由该单位承担"));
    site.post_as("office", &bearers, &[("target", "item:200103"), ("agency", "qinglan/health"), ("from", "2026-03-02")]).await.expect(303);
    site.post_as("office", &bearers, &[("act", "end"), ("bearer", "2")]).await.expect(303);
    site.post_as("office", &bearers, &[("act", "settle"), ("hours", "24"), ("days", "30")]).await.expect(422);
    site.post_as("office", &bearers, &[("act", "settle"), ("hours", "24"), ("days", "3")]).await.expect(303);
    let made = [
        ("code", "basic"),
        ("title", "教育局基本目录"),
        ("kind", "basic"),
        ("tier", "unit"),
        ("owner", "qinglan/edu"),
        ("on", "2026-03-02"),
    ];
    site.post_as("office", "/staff/catalogues", &made).await.expect(303);
    assert!(site.post_as("office", "/staff/catalogues", &made).await.expect(422).text().contains("已被使用"));
    site.post_as("clerk", &one, &fields("不归我管")).await.expect(403);
}

#[tokio::test]
async fn a_desk_states_confirms_and_signs() {
    let (site, _) = opened().await;
    let desk = "/staff/duties?agency=qinglan/civil";
    let page = site.get_as("clerk", desk).await.expect(200).text();
    assert!(page.contains("待确认的对应关系") && page.contains("医疗救助对象公示") && page.contains("从未公开"));
    assert!(page.contains("/staff/documents/new?agency=qinglan%2Fcivil&amp;items=std26%2F200104"), "a draft begins with the duty");
    let agency = ("agency", "qinglan/civil");
    site.post_as("clerk", "/staff/duties/fulfilment", &[agency, ("document", "2"), ("item", "std26/200104"), ("act", "confirm")])
        .await
        .expect(303);
    let twice = [agency, ("document", "2"), ("item", "std26/200104"), ("act", "confirm")];
    let again = site.post_as("clerk", "/staff/duties/fulfilment", &twice).await;
    assert!(again.expect(422).text().contains("不在待确认状态"));
    let nil = |reason: &'static str| [agency, ("item", "std26/200105"), ("period", "2025"), ("reason", reason)];
    assert!(site.post_as("clerk", "/staff/duties/nil", &nil(" ")).await.expect(422).text().contains("请说明本期没有产生"));
    site.post_as("clerk", "/staff/duties/nil", &nil("2025年没有海岛救助")).await.expect(303);
    site.post_as("clerk", "/staff/duties/sign", &[("statement", "1"), ("act", "sign")]).await.expect(403);
    let page = site.get_as("leader", desk).await.expect(200).text();
    assert!(page.contains("2025年没有海岛救助") && page.contains("签字"));
    let refused =
        site.post_as("leader", "/staff/duties/sign", &[("statement", "1"), ("act", "refuse"), ("note", "")]).await.expect(422).text();
    assert!(refused.contains("退回零报告应当写明理由"));
    site.post_as("leader", "/staff/duties/sign", &[("statement", "1"), ("act", "sign")]).await.expect(303);
    let event = |on: &'static str| [agency, ("item", "std26/200101"), ("period", "2026"), ("on", on), ("what", "县政府常务会议通过")];
    assert!(site.post_as("clerk", "/staff/duties/occurrence", &event("某日")).await.expect(422).text().contains("不是有效日期"));
    assert!(site.post_as("clerk", "/staff/duties/occurrence", &event("2027-01-01")).await.expect(422).text().contains("晚于今天"));
    site.post_as("clerk", "/staff/duties/occurrence", &event("2026-02-27")).await.expect(303);
    for form in ["json", "csv", "xlsx", "atom"] {
        site.get_as("clerk", &format!("{desk}&format={form}")).await.expect(200);
        site.get_as("office", &format!("/staff/coverage?format={form}")).await.expect(200);
    }
    let wide = site.get_as("office", "/staff/coverage").await.expect(200).text();
    assert!(wide.contains("青岚县民政局") && wide.contains("社会救助"));
    site.get_as("clerk", "/staff/duties?agency=qinglan/edu").await.expect(403);
    site.post_as(
        "clerk",
        "/staff/duties/nil",
        &[("agency", "qinglan/edu"), ("item", "std26/200105"), ("period", "2025"), ("reason", "无")],
    )
    .await
    .expect(403);
    site.post_as("clerk", "/staff/duties/fulfilment", &[agency, ("document", "77"), ("item", "std26/200104"), ("act", "confirm")])
        .await
        .expect(404);
}

#[tokio::test]
async fn a_citizen_sees_what_must_be_published_and_what_is_missing() {
    let (site, _) = opened().await;
    let fields = site.get("/catalogue").await.expect(200).text();
    assert!(fields.contains("青岚县标准目录") && fields.contains("社会救助"));
    let list = site.get("/catalogue/qinglan?field=20").await.expect(200).text();
    assert!(list.contains("/catalogue/qinglan/200101") && list.contains("低保对象名单"));
    let json = site.get("/catalogue/qinglan?field=20&format=json").await.expect(200).text();
    assert!(json.contains("\"total\":5") && json.contains("200105"));
    for form in ["atom", "csv", "xlsx"] {
        site.get(&format!("/catalogue/qinglan?format={form}")).await.expect(200);
        site.get(&format!("/coverage/qinglan/civil?format={form}")).await.expect(200);
    }
    let one = site.get("/catalogue/qinglan/200101").await.expect(200).text();
    assert!(one.contains("/documents/1") && one.contains("青岚县救助政策汇编") && one.contains("按时公开"));
    site.get("/catalogue/qinglan/999999").await.expect(404);
    site.get("/catalogue/none").await.expect(404);
    let matrix = site.get("/coverage/qinglan/civil").await.expect(200).text();
    assert!(matrix.contains("duty-met") && matrix.contains("duty-never_filed") && matrix.contains("href=\"/documents/1\""));
    let gaps = site.get("/coverage/qinglan/civil?gaps=1&field=20").await.expect(200).text();
    assert!(!gaps.contains("/catalogue/qinglan/200101\"") || gaps.contains("duty-never_filed"));
    let past = site.get("/coverage/qinglan/civil?as_of=2026-02-11").await.expect(200).text();
    assert!(!past.contains("href=\"/documents/1\""), "the day before it was published");
    let api = site.get("/api/v1/duties?agency=qinglan/civil&as_of=2026-03-02").await.expect(200).text();
    assert!(api.contains("\"item\":\"std26/200101\"") && api.contains("\"state\":\"met\""));
    let mut change = site.change().await;
    acts::withdraw(&mut change, 1).await.unwrap();
    change.commit().await.unwrap();
    let mut change = site.change().await;
    change.record(gongkai_store::Fact::public("documents.withdrawn", "document:1", "qinglan/civil", serde_json::json!({})));
    change.commit().await.unwrap();
    let past = site.get("/coverage/qinglan/civil?as_of=2026-03-01").await.expect(200).text();
    assert!(!past.contains("汇编") && past.contains("duty-met"), "what went off line is counted on its day and named no more");
    assert!(site.get("/coverage").await.expect(200).text().contains("青岚县民政局"));
    let town = site.get("http://yunxi.qinglan.test/coverage/qinglan/yunxi").await.expect(200).text();
    assert!(town.contains("低保对象名单"));
    site.get("http://yunxi.qinglan.test/coverage/qinglan/civil").await.expect(404);
    assert!(site.get("http://yunxi.qinglan.test/coverage-poster/qinglan/yunxi").await.expect(200).text().contains("<svg class=\"qr\""));
    site.get("http://yunxi.qinglan.test/catalogue").await.expect(200);
    site.get("/api/v1/duties?agency=qinglan/none").await.expect(404);
    let wrong = site.get("/api/v1/duties?agency=qinglan/civil&as_of=2030-01-01&from_year=x").await.expect(422).text();
    assert!(wrong.contains("as_of") && wrong.contains("from_year"), "all reasons at once: {wrong}");
}
