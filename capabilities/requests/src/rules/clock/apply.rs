//! What does one event do to the clock? The model of pauses, restarts and extensions.

use jiff::civil::Date;

use super::{Clarification, Clock, Draft, Explanation, Fee, Law, Remedy, Violation};
use crate::rules::history::{Channel, Event, What};
use crate::rules::outcome::Outcome;
use crate::rules::state::State;

type Taken = Result<(), Violation>;

impl Clock {
    pub(super) fn take(&mut self, event: &Event, law: Law) -> Taken {
        let on = event.on;
        match &event.what {
            What::Submitted { channel } => self.submitted(event, *channel),
            What::Received { channel } => self.received(on, *channel, law),
            What::ClarificationAsked { within_working_days, .. } => self.ask_clarification(event, *within_working_days, law),
            What::ClarificationReached { within_working_days } => self.clarification_reached(event, *within_working_days),
            What::Clarified { good_reason } => self.clarified(event, good_reason.is_some(), law),
            What::ClarificationLapsed => self.clarification_lapsed(event, law),
            What::OpinionSought { id, party, .. } => self.seek(event, *id, *party, law),
            What::OpinionLetterReached { id } => {
                let due = law.calendar.add_working_days(on, law.terms.opinion).on;
                let sought = self.open(event, *id)?;
                (sought.reached_on, sought.due) = (Some(on), Some(due));
                Ok(())
            }
            What::OpinionReceived { id, opinion, .. } => {
                let sought = self.open(event, *id)?;
                (sought.ended_on, sought.opinion) = (Some(on), *opinion);
                let pauses = sought.pauses;
                self.release(on, pauses);
                Ok(())
            }
            What::OpinionLapsed { id } => self.silence(event, *id),
            What::Extended { working_days, .. } => self.extend(event, *working_days, law),
            What::ExplanationAsked { within_working_days, .. } => self.ask_explanation(event, *within_working_days, law),
            What::ExplanationReceived { reasonable } => self.explained(event, *reasonable),
            What::ExplanationLapsed => self.explained(event, Some(false)),
            What::Deferred { until, .. } => self.defer(event, *until, law),
            What::FeeNoticed { amount, .. } => self.notice_fee(event, *amount, law),
            What::FeeNoticeReached => {
                self.require(event, self.base == State::FeePending)?;
                self.fee.reached_on = Some(on);
                Ok(())
            }
            What::FeePaid { .. } => self.pay(event, law),
            What::FeeLapsed => self.fee_lapsed(event, law),
            _ => self.take_of_course(event, law),
        }
    }

    /// The events of handling, reply and remedy, which do not move a running clock.
    fn take_of_course(&mut self, event: &Event, law: Law) -> Taken {
        let on = event.on;
        match &event.what {
            What::Assigned { .. } => {
                self.require(event, self.base.is_live())?;
                self.move_on(State::Received, State::Processing);
            }
            What::DraftSubmitted { outcome, by, .. } => {
                self.require(event, self.base.is_live() && self.base != State::Decided)?;
                self.draft = Some(Draft { outcome: *outcome, by: *by, passed: Vec::new() });
                self.base = State::Reviewing;
            }
            What::ReviewPassed { kind, by } => {
                self.require(event, self.base == State::Reviewing)?;
                if let Some(draft) = &mut self.draft {
                    draft.passed.push((*kind, *by));
                }
            }
            What::ReviewReturned { .. } => {
                self.require(event, self.base == State::Reviewing)?;
                self.draft = None;
                self.base = if self.redo { State::Redo } else { State::Processing };
            }
            What::ReplySigned { .. } => {
                self.require(event, self.base == State::Reviewing)?;
                self.signed = true;
                self.base = State::Decided;
            }
            What::Dispatched { .. } => return self.dispatched(event, law),
            What::Delivered => {
                self.require(event, self.base == State::Replied)?;
                self.delivered_on = Some(on);
            }
            What::Withdrawn | What::Merged { .. } | What::Split { .. } | What::PassedOn { .. } | What::RecordAnswered { .. } => {
                return self.end(event, law);
            }
            What::RemedyAccepted { id, kind, .. } => {
                let overdue = self.due(law).is_some_and(|due| due.on < on);
                self.require(event, self.base.is_closed() && self.base != State::Archived || overdue)?;
                self.remedies.push(Remedy { id: *id, kind: *kind, accepted_on: on, decided_on: None, result: None });
            }
            What::RemedyDecided { id, result } => {
                let state = self.state();
                let open = self.remedies.iter_mut().find(|remedy| remedy.id == *id && remedy.decided_on.is_none());
                let remedy = open.ok_or(Violation::NotNow { on, what: event.what.label(), state })?;
                (remedy.decided_on, remedy.result) = (Some(on), Some(*result));
            }
            What::RedoOrdered { id, within_working_days, until } => return self.redo(event, *id, *within_working_days, *until, law),
            What::Archived => {
                self.require(event, self.base.is_closed() && self.base != State::Archived && self.state() != State::Remedy)?;
                self.base = State::Archived;
            }
            _ => {}
        }
        Ok(())
    }

    /// An end without an answer to what was asked for.
    fn end(&mut self, event: &Event, law: Law) -> Taken {
        let (allowed, state, outcome) = match &event.what {
            What::Withdrawn => (self.awaits_answer(), State::Withdrawn, Some(Outcome::OtherwiseClosed)),
            What::Merged { .. } => (self.base.is_live(), State::Replied, Some(Outcome::OtherwiseClosed)),
            What::Split { .. } => (self.base.is_live(), State::Archived, None),
            What::PassedOn { .. } => (self.base == State::Submitted, State::Archived, None),
            _ => (matches!(self.base, State::Received | State::Processing), State::Replied, None),
        };
        self.require(event, allowed)?;
        self.split |= matches!(event.what, What::Split { .. });
        self.close(event.on, state, outcome, law);
        Ok(())
    }

    pub(super) fn require(&self, event: &Event, holds: bool) -> Taken {
        let refused = || Violation::NotNow { on: event.on, what: event.what.label(), state: self.state() };
        if holds { Ok(()) } else { Err(refused()) }
    }

    fn move_on(&mut self, from: State, to: State) {
        if self.base == from {
            self.base = to;
        }
    }

    /// Between sending and reply, whoever has to act next.
    fn awaits_answer(&self) -> bool {
        self.base.is_live() || matches!(self.base, State::Submitted | State::Clarifying | State::FeePending)
    }

    fn submitted(&mut self, event: &Event, channel: Channel) -> Taken {
        self.require(event, self.base == State::Draft)?;
        (self.channel, self.submitted_on, self.base) = (Some(channel), Some(event.on), State::Submitted);
        Ok(())
    }

    fn received(&mut self, on: Date, channel: Channel, law: Law) -> Taken {
        if self.receipt.is_some() || !matches!(self.base, State::Draft | State::Submitted) {
            return Err(Violation::SecondReceipt { on });
        }
        (self.channel, self.receipt, self.base) = (Some(channel), Some(on), State::Received);
        self.restart(on, law.terms.answer, law);
        Ok(())
    }

    fn ask_clarification(&mut self, event: &Event, working_days: Option<u32>, law: Law) -> Taken {
        if self.clarification.asked_on.is_some() {
            return Err(Violation::SecondClarification { on: event.on });
        }
        self.require(event, matches!(self.base, State::Received | State::Processing))?;
        self.clarification = Clarification { asked_on: Some(event.on), working_days, ..Clarification::default() };
        self.base = State::Clarifying;
        self.stop(event.on, law);
        match self.clarification_notice_due(law) {
            Some(due) if due < event.on => Err(Violation::LateClarificationNotice { on: event.on, due }),
            _ => Ok(()),
        }
    }

    fn clarification_reached(&mut self, event: &Event, working_days: Option<u32>) -> Taken {
        self.require(event, self.base == State::Clarifying)?;
        self.clarification.reached_on = Some(event.on);
        self.clarification.working_days = working_days.or(self.clarification.working_days);
        Ok(())
    }

    fn clarified(&mut self, event: &Event, good_reason: bool, law: Law) -> Taken {
        self.require(event, self.base == State::Clarifying)?;
        let due = self.clarification_due(law).map(|due| due.on);
        self.clarification.received_on = Some(event.on);
        self.base = State::Processing;
        self.restart(event.on, law.terms.answer, law);
        match due {
            Some(due) if due < event.on && !good_reason => Err(Violation::LateClarification { on: event.on, due }),
            _ => Ok(()),
        }
    }

    fn clarification_lapsed(&mut self, event: &Event, law: Law) -> Taken {
        self.require(event, self.base == State::Clarifying)?;
        self.past(event, "补正", self.clarification_due(law).map(|due| due.on))?;
        self.close(event.on, State::AbandonedClarification, Some(Outcome::ClarificationLapsed), law);
        Ok(())
    }

    /// A lapse before the term is over, or before it runs, is none.
    fn past(&self, event: &Event, what: &'static str, due: Option<Date>) -> Taken {
        match due {
            Some(due) if due < event.on => Ok(()),
            due => Err(Violation::TooEarly { on: event.on, what, due }),
        }
    }

    fn extend(&mut self, event: &Event, days: u32, law: Law) -> Taken {
        let on = event.on;
        self.require(event, self.base.is_live())?;
        if self.extension.is_some() {
            return Err(Violation::SecondExtension { on });
        }
        let longest = law.terms.longest_extension;
        if !(1..=longest).contains(&days) {
            return Err(Violation::ExtensionLength { on, days, longest });
        }
        if let Some(due) = self.due(law).filter(|due| due.on < on) {
            return Err(Violation::ExtensionAfterDue { on, due: due.on });
        }
        self.extension = Some(days);
        self.remaining = self.remaining.saturating_add(i32::try_from(days).unwrap_or(i32::MAX));
        Ok(())
    }

    fn ask_explanation(&mut self, event: &Event, working_days: Option<u32>, law: Law) -> Taken {
        self.require(event, matches!(self.base, State::Received | State::Processing) && self.explanation.asked_on.is_none())?;
        let pauses = law.terms.explanation_stops_clock && self.due(law).is_none_or(|due| due.on >= event.on);
        self.explanation = Explanation { asked_on: Some(event.on), working_days, pauses, ..Explanation::default() };
        self.base = State::Explaining;
        if pauses {
            self.pause(event.on, law);
        }
        Ok(())
    }

    fn explained(&mut self, event: &Event, reasonable: Option<bool>) -> Taken {
        self.require(event, self.base == State::Explaining)?;
        (self.explanation.ended_on, self.explanation.reasonable) = (Some(event.on), reasonable);
        self.base = State::Processing;
        self.release(event.on, self.explanation.pauses);
        Ok(())
    }

    /// Article 35: reasonable, but not to be done in time: the organ sets a day. On a day off it ends the working day before.
    fn defer(&mut self, event: &Event, until: Date, law: Law) -> Taken {
        let due = self.due(law);
        self.require(event, self.base.is_live() && due.is_some())?;
        let later = due.is_some_and(|due| due.on < until) && event.on < until;
        if !later {
            return Err(Violation::DeferralNotLater { on: event.on, until });
        }
        self.stop(event.on, law);
        self.anchor = Some(event.on);
        self.remaining = law.calendar.working_days_between(event.on, until);
        Ok(())
    }

    fn notice_fee(&mut self, event: &Event, amount: u32, law: Law) -> Taken {
        let on = event.on;
        if self.fee.noticed_on.is_some() {
            return Err(Violation::SecondFee { on });
        }
        self.require(event, matches!(self.base, State::Received | State::Processing | State::Redo))?;
        if let Some(due) = self.due(law).filter(|due| due.on < on) {
            return Err(Violation::FeeAfterDue { on, due: due.on });
        }
        self.fee = Fee { noticed_on: Some(on), amount, ..Fee::default() };
        self.base = State::FeePending;
        self.stop(on, law);
        Ok(())
    }

    fn pay(&mut self, event: &Event, law: Law) -> Taken {
        self.require(event, self.base == State::FeePending)?;
        if let Some(due) = self.fee_due(law).filter(|due| due.on < event.on) {
            return Err(Violation::LatePayment { on: event.on, due: due.on });
        }
        self.fee.paid_on = Some(event.on);
        self.base = State::Processing;
        self.restart(event.on, law.terms.answer, law);
        Ok(())
    }

    fn fee_lapsed(&mut self, event: &Event, law: Law) -> Taken {
        self.require(event, self.base == State::FeePending)?;
        self.past(event, "缴费", self.fee_due(law).map(|due| due.on))?;
        self.close(event.on, State::AbandonedFee, Some(Outcome::FeeLapsed), law);
        Ok(())
    }

    fn dispatched(&mut self, event: &Event, law: Law) -> Taken {
        self.require(event, self.base.is_live())?;
        let outcome = self.draft.as_ref().map(|draft| draft.outcome).or(self.outcome);
        let first = !self.ended;
        self.close(event.on, State::Replied, outcome, law);
        self.replied_on = Some(event.on);
        // An answer given anew after a remedy is not measured again.
        if first {
            self.days_used = Some(self.used);
        }
        match self.due_at_close {
            Some(due) if due.on < event.on => Err(Violation::LateReply { on: event.on, due: due.on }),
            _ => Ok(()),
        }
    }

    fn close(&mut self, on: Date, state: State, outcome: Option<Outcome>, law: Law) {
        self.due_at_close = self.due(law);
        self.base = state;
        self.outcome = outcome;
        self.closed_on = Some(on);
        self.ended = true;
        self.stop(on, law);
    }

    /// Set aside: answer anew within the ordered term (法释〔2025〕8号).
    fn redo(&mut self, event: &Event, id: Option<u32>, working_days: Option<u32>, until: Option<Date>, law: Law) -> Taken {
        let on = event.on;
        let answered = self.base.is_closed() && self.base != State::Archived && !self.split;
        self.require(event, answered || self.base.is_live() && !self.remedies.is_empty())?;
        if let Some(remedy) = id.and_then(|id| self.remedies.iter_mut().find(|remedy| remedy.id == id && remedy.decided_on.is_none())) {
            (remedy.decided_on, remedy.result) = (Some(on), Some(crate::rules::history::RemedyResult::Corrected));
        }
        let days = until.and_then(|until| u32::try_from(law.calendar.working_days_between(on, until)).ok());
        (self.base, self.redo, self.closed_on, self.due_at_close) = (State::Redo, true, None, None);
        self.replied_on = None;
        (self.outcome, self.draft, self.signed, self.delivered_on) = (None, None, false, None);
        // Opinions still out when the first reply left no longer hold the clock.
        self.n_pauses = 0;
        self.sought.iter_mut().for_each(|sought| sought.pauses = false);
        self.restart(on, days.or(working_days).unwrap_or(law.terms.redo), law);
        Ok(())
    }
}
