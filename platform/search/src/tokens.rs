//! Into which pieces is a text cut for the index?
//!
//! Ideographs are indexed as overlapping pairs at their character offset, and the last of a run alone: every substring of a
//! run is then a phrase of pairs, so that two-character words are complete, and a single character is a prefix.
//! Letters and digits are indexed as whole words. Why not dictionary words: `docs/adr/0005-search-tokens.md`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::fold::{Class, Table};
use crate::pinyin;

/// Longer runs of letters are cut; nobody types them.
const LONGEST_WORD: usize = 64;

#[derive(Clone, Default)]
pub(crate) struct Pairs {
    /// Where given: bytes still waiting to be cut, lowered as they are.
    pub waiting: Option<Arc<AtomicI64>>,
}

pub(crate) struct PairStream<'a> {
    table: &'static Table,
    rest: std::str::CharIndices<'a>,
    current: Option<Char>,
    length: usize,
    position: usize,
    token: Token,
}

#[derive(Clone, Copy)]
struct Char {
    at: usize,
    folded: char,
    class: Class,
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        if let Some(waiting) = &self.waiting {
            waiting.fetch_sub(bytes_of(text), Ordering::Relaxed);
        }
        PairStream::new(text)
    }
}

pub(crate) fn bytes_of(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

impl<'a> PairStream<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut stream = PairStream {
            table: Table::get(),
            rest: text.char_indices(),
            current: None,
            length: text.len(),
            position: 0,
            token: Token { text: String::with_capacity(LONGEST_WORD), ..Token::default() },
        };
        stream.current = stream.read();
        stream
    }

    #[inline]
    fn read(&mut self) -> Option<Char> {
        let (at, c) = self.rest.next()?;
        let (folded, class) = self.table.look(c);
        Some(Char { at, folded, class })
    }

    #[inline]
    fn step(&mut self) {
        self.current = self.read();
        self.position += 1;
    }

    fn end(&self) -> usize {
        self.current.map_or(self.length, |c| c.at)
    }

    fn word(&mut self, first: Char) {
        self.token.text.push(first.folded);
        self.step();
        let mut length = 1;
        while let Some(next) = self.current
            && next.class == Class::Word
            && length < LONGEST_WORD
        {
            self.token.text.push(next.folded);
            self.step();
            length += 1;
        }
        self.token.offset_to = self.end();
    }

    fn pair(&mut self, first: Char) {
        self.token.text.push(first.folded);
        self.step();
        self.token.offset_to = self.end();
        if let Some(next) = self.current
            && next.class == Class::Han
        {
            self.token.text.push(next.folded);
            self.token.offset_to = next.at + next.folded.len_utf8();
        }
    }
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(first) = self.current {
            if first.class == Class::Gap {
                self.step();
                continue;
            }
            self.token.text.clear();
            self.token.position = self.position;
            self.token.offset_from = first.at;
            match first.class {
                Class::Word => self.word(first),
                _ => self.pair(first),
            }
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Single characters of a title, for forgiving one wrong character.
#[derive(Clone)]
pub(crate) struct Chars;

/// Pinyin syllables of a title at their character offset, with every common reading of a character.
#[derive(Clone)]
pub(crate) struct Syllables;

/// Three initials at a time (`zfxxgk` is found by `zfx`, `xgk`), shorter at the end, so that two initials are a prefix.
#[derive(Clone)]
pub(crate) struct Initials;

pub(crate) struct ListStream {
    tokens: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl ListStream {
    fn new(tokens: Vec<(usize, String)>) -> Self {
        ListStream { tokens: tokens.into_iter(), token: Token::default() }
    }
}

impl TokenStream for ListStream {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.tokens.next() else { return false };
        self.token.position = position;
        self.token.text = text;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Chars {
    type TokenStream<'a> = ListStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListStream {
        let table = Table::get();
        let chars = text.chars().map(|c| table.look(c)).enumerate();
        ListStream::new(chars.filter(|(_, (_, class))| *class != Class::Gap).map(|(at, (c, _))| (at, c.to_string())).collect())
    }
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = ListStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListStream {
        let table = Table::get();
        let mut tokens = Vec::new();
        for (at, c) in text.chars().enumerate() {
            tokens.extend(pinyin::readings(table.look(c).0).into_iter().map(|reading| (at, reading.to_owned())));
        }
        ListStream::new(tokens)
    }
}

impl Tokenizer for Initials {
    type TokenStream<'a> = ListStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListStream {
        let table = Table::get();
        let letters: Vec<Vec<char>> = text.chars().map(|c| pinyin::initials(table.look(c).0)).collect();
        let mut tokens = Vec::new();
        for at in 0..letters.len() {
            let mut grams = vec![String::new()];
            for choices in letters[at..].iter().take(3).take_while(|choices| !choices.is_empty()) {
                grams = grams.iter().flat_map(|gram| choices.iter().map(move |c| format!("{gram}{c}"))).collect();
            }
            tokens.extend(grams.into_iter().filter(|gram| !gram.is_empty()).map(|gram| (at, gram)));
        }
        ListStream::new(tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut stream = PairStream::new(text);
        let mut out = Vec::new();
        while stream.advance() {
            let token = stream.token();
            assert!(text.get(token.offset_from..token.offset_to).is_some(), "offsets of {token:?} lie on characters");
            out.push(format!("{}@{}", token.text, token.position));
        }
        out
    }

    #[test]
    fn pairs_words_and_the_last_of_a_run() {
        assert_eq!(cut("社會保險，2017年5G"), ["社会@0", "会保@1", "保险@2", "险@3", "2017@5", "年@9", "5g@10"]);
    }

    #[test]
    fn nothing_but_gaps_is_nothing() {
        assert!(cut("——“”！ 👍\n").is_empty());
    }
}
