//! Which numbers does Word write before the paragraphs of a list?
//!
//! The numbers of a 公文 (一、 （一） 1.) are often not in its text but in its list levels; without them the structure is lost.

use crate::read::Failure;
use crate::xml::{Token, Xml};
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: i64,
    /// What stands between number and text: tab, space or nothing.
    follow: String,
}

/// The lists of a document and where each stands.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    abstracts: HashMap<String, HashMap<usize, Level>>,
    lists: HashMap<String, (String, HashMap<usize, i64>)>,
    counters: HashMap<String, Vec<i64>>,
}

const DEEPEST: usize = 9;

impl Numbering {
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let mut numbering = Self::default();
        let (mut abstract_id, mut list_id, mut level) = (None::<String>, None::<String>, 0_usize);
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            let tag = match token {
                Token::Open(tag) => tag,
                Token::Close(name) => {
                    match name.as_str() {
                        "abstractNum" => abstract_id = None,
                        "num" => list_id = None,
                        _ => {}
                    }
                    continue;
                }
                Token::Text(_) => continue,
            };
            let value = || tag.attr("val").unwrap_or_default().to_owned();
            match tag.name.as_str() {
                "abstractNum" => abstract_id = tag.attr("abstractNumId").map(str::to_owned),
                "num" => list_id = tag.attr("numId").map(str::to_owned),
                "lvl" | "lvlOverride" => level = tag.number("ilvl").unwrap_or(0).min(DEEPEST - 1),
                "abstractNumId" => {
                    if let Some(id) = &list_id {
                        numbering.lists.entry(id.clone()).or_default().0 = value();
                    }
                }
                "startOverride" => {
                    if let (Some(id), Some(start)) = (&list_id, tag.number("val")) {
                        numbering.lists.entry(id.clone()).or_default().1.insert(level, start);
                    }
                }
                "start" | "numFmt" | "lvlText" | "suff" => {
                    if let Some(id) = &abstract_id {
                        let levels = numbering.abstracts.entry(id.clone()).or_default();
                        let entry = levels.entry(level).or_insert_with(|| Level { start: 1, ..Level::default() });
                        match tag.name.as_str() {
                            "start" => entry.start = tag.number("val").unwrap_or(1),
                            "numFmt" => entry.format = value(),
                            "lvlText" => entry.text = value(),
                            _ => entry.follow = value(),
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(numbering)
    }

    /// Counts one more paragraph of a list level and returns what Word writes before it.
    pub(crate) fn next(&mut self, list: &str, level: usize) -> String {
        let level = level.min(DEEPEST - 1);
        let Some((abstract_id, overrides)) = self.lists.get(list) else { return String::new() };
        let Some(levels) = self.abstracts.get(abstract_id) else { return String::new() };
        let start_of = |at: usize| overrides.get(&at).copied().or_else(|| levels.get(&at).map(|l| l.start)).unwrap_or(1);
        // Lists of one abstract list go on counting together unless one of them starts anew.
        let key = if overrides.is_empty() { format!("a{abstract_id}") } else { format!("n{list}") };
        let counters = self.counters.entry(key).or_default();
        counters.truncate(level + 1);
        let fresh = counters.len() <= level;
        while counters.len() <= level {
            counters.push(start_of(counters.len()));
        }
        if !fresh {
            counters[level] = counters[level].saturating_add(1);
        }
        let Some(own) = levels.get(&level) else { return String::new() };
        let mut text = own.text.clone();
        if own.format == "bullet" {
            // Bullets are drawn from symbol fonts in the private area.
            let private = text.chars().any(|c| matches!(c, '\u{E000}'..='\u{F8FF}'));
            text = if private || text.is_empty() { "•".to_owned() } else { text };
        } else if own.format == "none" {
            text.clear();
        }
        for (at, counter) in counters.iter().enumerate() {
            let format = levels.get(&at).map_or("decimal", |l| l.format.as_str());
            text = text.replace(&format!("%{}", at + 1), &written(*counter, format));
        }
        let wide = text.ends_with(['、', '）', '．', '。', '：', '章', '条', '节']);
        if !text.is_empty() && own.follow != "nothing" && !wide {
            text.push(' ');
        }
        text
    }
}

/// A number in one of Word's formats; an unknown format is written in digits.
pub(crate) fn written(number: i64, format: &str) -> String {
    let index = usize::try_from(number - 1).ok();
    let pick = |signs: &str| index.and_then(|at| signs.chars().nth(at)).map(String::from);
    let letters = |first: u8| {
        let at = usize::try_from(number - 1).ok()?;
        // After z comes aa, then bb: Word repeats the letter.
        let letter = char::from(first + u8::try_from(at % 26).ok()?);
        (at < 26 * 20).then(|| String::from(letter).repeat(at / 26 + 1))
    };
    let special = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(number),
        "ideographTraditional" => pick("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => pick("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => pick("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalEnclosedParen" => pick("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
        "decimalFullWidth" => Some(number.to_string().chars().map(full_width).collect()),
        "lowerLetter" => letters(b'a'),
        "upperLetter" => letters(b'A'),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "upperRoman" => roman(number),
        "decimalZero" if (0..10).contains(&number) => Some(format!("0{number}")),
        _ => None,
    };
    special.unwrap_or_else(|| number.to_string())
}

fn full_width(digit: char) -> char {
    char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit)
}

fn roman(number: i64) -> Option<String> {
    const STEPS: &[(i64, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number;
    (1..4000).contains(&number).then(|| {
        let mut text = String::new();
        for (value, sign) in STEPS {
            while left >= *value {
                text.push_str(sign);
                left -= value;
            }
        }
        text
    })
}

/// 一, 十二, 一百零三: as counted in headings, below ten thousand.
fn chinese(number: i64) -> Option<String> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if !(1..10_000).contains(&number) {
        return None;
    }
    let mut text = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(number / value % 10).ok()?;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        if !(value == 10 && digit == 1 && text.is_empty()) {
            text.push(DIGITS[digit]);
        }
        text.push_str(unit);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_word_writes_them() {
        let counting: Vec<String> = [1, 10, 12, 20, 103, 110, 2026].iter().map(|n| written(*n, "chineseCounting")).collect();
        assert_eq!(counting, ["一", "十", "十二", "二十", "一百零三", "一百一十", "二千零二十六"]);
        assert_eq!((written(3, "decimalEnclosedCircle"), written(28, "lowerLetter")), ("③".to_owned(), "bb".to_owned()));
        assert_eq!((written(14, "upperRoman"), written(12, "decimalFullWidth")), ("XIV".to_owned(), "１２".to_owned()));
        assert_eq!(written(i64::MIN + 1, "lowerLetter"), (i64::MIN + 1).to_string());
    }
}
