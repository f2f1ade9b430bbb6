//! Where in a text are the words that were sought, and which lines of it are worth showing?

use std::ops::Range;

use crate::entry::Parts;
use crate::fold::{CHARACTER, CLASS, Class, Table};
use crate::kept::Kept;
use crate::pieces::ANY;
use crate::places::Place;

/// Characters of a snippet.
const WIDTH: usize = 100;
/// How far before the first match a snippet may begin, to begin with a sentence.
const LEAD: usize = 24;
/// A text in which nothing is placed is read in stretches of this many characters, until one of the words is met.
const STRETCH: usize = 2_048;

/// What is looked for, ready for many texts.
pub(crate) struct Needles {
    needles: Vec<Vec<u32>>,
    /// Low bytes of first characters: most positions are passed over with one look.
    first: [bool; 256],
    longest: usize,
}

/// A stretch of a text, folded, with the byte at which each character begins.
struct Stretch {
    chars: Vec<u32>,
    /// Texts of more than four gigabytes are not indexed.
    bytes: Vec<u32>,
}

impl Needles {
    pub(crate) fn new(needles: impl IntoIterator<Item = Vec<char>>) -> Needles {
        let numbers = |needle: Vec<char>| needle.into_iter().map(u32::from).collect::<Vec<u32>>();
        let mut needles: Vec<Vec<u32>> = needles.into_iter().filter(|needle| !needle.is_empty()).map(numbers).collect();
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        needles.dedup();
        let mut first = [false; 256];
        needles.iter().for_each(|needle| first[needle[0] as usize & 0xFF] = true);
        let longest = needles.iter().map(Vec::len).max().unwrap_or(0);
        Needles { needles, first, longest }
    }

    /// The whole text with every match marked.
    pub(crate) fn mark(&self, text: &str) -> Parts {
        let stretch = Stretch::read(text);
        let found = self.find(&stretch);
        stretch.parts(text, 0..stretch.chars.len(), &found, false)
    }

    /// About a hundred characters with as many of the words as possible; the beginning where none of them stands in the text.
    ///
    /// `places` are those of the words in the text, in its order. Where there are none, `unplaced` says that the index does not
    /// know them of such words: then the text itself is read until one is met.
    pub(crate) fn snippet(&self, text: &Kept, places: &[Place], unplaced: bool) -> Parts {
        let n_chars = text.n_chars();
        let places = &places[..places.partition_point(|place| place.chars.end <= n_chars)];
        let start = best_start(places).or_else(|| if unplaced { self.met(text) } else { None });
        let Some(start) = start else { return beginning(&text.chars(0..2 * WIDTH), n_chars) };
        let from = start.saturating_sub(LEAD);
        let shown = text.chars(from..start + WIDTH + LEAD + self.longest);
        let stretch = Stretch::read(&shown);
        let found = self.find(&stretch);
        let window = stretch.window(start - from, &found);
        let mut parts = stretch.parts(&shown, window.clone(), &found, true);
        frame(&mut parts, from + window.start > 0, from + window.end < n_chars);
        parts
    }

    /// The first place in a text where any of the words is met.
    fn met(&self, text: &Kept) -> Option<usize> {
        let mut from = 0;
        while from < text.n_chars() {
            let stretch = Stretch::read(&text.chars(from..from + STRETCH + self.longest));
            if let Some(found) = self.find(&stretch).first() {
                return Some(from + found.start);
            }
            from += STRETCH;
        }
        None
    }

    fn find(&self, stretch: &Stretch) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        for at in 0..stretch.chars.len() {
            let c = stretch.chars[at] & CHARACTER;
            if !self.first[c as usize & 0xFF] {
                continue;
            }
            for needle in &self.needles {
                if needle[0] == c && stretch.holds(at, needle) {
                    out.push(at..at + needle.len());
                }
            }
        }
        out
    }
}

impl Stretch {
    fn read(text: &str) -> Stretch {
        let table = Table::get();
        let room = text.len() / 2 + 1;
        let mut stretch = Stretch { chars: Vec::with_capacity(room), bytes: Vec::with_capacity(room + 1) };
        for (at, c) in text.char_indices() {
            stretch.chars.push(table.packed(c));
            stretch.bytes.push(at as u32);
        }
        stretch.bytes.push(text.len() as u32);
        stretch
    }

    fn byte(&self, at: usize) -> usize {
        self.bytes[at] as usize
    }

    /// Does the needle begin here? Words of letters and digits are only whole words, as they are in the index.
    fn holds(&self, at: usize, needle: &[u32]) -> bool {
        let end = at + needle.len();
        let Some(here) = self.chars.get(at..end) else { return false };
        let is = |c: u32, class: Class| c >> CLASS == class as u32;
        let same = needle.iter().zip(here).all(|(n, c)| *n == c & CHARACTER || (*n == u32::from(ANY) && is(*c, Class::Gap)));
        let is_word = |at: Option<usize>| at.and_then(|at| self.chars.get(at)).is_some_and(|c| is(*c, Class::Word));
        same && !(is_word(Some(at)) && is_word(at.checked_sub(1))) && !(is_word(Some(end - 1)) && is_word(Some(end)))
    }

    /// What is shown of a stretch whose best words begin at a place: from the beginning of their sentence, where it is near.
    fn window(&self, start: usize, found: &[Range<usize>]) -> Range<usize> {
        let start = self.sentence_before(start);
        let end = start + WIDTH;
        // Not in the middle of a match, unless it is a very long one.
        let crossing = found.iter().find(|chars| chars.contains(&end)).map(|chars| chars.end);
        let end = crossing.filter(|past| past - end <= LEAD).unwrap_or(end);
        start..self.chars.len().min(end)
    }

    fn sentence_before(&self, at: usize) -> usize {
        let earliest = at.saturating_sub(LEAD);
        let ends = |c: u32| char::from_u32(c).is_some_and(|c| matches!(c, '。' | '；' | '！' | '？' | '\n' | ';' | '!' | '?'));
        (earliest..at).rev().find(|i| ends(self.chars[*i] & CHARACTER)).map_or(earliest, |i| i + 1)
    }

    fn parts(&self, text: &str, window: Range<usize>, found: &[Range<usize>], one_line: bool) -> Parts {
        let mut marked = vec![false; window.len()];
        for chars in found {
            let from = chars.start.max(window.start);
            let to = chars.end.min(window.end);
            if from < to {
                marked[from - window.start..to - window.start].fill(true);
            }
        }
        let mut parts: Parts = Vec::new();
        let mut from = window.start;
        for run in marked.chunk_by(|a, b| a == b) {
            let to = from + run.len();
            let piece = &text[self.byte(from)..self.byte(to)];
            let piece = if one_line { in_one_line(piece) } else { piece.to_owned() };
            parts.push((piece, run[0]));
            from = to;
        }
        parts
    }
}

/// Where the hundred characters begin that have most of the words, then most matches, then come first.
fn best_start(places: &[Place]) -> Option<usize> {
    let mut best: Option<(usize, usize, usize)> = None;
    let mut seen = Vec::new();
    for (at, first) in places.iter().enumerate() {
        let inside = places[at..].iter().take(64).take_while(|place| place.chars.end <= first.chars.start + WIDTH - LEAD);
        seen.clear();
        seen.extend(inside.map(|place| place.word));
        let matches = seen.len();
        seen.sort_unstable();
        seen.dedup();
        let score = (seen.len().max(1), matches);
        if best.is_none_or(|(distinct, most, _)| score > (distinct, most)) {
            best = Some((score.0, score.1, first.chars.start));
        }
    }
    best.map(|(_, _, start)| start)
}

/// The beginning of a text of so many characters.
fn beginning(text: &str, n_chars: usize) -> Parts {
    let shown = text.trim_start();
    let end = shown.char_indices().nth(WIDTH).map_or(shown.len(), |(at, _)| at);
    let mut parts = vec![(in_one_line(&shown[..end]), false)];
    frame(&mut parts, false, end < shown.len() || text.chars().count() < n_chars);
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

/// Shows by `…` that there is more.
fn frame(parts: &mut Parts, before: bool, after: bool) {
    if let Some((first, marked)) = parts.first_mut() {
        if !*marked {
            *first = first.trim_start().to_owned();
        }
        if before && !*marked {
            first.insert(0, '…');
        } else if before {
            parts.insert(0, ("…".into(), false));
        }
    }
    if let Some((last, marked)) = parts.last_mut()
        && after
    {
        if *marked {
            parts.push(("…".into(), false));
        } else {
            last.push('…');
        }
    }
}

/// Line feeds and layout spaces become one space.
fn in_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(words: &[&str]) -> Needles {
        Needles::new(words.iter().map(|word| word.chars().collect()))
    }

    fn shown(parts: &Parts) -> String {
        parts.iter().map(|(text, marked)| if *marked { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn marks_lie_on_the_text_as_printed() {
        assert_eq!(shown(&needles(&["养老", "老服务"]).mark("關於養老服務的通知")), "關於[養老服務]的通知");
        assert_eq!(shown(&needles(&["5"]).mark("第15条、第5条")), "第15条、第[5]条");
        assert_eq!(shown(&needles(&["2017\u{0}169"]).mark("〔2017〕169号")), "〔[2017〕169]号");
    }

    /// The places as the index would tell them: of the one word each.
    fn placed(text: &str, words: &[&str]) -> Vec<Place> {
        let chars: Vec<char> = text.chars().collect();
        let mut places = Vec::new();
        for (word, needle) in words.iter().enumerate() {
            let needle: Vec<char> = needle.chars().collect();
            let starts = (0..chars.len()).filter(|at| chars[*at..].starts_with(&needle));
            places.extend(starts.map(|start| Place { chars: start..start + needle.len(), word }));
        }
        places.sort_by_key(|place| place.chars.start);
        places
    }

    fn snippet(text: &str, words: &[&str]) -> Parts {
        needles(words).snippet(&Kept::new(crate::kept::pack(text)), &placed(text, words), false)
    }

    #[test]
    fn a_snippet_begins_with_a_sentence_and_takes_most_words() {
        let text = format!("养老。{}。本县推进养老服务\n体系建设。{}残疾人", "总则".repeat(800), "附则".repeat(3000));
        let both = shown(&snippet(&text, &["养老", "服务"]));
        assert!(both.starts_with("…本县推进[养老服务] 体系建设。"), "{both}");
        assert!(both.ends_with('…'));
        let last = shown(&snippet(&text, &["残疾人"]));
        assert!(last.starts_with('…') && last.ends_with("[残疾人]"), "{last}");
        assert!(shown(&snippet(&text, &["养老"])).starts_with("[养老]。总则"), "the first of equals");
    }

    #[test]
    fn without_a_match_the_beginning() {
        assert_eq!(shown(&snippet("  第一条\n　为了", &["养老"])), "第一条 为了");
        assert!(shown(&snippet(&"第一条".repeat(100), &["养老"])).ends_with("第…"));
        assert!(snippet("", &[]).is_empty());
    }

    #[test]
    fn a_single_character_is_sought_in_the_text() {
        let text = Kept::new(crate::kept::pack(&format!("{}。县为主", "总则".repeat(2500))));
        assert!(shown(&needles(&["县"]).snippet(&text, &[], true)).contains("[县]为主"));
        assert!(!shown(&needles(&["县"]).snippet(&text, &[], false)).contains('['));
    }
}
