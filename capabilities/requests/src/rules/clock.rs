//! By when must it be answered, and why by then? The history replayed into state, due day and reasons.
//!
//! Articles 30 to 35 and 42 of the regulation. The clock knows an anchor and the working days that remain from it; whatever
//! stops it takes the anchor away, whatever starts it again sets a new one. A due day is never stored as truth.

mod apply;
mod pause;
mod reasons;
mod standing;
mod violation;

use gongkai_law::{Calendar, Reckoned};
use jiff::civil::Date;
use serde::Serialize;

use super::history::{Channel, Event, History, Opinion, PartyKind, RemedyKind, RemedyResult, ReviewKind};
use super::outcome::Outcome;
use super::state::State;
use super::terms::Terms;

pub use reasons::{Reason, reasons};
pub use standing::{Standing, replay};
pub use violation::Violation;

/// What a clock reckons by.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    pub calendar: &'a Calendar,
    pub terms: &'a Terms,
}

/// A request's clock after some events; [`Clock::apply`] moves it by one more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The state beneath opinions sought and remedies, see [`Clock::state`].
    pub(super) base: State,
    pub(super) channel: Option<Channel>,
    pub(super) submitted_on: Option<Date>,
    pub(super) receipt: Option<Date>,
    /// The day from which `remaining` is counted; `None` while the clock stands still.
    pub(super) anchor: Option<Date>,
    pub(super) remaining: i32,
    /// The working days on which the clock ran, up to the last anchor.
    pub(super) used: i32,
    /// The same when the request was first answered; an end without an answer leaves none.
    pub(super) days_used: Option<i32>,
    pub(super) ended: bool,
    pub(super) extension: Option<u32>,
    pub(super) clarification: Clarification,
    pub(super) explanation: Explanation,
    pub(super) fee: Fee,
    pub(super) sought: Vec<Sought>,
    /// How many pauses are open (opinions, and explanations where they pause).
    pub(super) n_pauses: u32,
    pub(super) paused_on: Option<Date>,
    /// The latest day at which a pause ended or the clock was set anew while another pause was open.
    pub(super) resume_on: Option<Date>,
    pub(super) draft: Option<Draft>,
    pub(super) signed: bool,
    pub(super) outcome: Option<Outcome>,
    pub(super) closed_on: Option<Date>,
    pub(super) replied_on: Option<Date>,
    pub(super) due_at_close: Option<Reckoned>,
    pub(super) delivered_on: Option<Date>,
    pub(super) redo: bool,
    pub(super) remedies: Vec<Remedy>,
    pub(super) split: bool,
    pub(super) last_on: Option<Date>,
    pub(super) violations: Vec<Violation>,
}

/// 补正 (article 30).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Clarification {
    pub asked_on: Option<Date>,
    pub reached_on: Option<Date>,
    pub working_days: Option<u32>,
    pub received_on: Option<Date>,
}

/// 说明理由 (article 35).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Explanation {
    pub asked_on: Option<Date>,
    pub working_days: Option<u32>,
    pub ended_on: Option<Date>,
    pub reasonable: Option<bool>,
    pub pauses: bool,
}

/// 信息处理费 (article 42).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fee {
    pub noticed_on: Option<Date>,
    pub amount: u32,
    pub reached_on: Option<Date>,
    pub paid_on: Option<Date>,
}

/// A draft reply under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub outcome: Outcome,
    pub by: i64,
    pub passed: Vec<(ReviewKind, i64)>,
}

/// An opinion sought from a third party, a co-maker or another organ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sought {
    pub id: u32,
    pub party: PartyKind,
    pub asked_on: Date,
    /// The letter reached them; their term runs from here.
    pub reached_on: Option<Date>,
    pub due: Option<Date>,
    pub ended_on: Option<Date>,
    pub opinion: Option<Opinion>,
    /// Nothing came within the term: a co-maker is taken to agree, for a third party the organ decides (articles 32, 34).
    pub silent: bool,
    /// Stops the clock; not if it was sought after the due day.
    pub pauses: bool,
}

/// A reconsideration or a suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Remedy {
    pub id: u32,
    pub kind: RemedyKind,
    pub accepted_on: Date,
    pub decided_on: Option<Date>,
    pub result: Option<RemedyResult>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock {
            base: State::Draft,
            channel: None,
            submitted_on: None,
            receipt: None,
            anchor: None,
            remaining: 0,
            used: 0,
            days_used: None,
            ended: false,
            extension: None,
            clarification: Clarification::default(),
            explanation: Explanation::default(),
            fee: Fee::default(),
            sought: Vec::new(),
            n_pauses: 0,
            paused_on: None,
            resume_on: None,
            draft: None,
            signed: false,
            outcome: None,
            closed_on: None,
            replied_on: None,
            due_at_close: None,
            delivered_on: None,
            redo: false,
            remedies: Vec::new(),
            split: false,
            last_on: None,
            violations: Vec::new(),
        }
    }
}

impl Clock {
    /// The clock after all events of a history: cheap, without sentences.
    #[must_use]
    pub fn after(history: &History, law: Law) -> Clock {
        let mut clock = Clock::default();
        for event in history.events() {
            clock.apply(event, law);
        }
        clock
    }

    /// S01 to S17: opinions sought lie over the handling, a reconsideration or suit over everything.
    #[must_use]
    pub fn state(&self) -> State {
        if self.base != State::Archived && self.remedies.iter().any(|remedy| remedy.decided_on.is_none()) {
            return State::Remedy;
        }
        match self.base {
            State::Received | State::Processing | State::Redo if self.sought.iter().any(|sought| sought.ended_on.is_none()) => {
                State::SeekingOpinions
            }
            base => base,
        }
    }

    /// The last day to answer; `None` while the clock stands still. Of a closed request: the day it had.
    #[must_use]
    pub fn due(&self, law: Law) -> Option<Reckoned> {
        if self.closed_on.is_some() {
            return self.due_at_close;
        }
        let anchor = self.anchor?;
        Some(match u32::try_from(self.remaining) {
            Ok(days) => law.calendar.add_working_days(anchor, days),
            Err(_) => law.calendar.subtract_working_days(anchor, self.remaining.unsigned_abs()),
        })
    }

    /// The last day to ask for clarification (article 30).
    #[must_use]
    pub fn clarification_notice_due(&self, law: Law) -> Option<Date> {
        Some(law.calendar.add_working_days(self.receipt?, law.terms.ask_clarification).on)
    }

    /// The last day to clarify; `None` until the applicant has the notice.
    #[must_use]
    pub fn clarification_due(&self, law: Law) -> Option<Reckoned> {
        let asked = self.clarification;
        let from = if law.terms.clarification_from_sending { asked.asked_on } else { asked.reached_on }?;
        Some(law.calendar.add_working_days(from, asked.working_days.unwrap_or(law.terms.clarification)))
    }

    /// The last day to pay; `None` until the applicant has the notice (国办函〔2020〕109号 article 6).
    #[must_use]
    pub fn fee_due(&self, law: Law) -> Option<Reckoned> {
        Some(law.calendar.add_working_days(self.fee.reached_on?, law.terms.payment))
    }

    /// The last day to give reasons (article 35).
    #[must_use]
    pub fn explanation_due(&self, law: Law) -> Option<Reckoned> {
        let asked = self.explanation;
        Some(law.calendar.add_working_days(asked.asked_on?, asked.working_days.unwrap_or(law.terms.explanation)))
    }

    /// Everything that went against the rules; nothing of it stops a replay.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    #[must_use]
    pub fn sought(&self) -> &[Sought] {
        &self.sought
    }

    #[must_use]
    pub fn remedies(&self) -> &[Remedy] {
        &self.remedies
    }
}

/// The due day alone, for lists and figures: no sentences, hardly an allocation.
#[must_use]
pub fn due_of(history: &History, law: Law) -> Option<Reckoned> {
    Clock::after(history, law).due(law)
}

impl Clock {
    /// Takes one more event; the same as a replay of the longer history. An event that the law gives no effect changes nothing and is kept as a [`Violation`].
    pub fn apply(&mut self, event: &Event, law: Law) {
        if self.last_on.is_some_and(|last| last > event.on) {
            self.violations.push(Violation::OutOfOrder { on: event.on, what: event.what.label() });
        }
        self.last_on = self.last_on.max(Some(event.on));
        if let Err(violation) = self.take(event, law) {
            self.violations.push(violation);
        }
    }
}
