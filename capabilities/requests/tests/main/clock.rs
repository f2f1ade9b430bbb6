//! The anchors C01 to C30 and K01 to K14, and the disputes the clock settles.

use gongkai_law::Calendar;
use gongkai_requests::rules::cases::{Answer, Columns};
use gongkai_requests::rules::clock::{Law, replay};
use gongkai_requests::rules::history::{Channel, History};
use gongkai_requests::rules::state::State;
use gongkai_requests::rules::terms::Terms;
use jiff::civil::{Date, date};

const CASES: &str = include_str!("cases.tsv");

fn day(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

fn history(receipt: &str, events: &str, calendar: &Calendar, terms: &Terms) -> History {
    History::read_after_receipt(Channel::Counter, day(receipt), events, calendar, terms).expect("events in a test")
}

#[track_caller]
fn due_by(receipt: &str, events: &str, terms: &Terms) -> Option<Date> {
    let calendar = Calendar::national();
    replay(&history(receipt, events, &calendar, terms), &calendar, terms, day(receipt)).due
}

#[test]
fn settled_cases() {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let law = Law { calendar: &calendar, terms: &terms };
    let columns = Columns::default();
    for line in CASES.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let case = columns.read(&cells).unwrap_or_else(|errors| panic!("{line}: {errors:?}"));
        let answered = case.answer(law, None).unwrap_or_else(|errors| panic!("{line}: {errors:?}"));
        let expected = cells[8].parse().map_or_else(|_| Answer::Day(day(cells[8])), Answer::Whether);
        assert_eq!((answered.answer, answered.due), (expected, Some(day(cells[9]))), "{line}");
        assert_eq!(answered.provisional, case.id == "C30", "{line}");
        assert!(!answered.reasons.is_empty(), "{line}");
    }
    assert_eq!(CASES.lines().count(), 45);
}

#[test]
fn reasons_a_person_can_read() {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let told = |receipt, events| -> Vec<String> {
        replay(&history(receipt, events, &calendar, &terms), &calendar, &terms, day(receipt)).reasons.into_iter().map(|r| r.words).collect()
    };
    assert_eq!(
        told("2025-03-03", "CONSULT_START@2025-03-10; TP_RECV@2025-03-12; CONSULT_END@2025-03-24"),
        [
            "2025年3月3日收到申请（当面提交），自次日起20个工作日内答复（条例第三十一条、第三十三条第二款）",
            "征求第三方意见3月10日至3月24日，扣除10个工作日（条例第三十三条第三款）",
        ]
    );
    assert_eq!(
        told(
            "2026-01-08",
            "CONSULT_START@2026-01-15; CONSULT_START@2026-01-19; CONSULT_END@2026-02-03; CONSULT_END@2026-02-10; EXT@2026-02-12:10"
        )[1..],
        [
            "征求第三方意见2件，时间重叠的只计一次，1月15日至2月10日，扣除18个工作日（条例第三十三条第三款）",
            "2月12日决定延长答复期限10个工作日（条例第三十三条第二款）",
        ]
    );
    assert_eq!(
        told("2025-12-25", "CORR_NOTICE@2025-12-30; CORR_RECV@2026-01-09")[1..],
        [
            "12月30日一次性告知补正，答复期限停止计算（条例第三十条）",
            "2026年1月9日收到补正后的申请，自次日起重新计算20个工作日（条例第三十条）",
        ]
    );
    assert_eq!(
        told("2025-09-08", "CONSULT_START@2025-09-12")[1..],
        ["正在征求第三方意见，自9月12日起期限停止计算，恢复后尚余16个工作日（条例第三十三条第三款）"]
    );
    assert!(told("2025-09-08", "CONSULT_START@2025-09-12; TP_RECV@2025-09-16; TP_SILENT")[1].contains("（逾期未反馈）"));
}

#[test]
fn every_step_of_the_reckoning_adds_up() {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let events = "CONSULT_START@2026-01-15; CONSULT_END@2026-02-10; EXT@2026-02-12:10";
    let standing = replay(&history("2026-01-08", events, &calendar, &terms), &calendar, &terms, date(2026, 3, 1));
    let moved: i32 = standing.reasons.iter().map(|reason| reason.delta).sum();
    let first = calendar.add_working_days(date(2026, 1, 8), 20).on;
    assert_eq!(calendar.working_days_between(first, standing.due.expect("a due day")), moved);
}

#[test]
fn days_on_which_nobody_owed_an_answer_are_not_used() {
    let calendar = Calendar::national();
    let used = |receipt, events: &str, terms: &Terms| {
        replay(&history(receipt, events, &calendar, terms), &calendar, terms, day("2026-11-24")).days_used
    };
    let usual = Terms::default();
    for (receipt, events, days) in [
        ("2025-04-01", "REPLY@2025-04-29", 20),
        // Opinions: C20, C22, C23, answered on the day they are due.
        ("2025-03-03", "CONSULT_START@2025-03-10; TP_RECV@2025-03-12; CONSULT_END@2025-03-24; REPLY@2025-04-15", 20),
        ("2025-09-08", "CONSULT_START@2025-09-12; TP_RECV@2025-09-16; TP_SILENT; REPLY@2025-11-04", 20),
        (
            "2026-01-08",
            "CONSULT_START@2026-01-15; CONSULT_START@2026-01-19; CONSULT_END@2026-02-03; CONSULT_END@2026-02-10; EXT@2026-02-12:10; REPLY@2026-03-23",
            30,
        ),
        // What ran before a restart was used: six days and twenty (C16, C25).
        ("2024-09-10", "CORR_NOTICE@2024-09-19; CORR_RECV@2024-10-12; REPLY@2024-11-08", 26),
        ("2026-01-20", "FEE_NOTICE_SENT@2026-01-28; FEE_NOTICE_RECV@2026-01-29; FEE_PAID@2026-02-28; REPLY@2026-03-27", 26),
    ] {
        assert_eq!(used(receipt, events, &usual), Some(days), "{events}");
    }
    let spared = Terms { pause_from_same_day: true, ..usual };
    assert_eq!(
        used("2025-03-03", "CONSULT_START@2025-03-10; TP_RECV@2025-03-12; CONSULT_END@2025-03-24; REPLY@2025-04-15", &spared),
        Some(19)
    );
    assert_eq!(used("2025-03-03", "WITHDRAWN@2025-03-10", &usual), None, "a withdrawal took nobody's time");
    // The second answer is not measured.
    assert_eq!(used("2025-04-01", "REPLY@2025-04-08; REDO@2025-06-03:20; REPLY@2025-06-27", &usual), Some(4));
}

#[test]
fn where_the_law_is_silent_the_place_decides() {
    let asked = "EXPLAIN_ASK@2025-03-10; EXPLAIN_RECV@2025-03-24";
    let default = Terms::default();
    assert_eq!(due_by("2025-03-03", asked, &default), Some(date(2025, 3, 31)));
    assert_eq!(due_by("2025-03-03", asked, &Terms { explanation_stops_clock: true, ..default }), Some(date(2025, 4, 15)));
    let sought = "CONSULT_START@2025-03-10; CONSULT_END@2025-03-24";
    assert_eq!(due_by("2025-03-03", sought, &default), Some(date(2025, 4, 15)));
    assert_eq!(due_by("2025-03-03", sought, &Terms { pause_from_same_day: true, ..default }), Some(date(2025, 4, 16)));
}

#[test]
fn while_the_clock_stands_there_is_no_due_day() {
    for stopped in ["CORR_NOTICE@2025-03-10", "CONSULT_START@2025-03-10", "FEE_NOTICE_SENT@2025-03-10"] {
        assert_eq!(due_by("2025-03-03", stopped, &Terms::default()), None, "{stopped}");
    }
}

#[test]
fn unlawful_events_have_no_effect() {
    let default = Terms::default();
    let due = due_by("2025-03-03", "EXT@2025-03-20:10", &default);
    assert_eq!(due_by("2025-03-03", "EXT@2025-03-20:10; EXT@2025-03-21:10", &default), due, "article 33: once");
    assert_eq!(due_by("2025-03-03", "EXT@2025-03-20:21", &default), Some(date(2025, 3, 31)), "article 33: at most 20");
    assert_eq!(due_by("2025-03-03", "EXT@2025-04-01:5", &default), Some(date(2025, 3, 31)), "article 33: before the due day");
    assert_eq!(due_by("2025-03-03", "FEE_NOTICE_SENT@2025-04-01", &default), Some(date(2025, 3, 31)), "109号 6: within the term");
    let paid_late = "FEE_NOTICE_SENT@2025-03-10; FEE_NOTICE_RECV@2025-03-10; FEE_PAID@2025-04-30";
    assert_eq!(due_by("2025-03-03", paid_late, &default), None, "109号 6: given up");
}

#[test]
fn standing_of_a_day() {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let law = |events: &str, today| replay(&history("2025-04-01", events, &calendar, &terms), &calendar, &terms, today);
    let open = law("-", date(2025, 4, 28));
    assert_eq!((open.state, open.days_left, open.overdue, open.in_time), (State::Received, Some(1), false, None));
    let late = law("-", date(2025, 4, 30));
    assert_eq!((late.days_left, late.overdue), (Some(-1), true));
    let replied = law("REPLY@2025-04-29", date(2025, 6, 1));
    assert_eq!((replied.state, replied.overdue, replied.in_time), (State::Replied, false, Some(true)));
    assert_eq!(replied.due, Some(date(2025, 4, 29)));
    let paused = law("CONSULT_START@2025-04-10", date(2025, 6, 1));
    assert_eq!((paused.state, paused.paused, paused.days_left), (State::SeekingOpinions, true, Some(14)));
    let redo = law("REPLY@2025-04-29; REDO@2025-07-01", date(2025, 7, 1));
    assert_eq!((redo.state, redo.due, redo.in_time), (State::Redo, Some(date(2025, 7, 29)), None));
    let withdrawn = law("WITHDRAWN@2025-04-10", date(2025, 6, 1));
    assert_eq!((withdrawn.state, withdrawn.in_time), (State::Withdrawn, None));
}

#[test]
fn a_history_is_kept_as_json() {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let known = history("2025-09-08", "CONSULT_START@2025-09-12; TP_RECV@2025-09-16; TP_SILENT; EXT@2025-10-20:5", &calendar, &terms);
    let json = serde_json::to_string(&known).expect("json");
    assert!(json.contains(r#"{"on":"2025-09-12","event":"opinion_sought","id":1,"party":"third_party","name":""}"#), "{json}");
    assert_eq!(serde_json::from_str::<History>(&json).expect("read back"), known);
    for event in known.events() {
        let tag = serde_json::to_value(event).expect("json")["event"].as_str().map(str::to_owned);
        assert_eq!(tag.as_deref(), Some(event.what.code()));
    }
}
