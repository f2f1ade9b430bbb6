//! How many working days lie before each day? Running counts, so that the nth working day is found in one step.

use jiff::civil::{Date, date};

use super::Calendar;

/// Years reckoned past the last notice; further limits are walked day by day.
const YEARS_AHEAD: i16 = 12;

/// Running counts over the years with notices and some after them.
#[derive(Debug, Clone)]
pub(super) struct Count {
    first: i32,
    /// For each day from `first`: the working days up to and with it.
    through: Vec<u32>,
    worked: Vec<Date>,
}

impl Count {
    pub(super) fn of(calendar: &Calendar) -> Count {
        let first = date(calendar.known_from.year() - 1, 1, 1);
        let last = date(calendar.known_until.year().saturating_add(YEARS_AHEAD).min(9999), 12, 31);
        let mut count = Count { first: number(first), through: Vec::new(), worked: Vec::new() };
        let mut day = first;
        while day <= last {
            if calendar.is_working_day(day) {
                count.worked.push(day);
            }
            count.through.push(count.worked.len() as u32);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        count
    }

    /// The working days up to and with a day, where it lies within the counts.
    fn through(&self, day: Date) -> Option<u32> {
        let at = usize::try_from(number(day) - self.first).ok()?;
        self.through.get(at).copied()
    }

    pub(super) fn after(&self, from: Date, n: u32) -> Option<Date> {
        let done = self.through(from)?;
        match n {
            0 => Some(from),
            _ => self.worked.get((done + n - 1) as usize).copied(),
        }
    }

    pub(super) fn before(&self, from: Date, n: u32) -> Option<Date> {
        if n == 0 {
            return Some(from);
        }
        let at = usize::try_from(number(from) - self.first).ok()?;
        let earlier = if at == 0 { 0 } else { *self.through.get(at - 1)? };
        self.worked.get(earlier.checked_sub(n)? as usize).copied()
    }

    pub(super) fn between(&self, after: Date, through: Date) -> Option<i32> {
        Some(self.through(through)? as i32 - self.through(after)? as i32)
    }
}

/// The number of a day, counted from 1970-01-01 (the usual reckoning by eras of 400 years, with March as the first month).
fn number(day: Date) -> i32 {
    let (year, month, day) = (i32::from(day.year()), i32::from(day.month()), i32::from(day.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_without_gaps() {
        assert_eq!(number(date(1970, 1, 1)), 0);
        let mut day = date(1999, 12, 30);
        for _ in 0..3000 {
            let next = day.tomorrow().expect("a day");
            assert_eq!(number(next), number(day) + 1, "{next}");
            day = next;
        }
    }

    #[test]
    fn counts_agree_with_a_walk() {
        let calendar = Calendar::national();
        for from in [date(2007, 1, 1), date(2023, 1, 20), date(2024, 2, 9), date(2026, 2, 14), date(2026, 12, 31), date(2037, 12, 1)] {
            let mut day = from;
            let mut n = 0;
            for _ in 0..400 {
                day = day.tomorrow().expect("a day");
                n += u32::from(calendar.is_working_day(day));
                assert_eq!(calendar.working_days_between(from, day), n as i32, "{from} to {day}");
                if calendar.is_working_day(day) {
                    assert_eq!(calendar.add_working_days(from, n).on, day, "{from} + {n}");
                }
            }
        }
    }

    #[test]
    fn a_notice_makes_new_counts() {
        let national = Calendar::national();
        let before = national.add_working_days(date(2027, 2, 1), 5);
        let rows = [super::super::DayRow { on: date(2027, 2, 3), name: "试".into(), is_off: true }];
        let after = national.with_notice(&rows);
        assert!(before.provisional);
        assert!(!after.add_working_days(date(2027, 2, 1), 5).provisional);
        assert_eq!(after.working_days_between(date(2027, 2, 1), date(2027, 2, 3)), 1);
    }
}
