//! Which number of the official hierarchy opens this line?

use crate::dates::number;

/// The numbering at the head of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// 一、 is 1, （一） 2, 1. 3, （1） 4, ① 5 (GB/T 9704-2012, 7.3.3).
    Level { depth: u8, number: i64 },
    /// 编, 章, 节.
    Part { unit: char, number: i64 },
    /// 第N条, with 之一 where an amendment put it in.
    Article { number: i64, inserted: i64 },
}

/// The numbering at the head of `line` and how many bytes it takes, a following space included.
#[must_use]
pub fn mark(line: &str) -> Option<(Mark, usize)> {
    let first = line.chars().next()?;
    let (mark, len) = match first {
        '第' => ordinal(line),
        '(' | '（' => bracketed(line),
        '①'..='⑳' => Some((Mark::Level { depth: 5, number: i64::from(first as u32 - '①' as u32) + 1 }, first.len_utf8())),
        '0'..='9' | '０'..='９' => arabic(line),
        c if is_chinese_number(c) => chinese(line),
        _ => None,
    }?;
    let spaces: usize = line[len..].chars().take_while(|c| crate::normalise::is_space(*c)).map(char::len_utf8).sum();
    Some((mark, len + spaces))
}

pub(super) fn is_chinese_number(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '零' | '〇' | '○' | '两')
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The run of characters at the start of `text` that `fits`, at most eight.
pub(super) fn run(text: &str, fits: impl Fn(char) -> bool) -> &str {
    let len: usize = text.chars().take(8).take_while(|c| fits(*c)).map(char::len_utf8).sum();
    &text[..len]
}

fn after(text: &str) -> Option<char> {
    text.chars().next()
}

/// 第三条, 第十条之一, 第二章, 第一节.
fn ordinal(line: &str) -> Option<(Mark, usize)> {
    let rest = &line['第'.len_utf8()..];
    let digits = run(rest, |c| is_chinese_number(c) || is_digit(c));
    let value = number(digits)?;
    let unit = after(&rest[digits.len()..])?;
    let mut len = '第'.len_utf8() + digits.len() + unit.len_utf8();
    match unit {
        '条' => {
            let mut inserted = 0;
            if let Some(tail) = line[len..].strip_prefix('之') {
                let digits = run(tail, is_chinese_number);
                if let Some(value) = number(digits) {
                    inserted = value;
                    len += '之'.len_utf8() + digits.len();
                }
            }
            // 第三条规定的… is a sentence that speaks of an article; an article is followed by a space or its first sentence.
            let spoken_of = ["规定", "第", "、", "和", "所", "及", "至", "中", "的", "或", "，", "）", "》", "款"];
            let next = &line[len..];
            (!spoken_of.iter().any(|word| next.starts_with(word))).then_some((Mark::Article { number: value, inserted }, len))
        }
        '编' | '章' | '节' => {
            let next = &line[len..];
            let heading = next.chars().count() <= 40 && !next.contains(['。', '，', ',']);
            (heading && !next.starts_with(['的', '第', '、', '规'])).then_some((Mark::Part { unit, number: value }, len))
        }
        _ => None,
    }
}

/// （一） and （1）, with brackets of either width, even mixed.
fn bracketed(line: &str) -> Option<(Mark, usize)> {
    let open = line.chars().next()?.len_utf8();
    let rest = &line[open..];
    let (digits, depth) = match run(rest, is_chinese_number) {
        "" => (run(rest, is_digit), 4),
        digits => (digits, 2),
    };
    let value = number(digits)?;
    let close = after(&rest[digits.len()..]).filter(|c| matches!(c, ')' | '）'))?;
    // （2020） is a year, not a level.
    (value < 200).then_some((Mark::Level { depth, number: value }, open + digits.len() + close.len_utf8()))
}

/// 1. 1． 1、 but not 1.5 and not 2011.2.10.
fn arabic(line: &str) -> Option<(Mark, usize)> {
    let digits = run(line, is_digit);
    let value = number(digits).filter(|value| *value < 200)?;
    let stop = after(&line[digits.len()..]).filter(|c| matches!(c, '.' | '．' | '、'))?;
    let len = digits.len() + stop.len_utf8();
    let next = after(&line[len..]);
    next.is_none_or(|c| !is_digit(c)).then_some((Mark::Level { depth: 3, number: value }, len))
}

/// 一、 (also 一. and 一．, as typed in a hurry).
fn chinese(line: &str) -> Option<(Mark, usize)> {
    let digits = run(line, is_chinese_number);
    let value = number(digits)?;
    let stop = after(&line[digits.len()..]).filter(|c| matches!(c, '、' | '.' | '．'))?;
    Some((Mark::Level { depth: 1, number: value }, digits.len() + stop.len_utf8()))
}
