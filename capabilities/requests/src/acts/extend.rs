//! 延期 and 延迟答复: only the head of the openness office decides, and the applicant is told.

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::letters::{Issue, chinese, issue};
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, What};

/// X14: prolongs the term by at most twenty working days, once (article 33).
pub async fn extend(doer: &Doer, at: impl Into<At>, working_days: u32, reason: &str, way: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let on = work.today();
    let old = work.case.due_on;
    let approved_by = Some(work.change.actor().id);
    let what = What::Extended { working_days, reason: reason.trim().to_owned(), approved_by };
    work.take(Event { on, what }, None).await?;
    let new = work.clock().due(work.law()).map(|due| due.on);
    let values = json!({"old_due": old.map(chinese), "new_due": new.map(chinese), "days": working_days, "reason": reason.trim()});
    issue(doer, &mut work, Issue { code: "D04", addressee: "applicant", values, way }).await?;
    work.close("requests.extended", json!({"days": working_days, "reason": reason.trim(), "article": "条例第三十三条第二款"})).await
}

/// X17: sets the day of a delayed answer after reasonable reasons (article 35).
pub async fn defer(doer: &Doer, at: impl Into<At>, until: Date, reason: &str, way: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let on = work.today();
    let old = work.case.due_on;
    let approved_by = Some(work.change.actor().id);
    work.take(Event { on, what: What::Deferred { until, reason: reason.trim().to_owned(), approved_by } }, None).await?;
    let explained = work.history.first_on(|what| matches!(what, What::ExplanationReceived { .. }));
    let values = json!({
        "old_due": old.map(chinese), "new_due": chinese(until), "reason": reason.trim(), "explanation_on": explained.map(chinese),
    });
    issue(doer, &mut work, Issue { code: "D04b", addressee: "applicant", values, way }).await?;
    work.close("requests.deferred", json!({"until": until, "reason": reason.trim(), "article": "条例第三十五条"})).await
}

/// Takes a newer holiday notice over into a promise that was made without it; the day may move, and it is recorded why.
pub async fn take_over_notice(doer: &Doer, at: impl Into<At>) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let newest = crate::calendars::calendars(&doer.platform).await?.newest();
    if work.case.notice_id == newest {
        return Err(Failure::refused("该件已经按最新的放假通知计算"));
    }
    work.case.notice_id = newest;
    work.close("requests.notice_taken_over", json!({"notice": newest})).await
}
