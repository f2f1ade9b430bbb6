//! Which part of the text stands there twice?

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::work::Work;

const CODE: &str = "tamper.doubled";
/// Laws repeat lists of items (what is forbidden, then what is punished) and decisions repeat amendments. A repeated stretch
/// is a doubled text only if it is long, has lines that are no items, and makes up a good part of the whole.
const CHARACTERS: usize = 300;
const NO_ITEMS: usize = 3;
const ONE_IN: usize = 8;
/// One paragraph straight after itself.
const PARAGRAPH: usize = 30;

pub fn cut(work: &mut Work<'_>) {
    let live = work.live();
    let bare: Vec<String> = live.iter().map(|at| work.bare(*at)).collect();
    let keys: Vec<u64> = bare.iter().map(|text| hash(text)).collect();
    let lengths: Vec<usize> = bare.iter().map(|text| text.chars().count()).collect();

    let mut first: HashMap<u64, usize> = HashMap::new();
    let mut at = 0;
    while at < live.len() {
        let copy =
            first.get(&keys[at]).map(|start| stretch(&bare, &keys, &lengths, *start, at)).filter(|copy| copy.is_doubled(&bare, &lengths));
        match copy {
            Some(copy) => {
                cut_copy(work, &live, &lengths, &copy);
                at = copy.second + copy.lines;
            }
            None => {
                if lengths[at] >= 6 {
                    first.entry(keys[at]).or_insert(at);
                }
                at += 1;
            }
        }
    }
}

/// Lines `first..` and `second..` say the same.
struct Copy {
    first: usize,
    second: usize,
    lines: usize,
}

impl Copy {
    fn is_doubled(&self, bare: &[String], lengths: &[usize]) -> bool {
        let lines = self.second..self.second + self.lines;
        let characters: usize = lengths[lines.clone()].iter().sum();
        if self.first + self.lines == self.second && self.lines <= 2 && characters >= PARAGRAPH {
            return true;
        }
        let whole: usize = lengths.iter().sum();
        let no_items = lines.filter(|at| lengths[*at] > 60 || !is_item(&bare[*at])).count();
        no_items >= NO_ITEMS && characters >= CHARACTERS.min(whole / 3) && characters * ONE_IN >= whole
    }
}

/// A short line that begins as items of a list do.
fn is_item(bare: &str) -> bool {
    bare.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// How far the lines from `first` and from `second` go on alike; a single differing line between alike ones is bridged.
fn stretch(bare: &[String], keys: &[u64], lengths: &[usize], first: usize, second: usize) -> Copy {
    let alike = |n: usize| {
        let (a, b) = (first + n, second + n);
        a < second && b < keys.len() && (keys[a] == keys[b] || (lengths[a].min(lengths[b]) >= 8 && similar(&bare[a], &bare[b])))
    };
    let mut lines = 0;
    while alike(lines) || (alike(lines + 1) && alike(lines + 2)) {
        lines += 1;
    }
    Copy { first, second, lines }
}

/// Two lines that differ in a few characters: one continues the other, or nearly all of their pairs are the same.
fn similar(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a) || crate::compare::likeness(a, b) >= 0.85
}

/// Keeps the fuller copy; where both say as much, the first.
fn cut_copy(work: &mut Work<'_>, live: &[usize], lengths: &[usize], copy: &Copy) {
    let sum = |start: usize| lengths[start..start + copy.lines].iter().sum::<usize>();
    let (kept, dropped) =
        if sum(copy.second) > sum(copy.first) + CHARACTERS { (copy.second, copy.first) } else { (copy.first, copy.second) };
    let number = |line: usize| work.lines[live[line]].origin + 1;
    let reason = format!("与第{}—{}行重复，保留其中一份", number(kept), number(kept + copy.lines - 1));
    work.remove(live[dropped]..live[dropped + copy.lines - 1] + 1, CODE, &reason);
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
