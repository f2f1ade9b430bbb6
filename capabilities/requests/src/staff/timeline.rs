//! What happened, in words that the office, the applicant and a court read alike?

use jiff::civil::Date;
use serde::Serialize;

use crate::rules::history::{Opinion, What};
use crate::tables::event::Noted;

/// One line of the history.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Told {
    pub on: Date,
    pub label: &'static str,
    pub detail: String,
    pub by: String,
    /// When it was written down.
    pub at: String,
}

pub(super) fn told(noted: &[Noted]) -> Vec<Told> {
    let mut all: Vec<Told> = noted
        .iter()
        .map(|noted| Told {
            on: noted.event.on,
            label: noted.event.what.label(),
            detail: detail(&noted.event.what),
            by: noted.actor_name.clone(),
            at: noted.at.clone(),
        })
        .collect();
    all.sort_by_key(|told| told.on);
    all
}

fn detail(what: &What) -> String {
    let days = |days: &Option<u32>| days.map(|days| format!("期限{days}个工作日")).unwrap_or_default();
    match what {
        What::Submitted { channel } | What::Received { channel } => channel.label().to_owned(),
        What::Assigned { unit } => unit.clone(),
        What::ClarificationAsked { items, within_working_days } => join(&[items.join("；"), days(within_working_days)]),
        What::Clarified { good_reason } => good_reason.clone().map(|reason| format!("逾期的正当理由：{reason}")).unwrap_or_default(),
        What::OpinionSought { id, party, name } => join(&[format!("第{id}次"), party.label().to_owned(), name.clone()]),
        What::OpinionLetterReached { id } | What::OpinionLapsed { id } | What::ThirdPartyTold { id } => format!("第{id}次"),
        What::OpinionReceived { id, opinion, reasons } => {
            join(&[format!("第{id}次"), opinion.map_or("未表明意见", Opinion::label).to_owned(), reasons.clone()])
        }
        What::Extended { working_days, reason, .. } => join(&[format!("延长{working_days}个工作日"), reason.clone()]),
        What::ExplanationAsked { facts, within_working_days } => join(&[facts.clone(), days(within_working_days)]),
        What::ExplanationReceived { reasonable } => match reasonable {
            Some(true) => "理由合理".to_owned(),
            Some(false) => "理由不合理".to_owned(),
            None => String::new(),
        },
        What::Deferred { until, reason, .. } => join(&[format!("延至{until}"), reason.clone()]),
        What::FeeNoticed { basis, count, amount } => format!("{}，计{count}，{amount}元", basis.label()),
        What::FeePaid { amount } => format!("{amount}元"),
        What::DraftSubmitted { outcome, .. } => format!("{} {}", outcome.code(), outcome.label()),
        What::ReviewPassed { kind, .. } => kind.label().to_owned(),
        What::ReviewReturned { kind, reason, .. } => join(&[kind.label().to_owned(), reason.clone()]),
        What::ReplySigned { number, .. } => number.clone().unwrap_or_default(),
        What::Dispatched { way, reference } => join(&[way.label().to_owned(), reference.clone().unwrap_or_default()]),
        What::Merged { into } => into.clone(),
        What::Split { into } => into.join("、"),
        What::SplitFrom { parent } => parent.clone(),
        What::Transferred { to, contact } => join(&[to.clone(), contact.clone()]),
        What::PassedOn { to: other, number } | What::PassedFrom { from: other, number } => join(&[other.clone(), number.clone()]),
        What::RecordAnswered { result } => result.label().to_owned(),
        What::RemedyAccepted { id, kind, number } => {
            join(&[format!("第{id}件"), kind.label().to_owned(), number.clone().unwrap_or_default()])
        }
        What::RemedyDecided { id, result } => join(&[format!("第{id}件"), result.label().to_owned()]),
        What::RedoOrdered { within_working_days, until, .. } => {
            join(&[days(within_working_days), until.map(|day| format!("于{day}前")).unwrap_or_default()])
        }
        _ => String::new(),
    }
}

fn join(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("，")
}
