//! Every staff page, drawn; what is refused is shown again with what was typed; lists, exports and the desk agree.

use gongkai_documents::acts::{draft, review, submit};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::{Handling, State, tables};
use gongkai_testing::{Answer, TestSite};

use crate::stage::*;

/// The text of a page, its slashes as they are read.
fn plain(answer: &Answer) -> String {
    answer.text().replace("&#x2f;", "/")
}

#[tokio::test]
async fn the_desk_shows_each_what_waits_for_him() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let empty = plain(&site.get_as("first", "/staff/desk").await.expect(200));
    assert!(empty.contains("没有等您审核的信息"), "{empty}");
    let id = draft(&site, notice("青岚县教育局关于课后服务的通知", "课后服务")).await;
    let desk = plain(&site.get_as("author", "/staff/desk").await.expect(200));
    assert!(desk.contains("关于课后服务的通知") && desk.contains("我的草稿"));
    submit(&site, id).await;
    site.advance(jiff::SignedDuration::from_hours(49));
    let desk = plain(&site.get_as("first", "/staff/desk").await.expect(200));
    assert!(desk.contains("关于课后服务的通知") && desk.contains("初审") && desk.contains("已 2天"), "{desk}");
    let not_yet = plain(&site.get_as("second", "/staff/desk").await.expect(200));
    assert!(!not_yet.contains("关于课后服务的通知"), "it is not his turn");
    review::return_to_author(&doer(&site, "first").await, id, Step::FirstReview, "请补充时间安排").await.unwrap();
    let desk = plain(&site.get_as("author", "/staff/desk").await.expect(200));
    assert!(desk.contains("退回修改") && desk.contains("请补充时间安排"));
    submit(&site, id).await;
    approve_all(&site, id).await;
    let desk = plain(&site.get_as("publisher", "/staff/desk").await.expect(200));
    assert!(desk.contains("待发布") && desk.contains("关于课后服务的通知"));
    let elsewhere = plain(&site.get_as("other", "/staff/desk").await.expect(200));
    assert!(!elsewhere.contains("课后服务"));
}

#[tokio::test]
async fn a_usual_term_is_proposed_with_its_reason_and_taken_over_by_a_click() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut content = numbered("青岚县教育局校车管理办法（试行）", "校车管理", "青教规〔2026〕9号");
        content.kind = "normative".into();
        content.metadata.effective_on = Some(jiff::civil::date(2026, 4, 1));
        let id = draft(&site, content).await;
        let path = format!("/staff/documents/{id}/edit");
        let form = plain(&site.get_as("author", &path).await.expect(200));
        assert!(form.contains("正文没有写明有效期") && form.contains("一般为2年") && form.contains("2028-03-31"), "{form}");
        assert!(plain(&site.get_as("author", &format!("/staff/documents/{id}")).await.expect(200)).contains("一般为2年"));
        assert_eq!(load(&site, id).await.content.metadata.ends_on, None, "nothing is set by itself");
        let body = typed_in(&form, "body");
        let fields = [
            ("version", "1"),
            ("kind", "normative"),
            ("title", "青岚县教育局校车管理办法（试行）"),
            ("document_number", "青教规〔2026〕9号"),
            ("issuers", "青岚县教育局"),
            ("formed_on", "2026-02-25"),
            ("effective_on", "2026-04-01"),
            ("topic", "1003"),
            ("openness", "proactive"),
            ("body", body.as_str()),
        ];
        let with = |then: &'static str| [&fields[..], &[("then", then)]].concat();
        site.post_as("author", &path, &with("term")).await.expect(303);
        assert_eq!(load(&site, id).await.content.metadata.ends_on, Some(jiff::civil::date(2028, 3, 31)));
        let form = plain(&site.get_as("author", &path).await.expect(200));
        assert!(!form.contains("正文没有写明有效期"), "it is decided");
    })
    .await;
}

/// What stands in a text field of a form.
fn typed_in(page: &str, name: &str) -> String {
    let field = page.split("<textarea").find(|part| part.contains(&format!("name=\"{name}\""))).unwrap();
    field.split_once('>').unwrap().1.split("</textarea>").next().unwrap().trim_start_matches('\n').to_owned()
}

#[tokio::test]
async fn each_page_of_a_document_is_drawn_in_each_state() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = draft(&site, notice("青岚县教育局关于食品安全的通知", "食品安全")).await;
        let tabs = ["", "/edit", "/preview", "/editions", "/history"];
        let look = async |who: &[&str]| {
            for login in who {
                for tab in tabs {
                    let answer = site.get_as(login, &format!("/staff/documents/{id}{tab}")).await;
                    let expected = if tab == "/edit" && !matches!(*login, "author" | "office") { 403 } else { 200 };
                    let answer = answer.expect(expected);
                    assert!(
                        !answer.text().contains("<script>") && !answer.text().contains("style=\""),
                        "the policy forbids inline scripts and styles"
                    );
                }
            }
        };
        let all = ["author", "first", "office", "publisher"];
        look(&all).await;
        submit(&site, id).await;
        look(&all).await;
        // The page names the bytes and whose turn it is, and offers exactly that.
        let page = plain(&site.get_as("first", &format!("/staff/documents/{id}")).await);
        let sha = load(&site, id).await.content_sha256;
        assert!(page.contains(&sha) && page.contains("初审通过") && page.contains("可由 李昊 办理"), "{page}");
        let author = plain(&site.get_as("author", &format!("/staff/documents/{id}")).await);
        assert!(!author.contains("初审通过") && author.contains("撤回修改"));
        for (login, step) in REVIEWS {
            let fields = [("step", step.code()), ("sha256", sha.as_str()), ("opinion", "同意")];
            let answer = site.post_as(login, &format!("/staff/documents/{id}/approve"), &fields).await.expect(303);
            assert_eq!(answer.location(), format!("/staff/documents/{id}"));
        }
        look(&all).await;
        site.post_as("publisher", &format!("/staff/documents/{id}/schedule"), &[("at", "2026-03-09T09:00")]).await.expect(303);
        look(&all).await;
        site.post_as("publisher", &format!("/staff/documents/{id}/unschedule"), &[]).await.expect(303);
        site.post_as("publisher", &format!("/staff/documents/{id}/publish"), &[]).await.expect(303);
        look(&all).await;
        site.post_as("office", &format!("/staff/documents/{id}/withdraw"), &[("reason", "有误"), ("basis", "条例第六条")])
            .await
            .expect(303);
        look(&["office", "publisher"]).await;
        let page = plain(&site.get_as("author", &format!("/staff/documents/{id}")).await);
        assert!(page.contains("恢复为草稿") && page.contains("有误"));
        site.get_as("author", "/staff/documents/999").await.expect(404);
        site.get_as("author", "/staff/documents/x").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_shows_the_page_again_with_what_was_typed() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let id = draft(&site, notice("青岚县教育局关于学籍核查的通知", "学籍核查")).await;
    let path = format!("/staff/documents/{id}");
    let stale = plain(&site.post_as("author", &format!("{path}/submit"), &[("version", "9")]).await.expect(422));
    assert!(stale.contains("已被他人修改"));
    submit(&site, id).await;
    let returned = plain(
        &site
            .post_as("first", &format!("{path}/return"), &[("step", "first_review"), ("act", "return"), ("reasons", " ")])
            .await
            .expect(422),
    );
    assert!(returned.contains("退回时应当填写退回原因"));
    let sha = load(&site, id).await.content_sha256;
    let wrong = [("step", "second_review"), ("sha256", sha.as_str()), ("opinion", "<b>已核对</b>")];
    let page = plain(&site.post_as("second", &format!("{path}/approve"), &wrong).await.expect(422));
    assert!(page.contains("当前应由“初审”环节办理"));
    approve_all(&site, id).await;
    let page = plain(&site.post_as("publisher", &format!("{path}/schedule"), &[("act", "schedule"), ("at", "明天上午")]).await.expect(422));
    assert!(page.contains("请填写发布时间") && page.contains("value=\"明天上午\""), "{page}");
    site.post_as("publisher", &format!("{path}/publish"), &[]).await.expect(303);
    let page = plain(
        &site
            .post_as("office", &format!("{path}/withdraw"), &[("act", "withdraw"), ("reason", "内容有误"), ("basis", "")])
            .await
            .expect(422),
    );
    assert!(page.contains("撤下信息应当写明依据") && page.contains("内容有误"));
    let page = plain(
        &site.post_as("office", &format!("{path}/facts"), &[("act", "facts"), ("on", "2月30日"), ("note", "清理公告")]).await.expect(422),
    );
    assert!(page.contains("“2月30日”不是有效日期") && page.contains("清理公告"));
    let noted = site.db().journal_page(i64::MAX, "access.refused", "", 50).await.unwrap();
    assert!(noted.len() >= 6, "every refusal is in the journal");
}

#[tokio::test]
async fn the_list_filters_selects_and_exports_exactly_itself() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let subjects = ["足球联赛", "合唱比赛", "心理辅导", "校园广播", "图书捐赠"];
        let mut ids = Vec::new();
        for subject in subjects {
            ids.push(draft(&site, notice(&format!("青岚县教育局关于{subject}的通知"), subject)).await);
        }
        let page = plain(&site.get_as("author", "/staff/documents?words=%E8%B6%B3%E7%90%83").await.expect(200));
        assert!(page.contains("足球联赛") && !page.contains("合唱比赛") && page.contains("清除条件"));
        // The menu leads back to the list as it was left, until the conditions are cleared.
        let back = site.get_as("author", "/staff/documents").await.expect(303);
        assert_eq!(back.location(), "/staff/documents?words=%E8%B6%B3%E7%90%83");
        site.get_as("author", "/staff/documents?all=1").await.expect(200);
        site.get_as("author", "/staff/documents").await.expect(200);
        let json = site.get_as("author", "/staff/documents?state=draft&format=json").await.expect(200).json();
        assert_eq!((json["total"].as_i64(), json["rows"].as_array().map(Vec::len)), (Some(5), Some(5)));
        let csv = site.get_as("author", "/staff/documents?words=%E8%B6%B3%E7%90%83&format=csv").await.expect(200).text();
        assert_eq!(csv.lines().count(), 2, "{csv}");
        assert!(site.get_as("author", "/staff/documents?format=xlsx").await.expect(200).body.starts_with(b"PK"));
        assert_eq!(site.get_as("other", "/staff/documents?format=json").await.expect(200).json()["total"], 0);

        let (one, two) = (ids[0].to_string(), ids[1].to_string());
        let answer = site.post_as("author", "/staff/documents/bulk", &[("act", "submit"), ("id", &one), ("id", &two)]).await.expect(200);
        assert!(plain(&answer).contains("2 件已办理"), "{}", answer.text());
        assert_eq!(load(&site, ids[1]).await.state, State::InReview);
        let again = plain(&site.post_as("author", "/staff/documents/bulk", &[("act", "submit"), ("id", &one)]).await.expect(200));
        assert!(again.contains("1 件未办理") && again.contains("不能送审"));
        let three = ids[2].to_string();
        site.post_as("author", "/staff/documents/bulk", &[("act", "topic"), ("topic", "1001"), ("id", &three)]).await.expect(200);
        assert_eq!(load(&site, ids[2]).await.content.topic, "1001");
        let chosen = site.post_as("author", "/staff/documents/bulk", &[("act", "export_csv"), ("id", &three)]).await.expect(200).text();
        assert!(chosen.contains("心理辅导") && !chosen.contains("校园广播"));
        site.post_as("author", "/staff/documents/bulk", &[("act", "submit")]).await.expect(422);

        // One that cannot be done hides neither what was done before it nor what comes after it.
        let four = ids[3].to_string();
        let foreign = draft(&site, notice("青岚县卫生健康局关于义诊活动的通知", "义诊活动")).await;
        let mixed = [("act", "submit"), ("id", &three), ("id", "987654"), ("id", "x"), ("id", &four)];
        let answer = plain(&site.post_as("author", "/staff/documents/bulk", &mixed).await.expect(200));
        assert!(answer.contains("2 件已办理，2 件未办理"), "{answer}");
        assert!(answer.contains("编号 987654") && answer.contains("没有这件信息，或者您无权查看"), "{answer}");
        assert_eq!((load(&site, ids[2]).await.state, load(&site, ids[3]).await.state), (State::InReview, State::InReview));
        let foreign = foreign.to_string();
        let refused = plain(&site.post_as("other", "/staff/documents/bulk", &[("act", "submit"), ("id", &foreign)]).await.expect(200));
        assert!(refused.contains(&format!("编号 {foreign}")) && !refused.contains("义诊活动"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn relations_facts_and_links_through_their_forms() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let public = published(&site, numbered("青岚县教育局关于控辍保学的通知", "控辍保学", "青教发〔2026〕21号")).await;
    let path = format!("/staff/documents/{}", public.id);
    let fields = [("new_relation", "based_on"), ("new_title", "中华人民共和国义务教育法"), ("new_number", "")];
    site.post_as("author", &format!("{path}/relations"), &fields).await.expect(403);
    site.post_as("publisher", &format!("{path}/relations"), &fields).await.expect(303);
    let relations = tables::relation::of(site.db(), public.id).await.unwrap();
    let added = relations.iter().find(|relation| relation.target_title == "中华人民共和国义务教育法").unwrap();
    assert_eq!(added.state, "confirmed");
    let state = format!("state_{}", added.ordinal);
    site.post_as("publisher", &format!("{path}/relations"), &[(state.as_str(), "rejected")]).await.expect(303);
    assert!(tables::relation::of(site.db(), public.id).await.unwrap().iter().any(|relation| relation.state == "rejected"));
    site.post_as("publisher", &format!("{path}/facts"), &[("fact", "repealed"), ("on", "2026-03-02"), ("note", "清理公告")])
        .await
        .expect(303);
    assert_eq!(load(&site, public.id).await.validity, "repealed");
    assert!(plain(&site.get_as("author", &path).await).contains("清理公告"));

    let id = draft(&site, notice("青岚县教育局关于校企合作的通知", "校企合作")).await;
    submit(&site, id).await;
    let shown = plain(&site.post_as("author", &format!("/staff/documents/{id}/invite"), &[("name", "惠民公司")]).await.expect(200));
    let link = shown.split("value=\"http://www.qinglan.test/confirm/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    site.get(&format!("/confirm/{link}")).await.expect(200);
    assert!(!plain(&site.get_as("author", &format!("/staff/documents/{id}")).await).contains(&link), "shown this once");
}

#[tokio::test]
async fn self_check_and_zero_results() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    site.get_as("author", "/staff/screening").await.expect(200);
    let page = plain(&site.post_as("author", "/staff/screening", &[("text", "联系人张三，手机13912345678。")]).await.expect(200));
    assert!(page.contains("personal.mobile") && page.contains("139****5678") && page.contains("个须处理"), "{page}");
    site.post_as("author", "/staff/screening", &[("text", "")]).await.expect(422);
    assert_eq!(
        tables::list::count(
            site.db(),
            &gongkai_identity::Scope { root: String::new(), internal: vec![String::new()] },
            &Default::default()
        )
        .await
        .unwrap(),
        0
    );
    assert!(plain(&site.get_as("office", "/staff/zero-results").await.expect(200)).contains("还没有检索无结果的记录"));
    tables::sundry::note_zero_result(site.db(), "www.qinglan.test", "学区房").await.unwrap();
    assert!(plain(&site.get_as("office", "/staff/zero-results").await.expect(200)).contains("学区房"));
    site.get_as("author", "/staff/zero-results").await.expect(403);
}

#[tokio::test]
async fn an_amendment_is_compared_with_what_is_public() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let public = published(&site, notice("青岚县教育局关于研学旅行的通知", "研学旅行")).await;
    let mut content = public.content.clone();
    let last = content.paragraphs.iter().position(|paragraph| paragraph.text.contains("月底")).unwrap();
    content.paragraphs[last].text = content.paragraphs[last].text.replace("月底", "月中");
    draft::save(&doer(&site, "author").await, public.id, public.version, content, Handling::default()).await.unwrap();
    let page = plain(&site.get_as("author", &format!("/staff/documents/{}/editions", public.id)).await.expect(200));
    assert!(page.contains("<del>") && page.contains("<ins>"), "{page}");
    let page = plain(&site.get_as("author", &format!("/staff/documents/{}", public.id)).await.expect(200));
    assert!(page.contains("修订中") && page.contains("放弃修订"));
    site.get(&format!("/documents/{}", public.id)).await.expect(200);
    assert!(submit::submit(&doer(&site, "author").await, public.id, public.version + 1).await.is_err(), "without a reason");
}
