//! Which phrases must a text contain to answer what was typed?

use tantivy::Term;
use tantivy::query::{PhrasePrefixQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::fold::{Class, Table};

/// What is typed beyond this says nothing more about what is sought; a pasted page is recognised by its beginning.
const READ_CHARS: usize = 256;
const MOST_PIECES: usize = 24;
/// A phrase of more pairs than this is certain long before its end.
const MOST_TOKENS: usize = 48;
/// Pairs that begin with one character; more than any character has in practice.
const MOST_EXPANSIONS: u32 = 6_000;
/// Compound words of up to four characters are one piece; longer runs are cut where the corpus says so.
const LONGEST_PIECE: usize = 4;

/// Stands in a needle for one character that may be anything (the brackets of a number).
pub(crate) const ANY: char = '\0';

/// Words of questions, not of documents. They separate what is really sought.
const ASKING: &[&str] = &[
    "怎么样",
    "怎么办",
    "为什么",
    "是不是",
    "能不能",
    "可不可以",
    "有没有",
    "怎么",
    "怎样",
    "如何",
    "什么",
    "哪些",
    "哪里",
    "哪个",
    "多少",
    "请问",
    "我想",
    "我要",
    "是否",
    "可以",
    "吗",
    "呢",
    "吧",
    "呀",
];

pub(crate) type Chars = [(char, Class)];

/// In how many records does a pair occur?
pub(crate) type Frequency<'a> = &'a dyn Fn(&str) -> u64;

/// Characters that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Index tokens at their offsets, as few as make the phrase certain.
    tokens: Vec<(usize, String)>,
    /// The last token is the beginning of one.
    open: bool,
    /// The same for the highlighter.
    pub needle: Vec<char>,
}

impl Piece {
    /// `None` where there is nothing but gaps.
    pub(crate) fn of(chars: &Chars) -> Option<Piece> {
        Self::telling(chars, &|_| 0)
    }

    /// The same, with the rarest pair added that the phrase could do without: 行政处罚 is 行政 and 处罚 side by side, but the
    /// rare 政处 between them spares looking into every text that has both words apart.
    pub(crate) fn telling(chars: &Chars, frequency: Frequency) -> Option<Piece> {
        let first = chars.iter().position(|(_, class)| *class != Class::Gap)?;
        let last = chars.iter().rposition(|(_, class)| *class != Class::Gap)?;
        let chars = &chars[first..=last];
        let (mut tokens, mut open) = phrase(chars);
        if let Some(rare) = rarest_left_out(chars, &tokens, frequency) {
            tokens.push(rare);
            tokens.sort_by_key(|(at, _)| *at);
        }
        if tokens.len() > MOST_TOKENS {
            tokens.truncate(MOST_TOKENS);
            open = false;
        }
        let needle = chars.iter().map(|&(c, class)| if class == Class::Gap { ANY } else { c }).collect();
        Some(Piece { tokens, open, needle })
    }

    pub(crate) fn query(&self, field: Field) -> Box<dyn Query> {
        let mut terms: Vec<(usize, Term)> = self.tokens.iter().map(|(at, token)| (*at, Term::from_field_text(field, token))).collect();
        if self.open {
            let mut query = PhrasePrefixQuery::new_with_offset(terms);
            query.set_max_expansions(MOST_EXPANSIONS);
            return Box::new(query);
        }
        match terms.len() {
            1 => Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new_with_offset(terms)),
        }
    }

    /// Its tokens at their offsets, for finding its places in a text: without the last one where that is only the beginning of a
    /// token, and none where there is no other.
    pub(crate) fn placed(&self, field: Field) -> Vec<(usize, Term)> {
        let n = self.tokens.len() - usize::from(self.open);
        self.tokens[..n].iter().map(|(at, token)| (*at, Term::from_field_text(field, token))).collect()
    }

    /// Is it one character, of which an index of pairs knows only the beginning?
    pub(crate) fn is_single(&self) -> bool {
        self.open && self.tokens.len() == 1
    }
}

/// The fewest tokens that cover the characters: every second pair, and the last.
fn phrase(chars: &Chars) -> (Vec<(usize, String)>, bool) {
    let mut tokens = Vec::new();
    let mut open = false;
    let mut at = 0;
    while at < chars.len() {
        let class = chars[at].1;
        let end = at + chars[at..].iter().take_while(|(_, next)| *next == class).count();
        match class {
            Class::Gap => {}
            Class::Word => {
                let mut from = at;
                while from < end {
                    let to = end.min(from + 64);
                    tokens.push((from, chars[from..to].iter().map(|(c, _)| *c).collect()));
                    from = to;
                }
            }
            Class::Han if end - at == 1 => {
                tokens.push((at, chars[at].0.to_string()));
                open = end == chars.len();
            }
            Class::Han => {
                let pair = |from: usize| (from, [chars[from].0, chars[from + 1].0].iter().collect::<String>());
                tokens.extend((at..end - 1).step_by(2).map(pair));
                if (end - at) % 2 == 1 {
                    tokens.push(pair(end - 2));
                }
            }
        }
        at = end;
    }
    (tokens, open)
}

fn rarest_left_out(chars: &Chars, tokens: &[(usize, String)], frequency: Frequency) -> Option<(usize, String)> {
    if chars.len() < 4 || tokens.len() < 2 {
        return None;
    }
    let commonness = tokens.iter().take(MOST_TOKENS).map(|(_, token)| frequency(token)).min()?;
    let pairs = chars
        .windows(2)
        .enumerate()
        .take(2 * MOST_TOKENS)
        .filter(|(at, pair)| pair.iter().all(|(_, class)| *class == Class::Han) && !tokens.iter().any(|(taken, _)| taken == at));
    let pairs = pairs.map(|(at, pair)| (at, [pair[0].0, pair[1].0].iter().collect::<String>()));
    let (rarity, rare) = pairs.map(|pair| (frequency(&pair.1), pair)).min_by_key(|(rarity, _)| *rarity)?;
    (rarity < commonness / 2).then_some(rare)
}

/// The first characters of what was typed, folded.
pub(crate) fn read(typed: &str) -> Vec<(char, Class)> {
    let table = Table::get();
    typed.trim().chars().take(READ_CHARS).map(|c| table.look(c)).collect()
}

/// 精确: what stands between spaces must stand in the text exactly so.
pub(crate) fn exact(chars: &Chars, frequency: Frequency) -> Vec<Piece> {
    chars.split(|(c, _)| c.is_whitespace()).filter_map(|part| Piece::telling(part, frequency)).take(MOST_PIECES).collect()
}

/// 全部包含: quoted phrases as they are; the rest cut at gaps, at words of asking, and long runs where the corpus cuts.
pub(crate) fn words(chars: &Chars, frequency: Frequency) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (span, quoted) in quotations(chars) {
        if quoted {
            out.extend(Piece::telling(span, frequency));
            continue;
        }
        for term in span.split(|(_, class)| *class == Class::Gap).filter(|term| !term.is_empty()) {
            for part in without_asking(term) {
                out.extend(cut(part, frequency).into_iter().filter_map(|part| Piece::telling(part, frequency)));
            }
        }
    }
    let mut distinct: Vec<Piece> = Vec::new();
    for piece in out {
        if distinct.len() < MOST_PIECES && !distinct.contains(&piece) {
            distinct.push(piece);
        }
    }
    distinct
}

/// Every pair and word, for when not all of them need occur.
pub(crate) fn every_pair(chars: &Chars) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for term in chars.split(|(_, class)| *class == Class::Gap).flat_map(without_asking) {
        for run in term.chunk_by(|a, b| a.1 == b.1) {
            match run.len() {
                0 => {}
                _ if run[0].1 == Class::Word => out.extend(Piece::of(run)),
                1 => {}
                _ => out.extend(run.windows(2).filter_map(Piece::of)),
            }
        }
    }
    out.dedup();
    out.truncate(MOST_PIECES);
    out
}

fn quotations(chars: &Chars) -> Vec<(&Chars, bool)> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut open: Option<char> = None;
    for (at, &(c, _)) in chars.iter().enumerate() {
        let closes = open.is_some_and(|close| c == close);
        let opens = match c {
            '"' => Some('"'),
            '“' => Some('”'),
            '「' => Some('」'),
            '《' => Some('》'),
            _ => None,
        };
        if closes || (open.is_none() && opens.is_some()) {
            out.push((&chars[from..at], closes));
            from = at + 1;
            open = if closes { None } else { opens };
        }
    }
    out.push((&chars[from..], false));
    out
}

/// Cuts at the words of asking, unless nothing else is left.
fn without_asking(term: &Chars) -> Vec<&Chars> {
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < term.len() {
        match asking_at(&term[at..]) {
            Some(length) => {
                out.push(&term[from..at]);
                at += length;
                from = at;
            }
            None => at += 1,
        }
    }
    out.push(&term[from..]);
    out.retain(|part| !part.is_empty());
    if out.is_empty() { vec![term] } else { out }
}

fn asking_at(rest: &Chars) -> Option<usize> {
    ASKING.iter().find_map(|word| {
        let length = word.chars().count();
        // 怎么办 is a question, 怎么办理 begins a word.
        let fits = if word.ends_with('办') { rest.len() == length } else { rest.len() >= length };
        (fits && word.chars().zip(rest).all(|(w, (c, _))| w == *c)).then_some(length)
    })
}

/// Cuts a long run into pieces of two to four characters where the pair across the cut is rare: 残疾人证办理 → 残疾人证 办理,
/// for the pair 证办 hardly ever occurs. No dictionary knows the names of a county; its own texts do.
fn cut<'a>(term: &'a Chars, frequency: Frequency) -> Vec<&'a Chars> {
    if term.len() <= LONGEST_PIECE * 2 && term.iter().any(|(_, class)| *class == Class::Word) {
        return vec![term];
    }
    term.chunk_by(|a, b| a.1 == b.1)
        .flat_map(|run| if run.len() > LONGEST_PIECE && run[0].1 == Class::Han { cut_run(run, frequency) } else { vec![run] })
        .collect()
}

/// A cut costs more the commoner the pair across it, and leaving a pair uncut costs more the rarer it is beside the commonest of
/// the run: cuts fall where a pair is rarer than about the square root of that.
fn cut_run<'a>(run: &'a Chars, frequency: Frequency) -> Vec<&'a Chars> {
    const CUT: f32 = 0.5;
    const NEVER_SEEN: f32 = 50.0;
    let across: Vec<f32> =
        run.windows(2).map(|pair| (frequency(&[pair[0].0, pair[1].0].iter().collect::<String>()) as f32).ln_1p()).collect();
    let commonest = across.iter().copied().fold(0.0, f32::max);
    let uncut = |common: &f32| if *common == 0.0 { NEVER_SEEN } else { commonest - common };
    let inside = |from: usize, to: usize| across[from..to - 1].iter().map(uncut).sum::<f32>();
    // best[i]: the least cost of cutting the first i characters, and where the last piece begins.
    let mut best: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); run.len() + 1];
    best[0] = (0.0, 0);
    for end in 2..=run.len() {
        for from in end.saturating_sub(LONGEST_PIECE)..=end - 2 {
            let cut = if from == 0 { 0.0 } else { across[from - 1] + CUT };
            let cost = best[from].0 + cut + inside(from, end);
            if cost < best[end].0 {
                best[end] = (cost, from);
            }
        }
    }
    let mut out = Vec::new();
    let mut end = run.len();
    while end > 0 {
        let from = best[end].1;
        out.push(&run[from..end]);
        end = from;
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> Vec<String> {
        pieces.iter().map(|piece| piece.needle.iter().map(|c| if *c == ANY { '·' } else { *c }).collect()).collect()
    }

    #[test]
    fn a_phrase_takes_every_second_pair() {
        let piece = Piece::of(&read("社会保险费")).expect("there are words");
        let tokens: Vec<_> = piece.tokens.iter().map(|(at, token)| format!("{token}@{at}")).collect();
        assert_eq!(tokens, ["社会@0", "保险@2", "险费@3"]);
        assert!(Piece::of(&read("169号")).expect("there are words").open);
        assert!(Piece::of(&read("！？")).is_none());
    }

    #[test]
    fn rare_pairs_are_boundaries() {
        let frequency = |pair: &str| match pair {
            "证办" => 1,
            "人证" => 40,
            _ => 900,
        };
        assert_eq!(shown(&words(&read("残疾人证办理"), &frequency)), ["残疾人证", "办理"]);
        assert_eq!(shown(&words(&read("请问残疾人证怎么办理？"), &frequency)), ["残疾人证", "办理"]);
        assert_eq!(shown(&words(&read("怎么办"), &frequency)), ["怎么办"]);
    }

    #[test]
    fn quotes_keep_together() {
        let frequency = |_: &str| 0;
        assert_eq!(shown(&words(&read("“青岚县，养老” 服务"), &frequency)), ["青岚县·养老", "服务"]);
        assert_eq!(shown(&words(&read("\"未闭合 服务"), &frequency)), ["未闭合", "服务"]);
    }
}
