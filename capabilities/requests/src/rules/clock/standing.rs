//! How does the request stand today? The answer to show, list and warn by.

use gongkai_law::Calendar;
use jiff::civil::Date;
use serde::Serialize;

use super::reasons::{Reason, reasons};
use super::{Clock, Law, Remedy, Sought, Violation};
use crate::rules::history::{Channel, History};
use crate::rules::outcome::Outcome;
use crate::rules::state::State;
use crate::rules::terms::Terms;

/// Where a request stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub state: State,
    pub channel: Option<Channel>,
    pub receipt: Option<Date>,
    /// The last day to answer; `None` while the clock stands still. Of a closed request: the day it had.
    pub due: Option<Date>,
    /// The due day lies beyond the last holiday notice and may move.
    pub provisional: bool,
    /// Working days from today to the due day; below zero when overdue; of a paused clock, the days that will remain.
    pub days_left: Option<i32>,
    /// Opinions are sought: the clock stands still and will go on.
    pub paused: bool,
    /// Past the due day without a reply.
    pub overdue: bool,
    /// Was the reply in time? `None` without a reply.
    pub in_time: Option<bool>,
    pub outcome: Option<Outcome>,
    /// Replied, withdrawn, lapsed or merged.
    pub closed_on: Option<Date>,
    pub replied_on: Option<Date>,
    /// Working days that the first answer took, without those on which the clock stood still.
    pub days_used: Option<i32>,
    pub delivered_on: Option<Date>,
    pub clarification_notice_due: Option<Date>,
    pub clarification_due: Option<Date>,
    pub explanation_due: Option<Date>,
    pub fee_due: Option<Date>,
    pub extended_by: Option<u32>,
    pub sought: Vec<Sought>,
    pub remedies: Vec<Remedy>,
    pub reasons: Vec<Reason>,
    #[serde(serialize_with = "messages")]
    pub violations: Vec<Violation>,
}

fn messages<S: serde::Serializer>(violations: &[Violation], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(violations.iter().map(ToString::to_string))
}

/// The history replayed into its standing on a day, with the sentences that explain the due day.
#[must_use]
pub fn replay(history: &History, calendar: &Calendar, terms: &Terms, today: Date) -> Standing {
    let law = Law { calendar, terms };
    Standing { reasons: reasons(history, law), ..Clock::after(history, law).standing(law, today) }
}

impl Clock {
    /// Where the request stands on a day; `reasons` are left empty, see [`reasons`](super::reasons()).
    #[must_use]
    pub fn standing(&self, law: Law, today: Date) -> Standing {
        let due = self.due(law);
        let paused = self.is_paused();
        Standing {
            state: self.state(),
            channel: self.channel,
            receipt: self.receipt,
            due: due.map(|due| due.on),
            provisional: due.is_some_and(|due| due.provisional),
            days_left: self.days_left(law, today),
            paused,
            overdue: self.is_overdue(law, today),
            in_time: self.in_time(),
            outcome: self.outcome.or(self.draft.as_ref().map(|draft| draft.outcome)),
            closed_on: self.closed_on,
            replied_on: self.replied_on,
            days_used: self.days_used,
            delivered_on: self.delivered_on,
            clarification_notice_due: self.clarification_notice_due(law),
            clarification_due: self.clarification_due(law).map(|due| due.on),
            explanation_due: self.explanation_due(law).map(|due| due.on),
            fee_due: self.fee_due(law).map(|due| due.on),
            extended_by: self.extension,
            sought: self.sought.clone(),
            remedies: self.remedies.clone(),
            reasons: Vec::new(),
            violations: self.violations.clone(),
        }
    }

    /// The clock stands still and will go on from where it stopped.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.closed_on.is_none() && self.n_pauses > 0 && self.base.is_live()
    }

    /// Past the due day without a reply.
    #[must_use]
    pub fn is_overdue(&self, law: Law, today: Date) -> bool {
        self.closed_on.is_none() && self.due(law).is_some_and(|due| due.on < today)
    }

    /// Was the reply in time (article 33)? While the clock stood still no day was missed.
    #[must_use]
    pub fn in_time(&self) -> Option<bool> {
        let on = self.replied_on?;
        Some(self.due_at_close.is_none_or(|due| on <= due.on))
    }

    fn days_left(&self, law: Law, today: Date) -> Option<i32> {
        if self.closed_on.is_some() {
            return None;
        }
        match self.due(law) {
            Some(due) => Some(law.calendar.working_days_between(today, due.on)),
            None => self.is_paused().then_some(self.remaining),
        }
    }
}
