//! Does what one applicant got become a record for everybody, and is it suggested where several ask? And what must a form bring with it?

use gongkai_documents::tables as documents;
use gongkai_identity::Role;
use gongkai_requests::acts;
use gongkai_requests::acts::convert::Conversion;
use gongkai_requests::acts::keep::Incoming;
use gongkai_requests::acts::receive::Registration;
use gongkai_requests::rules::history::{Channel, What};
use gongkai_requests::rules::receipt::Intake;
use gongkai_requests::tables;
use gongkai_testing::{TestSite, Upload};
use gongkai_web::Failure;

use crate::acts::{answered, assert_rebuilt, granted};
use crate::stage::{CAPABILITIES, EDU, MARKS, days, doer, filing, in_hand, load, received, refused, stage, today, visitor};

#[tokio::test(flavor = "multi_thread")]
async fn article_44_an_answer_becomes_a_draft_of_a_record_with_links_both_ways() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        site.staff("author", "沈一鸣", EDU, &[Role::Author]).await;
        let id = in_hand(&site, "convert", "2025年营养餐采购合同").await.id;
        let (head, clerk) = (doer(&site, "head").await, doer(&site, "clerk").await);
        let words = Conversion {
            title: "2025年营养餐采购合同".into(), text: "合同要点如下。\n联系人手机号码13912345678。".into()
        };
        refused(acts::convert::convert(&head, id, &Conversion::default()).await, &["请填写标题", "请填写正文", "不能转为主动公开"]);
        let released = Incoming { kind: "released", name: "合同.txt".into(), bytes: "甲方与乙方约定如下。".into() };
        acts::handle::add_files(&clerk, id, &[released]).await.unwrap();
        answered(&site, id, granted()).await;
        // Nothing is laid beside an answer that is out.
        let later = Incoming { kind: "released", name: "补充.txt".into(), bytes: "没有提供过。".into() };
        refused(acts::handle::add_files(&clerk, id, &[later]).await, &["已经办结"]);
        assert!(matches!(acts::convert::convert(&clerk, id, &words).await, Err(Failure::Denied(_))), "the head decides");
        let path = format!("/staff/requests/{id}");
        let form = site.get_as("head", &path).await.expect(200).text();
        assert!(form.contains("id=\"act-convert\""));
        let version = load(&site, id).await.version.to_string();
        let fields = [("version", version.as_str()), ("act", "convert"), ("title", words.title.as_str()), ("text", words.text.as_str())];
        site.post_as("head", &format!("{path}/convert"), &fields).await.expect(303);
        let case = load(&site, id).await;
        let draft = documents::document::by_id(site.db(), case.document_id.unwrap()).await.unwrap().unwrap();
        assert_eq!((draft.agency_path.as_str(), draft.content.title(), draft.is_public()), (EDU, words.title.as_str(), false));
        assert_eq!(draft.content.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["合同.txt"]);
        assert!(draft.content.text().contains("合同要点") && draft.source_name.unwrap().contains(&case.number));
        // Once, and the page says what stands against publishing it.
        refused(acts::convert::convert(&head, id, &words).await, &["已经转为"]);
        let seen = site.get_as("head", &path).await.expect(200).text();
        assert!(seen.contains("草稿中有个人信息") && seen.contains("139****5678") && seen.contains("起草中"), "{seen}");
        let unit = site.get_as("unit", &path).await.expect(200).text();
        assert!(unit.contains("起草中") && !unit.contains("139****5678") && !unit.contains(&format!("/staff/documents/{}", draft.id)));
        let back = site.get_as("author", &format!("/staff/documents/{}", draft.id)).await.expect(200).text();
        assert!(back.contains(&format!("href=\"{path}\"")) && MARKS.iter().all(|mark| !back.contains(mark)));
        let events = tables::event::of(site.db(), id).await.unwrap();
        assert!(events.iter().any(|noted| noted.event.what == What::Converted { document: Some(draft.id.to_string()) }));
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

/// Asked over the counter by somebody of his own.
async fn asked(site: &TestSite, n: usize, description: &str) -> i64 {
    let mut filing = filing(&format!("several-{n}"), description);
    filing.application.applicant.number = format!("E1000000{n}");
    let intake = Intake { submitted_on: Some(today(site)), ..Intake::of(Channel::Counter) };
    acts::receive::register(&doer(site, "clerk").await, Registration { filing, intake }).await.unwrap().case.id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_ask_for_is_suggested_for_everybody() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let first = asked(&site, 1, "申请公开2025年校车采购合同").await;
        asked(&site, 2, "我想了解2025年度校车采购合同").await;
        // The same applicant three times is not three applicants.
        for n in 0..3 {
            received(&site, &format!("again-{n}"), "柳河大桥维修工程的预算").await;
        }
        let told = async |login, path: &str| site.get_as(login, path).await.expect(200).text();
        let page = format!("/staff/requests/{first}");
        assert!(!told("clerk", &page).await.contains("多人申请") && !told("clerk", "/staff/requests/today").await.contains("多人申请"));
        let third = asked(&site, 3, "校车采购合同（2025年）").await;
        for path in [page.as_str(), "/staff/requests/today"] {
            let text = told("clerk", path).await;
            assert!(
                text.contains("多人申请") && text.contains("3个申请人") && text.contains(&format!("/staff/requests/{third}")),
                "{path}: {text}"
            );
            assert!(MARKS.iter().all(|mark| !text.contains(mark)));
        }
        assert!(!told("other-clerk", "/staff/requests/today").await.contains("多人申请"), "each reads his own agency");
        days(&site, 370);
        assert!(!told("clerk", "/staff/requests/today").await.contains("多人申请"), "of the last twelve months");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_proof_is_compulsory_the_form_says_so_and_whoever_needs_help_is_let_in() {
    let settings = std::env::temp_dir().join(format!("gongkai-proof-{}.toml", std::process::id()));
    std::fs::write(&settings, "identity_file = true\n").unwrap();
    let file = settings.clone();
    let site = TestSite::with(CAPABILITIES, move |set| set.requests = Some(file.clone())).await;
    stage(&site).await;
    let fields = [
        ("key", "ab".repeat(32)),
        ("agency", EDU.to_owned()),
        ("kind", "natural_person".to_owned()),
        ("applicant.name", MARKS[0].to_owned()),
        ("applicant.identity", "passport".to_owned()),
        ("applicant.number", MARKS[1].to_owned()),
        ("contact.phone", MARKS[2].to_owned()),
        ("description", "校车采购合同".to_owned()),
        ("delivery", "online".to_owned()),
    ];
    let mut typed: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(site.get("/requests/new").await.expect(200).text().contains("身份证明（必须提供）"));
    let page = site.post("/requests/new", &typed).await.expect(422).text();
    for words in ["请上传身份证明", "第二十九条第二款第（一）项", "href=\"#f-identity_file\"", "请选择载体形式"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    typed.push(("form", "electronic"));
    site.post("/requests/new", &typed).await.expect(422);
    let proof = Upload { field: "identity_file", name: "护照.pdf", bytes: b"%PDF-1.4\n%%EOF" };
    site.browser().upload("/requests/new", &typed, &[proof]).await.expect(303);
    // Below the form the same holds.
    let mut needs_help = filing("help", "校舍检查结果");
    refused(acts::receive::file(&visitor(&site), needs_help.clone()).await, &["请上传身份证明"]);
    needs_help.assistance = "视力障碍，请电话联系".into();
    let filed = acts::receive::file(&visitor(&site), needs_help).await.unwrap();
    let notes = tables::office::notes(site.db(), filed.case.id).await.unwrap();
    assert!(notes.iter().any(|note| note.text.contains("欠缺") && note.text.contains("身份证明")), "a clerk completes it: {notes:?}");
    std::fs::remove_file(settings).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_not_what_is_lacking_is_marked() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let filed = acts::receive::file(&visitor(&site), filing("bare", "校舍检查结果")).await.unwrap();
    assert_eq!(filed.lacking, ["身份证明的照片或者扫描件"]);
    let notes = tables::office::notes(site.db(), filed.case.id).await.unwrap();
    assert!(notes.iter().any(|note| note.text.contains("身份证明")));
}
