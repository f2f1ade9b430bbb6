//! Which characters were strewn into the words?
//!
//! Copies made to defeat copying carry short runs of random characters inside words (务甲乙丙公开). How they are found:
//!
//! 1. `data/pairs.txt` lists which two characters stand beside one another in official Chinese: about 267,000 pairs counted
//!    in 14.7 million characters of law texts and a general word list; 28,000 of them are common.
//! 2. Inside and at both edges of a strewn run *all* pairs are unknown, and when the run is taken out the two characters that
//!    meet are a common pair again (处…置), or one of them stands at a punctuation mark. The run has at least one rare character.
//! 3. A run whose pairs occur a second time in the document is a name or a term of art, not noise.
//! 4. Rare words happen in every law; noise never comes alone. Only a document with several such runs close together is
//!    tampered with ([`ENOUGH`], [`DENSITY`]).
//!
//! Measured by building the table from one half of 2,919 real laws and reading the other half: no law had as many runs as
//! close together. Where a document has fewer, nothing is cut.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::normalise::is_han;
use crate::script::fold_char;

use super::work::Work;

/// So many runs in one document prove tampering, if they lie as close as one in so many characters.
const ENOUGH: usize = 4;
const DENSITY: usize = 1500;
const LONGEST: usize = 6;
/// Ranks by frequency: a run must hold a character rarer than `RARE` and be rarer than `USUAL` on average.
const RARE: usize = 1000;
const USUAL: usize = 700;

const CODE: &str = "tamper.noise";

pub fn cut(work: &mut Work<'_>) {
    symbols(work);
    let live = work.live();
    let lines: Vec<Vec<char>> = live.iter().map(|at| work.key(*at).chars().collect()).collect();
    let runs: Vec<(usize, Run)> =
        lines.iter().enumerate().flat_map(|(line, chars)| runs(chars).into_iter().map(move |run| (line, run))).collect();
    let characters: usize = lines.iter().map(Vec::len).sum();
    let enough = ENOUGH.max(characters / DENSITY);
    if runs.len() < enough {
        return;
    }
    let runs: Vec<&(usize, Run)> = runs.iter().filter(|(line, run)| !recurs(&lines, &lines[*line][run.start..run.end])).collect();
    if runs.len() < enough {
        return;
    }
    // From the end of each line, so that the places before stay right.
    for (line, run) in runs.into_iter().rev() {
        let at = live[*line];
        let text = &work.lines[at].text;
        let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(byte, _)| byte);
        let range = byte(run.start)..byte(run.end);
        work.replace(at, range, "", CODE, "词语中夹入无意义的字符，去掉后上下文连贯，疑为防复制的人为插入");
    }
}

/// Whether two characters often stand beside one another, in either script.
pub fn are_neighbours(a: char, b: char) -> bool {
    pairs().common(fold_char(a), fold_char(b))
}

/// Characters `start..end` of a line.
#[derive(Debug, PartialEq)]
struct Run {
    start: usize,
    end: usize,
}

/// Whether a pair of the run stands elsewhere in the document too.
fn recurs(lines: &[Vec<char>], run: &[char]) -> bool {
    run.windows(2).any(|pair| lines.iter().map(|line| line.windows(2).filter(|other| *other == pair).count()).sum::<usize>() > 1)
}

/// The runs of one line that could be noise.
fn runs(chars: &[char]) -> Vec<Run> {
    let pairs = pairs();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < chars.len() {
        if !pairs.unknown(chars[at], chars[at + 1]) {
            at += 1;
            continue;
        }
        let mut last = at;
        while last + 1 < chars.len() && pairs.unknown(chars[last], chars[last + 1]) {
            last += 1;
        }
        // Three unknown pairs in a row at the least, between the characters `at` and `last`.
        if last - at >= 3 {
            found.extend(best(pairs, chars, at, last));
        }
        at = last.max(at + 1);
    }
    found
}

/// Where the run begins and ends among the characters of the unknown pairs: the edges may be genuine.
fn best(pairs: &Pairs, chars: &[char], first: usize, last: usize) -> Option<Run> {
    let han = |at: usize| chars.get(at).copied().filter(|c| is_han(*c));
    let mut options = vec![(first + 1, last)];
    // Beside punctuation or the end of the line the outer character is part of the run; so it is where it happens to make
    // a known pair with the genuine character after it.
    if han(last + 1).is_none() || pairs.known(chars[last], chars[last + 1]) {
        options.push((first + 1, last + 1));
    }
    if first == 0 || han(first - 1).is_none() || pairs.known(chars[first - 1], chars[first]) {
        options.push((first, last));
    }
    options
        .into_iter()
        .filter(|(start, end)| (2..=LONGEST).contains(&(end - start)) && pairs.is_rare(&chars[*start..*end]))
        .filter_map(|(start, end)| {
            let left = start.checked_sub(1).and_then(han);
            let right = han(end);
            let fit = match (left, right) {
                (Some(left), Some(right)) if pairs.common(left, right) => 3,
                (Some(_), Some(_)) | (None, None) => return None,
                // 一…、 was the number of a heading.
                (Some(left), None) if "一二三四五六七八九十".contains(left) && chars.get(end) == Some(&'、') => 4,
                (Some(_), None) => 2,
                (None, Some(_)) => 1,
            };
            Some((fit, std::cmp::Reverse(end - start), Run { start, end }))
        })
        .max_by_key(|(fit, length, _)| (*fit, *length))
        .map(|(_, _, run)| run)
}

/// Ornaments between clauses. ★ is an ornament only beside another one: 机密★1年 is a secrecy mark.
fn symbols(work: &mut Work<'_>) {
    let ornament = |c: char| SURE.contains(&c) || matches!(c, '★' | '☆');
    for at in work.live() {
        let text = &work.lines[at].text;
        let (mut sure, mut stars) = (false, 0);
        for found in ornaments().find_iter(text) {
            if found.pattern().as_usize() < SURE.len() { sure = true } else { stars += 1 }
        }
        if !sure && stars < 2 {
            continue;
        }
        let text = text.clone();
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for (byte, c) in text.char_indices().filter(|(_, c)| ornament(*c)) {
            match starts.last_mut() {
                Some(last) if last.1 == byte => last.1 += c.len_utf8(),
                _ => starts.push((byte, byte + c.len_utf8())),
            }
        }
        for (start, end) in starts.into_iter().rev() {
            let marks_secrecy = text[..start].ends_with('密') || text[end..].starts_with(|c: char| c.is_ascii_digit());
            if !marks_secrecy {
                work.replace(at, start..end, "", CODE, "句中夹入装饰符号，与文件内容无关");
            }
        }
    }
}

const SURE: [char; 12] = ['✿', 'ღ', '◈', '♥', '♡', '❤', '❀', '❁', '✪', '♛', '❣', '✾'];

fn ornaments() -> &'static AhoCorasick {
    static ORNAMENTS: OnceLock<AhoCorasick> = OnceLock::new();
    ORNAMENTS.get_or_init(|| {
        let words = SURE.iter().chain(&['★', '☆']).map(char::to_string);
        AhoCorasick::new(words).expect("a word list is no pattern")
    })
}

/// Which characters stand beside one another, as one bit a pair.
struct Pairs {
    /// Rank by frequency plus one; zero for a character the table does not know.
    ranks: Box<[u16]>,
    known: Box<[u64]>,
    common: Box<[u64]>,
}

const SIDE: usize = 4096;

impl Pairs {
    fn rank(&self, c: char) -> Option<usize> {
        self.ranks.get(c as usize).filter(|rank| **rank > 0).map(|rank| usize::from(*rank) - 1)
    }

    fn bit(&self, bits: &[u64], a: char, b: char) -> bool {
        let (Some(a), Some(b)) = (self.rank(a), self.rank(b)) else { return false };
        let bit = a * SIDE + b;
        bits[bit / 64] & (1 << (bit % 64)) != 0
    }

    fn known(&self, a: char, b: char) -> bool {
        self.bit(&self.known, a, b)
    }

    fn common(&self, a: char, b: char) -> bool {
        self.bit(&self.common, a, b)
    }

    /// Two Han characters that never stand beside one another.
    #[inline]
    fn unknown(&self, a: char, b: char) -> bool {
        is_han(a) && is_han(b) && !self.known(a, b)
    }

    fn is_rare(&self, run: &[char]) -> bool {
        let ranks: Vec<usize> = run.iter().map(|c| self.rank(*c).unwrap_or(SIDE)).collect();
        ranks.iter().sum::<usize>() >= USUAL * run.len() && ranks.iter().any(|rank| *rank >= RARE)
    }
}

fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let rows: Vec<&str> =
            include_str!("../data/pairs.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).take(SIDE).collect();
        let mut pairs = Pairs {
            ranks: vec![0; 0x1_0000].into_boxed_slice(),
            known: vec![0; SIDE * SIDE / 64].into_boxed_slice(),
            common: vec![0; SIDE * SIDE / 64].into_boxed_slice(),
        };
        for (rank, row) in (1_u16..).zip(&rows) {
            if let Some(slot) = row.chars().next().and_then(|c| pairs.ranks.get_mut(c as usize)) {
                *slot = rank;
            }
        }
        for (a, row) in rows.iter().enumerate() {
            let (common, seen) = row.split_once('\t').unwrap_or((row, ""));
            for (is_common, b) in common.chars().skip(1).map(|b| (true, b)).chain(seen.chars().map(|b| (false, b))) {
                let Some(b) = pairs.rank(b) else { continue };
                let bit = a * SIDE + b;
                pairs.known[bit / 64] |= 1 << (bit % 64);
                if is_common {
                    pairs.common[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        pairs
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, noise: &[&str]) {
        let chars: Vec<char> = line.chars().collect();
        let found: Vec<String> = runs(&chars).iter().map(|run| chars[run.start..run.end].iter().collect()).collect();
        assert_eq!(found, noise, "{line}");
    }

    #[test]
    fn runs_inside_words() {
        check("持续加强监督管狸钵霞理机制建设", &["狸钵霞"]);
        check("三蛛帚瓢、进一步完善制度", &["蛛帚瓢"]);
        check("由县政府办公室负责糯榔蹄）", &["糯榔蹄"]);
        check("依照本条例的规定主动公开政府信息。", &[]);
        check("马颊河、徂徕山、巴彦淖尔市", &[]);
    }
}
