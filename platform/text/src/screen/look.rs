//! What is known when a rule looks at one piece of text: its words, its numbers, and what stands before it?

use super::codes::Code;
use super::lexicon::{Group, Lexicon, Mark};
use super::profile::Profile;
use super::scan::Scan;
use crate::finding::Severity;
use crate::normalise::is_han;
use jiff::civil::Date;

/// Something found in one piece of text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub code: Code,
    pub severity: Severity,
    pub start: usize,
    pub end: usize,
    /// What replaces the span by one-click masking.
    pub masked: Option<String>,
}

/// One paragraph or cell under examination.
pub(crate) struct Look<'t> {
    pub text: &'t str,
    /// What stands before it and gives it meaning: the paragraph above, the head of the column, the label to the left.
    pub lead: &'t str,
    pub scan: &'t Scan,
    pub marks: &'t [Mark],
    pub lexicon: &'t Lexicon,
    pub profile: &'t Profile,
    pub today: Date,
}

/// Ends of sentences; a clause is what lies between two of them.
pub(crate) const ENDS: [char; 8] = ['。', '；', ';', '！', '？', '\n', '\r', '\t'];

/// Bytes that a clause reaches at most, so that a text without any full stop is read in linear time.
const REACH: usize = 360;

/// The last boundary of characters at or before a byte.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Was this found already, at an overlapping place? Hits come more or less in order, so only the last ones are asked.
pub(crate) fn is_found(hits: &[Hit], code: Code, start: usize, end: usize) -> bool {
    hits.iter().rev().take(16).any(|hit| hit.code == code && hit.start < end && start < hit.end)
}

impl<'t> Look<'t> {
    /// The part of the clause before a place, as far as a reader's eye goes back.
    pub fn clause_before(&self, at: usize) -> &'t str {
        let before = &self.text[floor(self.text, at.saturating_sub(REACH))..at];
        let start = before.rfind(ENDS).map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
        &before[start..]
    }

    /// The part of the clause after a place.
    pub fn clause_after(&self, at: usize) -> &'t str {
        let after = &self.text[at..floor(self.text, at + REACH)];
        &after[..after.find(ENDS).unwrap_or(after.len())]
    }

    /// Lead and clause before a place, with the words in them.
    pub fn context(&self, at: usize) -> Context {
        let text = format!("{}\n{}", self.lead, self.clause_before(at));
        let mut marks = Vec::new();
        self.lexicon.find(&text, &mut marks);
        Context { text, marks }
    }

    pub fn has(&self, group: Group) -> bool {
        self.marks.iter().any(|mark| mark.group == group)
    }

    pub fn of(&self, group: Group) -> impl Iterator<Item = &'t Mark> + '_ {
        self.marks.iter().filter(move |mark| mark.group == group)
    }

    /// Marks of a group that no longer mark of the same group covers (`出生日期`, not also `出生`).
    pub fn longest(&self, group: Group) -> Vec<&'t Mark> {
        let all: Vec<&Mark> = self.of(group).collect();
        let covers = |outer: &Mark, inner: &Mark| outer.start <= inner.start && outer.end >= inner.end && outer != inner;
        // Marks come in the order of their ends: what covers one stands near it.
        let near = |at: usize| &all[at.saturating_sub(4)..(at + 5).min(all.len())];
        (0..all.len()).filter(|at| !near(*at).iter().any(|other| covers(other, all[*at]))).map(|at| all[at]).collect()
    }

    pub fn hit(&self, code: Code, start: usize, end: usize, masked: Option<String>) -> Hit {
        Hit { code, severity: code.severity(), start, end, masked }
    }

    pub fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    pub fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }
}

/// The words before a number.
pub(crate) struct Context {
    pub text: String,
    pub marks: Vec<Mark>,
}

impl Context {
    pub fn has(&self, group: Group) -> bool {
        self.marks.iter().any(|mark| mark.group == group)
    }

    /// The end of the last word of a group.
    pub fn last(&self, group: Group) -> Option<usize> {
        self.marks.iter().filter(|mark| mark.group == group).map(|mark| mark.end).max()
    }

    /// What stands between a place and the number, without punctuation, spaces and numbers.
    pub fn between(&self, from: usize) -> String {
        self.text[from..]
            .chars()
            .filter(|c| !c.is_numeric() && c.is_alphabetic() && !matches!(c, '为' | '是' | '或' | '及' | '和'))
            .collect()
    }

    /// The last unbroken run of Chinese before the number.
    pub fn last_word(&self) -> &str {
        let text = self.text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '（' | '(' | '+'));
        let start = text.rfind(|c: char| !is_han(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        &text[start..]
    }
}
