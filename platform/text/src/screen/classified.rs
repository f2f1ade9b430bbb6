//! Does this text bear a mark that forbids publishing it?
//!
//! A mark is where a mark stands: with a star, alone in its paragraph, in brackets or after its label. A law that speaks of
//! 国家秘密 or 工作秘密 bears none (保守国家秘密法第二十一条；GB/T 9704—2012: 密级和保密期限).

use super::codes::Code;
use super::lexicon::{Group, Mark};
use super::look::{Hit, Look, floor, is_found};
use crate::finding::Severity;

/// What the document is going to be, which decides what a printed label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openness {
    /// Proposed for publication, or nothing else said.
    Proactive,
    OnRequest,
    Withheld,
}

impl Openness {
    pub fn of(word: Option<&str>) -> Self {
        match word {
            Some("on_request" | "依申请公开") => Self::OnRequest,
            Some("withheld" | "不予公开") => Self::Withheld,
            _ => Self::Proactive,
        }
    }
}

/// A paragraph this short is a label, not a sentence.
const LABEL: usize = 18;

pub(crate) fn find(look: &Look<'_>, openness: Openness, hits: &mut Vec<Hit>) {
    for mark in look.marks {
        match mark.group {
            Group::Level => level(look, mark, hits),
            Group::NotPublic if is_label(look, mark) => not_public(look, mark, openness, Openness::Withheld, hits),
            Group::OnRequest if is_label(look, mark) => not_public(look, mark, openness, Openness::OnRequest, hits),
            Group::Internal if is_internal(look, mark) => push(look, Code::Internal, mark.start, mark.end, hits),
            Group::InternalStrong if !is_quoted(look, mark) => push(look, Code::Internal, mark.start, mark.end, hits),
            Group::Word => push(look, Code::Word, mark.start, mark.end, hits),
            _ => {}
        }
    }
    printed_attribute(look, openness, hits);
}

fn push(look: &Look<'_>, code: Code, start: usize, end: usize, hits: &mut Vec<Hit>) {
    if !is_found(hits, code, start, end) {
        hits.push(look.hit(code, start, end, None));
    }
}

/// `机密★1年`, `密级：秘密`, `机密 特急`, or the word alone in its paragraph or in brackets.
fn level(look: &Look<'_>, mark: &Mark, hits: &mut Vec<Hit>) {
    let after = look.text[mark.end..].trim_start();
    // 工作秘密 is no state secret (保守国家秘密法第六十四条): `Internal` speaks of it.
    if look.text[..mark.start].ends_with("工作") {
        return;
    }
    if let Some(term) = after.strip_prefix(['★', '☆']) {
        let end = look.text.len() - term.len() + term_length(term);
        return push(look, Code::Marking, mark.start, end, hits);
    }
    let before = look.text[..mark.start].trim_end();
    let labelled = before.ends_with(['：', ':'])
        && look.of(Group::LevelLabel).any(|label| label.end <= mark.start && look.text[label.end..mark.start].trim().chars().count() <= 1);
    let cell = look.profile.classified.level_labels.iter().any(|label| look.lead.trim_end_matches(['：', ':']) == label);
    if labelled && !after.starts_with(['、', '/', '□']) || cell && before.is_empty() {
        return push(look, Code::Marking, mark.start, mark.end, hits);
    }
    let (first, last) = (before.chars().next_back(), after.chars().next());
    let bracketed = matches!((first, last), (Some('【' | '[' | '［' | '（' | '('), Some('】' | ']' | '］' | '）' | ')')))
        && before.chars().count() == 1;
    let rest = after.strip_prefix(['★', '*', ' ', '·']).unwrap_or(after).trim();
    let alone = before.is_empty() && (rest.is_empty() || is_term(rest) || matches!(rest, "特急" | "加急" | "件" | "文件"));
    if bracketed || alone {
        push(look, Code::Marking, mark.start, mark.start + look.text[mark.start..].trim_end().len(), hits);
    }
}

/// `1年`, `6个月`, `长期`
fn is_term(text: &str) -> bool {
    let n = term_length(text);
    n > 0 && text[n..].trim().is_empty()
}

fn term_length(text: &str) -> usize {
    let spaces = text.len() - text.trim_start().len();
    let rest = text.trim_start();
    if rest.starts_with("长期") {
        return spaces + "长期".len();
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let unit = ["年", "个月", "月", "天"].iter().find(|unit| digits > 0 && rest[digits..].starts_with(**unit));
    unit.map_or(0, |unit| spaces + digits + unit.len())
}

/// A rule on how papers are marked quotes the label; the label itself is not quoted.
fn is_quoted(look: &Look<'_>, mark: &Mark) -> bool {
    const NEAR: usize = 180; // bytes: sixty characters
    let before = &look.text[floor(look.text, mark.start.saturating_sub(NEAR))..mark.start];
    let after = &look.text[mark.end..floor(look.text, mark.end + NEAR)];
    ['“', '「', '‘', '《', '"'].iter().zip(['”', '」', '’', '》', '"']).any(|(open, close)| {
        let opened = before.rfind(*open).is_some_and(|at| !before[at + open.len_utf8()..].contains(close));
        opened && after.contains(close)
    })
}

fn is_label(look: &Look<'_>, mark: &Mark) -> bool {
    if is_quoted(look, mark) {
        return false;
    }
    let before = look.text[..mark.start].trim_end().chars().next_back();
    let bracketed = matches!(before, Some('（' | '(' | '【' | '[' | '〔'))
        && look.text[mark.end..].trim_start().starts_with(['）', ')', '】', ']', '〕', '，', '。']);
    bracketed || look.text.len() <= 8 * LABEL && look.text.trim().chars().count() <= LABEL
}

fn is_internal(look: &Look<'_>, mark: &Mark) -> bool {
    if is_quoted(look, mark) {
        return false;
    }
    let after = look.text[mark.end..].trim_start();
    let before = look.text[..mark.start].trim_end();
    let starred = after.starts_with(['★', '☆']);
    let bracketed =
        before.ends_with(['（', '(', '【', '[', '〔', '：', ':']) && (after.is_empty() || after.starts_with(['）', ')', '】', ']', '〕']));
    let alone = before.is_empty() && (after.is_empty() || after.starts_with(['，', ' ', '　', '！', '·']) && after.len() <= 3 * LABEL);
    starred || bracketed || alone
}

fn not_public(look: &Look<'_>, mark: &Mark, openness: Openness, printed: Openness, hits: &mut Vec<Hit>) {
    if openness == printed {
        return;
    }
    let before = hits.len();
    push(look, Code::NotPublic, mark.start, mark.end, hits);
    if openness != Openness::Proactive {
        hits[before..].iter_mut().for_each(|hit| hit.severity = Severity::Warn);
    }
}

/// `公开属性：依申请公开`, in a line or as a cell beside its label.
fn printed_attribute(look: &Look<'_>, openness: Openness, hits: &mut Vec<Hit>) {
    let labels = ["公开属性", "公开方式", "公开类别"];
    if look.text.len() > 6 * LABEL || !(look.has(Group::Attribute) || !look.lead.is_empty() && look.text.contains("公开")) {
        return;
    }
    let value = labels.iter().find_map(|label| {
        let at = look.text.find(label)? + label.len();
        look.text[at..].trim_start().strip_prefix(['：', ':'])
    });
    let lead = look.lead.trim().trim_end_matches(['：', ':']);
    let Some(value) = value.or_else(|| labels.contains(&lead).then_some(look.text)) else { return };
    let value = value.trim();
    let printed = match () {
        () if value.starts_with("不予公开") || value.starts_with("不公开") => Openness::Withheld,
        () if value.starts_with("依申请公开") => Openness::OnRequest,
        () => return,
    };
    let start = value.as_ptr() as usize - look.text.as_ptr() as usize;
    let word = if printed == Openness::OnRequest { "依申请公开".len() } else { value.len() };
    // A catalogue's own column `公开方式` lists both words with boxes; only one value alone is a label.
    if printed != openness && value.len() <= word + 6 {
        push(look, Code::NotPublic, start, start + word, hits);
    }
}
