//! Which numbers in this text belong to a person, and which only look so?
//!
//! 个人信息保护法第二十五条: no publication without separate consent. Identity numbers are found anywhere; telephone and
//! account numbers are judged by the words around them, for the telephone of an office must be public (条例第二十条第二项).

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Hit, Look, floor};
use super::scan::{Run, fold};
use super::{addresses, cards, masks, numbers, people, phones};

/// Everything personal in one piece of text, in order of place.
pub(crate) fn find(look: &Look<'_>, hits: &mut Vec<Hit>) {
    let first = hits.len();
    let runs = &look.scan.runs;
    let mut at = 0;
    while at < runs.len() {
        let phrase = phrase(look, at);
        match phrase.len() {
            1 => single(look, runs[at], hits),
            _ => several(look, phrase, hits),
        }
        at += phrase.len();
    }
    cards::plates(look, hits);
    if !look.marks.is_empty() {
        cards::passports(look, hits);
        people::birth_dates(look, hits);
    }
    cards::emails(look, hits);
    let numbered = hits[first..].iter().any(|hit| matches!(hit.code, Code::IdCard | Code::Mobile));
    if !look.marks.is_empty() {
        addresses::find(look, numbered, hits);
        people::property(look, numbered, hits);
        people::health(look, numbered, hits);
        people::minors(look, hits);
    }
    people::ages(look, hits);
}

/// Runs of digits that one space or hyphen separates: `138 1234 5678`.
fn phrase<'l>(look: &Look<'l>, first: usize) -> &'l [Run] {
    let runs = &look.scan.runs;
    let mut last = first;
    while last + 1 < runs.len() {
        let (run, next) = (runs[last], runs[last + 1]);
        if run.n_letters > 0 || next.n_digits == 0 || next.start - run.end > 3 || !is_joint(&look.text[run.end..next.start]) {
            break;
        }
        last += 1;
    }
    &runs[first..=last]
}

fn is_joint(text: &str) -> bool {
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some(' ' | '-' | '－' | '–' | '—' | '\u{A0}' | '\u{3000}'), None))
}

fn single(look: &Look<'_>, run: Run, hits: &mut Vec<Hit>) {
    let n = run.n_digits + run.n_letters;
    if !(9..=32).contains(&n) || run.n_letters > 1 || is_fraction(look, run.start, run.end) {
        return;
    }
    let value = fold(&look.text[run.start..run.end]);
    if identity(look, run.start, run.end, &value, hits) || run.n_letters > 0 {
        return;
    }
    phones::find(look, run.start, run.end, &value, hits);
    cards::account(look, run.start, run.end, &value, hits);
}

/// A number with spaces: the whole, or a window of its groups.
fn several(look: &Look<'_>, runs: &[Run], hits: &mut Vec<Hit>) {
    let mut from = 0;
    while from < runs.len() {
        let mut value = String::new();
        let mut widths = Vec::new();
        let mut taken = 0;
        // No number that is looked for begins with fewer than three digits or has more than six groups.
        let most = if runs[from].n_digits < 3 { 0 } else { 6 };
        for (n, run) in runs[from..].iter().take(most).enumerate() {
            value.push_str(&fold(&look.text[run.start..run.end]));
            widths.push((run.n_digits + run.n_letters) as usize);
            if value.len() > 32 {
                break;
            }
            let place = (runs[from].start, run.end);
            if n > 0 && grouped(look, place, &value, &widths, is_chained(look, runs, from, from + n), hits) {
                taken = n + 1;
                break;
            }
        }
        if taken == 0 {
            // An identity number is one wherever it stands.
            if runs[from].n_digits >= 17 || !is_chained(look, runs, from, from) {
                single(look, runs[from], hits);
            }
            taken = 1;
        }
        from += taken;
    }
}

/// `2023-13812345678-01` is the number of a paper, not of a telephone; `+86-138…` is one.
fn is_chained(look: &Look<'_>, runs: &[Run], first: usize, last: usize) -> bool {
    let hyphen = |from: usize, to: usize| !look.text[from..to].trim().is_empty();
    let text = |run: &Run| fold(&look.text[run.start..run.end]);
    let before = first > 0 && hyphen(runs[first - 1].end, runs[first].start) && !matches!(text(&runs[first - 1]).as_str(), "86" | "0086");
    before || last + 1 < runs.len() && hyphen(runs[last].end, runs[last + 1].start)
}

fn grouped(look: &Look<'_>, (start, end): (usize, usize), value: &str, widths: &[usize], chained: bool, hits: &mut Vec<Hit>) -> bool {
    if value.len() == 18 && widths[0] >= 3 && identity(look, start, end, value, hits) {
        return true;
    }
    if !chained && matches!(widths, [3, 4, 4] | [3, 8] | [3, 3, 5] | [7, 4]) && numbers::is_mobile(value) {
        phones::find(look, start, end, value, hits);
        return true;
    }
    let fours = widths.len() >= 4 && widths[..widths.len() - 1].iter().all(|w| *w == 4) && widths[widths.len() - 1] <= 4;
    fours && value.len() >= 16 && value.bytes().all(|b| b.is_ascii_digit()) && cards::account(look, start, end, value, hits)
}

/// An identity number, and that it is a child's.
fn identity(look: &Look<'_>, start: usize, end: usize, value: &str, hits: &mut Vec<Hit>) -> bool {
    let Some(birth) = numbers::id_card_birth(value, look.today) else { return false };
    if value.len() == 15 && look.context(start).has(Group::Identifier) {
        return false;
    }
    if value.len() == 18 && numbers::is_uscc(value) && look.context(start).has(Group::Identifier) {
        return false;
    }
    let minor = people::is_minor(birth, look.today);
    let masks = &look.profile.masks;
    let masked = match value.len() {
        _ if look.profile.strict || minor => masks.dropped.clone(),
        18 => masks.id_card.apply(value),
        _ => masks.id_card_15.apply(value),
    };
    hits.push(look.hit(Code::IdCard, start, end, Some(masked)));
    if minor {
        hits.push(look.hit(Code::Minor, start, end, Some(masks.dropped.clone())));
    }
    true
}

/// `0.13812345678` and `13812345678.5` are quantities.
fn is_fraction(look: &Look<'_>, start: usize, end: usize) -> bool {
    let bytes = look.text.as_bytes();
    let point_before = start >= 2 && bytes[start - 1] == b'.' && bytes[start - 2].is_ascii_digit();
    let point_after = bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    point_before || point_after
}

/// Is the place inside an address of the web or the name of a file?
pub(crate) fn in_address(text: &str, start: usize, end: usize) -> bool {
    const REACH: usize = 200;
    let (low, high) = (floor(text, start.saturating_sub(REACH)), floor(text, end + REACH));
    let before = &text[low..start];
    let from =
        low + before.rfind(|c: char| !c.is_ascii_graphic()).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let to = text[end..high].find(|c: char| !c.is_ascii_graphic()).map_or(high, |at| end + at);
    let stretch = &text[from..to];
    let after = &text[end..to];
    stretch.contains("://")
        || stretch.starts_with("www.")
        || {
            let bytes = after.as_bytes();
            (bytes.first() == Some(&b'.') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic)) || bytes.first() == Some(&b'_')
        }
        || text[from..start].ends_with(['_', '=', '#'])
}

/// Drops a value or masks it, as the profile says.
pub(crate) fn masked(look: &Look<'_>, format: masks::Format, value: &str) -> String {
    if look.profile.strict { look.profile.masks.dropped.clone() } else { format.apply(value) }
}
