//! What does this text say about a person: birth, age, means, health, and that it is a child?

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Hit, Look, floor, is_found};
use super::masks;
use crate::finding::Severity;
use crate::normalise::is_han;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<y>(?:19|20)\d{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2})\s?(?:年\s?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s?月(?:\s?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s?日)?|[-./](?P<m2>\d{1,2})(?:[-./](?P<d2>\d{1,2}))?|(?P<m3>\d{2})(?P<d3>\d{2})?)")
        .expect("a constant pattern")
});

/// 不满十八周岁 (未成年人保护法第二条).
pub(crate) fn is_minor(birth: Date, today: Date) -> bool {
    let years = i32::from(today.year()) - i32::from(birth.year());
    let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
    years - i32::from(!had_birthday) < 18
}

/// A date that is somebody's birth, in bytes of `text`, and whether it has a day.
pub(crate) struct Birth {
    pub start: usize,
    pub end: usize,
    pub with_day: bool,
    pub date: Option<Date>,
}

/// A date at the very start of the text.
pub(crate) fn date_at_start(text: &str) -> Option<Birth> {
    // Only the beginning: a search through all that follows would find another's date, and slowly.
    let text = &text[..floor(text, 60)];
    let found = DATE.captures(text).filter(|found| found.get(0).is_some_and(|whole| whole.start() == 0))?;
    Some(birth_of(&found))
}

fn date_at_end(text: &str) -> Option<Birth> {
    let from = text.char_indices().rev().nth(16).map_or(0, |(at, _)| at);
    DATE.captures_iter(&text[from..]).map(|found| birth_of(&found)).find(|birth| from + birth.end == text.len()).map(|birth| Birth {
        start: birth.start + from,
        end: birth.end + from,
        ..birth
    })
}

fn birth_of(found: &regex::Captures<'_>) -> Birth {
    let whole = found.get(0).expect("group 0 always matches");
    let part = |names: &[&str]| names.iter().find_map(|name| found.name(name)).map(|m| m.as_str());
    let (year, month, day) = (part(&["y"]).and_then(digits), part(&["m", "m2", "m3"]).and_then(digits), part(&["d", "d2", "d3"]));
    let with_day = day.is_some();
    let day = day.map_or(Some(1), digits);
    let date = match (year, month, day) {
        (Some(y), Some(m), Some(d)) => {
            Date::new(i16::try_from(y).unwrap_or(0), i8::try_from(m).unwrap_or(0), i8::try_from(d).unwrap_or(0)).ok()
        }
        _ => None,
    };
    Birth { start: whole.start(), end: whole.end(), with_day, date }
}

/// `1990`, `一九九〇`, `十二`, `二十五`.
fn digits(text: &str) -> Option<u32> {
    if let Ok(n) = text.parse() {
        return Some(n);
    }
    let value = |c: char| {
        "〇一二三四五六七八九".chars().position(|d| d == c || (d == '〇' && matches!(c, '○' | '零'))).and_then(|n| u32::try_from(n).ok())
    };
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = tens.chars().next().map_or(Some(1), value)?;
        let ones = ones.chars().next().map_or(Some(0), value)?;
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0, |n, c| Some(n * 10 + value(c)?))
}

/// A date by the word for birth; a condition of age (`1990年1月1日以后出生`) is none.
pub(crate) fn birth_dates(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for mark in look.longest(Group::Birth) {
        if let Some(birth) = after_label(look, mark.end).or_else(|| before_word(look, mark.start, mark.end)) {
            push_birth(look, &birth, hits);
        }
    }
    let lead = look.lead.trim_end_matches(['：', ':', ' ']);
    if look.profile.words.birth.iter().any(|label| lead.ends_with(label.as_str()))
        && let Some(birth) = date_at_start(look.text)
    {
        push_birth(look, &birth, hits);
    }
}

fn push_birth(look: &Look<'_>, birth: &Birth, hits: &mut Vec<Hit>) {
    if is_found(hits, Code::BirthDate, birth.start, birth.end) {
        return;
    }
    let minor = birth.date.is_some_and(|date| is_minor(date, look.today) && date <= look.today);
    let value = &look.text[birth.start..birth.end];
    let mask = if look.profile.strict || minor { look.profile.masks.dropped.clone() } else { masks::birth_date(value) };
    // Year and month stand in the published lives of officials; the day never need.
    let severity = if birth.with_day { Severity::Stop } else { Severity::Warn };
    hits.push(Hit { severity, ..look.hit(Code::BirthDate, birth.start, birth.end, Some(mask)) });
    if minor {
        hits.push(look.hit(Code::Minor, birth.start, birth.end, Some(look.profile.masks.dropped.clone())));
    }
}

fn after_label(look: &Look<'_>, from: usize) -> Option<Birth> {
    let rest = &look.text[from..];
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '为' | '是' | '于' | '在' | '（' | '('));
    let skipped = rest.len() - value.len();
    let birth = date_at_start(value)?;
    let then = &value[birth.end..];
    let condition = ["以后", "以前", "之后", "之前", "后", "前", "至", "到", "—", "－", "-", "~", "～", "（含", "(含", "及以"]
        .iter()
        .any(|word| then.starts_with(word));
    (!condition).then_some(Birth { start: from + skipped + birth.start, end: from + skipped + birth.end, ..birth })
}

/// `1990年5月6日出生`, `1975年3月生，`.
fn before_word(look: &Look<'_>, start: usize, end: usize) -> Option<Birth> {
    let word = &look.text[start..end];
    let until = if word.starts_with(['月', '日']) {
        // 生产, 生效: only a clause that ends here speaks of a birth.
        if look.after(end).is_some_and(is_han) {
            return None;
        }
        start + '月'.len_utf8()
    } else {
        start
    };
    let birth = date_at_end(&look.text[..until])?;
    let range = look.before(birth.start).is_some_and(|c| matches!(c, '至' | '到' | '—' | '－' | '-' | '~' | '～' | '在' | '自'));
    let general = look.after(end) == Some('的') || look.text[end..].starts_with("人口");
    (!range && !general).then_some(birth)
}

/// `家庭年收入12000元` of a person who is named or numbered.
pub(crate) fn property(look: &Look<'_>, numbered: bool, hits: &mut Vec<Hit>) {
    for mark in look.longest(Group::Income) {
        let rest = &look.text[mark.end..];
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '为' | '约' | '共' | '计' | '达'));
        let n: usize = value.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '０'..='９')).map(char::len_utf8).sum();
        let unit = ["万元", "元", "余元", "万余元", "套", "平方米"].iter().find(|unit| value[n..].starts_with(**unit));
        let person = numbered || look.context(mark.start).has(Group::Individual);
        if let (true, Some(unit), true) = (n > 0, unit, person) {
            let start = mark.end + rest.len() - value.len();
            hits.push(look.hit(Code::Property, start, start + n + unit.len(), Some(look.profile.masks.dropped.clone())));
        }
    }
}

/// `病情：……` of a person who is named or numbered.
pub(crate) fn health(look: &Look<'_>, numbered: bool, hits: &mut Vec<Hit>) {
    for mark in look.longest(Group::Health) {
        let word = &look.text[mark.start..mark.end];
        let rest = &look.text[mark.end..];
        let labelled = rest.starts_with(['：', ':']);
        // 患者患有… is a sentence of many laws; with a number beside it, it speaks of one person.
        let told = numbered && matches!(word, "患有" | "确诊为");
        let value = rest.trim_start_matches(['：', ':', ' ']);
        let n = value.find(|c: char| !is_han(c) && !c.is_alphanumeric()).unwrap_or(value.len());
        if n > 0 && value[..n].chars().count() <= 30 && (told || labelled && (numbered || look.context(mark.start).has(Group::Individual)))
        {
            let start = mark.end + rest.len() - value.len();
            hits.push(look.hit(Code::Health, start, start + n, Some(look.profile.masks.dropped.clone())));
        }
    }
}

/// Names under `孤儿：`, `学生姓名：`, and a named child with its particulars.
pub(crate) fn minors(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for mark in look.longest(Group::Minor) {
        let rest = &look.text[mark.end..];
        let labelled = rest.starts_with(['：', ':']);
        let value = rest.trim_start_matches(['：', ':', ' ']);
        let start = mark.end + rest.len() - value.len();
        let mut end = start;
        for part in value.split_inclusive(['、', '，', ',', ' ', '；', '。']) {
            let name = part.trim_end_matches(['、', '，', ',', ' ', '；', '。']);
            if !labelled || !is_name(&look.profile.words.surnames, name) {
                break;
            }
            end = end.max(part.as_ptr() as usize - look.text.as_ptr() as usize + name.len());
        }
        if end == start
            && let Some(n) = name_with_particulars(&look.profile.words.surnames, value)
        {
            end = start + n;
        }
        if end > start {
            hits.push(look.hit(Code::Minor, start, end, Some(look.profile.masks.dropped.clone())));
        }
    }
}

/// Two to four characters that begin with a surname and hide nothing yet.
pub(crate) fn is_name(surnames: &str, text: &str) -> bool {
    let mut chars = text.chars();
    let n = text.chars().count();
    (2..=4).contains(&n)
        && text.chars().all(|c| is_han(c) && !matches!(c, '某' | '×'))
        && chars.next().is_some_and(|c| surnames.contains(c))
}

fn name_with_particulars(surnames: &str, text: &str) -> Option<usize> {
    let n = text.find(['（', '(', '，', ','])?;
    let then = text[n..].trim_start_matches(['（', '(', '，', ',', ' ']);
    let particulars = ["男", "女", "身份证", "公民身份", "出生"].iter().any(|word| then.starts_with(word))
        || then.starts_with(|c: char| c.is_ascii_digit());
    (particulars && is_name(surnames, &text[..n])).then_some(n)
}

/// `王小明，男，8岁`
pub(crate) fn ages(look: &Look<'_>, hits: &mut Vec<Hit>) {
    for run in look.scan.runs.iter().filter(|run| run.n_letters == 0 && run.n_digits <= 2) {
        let then = &look.text[run.end..];
        if !(then.starts_with("岁") || then.starts_with("周岁")) {
            continue;
        }
        let age: u32 = super::scan::fold(&look.text[run.start..run.end]).parse().unwrap_or(99);
        let before = look.clause_before(run.start).trim_end_matches(['，', ',', '、', ' ', '现', '年', '龄', '：', ':']);
        let person = before.trim_end_matches("汉族").trim_end_matches(['，', ',', '、', ' ']);
        let Some(name) = person.strip_suffix('男').or_else(|| person.strip_suffix('女')) else { continue };
        let name = name.trim_end_matches(['，', ',', '、', ' ', '（', '(']);
        let start = name.rfind(|c: char| !is_han(c)).map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
        let word = &name[start..];
        let at = word.as_ptr() as usize - look.text.as_ptr() as usize;
        // 学生王小明: the name is the last two or three characters.
        let tail = [3, 2, 4]
            .into_iter()
            .filter_map(|n| word.char_indices().rev().nth(n - 1).map(|(i, _)| i))
            .find(|i| is_name(&look.profile.words.surnames, &word[*i..]));
        if let (true, Some(tail)) = (age < 18, tail) {
            hits.push(look.hit(Code::Minor, at + tail, at + word.len(), Some(look.profile.masks.dropped.clone())));
        }
    }
}
