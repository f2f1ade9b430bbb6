//! Makes an answer public without who asked: proposed by the clerk, looked through for personal data, approved by the head.

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_store::Fact;
use gongkai_web::Failure;
use serde_json::json;

use super::{At, Work};
use crate::case::{AnswerState, Case};
use crate::rules::history::{Event, What};
use crate::rules::outcome::Outcome;

/// The words of a public answer.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    pub title: String,
    pub question: String,
    pub text: String,
}

/// Proposes the words; personal data in them stops it.
pub async fn propose(doer: &Doer, at: impl Into<At>, proposal: &Proposal) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let mut reasons = Vec::new();
    for (value, what) in [(&proposal.title, "标题"), (&proposal.question, "申请内容摘要"), (&proposal.text, "答复内容")] {
        if value.trim().is_empty() {
            reasons.push(format!("请填写{what}"));
        }
    }
    if !matches!(work.case.outcome, Some(Outcome::Granted | Outcome::PartlyGranted | Outcome::AlreadyPublic)) {
        reasons.push("只有予以公开或者部分公开的答复可以公开（条例第四十四条）".to_owned());
    }
    reasons.extend(personal(doer, &work.case.agency_path, proposal));
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let answer = &mut work.case.answer;
    answer.state = AnswerState::Proposed;
    answer.title = proposal.title.trim().to_owned();
    answer.question = proposal.question.trim().to_owned();
    answer.text = proposal.text.trim().to_owned();
    work.close("requests.answer_proposed", json!({})).await
}

/// What screening would mask in the words, as reasons.
fn personal(doer: &Doer, agency_path: &str, proposal: &Proposal) -> Vec<String> {
    let text = format!("{}\n{}\n{}", proposal.title, proposal.question, proposal.text);
    let (_, masked) = doer.platform.screens.of(agency_path).mask(&text);
    masked.iter().map(|masked| format!("公开的文字中有个人信息，请隐去（可写作“{}”）", masked.masked)).collect()
}

/// The head lets it out; whoever proposed it may not.
pub async fn approve(doer: &Doer, at: impl Into<At>) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let id = work.case.id;
    if work.case.answer.state != AnswerState::Proposed {
        return Err(Failure::refused("没有待审核公开的答复"));
    }
    let on = work.today();
    work.take(Event { on, what: What::Converted { document: None } }, None).await?;
    work.case.answer.state = AnswerState::Public;
    work.case.answer.on = Some(on);
    let (subject, path) = (format!("answer/{id}"), work.case.agency_path.clone());
    let detail = json!({"title": work.case.answer.title});
    work.change.record(Fact::public("requests.answer_published", subject, &path, detail));
    work.close("requests.converted", json!({"article": "条例第四十四条"})).await
}

/// Takes a public answer back.
pub async fn take_back(doer: &Doer, at: impl Into<At>, reason: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let id = work.case.id;
    if work.case.answer.state == AnswerState::Closed {
        return Err(Failure::refused("该件没有公开的答复"));
    }
    if reason.trim().is_empty() {
        return Err(Failure::refused("请写明撤下的原因"));
    }
    work.case.answer.state = AnswerState::Closed;
    let (subject, path) = (format!("answer/{id}"), work.case.agency_path.clone());
    work.change.record(Fact::public("requests.answer_withdrawn", subject, &path, json!({"reason": reason.trim()})));
    work.close("requests.answer_closed", json!({"reason": reason.trim()})).await
}
