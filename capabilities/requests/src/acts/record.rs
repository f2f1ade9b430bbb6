//! What becomes of a wish to have a record about oneself corrected? It is no request for information, and is answered by D25 (article 41).

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::letters::{Issue, chinese, issue};
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, RecordResult, What};

/// What was found and done.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    pub result: Option<RecordResult>,
    /// The day on which it was corrected or sent on.
    pub on: Option<Date>,
    /// What the record says now.
    pub content: String,
    /// Why it is not corrected.
    pub reason: String,
    /// Who can correct it.
    pub agency: String,
    pub contact: String,
    pub way: String,
}

impl Correction {
    /// What this result must say and does not.
    fn lacking(&self, today: Date) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut need = |value: &str, what: &str| {
            if value.trim().is_empty() {
                reasons.push(format!("请填写{what}（条例第四十一条）"));
            }
        };
        match self.result {
            None => reasons.push("请选择办理的结果（条例第四十一条）".to_owned()),
            Some(RecordResult::Corrected) => need(&self.content, "更正后的内容"),
            Some(RecordResult::Forwarded | RecordResult::Referred) => {
                need(&self.agency, "有权更正的机关");
                need(&self.contact, "该机关的联系方式");
            }
            Some(RecordResult::Refused) => need(&self.reason, "不予更正的理由"),
        }
        let dated = matches!(self.result, Some(RecordResult::Corrected | RecordResult::Forwarded));
        match self.on {
            None if dated => reasons.push("请填写更正或者转送的日期".to_owned()),
            Some(on) if on > today => reasons.push(format!("日期{on}晚于今天，不能登记将来的事项")),
            _ => {}
        }
        reasons
    }
}

/// X33: the head decides and the applicant is told. It counts in no table of requests.
pub async fn answer(doer: &Doer, at: impl Into<At>, correction: &Correction) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let today = work.today();
    let mut reasons = correction.lacking(today);
    let result = correction.result.unwrap_or(RecordResult::Refused);
    let event = Event { on: today, what: What::RecordAnswered { result } };
    match work.examine(&event, None) {
        Err(Failure::Refused(more)) => reasons.extend(more),
        other => drop(other?),
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let values = json!({
        "correction": {
            "result": result.code(), "on": correction.on.map(chinese), "content": text(&correction.content), "reason": text(&correction.reason),
        },
        "right_agency": {"name": text(&correction.agency), "contact": text(&correction.contact)},
    });
    issue(doer, &mut work, Issue { code: "D25", addressee: "applicant", values, way: &correction.way }).await?;
    work.note(event).await?;
    work.case.counted = false;
    work.close("requests.record_answered", json!({"result": result.code(), "article": "条例第四十一条"})).await
}
