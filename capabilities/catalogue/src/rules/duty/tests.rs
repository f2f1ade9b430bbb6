//! Each kind of time limit, and each way in which it is kept or not.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::catalogue::ItemRef;
use crate::fulfilment::FulfilmentState;
use crate::rules::item::{Item, Level};
use crate::statement::StatementState;

const T1: &str = "信息形成或者变更之日起20个工作日内";
const BUDGET: &str = "本级人民代表大会或其常务委员会批准后20日内";

fn kept(time_limit: &str) -> Kept {
    Kept::new(Item {
        code: "010101".into(),
        field: "01".into(),
        names: vec!["事项".into()],
        time_limit: time_limit.into(),
        levels: vec![Level::County],
        ..Item::default()
    })
}

fn record(title: &str, formed_on: Date, published_on: Date) -> Fulfilment {
    Fulfilment {
        item: ItemRef { line: "std26".into(), code: "010101".into() },
        agency: "qinglan/nature".into(),
        document: 1,
        title: title.into(),
        formed_on: Some(formed_on),
        published_on,
        state: FulfilmentState::Confirmed,
        void_on: None,
        by_name: String::new(),
        why: String::new(),
    }
}

fn nil(period: &str) -> NilStatement {
    NilStatement {
        id: 7,
        item: ItemRef { line: "std26".into(), code: "010101".into() },
        agency: "qinglan/nature".into(),
        period: period.into(),
        reason: "本年度没有".into(),
        drafted_by: 1,
        drafted_name: String::new(),
        signed_name: String::new(),
        signed_on: Some(date(2026, 1, 5)),
        state: StatementState::Signed,
        note: String::new(),
    }
}

fn approved(on: Date) -> Occurrence {
    Occurrence {
        item: ItemRef { line: "std26".into(), code: "010101".into() },
        agency: "qinglan/nature".into(),
        on,
        what: "批准".into(),
        by_name: String::new(),
    }
}

struct Case {
    kept: Kept,
    since: Date,
    as_of: Date,
    records: Vec<Fulfilment>,
    nils: Vec<NilStatement>,
    occurrences: Vec<Occurrence>,
}

/// An item with this limit, binding since the beginning of 2025, seen on a day.
fn case(time_limit: &str, as_of: Date) -> Case {
    Case { kept: kept(time_limit), since: date(2025, 1, 1), as_of, records: Vec::new(), nils: Vec::new(), occurrences: Vec::new() }
}

impl Case {
    fn filed(mut self, title: &str, formed: Date, published: Date) -> Self {
        self.records.push(record(title, formed, published));
        self
    }

    fn read(&self) -> Vec<Duty> {
        duties(&Given {
            kept: &self.kept,
            applies: true,
            since: self.since,
            from: date(2020, 1, 1),
            as_of: self.as_of,
            settled: Settled::default(),
            calendar: &Calendar::national(),
            practice: &Practice::ours(),
            records: &self.records.iter().collect::<Vec<_>>(),
            nils: &self.nils.iter().collect::<Vec<_>>(),
            occurrences: &self.occurrences.iter().collect::<Vec<_>>(),
        })
    }

    #[track_caller]
    fn check(&self, expected: &[(&str, DutyState, Option<i32>)]) {
        let read = self.read();
        let told: Vec<(String, DutyState, Option<i32>)> =
            read.iter().map(|duty| (duty.period.map(|period| period.code()).unwrap_or_default(), duty.state, duty.days)).collect();
        let told: Vec<(&str, DutyState, Option<i32>)> = told.iter().map(|(period, state, days)| (period.as_str(), *state, *days)).collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn each_record_is_judged_by_its_own_day_and_the_worst_counts() {
    use DutyState::{Due, Late, Met, MetLate};
    // 3 March 2025 + 20 working days = 31 March.
    case(T1, date(2025, 6, 1)).filed("甲", date(2025, 3, 3), date(2025, 3, 31)).check(&[("2025", Met, Some(0))]);
    let both = case(T1, date(2025, 6, 1)).filed("甲", date(2025, 3, 3), date(2025, 3, 11)).filed("乙", date(2025, 3, 3), date(2025, 4, 1));
    both.check(&[("2025", MetLate, Some(1))]);
    case(T1, date(2026, 1, 31)).filed("甲", date(2025, 3, 3), date(2025, 3, 11)).check(&[("2025", Met, Some(-20)), ("2026", Due, None)]);
    case(T1, date(2027, 2, 1)).filed("甲", date(2025, 3, 3), date(2025, 3, 11)).check(&[
        ("2025", Met, Some(-20)),
        ("2026", Late, None),
        ("2027", Due, None),
    ]);
}

#[test]
fn a_year_without_record_needs_a_statement_until_the_end_of_january() {
    use DutyState::{Due, Late, NeverFiled, Nil};
    case(T1, date(2026, 1, 31)).check(&[("2025", Due, None), ("2026", Due, None)]);
    case(T1, date(2026, 2, 1)).check(&[("2025", NeverFiled, None), ("2026", Due, None)]);
    let mut stated = case(T1, date(2026, 2, 1));
    stated.nils.push(nil("2025"));
    stated.check(&[("2025", Nil, None), ("2026", Due, None)]);
    stated.as_of = date(2027, 2, 1);
    stated.check(&[("2025", Nil, None), ("2026", Late, None), ("2027", Due, None)]);
}

#[test]
fn an_event_without_answer_is_late_by_itself() {
    use DutyState::{Due, Late, Met};
    let mut decided = case("自作出行政决定之日起7个工作日内公示", date(2025, 6, 20));
    decided.occurrences.push(approved(date(2025, 6, 16)));
    assert_eq!(decided.read()[0].due.map(|due| due.on), Some(date(2025, 6, 25)));
    decided.check(&[("2025", Due, None)]);
    decided.as_of = date(2025, 6, 26);
    assert_eq!(decided.read()[0].state, DutyState::NeverFiled);
    let other = case("自作出行政决定之日起7个工作日内公示", date(2025, 6, 26)).filed("处罚", date(2025, 3, 3), date(2025, 3, 5));
    let other = Case { occurrences: vec![approved(date(2025, 6, 16))], ..other };
    other.check(&[("2025", Late, None)]);
    other.filed("处罚二", date(2025, 6, 16), date(2025, 6, 18)).check(&[("2025", Met, Some(-7))]);
}

#[test]
fn the_budget_is_due_on_a_usual_day_until_the_day_of_its_approval_is_known() {
    use DutyState::{Due, Met, MetLate, NeverFiled};
    let open = case(BUDGET, date(2025, 2, 20));
    let due = open.read()[0].due.expect("a day");
    assert_eq!((due.on, due.provisional), (date(2025, 3, 3), true), "10 February and 20 days, to the Monday");
    open.check(&[("2025", Due, None)]);
    let known = Case { occurrences: vec![approved(date(2025, 1, 17))], ..case(BUDGET, date(2025, 2, 20)) };
    assert_eq!(known.read()[0].due.map(|due| (due.on, due.provisional)), Some((date(2025, 2, 6), false)));
    known.check(&[("2025", NeverFiled, None)]);
    known.filed("2025年预算", date(2025, 1, 17), date(2025, 2, 10)).check(&[("2025", MetLate, Some(4))]);
    let early = case(BUDGET, date(2025, 4, 20)).filed("2025年预算", date(2025, 1, 17), date(2025, 2, 10));
    early.check(&[("2025", Met, Some(-21))]);
    let unknown = case(BUDGET, date(2025, 4, 20)).filed("2025年预算", date(2025, 1, 17), date(2025, 4, 1));
    unknown.check(&[("2025", Met, None)]);
}

#[test]
fn periods_are_served_by_name_or_by_the_term_that_runs() {
    use DutyState::{Due, Late, Met, MetLate};
    let quarters = case("每季度", date(2025, 8, 1)).filed("低保名单", date(2025, 2, 20), date(2025, 3, 1)).filed(
        "2025年第二季度低保名单",
        date(2025, 7, 2),
        date(2025, 7, 3),
    );
    quarters.check(&[("2025-Q1", Met, Some(-30)), ("2025-Q2", MetLate, Some(3)), ("2025-Q3", Due, None)]);
    case("每季度", date(2025, 8, 1)).filed("低保名单", date(2025, 5, 2), date(2025, 5, 2)).check(&[
        ("2025-Q1", Late, None),
        ("2025-Q2", Met, Some(-59)),
        ("2025-Q3", Due, None),
    ]);
}

#[test]
fn what_stands_for_long_must_be_on_line() {
    use DutyState::{Due, Met, NeverFiled};
    case("长期公开", date(2025, 1, 10)).check(&[("", Due, None)]);
    case("长期公开", date(2025, 3, 1)).check(&[("", NeverFiled, None)]);
    case("长期公开", date(2027, 3, 1)).filed("电话", date(2025, 3, 3), date(2025, 3, 4)).check(&[("", Met, Some(-27))]);
}

#[test]
fn what_is_asked_for_does_not_apply_or_has_not_begun_is_no_gap() {
    case("收到申请之日起20个工作日内", date(2026, 1, 1)).check(&[("", DutyState::OnRequest, None)]);
    let later = Case { since: date(2026, 5, 1), ..case(T1, date(2026, 1, 1)) };
    assert!(later.read().is_empty());
    let unread = case("择机公开", date(2026, 1, 1));
    assert!(unread.kept.term.is_err());
    unread.filed("甲", date(2025, 3, 3), date(2025, 12, 31)).check(&[("2025", DutyState::Met, None), ("2026", DutyState::Due, None)]);
}

proptest! {
    #[test]
    fn a_past_day_reads_the_same_however_much_came_after(
        limit in 0usize..6,
        days in prop::collection::vec((0i64..900, 0i64..60), 0..12),
        n in 0i64..900,
    ) {
        let limit = [T1, BUDGET, "每季度", "长期公开", "及时公开", "每20个工作日更新"][limit];
        let at = |n: i64| date(2025, 1, 1).saturating_add(jiff::Span::new().days(n));
        let mut all = case(limit, at(n));
        for (formed, after) in days {
            all.records.push(record("记录", at(formed), at(formed + after)));
        }
        all.records.sort_by_key(|record| record.published_on);
        let known: Vec<Fulfilment> = all.records.iter().filter(|record| record.published_on <= all.as_of).cloned().collect();
        let read = Case { records: known, ..case(limit, at(n)) };
        let duties = read.read();
        // Each period once, in order, and what was filed counts once.
        let periods: Vec<_> = duties.iter().map(|duty| duty.period).collect();
        prop_assert!(periods.windows(2).all(|pair| pair[0] < pair[1]), "{periods:?}");
        let mut counted: Vec<usize> = duties.iter().flat_map(|duty| duty.records.clone()).collect();
        counted.sort_unstable();
        let all_counted = counted.len();
        counted.dedup();
        prop_assert_eq!(counted.len(), all_counted, "no record serves two periods");
        for duty in &duties {
            prop_assert_eq!(duty.state == DutyState::MetLate, duty.days.is_some_and(|days| days > 0));
            prop_assert!(duty.state.is_gap() || duty.state == DutyState::Due || !duty.records.is_empty() || duty.nil.is_some());
        }
    }
}
