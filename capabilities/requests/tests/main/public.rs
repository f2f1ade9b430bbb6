//! What do applicants, third parties and readers see? The pages from the form to the answer, and nothing of one person on another's.

use gongkai_requests::acts;
use gongkai_requests::acts::answer::Decision;
use gongkai_requests::acts::consult::{Asked, Consultation};
use gongkai_requests::acts::correct::{Clarification, Counted};
use gongkai_requests::acts::keep::Incoming;
use gongkai_requests::acts::public_answer::Proposal;
use gongkai_requests::case::Case;
use gongkai_requests::rules::applicant::Contact;
use gongkai_requests::rules::history::{PartyKind, ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_testing::{Answer, Browser, TestSite, Upload};
use serde_json::json;

use crate::stage::{CAPABILITIES, EDU, MARKS, days, doer, in_hand, load, refused, stage, today};

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn fields<'a>(key: &'a str, description: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("agency", EDU),
        ("kind", "natural_person"),
        ("applicant.name", MARKS[0]),
        ("applicant.identity", "passport"),
        ("applicant.number", MARKS[1]),
        ("contact.phone", MARKS[2]),
        ("description", description),
        ("delivery", "online"),
        ("form", "electronic"),
    ]
}

async fn filed(browser: &mut Browser, key: &str, description: &str) -> String {
    let answer = browser.post("/requests/new", &fields(key, description)).await.expect(303);
    answer.location().strip_prefix("/requests/receipt/").expect("the receipt").to_owned()
}

/// A request that was granted, with its letter sent on line.
async fn answered(site: &TestSite) -> Case {
    let case = in_hand(site, "granted", "2025年校车采购合同").await;
    let body = json!({
        "information": [{"name": "2025年校车采购合同", "form": "电子文档", "pages": 4}],
        "provided_how": "通过申请网站提供下载",
    });
    let decision = Decision { outcome: Some(Outcome::Granted), grounds: Vec::new(), body };
    let (id, unit) = (case.id, doer(site, "unit").await);
    let ready = Incoming { kind: "released", name: "合同.txt".into(), bytes: "合同全文".into() };
    acts::handle::add_files(&unit, id, &[ready]).await.unwrap();
    let sha = acts::answer::draft(&unit, id, &decision).await.unwrap().body_sha256;
    acts::answer::submit(&unit, id).await.unwrap();
    acts::answer::review(&doer(site, "secrecy").await, id, ReviewKind::Secrecy, true, "不涉密", &sha).await.unwrap();
    acts::answer::review(&doer(site, "legal").await, id, ReviewKind::Legal, true, "同意", &sha).await.unwrap();
    acts::answer::sign(&doer(site, "leader").await, id, &sha).await.unwrap();
    acts::answer::dispatch(&doer(site, "clerk").await, id, Way::Online, "", today(site)).await.unwrap()
}

/// The value of a `<dd>` behind its `<dt>`.
fn told(page: &Answer, label: &str) -> String {
    let text = page.text();
    let (_, after) = text.split_once(&format!("<dt>{label}</dt>")).unwrap_or_else(|| panic!("no {label} in {text}"));
    let (_, value) = after.split_once('>').unwrap();
    value.split_once('<').unwrap().0.to_owned()
}

/// The number of the request of a receipt.
async fn id_of(site: &TestSite, number: &str) -> i64 {
    gongkai_requests::tables::case::by_number(site.db(), number).await.unwrap().unwrap().id
}

#[track_caller]
fn has(page: &Answer, words: &[&str]) {
    let text = page.text();
    for word in words {
        assert!(text.contains(word), "“{word}” is not on the page:\n{text}");
    }
}

#[track_caller]
fn lacks(page: &Answer, words: &[&str]) {
    let text = page.text();
    for word in words {
        assert!(!text.contains(word), "“{word}” is on the page:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_form_to_the_receipt_the_correction_and_the_withdrawal() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut browser = site.browser();
        let start = browser.get("/requests?agency=qinglan/edu").await.expect(200);
        has(&start, &["办理流程", "条例第三十条", "20个工作日内", "每件100元", "/requests/form.pdf?agency=qinglan/edu"]);
        let form = browser.get("/requests/new?agency=qinglan/edu").await.expect(200);
        has(&form, &["政府信息公开申请表", "value=\"qinglan/edu\" selected", "name=\"key\" value=\""]);
        lacks(&form, &["申请用途", "name=\"purpose\""]);

        let access = filed(&mut browser, KEY, "2025年校车采购合同\n包括中标公告").await;
        let receipt = browser.get(&format!("/requests/receipt/{access}")).await.expect(200);
        let (number, code) = (told(&receipt, "申请编号"), told(&receipt, "查询码"));
        assert!(number.starts_with("2026-0") && code.len() == 9, "{number} {code}");
        has(&receipt, &["<svg class=\"qr\"", "2026年3月3日", "第三十一条第（三）项", "noindex", "no-referrer"]);
        assert_eq!(receipt.header("cache-control"), "no-store");
        lacks(&receipt, &MARKS);
        // Sent twice, filed once.
        assert_eq!(filed(&mut browser, KEY, "2025年校车采购合同\n包括中标公告").await, access);

        // Whoever has number and code finds it again; whoever has not learns nothing.
        let wrong = browser.post("/requests/progress", &[("number", &number), ("code", "AAAA2222")]).await.expect(422);
        let unknown = browser.post("/requests/progress", &[("number", "2026-999999"), ("code", "AAAA2222")]).await.expect(422);
        for answer in [&wrong, &unknown] {
            has(answer, &["申请编号或者查询码不正确"]);
        }
        has(&wrong, &[&format!("value=\"{number}\"")]);
        browser.post("/requests/progress", &[("number", ""), ("code", "")]).await.expect(422);
        let found = browser.post("/requests/progress", &[("number", &number), ("code", &code.to_lowercase())]).await.expect(303);
        assert_eq!(found.location(), format!("/requests/case/{access}"));
        let path = found.location().to_owned();
        let page = browser.get(&path).await.expect(200);
        has(&page, &["已提交待确认", "2026年3月3日前", "宋**", "138****8000", "E1*****78", "网上下载", "撤回申请"]);
        lacks(&page, &MARKS);

        let id = id_of(&site, &number).await;
        let clerk = doer(&site, "clerk").await;
        acts::handle::confirm(&clerk, id, today(&site)).await.unwrap();
        let page = browser.get(&path).await.expect(200);
        has(&page, &["应当答复", "2026年3月30日", "20个工作日", "条例第三十一条"]);

        let asked = Clarification { items: vec!["请写明学校名称".into()], way: "online".into(), ..Clarification::default() };
        acts::correct::ask_clarification(&clerk, id, &asked).await.unwrap();
        let page = browser.get(&path).await.expect(200);
        has(&page, &["待申请人补正", "之日起15个工作日内补正", "请写明学校名称", "补正告知书", "/letters/"]);
        let letter = page.text().split_once(&format!("{path}/letters/")).unwrap().1.split_once('/').unwrap().0.to_owned();
        let pdf = browser.get(&format!("{path}/letters/{letter}/pdf")).await.expect(200);
        assert!(pdf.body.starts_with(b"%PDF") && pdf.header("cache-control") == "no-store");
        browser.get(&format!("{path}/letters/{letter}/docx")).await.expect(200);
        browser.get(&format!("{path}/letters/999999/pdf")).await.expect(404);

        let empty = browser.post(&format!("{path}/clarify"), &[("text", " ")]).await.expect(422);
        has(&empty, &["请填写补正后的申请内容"]);
        let script = Upload { field: "files", name: "说明.bin", bytes: &[0, 1, 2, 3] };
        let refused = browser.upload(&format!("{path}/clarify"), &[("text", "县第一小学")], &[script]).await.expect(422);
        has(&refused, &["不是可以接收的类型", "县第一小学"]);
        let note = Upload { field: "files", name: "说明.txt", bytes: "县第一小学校车".as_bytes() };
        let done = browser.upload(&format!("{path}/clarify"), &[("text", "县第一小学")], &[note]).await.expect(303);
        let page = browser.get(done.location()).await.expect(200);
        has(&page, &["补正已经收到", "县第一小学", "重新计算"]);

        // What lies ready in the file is given out by an answer, and by nothing else.
        let ready = Incoming { kind: "released", name: "合同.txt".into(), bytes: "合同全文".into() };
        acts::handle::add_files(&clerk, id, &[ready]).await.unwrap();
        let file =
            gongkai_requests::tables::file::of(site.db(), id).await.unwrap().into_iter().find(|file| file.kind == "released").unwrap();
        let released = format!("{path}/files/{}", file.id);
        browser.get(&released).await.expect(404);

        has(&browser.post(&format!("{path}/withdraw"), &[]).await.expect(422), &["请勾选"]);
        let done = browser.post(&format!("{path}/withdraw"), &[("sure", "1")]).await.expect(303);
        has(&browser.get(done.location()).await.expect(200), &["申请人已撤回"]);
        browser.get(&released).await.expect(404);
        // Nobody's address is guessed.
        browser.get("/requests/case/0000").await.expect(404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_told_at_once_and_what_was_typed_stays() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut browser = site.browser();
    let typed = [
        ("agency", "qinglan/nowhere"),
        ("kind", "business"),
        ("applicant.name", "😀公司"),
        ("applicant.identity", "resident_card"),
        ("applicant.number", "110101199003071234"),
        ("agent.name", "林岚"),
        ("contact.email", "不是邮箱"),
        ("delivery", "fax"),
        ("description", "校车\r\n<b>合同</b>"),
        ("help", "大字版"),
    ];
    let picture = Upload { field: "identity_file", name: "证件.bin", bytes: &[0, 159, 146, 150] };
    let page = browser.upload("/requests/new", &typed, &[picture]).await.expect(422);
    has(
        &page,
        &[
            "请选择受理申请的机关",
            "不能使用字符“😀”",
            "统一社会信用代码，没有的选择",
            "应当提交授权委托书",
            "请选择载体形式",
            "电子邮箱格式不正确",
            "请填写传真号码",
            "文件“证件.bin”不是可以接收的类型",
            "href=\"#f-applicant.name\"",
            "aria-invalid=\"true\"",
            "已选择的文件需要重新选择",
            "value=\"😀公司\"",
            "校车\n&lt;b&gt;合同",
            "value=\"大字版\"",
            "value=\"林岚\"",
            "<details class=\"more-fields\" open>",
        ],
    );
    // A scan of 200 MB is told with its size, not with a page that lost everything. (Of 61 MB here: more than is kept.)
    let large = vec![b'a'; 61 * 1024 * 1024];
    let scan = Upload { field: "annex", name: "卷宗.txt", bytes: &large };
    let page = browser.upload("/requests/new", &fields(KEY, "校车采购合同"), &[scan]).await.expect(422);
    has(&page, &["文件“卷宗.txt”有61MB，超过40MB", "校车采购合同"]);
    has(&browser.post("/requests/new", &[]).await.expect(422), &["请选择申请人类型", "请填写姓名", "请写明所需政府信息的名称"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_party_learns_what_is_asked_and_nothing_of_who_asks() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let case = in_hand(&site, "third", "校车采购合同").await;
    let clerk = doer(&site, "clerk").await;
    let ask = |party, name: &str| Consultation {
        party,
        asked: Asked { name: name.into(), is_organisation: true, contact: Contact::default() },
        information: "2025年校车采购合同文本".into(),
        way: "post".into(),
    };
    let (_, first, _) = acts::consult::consult(&clerk, case.id, &ask(PartyKind::ThirdParty, "青岚县某客运公司")).await.unwrap();
    let (_, second, _) = acts::consult::consult(&clerk, case.id, &ask(PartyKind::CoMaker, "青岚县财政局")).await.unwrap();
    let mut browser = site.browser();
    let page = browser.get(&format!("/consult/{first}")).await.expect(200);
    has(&page, &["2025年校车采购合同文本", "15个工作日", "依照条例的规定决定是否公开", "第三十二条", "noindex"]);
    lacks(&page, &MARKS);
    lacks(&page, &["视为同意公开", &case.number]);
    let page = browser.get(&format!("/consult/{second}")).await.expect(200);
    has(&page, &["视为同意公开", "第三十四条"]);
    lacks(&page, &MARKS);

    let answer = browser.post(&format!("/consult/{first}"), &[]).await.expect(422);
    has(&answer, &["请选择意见"]);
    let answer = browser.post(&format!("/consult/{first}"), &[("opinion", "objected"), ("reasons", " ")]).await.expect(422);
    has(&answer, &["请说明理由", "value=\"objected\" checked"]);
    let proof = Upload { field: "files", name: "证明.txt", bytes: "单价属于商业秘密".as_bytes() };
    let fields = [("opinion", "objected"), ("reasons", "单价未公开过")];
    has(&browser.upload(&format!("/consult/{first}"), &fields, &[proof]).await.expect(200), &["您的意见已经送达"]);
    // Once only.
    has(&browser.get(&format!("/consult/{first}")).await.expect(410), &["链接已经失效"]);
    has(&browser.post(&format!("/consult/{first}"), &[("opinion", "agreed")]).await.expect(410), &["没有提交"]);
    // Silence has its effect on the last day of the term.
    acts::consult::letter_reached(&clerk, case.id, 2, today(&site)).await.unwrap();
    has(&browser.get(&format!("/consult/{second}")).await.expect(200), &["2026年3月23日"]);
    days(&site, 30);
    browser.get(&format!("/consult/{second}")).await.expect(410);
    browser.get("/consult/0000").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_asked_for_are_given_on_the_page() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let case = in_hand(&site, "many", "全部会议纪要").await;
    let (key, _) = acts::receive::opened(&crate::stage::visitor(&site), &case).unwrap();
    let mut browser = site.browser();
    let path = format!("/requests/case/{key}");
    browser.post(&format!("{path}/explain"), &[("text", "因为需要")]).await.expect(422);
    let counted = Counted { n: 40, from: today(&site), until: today(&site) };
    acts::correct::ask_explanation(&doer(&site, "clerk").await, case.id, "一个月内提出四十件", counted, "online").await.unwrap();
    has(&browser.get(&path).await.expect(200), &["说明理由", "一个月内提出四十件"]);
    let done = browser.post(&format!("{path}/explain"), &[("text", "为研究需要")]).await.expect(303);
    has(&browser.get(done.location()).await.expect(200), &["已经送达公开工作机构", "您已于"]);
    let notes = gongkai_requests::tables::office::notes(site.db(), case.id).await.unwrap();
    assert!(notes.iter().any(|note| note.text.contains("为研究需要")));
}

#[tokio::test(flavor = "multi_thread")]
async fn published_answers_are_found_and_one_taken_back_is_gone() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let case = answered(&site).await;
    let (clerk, head) = (doer(&site, "clerk").await, doer(&site, "head").await);
    let proposal = Proposal {
        title: "2025年校车采购合同".into(),
        question: "申请公开2025年校车采购合同".into(),
        text: "予以公开。\n合同全文见附件。".into(),
    };
    let path = format!("/requests/answers/{}", case.id);
    site.get(&path).await.expect(404);
    acts::public_answer::propose(&clerk, case.id, &proposal).await.unwrap();
    site.get(&path).await.expect(404);
    has(&site.get("/requests/answers").await.expect(200), &["还没有公开的答复"]);
    acts::public_answer::approve(&head, case.id).await.unwrap();
    let list = site.get("/requests/answers?q=%E6%A0%A1%E8%BD%A6").await.expect(200);
    has(&list, &["2025年校车采购合同", &path, "format=atom"]);
    has(&site.get("/requests/answers?q=zzz").await.expect(200), &["没有符合条件的答复"]);
    has(&site.get("/requests/answers?format=atom").await.expect(200), &["<feed", &path]);
    assert_eq!(site.get("/requests/answers?format=json").await.expect(200).json()["total"], 1);
    has(&site.get("/requests/answers?format=csv&agency=qinglan/edu").await.expect(200), &["合同全文见附件"]);
    assert_eq!(site.get("/requests/answers?format=json&agency=elsewhere").await.expect(200).json()["total"], 0);
    has(&site.get(&path).await.expect(200), &["合同全文见附件", "青岚县教育局"]);
    // Answer before asking.
    let looked =
        site.get("/requests/similar?q=%E6%A0%A1%E8%BD%A6%E9%87%87%E8%B4%AD%E5%90%88%E5%90%8C&agency=qinglan/edu").await.expect(200);
    has(&looked, &["以往的答复", &path]);
    lacks(&looked, &["<html"]);
    let form = site.post("/requests/new", &[("look", "1"), ("agency", EDU), ("description", "校车采购合同")]).await.expect(200);
    has(&form, &["以往的答复", "校车采购合同</textarea>"]);
    for page in [&list, &looked, &form] {
        lacks(page, &MARKS);
    }
    acts::public_answer::take_back(&head, case.id, "内容有误").await.unwrap();
    has(&site.get(&path).await.expect(410), &["已经撤下"]);
    assert_eq!(site.get("/requests/answers?format=json").await.expect(200).json()["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_year_is_told_in_figures_and_every_page_is_drawn() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let case = answered(&site).await;
    let page = site.get("/requests/statistics?agency=qinglan/edu&year=2026").await.expect(200);
    has(&page, &["新收申请", "按时答复率", "100.0%"]);
    let json = site.get("/requests/statistics?format=json").await.expect(200).json();
    assert_eq!(json["rows"][0]["received"], 1);
    assert_eq!(json["rows"][0]["granted"], 1);
    assert_eq!(json["rows"][1]["agency"], "青岚县教育局");
    assert_eq!(json["rows"][1]["on_time_per_mille"], 1000);
    has(&site.get("/requests/statistics?format=csv").await.expect(200), &["答复用时中位数"]);
    site.get("/requests/statistics?year=1999").await.expect(422);
    site.get("/requests/statistics?agency=qinglan/nowhere").await.expect(404);

    let case = load(&site, case.id).await;
    let (key, _) = acts::receive::opened(&crate::stage::visitor(&site), &case).unwrap();
    let path = format!("/requests/case/{key}");
    // What was not there when the answer was reviewed is no part of it.
    let late = Incoming { kind: "released", name: "补充.txt".into(), bytes: "补充".into() };
    refused(acts::handle::add_files(&doer(&site, "clerk").await, case.id, &[late]).await, &["已经办结"]);
    let page = site.get(&path).await.expect(200);
    has(&page, &["确认收到", "予以公开", "合同.txt"]);
    let file =
        gongkai_requests::tables::file::of(site.db(), case.id).await.unwrap().into_iter().find(|file| file.kind == "released").unwrap();
    has(&site.get(&format!("{path}/files/{}", file.id)).await.expect(200), &["合同全文"]);
    lacks(&page, &MARKS);
    let done = site.post(&format!("{path}/received"), &[]).await.expect(303);
    has(&site.get(done.location()).await.expect(200), &["已经登记您收到答复的日期"]);
    site.post(&format!("{path}/received"), &[]).await.expect(422);

    assert!(site.get("/requests/form.pdf?agency=qinglan/edu").await.expect(200).body.starts_with(b"%PDF"));
    assert!(site.get("/requests/form.docx").await.expect(200).body.starts_with(b"PK"));
    site.get("/requests/form.pdf?agency=qinglan/nowhere").await.expect(404);
    // The other script, and a page for everybody without a request on it.
    has(&site.get("/hant/requests/new").await.expect(200), &["政府信息公開申請表"]);
    for path in ["/requests", "/requests/progress", "/requests/answers", "/requests/statistics"] {
        let page = site.get(path).await.expect(200);
        lacks(&page, &MARKS);
        lacks(&page, &[&case.number]);
    }
}
