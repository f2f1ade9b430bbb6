//! Why is it due on that day? One sentence for each thing that moved the clock, with its article.

use jiff::civil::Date;
use serde::Serialize;

use super::{Clock, Law};
use crate::rules::history::{Event, History, PartyKind, What};
use crate::rules::state::State;

/// One step of the reckoning, in words for the applicant, the office and a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub on: Date,
    pub words: String,
    /// The working days by which the due day moved.
    pub delta: i32,
    pub article: &'static str,
}

const ANSWER: &str = "条例第三十三条第二款";
const NOT_COUNTED: &str = "条例第三十三条第三款";
const CLARIFY: &str = "条例第三十条";
const EXPLAIN: &str = "条例第三十五条";
const FEE: &str = "条例第四十二条、《政府信息公开信息处理费管理办法》第六条";
const REDO: &str = "法释〔2025〕8号";

/// The sentences that lead from the receipt to the due day.
#[must_use]
pub fn reasons(history: &History, law: Law) -> Vec<Reason> {
    let mut telling = Telling { law, clock: Clock::default(), due: None, year: None, reasons: Vec::new() };
    for event in history.events() {
        telling.take(event);
    }
    telling.pending();
    telling.reasons
}

struct Telling<'a> {
    law: Law<'a>,
    clock: Clock,
    /// The last due day there was, so that a restart can say by how much it moved.
    due: Option<Date>,
    /// Days of this year are written without it.
    year: Option<i16>,
    reasons: Vec<Reason>,
}

impl Telling<'_> {
    fn take(&mut self, event: &Event) {
        let before = (self.clock.paused_on, self.clock.n_pauses, self.clock.violations.len());
        self.clock.apply(event, self.law);
        let (violations, old) = (&self.clock.violations[before.2..], self.due);
        if violations.iter().any(|violation| !violation.took_effect()) {
            return;
        }
        let late = violations.first().map(ToString::to_string);
        let due = self.clock.due(self.law).map(|due| due.on);
        let delta = match (old, due) {
            (Some(old), Some(due)) => self.law.calendar.working_days_between(old, due),
            _ => 0,
        };
        self.due = due.or(old);
        let resumed = before.1 > 0 && self.clock.n_pauses == 0 && self.clock.closed_on.is_none();
        let told = match before.0.filter(|_| resumed) {
            Some(from) => self.of_pause(from, delta, event),
            None => self.of_event(event, delta),
        };
        if let Some((words, article)) = told {
            self.reasons.push(Reason { on: event.on, words: format!("{words}（{article}）"), delta, article });
        }
        if let Some(words) = late {
            self.reasons.push(Reason { on: event.on, words, delta: 0, article: "" });
        }
    }

    fn day(&mut self, day: Date) -> String {
        let year = *self.year.get_or_insert(day.year());
        if day.year() == year {
            format!("{}月{}日", day.month(), day.day())
        } else {
            format!("{}年{}月{}日", day.year(), day.month(), day.day())
        }
    }

    /// The first day is always written with its year.
    fn first_day(&mut self, day: Date) -> String {
        self.year = Some(day.year());
        format!("{}年{}月{}日", day.year(), day.month(), day.day())
    }

    fn of_event(&mut self, event: &Event, delta: i32) -> Option<(String, &'static str)> {
        let on = event.on;
        let terms = self.law.terms;
        Some(match &event.what {
            What::Received { channel } => {
                let how = channel.label();
                (
                    format!("{}收到申请（{how}），自次日起{}个工作日内答复", self.first_day(on), terms.answer),
                    "条例第三十一条、第三十三条第二款",
                )
            }
            What::ClarificationAsked { .. } => (format!("{}一次性告知补正，答复期限停止计算", self.day(on)), CLARIFY),
            What::Clarified { .. } => (format!("{}收到补正后的申请，自次日起重新计算{}个工作日", self.day(on), terms.answer), CLARIFY),
            What::ClarificationLapsed => (format!("补正期限届满，申请人无正当理由未补正，{}视为放弃申请", self.day(on)), CLARIFY),
            What::Extended { working_days, .. } => (format!("{}决定延长答复期限{working_days}个工作日", self.day(on)), ANSWER),
            What::ExplanationAsked { .. } if !self.clock.explanation.pauses => {
                (format!("{}要求申请人说明理由，期限继续计算", self.day(on)), EXPLAIN)
            }
            What::Deferred { until, .. } => {
                let (on, until) = (self.day(on), self.day(*until));
                (format!("{on}确定延迟答复的期限为{until}，{}{}个工作日", if delta < 0 { "提前" } else { "延后" }, delta.abs()), EXPLAIN)
            }
            What::FeeNoticed { .. } => (format!("{}发出收费通知，答复期限停止计算", self.day(on)), FEE),
            What::FeePaid { .. } => (format!("{}缴清信息处理费，自次日起重新计算{}个工作日", self.day(on), terms.answer), FEE),
            What::FeeLapsed => (format!("缴费期限届满未缴费，{}视为放弃申请", self.day(on)), FEE),
            What::RedoOrdered { .. } => (format!("{}责令重新答复，自次日起{}个工作日内答复", self.day(on), self.clock.remaining), REDO),
            What::Dispatched { .. } => (format!("{}发出答复", self.day(on)), ANSWER),
            What::Withdrawn => (format!("{}申请人撤回申请，不再计算期限", self.day(on)), "条例第二十七条"),
            _ => return None,
        })
    }

    /// All pauses that lay over each other end here: their union is not counted.
    fn of_pause(&mut self, from: Date, days: i32, event: &Event) -> Option<(String, &'static str)> {
        // Set anew while paused: nothing had been used, so nothing is left out.
        let until = self.clock.anchor?;
        let over: Vec<_> =
            self.clock.sought.iter().filter(|sought| sought.pauses && sought.ended_on.is_some_and(|end| end >= from)).collect();
        let silent = over.last().is_some_and(|_| matches!(event.what, What::OpinionLapsed { .. }));
        let (what, article) = match over.as_slice() {
            [] => ("等待申请人说明理由".to_owned(), EXPLAIN),
            [one] => (format!("征求{}意见", one.party.label()), NOT_COUNTED),
            [first, rest @ ..] => {
                let same = rest.iter().all(|sought| sought.party == first.party);
                let whom = if same { first.party.label() } else { "第三方和其他机关" };
                (format!("征求{whom}意见{}件，时间重叠的只计一次，", over.len()), NOT_COUNTED)
            }
        };
        let end = if silent { "（逾期未反馈）" } else { "" };
        let (from, until) = (self.day(from), self.day(until));
        Some((format!("{what}{from}至{until}{end}，扣除{days}个工作日"), article))
    }

    /// What holds the clock now.
    fn pending(&mut self) {
        let Some(since) = self.clock.paused_on.filter(|_| self.clock.is_paused()) else { return };
        let third = self.clock.sought.iter().any(|sought| sought.ended_on.is_none() && sought.party == PartyKind::ThirdParty);
        let (what, article) = match self.clock.state() {
            State::Explaining => ("等待申请人说明理由", EXPLAIN),
            _ if third => ("正在征求第三方意见", NOT_COUNTED),
            _ => ("正在征求其他机关意见", NOT_COUNTED),
        };
        let (day, left) = (self.day(since), self.clock.remaining);
        let words = format!("{what}，自{day}起期限停止计算，恢复后尚余{left}个工作日（{article}）");
        self.reasons.push(Reason { on: since, words, delta: 0, article });
    }
}
