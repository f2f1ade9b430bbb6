//! What is a third party told over whose objection something is disclosed? D24, with what is disclosed and why (article 32).

use gongkai_documents::Doer;
use gongkai_law::Ground;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Work;
use super::letters::{Issue, begun, chinese, issue, preview_within};
use crate::rules::history::{Event, What};
use crate::tables;
use crate::tables::letter::CaseLetter;

/// Under this name the draft of an answer keeps the reason and, where it is less than was asked about, what is disclosed.
pub const PUBLIC_INTEREST: &str = "public_interest";

const CODE: &str = "D24";

/// One third party and its letter.
struct Told {
    consultation: u32,
    part: String,
    values: Value,
    /// The way its opinion was sought by.
    way: String,
}

/// Whether the draft says why the public interest outweighs an objection.
#[must_use]
pub fn reasoned(answer: &CaseLetter) -> bool {
    let reason = answer.body.get(PUBLIC_INTEREST).and_then(|own| own.get("reason")).and_then(Value::as_str);
    reason.is_some_and(|reason| !reason.trim().is_empty())
}

/// Everything that the letters to those overruled would lack.
pub(super) async fn problems(doer: &Doer, work: &mut Work, answer: &CaseLetter, grounds: &[Ground]) -> Result<Vec<String>, Failure> {
    let mut problems = Vec::new();
    if !reasoned(answer) {
        // The law says what is missing, and better.
        return Ok(problems);
    }
    let on = work.today();
    for told in all(work, answer, grounds, on).await? {
        let letter = begun(work, CODE, &told.part, told.values, None).await?;
        problems.extend(preview_within(doer, work, &letter).await?.err().unwrap_or_default());
    }
    problems.dedup();
    Ok(problems)
}

/// Sends them, in the change in which the answer goes out; says to whom.
pub(super) async fn tell(doer: &Doer, work: &mut Work, answer: &CaseLetter, grounds: &[Ground], on: Date) -> Result<Vec<u32>, Failure> {
    let mut told_to = Vec::new();
    // Their page shows the letter as long as they can sue (行政诉讼法 article 46).
    let until = on.saturating_add(jiff::Span::new().months(6));
    for told in all(work, answer, grounds, on).await? {
        issue(doer, work, Issue { code: CODE, addressee: &told.part, values: told.values, way: &told.way }).await?;
        let id = told.consultation;
        work.note(Event { on, what: What::ThirdPartyTold { id } }).await?;
        let request = work.case.id;
        tables::office::prolong_links(&mut work.change, request, id.into(), until).await?;
        told_to.push(id);
    }
    Ok(told_to)
}

async fn all(work: &mut Work, answer: &CaseLetter, grounds: &[Ground], on: Date) -> Result<Vec<Told>, Failure> {
    let Some(outcome) = answer.outcome.filter(|outcome| outcome.discloses()) else { return Ok(Vec::new()) };
    let clock = work.clock();
    // A reason that was written is told even where it need not have been.
    let overruled: Vec<_> = if reasoned(answer) { clock.objectors().collect() } else { clock.overruled(outcome, grounds) };
    if overruled.is_empty() {
        return Ok(Vec::new());
    }
    let letters = tables::letter::within(work.change.connection(), work.case.id).await?;
    let own =
        |name: &str| answer.body.get(PUBLIC_INTEREST).and_then(|own| own.get(name)).and_then(Value::as_str).unwrap_or_default().trim();
    let lines: Vec<&str> = own("information").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = overruled.into_iter().map(|sought| {
        let part = format!("third-{}", sought.id);
        let asked = letters.iter().find(|letter| letter.addressee == part && letter.code == "D05");
        let information =
            if lines.is_empty() { asked.and_then(|asked| asked.body.get("information")).cloned() } else { Some(json!(lines)) };
        let values = json!({
            "asked_on": chinese(sought.asked_on), "asked_number": asked.map(|asked| asked.number.clone()),
            "opinion": format!("收到的意见为不同意公开{}", objection(work, sought.id)),
            "information": information, "reason": own("reason"), "disclosed_on": chinese(on),
        });
        Told { consultation: sought.id, values, way: asked.map_or_else(String::new, |asked| asked.way.clone()), part }
    });
    Ok(told.collect())
}

/// What the third party itself gave as its reasons.
fn objection(work: &Work, consultation: u32) -> String {
    let said = work.history.events().iter().rev().find_map(|event| match &event.what {
        What::OpinionReceived { id, reasons, .. } if *id == consultation => Some(reasons.trim()),
        _ => None,
    });
    said.filter(|reasons| !reasons.is_empty()).map_or_else(String::new, |reasons| format!("，理由是：{reasons}"))
}
