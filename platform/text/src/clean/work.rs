//! What is left of each line so far, and which cuts were made?

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::extract::{Block, Extract};
use crate::normalise::{bare, canonical, is_space};
use crate::script::fold_char;

use super::Cut;

pub struct Line {
    /// Index into the original lines.
    pub origin: usize,
    pub kind: Kind,
    pub text: String,
    /// The text in Simplified characters, character by character.
    pub key: String,
    pub gone: bool,
    /// A blank line stood before it.
    pub gap: bool,
}

#[derive(Clone, PartialEq)]
pub enum Kind {
    Text,
    Heading(u8),
    /// Tables, pictures and page breaks pass through by the index of their block.
    Block(usize),
}

pub struct Work<'a> {
    extract: &'a Extract,
    rejected: &'a BTreeSet<String>,
    pub lines: Vec<Line>,
    originals: Vec<String>,
    cuts: Vec<Cut>,
    /// How often the same words were cut at the same place, to tell the cuts apart.
    seen: HashMap<String, u32>,
}

impl<'a> Work<'a> {
    pub fn new(extract: &'a Extract, rejected: &'a BTreeSet<String>) -> Self {
        let mut work = Self { extract, rejected, lines: Vec::new(), originals: Vec::new(), cuts: Vec::new(), seen: HashMap::new() };
        let mut gap = false;
        for (at, block) in extract.blocks.iter().enumerate() {
            match block {
                Block::Text { text } if text.is_empty() => work.push("", Kind::Text, &mut gap),
                Block::Text { text } => text.lines().for_each(|line| work.push(line, Kind::Text, &mut gap)),
                Block::Heading { level, text } => work.push(&text.replace('\n', ""), Kind::Heading(*level), &mut gap),
                _ => {
                    work.lines.push(Line {
                        origin: work.originals.len(),
                        kind: Kind::Block(at),
                        text: String::new(),
                        key: String::new(),
                        gone: false,
                        gap,
                    });
                    work.originals.extend(shown(block));
                }
            }
        }
        work
    }

    fn push(&mut self, original: &str, kind: Kind, gap: &mut bool) {
        let text = canonical(original);
        if text.is_empty() {
            *gap = true;
        } else {
            let key = folded(&text);
            self.lines.push(Line { origin: self.originals.len(), kind, text, key, gone: false, gap: *gap });
            *gap = false;
        }
        self.originals.push(original.to_owned());
    }

    /// The rows of a block that is a table.
    pub fn table(&self, block: usize) -> Option<&'a [Vec<String>]> {
        match &self.extract.blocks[block] {
            Block::Table { rows } => Some(rows),
            _ => None,
        }
    }

    /// The lines of text that are still there.
    pub fn live(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|at| self.is_live(*at)).collect()
    }

    pub fn is_live(&self, at: usize) -> bool {
        !self.lines[at].gone && !matches!(self.lines[at].kind, Kind::Block(_))
    }

    /// The line in Simplified characters.
    pub fn key(&self, at: usize) -> &str {
        &self.lines[at].key
    }

    pub fn bare(&self, at: usize) -> String {
        bare(&self.lines[at].key)
    }

    /// Cuts whole lines as one.
    pub fn remove(&mut self, lines: Range<usize>, code: &str, reason: &str) -> bool {
        let original: Vec<&str> = self.lines[lines.clone()].iter().filter(|line| !line.gone).map(|line| line.text.as_str()).collect();
        let original = original.join("\n");
        if original.is_empty() && !lines.clone().any(|at| matches!(self.lines[at].kind, Kind::Block(_))) {
            return false;
        }
        // What an editor has just kept is not to be cut by a later rule.
        if self.kept(&lines, code, &original) {
            return false;
        }
        let applied = self.record(lines.clone(), code, original, String::new(), reason);
        if applied {
            for line in &mut self.lines[lines] {
                line.gone = true;
            }
        }
        applied
    }

    /// Replaces the bytes `range` of one line.
    pub fn replace(&mut self, at: usize, range: Range<usize>, replacement: &str, code: &str, reason: &str) -> bool {
        let original = self.lines[at].text[range.clone()].to_owned();
        let applied = self.record(at..at + 1, code, original, replacement.to_owned(), reason);
        if applied {
            self.lines[at].text.replace_range(range, replacement);
            self.lines[at].key = folded(&self.lines[at].text);
            if self.lines[at].text.trim_matches(is_space).is_empty() {
                self.lines[at].gone = true;
            }
        }
        applied
    }

    /// Joins the next line onto this one.
    pub fn join(&mut self, at: usize, next: usize, code: &str, reason: &str) -> bool {
        let edge = |text: &str, from_end: bool| -> String {
            let chars: Vec<char> = text.chars().collect();
            let n = chars.len().min(12);
            if from_end { chars[chars.len() - n..].iter().collect() } else { chars[..n].iter().collect() }
        };
        let (end, start) = (edge(&self.lines[at].text, true), edge(&self.lines[next].text, false));
        let applied = self.record(at..next + 1, code, format!("{end}\n{start}"), format!("{end}{start}"), reason);
        if applied {
            let tail = std::mem::take(&mut self.lines[next].text);
            self.lines[next].gone = true;
            self.lines[at].text.push_str(&tail);
            self.lines[at].key = folded(&self.lines[at].text);
        }
        applied
    }

    fn kept(&self, lines: &Range<usize>, code: &str, original: &str) -> bool {
        self.seen.contains_key(&self.name(lines, code, original).1)
    }

    /// The place of a cut, and the words that name it.
    fn name(&self, lines: &Range<usize>, code: &str, original: &str) -> (String, String) {
        let (first, last) = (self.lines[lines.start].origin, self.lines[lines.end - 1].origin);
        let place = if first == last { format!("第{}行", first + 1) } else { format!("第{}—{}行", first + 1, last + 1) };
        let name = format!("{code}\n{place}\n{original}");
        (place, name)
    }

    fn record(&mut self, lines: Range<usize>, code: &str, original: String, replacement: String, reason: &str) -> bool {
        let first = self.lines[lines.start].origin;
        let last = self.lines[lines.end - 1].origin;
        let (place, name) = self.name(&lines, code, &original);
        let again = self.seen.entry(name.clone()).or_insert(0);
        *again += 1;
        let id = digest(&format!("{name}\n{again}"));
        let applied = !self.rejected.contains(&id);
        self.cuts.push(Cut {
            id,
            code: code.to_owned(),
            place,
            line: first,
            lines: last - first + 1,
            original,
            replacement,
            reason: reason.to_owned(),
            applied,
        });
        applied
    }

    pub fn finish(mut self) -> (Vec<Block>, Vec<Cut>, Vec<String>) {
        let mut blocks = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            match line.kind {
                _ if line.gone => {}
                Kind::Text => blocks.push(Block::Text { text: line.text }),
                Kind::Heading(level) => blocks.push(Block::Heading { level, text: line.text }),
                Kind::Block(at) => blocks.push(self.extract.blocks[at].clone()),
            }
        }
        self.cuts.sort_by_key(|cut| cut.line);
        (blocks, self.cuts, self.originals)
    }
}

fn folded(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn shown(block: &Block) -> Vec<String> {
    match block {
        Block::Table { rows } => rows.iter().map(|row| row.join(" | ")).collect(),
        Block::Image { name, .. } => vec![format!("［图片 {name}］")],
        _ => Vec::new(),
    }
}

/// Twelve digits tell the cuts of one document apart.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
