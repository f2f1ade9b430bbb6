//! Working days: the anchors C01–C30 and K01–K14, and what must hold for every day.

use gongkai_law::{Calendar, DayRow};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

#[track_caller]
fn working(name: &str, from: &str, n: u32, due: &str) {
    assert_eq!(Calendar::national().add_working_days(day(from), n).on, day(due), "{name}");
}

#[test]
fn working_days_of_a_year() {
    let calendar = Calendar::national();
    for (year, days) in [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let count = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(count, days, "{year}");
    }
    // 除夕 of 2024 was worked; 2020-02-03 is named as worked by the notice that lengthened the holiday.
    assert!(calendar.is_working_day(date(2024, 2, 9)));
    assert!(calendar.is_working_day(date(2020, 2, 3)));
    assert!(calendar.is_working_day(date(2026, 10, 10)));
    assert!(!calendar.is_working_day(date(2026, 10, 7)));
    assert_eq!(calendar.known_until(), date(2026, 12, 31));
    assert_eq!(calendar.name_of(date(2026, 2, 17)), Some("春节"));
}

#[test]
fn twenty_working_days_from_receipt() {
    for (name, from, due) in [
        ("C01 before Spring Festival 2023", "2023-01-16", "2023-02-16"),
        ("C02 Mid-Autumn and National Day 2023", "2023-09-22", "2023-10-26"),
        ("C03 signed on a worked Sunday", "2024-02-04", "2024-03-07"),
        ("C04 confirmed on a worked Sunday", "2024-02-18", "2024-03-15"),
        ("C05 Qingming and May Day", "2024-04-03", "2024-05-06"),
        ("C06 two holidays", "2024-09-14", "2024-10-18"),
        ("C07 across New Year", "2024-12-20", "2025-01-20"),
        ("C08 Spring Festival 2025", "2025-01-13", "2025-02-14"),
        ("C09 May Day 2025", "2025-04-18", "2025-05-20"),
        ("C10 eight days of National Day", "2025-09-15", "2025-10-17"),
        ("C11 New Year 2026", "2025-12-25", "2026-01-23"),
        ("C12 nine days of Spring Festival", "2026-01-30", "2026-03-05"),
        ("C13 Mid-Autumn and National 2026", "2026-09-10", "2026-10-14"),
        ("C14 received on a Saturday", "2025-03-15", "2025-04-14"),
        ("C16 restart on a worked Saturday", "2024-10-12", "2024-11-08"),
        ("C24 fee", "2026-01-29", "2026-03-04"),
        ("C25 paid on a worked Saturday", "2026-02-28", "2026-03-27"),
        ("C28 posted on the last day", "2025-04-01", "2025-04-29"),
        ("C29 one day earlier", "2025-03-31", "2025-04-28"),
        ("C30 into a year without notice", "2026-12-10", "2027-01-08"),
        ("K07 proactive disclosure, article 26", "2025-09-12", "2025-10-16"),
        ("K09 other enforcement", "2026-02-03", "2026-03-09"),
    ] {
        working(name, from, 20, due);
    }
}

#[test]
fn other_limits_of_working_days() {
    working("C15 correction notice", "2024-09-27", 7, "2024-10-12");
    working("C17 correction term", "2025-09-26", 15, "2025-10-23");
    working("C18 correction notice", "2026-02-06", 7, "2026-02-24");
    working("C19 extended by 20", "2025-09-01", 40, "2025-10-31");
    working("C21 third party", "2025-09-16", 15, "2025-10-13");
    working("C26 correction, then 15 more", "2024-02-07", 35, "2024-04-02");
    working("K08 permit or penalty", "2026-09-17", 7, "2026-09-28");
    working("K10 interpretation", "2025-09-27", 3, "2025-09-30");
    working("K11 retraction", "2024-02-08", 3, "2024-02-19");
}

/// Working days inside a consultation do not count (article 33, third paragraph).
#[test]
fn limits_with_a_pause() {
    let calendar = Calendar::national();
    let paused = |receipt: &str, start: &str, end: &str, granted: i32| {
        let left = granted - calendar.working_days_between(day(receipt), day(start));
        calendar.add_working_days(day(end), u32::try_from(left).expect("some days are left")).on
    };
    assert_eq!(paused("2025-03-03", "2025-03-10", "2025-03-24", 20), day("2025-04-15"), "C20");
    assert_eq!(paused("2025-09-08", "2025-09-12", "2025-10-13", 20), day("2025-11-04"), "C22");
    assert_eq!(paused("2026-01-08", "2026-01-15", "2026-02-10", 30), day("2026-03-23"), "C23");
    assert_eq!(paused("2023-04-12", "2023-04-18", "2023-04-29", 25), day("2023-05-31"), "C27");
}

#[test]
fn limits_of_natural_days_and_months() {
    let calendar = Calendar::national();
    for (name, from, n, due) in [
        ("K01 review", "2025-08-03", 60, "2025-10-09"),
        ("K02 ends inside Spring Festival", "2025-12-20", 60, "2026-02-24"),
        ("K03 ends on a worked Saturday", "2026-08-11", 60, "2026-10-10"),
        ("K06 suit after review", "2026-02-04", 15, "2026-02-24"),
        ("K12 comments", "2025-09-20", 30, "2025-10-20"),
        ("K13 filing", "2025-09-20", 15, "2025-10-09"),
    ] {
        assert_eq!(calendar.add_natural_days(day(from), n).on, day(due), "{name}");
    }
    assert_eq!(calendar.add_months(day("2024-08-31"), 6).on, day("2025-02-28"), "K04");
    assert_eq!(calendar.add_months(day("2025-04-02"), 6).on, day("2025-10-09"), "K05");
}

#[test]
fn a_year_without_notice_is_provisional_until_the_notice_comes() {
    let calendar = Calendar::national();
    assert!(calendar.add_working_days(day("2026-12-10"), 20).provisional);
    assert!(!calendar.add_working_days(day("2026-11-24"), 20).provisional);
    assert!(!calendar.is_working_day(day("2028-10-02")));
    let notice: Vec<DayRow> = [("2027-01-01", true), ("2027-01-02", true), ("2027-01-03", true)]
        .map(|(on, is_off)| DayRow { on: day(on), name: "元旦".to_owned(), is_off })
        .to_vec();
    let later = calendar.with_notice(&notice);
    assert_eq!(later.known_until(), day("2027-12-31"));
    assert!(!later.add_working_days(day("2026-12-10"), 20).provisional);
    // What had been assumed for 2027 is gone: the notice alone counts.
    assert!(later.is_working_day(day("2027-06-09")));
}

#[test]
fn a_region_may_add_its_own_days() {
    let own = DayRow { on: day("2026-05-27"), name: "古尔邦节".to_owned(), is_off: true };
    let calendar = Calendar::national().with_overlay(&[own]);
    assert!(!calendar.is_working_day(day("2026-05-27")));
    assert_eq!(calendar.known_until(), day("2026-12-31"));
}

proptest! {
    #[test]
    fn a_limit_ends_on_a_working_day_and_counts_back(offset in 0i64..7000, n in 1u32..60) {
        let calendar = Calendar::national();
        let from = date(2007, 3, 1).saturating_add(jiff::Span::new().days(offset));
        let due = calendar.add_working_days(from, n).on;
        prop_assert!(calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_between(from, due), n as i32);
        prop_assert!(calendar.add_working_days(from, n + 1).on > due);
        let tomorrow = from.tomorrow().expect("within range");
        prop_assert!(calendar.add_working_days(tomorrow, n).on >= due);
        let back = calendar.subtract_working_days(due, n).on;
        prop_assert!(back <= from);
        prop_assert_eq!(calendar.add_working_days(back, n).on, due);
        prop_assert!(calendar.is_working_day(calendar.roll_forward(from).on));
    }
}
