//! 行政复议 and 行政诉讼: linked with the case, their result, and the answer that was ordered anew.

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, RemedyKind, RemedyResult, What};

/// X27: a body accepted it.
pub async fn accept(doer: &Doer, at: impl Into<At>, kind: RemedyKind, number: &str, on: Date) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let remedy = work.history.next_remedy_id();
    let number = Some(number.trim().to_owned()).filter(|number| !number.is_empty());
    work.take(Event { on, what: What::RemedyAccepted { id: remedy, kind, number: number.clone() } }, None).await?;
    work.project();
    if let Some(kept) = work.case.remedies.iter_mut().find(|kept| kept.id == remedy) {
        kept.number = number.unwrap_or_default();
    }
    work.close("requests.remedy_accepted", json!({"kind": kind.code()})).await
}

/// X28, X29: how it ended; where an answer was ordered, its term runs.
pub async fn decide(
    doer: &Doer,
    at: impl Into<At>,
    remedy: u32,
    result: RemedyResult,
    redo_within: Option<u32>,
    on: Date,
) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    work.take(Event { on, what: What::RemedyDecided { id: remedy, result } }, None).await?;
    if let Some(days) = redo_within {
        let what = What::RedoOrdered { id: Some(remedy), within_working_days: Some(days), until: None };
        work.take(Event { on, what }, None).await?;
    }
    work.close("requests.remedy_decided", json!({"result": result.code(), "redo": redo_within})).await
}
