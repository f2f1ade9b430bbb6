//! Which period does a record of a periodic item serve? The one its title names, else the one whose term was running.

use crate::fulfilment::Fulfilment;
use crate::rules::period::{Every, Period};
use crate::rules::term::DueDay;

/// For each record the period that it serves, by its place in `periods`; none where it lies before all of them.
pub(super) fn served(records: &[&Fulfilment], every: Every, periods: &[Period], dues: &[DueDay]) -> Vec<Option<usize>> {
    records.iter().map(|record| serves(record, every, periods, dues)).collect()
}

fn serves(record: &Fulfilment, every: Every, periods: &[Period], dues: &[DueDay]) -> Option<usize> {
    if let Some(named) = named(&record.title, every) {
        return periods.iter().position(|period| *period == named);
    }
    // Without a name: the first period whose last day had not passed, but none that had not begun.
    let on = record.published_on;
    if periods.first().is_none_or(|first| on < first.first) {
        return None;
    }
    let running = dues.iter().position(|due| on <= due.on).unwrap_or(periods.len() - 1);
    let begun = periods.iter().rposition(|period| period.first <= on)?;
    Some(running.min(begun))
}

/// The period that a title names: 2026年第一季度, 2026年上半年, 2026年3月, 2026年度.
fn named(title: &str, every: Every) -> Option<Period> {
    let at = title.find('年').filter(|at| *at >= 4)?;
    let year = title.get(at - 4..at).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &title[at + '年'.len_utf8()..];
    let code = match every {
        Every::Year => year.to_owned(),
        Every::HalfYear => format!("{year}-H{}", 1 + ["上半年", "下半年"].iter().position(|word| rest.contains(word))?),
        Every::Quarter => {
            let n = ["一", "二", "三", "四"]
                .iter()
                .zip(["1", "2", "3", "4"])
                .position(|(word, digit)| rest.contains(&format!("{word}季度")) || rest.contains(&format!("{digit}季度")))?;
            format!("{year}-Q{}", n + 1)
        }
        Every::Month => {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let month: u8 = digits.parse().ok().filter(|_| rest[digits.len()..].starts_with('月'))?;
            format!("{year}-{month:02}")
        }
        Every::Days(_) | Every::WorkingDays(_) => return None,
    };
    Period::of_code(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_periods() {
        let code = |title, every| named(title, every).map(|period| period.code());
        assert_eq!(code("青岚县2026年第一季度城乡低保公示", Every::Quarter).as_deref(), Some("2026-Q1"));
        assert_eq!(code("2026年3季度水质监测", Every::Quarter).as_deref(), Some("2026-Q3"));
        assert_eq!(code("2026年上半年社会救助情况", Every::HalfYear).as_deref(), Some("2026-H1"));
        assert_eq!(code("2026年3月村级财务公开", Every::Month).as_deref(), Some("2026-03"));
        assert_eq!(code("2025年度报告", Every::Year).as_deref(), Some("2025"));
        assert_eq!(code("低保公示", Every::Quarter), None);
        assert_eq!(code("关于三年行动的通知", Every::Year), None);
        assert_eq!(code("2026年水质监测", Every::Month), None);
    }
}
