//! How is a hit told to a person: where, with what around it, and without the value that must not be told?

use super::look::Hit;
use crate::finding::{Finding, Span};

/// Characters of context on each side of the value.
const AROUND: usize = 14;

/// The finding that tells of one hit. `all` are the hits of the same text, `paragraph` its identity where it has one, and
/// `offset` where the text begins in it.
pub(crate) fn finding(text: &str, hit: &Hit, all: &[Hit], place: &str, paragraph: Option<&str>, offset: usize) -> Finding {
    let span = paragraph.map(|paragraph| {
        let start = offset + text[..hit.start].chars().count();
        Span { paragraph: paragraph.to_owned(), start, end: start + text[hit.start..hit.end].chars().count() }
    });
    Finding {
        code: hit.code.as_str().to_owned(),
        severity: hit.severity,
        place: place.to_owned(),
        excerpt: excerpt(text, hit, all),
        advice: hit.code.advice().to_owned(),
        span,
        masked: hit.masked.clone(),
    }
}

/// Up to forty characters around the value, every personal value in them masked: the journal keeps excerpts, never values.
pub(crate) fn excerpt(text: &str, hit: &Hit, all: &[Hit]) -> String {
    let from = step_back(text, hit.start, AROUND);
    let to = step_on(text, hit.end, AROUND);
    let mut told = String::new();
    if from > 0 {
        told.push('…');
    }
    let mut at = from;
    for cover in covers(all) {
        if cover.end <= at || cover.start >= to {
            continue;
        }
        told.push_str(&text[at..cover.start.max(at)]);
        told.push_str(cover.masked.as_deref().unwrap_or_default());
        at = cover.end;
    }
    if at < to {
        told.push_str(&text[at..to]);
    }
    if to < text.len() {
        told.push('…');
    }
    clip(told.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn clip(text: String) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST - 1).chain(['…']).collect() }
}

/// Personal hits that do not overlap, in order, the stricter of two at the same place.
pub(crate) fn covers(hits: &[Hit]) -> Vec<&Hit> {
    let mut personal: Vec<&Hit> = hits.iter().filter(|hit| hit.code.family() == "personal" && hit.masked.is_some()).collect();
    personal.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.masked.as_ref().map_or(0, String::len)));
    let mut covers: Vec<&Hit> = Vec::with_capacity(personal.len());
    for hit in personal {
        if covers.last().is_none_or(|last| hit.start >= last.end) {
            covers.push(hit);
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
