//! Do the pages of the office lead a request its whole way, refuse with every reason, and never tell who asked to those who need not know?

use gongkai_capability::Access;
use gongkai_identity::Role;
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::tables;
use gongkai_testing::{TestSite, Upload};

use crate::stage::{CAPABILITIES, EDU, MARKS, days, in_hand, load, received, stage, today};

const PDF: &[u8] = b"%PDF-1.4\nscan of a letter\n%%EOF";

/// The fields of a form that everybody who sees the page has.
async fn version(site: &TestSite, id: i64) -> String {
    load(site, id).await.version.to_string()
}

/// Sends a form of the case's page and follows it.
async fn act(site: &TestSite, login: &str, id: i64, name: &str, fields: &[(&str, &str)]) -> gongkai_testing::Answer {
    let version = version(site, id).await;
    let mut all = vec![("version", version.as_str()), ("act", name)];
    all.extend_from_slice(fields);
    site.post_as(login, &format!("/staff/requests/{id}/{name}"), &all).await
}

async fn registered(site: &TestSite) -> i64 {
    let on = today(site).to_string();
    let form = site.get_as("clerk", "/staff/requests/new").await.expect(200).text();
    for words in ["以行政机关签收之日为收到申请之日", "口头提出", "误投", "第三十一条第（三）项"] {
        assert!(form.contains(words), "{words}");
    }
    let fields = [
        ("submission_key", "key-of-this-very-form-1"),
        ("channel", "EMS"),
        ("submitted_on", on.as_str()),
        ("signed_on", on.as_str()),
        ("agency", EDU),
        ("kind", "natural_person"),
        ("name", MARKS[0]),
        ("identity", "passport"),
        ("number", MARKS[1]),
        ("phone", MARKS[2]),
        ("description", "柳河小学2025年食堂招标文件和中标合同"),
        ("delivery", "in_person"),
        ("form", "paper"),
    ];
    let scan = [Upload { field: "scan", name: "来信.pdf", bytes: PDF }];
    let made = site.upload_as("clerk", "/staff/requests/new", &fields, &scan).await.expect(303);
    let path = made.location().to_owned();
    assert!(path.ends_with("/registered"), "{path}");
    // Sent twice, filed once.
    let again = site.upload_as("clerk", "/staff/requests/new", &fields, &scan).await.expect(303);
    assert_eq!(again.location(), path);
    let page = site.get_as("clerk", &path).await.expect(200).text();
    assert!(page.contains("查询码") && page.contains("签收之日"), "{page}");
    path.split('/').nth(3).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_request_goes_its_way_by_the_pages() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = registered(&site).await;
        let unit = gongkai_identity::Staff::by_login(site.db(), "unit").await.unwrap().unwrap().id.to_string();
        act(&site, "clerk", id, "assign", &[("staff", &unit)]).await.expect(303);
        let on = today(&site).to_string();
        // Everything that is missing is told at once, and what was typed stays.
        let refused = act(&site, "unit", id, "search", &[("on", "2026-13-01"), ("systems", "档案室二楼")]).await.expect(422).text();
        assert!(refused.contains("不是有效的日期") && refused.contains("档案室二楼"), "{refused}");
        let refused = act(&site, "unit", id, "search", &[("on", &on), ("systems", "档案室二楼")]).await.expect(422).text();
        for words in ["请填写检索词", "请填写检索人", "请填写检索结果"] {
            assert!(refused.contains(words), "{words}");
        }
        let answer = format!("/staff/requests/{id}/answer");
        let first = site.get_as("unit", &answer).await.expect(200).text();
        assert!(first.contains("R21") && first.contains("第一步"));
        drafted(&site, id, &on).await;
        reviewed(&site, id, &on).await;
        let case = load(&site, id).await;
        assert_eq!((case.state.as_str(), case.in_time), ("replied", Some(true)));
        let letters = tables::letter::of(site.db(), id).await.unwrap();
        let letter = letters.iter().find(|letter| letter.outcome.is_some()).unwrap();
        let pdf = site.get_as("clerk", &format!("/staff/requests/{id}/letters/{}/pdf", letter.id)).await.expect(200);
        assert!(pdf.body.starts_with(b"%PDF"));
        papers(&site, id).await;
        assert!(site.db().verify_journal().await.unwrap().is_ok());
    })
    .await;
}

async fn drafted(site: &TestSite, id: i64, on: &str) {
    let answer = format!("/staff/requests/{id}/answer");
    let version = version(site, id).await;
    let fields = [
        ("version", version.as_str()),
        ("outcome", "R21"),
        ("search.on", "2026年3月2日"),
        ("search.scope", "档案室和公文系统"),
        ("search.method", "以“食堂 招标”为检索词检索"),
        ("search.searcher", "张敏"),
    ];
    site.post_as("unit", &answer, &fields).await.expect(303);
    let stale = site.post_as("unit", &answer, &fields).await.expect(409).text();
    assert!(stale.contains("已被他人办理") && stale.contains("档案室和公文系统"));
    // Without a search record nothing is said not to exist.
    let refused = act(site, "unit", id, "submit", &[]).await.expect(422).text();
    assert!(refused.contains("检索记录"), "{refused}");
    let searched = [("on", on), ("systems", "档案室"), ("words", "食堂 招标"), ("searcher", "张敏"), ("result", "没有找到")];
    act(site, "unit", id, "search", &searched).await.expect(303);
    let page = site.get_as("unit", &answer).await.expect(200).text();
    assert!(page.contains("文书完整") && page.contains("宋*") && !page.contains(MARKS[0]), "{page}");
    act(site, "unit", id, "submit", &[]).await.expect(303);
}

async fn reviewed(site: &TestSite, id: i64, on: &str) {
    let letters = tables::letter::of(site.db(), id).await.unwrap();
    let sha = letters.iter().find(|letter| letter.outcome.is_some()).unwrap().body_sha256.clone();
    let page = site.get_as("secrecy", &format!("/staff/requests/{id}")).await.expect(200).text();
    assert!(page.contains(&sha) && page.contains("act-review"));
    let none = act(site, "secrecy", id, "review", &[("sha256", &sha), ("kind", "secrecy")]).await.expect(422).text();
    assert!(none.contains("通过或者退回"), "{none}");
    for (login, kind) in [("secrecy", "secrecy"), ("legal", "legal"), ("head", "head")] {
        act(site, login, id, "review", &[("sha256", &sha), ("kind", kind), ("decision", "pass"), ("opinion", "同意")]).await.expect(303);
    }
    act(site, "unit", id, "sign", &[("sha256", &sha)]).await.expect(403);
    act(site, "leader", id, "sign", &[("sha256", "other")]).await.expect(409);
    act(site, "leader", id, "sign", &[("sha256", &sha)]).await.expect(303);
    let refused = act(site, "clerk", id, "dispatch", &[("way", "post"), ("on", on)]).await.expect(422).text();
    assert!(refused.contains("邮件号码"), "{refused}");
    act(site, "clerk", id, "dispatch", &[("way", "post"), ("tracking", "XA0000001"), ("on", on)]).await.expect(303);
    act(site, "clerk", id, "delivered", &[("on", on)]).await.expect(303);
}

async fn papers(site: &TestSite, id: i64) {
    for path in ["receipt.pdf", "forms/D26.pdf", "forms/D27.pdf", "forms/D28.pdf", "bundle.pdf"] {
        let answer = site.get_as("clerk", &format!("/staff/requests/{id}/{path}")).await.expect(200);
        assert!(answer.body.starts_with(b"%PDF"), "{path}");
    }
    let bundle = site.get_as("clerk", &format!("/staff/requests/{id}/bundle.pdf")).await;
    let whole = lopdf::Document::load_mem(&bundle.body).unwrap();
    assert!(whole.get_pages().len() >= 2, "{}", whole.get_pages().len());
    site.get_as("unit", &format!("/staff/requests/{id}/bundle.pdf")).await.expect(403);
    site.get_as("unit", &format!("/staff/requests/{id}/receipt.pdf")).await.expect(403);
    site.get_as("supervisor", &format!("/staff/requests/{id}/forms/D28.pdf")).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_asked_who_need_not_know() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let filed = received(&site, "who", "公开青岚县校车台账").await;
        let id = filed.case.id;
        let case = format!("/staff/requests/{id}");
        for login in ["clerk", "unit", "supervisor", "legal", "leader", "head"] {
            for path in [
                "/staff/requests",
                "/staff/requests?desk=open&format=csv",
                "/staff/requests?desk=open&format=json",
                "/staff/requests/today",
                &case,
            ] {
                let text = site.get_as(login, path).await.expect(200).text();
                for mark in MARKS {
                    assert!(!text.contains(mark), "{login} {path}: {mark}");
                }
            }
        }
        assert!(site.get_as("unit", "/staff/requests?desk=open&format=csv").await.text().contains("校车台账"));
        for login in ["unit", "supervisor", "legal", "leader"] {
            site.get_as(login, &format!("{case}/applicant")).await.expect(403);
        }
        site.get_as("other-clerk", &case).await.expect(404);
        site.get_as("other-clerk", &format!("{case}/applicant")).await.expect(404);
        let looks = async || {
            let all = site.db().journal_of(&filed.case.subject(), 100).await.unwrap();
            all.into_iter().filter(|entry| entry.kind == "requests.applicant_seen").collect::<Vec<_>>()
        };
        assert!(looks().await.is_empty());
        let seen = site.get_as("clerk", &format!("{case}/applicant")).await.expect(200).text();
        assert!(MARKS.iter().all(|mark| seen.contains(mark)));
        site.get_as("head", &format!("{case}/applicant")).await.expect(200);
        let looks = looks().await;
        assert_eq!(looks.len(), 2);
        assert!(looks.iter().any(|entry| entry.actor_name == "何欣"));
        for entry in site.db().journal_after(0, 10_000).await.unwrap() {
            let text = entry.detail.to_string();
            assert!(MARKS.iter().all(|mark| !text.contains(mark)), "{}", entry.kind);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_can_be_done_and_refuses_the_second_of_two_clerks() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let case = in_hand(&site, "two", "公开学区划分方案及说明").await;
    let path = format!("/staff/requests/{}", case.id);
    let page = site.get_as("clerk", &path).await.expect(200).text();
    assert!(page.contains("act-ask-clarification") && !page.contains("id=\"act-extend\""));
    assert!(page.contains("公开工作机构负责人") && page.contains("现在不能办理的事项和原因"));
    let page = site.get_as("head", &path).await.expect(200).text();
    assert!(page.contains("id=\"act-extend\"") && !page.contains("id=\"act-ask-clarification\""));
    let seen = case.version.to_string();
    let fields = [("version", seen.as_str()), ("act", "note"), ("kind", "note"), ("text", "已与档案室联系")];
    site.post_as("clerk", &format!("{path}/note"), &fields).await.expect(303);
    let stale = site.post_as("unit", &format!("{path}/note"), &fields).await.expect(409).text();
    assert!(stale.contains("已被他人办理") && stale.contains("已与档案室联系"));
    // The fee is shown before it is sent.
    let shown = act(&site, "head", case.id, "fee", &[("basis", "page"), ("pages", "250"), ("stage", "show")]).await.expect(200).text();
    assert!(shown.contains("4700元") && shown.contains("尚未发出通知"), "{shown}");
    let refused = act(&site, "head", case.id, "extend", &[("days", "25"), ("reason", "")]).await.expect(422).text();
    assert!(refused.contains("没有写明理由") && refused.contains("25"), "{refused}");
    act(&site, "head", case.id, "extend", &[("days", "10"), ("reason", "需要查阅多年档案"), ("way", "post")]).await.expect(303);
    let refused = act(&site, "head", case.id, "extend", &[("days", "10"), ("reason", "再延")]).await.expect(422).text();
    assert!(refused.contains("再延"), "{refused}");
    let letters = tables::letter::of(site.db(), case.id).await.unwrap();
    assert_eq!(letters.iter().filter(|letter| letter.code == "D04").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_morning_the_calendar_and_the_holidays() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    site.staff("system", "系统管理", "", &[gongkai_identity::Role::SystemAdministrator]).await;
    let case = in_hand(&site, "cal", "公开教师招聘计划").await;
    let made = site.post_as("clerk", "/staff/requests/calendar", &[]).await.expect(200).text();
    let token = made.split("/requests/calendar/").nth(1).unwrap().split('<').next().unwrap().trim().to_owned();
    let ics = site.get(&format!("/requests/calendar/{token}")).await.expect(200);
    assert_eq!(ics.header("content-type"), "text/calendar; charset=utf-8");
    let text = ics.text().replace("\r\n ", "");
    let due = case.due_on.unwrap();
    assert!(text.contains(&format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d"))) && text.contains(&case.number), "{text}");
    assert!(MARKS.iter().all(|mark| !text.contains(mark)));
    site.get("/requests/calendar/0000").await.expect(404);
    // A day off is proposed, and moves nothing by itself.
    let rows = format!("{due} 县庆 休");
    let fields = [("title", "青岚县放假通知"), ("scope", "regional"), ("rows", rows.as_str())];
    let preview = site.post_as("system", "/staff/holidays", &fields).await.expect(200).text();
    assert!(preview.contains(&case.number) && preview.contains("尚未导入"), "{preview}");
    let broken = site.post_as("system", "/staff/holidays", &[("title", ""), ("rows", "2027-02-30 春节 休")]).await.expect(422).text();
    assert!(broken.contains("看不懂") && broken.contains("请填写通知的名称") && broken.contains("2027-02-30 春节 休"));
    let mut all = fields.to_vec();
    all.push(("stage", "import"));
    site.post_as("system", "/staff/holidays", &all).await.expect(303);
    assert_eq!(load(&site, case.id).await.due_on, Some(due));
    let today = site.get_as("head", "/staff/requests/today").await.expect(200).text();
    assert!(today.contains("新的放假通知会改变期限") && today.contains(&case.number), "{today}");
    act(&site, "head", case.id, "take-over-notice", &[]).await.expect(303);
    assert!(load(&site, case.id).await.due_on.unwrap() > due);
    days(&site, 60);
    let today = site.get_as("clerk", "/staff/requests/today").await.expect(200).text();
    assert!(today.contains("已逾期"), "{today}");
    let queue = site.get_as("clerk", "/staff/requests?desk=overdue").await.expect(200).text();
    assert!(queue.contains("逾期") && queue.contains(&case.number));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_registration_is_refused_with_everything_that_is_wrong() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let fields = [
        ("submission_key", "key-of-this-very-form-2"),
        ("channel", "EMS"),
        ("submitted_on", "2027-01-04"),
        ("signed_on", ""),
        ("agency", EDU),
        ("name", "孟"),
        ("address", "青岚县柳河镇"),
    ];
    let page = site.post_as("clerk", "/staff/requests/new", &fields).await.expect(422).text();
    for words in ["请录入申请内容", "晚于今天", "缺少签收日期", "青岚县柳河镇", "key-of-this-very-form-2"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = site.post_as("clerk", "/staff/requests/new", &[("agency", EDU)]).await.expect(422).text();
    assert!(page.contains("请选择申请渠道"));
    // Landing: who reads no drafts begins at the queue.
    assert_eq!(site.get_as("clerk", "/staff").await.expect(303).location(), "/staff/requests");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_door_opens_for_the_right_offices_alone() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut callers = Vec::new();
    for role in Role::ALL {
        let login = format!("door-{}", role.code().replace('_', "-"));
        site.staff(&login, role.label(), EDU, &[role]).await;
        callers.push((login, role));
    }
    let id = in_hand(&site, "door", "公开校门口交通安全设施清单").await.id.to_string();
    let mut knocks = 0;
    for route in (gongkai_requests::CAPABILITY.routes)().into_iter().filter(|route| route.path.starts_with("/staff")) {
        let Access::Staff(action) = route.access else { panic!("{} is open to more than an office", route.path) };
        let path = route
            .path
            .replace("{id}", &id)
            .replace("{file}", "1")
            .replace("{paper}", "1")
            .replace("{page}", "1")
            .replace("{letter}", "1")
            .replace("{form}", "pdf");
        let nobody = if route.method == "GET" { site.get(&path).await } else { site.post(&path, &[]).await };
        assert_eq!(nobody.status, if route.method == "GET" { 303 } else { 401 }, "nobody {} {path}", route.method);
        for (login, role) in &callers {
            let answer = if route.method == "GET" { site.get_as(login, &path).await } else { site.post_as(login, &path, &[]).await };
            let right = if role.allows(action) { answer.status < 500 && answer.status != 401 } else { answer.status == 403 };
            assert!(right, "{login} {} {path}: {} {}", route.method, answer.status, answer.text());
            knocks += 1;
        }
        if route.path.contains("{id}") && route.method == "GET" && Role::RequestClerk.allows(action) {
            site.get_as("other-clerk", &path).await.expect(404);
        }
    }
    assert!(knocks > 700, "{knocks}");
}

/// The fields of the form of an outcome, each filled in.
fn filled(page: &str) -> Vec<(String, String)> {
    let fields = page.split("class=\"answer-fields\"").nth(1).unwrap_or_default().split("</form>").next().unwrap_or_default();
    let named = fields.split(" name=\"").skip(1);
    let one = |part: &str| {
        let (name, rest) = part.split_once('"').unwrap();
        let ground = rest.split("value=\"BG").nth(1).and_then(|code| code.split('"').next()).map(|code| format!("BG{code}"));
        (name.to_owned(), if name.ends_with("ground") { ground.unwrap() } else { "示例内容".to_owned() })
    };
    named.map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_every_outcome_fills_its_letter() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let id = in_hand(&site, "all", "公开课后服务收费标准的依据").await.id;
    let path = format!("/staff/requests/{id}/answer");
    for outcome in Outcome::ALL.iter().filter(|outcome| outcome.is_drafted()) {
        let form = site.get_as("unit", &format!("{path}?outcome={}", outcome.code())).await.expect(200).text();
        let (values, version) = (filled(&form), version(&site, id).await);
        assert!(!values.is_empty(), "{}", outcome.code());
        let mut fields = vec![("version", version.as_str()), ("outcome", outcome.code())];
        fields.extend(values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        site.post_as("unit", &path, &fields).await.expect(303);
        let page = site.get_as("unit", &path).await.expect(200).text();
        let problems = page.split("还不能成文").nth(1).unwrap_or_default().split("</ul>").next().unwrap_or_default();
        assert!(page.contains("文书完整"), "{}: {problems}", outcome.code());
    }
}
