//! 补正 and 说明理由: what is unclear is asked once; what the applicant answers starts the clock anew.

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::keep::{Incoming, keep_files};
use super::letters::{Issue, chinese, issue};
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, What};

/// What the notice asks for (article 30).
#[derive(Debug, Clone, Default)]
pub struct Clarification {
    /// One a line: all of them at once.
    pub items: Vec<String>,
    /// 指导和释明
    pub guidance: String,
    pub within_working_days: Option<u32>,
    pub way: String,
}

/// X05: sends D03.
pub async fn ask_clarification(doer: &Doer, at: impl Into<At>, asked: &Clarification) -> Result<(Case, Vec<String>), Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let on = work.today();
    let items: Vec<String> = asked.items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
    let what = What::ClarificationAsked { items: items.clone(), within_working_days: asked.within_working_days };
    let warnings = work.take(Event { on, what }, None).await?;
    let term = asked.within_working_days.unwrap_or(work.law().terms.clarification);
    let last_day = work.law().calendar.add_working_days(on, term).on;
    let guidance = if asked.guidance.trim().is_empty() {
        "写明所需信息的名称、文号或者便于查询的其他特征，即可补正。"
    } else {
        asked.guidance.trim()
    };
    let values = json!({"corrections": items, "guidance": guidance, "term_days": term, "last_day": chinese(last_day)});
    issue(doer, &mut work, Issue { code: "D03", addressee: "applicant", values, way: &asked.way }).await?;
    Ok((work.close("requests.clarification_asked", json!({"items": items.len()})).await?, warnings))
}

/// The notice reached the applicant: his term runs from that day.
pub async fn notice_reached(doer: &Doer, at: impl Into<At>, on: Date) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let what = match work.clock().state() {
        crate::rules::state::State::Clarifying => What::ClarificationReached { within_working_days: None },
        crate::rules::state::State::FeePending => What::FeeNoticeReached,
        _ => return Err(Failure::refused("没有等待申请人收到的通知")),
    };
    work.take(Event { on, what }, None).await?;
    work.close("requests.notice_reached", json!({"on": on})).await
}

/// X06 by the applicant himself or registered by the clerk: the corrected request.
pub async fn clarify(mut work: Work, text: &str, good_reason: Option<String>) -> Result<Case, Failure> {
    if text.trim().is_empty() {
        return Err(Failure::refused("请填写补正后的申请内容"));
    }
    let on = work.today();
    // Whoever corrects has the notice.
    if work.clock().state() == crate::rules::state::State::Clarifying && work.clock().clarification_due(work.law()).is_none() {
        work.note(Event { on, what: What::ClarificationReached { within_working_days: None } }).await?;
    }
    work.take(Event { on, what: What::Clarified { good_reason } }, None).await?;
    work.case.description = format!("{}\n\n【{on}补正】{}", work.case.description, text.trim());
    work.close("requests.clarified", json!({"on": on})).await
}

/// The same by the applicant on his page, with files.
pub async fn clarify_online(doer: &Doer, id: i64, text: &str, good_reason: Option<String>, files: &[Incoming]) -> Result<Case, Failure> {
    let mut work = Work::open(doer, id).await?;
    keep_files(&doer.platform, &mut work.change, id, files).await?;
    clarify(work, text, good_reason).await
}

/// With what a note begins that the applicant wrote himself.
pub const EXPLAINED_ONLINE: &str = "申请人网上说明的理由：";

/// 说明理由 by the applicant on his page: kept for the office, which finds them reasonable or not (X16).
pub async fn explain_online(doer: &Doer, id: i64, text: &str, files: &[Incoming]) -> Result<Case, Failure> {
    let mut work = Work::open(doer, id).await?;
    if work.clock().state() != crate::rules::state::State::Explaining {
        return Err(Failure::refused("目前没有要求您说明理由"));
    }
    if text.trim().is_empty() {
        return Err(Failure::refused("请填写理由（条例第三十五条）"));
    }
    keep_files(&doer.platform, &mut work.change, id, files).await?;
    super::handle::keep_note(&mut work, "contact", &format!("{EXPLAINED_ONLINE}{}", text.trim())).await?;
    work.close("requests.explanation_given", json!({})).await
}

/// How many requests in which time are beyond reason.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    pub n: u32,
    pub from: Date,
    pub until: Date,
}

/// X15: asks for reasons (article 35), D08.
pub async fn ask_explanation(doer: &Doer, at: impl Into<At>, facts: &str, counted: Counted, way: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let on = work.today();
    let term = work.law().terms.explanation;
    let what = What::ExplanationAsked { facts: facts.trim().to_owned(), within_working_days: Some(term) };
    work.take(Event { on, what }, None).await?;
    let last_day = work.law().calendar.add_working_days(on, term).on;
    let values = json!({
        "facts": facts.trim(), "term_days": term, "last_day": chinese(last_day), "count": counted.n,
        "counted_from": chinese(counted.from), "counted_until": chinese(counted.until),
    });
    issue(doer, &mut work, Issue { code: "D08", addressee: "applicant", values, way }).await?;
    work.close("requests.explanation_asked", json!({})).await
}

/// X16: the reasons, and whether the office finds them reasonable.
pub async fn take_explanation(doer: &Doer, at: impl Into<At>, reasonable: bool, text: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let on = work.today();
    work.take(Event { on, what: What::ExplanationReceived { reasonable: Some(reasonable) } }, None).await?;
    super::handle::keep_note(&mut work, "contact", &format!("申请人说明的理由：{}", text.trim())).await?;
    work.close("requests.explained", json!({"reasonable": reasonable})).await
}
