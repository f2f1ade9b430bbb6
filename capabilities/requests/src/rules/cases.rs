//! What is due, by the rules, for a row of a table of cases? One question, its days, and the answer with its reasons.

mod read;

use std::sync::OnceLock;

use gongkai_law::Reckoned;
use jiff::civil::Date;

use super::clock::{Clock, Law, reasons};
use super::history::{Channel, CompactError, History};
use super::receipt::{Intake, ReceiptRefusal};

pub use read::{Columns, RowError};

const TABLE: &str = include_str!("../../data/asks.tsv");

gongkai_law::coded! {
    /// What may be asked of a request's clock.
    pub enum Question "提问" {
        ReplyDue => "reply_due", "答复期限";
        ClarificationNoticeDue => "corr_notice_due", "告知补正的期限";
        ClarificationDue => "corr_due", "补正期限";
        ClarificationNoticeLate => "corr_notice_late", "告知补正是否逾期";
        OpinionDue => "tp_due", "反馈意见的期限";
        FeeDue => "fee_due", "缴费期限";
        Overdue => "overdue", "答复是否逾期";
    }
}

/// A question of a row: about a request, or a term that runs from one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Request(Question),
    Term(&'static Term),
}

/// A term of another kind, that runs from a trigger day.
#[derive(Debug, PartialEq, Eq)]
pub struct Term {
    pub code: &'static str,
    unit: Unit,
    n: u32,
    pub label: &'static str,
    pub article: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Working,
    /// Ends on a working day (民法典 article 203).
    Natural,
    Month,
    /// A minimum: the first day on which it is fulfilled, worked or not.
    Least,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub id: String,
    pub ask: Ask,
    /// The days from which the channel's rule makes the day of receipt.
    pub intake: Option<Intake>,
    /// Where the day of receipt is stated and no rule need make it.
    pub channel: Option<Channel>,
    pub trigger: Option<Date>,
    pub events: String,
    /// The day of receipt the row states, to be checked against the channel's rule.
    pub receipt: Option<Date>,
}

/// The answer of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Day(Date),
    Whether(bool),
    /// The clock stands still: there is no day now.
    Open,
}

/// The answer with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub answer: Answer,
    /// The day the question is about.
    pub due: Option<Date>,
    pub provisional: bool,
    pub reasons: Vec<String>,
}

/// Why a row cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    #[error(transparent)]
    Receipt(#[from] ReceiptRefusal),
    #[error("所填收到日期{stated}与渠道规则不符，应为{rule}（{article}）")]
    ReceiptDiffers { stated: Date, rule: Date, article: &'static str },
    #[error(transparent)]
    Events(#[from] CompactError),
    #[error("{0}")]
    Violation(String),
    #[error("缺少渠道或者收到日期")]
    NoReceipt,
    #[error("缺少起算日期（submitted 列）")]
    NoTrigger,
    #[error("没有发出补正告知书的事件（CORR_NOTICE），无法判断是否逾期")]
    NoNotice,
    #[error("没有发出答复的事件（REPLY），也没有指定今天的日期，无法判断是否逾期")]
    NoReply,
    #[error("通知尚未送达，{0}尚未起算")]
    NotRunning(&'static str),
}

impl Ask {
    /// The question by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Ask> {
        if let Ok(question) = code.parse() {
            return Some(Ask::Request(question));
        }
        terms().iter().find(|term| term.code == code).map(Ask::Term)
    }
}

impl Case {
    /// The answer. `today` matters only to 逾期 of a request without a reply, and to dates in the future.
    ///
    /// # Errors
    /// Everything that keeps the row from being answered.
    pub fn answer(&self, law: Law, today: Option<Date>) -> Result<Answered, Vec<CaseError>> {
        match self.ask {
            Ask::Term(term) => self.of_term(term, law),
            Ask::Request(question) => {
                let history = self.history(law, today)?;
                let clock = Clock::after(&history, law);
                let wrong: Vec<CaseError> = clock.violations().iter().filter(|violation| !violation.took_effect()).map(violated).collect();
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                of_request(question, &clock, law, today).map_err(|error| vec![error]).map(|answered| {
                    let reasons = reasons(&history, law).into_iter().map(|reason| reason.words).chain(answered.reasons).collect();
                    Answered { reasons, ..answered }
                })
            }
        }
    }

    /// The history that the row tells, with the day of receipt that the channel's rule makes.
    ///
    /// # Errors
    /// No receipt, another receipt than the rule's, or events that cannot be read.
    pub fn history(&self, law: Law, today: Option<Date>) -> Result<History, Vec<CaseError>> {
        let (channel, receipt) = self.received(today)?;
        let read = History::read_after_receipt(channel, receipt, &self.events, law.calendar, law.terms);
        read.map_err(|errors| errors.into_iter().map(CaseError::from).collect())
    }

    fn received(&self, today: Option<Date>) -> Result<(Channel, Date), Vec<CaseError>> {
        let Some(intake) = self.intake else {
            let stated = self.receipt.ok_or_else(|| vec![CaseError::NoReceipt])?;
            let future = today.filter(|today| stated > *today).map(|_| ReceiptRefusal::InFuture { what: "收到日期", day: stated });
            return future.map_or_else(|| Ok((self.channel.unwrap_or(Channel::Counter), stated)), |refusal| Err(vec![refusal.into()]));
        };
        let receipt = intake.receipt(today.unwrap_or(Date::MAX));
        let receipt = receipt.map_err(|refusals| refusals.into_iter().map(CaseError::from).collect::<Vec<_>>())?;
        match self.receipt {
            Some(stated) if stated != receipt.on => {
                Err(vec![CaseError::ReceiptDiffers { stated, rule: receipt.on, article: receipt.rule.article() }])
            }
            _ => Ok((intake.channel, receipt.on)),
        }
    }

    fn of_term(&self, term: &Term, law: Law) -> Result<Answered, Vec<CaseError>> {
        let from = self.trigger.ok_or_else(|| vec![CaseError::NoTrigger])?;
        let Term { label, n, article, .. } = term;
        let calendar = law.calendar;
        let (due, span) = match term.unit {
            Unit::Working => (calendar.add_working_days(from, *n), format!("{n}个工作日")),
            Unit::Natural => (calendar.add_natural_days(from, *n), format!("{n}日，最后一日是法定休假日的顺延至下一个工作日")),
            Unit::Month => (calendar.add_months(from, *n), format!("{n}个月，最后一日是法定休假日的顺延至下一个工作日")),
            Unit::Least => {
                let on = from.saturating_add(jiff::Span::new().days(i64::from(*n)));
                (Reckoned { on, provisional: false }, format!("满{n}日"))
            }
        };
        let words = format!("{label}：自{from}的次日起{span}，至{due}（{article}）", due = due.on);
        Ok(Answered { answer: Answer::Day(due.on), due: Some(due.on), provisional: due.provisional, reasons: vec![words] })
    }
}

fn violated(violation: &super::clock::Violation) -> CaseError {
    CaseError::Violation(violation.to_string())
}

fn of_request(question: Question, clock: &Clock, law: Law, today: Option<Date>) -> Result<Answered, CaseError> {
    let known = |on: Date| Reckoned { on, provisional: on > law.calendar.known_until() };
    let running = |due: Option<Reckoned>| due.ok_or(CaseError::NotRunning(question.label())).map(day);
    match question {
        Question::ReplyDue => Ok(clock.due(law).map_or_else(open, day)),
        Question::ClarificationNoticeDue => running(clock.clarification_notice_due(law).map(known)),
        Question::ClarificationDue => running(clock.clarification_due(law)),
        Question::OpinionDue => running(clock.sought().iter().rev().find_map(|sought| sought.due).map(known)),
        Question::FeeDue => running(clock.fee_due(law)),
        Question::ClarificationNoticeLate => {
            let due = clock.clarification_notice_due(law).map(known).ok_or(CaseError::NotRunning(question.label()))?;
            let asked = clock.clarification.asked_on.or(today).ok_or(CaseError::NoNotice)?;
            Ok(Answered { answer: Answer::Whether(asked > due.on), ..day(due) })
        }
        Question::Overdue => {
            let due = clock.due(law);
            let on = clock.replied_on.or(today).ok_or(CaseError::NoReply)?;
            let answer = Answer::Whether(due.is_some_and(|due| on > due.on));
            Ok(Answered { answer, ..due.map_or_else(open, day) })
        }
    }
}

fn day(due: Reckoned) -> Answered {
    Answered { answer: Answer::Day(due.on), due: Some(due.on), provisional: due.provisional, reasons: Vec::new() }
}

fn open() -> Answered {
    Answered { answer: Answer::Open, due: None, provisional: false, reasons: Vec::new() }
}

fn terms() -> &'static [Term] {
    static TERMS: OnceLock<Vec<Term>> = OnceLock::new();
    TERMS.get_or_init(|| TABLE.lines().skip(1).map(|line| term(line).expect("the embedded terms are checked by a test")).collect())
}

fn term(line: &'static str) -> Option<Term> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [code, unit, n, label, article] = cells[..] else { return None };
    let unit = match unit {
        "working" => Unit::Working,
        "natural" => Unit::Natural,
        "month" => Unit::Month,
        "least" => Unit::Least,
        _ => return None,
    };
    Some(Term { code, unit, n: n.parse().ok()?, label, article })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_read_whole() {
        assert_eq!(terms().len(), TABLE.lines().count() - 1);
        assert!(Ask::from_code("review_60d").is_some() && Ask::from_code("reply_due").is_some());
        assert_eq!(Ask::from_code("reply"), None);
    }
}
