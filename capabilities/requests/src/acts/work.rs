//! How does a request move by one step: locked, examined against its history, written down, replayed, saved and recorded?

use std::sync::Arc;

use gongkai_documents::Doer;
use gongkai_identity::{Action, Role as Office, Viewer};
use gongkai_store::{Change, Fact};
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::calendars::{Calendars, calendars};
use crate::case::{Case, Remedy};
use crate::practice::Practice;
use crate::rules::clock::{Clock, Law, Reason, reasons};
use crate::rules::history::{Event, History, What};
use crate::rules::outcome::Outcome;
use crate::rules::state::State;
use crate::rules::transitions::{DraftMaterials, Proposal, Role, Transition, examine};
use crate::tables;

/// Which request an act is on, and as it stood on whose page: of two clerks with the same page before them one goes first, and
/// the other is shown what he did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub id: i64,
    /// The version that was seen; `None` where nobody looked at a page.
    pub seen: Option<i64>,
}

impl From<i64> for At {
    fn from(id: i64) -> Self {
        Self { id, seen: None }
    }
}

/// A request in hand, with its change: what is noted in it is kept together or not at all.
pub struct Work {
    pub change: Change,
    pub case: Case,
    pub history: History,
    calendars: Arc<Calendars>,
    viewer: Viewer,
    due_before: Option<Date>,
    noted: Vec<Event>,
}

impl Work {
    /// Loads and locks a request on which one may do this. What may not be read does not exist.
    ///
    /// # Errors
    /// [`Failure::Conflict`] where somebody changed it since it was seen: compared under the lock, so that nobody comes in between.
    pub async fn of_staff(doer: &Doer, at: impl Into<At>, action: Action) -> Result<Self, Failure> {
        let at = at.into();
        let work = Self::open(doer, at.id).await?;
        doer.may(Action::ReadRequests, &work.case.agency_path).map_err(|_| Failure::NotFound)?;
        doer.may(action, &work.case.agency_path)?;
        if at.seen.is_some_and(|seen| seen != work.case.version) {
            return Err(Failure::Conflict);
        }
        Ok(work)
    }

    /// The same for whoever proved at the door that it is his: the applicant by his key, a third party by its link, a job.
    pub async fn open(doer: &Doer, id: i64) -> Result<Self, Failure> {
        let calendars = calendars(&doer.platform).await?;
        let mut change = doer.change().await?;
        let case = tables::case::lock(&mut change, id).await?.ok_or(Failure::NotFound)?;
        let noted = tables::event::within(change.connection(), id).await?;
        let history = History::new(noted.into_iter().map(|noted| noted.event).collect());
        let due_before = case.due_on;
        Ok(Self { change, case, history, calendars, viewer: doer.viewer.clone(), due_before, noted: Vec::new() })
    }

    /// A request that begins with this change.
    pub(super) fn begun(change: Change, case: Case, calendars: Arc<Calendars>, viewer: Viewer) -> Self {
        Self { change, case, history: History::default(), calendars, viewer, due_before: None, noted: Vec::new() }
    }

    #[must_use]
    pub fn law(&self) -> Law<'_> {
        self.calendars.as_of(self.case.notice_id)
    }

    #[must_use]
    pub fn practice(&self) -> &Practice {
        &self.calendars.practice
    }

    #[must_use]
    pub fn today(&self) -> Date {
        self.change.today()
    }

    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::after(&self.history, self.law())
    }

    /// Takes a step of the law.
    ///
    /// # Errors
    /// Everything that stands against it, at once. What only should be seen first is returned.
    pub async fn take(&mut self, event: Event, draft: Option<&DraftMaterials>) -> Result<Vec<String>, Failure> {
        let warnings = self.examine(&event, draft)?;
        self.note(event).await?;
        Ok(warnings)
    }

    /// Whether a step may be taken, before anything costly is made of it.
    ///
    /// # Errors
    /// As for [`Work::take`].
    pub(super) fn examine(&self, event: &Event, draft: Option<&DraftMaterials>) -> Result<Vec<String>, Failure> {
        let role = self.role_for(event);
        let verdict = examine(&self.history, Proposal { event, role, draft }, self.law(), self.today());
        if !verdict.is_permitted() {
            return Err(Failure::Refused(verdict.refusals.iter().map(ToString::to_string).collect()));
        }
        Ok(verdict.warnings.iter().map(ToString::to_string).collect())
    }

    /// Writes down what happened.
    pub async fn note(&mut self, event: Event) -> Result<(), Failure> {
        tables::event::append(&mut self.change, self.case.id, &event).await?;
        self.history.insert(event.clone());
        self.noted.push(event);
        Ok(())
    }

    /// In which of his offices he acts: the one that this step is for, or the first he holds.
    fn role_for(&self, event: &Event) -> Role {
        let offices = [
            (Office::RequestClerk, Role::Clerk),
            (Office::RequestUnit, Role::Unit),
            (Office::SecrecyReviewer, Role::Secrecy),
            (Office::LegalReviewer, Role::Legal),
            (Office::OpennessHead, Role::Head),
            (Office::SigningLeader, Role::Leader),
        ];
        let held: Vec<Role> = match &self.viewer {
            Viewer::System => return Role::Timer,
            Viewer::Public => match event.what {
                What::OpinionReceived { .. } => return Role::ThirdParty,
                _ => return Role::Applicant,
            },
            Viewer::Staff(_) => {
                offices.into_iter().filter(|(office, _)| self.viewer.holds(*office, &self.case.agency_path)).map(|(_, role)| role).collect()
            }
        };
        let wanted = Transition::of(&event.what, self.clock().state()).map_or(&[][..], Transition::roles);
        held.iter().find(|role| wanted.contains(role)).or(held.first()).copied().unwrap_or(Role::Applicant)
    }

    /// Replays the history into the row that lists read, saves it and records what happened.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn close(mut self, kind: &str, detail: Value) -> Result<Case, Failure> {
        self.project();
        self.case.version += 1;
        self.case.changed_at = self.change.at_iso();
        tables::case::save(&mut self.change, &self.case).await?;
        self.record(kind, detail);
        self.change.commit().await?;
        Ok(self.case)
    }

    /// What the history says, in the row; see the test that rebuilds every row from its history.
    pub(super) fn project(&mut self) {
        let (clock, today) = (self.clock(), self.today());
        let law = self.calendars.as_of(self.case.notice_id);
        Self::project_row(&mut self.case, &clock, law, &self.calendars.practice, today);
    }

    /// The same for a row that is in nobody's hand.
    pub fn project_row(case: &mut Case, clock: &Clock, law: Law<'_>, practice: &Practice, today: Date) {
        let standing = clock.standing(law, today);
        let waits = [standing.clarification_due.filter(|_| standing.state == State::Clarifying), standing.fee_due]
            .into_iter()
            .chain(standing.sought.iter().filter(|sought| sought.ended_on.is_none()).map(|sought| sought.due))
            .chain([standing.explanation_due.filter(|_| standing.state == State::Explaining)])
            .flatten()
            .min();
        // Whatever the first end says stays: so a row of an older program is put right as well.
        let days_used = standing.days_used.map(i64::from);
        let closed = standing.closed_on.is_some();
        // Identity is kept no longer than the practice says after whatever end; while anything is pending it is needed.
        let pending = standing.remedies.iter().any(|remedy| remedy.decided_on.is_none());
        let months = jiff::Span::new().months(i64::from(practice.identity_months));
        let erase_on = standing.closed_on.filter(|_| !pending).map(|end| end.saturating_add(months));
        case.erase_on = erase_on;
        case.state = standing.state.code().to_owned();
        case.receipt_on = standing.receipt;
        case.due_on = standing.due;
        case.provisional = standing.provisional;
        case.waits_until = waits.filter(|_| !closed);
        case.is_open = !closed;
        // An answer given anew after a remedy is not counted again: the first end stays.
        if closed && case.outcome.is_none() {
            case.outcome = standing.outcome.or(Some(Outcome::OtherwiseClosed));
            case.replied_on = standing.replied_on.or(standing.closed_on);
            case.in_time = standing.in_time;
        }
        case.days_used = days_used;
        let known = std::mem::take(&mut case.remedies);
        case.remedies = standing
            .remedies
            .iter()
            .map(|remedy| Remedy {
                id: remedy.id,
                kind: remedy.kind,
                number: known.iter().find(|known| known.id == remedy.id).map(|known| known.number.clone()).unwrap_or_default(),
                accepted_on: remedy.accepted_on,
                result: remedy.result,
                decided_on: remedy.decided_on,
            })
            .collect();
    }

    fn record(&mut self, kind: &str, detail: Value) {
        let why: Vec<Reason> = reasons(&self.history, self.law());
        let events: Vec<&str> = self.noted.iter().map(|event| event.what.code()).collect();
        let last = why.last().map(|reason| reason.words.clone());
        let mut all = json!({
            "number": self.case.number, "events": events, "due_before": self.due_before, "due": self.case.due_on,
        });
        if self.due_before != self.case.due_on {
            all["why"] = json!(last);
        }
        if let (Some(all), Some(more)) = (all.as_object_mut(), detail.as_object()) {
            all.extend(more.clone());
        }
        self.change.record(Fact::internal(kind, self.case.subject(), &self.case.agency_path, all));
    }
}
