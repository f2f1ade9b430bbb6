//! Does a request go its whole way rightly, on both databases, with its clock, letters and counts?

use gongkai_law::Ground;
use gongkai_letters::sign::verify_structure;
use gongkai_requests::acts;
use gongkai_requests::acts::answer::Decision;
use gongkai_requests::acts::consult::{Asked, Consultation};
use gongkai_requests::acts::correct::Clarification;
use gongkai_requests::acts::handle::Searched;
use gongkai_requests::acts::keep::Incoming;
use gongkai_requests::rules::applicant::{Application, Contact};
use gongkai_requests::rules::clock::{Clock, Law};
use gongkai_requests::rules::history::{FeeBasis, Opinion, PartyKind, RemedyKind, RemedyResult, ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::tables;
use gongkai_testing::TestSite;
use gongkai_web::Failure;
use serde_json::json;

use crate::stage::{CAPABILITIES, EDU, MARKS, as_applicant, days, doer, filing, in_hand, load, received, refused, stage, today, visitor};

pub fn granted() -> Decision {
    Decision {
        outcome: Some(Outcome::Granted),
        grounds: Vec::new(),
        body: json!({
            "information": [{"name": "2025年校舍安全检查情况通报", "form": "电子文档", "pages": 4}],
            "provided_how": "通过申请网站提供下载",
        }),
    }
}

/// From a draft to a letter that was sent.
pub async fn answered(site: &TestSite, id: i64, decision: Decision) {
    let letter = acts::answer::draft(&doer(site, "unit").await, id, &decision).await.unwrap();
    acts::answer::submit(&doer(site, "unit").await, id).await.unwrap();
    let sha = letter.body_sha256;
    acts::answer::review(&doer(site, "secrecy").await, id, ReviewKind::Secrecy, true, "不涉密", &sha).await.unwrap();
    acts::answer::review(&doer(site, "legal").await, id, ReviewKind::Legal, true, "同意", &sha).await.unwrap();
    acts::answer::sign(&doer(site, "leader").await, id, &sha).await.unwrap();
    acts::answer::dispatch(&doer(site, "clerk").await, id, Way::Online, "", today(site)).await.unwrap();
}

/// Every row says what its history says.
pub async fn assert_rebuilt(site: &TestSite, ids: &[i64]) {
    let calendars = gongkai_requests::calendars::calendars(&site.platform).await.unwrap();
    for (id, history) in tables::event::of_many(site.db(), ids).await.unwrap() {
        let case = load(site, id).await;
        let law: Law<'_> = calendars.as_of(case.notice_id);
        let clock = Clock::after(&history, law);
        assert_eq!(case.state, clock.state().code(), "{}", case.number);
        assert_eq!(case.due_on, clock.due(law).map(|due| due.on), "{}", case.number);
        assert_eq!(case.receipt_on, history.received_on(), "{}", case.number);
        assert_eq!(case.days_used, clock.standing(law, today(site)).days_used.map(i64::from), "{}", case.number);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_form_on_the_site_to_a_signed_letter_and_the_tables_of_the_year() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let filed = acts::receive::file(&visitor(&site), filing("a", "2025年全县中小学校舍安全检查结果")).await.unwrap();
        let again = acts::receive::file(&visitor(&site), filing("a", "2025年全县中小学校舍安全检查结果")).await.unwrap();
        assert_eq!((again.case.id, &again.query_code, &again.access_key), (filed.case.id, &filed.query_code, &filed.access_key));
        let id = filed.case.id;
        assert_eq!((filed.case.state.as_str(), filed.case.due_on), ("submitted", None), "the clock waits for both sides");
        let case = acts::handle::confirm(&doer(&site, "clerk").await, id, today(&site)).await.unwrap();
        assert_eq!(case.receipt_on, Some(today(&site)));
        assert!(case.due_on.is_some());
        refused(acts::handle::assign(&doer(&site, "clerk").await, id, doer(&site, "supervisor").await.actor.id).await, &["可以承办"]);
        acts::handle::assign(&doer(&site, "clerk").await, id, doer(&site, "unit").await.actor.id).await.unwrap();
        assert!(matches!(acts::handle::assign(&doer(&site, "other-clerk").await, id, 1).await, Err(Failure::NotFound)));
        answered(&site, id, granted()).await;
        let case = load(&site, id).await;
        assert_eq!((case.state.as_str(), case.outcome, case.in_time, case.is_open), ("replied", Some(Outcome::Granted), Some(true), false));
        let letters = tables::letter::of(site.db(), id).await.unwrap();
        let answer = letters.last().unwrap();
        assert_eq!(answer.number, format!("青教公开〔{}〕1号", today(&site).year()));
        let pdf = acts::letters::read(&site.platform, answer, "pdf").unwrap();
        assert!(verify_structure(&pdf).unwrap().is_sound(), "signed and whole");
        assert!(!acts::letters::read(&site.platform, answer, "docx").unwrap().is_empty());
        acts::answer::delivered(as_applicant(&site, id).await, today(&site)).await.unwrap();
        let year = today(&site).year();
        let tally = gongkai_requests::tally(site.db(), EDU, year).await.unwrap();
        assert!(tally.imbalances().is_empty(), "{:?}", tally.imbalances());
        assert_eq!([tally.table3.cell("1", 6), tally.table3.cell("3.1", 0), tally.table3.cell("4", 6)], [Some(1), Some(1), Some(0)]);
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_is_nowhere_in_the_clear() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let case = in_hand(&site, "b", "营养餐采购合同").await;
        answered(&site, case.id, granted()).await;
        let person = acts::keep::person::<Application>(&site.platform, &case, "applicant").await.unwrap().unwrap();
        assert_eq!(person.applicant.name, MARKS[0]);
        let mut said = String::new();
        for entry in site.db().journal_after(0, 1000).await.unwrap() {
            said += &format!("{entry:?}");
        }
        for noted in tables::event::of(site.db(), case.id).await.unwrap() {
            said += &format!("{noted:?}");
        }
        said += &format!("{:?}{:?}", load(&site, case.id).await, tables::letter::of(site.db(), case.id).await.unwrap());
        said += &format!("{:?}", tables::person::of(site.db(), case.id).await.unwrap());
        for mark in MARKS {
            assert!(!said.contains(mark), "{mark}");
        }
        // After the retention nobody can read it any more, however the request ended; what shows it leaves the disk.
        let withdrawn = received(&site, "b2", "营养餐供应商").await.case;
        let proof = Incoming { kind: "scan", name: "证件.txt".into(), bytes: MARKS[1].into() };
        acts::handle::add_files(&doer(&site, "clerk").await, withdrawn.id, &[proof]).await.unwrap();
        let sealed = tables::file::of(site.db(), withdrawn.id).await.unwrap().pop().unwrap();
        assert!(sealed.sealed && acts::keep::read_file(&site.platform, &sealed).is_ok());
        acts::close::withdraw(as_applicant(&site, withdrawn.id).await, "").await.unwrap();
        days(&site, 3 * 366 + 5);
        let system = gongkai_documents::Doer::system(&site.platform, "job");
        assert_eq!(acts::tick::tick(&system).await.unwrap(), 2);
        for id in [case.id, withdrawn.id] {
            let case = load(&site, id).await;
            assert!(case.erased_at.is_some());
            assert!(acts::keep::person::<Application>(&site.platform, &case, "applicant").await.unwrap().is_none());
        }
        assert!(!site.platform.files.contains(&sealed.sha256.parse().unwrap()), "the bytes are gone, not only their name");
        let entries = site.db().journal_head().await.unwrap().0;
        assert_eq!(acts::tick::tick(&system).await.unwrap(), 0);
        assert_eq!(site.db().journal_head().await.unwrap().0, entries, "a morning on which nothing is due says nothing");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_stands_still_and_starts_anew_as_the_law_says() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let case = in_hand(&site, "c", "关于教师招聘的全部材料").await;
        let (id, due) = (case.id, case.due_on.unwrap());
        let clerk = doer(&site, "clerk").await;
        let asked = Clarification { items: vec!["写明年度和岗位".into()], way: "online".into(), ..Clarification::default() };
        acts::correct::ask_clarification(&clerk, id, &asked).await.unwrap();
        assert_eq!(load(&site, id).await.due_on, None);
        refused(acts::correct::ask_clarification(&clerk, id, &asked).await, &["补正"]);
        acts::correct::notice_reached(&clerk, id, today(&site)).await.unwrap();
        days(&site, 7);
        let visitor = visitor(&site);
        acts::correct::clarify(as_applicant(&site, id).await, "2025年小学语文教师岗位", None).await.unwrap();
        let anew = load(&site, id).await.due_on.unwrap();
        assert!(anew > due, "twenty working days from the corrected request");
        // Two opinions; one is silent.
        let ask = |party, name: &str| Consultation {
            party,
            asked: Asked { name: name.into(), is_organisation: true, contact: Contact::default() },
            information: "招聘考试委托合同".into(),
            way: "post".into(),
        };
        let (_, token, _) = acts::consult::consult(&clerk, id, &ask(PartyKind::ThirdParty, "青岚县某考试服务公司")).await.unwrap();
        acts::consult::consult(&clerk, id, &ask(PartyKind::CoMaker, "青岚县人力资源和社会保障局")).await.unwrap();
        assert_eq!(load(&site, id).await.state, "seeking_opinions");
        let kept = format!("{:?}", tables::letter::of(site.db(), id).await.unwrap());
        assert!(!kept.contains(&token), "the way to the page of a third party is in its letter alone");
        acts::consult::letter_reached(&clerk, id, 2, today(&site)).await.unwrap();
        refused(acts::consult::answer_by_link(&visitor, &token, Opinion::Objected, "", &[]).await, &["说明理由"]);
        acts::consult::answer_by_link(&visitor, &token, Opinion::Objected, "含有报价", &[]).await.unwrap();
        assert!(matches!(acts::consult::answer_by_link(&visitor, &token, Opinion::Agreed, "", &[]).await, Err(Failure::Gone)));
        days(&site, 40);
        acts::tick::tick(&gongkai_documents::Doer::system(&site.platform, "job")).await.unwrap();
        let case = load(&site, id).await;
        assert_eq!(case.state, "processing", "silence ended the pause on the last day of its term");
        assert!(case.due_on.unwrap() > anew);
        // Only the head extends, once.
        let head = doer(&site, "head").await;
        assert!(matches!(acts::extend::extend(&clerk, id, 10, "材料较多", "online").await, Err(Failure::Denied(_))));
        if today(&site) <= case.due_on.unwrap() {
            acts::extend::extend(&head, id, 10, "材料较多", "online").await.unwrap();
            refused(acts::extend::extend(&head, id, 5, "再延", "online").await, &["延"]);
        } else {
            refused(acts::extend::extend(&head, id, 10, "材料较多", "online").await, &["期限"]);
        }
        refused(acts::fee::notice(&head, id, FeeBasis::Page, 20, "online").await, &["免费标准"]);
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_an_older_program_is_made_anew_from_its_history() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = in_hand(&site, "older", "公开营养餐合同").await.id;
        answered(&site, id, granted()).await;
        let right = load(&site, id).await;
        let mut change = site.change().await;
        sqlx::query("update request set days_used = 77, projected_by = 0 where id = $1")
            .bind(id)
            .execute(change.connection())
            .await
            .unwrap();
        change.commit().await.unwrap();
        let system = gongkai_documents::Doer::system(&site.platform, "job");
        assert_eq!(acts::tick::tick(&system).await.unwrap(), 1);
        assert_eq!((load(&site, id).await.days_used, load(&site, id).await.outcome), (right.days_used, right.outcome));
        assert_eq!(acts::tick::tick(&system).await.unwrap(), 0);
        assert_rebuilt(&site, &[id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reason_against_an_answer_is_told_at_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = in_hand(&site, "d", "校车事故统计").await.id;
        let unit = doer(&site, "unit").await;
        let nothing = Decision { outcome: None, grounds: Vec::new(), body: json!({}) };
        refused(acts::answer::draft(&unit, id, &nothing).await, &["答复类型"]);
        let absent = Decision { outcome: Some(Outcome::CannotProvideNonexistent), grounds: Vec::new(), body: json!({}) };
        acts::answer::draft(&unit, id, &absent).await.unwrap();
        refused(acts::answer::submit(&unit, id).await, &["检索记录", "search"]);
        let searched = Searched {
            on: Some(today(&site)),
            systems: "办公系统、档案室".into(),
            words: "校车、事故".into(),
            searcher: "张敏".into(),
            result: "没有".into(),
        };
        acts::handle::record_search(&unit, id, &searched).await.unwrap();
        let body = json!({"search": {"on": "2026年3月2日", "scope": "办公系统、档案室", "method": "按标题检索", "searcher": "张敏"}});
        acts::answer::draft(&unit, id, &Decision { body, ..absent }).await.unwrap();
        acts::answer::submit(&unit, id).await.unwrap();
        let letter = tables::letter::of(site.db(), id).await.unwrap().pop().unwrap();
        // The drafter reviews nothing of his own; nothing is signed before the secrecy review; other bytes are a conflict.
        let leader = doer(&site, "leader").await;
        refused(acts::answer::sign(&leader, id, &letter.body_sha256).await, &["保密审查"]);
        assert!(matches!(acts::answer::sign(&leader, id, "other").await, Err(Failure::Conflict)));
        let secrecy = doer(&site, "secrecy").await;
        acts::answer::review(&secrecy, id, ReviewKind::Secrecy, false, "请核对检索范围", &letter.body_sha256).await.unwrap();
        assert_eq!(load(&site, id).await.state, "processing");
        // What the law forbids with a ground that does not fit.
        let wrong = Decision {
            outcome: Some(Outcome::RefusedProcessInformation),
            grounds: vec![Ground::ALL[0]],
            body: json!({"reason": "正在讨论。"}),
        };
        acts::answer::draft(&unit, id, &wrong).await.unwrap();
        refused(acts::answer::submit(&unit, id).await, &["不符"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_with_several_matters_a_duplicate_a_withdrawal_and_a_remedy() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let clerk = doer(&site, "clerk").await;
        let many = received(&site, "e", "一、校舍检查结果；二、营养餐合同").await.case;
        refused(acts::close::split(&clerk, many.id, &[("校舍检查".into(), "检查结果".into())]).await, &["至少两项"]);
        let matters = [("校舍检查".to_owned(), "检查结果".to_owned()), ("营养餐".to_owned(), "采购合同".to_owned())];
        let children = acts::close::split(&clerk, many.id, &matters).await.unwrap();
        assert!(!load(&site, many.id).await.counted);
        assert!(children.iter().all(|child| child.receipt_on == many.receipt_on && child.due_on == many.due_on));
        let twice = received(&site, "f", "校舍检查结果，再次申请").await.case;
        acts::close::merge(&clerk, twice.id, &children[0].number).await.unwrap();
        acts::close::withdraw(as_applicant(&site, children[1].id).await, "不需要了").await.unwrap();
        let unit = doer(&site, "unit").await;
        acts::handle::assign(&clerk, children[0].id, unit.actor.id).await.unwrap();
        answered(&site, children[0].id, granted()).await;
        // A reconsideration orders another answer: the case is open again, the year counts the first.
        let id = children[0].id;
        acts::remedy::accept(&clerk, id, RemedyKind::Reconsideration, "青复〔2026〕3号", today(&site)).await.unwrap();
        acts::remedy::decide(&clerk, id, 1, RemedyResult::Corrected, Some(20), today(&site)).await.unwrap();
        let case = load(&site, id).await;
        assert!(case.is_open && case.outcome == Some(Outcome::Granted), "{case:?}");
        assert_eq!(case.remedies[0].number, "青复〔2026〕3号");
        let tally = gongkai_requests::tally(site.db(), "qinglan", today(&site).year()).await.unwrap();
        assert!(tally.imbalances().is_empty(), "{:?}", tally.imbalances());
        assert_eq!([tally.table3.cell("1", 6), tally.table3.cell("3.1", 6), tally.table3.cell("3.6.3", 6)], [Some(3), Some(1), Some(2)]);
        assert_eq!(tally.table4.reconsideration.corrected, 1);
        assert_rebuilt(&site, &[many.id, children[0].id, children[1].id, twice.id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overdue_case_is_told_once_and_a_holiday_notice_moves_no_promise() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = received(&site, "g", "学区划分依据").await.case.id;
        days(&site, 60);
        let system = gongkai_documents::Doer::system(&site.platform, "job");
        acts::tick::tick(&system).await.unwrap();
        acts::tick::tick(&system).await.unwrap();
        let told = site.db().journal_of(&format!("request/{id}"), 100).await.unwrap();
        assert_eq!(told.iter().filter(|entry| entry.kind == "requests.overdue").count(), 1);
        let case = load(&site, id).await;
        assert!(case.overdue_told && case.is_open);
    })
    .await;
}
