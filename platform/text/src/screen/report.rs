//! How is a hit told to a person: where, with what around it, and without the value that must not be told?

use super::look::Hit;
use crate::finding::{Finding, Span};

/// Characters of context on each side of the value.
const AROUND: usize = 14;

/// The findings of one piece of text. `paragraph` is its identity where it has one.
pub(crate) fn findings(text: &str, hits: &[Hit], place: &str, paragraph: Option<&str>, offset: usize) -> Vec<Finding> {
    hits.iter()
        .map(|hit| Finding {
            code: hit.code.as_str().to_owned(),
            severity: hit.severity,
            place: place.to_owned(),
            excerpt: excerpt(text, hit, hits),
            advice: hit.code.advice().to_owned(),
            span: paragraph.map(|paragraph| {
                let start = offset + text[..hit.start].chars().count();
                Span { paragraph: paragraph.to_owned(), start, end: start + text[hit.start..hit.end].chars().count() }
            }),
            masked: hit.masked.clone(),
        })
        .collect()
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
        told.push_str(&hidden(text, cover));
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

/// A site may mask less than half; an excerpt never shows a value the profile would hide, nor one it hides not at all.
fn hidden(text: &str, hit: &Hit) -> String {
    match &hit.masked {
        Some(masked) => masked.clone(),
        None => text[hit.start..hit.end].to_owned(),
    }
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
