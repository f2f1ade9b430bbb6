//! The force of a document, replayed from its facts.

use gongkai_law::validity::horizon;
use gongkai_law::{FactKind, TermReckoning, Validity, ValidityFact, next_change_after, term_end, validity_on};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn fact(on: Date, kind: FactKind) -> ValidityFact {
    ValidityFact { on, kind }
}

const START: Date = date(2021, 3, 1);
const END: Date = date(2026, 2, 28);

#[track_caller]
fn check(day: Date, facts: &[ValidityFact], expected: Validity) {
    assert_eq!(validity_on(day, Some(START), Some(END), facts), expected, "{day}");
}

#[test]
fn the_term_alone() {
    check(date(2021, 2, 28), &[], Validity::NotYet);
    check(START, &[], Validity::InForce);
    check(END, &[], Validity::InForce);
    check(date(2026, 3, 1), &[], Validity::Lapsed);
    assert_eq!(validity_on(date(1990, 1, 1), None, None, &[]), Validity::InForce);
}

#[test]
fn facts_hold_from_their_day() {
    let facts = [
        fact(date(2025, 1, 1), FactKind::Repealed),
        fact(date(2023, 1, 1), FactKind::Amended),
        fact(date(2024, 1, 1), FactKind::PartlyRepealed),
    ];
    check(date(2022, 12, 31), &facts, Validity::InForce);
    check(date(2023, 1, 1), &facts, Validity::Amended);
    check(date(2024, 1, 1), &facts, Validity::Partly);
    check(date(2024, 12, 31), &facts, Validity::Partly);
    check(date(2025, 1, 1), &facts, Validity::Repealed);
    check(date(2027, 1, 1), &facts, Validity::Repealed);
}

#[test]
fn extension_suspension_replacement() {
    check(date(2026, 6, 1), &[fact(date(2026, 2, 1), FactKind::Extended { until: Some(date(2028, 2, 28)) })], Validity::InForce);
    check(date(2028, 2, 29), &[fact(date(2026, 2, 1), FactKind::Extended { until: Some(date(2028, 2, 28)) })], Validity::Lapsed);
    check(date(2030, 1, 1), &[fact(date(2026, 2, 1), FactKind::Extended { until: None })], Validity::InForce);
    let pause = [fact(date(2022, 1, 1), FactKind::Suspended), fact(date(2022, 6, 1), FactKind::Resumed)];
    check(date(2022, 3, 1), &pause, Validity::Suspended);
    check(date(2022, 6, 1), &pause, Validity::InForce);
    check(date(2023, 1, 1), &[fact(date(2022, 9, 1), FactKind::Replaced)], Validity::Replaced);
    check(date(2023, 1, 1), &[fact(date(2022, 9, 1), FactKind::DeclaredLapsed)], Validity::Lapsed);
    // Repealed before it ever came into force.
    check(date(2021, 2, 1), &[fact(date(2021, 1, 15), FactKind::Repealed)], Validity::Repealed);
}

#[test]
fn last_days_of_terms() {
    let before = TermReckoning::DayBeforeAnniversary;
    assert_eq!(term_end(START, 5, before), Some(END));
    assert_eq!(term_end(START, 5, TermReckoning::Anniversary), Some(date(2026, 3, 1)));
    assert_eq!(term_end(date(2024, 1, 1), 2, before), Some(date(2025, 12, 31)));
    assert_eq!(term_end(date(2024, 2, 29), 5, before), Some(date(2029, 2, 28)));
    assert_eq!(term_end(date(2024, 2, 29), 4, before), Some(date(2028, 2, 28)));
    assert_eq!(term_end(date(9999, 2, 1), 5, before), None);
    assert_eq!(horizon(date(2026, 8, 31), 6), date(2027, 2, 28));
}

#[test]
fn labels_of_sites() {
    assert_eq!(Validity::of_label(" 有 效 "), Some(Validity::InForce));
    assert_eq!(Validity::of_label("已废止"), Some(Validity::Repealed));
    assert_eq!(Validity::of_label("-"), None);
    for validity in Validity::ALL {
        assert_eq!(Validity::of_label(validity.label()), Some(*validity));
    }
}

#[test]
fn the_next_change() {
    let facts = [fact(date(2023, 1, 1), FactKind::Amended)];
    let next = |day| next_change_after(day, Some(START), Some(END), &facts);
    assert_eq!(next(date(2020, 1, 1)), Some(START));
    assert_eq!(next(START), Some(date(2023, 1, 1)));
    assert_eq!(next(date(2023, 1, 1)), Some(date(2026, 3, 1)));
    assert_eq!(next(date(2026, 3, 1)), None);
}

proptest! {
    /// Nothing between today and the next change differs from today.
    #[test]
    fn between_changes_nothing_changes(start in 0i64..1500, length in 1i64..3000, repealed in 0i64..4000, probe in 0i64..4500) {
        let origin = date(2018, 1, 1);
        let at = |days: i64| origin.saturating_add(jiff::Span::new().days(days));
        let facts = [fact(at(repealed), FactKind::Repealed)];
        let (start, end) = (Some(at(start)), Some(at(start + length)));
        let next = next_change_after(origin, start, end, &facts);
        let day = at(probe);
        if next.is_none_or(|next| day < next) {
            prop_assert_eq!(validity_on(day, start, end, &facts), validity_on(origin, start, end, &facts));
        }
    }
}
