//! How is a whole phrase taken apart: 1.除处罚决定外其他内容：长期公开；2.处罚决定：20个工作日内（…），法律另有规定的除外?

use std::sync::LazyLock;

use regex::Regex;

use super::normal::{UNIT, masked, normal};
use super::{Part, Rule, Term, Unread, clause};

/// What [`Term::in_words`] adds where the event is not named, and what reading takes back.
pub(super) const ASSUMED: &str = "未写明起算之日";
/// What it puts before a remark of the original.
pub(super) const REMARKED: &str = "原文另注";

/// Reads a phrase of 公开时限. What is left over makes all of it unread: half a limit would be a wrong one.
pub fn parse(phrase: &str) -> Result<Term, Unread> {
    let unread = |rest: &str| Unread { phrase: phrase.trim().to_owned(), rest: rest.to_owned() };
    let text = normal(phrase);
    if let Some(mask) = masked(&text) {
        return Err(unread(mask));
    }
    let mut term = Term::default();
    for clause in clauses(&text) {
        read(clause, &mut term).map_err(|rest| unread(&rest))?;
    }
    if term.parts.is_empty() {
        return Err(unread(&text));
    }
    Ok(term)
}

/// The clauses between semicolons, full stops and numbers of a list, outside of brackets and title marks.
fn clauses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    let mut before = ';';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '《' | '〈' => depth += 1,
            ')' | '》' | '〉' => depth -= 1,
            ';' | '。' if depth <= 0 => {
                found.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ if depth <= 0 && c.is_ascii_digit() && !before.is_ascii_digit() && number_of_list(&text[at..]).is_some() => {
                found.push(&text[start..at]);
                start = at;
            }
            _ => {}
        }
        before = c;
    }
    found.push(&text[start..]);
    found
        .into_iter()
        .map(|clause| number_of_list(clause).unwrap_or(clause).trim_matches([',', '.', ' ']))
        .filter(|c| !c.is_empty())
        .collect()
}

/// What follows `1.`, `2、`, `(3)` or `一、` at the start of a clause.
fn number_of_list(clause: &str) -> Option<&str> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:[0-9]{1,2}[.、]|\([0-9]{1,2}\)|[一二三四五六七八九十]、)").expect("a constant pattern"));
    let rest = &clause[NUMBER.find(clause)?.end()..];
    (!rest.starts_with(|c: char| c.is_ascii_digit() && clause.as_bytes()[0].is_ascii_digit() && rest.starts_with('.'))).then_some(rest)
}

/// Reads one clause into the term; the error is what could not be read.
fn read(clause: &str, term: &mut Term) -> Result<(), String> {
    let (body, brackets) = without_brackets(clause);
    let first = term.parts.len();
    if !body.is_empty() {
        pieces(&body, term, first)?;
    }
    brackets.into_iter().try_for_each(|bracket| remark(bracket, term, first))
}

/// Reads what stands between commas; a piece that says nothing alone is joined with those after it.
fn pieces(body: &str, term: &mut Term, first: usize) -> Result<(), String> {
    let starts: Vec<usize> = std::iter::once(0).chain(body.match_indices(',').map(|(at, _)| at + 1)).collect();
    let end_of = |index: usize| starts.get(index + 1).map_or(body.len(), |next| next - 1);
    let mut index = 0;
    while index < starts.len() {
        let piece = &body[starts[index]..end_of(index)];
        if piece.is_empty() || piece == "从其规定" || piece == "除外" {
        } else if is_exception(piece) {
            term.unless_law_says_otherwise = true;
        } else if let Some(channel) = clause::channel_alone(piece).filter(|_| term.parts.len() > first) {
            term.parts[first..].iter_mut().for_each(|part| channel.clone_into(&mut part.channel));
        } else {
            let read = (index..starts.len()).find_map(|last| Some((last, clause::read(&body[starts[index]..end_of(last)])?)));
            let (last, parts) = read.ok_or_else(|| body[starts[index]..].to_owned())?;
            term.parts.extend(parts);
            index = last;
        }
        index += 1;
    }
    Ok(())
}

/// 法律、法规另有规定的，从其规定; …另有规定的除外
fn is_exception(piece: &str) -> bool {
    static EXCEPTION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:但|国家|如|若)?[^0-9,;:]*(?:另有|有明确|有其他|有特殊|有)(?:规定|要求)的?(?:,?从其规定|除外)?$")
            .expect("a constant pattern")
    });
    EXCEPTION.is_match(piece) && ["法", "规", "国家"].iter().any(|word| piece.contains(word)) && !piece.contains("期限内")
}

/// The clause without its brackets, and what stood in them.
fn without_brackets(clause: &str) -> (String, Vec<&str>) {
    let (mut body, mut brackets) = (String::with_capacity(clause.len()), Vec::new());
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in clause.char_indices() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    brackets.push(&clause[start..at]);
                }
            }
            _ if depth == 0 => body.push(c),
            _ => {}
        }
    }
    if depth > 0 {
        // Never closed: the words stay where they are, and are read or reported.
        body.push_str(&clause[start - 1..]);
    }
    (body, brackets)
}

/// What a bracket adds to the parts before it: a rule of its own, or a remark.
fn remark(bracket: &str, term: &mut Term, first: usize) -> Result<(), String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"[0-9]+{UNIT}|[0-9]月")).expect("a constant pattern"));
    if bracket == ASSUMED {
        term.parts[first..].iter_mut().for_each(|part| part.anchor_assumed = true);
        return Ok(());
    }
    if let Some(remark) = bracket.strip_prefix(REMARKED) {
        term.remarks.push(remark.trim_start_matches(':').to_owned());
        return Ok(());
    }
    // What was in force before, and what another rule says, set no time of their own.
    let past = bracket.starts_with(['旧', '原']) || bracket.ends_with("按规定");
    let timed = NUMBER.is_match(bracket) || ["及时", "实时", "长期", "每", "随时"].iter().any(|word| bracket.contains(word));
    if past || !timed {
        if is_exception(bracket) {
            term.unless_law_says_otherwise = true;
        } else if !bracket.is_empty() {
            term.remarks.push(bracket.to_owned());
        }
        return Ok(());
    }
    let shown = matches!(term.parts.last(), Some(Part { rule: Rule::Shown { .. }, .. }));
    let start = term.parts.len();
    for clause in clauses(bracket) {
        read(clause, term)?;
    }
    // 公告期限不少于5个工作日(竞争性磋商等3个工作日): the exception is of the kind that it is an exception to.
    if shown && !bracket.ends_with('内') {
        for part in &mut term.parts[start..] {
            if let (Rule::Within { span, .. }, true) = (&part.rule, part.anchor_assumed) {
                part.rule = Rule::Shown { at_least: *span };
                part.anchor_assumed = false;
            }
        }
    }
    Ok(())
}
