//! How is a text kept so that a snippet reads only what it shows?
//!
//! In pieces of equally many characters, each packed by itself, behind a directory of their lengths: the index knows at which
//! character a word stands, and so which piece to unpack. The engine keeps the whole as bytes and looks at none of them.

use std::ops::Range;

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

/// Characters of a piece: a snippet lies in one or two of them.
const PIECE: usize = 512;
/// Number of characters and of pieces.
const HEAD: usize = 8;
/// Length of a piece as it is kept, and as it reads.
const LINE: usize = 8;

/// A text as it is kept.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Kept(Vec<u8>);

impl Kept {
    /// What [`pack`] made.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// How many characters the whole text has.
    pub(crate) fn n_chars(&self) -> usize {
        self.number(0)
    }

    /// The characters of a range, as far as there are any.
    pub(crate) fn chars(&self, range: Range<usize>) -> String {
        let end = range.end.min(self.n_chars());
        if range.start >= end {
            return String::new();
        }
        let (first, last) = (range.start / PIECE, (end - 1) / PIECE);
        let text = self.pieces(first, last);
        let place = |at: usize| text.char_indices().nth(at - first * PIECE).map_or(text.len(), |(byte, _)| byte);
        text[place(range.start)..place(end)].to_owned()
    }

    /// Pieces from the first to the last. What a damaged disk left unreadable is left out.
    fn pieces(&self, first: usize, last: usize) -> String {
        let n = self.number(4);
        let mut at = HEAD + n * LINE;
        let mut text = Vec::new();
        for piece in 0..n.min(last + 1) {
            let (kept, read) = (self.number(HEAD + piece * LINE), self.number(HEAD + piece * LINE + 4));
            if piece >= first {
                let from = text.len();
                text.resize(from + read, 0);
                let done = self.0.get(at..at + kept).and_then(|packed| decompress_into(packed, &mut text[from..]).ok());
                text.truncate(from + done.unwrap_or(0));
            }
            at += kept;
        }
        String::from_utf8(text).unwrap_or_default()
    }

    fn number(&self, at: usize) -> usize {
        self.0.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
    }
}

/// A text as bytes for [`Kept`].
pub(crate) fn pack(text: &str) -> Vec<u8> {
    let mut ends: Vec<usize> = text.char_indices().step_by(PIECE).skip(1).map(|(at, _)| at).collect();
    if !text.is_empty() {
        ends.push(text.len());
    }
    let n_chars = text.chars().count();
    let mut out = Vec::with_capacity(HEAD + ends.len() * LINE + text.len() / 2);
    // Texts of more than four gigabytes are not indexed.
    out.extend((n_chars as u32).to_le_bytes());
    out.extend((ends.len() as u32).to_le_bytes());
    out.resize(HEAD + ends.len() * LINE, 0);
    let mut from = 0;
    for (piece, end) in ends.into_iter().enumerate() {
        let plain = &text.as_bytes()[from..end];
        let at = out.len();
        out.resize(at + get_maximum_output_size(plain.len()), 0);
        let kept = compress_into(plain, &mut out[at..]).expect("there is room for the longest possible");
        out.truncate(at + kept);
        let line = HEAD + piece * LINE;
        out[line..line + 4].copy_from_slice(&(kept as u32).to_le_bytes());
        out[line + 4..line + 8].copy_from_slice(&(plain.len() as u32).to_le_bytes());
        from = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_range_reads_as_in_the_text(text in "\\PC{0,40}", times in 0_usize..60, from in 0_usize..2500, length in 0_usize..700) {
            let text = text.repeat(times);
            let kept = Kept::new(pack(&text));
            let expected: String = text.chars().skip(from).take(length).collect();
            prop_assert_eq!(kept.n_chars(), text.chars().count());
            prop_assert_eq!(kept.chars(from..from + length), expected);
        }
    }

    #[test]
    fn what_is_damaged_reads_as_nothing() {
        let mut bytes = pack(&"第一条　为了".repeat(300));
        bytes.truncate(40);
        assert_eq!(Kept::new(bytes).chars(0..5), "");
        assert_eq!(Kept::default().chars(0..5), "");
    }
}
