//! Which characters are the same to someone who searches?
//!
//! Full and half width, upper and lower case, Traditional and Simplified. Character for character, so that the n-th folded
//! character is the n-th character of the text as printed and highlights can be drawn on the original.

use std::sync::OnceLock;

use gongkai_text::script::fold_char;

/// How a character takes part in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Punctuation, space, ornament: never part of a word.
    Gap = 0,
    /// Letters and digits: a run of them is one word.
    Word = 1,
    /// Ideographs and their like, written without spaces.
    Han = 2,
}

/// Where the class stands in a packed character, and what is left of it.
pub(crate) const CLASS: u32 = 24;
pub(crate) const CHARACTER: u32 = (1 << CLASS) - 1;

/// The folding of the basic plane in one flat array: a lookup costs a load, and there are ten million of them in an import.
pub(crate) struct Table {
    plane: Vec<u32>,
}

impl Table {
    pub(crate) fn get() -> &'static Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Table::build)
    }

    fn build() -> Table {
        let plane = (0..0x1_0000_u32)
            .map(|code| match char::from_u32(code) {
                Some(c) => {
                    let folded = fold_char(fold_width_and_case(c));
                    u32::from(folded) | ((class_of(folded) as u32) << CLASS)
                }
                None => code,
            })
            .collect();
        Table { plane }
    }

    #[inline]
    pub(crate) fn look(&self, c: char) -> (char, Class) {
        let Some(&packed) = self.plane.get(c as usize) else { return look_beyond(c) };
        let class = match packed >> CLASS {
            0 => Class::Gap,
            1 => Class::Word,
            _ => Class::Han,
        };
        (char::from_u32(packed & CHARACTER).unwrap_or(c), class)
    }

    /// The same as one number for reading long texts: the folded character, and its class from bit 24 on.
    #[inline]
    pub(crate) fn packed(&self, c: char) -> u32 {
        match self.plane.get(c as usize) {
            Some(&packed) => packed,
            None => {
                let (folded, class) = look_beyond(c);
                u32::from(folded) | ((class as u32) << CLASS)
            }
        }
    }

    /// Changes whenever the folding changes, and with it every token: an index of another fingerprint must be read anew.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.plane.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &v| (hash ^ u64::from(v)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// The character under which `c` is indexed and sought.
pub fn fold(c: char) -> char {
    Table::get().look(c).0
}

/// Every character folded; the result has exactly as many characters as `text`.
pub fn fold_text(text: &str) -> String {
    let table = Table::get();
    text.chars().map(|c| table.look(c).0).collect()
}

#[cold]
fn look_beyond(c: char) -> (char, Class) {
    let folded = fold_char(fold_width_and_case(c));
    (folded, class_of(folded))
}

fn fold_width_and_case(c: char) -> char {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        // The zero of Chinese dates is often typed with a geometric circle.
        '○' | '◯' => '〇',
        _ => c,
    };
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn class_of(c: char) -> Class {
    match u32::from(c) {
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3041..=0x318F | 0x31A0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF => Class::Han,
        0xA000..=0xA48F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => Class::Han,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str) {
        assert_eq!(fold_text(from), to);
    }

    #[test]
    fn widths_cases_and_scripts_meet() {
        check("ＧＢ１８０３０　Ａ", "gb18030 a");
        check("政務公開實施細則", "政务公开实施细则");
        check("臺灣檔案爲為裏裡", "台湾档案为为里里");
        check("二○二四年", "二〇二四年");
    }

    #[test]
    fn every_character_keeps_its_place() {
        for text in ["İstanbul ß ﬁ", "𠮷野家㑮𫝈", "é\u{301}👨‍👩‍👧"] {
            assert_eq!(fold_text(text).chars().count(), text.chars().count());
        }
    }
}
