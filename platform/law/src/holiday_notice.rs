//! Is this a holiday notice that may be reckoned by? The rows an administrator brings in for a new year, all faults at once.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};

use crate::calendar::DayRow;

/// The days every notice arranges (全国年节及纪念日放假办法 article 2), as notices name them.
const NAMES: [&str; 7] = ["元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"];
/// Off in every year, whatever is exchanged around them.
const FIXED: [(i8, i8); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];
/// Days exchanged across the turn of the year lie this near to it.
const ACROSS: i64 = 14;

/// A notice that was read and holds together.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct HolidayNotice {
    pub year: i16,
    pub rows: Vec<DayRow>,
}

/// Why a notice cannot be taken. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error("没有任何放假或者调休的日期")]
    Empty,
    #[error("第{line}行“{text}”不能识别，应为“日期、名称、1（放假）或者0（上班）”")]
    Unreadable { line: usize, text: String },
    #[error("第{line}行：{on}不在{year}年及其前后两周之内")]
    OtherYear { line: usize, on: Date, year: i16 },
    #[error("第{line}行：{on}重复出现")]
    Twice { line: usize, on: Date },
    #[error("第{line}行：{on}不是周末，本来就是工作日，不能作为调休上班日")]
    WorkedWeekday { line: usize, on: Date },
    #[error("{0}是法定放假日，安排中没有放假")]
    FixedDayMissing(Date),
    #[error("安排中没有“{0}”")]
    NameMissing(&'static str),
}

impl HolidayNotice {
    /// Reads `date name is_off` rows parted by tabs or commas, with or without a leading year and a head; `1`, `休`, `放假` are
    /// off, `0`, `班`, `上班` are worked.
    ///
    /// # Errors
    /// Everything that keeps it from being a whole year's notice.
    pub fn read(year: i16, text: &str) -> Result<HolidayNotice, Vec<NoticeError>> {
        let mut errors = Vec::new();
        let mut rows: BTreeMap<Date, DayRow> = BTreeMap::new();
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let Some(row) = row(text) else {
                if !(line == 1 && is_head(text)) {
                    errors.push(NoticeError::Unreadable { line, text: text.trim().to_owned() });
                }
                continue;
            };
            errors.extend(faults(line, &row, year));
            if rows.insert(row.on, row.clone()).is_some() {
                errors.push(NoticeError::Twice { line, on: row.on });
            }
        }
        errors.extend(gaps(year, &rows));
        if errors.is_empty() { Ok(HolidayNotice { year, rows: rows.into_values().collect() }) } else { Err(errors) }
    }
}

fn is_head(text: &str) -> bool {
    ["date", "日期"].iter().any(|word| text.to_lowercase().contains(word))
}

fn row(text: &str) -> Option<DayRow> {
    let cells: Vec<&str> = text.split(['\t', ',', '，']).map(str::trim).collect();
    let [on, name, is_off] = match cells[..] {
        [_, on, name, is_off] => [on, name, is_off],
        [on, name, is_off] => [on, name, is_off],
        _ => return None,
    };
    let is_off = match is_off {
        "1" | "休" | "放假" | "true" => true,
        "0" | "班" | "上班" | "false" => false,
        _ => return None,
    };
    let on = on.parse().ok()?;
    (!name.is_empty()).then(|| DayRow { on, name: name.to_owned(), is_off })
}

fn faults(line: usize, row: &DayRow, year: i16) -> Vec<NoticeError> {
    let mut errors = Vec::new();
    let on = row.on;
    let around = |day: Date| on.since(day).is_ok_and(|span| i64::from(span.get_days()).abs() <= ACROSS);
    if on.year() != year && !around(date(year, 1, 1)) && !around(date(year, 12, 31)) {
        errors.push(NoticeError::OtherYear { line, on, year });
    }
    if !row.is_off && !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday) {
        errors.push(NoticeError::WorkedWeekday { line, on });
    }
    errors
}

/// What a whole year's notice must have.
fn gaps(year: i16, rows: &BTreeMap<Date, DayRow>) -> Vec<NoticeError> {
    if rows.is_empty() {
        return vec![NoticeError::Empty];
    }
    let fixed = FIXED.iter().map(|(month, day)| date(year, *month, *day));
    let missing = fixed.filter(|day| !rows.get(day).is_some_and(|row| row.is_off)).map(NoticeError::FixedDayMissing);
    let named = |name: &&&str| rows.values().any(|row| row.is_off && row.name.contains(**name));
    let unnamed = NAMES.iter().filter(|name| !named(name)).map(|name| NoticeError::NameMissing(name));
    missing.chain(unnamed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Calendar;

    const NEXT: &str = "日期\t名称\t放假\n2027-01-01\t元旦\t1\n2027-01-02\t元旦\t1\n2027-02-05\t春节\t1\n2027-02-08\t春节\t1\n2027-01-31\t春节\t班\n\
                        2027-04-05\t清明节\t1\n2027-05-01\t劳动节\t1\n2027-05-02\t劳动节\t1\n2027-06-09\t端午节\t1\n2027-09-15\t中秋节\t1\n\
                        2027-10-01\t国庆节\t1\n2027-10-02\t国庆节\t1\n2027-10-03\t国庆节\t1\n";

    #[test]
    fn a_new_year_becomes_known() {
        let notice = HolidayNotice::read(2027, NEXT).expect("a notice");
        assert_eq!(notice.rows.len(), 13);
        let calendar = Calendar::national().with_notice(&notice.rows);
        assert_eq!(calendar.known_until(), date(2027, 12, 31));
        assert!(calendar.is_working_day(date(2027, 1, 31)));
        assert!(!calendar.add_working_days(date(2026, 12, 10), 20).provisional);
    }

    #[test]
    fn every_fault_is_told() {
        let text = format!("{NEXT}2027-01-01\t元旦\t1\n2027-03-03\t调休\t0\n2028-06-01\t端午节\t1\n随便写写\n")
            .replace("2027-05-02\t劳动节\t1\n", "");
        let errors = HolidayNotice::read(2027, &text.replace("中秋节", "团圆节")).expect_err("refused");
        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "第14行：2027-01-01重复出现",
                "第15行：2027-03-03不是周末，本来就是工作日，不能作为调休上班日",
                "第16行：2028-06-01不在2027年及其前后两周之内",
                "第17行“随便写写”不能识别，应为“日期、名称、1（放假）或者0（上班）”",
                "2027-05-02是法定放假日，安排中没有放假",
                "安排中没有“中秋”",
            ]
        );
        assert_eq!(HolidayNotice::read(2027, "").expect_err("refused"), [NoticeError::Empty]);
    }

    #[test]
    fn past_notices_hold_together() {
        let table = include_str!("data/holidays.tsv");
        for year in 2021..=2026 {
            let of_year: String =
                table.lines().filter(|line| line.starts_with(&format!("{year}\t"))).map(|line| format!("{line}\n")).collect();
            // 劳动节 was one day by law until 2024; the notices gave more.
            let notice = HolidayNotice::read(year, &of_year).unwrap_or_else(|errors| panic!("{year}: {errors:?}"));
            assert!(notice.rows.len() > 20, "{year}");
        }
    }
}
