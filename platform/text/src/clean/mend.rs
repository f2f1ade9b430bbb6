//! What did copying do to the layout: spaces inside words, paragraphs broken in the middle, words typed twice?

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::dates;
use crate::marks;
use crate::normalise::{is_han, is_wide};

use super::noise;
use super::work::{Kind, Work};

/// Words that no sentence doubles. 研究研究 is Chinese, 规定规定的 is grammar, 如下如下 is a slip.
const NEVER_TWICE: [&str; 32] = [
    "如下",
    "以下",
    "下列",
    "为了",
    "关于",
    "根据",
    "按照",
    "依照",
    "依据",
    "通过",
    "以及",
    "或者",
    "并且",
    "应当",
    "可以",
    "必须",
    "不得",
    "有关",
    "相关",
    "现将",
    "印发",
    "贯彻",
    "落实",
    "结合",
    "认真",
    "进一步",
    "特制定",
    "请各",
    "人民政府",
    "办公室",
    "办公厅",
    "请示",
];

/// A shorter line may be a line of a poem, a list or a title.
const WRAPPED: usize = 20;
/// A sentence from this length on; in shorter lines a space may part two names.
const SENTENCE: usize = 30;

pub fn cut(work: &mut Work<'_>) {
    split_paragraphs(work);
    for at in work.live() {
        repeated_words(work, at);
        stray_spaces(work, at);
    }
}

fn repeated_words(work: &mut Work<'_>, at: usize) {
    // Compared on the folded text, so that Traditional text is mended too; both have the same characters.
    while let Some(found) = twice().find(work.key(at)) {
        let before = work.key(at)[..found.start()].chars().count();
        let n = work.key(at)[found.range()].chars().count();
        let text = &work.lines[at].text;
        let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(byte, _)| byte);
        let range = byte(before)..byte(before + n);
        let once: String = text[range.clone()].chars().take(n / 2).collect();
        if !work.replace(at, range, &once, "defect.repeated_word", "词语重复录入") {
            break;
        }
    }
}

fn twice() -> &'static AhoCorasick {
    static TWICE: OnceLock<AhoCorasick> = OnceLock::new();
    TWICE.get_or_init(|| AhoCorasick::new(NEVER_TWICE.map(|word| word.repeat(2))).expect("a word list is no pattern"))
}

/// Spaces between two Chinese characters inside a sentence.
fn stray_spaces(work: &mut Work<'_>, at: usize) {
    if memchr::memchr(b' ', work.lines[at].text.as_bytes()).is_none() {
        return;
    }
    let text = work.lines[at].text.clone();
    let marker = marks::mark(work.key(at)).map_or(0, |(_, len)| len);
    if text.chars().count() < SENTENCE || !text.contains(['。', '，', ',', '；', ';']) {
        return;
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let spaces: Vec<usize> = (1..chars.len().saturating_sub(1))
        .filter(|n| {
            chars[*n].1 == ' '
                && chars[*n].0 >= marker
                && is_wide(chars[n - 1].1)
                && is_wide(chars[n + 1].1)
                && !after_ordinal(&chars[..*n])
        })
        .collect();
    // Many spaces are a layout: columns of names, a table flattened to a line.
    if spaces.len() > 3 {
        return;
    }
    for n in spaces.into_iter().rev() {
        let range = chars[n - 1].0..chars[n + 1].0 + chars[n + 1].1.len_utf8();
        let joined: String = [chars[n - 1].1, chars[n + 1].1].iter().collect();
        work.replace(at, range, &joined, "defect.stray_space", "句中多余的空格");
    }
}

/// “第三条 在…”: an article quoted inside a sentence keeps the space after its number.
fn after_ordinal(before: &[(usize, char)]) -> bool {
    let tail: Vec<char> = before.iter().rev().take(9).map(|(_, c)| *c).collect();
    matches!(tail.first(), Some('条' | '章' | '节' | '编' | '款')) && tail.contains(&'第')
}

fn split_paragraphs(work: &mut Work<'_>) {
    let live = work.live();
    let mut current = match live.first() {
        Some(first) => *first,
        None => return,
    };
    for &next in &live[1..] {
        let joined = !work.lines[next].gap
            && next - current <= gone_between(work, current, next)
            && is_split(work, current, next)
            && work.join(current, next, "defect.split_paragraph", "一个自然段在词句中间被断成两行，已接回");
        if !joined {
            current = next;
        }
    }
}

/// The next line, seen past those already joined onto the current one, but not past a table or a cut.
fn gone_between(work: &Work<'_>, current: usize, next: usize) -> usize {
    if (current + 1..next).all(|at| work.lines[at].gone && work.lines[at].text.is_empty()) { next - current } else { 0 }
}

fn is_split(work: &Work<'_>, current: usize, next: usize) -> bool {
    if work.lines[current].kind != Kind::Text || work.lines[next].kind != Kind::Text {
        return false;
    }
    let (before, after) = (&work.lines[current].text, &work.lines[next].text);
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    if before.chars().count() < WRAPPED || !before.contains(['，', ',', '。', '；', '、']) {
        return false;
    }
    let comma = matches!(last, '，' | ',' | '、');
    let inside_word = is_han(last) && is_han(first) && noise::are_neighbours(last, first);
    if !(comma || inside_word) {
        return false;
    }
    let key = work.key(next);
    let own = marks::mark(key).is_some()
        || marks::is_responsible(key)
        || marks::is_note(key)
        || marks::annex_note(key).is_some()
        || marks::annex_marker(key).is_some()
        || marks::is_imprint(key)
        || marks::is_organ(key)
        || dates::is_whole(key).is_some()
        || marks::is_salutation(key);
    // What goes on comes to an end: a line without any full stop may be the next of a list.
    !own && (key.contains(['。', '；', '：', '，', ',']) || comma)
}
