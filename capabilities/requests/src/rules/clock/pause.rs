//! When does the clock stand still, when does it go on or start anew, and how much of it was used?

use jiff::civil::Date;

use super::{Clock, Law, Sought, Violation};
use crate::rules::history::{Event, PartyKind};
use crate::rules::state::State;

type Taken = Result<(), Violation>;

impl Clock {
    /// The clock stands: what it ran until and with this day is used. Days on which nobody owed anything never are (articles 30,
    /// 33 (3); 国办函〔2020〕109号 article 6).
    pub(super) fn stop(&mut self, on: Date, law: Law) {
        if let Some(anchor) = self.anchor.take() {
            self.used += law.calendar.working_days_between(anchor, on).max(0);
        }
    }

    /// Article 30: the term runs anew from the day the corrected request is here; so it does once a fee is paid.
    pub(super) fn restart(&mut self, on: Date, working_days: u32, law: Law) {
        self.stop(on, law);
        self.remaining = i32::try_from(working_days).unwrap_or(i32::MAX);
        if self.n_pauses == 0 {
            self.anchor = Some(on);
        } else {
            self.paused_on = Some(on);
            self.resume_on = self.resume_on.max(Some(on));
        }
    }

    /// Article 33(3): what was used until and with this day is used; the rest waits.
    pub(super) fn pause(&mut self, on: Date, law: Law) {
        if self.n_pauses == 0
            && let Some(anchor) = self.anchor
        {
            // The day itself counts as used unless this place settled it otherwise [L].
            let spare = i32::from(law.terms.pause_from_same_day && on > anchor && law.calendar.is_working_day(on));
            self.remaining -= law.calendar.working_days_between(anchor, on) - spare;
            self.stop(on, law);
            self.used -= spare;
            (self.paused_on, self.resume_on) = (Some(on), None);
        }
        self.n_pauses += 1;
    }

    pub(super) fn release(&mut self, on: Date, pauses: bool) {
        if !pauses {
            return;
        }
        self.resume_on = self.resume_on.max(Some(on));
        self.n_pauses = self.n_pauses.saturating_sub(1);
        if self.n_pauses == 0 && self.closed_on.is_none() && !matches!(self.base, State::Clarifying | State::FeePending) {
            // Never before the pause began: an opinion may be dated wrongly, the clock is not turned back.
            self.anchor = self.resume_on.max(self.paused_on);
            self.paused_on = None;
        }
    }

    pub(super) fn seek(&mut self, event: &Event, id: u32, party: PartyKind, law: Law) -> Taken {
        let on = event.on;
        self.require(event, matches!(self.base, State::Received | State::Processing | State::Explaining | State::Redo))?;
        let late = self.due(law).filter(|due| due.on < on);
        let sought = Sought {
            id,
            party,
            asked_on: on,
            reached_on: None,
            due: None,
            ended_on: None,
            opinion: None,
            silent: false,
            pauses: late.is_none(),
        };
        self.sought.push(sought);
        if let Some(due) = late {
            return Err(Violation::SoughtAfterDue { on, due: due.on });
        }
        self.pause(on, law);
        Ok(())
    }

    pub(super) fn open(&mut self, event: &Event, id: u32) -> Result<&mut Sought, Violation> {
        let nothing = Violation::NothingSought { on: event.on, what: event.what.label() };
        self.sought.iter_mut().find(|sought| sought.id == id && sought.ended_on.is_none()).ok_or(nothing)
    }

    /// The pause ends on the last day of the term, on whichever later day the silence is written down.
    pub(super) fn silence(&mut self, event: &Event, id: u32) -> Taken {
        let sought = self.open(event, id)?;
        match sought.due {
            Some(due) if due <= event.on => {
                (sought.ended_on, sought.silent) = (Some(due), true);
                let pauses = sought.pauses;
                self.release(due, pauses);
                Ok(())
            }
            due => Err(Violation::TooEarly { on: event.on, what: "征求意见", due }),
        }
    }
}
