//! How does a request end without an answer, or go on as another: withdrawn, lapsed, split, merged, told where to ask, archived?

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_store::Fact;
use gongkai_web::Failure;
use serde_json::json;

use super::letters::chinese;
use super::receive::child_of;
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, What};
use crate::rules::state::State;

/// X26: the applicant takes it back before it is answered.
pub async fn withdraw(mut work: Work, reason: &str) -> Result<Case, Failure> {
    let on = work.today();
    work.take(Event { on, what: What::Withdrawn }, None).await?;
    work.close("requests.withdrawn", json!({"reason": reason.trim()})).await
}

/// X07, X18, X21: a term passed without what was asked for; a person confirms it.
pub async fn lapse(doer: &Doer, at: impl Into<At>) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let id = work.case.id;
    let on = work.today();
    let (what, code) = match work.clock().state() {
        State::Clarifying => (What::ClarificationLapsed, Some("D22")),
        State::FeePending => (What::FeeLapsed, Some("D23")),
        State::Explaining => (What::ExplanationLapsed, None),
        _ => return Err(Failure::refused("没有等待申请人办理的事项")),
    };
    let last_day = work.case.waits_until;
    work.take(Event { on, what }, None).await?;
    if let Some(code) = code {
        let notice = crate::tables::letter::within(work.change.connection(), id).await?;
        let noticed = if code == "D22" { "D03" } else { "D09" };
        let notice = notice.iter().rev().find(|letter| letter.code == noticed);
        let served = work
            .history
            .events()
            .iter()
            .rev()
            .find_map(|event| matches!(event.what, What::ClarificationReached { .. } | What::FeeNoticeReached).then_some(event.on));
        let amount = work.history.events().iter().rev().find_map(|event| match event.what {
            What::FeeNoticed { amount, .. } => Some(amount),
            _ => None,
        });
        let values = json!({
            "last_day": last_day.map(chinese), "fee": {"amount": amount},
            "notice": {"number": notice.map(|letter| letter.number.clone()), "served_on": served.map(chinese)},
        });
        super::letters::issue(doer, &mut work, super::letters::Issue { code, addressee: "applicant", values, way: "post" }).await?;
    }
    work.close("requests.lapsed", json!({"last_day": last_day})).await
}

/// 一事一申请: one letter with several matters goes on as children, each with its own clock and outcome.
pub async fn split(doer: &Doer, at: impl Into<At>, matters: &[(String, String)]) -> Result<Vec<Case>, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let matters: Vec<_> = matters.iter().filter(|(title, text)| !title.trim().is_empty() && !text.trim().is_empty()).collect();
    let mut reasons = Vec::new();
    if matters.len() < 2 {
        reasons.push("分件办理应当写明至少两项申请事项（名称和内容）".to_owned());
    }
    if work.case.parent_id.is_some() {
        reasons.push("该件已经是分出的一件，不能再分".to_owned());
    }
    if !matches!(work.clock().state(), State::Received | State::Processing) {
        reasons.push("只有已收到、尚未作出处理的申请可以分件办理".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let mut children = Vec::new();
    for (title, text) in matters {
        children.push(child_of(doer, &mut work, title.trim(), text.trim()).await?);
    }
    let on = work.today();
    work.note(Event { on, what: What::Split { into: children.iter().map(|child| child.number.clone()).collect() } }).await?;
    work.case.counted = false;
    work.close("requests.split", json!({"into": children.iter().map(|child| &child.number).collect::<Vec<_>>()})).await?;
    Ok(children)
}

/// A duplicate of the same applicant goes on in the other request and counts as R43.
pub async fn merge(doer: &Doer, at: impl Into<At>, into_number: &str) -> Result<Case, Failure> {
    let into = crate::tables::case::by_number(&doer.platform.db, into_number.trim()).await?;
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let id = work.case.id;
    // What belongs to another agency does not exist for this one.
    let into = into.filter(|into| into.agency_path == work.case.agency_path);
    let mut reasons = Vec::new();
    match &into {
        None => reasons.push(format!("没有编号为“{}”的申请", into_number.trim())),
        Some(into) => {
            if into.id == id {
                reasons.push("不能并入本件".to_owned());
            }
            if into.applicant_key != work.case.applicant_key {
                reasons.push("只有同一申请人向同一机关提出的申请可以并件".to_owned());
            }
            if into.outcome.is_some() || into.merged_into.is_some() {
                reasons.push(format!("申请{}已经办结或者已并件", into.number));
            }
        }
    }
    if work.clock().state().is_closed() {
        reasons.push("该件已经办结".to_owned());
    }
    let Some(into) = into.filter(|_| reasons.is_empty()) else { return Err(Failure::Refused(reasons)) };
    let on = work.today();
    work.note(Event { on, what: What::Merged { into: into.number.clone() } }).await?;
    work.case.merged_into = Some(into.id);
    let path = work.case.agency_path.clone();
    work.change.record(Fact::internal("requests.merged_from", into.subject(), &path, json!({"from": work.case.number})));
    work.close("requests.merged", json!({"into": into.number})).await
}

/// X31: the file is complete and goes to the archive.
pub async fn archive(doer: &Doer, at: impl Into<At>) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let on = work.today();
    work.take(Event { on, what: What::Archived }, None).await?;
    work.close("requests.archived", json!({"on": on})).await
}
