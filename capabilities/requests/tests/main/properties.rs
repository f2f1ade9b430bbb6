//! What must hold of every history: no due day on a day off, pauses only lengthen, one event at a time is the whole.

use gongkai_law::{Calendar, Ground};
use gongkai_requests::rules::clock::{Clock, Law, due_of, reasons, replay};
use gongkai_requests::rules::history::{Channel, Event, FeeBasis, History, PartyKind, RemedyKind, RemedyResult, ReviewKind, Way, What};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::rules::terms::Terms;
use gongkai_requests::rules::transitions::{Proposal, Role, availability, examine};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::national);

fn what() -> impl Strategy<Value = What> {
    let days = 0u32..40;
    let id = 1u32..4;
    prop_oneof![
        Just(What::Submitted { channel: Channel::Web }),
        Just(What::Received { channel: Channel::Counter }),
        Just(What::Assigned { unit: "业务科".into() }),
        proptest::option::of(days.clone())
            .prop_map(|within_working_days| What::ClarificationAsked { items: vec!["名称".into()], within_working_days }),
        proptest::option::of(days.clone()).prop_map(|within_working_days| What::ClarificationReached { within_working_days }),
        proptest::option::of(Just("住院".to_owned())).prop_map(|good_reason| What::Clarified { good_reason }),
        Just(What::ClarificationLapsed),
        (id.clone(), prop_oneof![Just(PartyKind::ThirdParty), Just(PartyKind::CoMaker)]).prop_map(|(id, party)| What::OpinionSought {
            id,
            party,
            name: "青岚建材公司".into()
        }),
        id.clone().prop_map(|id| What::OpinionLetterReached { id }),
        id.clone().prop_map(|id| What::OpinionReceived { id, opinion: None, reasons: String::new() }),
        id.clone().prop_map(|id| What::OpinionLapsed { id }),
        days.clone().prop_map(|working_days| What::Extended { working_days, reason: "情况复杂".into(), approved_by: Some(1) }),
        Just(What::ExplanationAsked { facts: "一个月内60件".into(), within_working_days: None }),
        any::<Option<bool>>().prop_map(|reasonable| What::ExplanationReceived { reasonable }),
        Just(What::ExplanationLapsed),
        (0i64..300).prop_map(|n| What::Deferred {
            until: date(2025, 1, 1).checked_add(n.days()).expect("a day"),
            reason: "量大".into(),
            approved_by: None
        }),
        Just(What::FeeNoticed { basis: FeeBasis::Item, count: 31, amount: 200 }),
        Just(What::FeeNoticeReached),
        Just(What::FeePaid { amount: 200 }),
        Just(What::FeeLapsed),
        (0i64..3).prop_map(|by| What::DraftSubmitted {
            outcome: Outcome::RefusedInternalAffairs,
            grounds: vec![Ground::InternalAffairs],
            by
        }),
        (0i64..3).prop_map(|by| What::ReviewPassed { kind: ReviewKind::Secrecy, by }),
        (0i64..3).prop_map(|by| What::ReviewReturned { kind: ReviewKind::Legal, by, reason: "再改".into() }),
        (0i64..3).prop_map(|by| What::ReplySigned { by, number: None }),
        Just(What::Dispatched { way: Way::Post, reference: None }),
        Just(What::Delivered),
        Just(What::Withdrawn),
        Just(What::Merged { into: "2025-9".into() }),
        Just(What::Split { into: vec!["2025-10".into()] }),
        id.clone().prop_map(|id| What::RemedyAccepted { id, kind: RemedyKind::Reconsideration, number: None }),
        id.clone().prop_map(|id| What::RemedyDecided { id, result: RemedyResult::Upheld }),
        (proptest::option::of(id), proptest::option::of(days)).prop_map(|(id, within_working_days)| What::RedoOrdered {
            id,
            within_working_days,
            until: None
        }),
        Just(What::Archived),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    (0i64..240, what()).prop_map(|(n, what)| Event { on: date(2025, 1, 1).checked_add(n.days()).expect("a day"), what })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(event(), 0..14)
}

fn terms() -> impl Strategy<Value = Terms> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(a, b, c)| Terms {
        explanation_stops_clock: a,
        pause_from_same_day: b,
        clarification_from_sending: c,
        ..Terms::default()
    })
}

/// Spans of opinions sought, in days from the receipt, that begin before the first due day; and an extension.
fn pauses() -> impl Strategy<Value = (i64, Vec<(i64, i64)>, Option<u32>)> {
    (0i64..600, proptest::collection::vec((0i64..26, 0i64..40), 0..4), proptest::option::of(1u32..21))
}

fn day(from: Date, n: i64) -> Date {
    from.checked_add(n.days()).expect("a day")
}

fn lawful(receipt: Date, spans: &[(i64, i64)], extension: Option<u32>) -> History {
    let mut events = vec![Event { on: receipt, what: What::Received { channel: Channel::Counter } }];
    for (id, (start, length)) in (1u32..).zip(spans) {
        let on = day(receipt, *start);
        events.push(Event { on, what: What::OpinionSought { id, party: PartyKind::ThirdParty, name: "第三方".into() } });
        events.push(Event { on: day(on, *length), what: What::OpinionReceived { id, opinion: None, reasons: String::new() } });
    }
    if let Some(working_days) = extension {
        events.push(Event { on: receipt, what: What::Extended { working_days, reason: "复杂".into(), approved_by: Some(1) } });
    }
    History::new(events)
}

/// The due day found by walking: each working day counts unless it lies within a pause, whose first day counts and whose last
/// does not.
fn walked(receipt: Date, spans: &[(i64, i64)], extension: Option<u32>) -> Date {
    let mut left = 20 + extension.unwrap_or(0);
    let mut on = receipt;
    while left > 0 {
        on = day(on, 1);
        let paused = spans.iter().any(|(start, length)| day(receipt, *start) < on && on <= day(receipt, start + length));
        left -= u32::from(CALENDAR.is_working_day(on) && !paused);
    }
    on
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_in_any_order(events in events(), terms in terms(), today in 0i64..300) {
        let law = Law { calendar: &CALENDAR, terms: &terms };
        let mut clock = Clock::default();
        for event in &events {
            clock.apply(event, law);
        }
        let history = History::new(events.clone());
        let today = day(date(2025, 1, 1), today);
        let _ = replay(&history, &CALENDAR, &terms, today);
        let _ = availability(&clock, law, today);
        for event in &events {
            let _ = examine(&history, Proposal { event, role: Role::Clerk, draft: None }, law, today);
        }
    }

    #[test]
    fn no_due_day_is_a_day_off(events in events(), terms in terms()) {
        let law = Law { calendar: &CALENDAR, terms: &terms };
        let history = History::new(events).with(date(2024, 12, 31), What::Received { channel: Channel::Counter });
        let clock = Clock::after(&history, law);
        let days = [clock.due(law).map(|d| d.on), clock.clarification_due(law).map(|d| d.on), clock.fee_due(law).map(|d| d.on), clock.explanation_due(law).map(|d| d.on)];
        for on in days.into_iter().flatten() {
            // A term of no days ends on the day it began.
            let zero = history.events().iter().any(|event| event.on == on);
            prop_assert!(CALENDAR.is_working_day(on) || zero, "{on}");
        }
    }

    #[test]
    fn one_event_at_a_time_is_the_whole(events in events(), terms in terms()) {
        let law = Law { calendar: &CALENDAR, terms: &terms };
        let history = History::new(events);
        let mut clock = Clock::default();
        for n in 0..=history.events().len() {
            let shorter = History::new(history.events()[..n].to_vec());
            prop_assert_eq!(&Clock::after(&shorter, law), &clock);
            prop_assert_eq!(due_of(&shorter, law), clock.due(law));
            if let Some(event) = history.events().get(n) {
                clock.apply(event, law);
            }
        }
        // Sentences are made by the same clock, so they end at the same day.
        let standing = replay(&history, &CALENDAR, &terms, date(2025, 9, 1));
        prop_assert_eq!(standing.due, clock.due(law).map(|due| due.on));
        prop_assert_eq!(standing.reasons, reasons(&history, law));
    }

    #[test]
    fn the_clock_agrees_with_a_walk((from, spans, extension) in pauses()) {
        let receipt = day(date(2023, 1, 1), from);
        let terms = Terms::default();
        let law = Law { calendar: &CALENDAR, terms: &terms };
        let history = lawful(receipt, &spans, extension);
        let clock = Clock::after(&history, law);
        prop_assume!(clock.violations().is_empty());
        prop_assert_eq!(clock.due(law).map(|due| due.on), Some(walked(receipt, &spans, extension)));
    }

    #[test]
    fn a_longer_pause_or_extension_never_shortens((from, spans, extension) in pauses(), which in 0usize..4, more in 1i64..10) {
        let receipt = day(date(2023, 1, 1), from);
        let terms = Terms::default();
        let law = Law { calendar: &CALENDAR, terms: &terms };
        let due = due_of(&lawful(receipt, &spans, extension), law);
        let mut longer = spans.clone();
        if let Some(span) = longer.get_mut(which) {
            span.1 += more;
        }
        prop_assert!(due_of(&lawful(receipt, &longer, extension), law) .map(|d| d.on) >= due.map(|d| d.on));
        prop_assert!(due_of(&lawful(receipt, &spans, extension.map(|n| n.min(19) + 1).or(Some(1))), law).map(|d| d.on) >= due_of(&lawful(receipt, &spans, extension.map(|n| n.min(19))), law).map(|d| d.on));
        let mut another = spans.clone();
        another.push((5, more));
        prop_assert!(due_of(&lawful(receipt, &another, extension), law).map(|d| d.on) >= due.map(|d| d.on));
    }
}
