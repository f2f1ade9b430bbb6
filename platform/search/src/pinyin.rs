//! How is a character read, and which syllables did someone type?

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use pinyin::ToPinyinMulti;

/// Rare readings beyond these would only add noise.
const READINGS: usize = 3;

/// The readings of a character without tones, the commonest first. No reading depends on its neighbours here: 银行 is found
/// under both `yinhang` and `yinxing`.
pub(crate) fn readings(c: char) -> Vec<&'static str> {
    let Some(multi) = c.to_pinyin_multi() else { return Vec::new() };
    let mut out: Vec<&'static str> = Vec::with_capacity(READINGS);
    for reading in multi.into_iter().map(|reading| reading.plain()) {
        if out.len() < READINGS && !out.contains(&reading) {
            out.push(reading);
        }
    }
    out
}

/// The first letters of the readings; a letter or digit stands for itself.
pub(crate) fn initials(c: char) -> Vec<char> {
    if c.is_ascii_alphanumeric() {
        return vec![c];
    }
    let mut out = Vec::new();
    for letter in readings(c).into_iter().filter_map(|reading| reading.chars().next()) {
        if !out.contains(&letter) {
            out.push(letter);
        }
    }
    out.truncate(2);
    out
}

/// Do two characters sound alike in one of their readings?
pub(crate) fn alike(a: char, b: char) -> bool {
    a == b || {
        let of_b = readings(b);
        readings(a).iter().any(|reading| of_b.contains(reading))
    }
}

/// Typed letters as syllables; the last may be unfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub syllables: Vec<String>,
    pub unfinished: bool,
}

/// Every way of reading the letters, longest syllables first, at most eight. Empty where they are no pinyin.
pub(crate) fn read(letters: &str) -> Vec<Reading> {
    let mut out = Vec::new();
    if letters.is_ascii() && letters.len() <= 60 {
        split(letters, &mut Vec::new(), &mut out, &mut 0);
    }
    out.sort_by_key(|reading| (reading.unfinished, reading.syllables.len()));
    out.truncate(8);
    out
}

fn split(rest: &str, so_far: &mut Vec<String>, out: &mut Vec<Reading>, steps: &mut usize) {
    *steps += 1;
    if out.len() >= 32 || *steps > 2_000 {
        return;
    }
    if rest.is_empty() {
        out.push(Reading { syllables: so_far.clone(), unfinished: false });
        return;
    }
    let syllables = &tables().syllables;
    for length in (1..=rest.len().min(6)).rev() {
        if syllables.contains(&rest[..length]) {
            so_far.push(rest[..length].to_owned());
            split(&rest[length..], so_far, out, steps);
            so_far.pop();
        }
    }
    let begun = syllables.range(rest..).next().is_some_and(|s| s.starts_with(rest) && *s != rest);
    if begun {
        let mut whole = so_far.clone();
        whole.push(rest.to_owned());
        out.push(Reading { syllables: whole, unfinished: true });
    }
}

/// Characters that sound like `c`, for guessing which was meant.
pub(crate) fn homophones(c: char) -> Vec<char> {
    let by_sound = &tables().by_sound;
    let mut out: Vec<char> = readings(c).into_iter().take(2).filter_map(|reading| by_sound.get(reading)).flatten().copied().collect();
    out.retain(|other| *other != c);
    out
}

struct Tables {
    syllables: BTreeSet<&'static str>,
    by_sound: HashMap<&'static str, Vec<char>>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut by_sound: HashMap<&'static str, Vec<char>> = HashMap::new();
        for c in '\u{4E00}'..='\u{9FA5}' {
            if let Some(first) = readings(c).first() {
                by_sound.entry(first).or_default().push(c);
            }
        }
        // A syllable of one or two rare characters ("hm", "ng") would cut typed letters in the wrong place.
        let syllables = by_sound.iter().filter(|(_, chars)| chars.len() > 2).map(|(s, _)| *s).collect();
        Tables { syllables, by_sound }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_syllables() {
        assert_eq!(read("yanglao")[0], Reading { syllables: vec!["yang".into(), "lao".into()], unfinished: false });
        assert!(read("xian").iter().any(|r| r.syllables == ["xi", "an"]));
        assert!(read("zhengc").iter().any(|r| r.syllables == ["zheng", "c"] && r.unfinished));
        assert!(read("q7!").is_empty());
    }

    #[test]
    fn several_readings_are_kept() {
        assert!(readings('行').contains(&"xing") && readings('行').contains(&"hang"));
        assert_eq!(initials('重'), ['z', 'c']);
        assert!(alike('佬', '老') && !alike('佬', '政'));
        assert!(homophones('佬').contains(&'老'));
    }
}
