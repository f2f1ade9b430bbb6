//! How is a hit told to a person: where, with what around it, and without the value that must not be told?

use super::look::Hit;
use crate::finding::{Finding, Span};

/// Characters of context on each side of the value.
const AROUND: usize = 14;
/// Bytes between two counts of characters.
const BLOCK: usize = 1024;

/// Tells the hits of one piece of text.
pub(crate) struct Teller<'t> {
    text: &'t str,
    covers: Vec<Cover>,
    /// Characters before each block of bytes, so that a place is counted without reading from the start.
    blocks: Vec<usize>,
}

/// A stretch of text and what stands in its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    pub code: &'static str,
    pub start: usize,
    pub end: usize,
    pub masked: String,
}

impl<'t> Teller<'t> {
    /// `all` are the hits of the text: what is personal in it is masked wherever an excerpt shows it.
    pub fn new(text: &'t str, all: &[Hit]) -> Self {
        let mut n_chars = 0;
        let count = |block: &[u8]| {
            let before = n_chars;
            n_chars += n_begun(block);
            before
        };
        let blocks = text.as_bytes().chunks(BLOCK).map(count).collect();
        Self { text, covers: covers(all), blocks }
    }

    /// The number of characters before a byte.
    fn chars_before(&self, at: usize) -> usize {
        let block = (at / BLOCK).min(self.blocks.len().saturating_sub(1));
        self.blocks.get(block).map_or(0, |n| n + n_begun(&self.text.as_bytes()[block * BLOCK..at]))
    }

    /// The finding that tells of one hit. `paragraph` is the identity of the paragraph where it has one, `offset` the
    /// characters of it that stand before the text.
    pub fn finding(&self, hit: &Hit, place: &str, paragraph: Option<&str>, offset: usize) -> Finding {
        let span = paragraph.map(|paragraph| Span {
            paragraph: paragraph.to_owned(),
            start: offset + self.chars_before(hit.start),
            end: offset + self.chars_before(hit.end),
        });
        Finding {
            code: hit.code.as_str().to_owned(),
            severity: hit.severity,
            place: place.to_owned(),
            excerpt: self.excerpt(hit),
            advice: hit.code.advice().to_owned(),
            span,
            masked: hit.masked.clone(),
        }
    }

    /// Up to forty characters around the value, every personal value in them masked: the journal keeps excerpts, never values.
    fn excerpt(&self, hit: &Hit) -> String {
        let text = self.text;
        let from = step_back(text, hit.start, AROUND);
        let to = step_on(text, hit.end, AROUND);
        let mut told = String::new();
        if from > 0 {
            told.push('…');
        }
        let mut at = from;
        let first = self.covers.partition_point(|cover| cover.end <= from);
        for cover in self.covers[first..].iter().take_while(|cover| cover.start < to) {
            told.push_str(&text[at..cover.start.max(at)]);
            told.push_str(&cover.masked);
            at = cover.end;
        }
        if at < to {
            told.push_str(&text[at..to]);
        }
        if at.max(to) < text.len() {
            told.push('…');
        }
        clip(&told)
    }
}

/// Characters that begin in these bytes.
fn n_begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// One line of at most sixty characters.
fn clip(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST - 1).chain(['…']).collect() }
}

/// Where the personal hits lie, without overlaps and in order; of two at one place the stricter mask. What of a second value
/// sticks out of the first is hidden whole: a part of it would tell too much.
pub(crate) fn covers(hits: &[Hit]) -> Vec<Cover> {
    let mut personal: Vec<(&Hit, &String)> =
        hits.iter().filter(|hit| hit.code.family() == "personal").filter_map(|hit| Some((hit, hit.masked.as_ref()?))).collect();
    personal.sort_by_key(|(hit, masked)| (hit.start, std::cmp::Reverse(hit.end), masked.len()));
    let mut covers: Vec<Cover> = Vec::with_capacity(personal.len());
    for (hit, masked) in personal {
        match covers.last_mut().filter(|last| hit.start < last.end) {
            None => covers.push(Cover { code: hit.code.as_str(), start: hit.start, end: hit.end, masked: masked.clone() }),
            Some(last) if hit.end > last.end => {
                last.end = hit.end;
                last.masked.push_str("***");
            }
            Some(_) => {}
        }
    }
    covers
}

fn step_back(text: &str, at: usize, n: usize) -> usize {
    text[..at].char_indices().rev().take(n).last().map_or(at, |(index, _)| index)
}

fn step_on(text: &str, at: usize, n: usize) -> usize {
    text[at..].char_indices().nth(n).map_or(text.len(), |(index, _)| at + index)
}
