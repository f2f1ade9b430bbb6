//! What are the characters of this text once accidents of typing and conversion are set aside?
//!
//! Two answers, never mixed up: `canonical` is what may be stored (only invisible things go), `fold` is for comparing
//! only (full width, letter case, script and layout are all given up).

use unicode_normalization::UnicodeNormalization;

use crate::script::fold_char;

/// A Chinese character: the unified ideographs, their extensions and 〇.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}' | '〇')
}

/// A character that needs no space beside it: Han, CJK punctuation, full-width forms, Chinese quotation marks.
#[must_use]
pub fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '“' | '”' | '‘' | '’' | '—' | '…' | '○' | '\u{fe30}'..='\u{fe4f}')
}

/// Any space of a page: ASCII, no-break, the em and en spaces of layouts, the ideographic space.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Characters nobody sees: controls, zero-width joints, direction marks, soft hyphens, byte order marks.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{fe00}'..='\u{fe0f}')
}

/// The text that may be stored: entities that a bad export left are decoded, invisible characters gone, runs of layout
/// spaces are one space, nothing at the ends. Punctuation and digits keep the width they have.
#[must_use]
pub fn canonical(text: &str) -> String {
    if is_plain(text) {
        return text.trim_matches(is_space).to_owned();
    }
    let decoded = decode_entities(text);
    let mut out = String::with_capacity(decoded.len());
    let mut space = false;
    for c in decoded.chars() {
        if is_space(c) {
            space = true;
        } else if !is_invisible(c) {
            if space && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            out.push(c);
        }
    }
    out
}

/// Most lines of a clean file need no work at all; this finds them without decoding characters twice.
fn is_plain(text: &str) -> bool {
    let mut last_space = true;
    for c in text.chars() {
        // Nearly all there is.
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            last_space = false;
            continue;
        }
        let space = c == ' ';
        if c == '&' || (space && last_space) || is_invisible(c) || (!space && is_space(c)) {
            return false;
        }
        last_space = space;
    }
    true
}

/// Takes out every space that stands between two wide characters: for labels and titles (`索 引 号` is one word), where
/// no space can carry meaning.
#[must_use]
pub fn squeeze(text: &str) -> String {
    let text = canonical(text);
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        if c == ' ' && at > 0 && chars.get(at + 1).is_some_and(|&next| is_wide(chars[at - 1]) && is_wide(next)) {
            continue;
        }
        out.push(c);
    }
    out
}

/// The bare name of a label: no spaces, colons or brackets, Simplified (`［ 索&ensp;引&ensp;號 ］：` is `索引号`).
#[must_use]
pub fn label_name(text: &str) -> String {
    let decoded = decode_entities(text);
    decoded
        .chars()
        .filter(|c| {
            !is_space(*c)
                && !is_invisible(*c)
                && !matches!(
                    c,
                    ':' | '：'
                        | '['
                        | ']'
                        | '【'
                        | '】'
                        | '［'
                        | '］'
                        | '('
                        | ')'
                        | '（'
                        | '）'
                        | '〔'
                        | '〕'
                        | '•'
                        | '·'
                        | '*'
                        | '|'
                        | '-'
                )
        })
        .map(fold_char)
        .collect()
}

/// For comparing only: compatibility forms, letter case, script and layout spaces are given up.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if is_space(c) {
            space = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        // Between two Chinese characters a space is layout; between Latin words it separates.
        if space && out.chars().next_back().is_some_and(|last| !is_wide(last) && !is_wide(c)) {
            out.push(' ');
        }
        space = false;
        out.push(fold_char(c));
    }
    out
}

/// The bare reading of a text: Han characters, letters and digits only, folded. Two lines with the same bare reading say
/// the same thing, whatever their punctuation and layout.
#[must_use]
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' => out.push(fold_char(c)),
            '0'..='9' | 'a'..='z' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\0'..='\x7f' => {}
            'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '０'..='９' => out.extend(char::from_u32(c as u32 - 0xfee0).map(|c| c.to_ascii_lowercase())),
            '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => {}
            _ if c.is_alphanumeric() => out.extend(c.to_lowercase().map(fold_char)),
            _ => {}
        }
    }
    out
}

/// Decodes the entities that a bad export leaves in plain text: numeric ones and the few names that pages use.
#[must_use]
pub fn decode_entities(text: &str) -> std::borrow::Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((c, len)) => {
                out.push(c);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// The entity at the start of `text` and how many bytes it takes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "middot" => '·',
        "bull" => '•',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "times" => '×',
        _ => char::from_u32(numeric(name)?)?,
    };
    Some((c, end + 1))
}

fn numeric(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('#')?;
    match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_their_layout() {
        assert_eq!(label_name("索&ensp;引&ensp;号："), "索引号");
        assert_eq!(label_name("[ 發文字號 ]"), "发文字号");
        assert_eq!(label_name("有\u{2002}效\u{3000}性:"), "有效性");
    }

    #[test]
    fn stored_text_keeps_its_punctuation() {
        assert_eq!(canonical("  各乡镇人民政府,\u{3000}县直各单位:\u{200b}"), "各乡镇人民政府, 县直各单位:");
        assert_eq!(canonical("沙滩节&#8226;海峡季&amp;x"), "沙滩节•海峡季&x");
        assert_eq!(canonical("A&B &unknown; c"), "A&B &unknown; c");
        assert_eq!(squeeze("青 岚 县 2026 年 计 划"), "青岚县 2026 年计划");
    }

    #[test]
    fn folding_is_for_comparing() {
        assert_eq!(fold("青嵐縣　ＡＢＣ１２"), "青岚县abc12");
        assert_eq!(fold("Open Data 开 放"), "open data开放");
        assert_eq!(bare("（一）Ｋ政務、公開。"), "一k政务公开");
    }
}
