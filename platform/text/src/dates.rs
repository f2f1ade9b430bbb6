//! Which day does this text name, and is it a day at all?

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// A date as it stands in a text: the day, or the words where no such day exists (2月30日).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Day(Date),
    NoSuchDay(String),
}

impl Found {
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(*day),
            Self::NoSuchDay(_) => None,
        }
    }
}

/// A full date anywhere: Arabic or Chinese numerals with 年月日, or digits with `-`, `.`, `/`.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"([0-9０-９]{4})\s*年\s*([0-9０-９]{1,2})\s*月\s*([0-9０-９]{1,2})\s*[日号號]?",
        r"|([〇○零ＯO0一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十廿卅]{1,3})\s*[日号號]?",
        r"|([12][0-9]{3})[-./]([0-9]{1,2})[-./]([0-9]{1,2})",
    ))
    .expect("the pattern is fixed")
});

/// The first full date of the text and the byte range it takes.
#[must_use]
pub fn find(text: &str) -> Option<(std::ops::Range<usize>, Found)> {
    let captures = DATE.captures(text)?;
    let whole = captures.get(0)?;
    let part = |first: usize| (0..3).map(|i| captures.get(first + i).map(|m| m.as_str())).collect::<Option<Vec<_>>>();
    let parts = part(1).or_else(|| part(4)).or_else(|| part(7))?;
    let numbers: Vec<i64> = parts.iter().map(|p| number(p)).collect::<Option<_>>()?;
    Some((whole.range(), read(&numbers, whole.as_str())))
}

/// The date that a value consists of (a time after it is allowed): `2022-05-26 10:08`, `20220526`, `二〇二二年五月二十六日`.
#[must_use]
pub fn of_value(value: &str) -> Option<Found> {
    let value = value.trim();
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        let digits = |range: std::ops::Range<usize>| value[range].parse::<i64>().ok();
        return Some(read(&[digits(0..4)?, digits(4..6)?, digits(6..8)?], value));
    }
    let (range, found) = find(value)?;
    (range.start == 0).then_some(found)
}

/// Whether the whole line is a date and nothing else, as under a signature.
#[must_use]
pub fn is_whole(line: &str) -> Option<Found> {
    // No date line is longer than 二〇二〇年十二月三十一日 with a space between every two characters.
    if line.len() > 100 || !(line.ends_with(['日', '号', '號']) || line.ends_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let squeezed: String = line.chars().filter(|c| !crate::normalise::is_space(*c)).collect();
    let (range, found) = find(&squeezed)?;
    (range.start == 0 && range.end == squeezed.len()).then_some(found)
}

fn read(numbers: &[i64], words: &str) -> Found {
    let day = || {
        let year = i16::try_from(numbers[0]).ok()?;
        Date::new(year, i8::try_from(numbers[1]).ok()?, i8::try_from(numbers[2]).ok()?).ok()
    };
    day().map_or_else(|| Found::NoSuchDay(words.to_owned()), Found::Day)
}

/// A whole number in Arabic digits of either width, in Chinese digits (二〇二〇) or in Chinese words (二十一).
#[must_use]
pub fn number(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut section = 0_i64;
    let mut last: Option<i64> = None;
    let mut digits_only = true;
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '廿' | '卅' => {
                digits_only = false;
                section = section.saturating_add(if c == '廿' { 20 } else { 30 });
                continue;
            }
            '万' | '萬' => {
                digits_only = false;
                total = total.saturating_add(section.saturating_add(last.take().unwrap_or(0)).saturating_mul(10_000));
                section = 0;
                continue;
            }
            _ => {
                let digit = digit(c)?;
                last = Some(match last {
                    Some(before) if digits_only => before.checked_mul(10)?.checked_add(digit)?,
                    _ => digit,
                });
                continue;
            }
        };
        digits_only = false;
        // 十五 has no leading one.
        section = section.saturating_add(last.take().unwrap_or(1).saturating_mul(unit));
    }
    (!text.is_empty()).then(|| total.saturating_add(section).saturating_add(last.unwrap_or(0)))
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '0'..='9' => i64::from(c as u32 - '0' as u32),
        '０'..='９' => i64::from(c as u32 - '０' as u32),
        '〇' | '○' | '零' | 'Ｏ' | 'O' => 0,
        '一' | '元' => 1,
        '二' | '两' | '兩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(text: &str, day: Date) {
        assert_eq!(of_value(text), Some(Found::Day(day)));
    }

    #[test]
    fn every_way_to_write_a_day() {
        check("2020年5月18日", date(2020, 5, 18));
        check("二〇二〇年五月十八日", date(2020, 5, 18));
        check("二○一二年六月八日", date(2012, 6, 8));
        check("二零二Ｏ年十二月三十一日", date(2020, 12, 31));
        check("2011.2.10", date(2011, 2, 10));
        check("2025-08-04 10:08", date(2025, 8, 4));
        check("20220526", date(2022, 5, 26));
        check("２０２２年５月１日", date(2022, 5, 1));
        assert!(is_whole("2020 年 5 月 18 日").is_some());
        assert!(is_whole("2020年5月18日起施行").is_none());
    }

    #[test]
    fn the_thirtieth_of_february_is_no_day() {
        assert_eq!(of_value("2023年2月30日"), Some(Found::NoSuchDay("2023年2月30日".to_owned())));
        assert_eq!(of_value("2023-13-01"), Some(Found::NoSuchDay("2023-13-01".to_owned())));
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!(number("一百二十三"), Some(123));
        assert_eq!(number("十五"), Some(15));
        assert_eq!(number("二〇二〇"), Some(2020));
        assert_eq!(number("一千零一"), Some(1001));
        assert_eq!(number("甲"), None);
    }
}
