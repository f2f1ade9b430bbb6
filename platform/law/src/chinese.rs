//! How are numbers and days written in official papers, and which day does such a writing mean?

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// A writing that does not name a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("“{0}”不是日期")]
    NotADate(String),
    /// 2月30日: well written, but the calendar has no such day.
    #[error("“{0}”这一天不存在")]
    NoSuchDay(String),
}

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const UNITS: [(char, u32); 3] = [('千', 1000), ('百', 100), ('十', 10)];

/// The number in Chinese: 123 → 一百二十三, 10 → 十, 105 → 一百零五. Up to 99,999,999.
pub fn numeral(number: u32) -> String {
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let (high, low) = (number / 10_000, number % 10_000);
    let mut text = String::new();
    if high > 0 {
        text.push_str(&below_ten_thousand(high, true));
        text.push('万');
        if low > 0 && low < 1000 {
            text.push('零');
        }
    }
    if low > 0 {
        text.push_str(&below_ten_thousand(low, high == 0));
    }
    text
}

fn below_ten_thousand(number: u32, leading: bool) -> String {
    let mut text = String::new();
    let mut rest = number;
    let mut gap = false;
    for (name, unit) in UNITS {
        let digit = rest / unit;
        rest %= unit;
        if digit == 0 {
            gap = gap || !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        // 十五, not 一十五, at the head of a number.
        if !(unit == 10 && digit == 1 && text.is_empty() && leading) {
            text.push(DIGITS[digit as usize]);
        }
        text.push(name);
    }
    if rest > 0 {
        if gap {
            text.push('零');
        }
        text.push(DIGITS[rest as usize]);
    }
    text
}

/// Reads 一百二十三, 二〇二〇, 两千, 123 or １２３; `None` where it is not a number.
pub fn number(text: &str) -> Option<u32> {
    let chars: Vec<char> = half_width(text).chars().collect();
    if chars.is_empty() {
        return None;
    }
    if chars.iter().all(|c| digit(*c).is_some()) {
        return chars.iter().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(*c)?));
    }
    let mut total = 0u32;
    let mut section = 0u32;
    let mut current: Option<u32> = None;
    for c in chars {
        match (digit(c), unit(c)) {
            (Some(0), _) if current.is_none() => {}
            (Some(value), _) if current.is_none() => current = Some(value),
            (None, Some(10_000)) => {
                total = total.checked_add(section.checked_add(current.take().unwrap_or(0))?.checked_mul(10_000)?)?;
                section = 0;
            }
            (None, Some(unit)) => section = section.checked_add(current.take().unwrap_or(1).checked_mul(unit)?)?,
            _ => return None,
        }
    }
    total.checked_add(section)?.checked_add(current.unwrap_or(0))
}

/// ASCII and Chinese digits; the zero is written 〇, ○, Ｏ, O or 零 in real papers.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '〇' | '○' | '零' | 'O' | 'o' | '◯' | '０' => Some(0),
        '一' | '壹' => Some(1),
        '二' | '贰' | '两' => Some(2),
        '三' | '叁' => Some(3),
        '四' | '肆' => Some(4),
        '五' | '伍' => Some(5),
        '六' | '陆' => Some(6),
        '七' | '柒' => Some(7),
        '八' | '捌' => Some(8),
        '九' | '玖' => Some(9),
        _ => None,
    }
}

fn unit(c: char) -> Option<u32> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        '万' => Some(10_000),
        _ => None,
    }
}

/// Full-width letters, digits and signs as ASCII, without white space. For comparison only, never for stored text.
pub fn half_width(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}' && *c != '\u{feff}')
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// `2026年11月24日`: the form of GB/T 9704, without leading zeros.
pub fn format_date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 二〇二六年十一月二十四日: the older form, still seen on orders and seals.
pub fn format_date_in_characters(day: Date) -> String {
    let year: String =
        day.year().to_string().chars().filter_map(|c| c.to_digit(10)).map(|d| if d == 0 { '〇' } else { DIGITS[d as usize] }).collect();
    format!("{year}年{}月{}日", numeral(day.month() as u32), numeral(day.day() as u32))
}

/// How far a day is from today, as a person says it: 今天, 昨天, 后天, 3天前, 2个月后, 1年前.
pub fn relative(day: Date, today: Date) -> String {
    let days = day.since(today).map_or(0, |span| i64::from(span.get_days()));
    match days {
        0 => return "今天".to_owned(),
        1 => return "明天".to_owned(),
        2 => return "后天".to_owned(),
        -1 => return "昨天".to_owned(),
        -2 => return "前天".to_owned(),
        _ => {}
    }
    let side = if days > 0 { "后" } else { "前" };
    match days.abs() {
        n @ 0..=59 => format!("{n}天{side}"),
        n @ 60..=364 => format!("{}个月{side}", n / 30),
        n => format!("{}年{side}", n / 365),
    }
}

static YEAR_MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    let digit = "[0-9〇○零Oo◯一二三四五六七八九]";
    let small = "[0-9〇零一二三四五六七八九十]";
    Regex::new(&format!("^({digit}{{4}})年({small}{{1,3}})月({small}{{1,3}})[日号]")).expect("a fixed pattern")
});

static PUNCTUATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{4})[-./．。·]([0-9]{1,2})[-./．。·]([0-9]{1,2})([^0-9]|[0-9]{1,2}[:：]|$)").expect("a fixed pattern")
});

static COMPACT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$").expect("a fixed pattern"));

/// The day a writing means, in all the forms seen on papers and sites: 2020年5月18日, 二〇二〇年五月十八日 (with 〇 ○ Ｏ 零),
/// 2011.2.10, 2011-2-10, 2024/02/05, 20240205; a time of day after it is allowed and ignored.
///
/// # Errors
/// `NoSuchDay` names a writing such as 2月30日; `NotADate` everything else.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let named = text.trim().to_owned();
    let bare = half_width(text);
    let not_a_date = || DateError::NotADate(named.clone());
    let parts =
        [&*YEAR_MONTH_DAY, &*PUNCTUATED, &*COMPACT].into_iter().find_map(|pattern| pattern.captures(&bare)).ok_or_else(not_a_date)?;
    let part = |index: usize| number(&parts[index]).ok_or_else(not_a_date);
    let (year, month, day) = (part(1)?, part(2)?, part(3)?);
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(DateError::NoSuchDay(named));
    };
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay(named))
}
