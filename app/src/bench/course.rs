//! How does a drawn request run its course? Pauses, restarts, extensions, answers and remedies as often as offices report them.

use gongkai_requests::rules::clock::Law;
use gongkai_requests::rules::history::{
    Channel, Event, FeeBasis, History, Opinion, PartyKind, RemedyKind, RemedyResult, ReviewKind, Way, What,
};
use gongkai_requests::rules::outcome::Outcome;
use jiff::civil::Date;

use super::chance::Chance;

/// Outcomes with how many of a hundred answers have them.
const OUTCOMES: [(Outcome, i64); 14] = [
    (Outcome::Granted, 38),
    (Outcome::AlreadyPublic, 12),
    (Outcome::PartlyGranted, 8),
    (Outcome::CannotProvideNonexistent, 14),
    (Outcome::CannotProvideNotResponsible, 9),
    (Outcome::CannotProvideNeedsMaking, 2),
    (Outcome::RefusedThirdParty, 2),
    (Outcome::RefusedInternalAffairs, 3),
    (Outcome::RefusedProcessInformation, 3),
    (Outcome::RefusedEnforcementFile, 1),
    (Outcome::RefusedSpecialAccessRule, 2),
    (Outcome::NotProcessedPetition, 3),
    (Outcome::NotProcessedRepeated, 2),
    (Outcome::RefusedForbiddenByLaw, 1),
];

/// What happens to one request, until today.
struct Course<'a> {
    chance: &'a mut Chance,
    law: Law<'a>,
    on: Date,
    today: Date,
    events: Vec<Event>,
}

/// The history of a request that was sent on a day; what would happen later than today has not happened.
pub fn course(chance: &mut Chance, channel: Channel, submitted: Date, today: Date, law: Law<'_>) -> History {
    let mut course = Course { chance, law, on: submitted, today, events: Vec::with_capacity(12) };
    course.now(What::Submitted { channel });
    course.runs(channel);
    History::new(course.events)
}

impl Course<'_> {
    /// Whether it happened: not later than today.
    fn now(&mut self, what: What) -> bool {
        let happened = self.on <= self.today;
        if happened {
            self.events.push(Event { on: self.on, what });
        }
        happened
    }

    /// Some working days later.
    fn later(&mut self, from: i64, to: i64) {
        let days = u32::try_from(self.chance.between(from, to)).unwrap_or_default();
        self.on = self.law.calendar.add_working_days(self.on, days).on;
    }

    fn runs(&mut self, channel: Channel) {
        if channel.needs_confirmation() {
            self.later(0, 3);
        }
        if !self.now(What::Received { channel }) {
            return;
        }
        if self.chance.percent(4) {
            self.later(1, 8);
            self.now(What::Withdrawn);
            return;
        }
        if self.chance.percent(14) && self.clarifies() {
            return;
        }
        self.later(0, 2);
        self.now(What::Assigned { unit: "业务科".to_owned() });
        if self.chance.percent(12) {
            self.consults();
        }
        if self.chance.percent(6) {
            self.later(1, 3);
            let working_days = u32::try_from(self.chance.between(5, 20)).unwrap_or(5);
            self.now(What::Extended { working_days, reason: "需要逐项核对".to_owned(), approved_by: Some(1) });
        }
        if self.chance.percent(2) && self.charges() {
            return;
        }
        self.answers(2, 14);
        if self.chance.percent(4) {
            self.challenged();
        }
    }

    /// True where it ended: nobody clarified.
    fn clarifies(&mut self) -> bool {
        self.later(1, 6);
        self.now(What::ClarificationAsked { items: vec!["写明年度和名称".to_owned()], within_working_days: Some(10) });
        self.later(0, 2);
        self.now(What::ClarificationReached { within_working_days: Some(10) });
        if self.chance.percent(75) {
            self.later(1, 9);
            return !self.now(What::Clarified { good_reason: None });
        }
        self.later(11, 13);
        self.now(What::ClarificationLapsed);
        true
    }

    fn consults(&mut self) {
        let two = self.chance.percent(20);
        self.later(1, 3);
        self.now(What::OpinionSought { id: 1, party: PartyKind::ThirdParty, name: "青岚建材有限公司".to_owned() });
        if two {
            self.now(What::OpinionSought { id: 2, party: PartyKind::CoMaker, name: "青岚县水利局".to_owned() });
        }
        self.later(0, 2);
        self.now(What::OpinionLetterReached { id: 1 });
        if two {
            self.now(What::OpinionLetterReached { id: 2 });
            self.later(2, 5);
            self.now(What::OpinionReceived { id: 2, opinion: Some(Opinion::Agreed), reasons: String::new() });
        }
        if self.chance.percent(70) {
            self.later(2, 8);
            self.now(What::OpinionReceived { id: 1, opinion: Some(Opinion::Objected), reasons: "涉及商业秘密".to_owned() });
        } else {
            self.later(15, 16);
            self.now(What::OpinionLapsed { id: 1 });
        }
    }

    /// True where it ended: nobody paid.
    fn charges(&mut self) -> bool {
        self.later(1, 3);
        self.now(What::FeeNoticed { basis: FeeBasis::Item, count: 45, amount: 5500 });
        self.later(0, 2);
        self.now(What::FeeNoticeReached);
        if self.chance.percent(60) {
            self.later(1, 15);
            return !self.now(What::FeePaid { amount: 5500 });
        }
        self.later(21, 22);
        self.now(What::FeeLapsed);
        true
    }

    fn answers(&mut self, from: i64, to: i64) {
        let outcome = self.outcome();
        self.later(from, to);
        self.now(What::DraftSubmitted { outcome, grounds: Vec::new(), by: 1 });
        self.later(0, 1);
        self.now(What::ReviewPassed { kind: ReviewKind::Secrecy, by: 2 });
        self.now(What::ReviewPassed { kind: ReviewKind::Legal, by: 3 });
        if self.chance.percent(2) {
            self.later(10, 25);
        }
        self.now(What::ReplySigned { by: 4, number: None });
        self.later(0, 1);
        if self.now(What::Dispatched { way: Way::Online, reference: None }) && self.chance.percent(80) {
            self.later(0, 4);
            self.now(What::Delivered);
        }
    }

    fn outcome(&mut self) -> Outcome {
        let mut drawn = self.chance.below(OUTCOMES.iter().map(|(_, share)| share).sum());
        for (outcome, share) in OUTCOMES {
            drawn -= share;
            if drawn < 0 {
                return outcome;
            }
        }
        Outcome::Granted
    }

    fn challenged(&mut self) {
        self.later(5, 40);
        let kinds = [RemedyKind::Reconsideration, RemedyKind::DirectLitigation, RemedyKind::LitigationAfterReconsideration];
        let kind = kinds[self.chance.below(3) as usize];
        if !self.now(What::RemedyAccepted { id: 1, kind, number: None }) {
            return;
        }
        self.later(30, 60);
        match self.chance.below(10) {
            0 | 1 => {
                if self.now(What::RedoOrdered { id: Some(1), within_working_days: Some(15), until: None }) {
                    self.answers(3, 9);
                }
            }
            2 => {
                self.now(What::RemedyDecided { id: 1, result: RemedyResult::Other });
            }
            _ => {
                self.now(What::RemedyDecided { id: 1, result: RemedyResult::Upheld });
            }
        }
    }
}
