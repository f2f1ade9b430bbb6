//! What in this text is not ordinary Chinese: numbers, addresses of mail, invisible and foreign characters?
//!
//! One pass over the bytes, stepping by whole characters; Chinese is skipped at the price of one table look-up.

/// A run of ASCII or full-width letters and digits, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub start: usize,
    pub end: usize,
    pub n_digits: u32,
    pub n_letters: u32,
    /// Contains full-width characters, so that bytes are not characters.
    pub wide: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Zero width or control.
    Invisible,
    /// Changes the direction of writing.
    Bidi,
    /// U+FFFD
    Replacement,
    /// Greek or Cyrillic letter.
    Foreign,
    /// Kangxi radical, mathematical letter: looks like an ordinary character and is none.
    LookAlike,
    /// Ornament that no official text holds (✿ღ◈).
    Ornament,
    /// `★`
    Star,
    /// `(` or `（` before a small Latin letter: pinyin perhaps.
    Parenthesis,
    At,
}

#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub runs: Vec<Run>,
    pub odds: Vec<(Odd, usize)>,
}

impl Scan {
    pub fn of(text: &str) -> Self {
        let mut scan = Self::default();
        scan.read(text);
        scan
    }

    pub fn read(&mut self, text: &str) {
        self.runs.clear();
        self.odds.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            // CJK ideographs and punctuation: by far the commonest.
            if (0xE3..=0xED).contains(&byte) {
                at += 3;
            } else if byte < 0x80 {
                at = self.ascii(bytes, at);
            } else {
                at = self.other(bytes, at);
            }
        }
    }

    fn ascii(&mut self, bytes: &[u8], at: usize) -> usize {
        match bytes[at] {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => self.run(bytes, at),
            b'@' => self.odd(Odd::At, at, 1),
            b'(' if bytes.get(at + 1).is_some_and(|b| b.is_ascii_lowercase() || matches!(b, 0xC3..=0xC7)) => {
                self.odd(Odd::Parenthesis, at, 1)
            }
            b'\t' | b'\n' | b'\r' => at + 1,
            0..0x20 | 0x7F => self.odd(Odd::Invisible, at, 1),
            _ => at + 1,
        }
    }

    fn odd(&mut self, odd: Odd, at: usize, len: usize) -> usize {
        self.odds.push((odd, at));
        at + len
    }

    fn run(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut run = Run { start, end: start, n_digits: 0, n_letters: 0, wide: false };
        while let Some(byte) = bytes.get(run.end) {
            if byte.is_ascii_digit() {
                run.n_digits += 1;
            } else if byte.is_ascii_alphabetic() {
                run.n_letters += 1;
            } else if let Some(digit) = wide(bytes, run.end) {
                if digit {
                    run.n_digits += 1
                } else {
                    run.n_letters += 1
                }
                run.wide = true;
                run.end += 2;
            } else {
                break;
            }
            run.end += 1;
        }
        self.runs.push(run);
        run.end
    }

    fn other(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = &bytes[at..];
        match rest[0] {
            0xE2 => match (rest[1], rest[2]) {
                (0x80, 0x8B..=0x8F) | (0x81, 0xA0..=0xA4) => self.odd(Odd::Invisible, at, 3),
                (0x80, 0xAA..=0xAE) | (0x81, 0xA6..=0xA9) => self.odd(Odd::Bidi, at, 3),
                (0x98, 0x85) => self.odd(Odd::Star, at, 3),
                // ◈ ❀ ✿ ❤ ♡ ♥ ღ is Georgian (E1).
                (0x97, 0x88) | (0x9C, 0xB0..=0xBF) | (0x9D, 0x80..=0xA7) | (0x99, 0xA0..=0xA7) => self.odd(Odd::Ornament, at, 3),
                (0xBA..=0xBE, _) | (0xBF, 0x80..=0x95) => self.odd(Odd::LookAlike, at, 3),
                _ => at + 3,
            },
            0xEF => match (rest[1], rest[2]) {
                (0xBC, 0x90..=0x99 | 0xA1..=0xBA) | (0xBD, 0x81..=0x9A) => self.run(bytes, at),
                (0xBC, 0xA0) => self.odd(Odd::At, at, 3),
                (0xBC, 0x88) if rest.get(3).is_some_and(|b| b.is_ascii_lowercase() || matches!(b, 0xC3..=0xC7)) => {
                    self.odd(Odd::Parenthesis, at, 3)
                }
                (0xBB, 0xBF) | (0xBF, 0xB9..=0xBB) => self.odd(Odd::Invisible, at, 3),
                (0xBF, 0xBD) => self.odd(Odd::Replacement, at, 3),
                _ => at + 3,
            },
            0xE1 => match (rest[1], rest[2]) {
                (0xA0, 0x8E) => self.odd(Odd::Invisible, at, 3),
                (0x83, 0x90..=0xBF) => self.odd(Odd::Ornament, at, 3),
                _ => at + 3,
            },
            0xC2 if rest[1] == 0xAD || rest[1] < 0xA0 => self.odd(Odd::Invisible, at, 2),
            0xCD..=0xD4 => self.odd(Odd::Foreign, at, 2),
            0xC2..=0xDF => at + 2,
            0xF0 if rest[1] == 0x9D && matches!(rest[2], 0x90..=0x9F) => self.odd(Odd::LookAlike, at, 4),
            0xF0.. => at + 4,
            _ => at + 3,
        }
    }
}

/// Is a full-width digit (`Some(true)`) or letter (`Some(false)`) at this place?
fn wide(bytes: &[u8], at: usize) -> Option<bool> {
    match bytes.get(at..at + 3)? {
        [0xEF, 0xBC, 0x90..=0x99] => Some(true),
        [0xEF, 0xBC, 0xA1..=0xBA] | [0xEF, 0xBD, 0x81..=0x9A] => Some(false),
        _ => None,
    }
}

/// The run's characters folded to ASCII.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_take_full_width_digits() {
        let text = "号码：１３８12345678，A１";
        let scan = Scan::of(text);
        let folded: Vec<String> = scan.runs.iter().map(|run| fold(&text[run.start..run.end])).collect();
        assert_eq!(folded, ["13812345678", "A1"]);
        assert_eq!(scan.runs[0].n_digits, 11);
        assert!(scan.runs[0].wide);
    }

    #[test]
    fn odd_characters_are_seen() {
        let kinds = |text: &str| Scan::of(text).odds.into_iter().map(|(odd, _)| odd).collect::<Vec<_>>();
        assert_eq!(kinds("政\u{200B}府\u{202E}"), [Odd::Invisible, Odd::Bidi]);
        assert_eq!(kinds("机密★1年"), [Odd::Star]);
        assert_eq!(kinds("国(guo)务（yuan）"), [Odd::Parenthesis, Odd::Parenthesis]);
        assert_eq!(kinds("\u{FFFD}аα⼀✿ღ"), [Odd::Replacement, Odd::Foreign, Odd::Foreign, Odd::LookAlike, Odd::Ornament, Odd::Ornament]);
        assert!(kinds("青岚县人民政府（2026年）第一条，“依法”——。\u{3000}").is_empty());
    }
}
