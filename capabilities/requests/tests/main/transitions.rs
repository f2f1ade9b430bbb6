//! May this step be taken? Every refusal at once, with its article.

use gongkai_law::{Calendar, Ground};
use gongkai_requests::rules::clock::{Clock, Law};
use gongkai_requests::rules::history::{Channel, Event, FeeBasis, History, Opinion, PartyKind, RemedyKind, ReviewKind, Way, What};
use gongkai_requests::rules::outcome::{Demand, Outcome};
use gongkai_requests::rules::state::State;
use gongkai_requests::rules::terms::Terms;
use gongkai_requests::rules::transitions::{DraftMaterials, Proposal, Refusal, Role, Transition, Verdict, examine, lapses, permitted};
use jiff::civil::{Date, date};

const RECEIPT: Date = date(2025, 3, 3);

fn asked() -> History {
    History::received(Channel::Counter, RECEIPT).with(date(2025, 3, 4), What::Assigned { unit: "业务科".into() })
}

fn with_law<T>(run: impl FnOnce(Law) -> T) -> T {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    run(Law { calendar: &calendar, terms: &terms })
}

fn verdict(history: &History, on: Date, what: What, role: Role, draft: Option<&DraftMaterials>) -> Verdict {
    let event = Event { on, what };
    with_law(|law| examine(history, Proposal { event: &event, role, draft }, law, on))
}

#[track_caller]
fn refused(history: &History, on: Date, what: What, role: Role, expected: &[&str]) {
    let said: Vec<String> = verdict(history, on, what, role, None).refusals.iter().map(ToString::to_string).collect();
    assert_eq!(said, expected);
}

#[track_caller]
fn allowed(history: History, on: Date, what: What, role: Role) -> History {
    let found = verdict(&history, on, what.clone(), role, None);
    assert!(found.is_permitted(), "{:?}", found.refusals);
    history.with(on, what)
}

fn sought(name: &str) -> What {
    What::OpinionSought { id: 1, party: PartyKind::ThirdParty, name: name.into() }
}

fn extended(working_days: u32) -> What {
    What::Extended { working_days, reason: "涉及多个年度".into(), approved_by: Some(7) }
}

fn draft(outcome: Outcome, by: i64) -> What {
    What::DraftSubmitted { outcome, grounds: Vec::new(), by }
}

#[test]
fn every_reason_against_an_extension_at_once() {
    let history = allowed(asked(), date(2025, 3, 20), extended(5), Role::Head);
    refused(
        &history,
        date(2025, 4, 30),
        What::Extended { working_days: 21, reason: " ".into(), approved_by: None },
        Role::Unit,
        &[
            "“业务承办单位”不能延长答复期限，应由公开工作机构负责人、公开工作机构经办人办理（条例第三十三条第二款）",
            "2025-04-30再次延期，答复期限只能延长一次（条例第三十三条第二款）",
            "2025-04-30才决定延期，答复期限已于2025-04-08届满（条例第三十三条第二款）",
            "2025-04-30延期21个工作日无效，延长的期限为1至20个工作日（条例第三十三条第二款）",
            "没有写明理由，延长答复期限应当说明理由（条例第三十三条第二款）",
            "延期应当经公开工作机构负责人同意（条例第三十三条第二款）",
        ],
    );
}

#[test]
fn clarification_is_asked_once_and_for_something() {
    let ask = |items: Vec<String>, days| What::ClarificationAsked { items, within_working_days: Some(days) };
    refused(
        &asked(),
        date(2025, 3, 5),
        ask(vec![], 45),
        Role::Clerk,
        &[
            "没有写明需要补正的事项，补正通知应当一次性告知需要补正的内容（条例第三十条）",
            "补正期限45个工作日不合理，应为5至30个工作日（条例第三十条）",
        ],
    );
    let history = allowed(asked(), date(2025, 3, 5), ask(vec!["文件名称".into()], 10), Role::Clerk);
    let history = allowed(history, date(2025, 3, 6), What::ClarificationReached { within_working_days: None }, Role::Clerk);
    refused(
        &history,
        date(2025, 3, 20),
        What::ClarificationLapsed,
        Role::Timer,
        &["期限至2025-03-20届满，尚不能逾期不补正（条例第三十条）"],
    );
    refused(
        &history,
        date(2025, 3, 24),
        What::Clarified { good_reason: None },
        Role::Applicant,
        &["补正已超过期限2025-03-20，应当登记逾期的正当理由（条例第三十条）"],
    );
    let history = allowed(history, date(2025, 3, 14), What::Clarified { good_reason: None }, Role::Applicant);
    refused(
        &history,
        date(2025, 3, 18),
        ask(vec!["时间".into()], 10),
        Role::Clerk,
        &["2025-03-18再次要求补正，补正只能一次性告知（条例第三十条）"],
    );
}

#[test]
fn a_late_clarification_notice_is_warned_of() {
    let what = What::ClarificationAsked { items: vec!["名称".into()], within_working_days: None };
    let found = verdict(&asked(), date(2025, 3, 20), what, Role::Clerk, None);
    assert!(found.is_permitted());
    assert_eq!(found.warnings.len(), 1);
    assert!(found.warnings[0].to_string().contains("最后一日为2025-03-12"));
}

#[test]
fn an_opinion_needs_somebody_and_their_term() {
    refused(
        &asked(),
        date(2025, 3, 10),
        sought(""),
        Role::Clerk,
        &["没有写明第三方或者被征求意见机关的名称，无法征求意见（条例第三十二条、第三十四条）"],
    );
    let history = allowed(asked(), date(2025, 3, 10), sought("青岚建材公司"), Role::Clerk);
    let lapsed = || What::OpinionLapsed { id: 1 };
    refused(&history, date(2025, 3, 20), lapsed(), Role::Timer, &["征求意见书尚未送达对方，期限未起算（条例第三十二条、第三十四条）"]);
    let history = allowed(history, date(2025, 3, 12), What::OpinionLetterReached { id: 1 }, Role::Clerk);
    refused(
        &history,
        date(2025, 4, 2),
        lapsed(),
        Role::Timer,
        &["对方的答复期限至2025-04-02届满，尚不能认定逾期未答（条例第三十二条、第三十四条）"],
    );
    // Dated to the last day of the term, written down the day after.
    let event = Event { on: date(2025, 4, 2), what: lapsed() };
    let found = with_law(|law| examine(&history, Proposal { event: &event, role: Role::Timer, draft: None }, law, date(2025, 4, 3)));
    assert_eq!(found, Verdict::default());
}

#[test]
fn a_decision_rests_on_what_it_demands() {
    let say = |materials: &DraftMaterials| -> Vec<String> {
        let what = draft(materials.outcome.unwrap_or(Outcome::Granted), 3);
        verdict(&asked(), date(2025, 3, 20), what, Role::Unit, Some(materials)).refusals.iter().map(ToString::to_string).collect()
    };
    assert_eq!(say(&DraftMaterials::default()), ["没有选定答复类型，答复必须有且只有一种答复类型（条例第三十六条）"]);
    let nonexistent =
        DraftMaterials { outcome: Some(Outcome::CannotProvideNonexistent), at_hand: vec![Demand::Reasons], ..Default::default() };
    assert_eq!(say(&nonexistent), ["“无法提供（信息不存在）”缺少检索记录（《政府信息公开条例》第三十六条第（四）项）"]);
    let third = DraftMaterials {
        outcome: Some(Outcome::RefusedThirdParty),
        grounds: vec![Ground::Privacy, Ground::StateSecret],
        at_hand: vec![Demand::Reasons],
    };
    let said = say(&third);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("缺少征求第三方意见的记录") && said[1].contains("国家秘密"), "{said:?}");
    let lapsed = DraftMaterials { outcome: Some(Outcome::FeeLapsed), ..Default::default() };
    assert!(say(&lapsed)[0].contains("由事实产生"));
    let unclear =
        DraftMaterials { outcome: Some(Outcome::CannotProvideStillUnclear), at_hand: vec![Demand::Reasons], ..Default::default() };
    assert!(say(&unclear)[0].contains("缺少已经补正的记录"));
}

#[test]
fn nobody_reviews_or_signs_what_he_wrote() {
    let ready = DraftMaterials { outcome: Some(Outcome::Granted), at_hand: vec![Demand::WayToGet], ..Default::default() };
    let on = date(2025, 3, 20);
    let found = verdict(&asked(), on, draft(Outcome::Granted, 3), Role::Unit, Some(&ready));
    assert_eq!(found, Verdict::default());
    let history = asked().with(on, draft(Outcome::Granted, 3));
    let review = |kind, by| What::ReviewPassed { kind, by };
    refused(&history, on, review(ReviewKind::Secrecy, 3), Role::Secrecy, &["审核人不能是拟稿人（条例第十七条）"]);
    let sign = |by| What::ReplySigned { by, number: None };
    refused(&history, on, sign(3), Role::Leader, &["尚未通过保密审查，不能签发（条例第十七条）", "签发人不能是拟稿人（条例第十七条）"]);
    let history = allowed(history, on, review(ReviewKind::Secrecy, 4), Role::Secrecy);
    refused(&history, on, review(ReviewKind::Legal, 4), Role::Legal, &["不同环节不能由同一人审核，保密审查已由其审核"]);
    let history = allowed(history, on, sign(5), Role::Leader);
    let history = allowed(history, on, What::Dispatched { way: Way::Online, reference: None }, Role::Clerk);
    refused(&history, on, extended(5), Role::Head, &["申请处于“已答复”状态，不能延长答复期限（条例第三十三条第二款）"]);
}

#[test]
fn a_returned_draft_must_be_reviewed_anew() {
    let on = date(2025, 3, 20);
    let history = asked().with(on, draft(Outcome::Granted, 3)).with(on, What::ReviewPassed { kind: ReviewKind::Secrecy, by: 4 });
    let history = allowed(history, on, What::ReviewReturned { kind: ReviewKind::Legal, by: 6, reason: "缺少依据".into() }, Role::Legal);
    let history = history.with(on, draft(Outcome::Granted, 3));
    refused(&history, on, What::ReplySigned { by: 5, number: None }, Role::Leader, &["尚未通过保密审查，不能签发（条例第十七条）"]);
}

#[test]
fn disclosure_over_an_objection_is_told() {
    let history = asked()
        .with(date(2025, 3, 10), sought("青岚建材公司"))
        .with(date(2025, 3, 12), What::OpinionReceived { id: 1, opinion: Some(Opinion::Objected), reasons: "报价".into() })
        .with(date(2025, 3, 20), draft(Outcome::Granted, 3))
        .with(date(2025, 3, 20), What::ReviewPassed { kind: ReviewKind::Secrecy, by: 4 });
    let signed = What::ReplySigned { by: 5, number: None };
    let found = verdict(&history, date(2025, 3, 20), signed.clone(), Role::Leader, None);
    assert!(found.is_permitted() && found.warnings[0].to_string().contains("重大影响"), "{found:?}");
    let history = history.with(date(2025, 3, 20), signed);
    let found = verdict(&history, date(2025, 3, 21), What::Dispatched { way: Way::Post, reference: None }, Role::Clerk, None);
    assert!(found.is_permitted() && found.warnings[0].to_string().contains("书面告知第三方"), "{found:?}");
}

#[test]
fn article_32_disclosure_over_an_objection_needs_its_reason() {
    let history = asked()
        .with(date(2025, 3, 10), sought("青岚建材公司"))
        .with(date(2025, 3, 12), What::OpinionReceived { id: 1, opinion: Some(Opinion::Objected), reasons: "报价".into() });
    let submitted = |outcome, grounds: &[Ground], more: &[Demand]| {
        let at_hand = [&[Demand::WayToGet, Demand::Reasons, Demand::Ground, Demand::GivenPart], more].concat();
        let materials = DraftMaterials { outcome: Some(outcome), grounds: grounds.to_vec(), at_hand };
        verdict(&history, date(2025, 3, 20), draft(outcome, 3), Role::Unit, Some(&materials)).refusals
    };
    let heeded: Vec<Ground> = Ground::ALL.iter().copied().filter(|ground| ground.report_row() == "3.3.4").take(1).collect();
    assert_eq!(submitted(Outcome::Granted, &[], &[]), [Refusal::NoPublicInterest]);
    assert_eq!(submitted(Outcome::Granted, &[], &[Demand::PublicInterest]), []);
    assert_eq!(submitted(Outcome::PartlyGranted, &[Ground::ALL[0]], &[]), [Refusal::NoPublicInterest]);
    assert_eq!(submitted(Outcome::PartlyGranted, &heeded, &[]), [], "what it objected to is withheld");
    assert_eq!(submitted(Outcome::AlreadyPublic, &[], &[]), [], "everybody has it");
}

#[test]
fn only_what_waits_and_came_by_mistake_is_passed_on() {
    let on = date(2025, 3, 10);
    let came = |channel| History::default().with(date(2025, 3, 3), What::Submitted { channel });
    let passed = || What::PassedOn { to: "青岚县卫生健康局".into(), number: "2025-000002".into() };
    let history = allowed(came(Channel::Misrouted), on, passed(), Role::Clerk);
    with_law(|law| assert_eq!(Clock::after(&history, law).state(), State::Archived));
    let said = verdict(&came(Channel::Web), on, passed(), Role::Clerk, None).refusals;
    assert_eq!(said, [Refusal::NotMisrouted]);
    let said = verdict(&asked(), on, passed(), Role::Unit, None).refusals;
    assert_eq!(said.len(), 3, "who, when and what: {said:?}");
}

#[test]
fn events_out_of_order_are_refused_by_what_they_would_break() {
    let history = asked().with(date(2025, 3, 10), sought("青岚建材公司"));
    refused(
        &history,
        date(2025, 3, 7),
        What::OpinionReceived { id: 1, opinion: None, reasons: String::new() },
        Role::Clerk,
        &["申请处于“办理中”状态，不能登记反馈意见（条例第三十二条、第三十四条）", "没有正在征求的意见（条例第三十二条、第三十四条）"],
    );
    let replied = asked().with(date(2025, 3, 20), draft(Outcome::Granted, 3));
    let said = verdict(&replied, date(2025, 3, 18), What::Withdrawn, Role::Applicant, None).refusals;
    assert!(said.iter().any(|refusal| refusal.to_string().contains("“提交答复稿”无效")), "{said:?}");
    let event = Event { on: date(2025, 3, 30), what: What::Withdrawn };
    let future = with_law(|law| examine(&asked(), Proposal { event: &event, role: Role::Applicant, draft: None }, law, date(2025, 3, 10)));
    assert_eq!(future.refusals[0].to_string(), "日期2025-03-30晚于今天，不能登记将来的事项");
}

#[test]
fn fees_are_for_what_exceeds_and_paid_in_full() {
    let notice = |amount| What::FeeNoticed { basis: FeeBasis::Page, count: 31, amount };
    refused(
        &asked(),
        date(2025, 3, 10),
        notice(0),
        Role::Head,
        &["没有超出免费标准，不能收费（《政府信息公开信息处理费管理办法》第四条、第五条）"],
    );
    let history = allowed(asked(), date(2025, 3, 10), notice(400), Role::Head);
    refused(
        &history,
        date(2025, 3, 12),
        What::FeePaid { amount: 390 },
        Role::Finance,
        &["缴费390元，少于通知的400元，应当全额缴纳（《政府信息公开信息处理费管理办法》第六条）"],
    );
}

#[test]
fn an_overdue_request_may_be_challenged() {
    let accepted = || What::RemedyAccepted { id: 1, kind: RemedyKind::Reconsideration, number: None };
    refused(&asked(), date(2025, 3, 20), accepted(), Role::Body, &["答复期限尚未届满，也未作出处理，不能登记复议、诉讼（条例第五十一条）"]);
    let history = allowed(asked(), date(2025, 4, 10), accepted(), Role::Body);
    let redo = What::RedoOrdered { id: Some(1), within_working_days: Some(10), until: None };
    let history = allowed(history, date(2025, 5, 6), redo, Role::Body);
    with_law(|law| {
        let clock = Clock::after(&history, law);
        assert_eq!(clock.due(law).map(|due| due.on), Some(date(2025, 5, 20)));
        let open: Vec<Transition> = permitted(&clock, law, date(2025, 5, 7)).into_iter().map(|(step, _)| step).collect();
        assert!(open.contains(&Transition::Redraft) && !open.contains(&Transition::Dispatch), "{open:?}");
    });
}

#[test]
fn steps_open_on_a_day() {
    with_law(|law| {
        let open = |history: &History, today| -> Vec<&str> {
            permitted(&Clock::after(history, law), law, today).into_iter().map(|(step, _)| step.code()).collect()
        };
        assert_eq!(open(&asked(), date(2025, 3, 10)), ["X05", "X09", "X10", "X14", "X15", "X19", "X22", "X26", "X33"]);
        assert_eq!(open(&asked(), date(2025, 4, 10)), ["X05", "X15", "X22", "X26", "X27", "X33"]);
    });
}

#[test]
fn the_program_writes_down_what_has_passed() {
    let history = asked().with(date(2025, 3, 10), sought("青岚建材公司")).with(date(2025, 3, 12), What::OpinionLetterReached { id: 1 });
    let fee = asked()
        .with(date(2025, 3, 10), What::FeeNoticed { basis: FeeBasis::Page, count: 31, amount: 400 })
        .with(date(2025, 3, 11), What::FeeNoticeReached);
    with_law(|law| {
        let of = |history: &History, today| lapses(&Clock::after(history, law), law, today);
        assert_eq!(of(&history, date(2025, 4, 2)), []);
        let silence = Event { on: date(2025, 4, 2), what: What::OpinionLapsed { id: 1 } };
        assert_eq!(of(&history, date(2025, 4, 7)), std::slice::from_ref(&silence));
        let ended = Clock::after(&history.clone().with(silence.on, silence.what), law);
        assert!(ended.sought()[0].silent && lapses(&ended, law, date(2025, 4, 7)).is_empty());
        assert_eq!(of(&fee, date(2025, 4, 9)), []);
        assert_eq!(of(&fee, date(2025, 4, 10)), [Event { on: date(2025, 4, 10), what: What::FeeLapsed }]);
    });
}
