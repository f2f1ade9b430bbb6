//! Does this step hold against the history, the day, the person and the papers? All reasons at once.

use gongkai_law::Ground;
use jiff::civil::Date;

use super::{Refusal, Role, Transition, Warning};
use crate::rules::clock::{Clock, Law, Sought, Violation};
use crate::rules::history::{Channel, Event, History, Opinion, PartyKind, ReviewKind, What};
use crate::rules::outcome::{Demand, Outcome};
use crate::rules::state::State;
use crate::rules::terms::Terms;

/// A step somebody wants to take.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    pub event: &'a Event,
    pub role: Role,
    /// With a draft reply: what lies in the file.
    pub draft: Option<&'a DraftMaterials>,
}

/// What a draft reply rests on. An outcome not chosen is told as a refusal and not guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftMaterials {
    pub outcome: Option<Outcome>,
    pub grounds: Vec<Ground>,
    /// What is at hand; what the history itself proves (opinions, clarification, explanation) need not be named.
    pub at_hand: Vec<Demand>,
}

/// May it be taken, and what should be seen first?
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    pub refusals: Vec<Refusal>,
    pub warnings: Vec<Warning>,
}

impl Verdict {
    #[must_use]
    pub fn is_permitted(&self) -> bool {
        self.refusals.is_empty()
    }

    fn refuse(&mut self, refusal: Refusal) {
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }
}

/// Every reason against a step, and every warning. The history is not changed.
#[must_use]
pub fn examine(history: &History, proposal: Proposal, law: Law, today: Date) -> Verdict {
    let event = proposal.event;
    let mut verdict = Verdict::default();
    let mut clock = Clock::default();
    for known in history.events().iter().filter(|known| known.on <= event.on) {
        clock.apply(known, law);
    }
    if event.on > today {
        verdict.refuse(Refusal::InFuture(event.on));
    }
    if let Some(transition) = step_of(&clock, event) {
        if !transition.roles().contains(&proposal.role) {
            verdict.refuse(Refusal::Role(transition, proposal.role));
        }
        // A silence is dated to the last day of its term and written down after it.
        let day = if matches!(event.what, What::OpinionLapsed { .. }) { today } else { event.on };
        for obstacle in obstacles(transition, &clock, law, day) {
            verdict.refuse(obstacle);
        }
    }
    of_event(&mut verdict, &clock, proposal, law);
    of_replay(&mut verdict, history, event, law);
    verdict
}

fn step_of(clock: &Clock, event: &Event) -> Option<Transition> {
    let transition = Transition::of(&event.what, clock.state())?;
    let lapsed = match event.what {
        What::OpinionLapsed { id } => clock.sought().iter().find(|sought| sought.id == id),
        _ => None,
    };
    Some(match lapsed {
        Some(sought) if sought.party != PartyKind::ThirdParty => Transition::LapseAgency,
        _ => transition,
    })
}

/// The longer history must show nothing worse than the shorter one: so an event out of order is found, wherever it falls.
fn of_replay(verdict: &mut Verdict, history: &History, event: &Event, law: Law) {
    let before = Clock::after(history, law);
    let longer = history.clone().with(event.on, event.what.clone());
    for violation in Clock::after(&longer, law).violations() {
        if before.violations().contains(violation) {
            continue;
        }
        if violation.took_effect() {
            verdict.warnings.push(Warning::Late(violation.clone()));
        } else if !said_by_table(violation, verdict, event.on) {
            verdict.refuse(Refusal::Violation(violation.clone()));
        }
    }
}

/// Said already, and better, by the table of steps.
fn said_by_table(violation: &Violation, verdict: &Verdict, day: Date) -> bool {
    let said = |is: fn(&Refusal) -> bool| verdict.refusals.iter().any(is);
    match violation {
        Violation::NotNow { on, .. } if *on == day => said(|refusal| {
            matches!(refusal, Refusal::State(..) | Refusal::NothingSought | Refusal::NothingToChallenge | Refusal::NoRemedyOpen)
        }),
        Violation::NothingSought { on, .. } if *on == day => said(|refusal| matches!(refusal, Refusal::NothingSought)),
        Violation::TooEarly { .. } => said(|refusal| {
            matches!(
                refusal,
                Refusal::TermRuns(..) | Refusal::NoticeNotReached(_) | Refusal::LetterNotReached | Refusal::OpinionTermRuns(_)
            )
        }),
        _ => false,
    }
}

/// What stands in the way of a step on a day, whatever its particulars.
pub(super) fn obstacles(transition: Transition, clock: &Clock, law: Law, day: Date) -> Vec<Refusal> {
    use Transition as T;
    let mut found = Vec::new();
    let state = clock.state();
    if !transition.step().from.contains(&state) {
        found.push(Refusal::State(transition, state));
    }
    let due = clock.due(law).map(|due| due.on);
    let past_due = due.filter(|due| *due < day && clock.closed_on.is_none());
    match transition {
        T::AskClarification if clock.clarification.asked_on.is_some() => found.push(Violation::SecondClarification { on: day }.into()),
        T::LapseClarification => found.extend(term(transition, clock.clarification_due(law).map(|due| due.on), day)),
        T::LapseFee => found.extend(term(transition, clock.fee_due(law).map(|due| due.on), day)),
        T::LapseExplanation => found.extend(term(transition, clock.explanation_due(law).map(|due| due.on), day)),
        T::SeekThirdParty | T::SeekAgency => found.extend(past_due.map(|due| Violation::SoughtAfterDue { on: day, due }.into())),
        T::TakeOpinion if clock.sought().iter().all(|sought| sought.ended_on.is_some()) => found.push(Refusal::NothingSought),
        T::LapseThirdParty => found.extend(silence(clock, |sought| sought.party == PartyKind::ThirdParty, day)),
        T::LapseAgency => found.extend(silence(clock, |sought| sought.party != PartyKind::ThirdParty, day)),
        T::Extend => {
            found.extend(clock.extension.map(|_| Violation::SecondExtension { on: day }.into()));
            found.extend(past_due.map(|due| Violation::ExtensionAfterDue { on: day, due }.into()));
        }
        T::AskExplanation if clock.explanation.asked_on.is_some() => found.push(Refusal::ExplanationAskedBefore),
        T::PassOn if clock.channel != Some(Channel::Misrouted) => found.push(Refusal::NotMisrouted),
        T::Defer if clock.explanation.reasonable != Some(true) => found.push(Refusal::NotExplained),
        T::NoticeFee => {
            found.extend(clock.fee.noticed_on.map(|_| Violation::SecondFee { on: day }.into()));
            found.extend(past_due.map(|due| Violation::FeeAfterDue { on: day, due }.into()));
        }
        T::PayFee => {
            found.extend(clock.fee_due(law).filter(|due| due.on < day).map(|due| Violation::LatePayment { on: day, due: due.on }.into()))
        }
        T::Sign if !clock.has_passed(ReviewKind::Secrecy) => found.push(Refusal::NoSecrecyReview),
        T::AnswerOnSpot if clock.receipt != Some(day) => found.push(Refusal::NotSameDay),
        T::AcceptRemedy if clock.base.is_live() && past_due.is_none() => found.push(Refusal::NothingToChallenge),
        T::DecideRemedy if clock.remedies().iter().all(|remedy| remedy.decided_on.is_some()) => found.push(Refusal::NoRemedyOpen),
        T::OrderRedo if clock.remedies().is_empty() => found.push(Refusal::NoRemedyOpen),
        T::Convert if !clock.outcome.is_some_and(Outcome::discloses) => found.push(Refusal::NothingToConvert),
        _ => {}
    }
    found
}

fn term(transition: Transition, due: Option<Date>, day: Date) -> Option<Refusal> {
    match due {
        None => Some(Refusal::NoticeNotReached(transition)),
        Some(due) if due >= day => Some(Refusal::TermRuns(transition, due)),
        Some(_) => None,
    }
}

/// One of those open must be past its term.
fn silence(clock: &Clock, is: impl Fn(&Sought) -> bool, day: Date) -> Option<Refusal> {
    let open: Vec<&Sought> = clock.sought().iter().filter(|sought| sought.ended_on.is_none() && is(sought)).collect();
    match open.iter().filter_map(|sought| sought.due).min() {
        _ if open.is_empty() => Some(Refusal::NothingSought),
        None => Some(Refusal::LetterNotReached),
        Some(due) if due >= day => Some(Refusal::OpinionTermRuns(due)),
        Some(_) => None,
    }
}

fn of_event(verdict: &mut Verdict, clock: &Clock, proposal: Proposal, law: Law) {
    let blank = |text: &str| text.trim().is_empty();
    match &proposal.event.what {
        What::ClarificationAsked { items, within_working_days } => {
            if items.iter().all(|item| blank(item)) {
                verdict.refuse(Refusal::NothingToClarify);
            }
            of_clarification_term(verdict, *within_working_days, law.terms);
        }
        What::ClarificationReached { within_working_days } => of_clarification_term(verdict, *within_working_days, law.terms),
        What::Clarified { good_reason } => {
            let due = clock.clarification_due(law).filter(|due| due.on < proposal.event.on);
            if let Some(due) = due
                && good_reason.as_deref().is_none_or(blank)
            {
                verdict.refuse(Refusal::LateWithoutReason(due.on));
            }
        }
        What::OpinionSought { name, .. } if blank(name) => verdict.refuse(Refusal::NoParty),
        What::OpinionReceived { opinion: Some(Opinion::Objected), reasons, .. } if blank(reasons) => {
            verdict.refuse(Refusal::NoReason(Transition::TakeOpinion));
        }
        What::Extended { working_days, reason, approved_by } => {
            of_extension(verdict, proposal.event.on, *working_days, law.terms);
            if blank(reason) {
                verdict.refuse(Refusal::NoReason(Transition::Extend));
            }
            if approved_by.is_none() {
                verdict.refuse(Refusal::NotApproved);
            }
        }
        What::ExplanationAsked { facts, .. } if blank(facts) => verdict.refuse(Refusal::NoReason(Transition::AskExplanation)),
        What::Deferred { reason, .. } if blank(reason) => verdict.refuse(Refusal::NoReason(Transition::Defer)),
        What::FeeNoticed { amount: 0, .. } => verdict.refuse(Refusal::NothingToCharge),
        What::FeePaid { amount } if *amount < clock.fee.amount => {
            verdict.refuse(Refusal::NotPaidInFull { paid: *amount, amount: clock.fee.amount });
        }
        What::DraftSubmitted { outcome, grounds, .. } => {
            let stated = DraftMaterials { outcome: Some(*outcome), grounds: grounds.clone(), at_hand: Vec::new() };
            of_draft(verdict, clock, proposal.draft.unwrap_or(&stated));
        }
        What::ReviewPassed { kind, by } => of_review(verdict, clock, *kind, *by),
        What::ReviewReturned { reason, .. } if blank(reason) => verdict.refuse(Refusal::NoReason(Transition::ReturnDraft)),
        What::ReplySigned { by, .. } => {
            if clock.draft.as_ref().is_some_and(|draft| draft.by == *by) {
                verdict.refuse(Refusal::SignerIsDrafter);
            }
            if let Some(draft) = &clock.draft {
                of_opinions(verdict, clock, draft.outcome);
            }
        }
        What::Dispatched { .. } if over_objection(clock) => verdict.warnings.push(Warning::TellThirdParty),
        _ => {}
    }
}

fn of_clarification_term(verdict: &mut Verdict, working_days: Option<u32>, terms: &Terms) {
    let (shortest, longest) = (terms.shortest_clarification, terms.longest_clarification);
    if let Some(days) = working_days.filter(|days| !(shortest..=longest).contains(days)) {
        verdict.refuse(Refusal::ClarificationTerm(days, shortest, longest));
    }
}

fn of_extension(verdict: &mut Verdict, on: Date, days: u32, terms: &Terms) {
    let longest = terms.longest_extension;
    if !(1..=longest).contains(&days) {
        verdict.refuse(Violation::ExtensionLength { on, days, longest }.into());
    }
}

/// A draft reply: one outcome, and everything it demands.
fn of_draft(verdict: &mut Verdict, clock: &Clock, draft: &DraftMaterials) {
    let Some(outcome) = draft.outcome else { return verdict.refuse(Refusal::NoOutcome) };
    if !outcome.is_drafted() {
        return verdict.refuse(Refusal::NotDrafted(outcome));
    }
    for demand in outcome.demands() {
        let met = match demand {
            Demand::Ground => !draft.grounds.is_empty(),
            Demand::OpinionRecord => third_parties(clock).any(|sought| sought.ended_on.is_some()),
            Demand::Clarified => clock.clarification.received_on.is_some(),
            Demand::Explanation => clock.explanation.asked_on.is_some(),
            other => draft.at_hand.contains(other),
        };
        if !met {
            verdict.refuse(Refusal::Missing(outcome, *demand));
        }
    }
    if outcome.refuses() {
        for ground in draft.grounds.iter().filter(|ground| ground.report_row() != outcome.row()) {
            verdict.refuse(Refusal::GroundMismatch(outcome, ground.label()));
        }
    }
    if !clock.overruled(outcome, &draft.grounds).is_empty() && !draft.at_hand.contains(&Demand::PublicInterest) {
        verdict.refuse(Refusal::NoPublicInterest);
    }
    of_opinions(verdict, clock, outcome);
}

fn third_parties(clock: &Clock) -> impl Iterator<Item = &Sought> {
    clock.sought().iter().filter(|sought| sought.party == PartyKind::ThirdParty)
}

fn over_objection(clock: &Clock) -> bool {
    let outcome = clock.draft.as_ref().map(|draft| draft.outcome);
    outcome.is_some_and(Outcome::discloses) && third_parties(clock).any(|sought| sought.opinion == Some(Opinion::Objected))
}

fn of_opinions(verdict: &mut Verdict, clock: &Clock, outcome: Outcome) {
    let record = third_parties(clock).any(|sought| sought.ended_on.is_some());
    if outcome == Outcome::RefusedThirdParty && !record {
        verdict.refuse(Refusal::Missing(outcome, Demand::OpinionRecord));
    }
    if outcome.discloses() && third_parties(clock).any(|sought| sought.opinion == Some(Opinion::Objected)) {
        verdict.warnings.push(Warning::OverObjection);
    }
    let n_open = clock.sought().iter().filter(|sought| sought.ended_on.is_none()).count();
    if n_open > 0 {
        verdict.warnings.push(Warning::OpinionsOpen(n_open));
    }
}

fn of_review(verdict: &mut Verdict, clock: &Clock, kind: ReviewKind, by: i64) {
    let Some(draft) = &clock.draft else { return };
    if draft.by == by {
        verdict.refuse(Refusal::ReviewerIsDrafter);
    }
    // Secrecy and legality are looked at by two persons; the head may be either.
    let other = draft.passed.iter().find(|(passed, who)| *who == by && *passed != kind);
    if let Some((passed, _)) = other.filter(|(passed, _)| *passed != ReviewKind::Head && kind != ReviewKind::Head) {
        verdict.refuse(Refusal::SameReviewer(passed.label()));
    }
}

impl Clock {
    /// Third parties that did not agree.
    pub fn objectors(&self) -> impl Iterator<Item = &Sought> {
        third_parties(self).filter(|sought| sought.opinion == Some(Opinion::Objected))
    }

    /// Those over whose objection this would disclose something (article 32). Where a part is withheld for the sake of a third
    /// party, its objection was heeded; what is public already is not disclosed by this.
    #[must_use]
    pub fn overruled(&self, outcome: Outcome, grounds: &[Ground]) -> Vec<&Sought> {
        let heeded = grounds.iter().any(|ground| ground.report_row() == Outcome::RefusedThirdParty.row());
        let discloses = outcome == Outcome::Granted || outcome == Outcome::PartlyGranted && !heeded;
        self.objectors().filter(|_| discloses).collect()
    }

    /// Has the draft passed this review? A draft handed in anew has passed none.
    #[must_use]
    pub fn has_passed(&self, kind: ReviewKind) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.passed.iter().any(|(passed, _)| *passed == kind))
    }

    /// Who wrote the draft under review.
    #[must_use]
    pub fn drafted_by(&self) -> Option<i64> {
        self.draft.as_ref().map(|draft| draft.by)
    }

    /// The state beneath opinions sought and remedies.
    #[must_use]
    pub fn base(&self) -> State {
        self.base
    }
}
