//! Are the parts of the text all there, once each and in order?

use super::codes::Code;
use super::completeness::Told;
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::script::fold_char;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

pub(crate) fn find(paragraphs: &[Paragraph]) -> Vec<Told> {
    let mut all = Vec::new();
    repeats(paragraphs, &mut all);
    gaps(paragraphs, &mut all);
    mixed_script(paragraphs, &mut all);
    all
}

fn told(code: Code, at: usize, excerpt: impl Into<String>) -> Told {
    Told { code, place: format!("第{}段", at + 1), excerpt: excerpt.into(), paragraph: Some(at), is_guess: false }
}

/// A paragraph this long is not repeated by chance; shorter ones (法律、法规规定的其他情形) are.
const LONG: usize = 40 * 3;
const OF_DOUBLED: usize = 20 * 3;

/// Whole sections twice are tampering or a bad copy; one paragraph twice is a slip.
fn repeats(paragraphs: &[Paragraph], all: &mut Vec<Told>) {
    let hasher = RandomState::new();
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let (mut total, mut repeated, mut twice) = (0, 0, Vec::new());
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let text = paragraph.text.trim();
        total += text.len();
        if text.len() < OF_DOUBLED || paragraph.kind == ParagraphKind::Responsible {
            continue;
        }
        let half = text.len() / 2;
        if half >= OF_DOUBLED && text.len().is_multiple_of(2) && text.as_bytes()[..half] == text.as_bytes()[half..] {
            all.push(told(Code::Doubled, at, beginning(text)));
        }
        match seen.entry(hasher.hash_one(text)) {
            std::collections::hash_map::Entry::Occupied(first) if paragraphs[*first.get()].text.trim() == text => {
                repeated += text.len();
                twice.push((at, *first.get()));
            }
            std::collections::hash_map::Entry::Occupied(_) => {}
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(at);
            }
        }
    }
    // In a doubled text the copies follow each other as the originals did.
    let in_order = twice.windows(2).filter(|pair| pair[1].1 > pair[0].1).count() + 1;
    if twice.len() >= 3 && repeated * 5 >= total && in_order * 2 > twice.len() {
        let (at, first) = twice[0];
        all.push(told(
            Code::Doubled,
            at,
            format!("自此起{}段与第{}段起的内容重复：{}", twice.len(), first + 1, beginning(&paragraphs[at].text)),
        ));
        return;
    }
    // Laws repeat a clause under several articles (单位犯前款罪的…).
    if paragraphs.iter().filter(|p| p.kind == ParagraphKind::Article).count() >= 5 {
        return;
    }
    for (at, first) in twice {
        if paragraphs[at].text.trim().len() >= LONG {
            all.push(told(Code::DuplicateParagraph, at, format!("与第{}段相同：{}", first + 1, beginning(&paragraphs[at].text))));
        }
    }
}

fn beginning(text: &str) -> String {
    text.chars().take(24).collect()
}

/// 一、 then 三、; 第三条 then 第五条. A list may begin anew at one; what jumps ahead or stands twice is told.
fn gaps(paragraphs: &[Paragraph], all: &mut Vec<Told>) {
    // The number each level stands at; a shallower heading lets the deeper ones begin anew.
    let mut levels: [Option<u32>; 3] = [None; 3];
    let mut article = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if matches!(paragraph.kind, ParagraphKind::Annex | ParagraphKind::Title | ParagraphKind::Table) {
            levels = [None; 3];
            article = None;
            continue;
        }
        match numbered(&paragraph.text) {
            Some(Numbered::Level(depth, number)) => {
                level(&mut levels, depth, number, at, paragraph, all);
                levels[depth + 1..].fill(None);
            }
            Some(Numbered::Article(number, inserted)) => {
                if let Some(last) = article.filter(|last| !inserted && number > last + 1 && number < last + 20) {
                    all.push(told(Code::StructureGap, at, format!("第{last}条之后是第{number}条")));
                }
                article = Some(number);
                levels = [None; 3];
            }
            Some(Numbered::Part) => levels = [None; 3],
            None => {}
        }
    }
}

fn level(levels: &mut [Option<u32>; 3], depth: usize, number: u32, at: usize, paragraph: &Paragraph, all: &mut Vec<Told>) {
    if let Some(last) = levels[depth]
        && number != 1
        && number != last + 1
    {
        let what = if number == last { "重号" } else { "跳号" };
        all.push(told(Code::StructureGap, at, format!("{what}：{}", beginning(&paragraph.text))));
    }
    levels[depth] = Some(number);
}

/// The numbers that are held to order: 第三条, 一、 and （一）. 3. under 1. is a plain list, with many habits.
enum Numbered {
    Level(usize, u32),
    Article(u32, bool),
    Part,
}

fn numbered(text: &str) -> Option<Numbered> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('第') {
        let (n, rest) = numeral(rest)?;
        return match rest.chars().next()? {
            '条' | '條' => Some(Numbered::Article(n, rest['条'.len_utf8()..].starts_with('之'))),
            '编' | '章' | '节' | '編' | '節' => Some(Numbered::Part),
            _ => None,
        };
    }
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        let (n, rest) = numeral(rest)?;
        return rest.starts_with(['）', ')']).then_some(Numbered::Level(2, n));
    }
    let (n, rest) = numeral(text)?;
    rest.starts_with('、').then_some(Numbered::Level(1, n))
}

/// A Chinese numeral at the start, or digits after 第, and what follows it.
fn numeral(text: &str) -> Option<(u32, &str)> {
    let is_numeral = |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '零' | '〇');
    let end = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    Some((gongkai_law::chinese::number(text.get(..end).filter(|n| !n.is_empty())?)?, &text[end..]))
}

/// Characters that both scripts use though folding changes them (著作, 乾隆, 徵, 覆).
const SHARED: &str = "著乾於瞭徵藉餘覆摺甚麼祇衹後裏隻捲";

/// One bit for each character of the basic plane: is it only Traditional? Eight kilobytes, so that the look at every
/// character of a text costs next to nothing.
static TRADITIONAL: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0_u64; 0x1_0000 / 64];
    for c in '\u{3400}'..='\u{9FFF}' {
        if fold_char(c) != c && !SHARED.contains(c) {
            bits[c as usize / 64] |= 1 << (c as usize % 64);
        }
    }
    bits
});

/// The Traditional characters of a text and the number of its Chinese characters.
fn traditional(text: &str, bits: &[u64], mut found: impl FnMut(char)) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut n_han) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            0..0x80 => at += 1,
            lead @ 0xE3..=0xE9 => {
                let code = usize::from(lead & 0xF) << 12 | usize::from(bytes[at + 1] & 0x3F) << 6 | usize::from(bytes[at + 2] & 0x3F);
                n_han += usize::from(code >= 0x3400);
                if bits[code / 64] >> (code % 64) & 1 == 1
                    && let Some(c) = text[at..].chars().next()
                {
                    found(c);
                }
                at += 3;
            }
            0xC0..0xE0 => at += 2,
            0xF0.. => at += 4,
            _ => at += 3,
        }
    }
    n_han
}

/// Some Traditional characters in a text that is Simplified otherwise.
fn mixed_script(paragraphs: &[Paragraph], all: &mut Vec<Told>) {
    let (mut n_han, mut n_traditional, mut first, mut shown) = (0_usize, 0_usize, None, String::new());
    for (at, paragraph) in paragraphs.iter().enumerate() {
        n_han += traditional(&paragraph.text, &TRADITIONAL, |c| {
            n_traditional += 1;
            first = first.or(Some(at));
            if shown.len() < 36 && !shown.contains(c) {
                shown.push(c);
            }
        });
    }
    // A Traditional text has a third or more of such characters; a name or a quotation has one or two.
    if let Some(at) = first.filter(|_| n_traditional >= 5 && n_traditional * 8 < n_han && shown.chars().count() >= 4) {
        all.push(told(Code::MixedScript, at, format!("夹用繁体字：{shown}")));
    }
}
