//! Which stretch of time is a duty of? 周期: quarters, months, years, and the day by which each is due.

use gongkai_law::Calendar;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::term::DueDay;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Month,
    Quarter,
    HalfYear,
    Year,
    /// 每日, 每周: counted from the last record
    Days(u16),
    /// 每20个工作日: counted from the last record
    WorkingDays(u16),
}

/// The last day for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Within the period itself: its last day.
    WithinPeriod,
    /// 每季度前10日内: within the first days of the period itself.
    FirstDays(u16),
    /// 每季度前10日内公布上季度情况, 每季度结束后10日内: of the period that follows.
    FirstDaysAfter(u16),
    /// 每年1月31日前, 3月底前: month and day of the year.
    ByDay { month: i8, day: i8 },
}

/// A stretch of whole months: a month, a quarter, half a year or a year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}

impl Every {
    /// How many months a period has; `None` where it is counted from the last record.
    fn months(self) -> Option<i8> {
        match self {
            Every::Month => Some(1),
            Every::Quarter => Some(3),
            Every::HalfYear => Some(6),
            Every::Year => Some(12),
            Every::Days(_) | Every::WorkingDays(_) => None,
        }
    }

    /// The period that a day lies in.
    #[must_use]
    pub fn containing(self, day: Date) -> Option<Period> {
        Period::containing(day, self)
    }

    /// The periods that lie in `from..=to` at least in part, in order. Empty for what is counted from the last record.
    #[must_use]
    pub fn periods(self, from: Date, to: Date) -> Vec<Period> {
        let first = (from <= to).then(|| self.containing(from)).flatten();
        std::iter::successors(first, |period| self.containing(period.last.tomorrow().ok()?))
            .take_while(|period| period.first <= to)
            .collect()
    }

    /// For what is counted from the last record: the last day for the next one.
    #[must_use]
    pub fn next_after(self, record: Date, calendar: &Calendar) -> Option<DueDay> {
        match self {
            Every::Days(n) => Some(DueDay { on: record.saturating_add(jiff::Span::new().days(i64::from(n))), provisional: false }),
            Every::WorkingDays(n) => {
                let reckoned = calendar.add_working_days(record, u32::from(n));
                Some(DueDay { on: reckoned.on, provisional: reckoned.provisional })
            }
            _ => None,
        }
    }
}

impl Period {
    /// The period of this kind that a day lies in; `None` for what is counted from the last record.
    #[must_use]
    pub fn containing(day: Date, every: Every) -> Option<Period> {
        let n = every.months()?;
        let month = (day.month() - 1) / n * n + 1;
        Some(Period { first: Date::new(day.year(), month, 1).ok()?, last: Date::new(day.year(), month + n - 1, 1).ok()?.last_of_month() })
    }

    /// What kind of period it is.
    #[must_use]
    pub fn every(&self) -> Every {
        match self.last.month() - self.first.month() {
            0 => Every::Month,
            2 => Every::Quarter,
            5 => Every::HalfYear,
            _ => Every::Year,
        }
    }

    /// 2026, 2026-H1, 2026-Q1, 2026-03: kept, sent, put in addresses.
    #[must_use]
    pub fn code(&self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.every() {
            Every::Month => format!("{year:04}-{month:02}"),
            Every::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            Every::HalfYear => format!("{year:04}-H{}", (month + 5) / 6),
            _ => format!("{year:04}"),
        }
    }

    /// 2026年, 2026年上半年, 2026年第一季度, 2026年3月
    #[must_use]
    pub fn label(&self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.every() {
            Every::Month => format!("{year}年{month}月"),
            Every::Quarter => format!("{year}年第{}季度", ["一", "二", "三", "四"][usize::from(month.unsigned_abs() - 1) / 3]),
            Every::HalfYear => format!("{year}年{}半年", if month == 1 { "上" } else { "下" }),
            _ => format!("{year}年"),
        }
    }

    /// The period that a code names; nothing for what no code looks like.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Period> {
        let number = |digits: &str, length: usize| {
            (digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse::<i8>().ok()).flatten()
        };
        let (year, rest) = code.split_once('-').map_or((code, None), |(year, rest)| (year, Some(rest)));
        let year: i16 = (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then(|| year.parse().ok()).flatten()?;
        let (every, month) = match rest {
            None => (Every::Year, 1),
            Some(rest) => match (rest.strip_prefix('Q'), rest.strip_prefix('H')) {
                (Some(n), _) => (Every::Quarter, number(n, 1).filter(|n| (1..=4).contains(n))? * 3 - 2),
                (_, Some(n)) => (Every::HalfYear, number(n, 1).filter(|n| (1..=2).contains(n))? * 6 - 5),
                _ => (Every::Month, number(rest, 2)?),
            },
        };
        Period::containing(Date::new(year, month, 1).ok()?, every)
    }
}

impl Due {
    /// The last day for a period. A day that the phrase names does not move with holidays; 前10日内 is a limit of natural
    /// days, which ends on a working day (民法典 article 203).
    #[must_use]
    pub fn day(self, period: Period, calendar: &Calendar) -> DueDay {
        let limit = |before: Option<Date>, n: u16| {
            let reckoned = calendar.add_natural_days(before.unwrap_or(period.first), u32::from(n));
            DueDay { on: reckoned.on, provisional: reckoned.provisional }
        };
        let named = |on: Date| DueDay { on, provisional: false };
        match self {
            Due::WithinPeriod => named(period.last),
            Due::FirstDays(n) => limit(period.first.yesterday().ok(), n),
            Due::FirstDaysAfter(n) => limit(Some(period.last), n),
            Due::ByDay { month, day } => named(Date::new(period.first.year(), month, day).unwrap_or(period.last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const KINDS: [Every; 4] = [Every::Month, Every::Quarter, Every::HalfYear, Every::Year];

    #[track_caller]
    fn check(code: &str, first: Date, last: Date, label: &str) {
        let period = Period::of_code(code).expect(code);
        assert_eq!((period.first, period.last, period.code().as_str(), period.label().as_str()), (first, last, code, label));
    }

    #[test]
    fn codes_name_periods() {
        check("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年");
        check("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年");
        check("2026-H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年");
        check("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度");
        check("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度");
        check("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月");
        for wrong in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-00",
            "2026-3",
            "2026-Q5",
            "2026-H3",
            "2026-Q",
            "2026-W1",
            "+026",
            "2026-+1",
            "2026-03-01",
            "二〇二六",
        ] {
            assert_eq!(Period::of_code(wrong), None, "{wrong} is no period");
        }
    }

    #[test]
    fn each_period_has_its_day() {
        let calendar = Calendar::national();
        let due = |due: Due, code: &str| due.day(Period::of_code(code).expect(code), &calendar).on;
        assert_eq!(due(Due::WithinPeriod, "2026-Q1"), date(2026, 3, 31));
        // 10 January 2026 is a Saturday; 10 April a Friday.
        assert_eq!(due(Due::FirstDays(10), "2026-Q1"), date(2026, 1, 12));
        assert_eq!(due(Due::FirstDaysAfter(10), "2026-Q1"), date(2026, 4, 10));
        // 条例 article 50: 31 January stays, though it is a Saturday.
        assert_eq!(due(Due::ByDay { month: 1, day: 31 }, "2026"), date(2026, 1, 31));
        assert_eq!(Every::WorkingDays(20).next_after(date(2026, 11, 2), &calendar).map(|due| due.on), Some(date(2026, 11, 30)));
        assert_eq!(Every::Days(7).next_after(date(2026, 11, 2), &calendar).map(|due| due.on), Some(date(2026, 11, 9)));
        assert_eq!(Every::Month.next_after(date(2026, 11, 2), &calendar), None);
    }

    fn day() -> impl Strategy<Value = Date> {
        (2000i16..2100, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
    }

    proptest! {
        #[test]
        fn periods_tile_the_time(kind in 0usize..4, from in day(), n in 0i64..4000) {
            let to = from.saturating_add(jiff::Span::new().days(n));
            let periods = KINDS[kind].periods(from, to);
            prop_assert!(periods[0].first <= from && from <= periods[0].last);
            let last = periods[periods.len() - 1];
            prop_assert!(last.first <= to && to <= last.last);
            for pair in periods.windows(2) {
                prop_assert_eq!(pair[0].last.tomorrow().unwrap(), pair[1].first, "neither gap nor overlap");
            }
            for period in periods {
                prop_assert_eq!(period.every(), KINDS[kind]);
                prop_assert_eq!(Period::of_code(&period.code()), Some(period));
                prop_assert_eq!(KINDS[kind].containing(period.first), Some(period));
                prop_assert_eq!(KINDS[kind].containing(period.last), Some(period));
            }
        }

        #[test]
        fn no_code_breaks_the_reading(code in "\\PC{0,12}") {
            if let Some(period) = Period::of_code(&code) {
                prop_assert_eq!(period.code(), code);
            }
        }
    }
}
