//! Which days does the state work, and when is a limit of n working days over?
//!
//! A working day is Monday to Friday, less the days off of the State Council's yearly notice, plus the weekends worked in
//! exchange (国务院关于职工工作时间的规定 article 7). The day from which a limit runs is not counted (民法典 article 201).
//! Years without a notice are reckoned with the statutory days alone, and every result that reaches into them says so.

mod count;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use jiff::civil::{Date, Weekday, date};

use count::Count;

const NOTICES: &str = include_str!("data/holidays.tsv");
const STATUTORY: &str = include_str!("data/statutory-days.tsv");

/// One line of a holiday notice, or of a region's own arrangement (放假办法 article 4).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DayRow {
    pub on: Date,
    pub name: String,
    /// `false`: a weekend that is worked in exchange.
    pub is_off: bool,
}

/// A day that was reckoned, and whether a notice yet to come may move it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Reckoned {
    pub on: Date,
    pub provisional: bool,
}

/// The working days of China, with the notices known.
#[derive(Debug, Clone)]
pub struct Calendar {
    days: BTreeMap<Date, DayRow>,
    known_from: Date,
    known_until: Date,
    /// Made when first asked: the days as running counts, so that a limit is found without walking to it.
    count: OnceLock<Arc<Count>>,
}

impl Calendar {
    /// The calendar of the yearly notices since 2007, read and counted once.
    pub fn national() -> Calendar {
        static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| {
            let calendar = Calendar::of_notices();
            calendar.count();
            calendar
        });
        NATIONAL.clone()
    }

    fn of_notices() -> Calendar {
        let mut calendar =
            Calendar { days: BTreeMap::new(), known_from: date(2007, 1, 1), known_until: date(2006, 12, 31), count: OnceLock::new() };
        let notices: Vec<DayRow> = NOTICES.lines().skip(1).filter_map(notice_row).collect();
        calendar = calendar.with_notice(&notices);
        for row in STATUTORY.lines().skip(1).filter_map(statutory_row) {
            if row.on > calendar.known_until {
                calendar.days.insert(row.on, row);
            }
        }
        calendar.count = OnceLock::new();
        calendar
    }

    /// The same calendar after a new year's notice: its years become known up to their last day, and what had been assumed
    /// for them is dropped.
    pub fn with_notice(mut self, rows: &[DayRow]) -> Calendar {
        let Some(last) = rows.iter().map(|row| row.on.year()).max() else { return self };
        let end = date(last, 12, 31);
        let known = self.known_until;
        self.days.retain(|on, _| *on <= known || *on > end);
        self.days.extend(rows.iter().map(|row| (row.on, row.clone())));
        self.known_until = known.max(end);
        self.count = OnceLock::new();
        self
    }

    /// The same calendar with a region's own days laid over it; the years known stay as they are.
    pub fn with_overlay(mut self, rows: &[DayRow]) -> Calendar {
        self.days.extend(rows.iter().map(|row| (row.on, row.clone())));
        self.count = OnceLock::new();
        self
    }

    /// The last day for which a notice is known.
    pub fn known_until(&self) -> Date {
        self.known_until
    }

    pub fn is_working_day(&self, day: Date) -> bool {
        match self.days.get(&day) {
            Some(row) => !row.is_off,
            None if day > self.known_until && is_fixed_statutory_day(day) => false,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// What the day is called where a notice names it: 春节, or 春节 for the weekend worked for it.
    pub fn name_of(&self, day: Date) -> Option<&str> {
        self.days.get(&day).map(|row| row.name.as_str())
    }

    /// The `n`th working day after `from`; `from` itself is not counted. With `n` = 0 it is `from`.
    pub fn add_working_days(&self, from: Date, n: u32) -> Reckoned {
        if let Some(on) = self.count().after(from, n) {
            return self.reckoned(from, on);
        }
        let mut on = from;
        let mut left = n;
        while left > 0 {
            let Ok(next) = on.tomorrow() else { break };
            on = next;
            left -= u32::from(self.is_working_day(on));
        }
        self.reckoned(from, on)
    }

    /// The `n`th working day before `from`; for what must have happened that long ago.
    pub fn subtract_working_days(&self, from: Date, n: u32) -> Reckoned {
        if let Some(on) = self.count().before(from, n) {
            return Reckoned { on, ..self.reckoned(on, from) };
        }
        let mut on = from;
        let mut left = n;
        while left > 0 {
            let Ok(previous) = on.yesterday() else { break };
            on = previous;
            left -= u32::from(self.is_working_day(on));
        }
        Reckoned { on, ..self.reckoned(on, from) }
    }

    /// How many working days lie in `(after, through]`; negative where `through` is the earlier day.
    pub fn working_days_between(&self, after: Date, through: Date) -> i32 {
        if through < after {
            return -self.working_days_between(through, after);
        }
        if let Some(count) = self.count().between(after, through) {
            return count;
        }
        let mut count = 0;
        let mut day = after;
        while day < through {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += i32::from(self.is_working_day(day));
        }
        count
    }

    /// The first working day after `day`.
    pub fn next_working_day(&self, day: Date) -> Reckoned {
        self.add_working_days(day, 1)
    }

    /// `day` itself if it is worked, else the next that is: where a limit of natural days may end (民法典 article 203).
    pub fn roll_forward(&self, day: Date) -> Reckoned {
        if self.is_working_day(day) { self.reckoned(day, day) } else { self.next_working_day(day) }
    }

    /// The end of a limit of natural days that runs from the day after `from`.
    pub fn add_natural_days(&self, from: Date, n: u32) -> Reckoned {
        let end = from.saturating_add(jiff::Span::new().days(i64::from(n)));
        self.roll_forward(end)
    }

    /// The end of a limit of months: the same day of the month, or its last day (民法典 article 202), then rolled.
    pub fn add_months(&self, from: Date, n: u32) -> Reckoned {
        let end = from.saturating_add(jiff::Span::new().months(i64::from(n)));
        self.roll_forward(end)
    }

    fn count(&self) -> &Count {
        self.count.get_or_init(|| Arc::new(Count::of(self)))
    }

    fn reckoned(&self, from: Date, on: Date) -> Reckoned {
        Reckoned { on, provisional: on > self.known_until || from < self.known_from }
    }
}

/// The statutory days that stand on the same date every year (放假办法 2024): 元旦, 劳动节 (2), 国庆节 (3).
fn is_fixed_statutory_day(day: Date) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (5, 1 | 2) | (10, 1..=3))
}

fn notice_row(line: &str) -> Option<DayRow> {
    let mut cells = line.split('\t').skip(1);
    let on = cells.next()?.parse().ok()?;
    let name = cells.next()?.to_owned();
    Some(DayRow { on, name, is_off: cells.next()? == "1" })
}

fn statutory_row(line: &str) -> Option<DayRow> {
    let (on, name) = line.split_once('\t')?;
    Some(DayRow { on: on.parse().ok()?, name: name.to_owned(), is_off: true })
}
