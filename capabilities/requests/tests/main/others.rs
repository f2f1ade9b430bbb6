//! Are those told whom a request concerns besides the applicant: who was overruled, who gets it by mistake, whose record is wrong?

use gongkai_requests::acts;
use gongkai_requests::acts::answer::Decision;
use gongkai_requests::acts::consult::{Asked, Consultation};
use gongkai_requests::acts::keep::Incoming;
use gongkai_requests::acts::receive::Registration;
use gongkai_requests::acts::record::Correction;
use gongkai_requests::letters::compose;
use gongkai_requests::rules::applicant::{Application, Contact};
use gongkai_requests::rules::history::{Channel, Opinion, PartyKind, RecordResult, ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::rules::papers::{Addressee, Paper};
use gongkai_requests::rules::receipt::Intake;
use gongkai_requests::rules::transitions::Transition;
use gongkai_requests::tables;
use gongkai_requests::tables::letter::CaseLetter;
use gongkai_testing::TestSite;
use gongkai_web::Failure;
use serde_json::json;

use crate::acts::{answered, assert_rebuilt, granted};
use crate::stage::{CAPABILITIES, EDU, MARKS, days, doer, filing, in_hand, load, received, refused, stage, today, visitor};

const HEALTH: &str = "qinglan/health";

/// Every paper is sent by a step, is the letter of an outcome, or is printed on demand by a page.
#[test]
fn every_paper_has_its_act() {
    let mut given: Vec<Paper> = Transition::ALL.iter().flat_map(|step| step.step().papers.clone()).collect();
    given.extend(Outcome::ALL.iter().filter_map(|outcome| outcome.paper()));
    // /requests/form.pdf, and of the case: receipt.pdf, forms/D26.pdf, D27.pdf, D28.pdf.
    given.extend([Paper::ApplicationForm, Paper::Receipt, Paper::ServiceRecord, Paper::ApprovalSlip, Paper::SearchRecord]);
    for paper in Paper::ALL {
        assert!(given.contains(paper), "{paper} is sent by nothing");
    }
    assert_eq!(Paper::ALL.len(), 30, "D01 to D28, D04b and D15b");
    let to_others = Paper::ALL.iter().filter(|paper| matches!(paper.addressee(), Addressee::ThirdParty | Addressee::OtherAgency));
    assert_eq!(to_others.map(|paper| paper.code()).collect::<Vec<_>>(), ["D05", "D06", "D24"]);
    assert!(compose(Paper::PassedOn, None, &json!({})).is_err(), "no letter has blanks");
}

/// What a letter says, without the spaces and breaks of its lines.
fn printed(site: &TestSite, letter: &CaseLetter) -> String {
    let pdf = acts::letters::read(&site.platform, letter, "pdf").unwrap();
    pdf_extract::extract_text_from_mem(&pdf).unwrap().split_whitespace().collect()
}

async fn of_code(site: &TestSite, id: i64, code: &str) -> Vec<CaseLetter> {
    tables::letter::of(site.db(), id).await.unwrap().into_iter().filter(|letter| letter.code == code).collect()
}

/// A third party that objected, and the way to its page.
async fn objected(site: &TestSite, key: &str) -> (i64, String) {
    let case = in_hand(site, key, "校车服务合同及报价").await;
    let asked = Consultation {
        party: PartyKind::ThirdParty,
        asked: Asked { name: "青岚县某客运公司".into(), is_organisation: true, contact: Contact::default() },
        information: "校车服务合同\n报价一览表".into(),
        way: "post".into(),
    };
    let (_, token, _) = acts::consult::consult(&doer(site, "clerk").await, case.id, &asked).await.unwrap();
    acts::consult::answer_by_link(&visitor(site), &token, Opinion::Objected, "含有未公开的报价", &[]).await.unwrap();
    (case.id, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn article_32_whoever_is_overruled_is_told_what_and_why() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let (id, token) = objected(&site, "over").await;
        let unit = doer(&site, "unit").await;
        // Not without the reason, which stands beside the others.
        let bare = Decision { body: json!({"provided_how": "网上提供"}), ..granted() };
        acts::answer::draft(&unit, id, &bare).await.unwrap();
        refused(acts::answer::submit(&unit, id).await, &["对公共利益造成重大影响的理由", "information"]);
        let form = site.get_as("unit", &format!("/staff/requests/{id}/answer?outcome=R02")).await.expect(200).text();
        assert!(form.contains("public_interest.reason"));
        let mut decision = granted();
        decision.body["public_interest"] = json!({"reason": "合同关系全县学生乘车安全，公众有权监督。"});
        let letter = acts::answer::draft(&unit, id, &decision).await.unwrap();
        acts::answer::submit(&unit, id).await.unwrap();
        let seen = site.get_as("secrecy", &format!("/staff/requests/{id}")).await.expect(200).text();
        assert!(
            seen.contains("同时告知第三方") && seen.contains("公众有权监督"),
            "who approves the answer has seen what the third party reads"
        );
        let sha = letter.body_sha256;
        for (login, kind) in [("secrecy", ReviewKind::Secrecy), ("legal", ReviewKind::Legal)] {
            acts::answer::review(&doer(&site, login).await, id, kind, true, "同意", &sha).await.unwrap();
        }
        acts::answer::sign(&doer(&site, "leader").await, id, &sha).await.unwrap();
        assert!(of_code(&site, id, "D24").await.is_empty());
        site.get(&format!("/consult/{token}")).await.expect(410);
        acts::answer::dispatch(&doer(&site, "clerk").await, id, Way::Online, "", today(&site)).await.unwrap();
        let told = of_code(&site, id, "D24").await.pop().unwrap();
        assert_eq!((told.addressee.as_str(), told.way.as_str(), told.sent_on), ("third-1", "post", Some(today(&site))));
        let text = printed(&site, &told);
        for words in ["青岚县某客运公司：", "报价一览表", "公众有权监督", "含有未公开的报价", "行政复议", "第三十二条"]
        {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(MARKS.iter().all(|mark| !text.contains(mark)) && !text.contains("/requests/progress"));
        // Its page shows it as long as it can sue, to nobody else, and nothing of the applicant.
        days(&site, 120);
        let page = site.get(&format!("/consult/{token}")).await.expect(200).text();
        assert!(page.contains(&told.number) && page.contains("noindex") && MARKS.iter().all(|mark| !page.contains(mark)), "{page}");
        let own = format!("/consult/{token}/letters/{}", told.id);
        assert!(site.get(&format!("{own}/pdf")).await.expect(200).body.starts_with(b"%PDF"));
        site.get(&format!("{own}/docx")).await.expect(200);
        let answer = tables::letter::of(site.db(), id).await.unwrap().into_iter().find(|letter| letter.outcome.is_some()).unwrap();
        site.get(&format!("/consult/{token}/letters/{}/pdf", answer.id)).await.expect(404);
        days(&site, 90);
        site.get(&format!("/consult/{token}")).await.expect(410);
        site.get(&format!("{own}/pdf")).await.expect(404);
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_that_was_heeded_needs_no_letter() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let (id, _) = objected(&site, "heeded").await;
    let mut decision = Decision { outcome: Some(Outcome::PartlyGranted), ..granted() };
    decision.body["withheld"] = json!([{"name": "报价一览表", "ground": "BG15-1", "reason": "第三方不同意公开。"}]);
    decision.body["part_in_text"] = json!("1");
    answered(&site, id, decision).await;
    assert!(of_code(&site, id, "D24").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn article_41_a_wish_to_correct_a_record_is_answered_and_counts_in_no_table() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = in_hand(&site, "record", "本人学籍档案中的毕业年份有误，请更正").await.id;
        let head = doer(&site, "head").await;
        let nothing = Correction { result: Some(RecordResult::Forwarded), ..Correction::default() };
        refused(acts::record::answer(&head, id, &nothing).await, &["有权更正的机关", "联系方式", "转送的日期"]);
        refused(acts::record::answer(&head, id, &Correction::default()).await, &["请选择办理的结果"]);
        let done = Correction {
            result: Some(RecordResult::Corrected),
            on: Some(today(&site)),
            content: "毕业年份为2018年".into(),
            way: "online".into(),
            ..Correction::default()
        };
        let clerk = doer(&site, "clerk").await;
        assert!(matches!(acts::record::answer(&clerk, id, &done).await, Err(Failure::Denied(_))), "the head decides");
        acts::record::answer(&head, id, &done).await.unwrap();
        refused(acts::record::answer(&head, id, &done).await, &["答复更正申请"]);
        let letter = of_code(&site, id, "D25").await.pop().unwrap();
        let text = printed(&site, &letter);
        assert!(text.contains("第四十一条") && text.contains("毕业年份为2018年") && text.contains("行政复议"), "{text}");
        let case = load(&site, id).await;
        assert_eq!((case.counted, case.is_open), (false, false));
        let tally = gongkai_requests::tally(site.db(), EDU, today(&site).year()).await.unwrap();
        assert_eq!(tally.table3.cell("1", 6), Some(0));
        let (key, _) = acts::receive::opened(&visitor(&site), &case).unwrap();
        let page = site.get(&format!("/requests/case/{key}")).await.expect(200).text();
        assert!(page.contains("答复更正申请") && page.contains(&letter.number) && page.contains("已经办结"), "{page}");
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_mistake_goes_on_at_the_right_agency() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let clerk = doer(&site, "clerk").await;
        let mut filing = filing("astray", "公开全县村卫生室名单");
        filing.files = vec![Incoming { kind: "scan", name: "来信.txt".into(), bytes: "来信正文".into() }];
        let intake = Intake { submitted_on: Some(today(&site)), arrived_on: Some(today(&site)), ..Intake::of(Channel::Misrouted) };
        let filed = acts::receive::register(&clerk, Registration { filing, intake }).await.unwrap();
        let (id, path) = (filed.case.id, format!("/staff/requests/{}", filed.case.id));
        // Who may not, and where to not.
        assert!(matches!(acts::pass_on::pass_on(&doer(&site, "other-clerk").await, id, HEALTH, "post").await, Err(Failure::NotFound)));
        assert!(matches!(acts::pass_on::pass_on(&doer(&site, "unit").await, id, HEALTH, "post").await, Err(Failure::Denied(_))));
        refused(acts::pass_on::pass_on(&clerk, id, "qinglan/nowhere", "post").await, &["请选择本系统内"]);
        let over_the_counter = received(&site, "counter", "公开名单").await.case.id;
        refused(acts::pass_on::pass_on(&clerk, over_the_counter, EDU, "post").await, &["不能转送本机关", "只有误投", "不能转送误投的申请"]);
        let form = site.get_as("clerk", &path).await.expect(200).text();
        assert!(
            form.contains("act-pass-on")
                && !site.get_as("clerk", &format!("/staff/requests/{over_the_counter}")).await.text().contains("act-pass-on")
        );

        let (closed, next) = acts::pass_on::pass_on(&clerk, id, HEALTH, "post").await.unwrap();
        assert_eq!((closed.state.as_str(), closed.is_open, closed.counted), ("archived", false, false));
        let next = load(&site, next.id).await;
        assert_eq!((next.agency_path.as_str(), next.state.as_str(), next.passed_from), (HEALTH, "submitted", Some(id)));
        assert!(next.number != closed.number && next.receipt_on.is_none() && next.due_on.is_none());
        refused(acts::pass_on::pass_on(&clerk, id, HEALTH, "post").await, &["不能转送误投的申请"]);
        // Sealed under its own place, files too.
        let person = acts::keep::person::<Application>(&site.platform, &next, "applicant").await.unwrap().unwrap();
        assert_eq!(person.applicant.name, MARKS[0]);
        let sealed = |all: Vec<(String, String)>| all.into_iter().find(|(part, _)| part == "applicant").unwrap().1;
        assert_ne!(sealed(tables::person::of(site.db(), id).await.unwrap()), sealed(tables::person::of(site.db(), next.id).await.unwrap()));
        let file = tables::file::of(site.db(), next.id).await.unwrap().pop().unwrap();
        assert!(file.sealed && acts::keep::read_file(&site.platform, &file).unwrap() == "来信正文".as_bytes());
        // The letter and the page say where it goes on; the code stands in the letter alone.
        let letter = of_code(&site, id, "D15b").await.pop().unwrap();
        let (key, code) = acts::receive::opened(&visitor(&site), &next).unwrap();
        let text = printed(&site, &letter);
        assert!(text.contains(&code) && text.contains(&next.number) && text.contains("第三十一条"), "{text}");
        assert!(!format!("{letter:?}{:?}", site.db().journal_after(0, 10_000).await.unwrap()).contains(&code));
        let page = site.get(&format!("/requests/case/{}", filed.access_key)).await.expect(200).text();
        assert!(page.contains(&format!("/requests/case/{key}")) && page.contains(&next.number) && page.contains("已转送"), "{page}");
        site.get(&format!("/requests/case/{key}")).await.expect(200);
        // Each agency reads its own; the clock runs from the day on which the other one confirms.
        site.get_as("clerk", &format!("/staff/requests/{}", next.id)).await.expect(404);
        let there = site.get_as("other-clerk", &format!("/staff/requests/{}", next.id)).await.expect(200).text();
        assert!(!there.contains(&path) && there.contains("由其他机关转来"));
        days(&site, 1);
        let case = acts::handle::confirm(&doer(&site, "other-clerk").await, next.id, today(&site)).await.unwrap();
        assert_eq!(case.receipt_on, Some(today(&site)));
        let year = today(&site).year();
        let count = async |path| gongkai_requests::tally(site.db(), path, year).await.unwrap().table3.cell("1", 6);
        assert_eq!((count(EDU).await, count(HEALTH).await), (Some(1), Some(1)), "counted where it was received");
        assert_rebuilt(&site, &[id, next.id]).await;
    })
    .await;
}
