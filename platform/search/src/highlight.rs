//! Where in a text are the words that were sought, and which lines of it are worth showing?

use std::ops::Range;

use crate::entry::Parts;
use crate::fold::{CHARACTER, CLASS, Class, Table};
use crate::pieces::ANY;

/// Characters of a snippet.
const WIDTH: usize = 100;
/// How far before the first match a snippet may begin, to begin with a sentence.
const LEAD: usize = 24;
/// The text is read in stretches of this many characters, until one contains all the words.
const STRETCH: usize = 4_096;

/// What is looked for, ready for many texts.
pub(crate) struct Needles {
    needles: Vec<Vec<u32>>,
    /// Low bytes of first characters: most positions are passed over with one look.
    first: [bool; 256],
    longest: usize,
}

struct Found {
    chars: Range<usize>,
    needle: usize,
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

    /// About a hundred characters with as many of the words as possible; the beginning where none occurs.
    pub(crate) fn snippet(&self, text: &str) -> Parts {
        let mut best: Option<(usize, Parts)> = None;
        let mut rest = text;
        let mut before = false;
        while !self.needles.is_empty() {
            let stretch = Stretch::read_at_most(rest, STRETCH + self.longest + WIDTH);
            let found = self.find(&stretch);
            if let Some((window, distinct)) = stretch.best_window(&found)
                && best.as_ref().is_none_or(|(most, _)| distinct > *most)
            {
                let more_before = before || window.start > 0;
                let mut parts = stretch.parts(rest, window.clone(), &found, true);
                frame(&mut parts, more_before, stretch.byte(window.end) < rest.len());
                best = Some((distinct, parts));
                if distinct >= self.needles.len() {
                    break;
                }
            }
            if stretch.chars.len() <= STRETCH {
                break;
            }
            rest = &rest[stretch.byte(STRETCH)..];
            before = true;
        }
        best.map_or_else(|| beginning(text), |(_, parts)| parts)
    }

    fn find(&self, stretch: &Stretch) -> Vec<Found> {
        let mut out = Vec::new();
        for at in 0..stretch.chars.len() {
            let c = stretch.chars[at] & CHARACTER;
            if !self.first[c as usize & 0xFF] {
                continue;
            }
            for (needle, chars) in self.needles.iter().enumerate() {
                if chars[0] == c && stretch.holds(at, chars) {
                    out.push(Found { chars: at..at + chars.len(), needle });
                }
            }
        }
        out
    }
}

impl Stretch {
    fn read(text: &str) -> Stretch {
        Self::read_at_most(text, usize::MAX)
    }

    fn read_at_most(text: &str, most: usize) -> Stretch {
        let table = Table::get();
        let room = most.min(text.len() / 2 + 1);
        let mut stretch = Stretch { chars: Vec::with_capacity(room), bytes: Vec::with_capacity(room + 1) };
        let mut end = 0;
        for (at, c) in text.char_indices().take(most) {
            stretch.chars.push(table.packed(c));
            stretch.bytes.push(at as u32);
            end = at + c.len_utf8();
        }
        stretch.bytes.push(end as u32);
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

    /// The window with most different needles, then most matches, then the earliest.
    fn best_window(&self, found: &[Found]) -> Option<(Range<usize>, usize)> {
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, first) in found.iter().enumerate().take(200) {
            let inside = || found[at..].iter().take(64).take_while(|f| f.chars.end <= first.chars.start + WIDTH - LEAD);
            let mut seen: Vec<usize> = inside().map(|f| f.needle).collect();
            let matches = seen.len();
            seen.sort_unstable();
            seen.dedup();
            let score = (seen.len().max(1), matches);
            if best.is_none_or(|(distinct, most, _)| score > (distinct, most)) {
                best = Some((score.0, score.1, first.chars.start));
            }
        }
        let (distinct, _, start) = best?;
        let start = self.sentence_before(start);
        let end = start + WIDTH;
        // Not in the middle of a match, unless it is a very long one.
        let crossing = found.iter().find(|f| (f.chars.start..f.chars.end).contains(&end)).map(|f| f.chars.end);
        let end = crossing.filter(|past| past - end <= LEAD).unwrap_or(end);
        Some((start..self.chars.len().min(end), distinct))
    }

    fn sentence_before(&self, at: usize) -> usize {
        let earliest = at.saturating_sub(LEAD);
        let ends = |c: u32| char::from_u32(c).is_some_and(|c| matches!(c, '。' | '；' | '！' | '？' | '\n' | ';' | '!' | '?'));
        (earliest..at).rev().find(|i| ends(self.chars[*i] & CHARACTER)).map_or(earliest, |i| i + 1)
    }

    fn parts(&self, text: &str, window: Range<usize>, found: &[Found], one_line: bool) -> Parts {
        let mut marked = vec![false; window.len()];
        for f in found {
            let from = f.chars.start.max(window.start);
            let to = f.chars.end.min(window.end);
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

fn beginning(text: &str) -> Parts {
    let text = text.trim_start();
    let end = text.char_indices().nth(WIDTH).map_or(text.len(), |(at, _)| at);
    let mut parts = vec![(in_one_line(&text[..end]), false)];
    frame(&mut parts, false, end < text.len());
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

    #[test]
    fn a_snippet_begins_with_a_sentence_and_takes_most_words() {
        let text = format!("{}。本县推进养老服务\n体系建设。{}残疾人", "总则".repeat(50), "附则".repeat(3000));
        let shown = shown(&needles(&["养老", "服务"]).snippet(&text));
        assert!(shown.starts_with("…本县推进[养老服务] 体系建设。"), "{shown}");
        assert!(shown.ends_with('…'));
        assert!(needles(&["残疾人"]).snippet(&text).iter().any(|(part, marked)| *marked && part == "残疾人"));
    }

    #[test]
    fn without_a_match_the_beginning() {
        assert_eq!(shown(&needles(&["养老"]).snippet("  第一条\n　为了")), "第一条 为了");
        assert!(needles(&[]).snippet("").is_empty());
    }
}
