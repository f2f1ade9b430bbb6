//! What did someone mean who typed words that occur nowhere?

use tantivy::query::BooleanQuery;

use crate::fold::{Class, fold_text};
use crate::index::{Error, Index};
use crate::pieces;
use crate::pinyin;
use crate::view::View;

/// Words longer than this are sentences; a wrong character in them is forgiven by loosening.
const LONGEST: usize = 12;

impl Index {
    /// The typed text with each unknown word replaced by the nearest known one, or `None` where none is near.
    pub(crate) fn correct(&self, view: &View, typed: &str) -> Result<Option<String>, Error> {
        let chars = pieces::read(typed);
        let mut out = String::new();
        let mut changed = false;
        for run in chars.chunk_by(|a, b| (a.1 == Class::Gap) == (b.1 == Class::Gap)) {
            let word: String = run.iter().map(|(c, _)| *c).collect();
            let nearest = match run[0].1 {
                Class::Gap => None,
                _ => self.nearest(view, &word, run)?,
            };
            changed |= nearest.is_some();
            out.push_str(nearest.as_deref().unwrap_or(&word));
        }
        Ok((changed && out.trim() != typed.trim()).then(|| out.trim().to_owned()))
    }

    fn nearest(&self, view: &View, word: &str, run: &[(char, Class)]) -> Result<Option<String>, Error> {
        if run.len() < 2 || run.len() > LONGEST * 6 {
            return Ok(None);
        }
        if run.iter().all(|(c, _)| c.is_ascii_alphanumeric()) {
            return self.part_of_titles(view, word, self.sounding(word), Self::spelled);
        }
        if run.len() > LONGEST || run.iter().any(|(_, class)| *class != Class::Han) || self.is_known(view, run) {
            return Ok(None);
        }
        if let Some(found) = self.part_of_titles(view, word, self.near(word), Self::resembling)? {
            return Ok(Some(found));
        }
        Ok(self.one_homophone(view, run))
    }

    fn is_known(&self, view: &View, run: &[(char, Class)]) -> bool {
        run.windows(2).all(|pair| self.frequency(view, &pair_of(pair[0].0, pair[1].0)) > 0)
    }

    /// The commonest part of near titles that passes for the word.
    fn part_of_titles(
        &self,
        view: &View,
        word: &str,
        queries: Vec<Box<dyn tantivy::query::Query>>,
        part: fn(&[char], &str) -> Option<String>,
    ) -> Result<Option<String>, Error> {
        if queries.is_empty() {
            return Ok(None);
        }
        let titles = self.read_titles_for(view, &BooleanQuery::union(queries))?;
        let mut tally: Vec<(String, usize)> = Vec::new();
        for title in titles {
            let chars: Vec<char> = fold_text(&title).chars().collect();
            let Some(found) = (0..chars.len()).find_map(|from| part(&chars[from..], word)) else { continue };
            match tally.iter_mut().find(|(known, _)| *known == found) {
                Some((_, times)) => *times += 1,
                None => tally.push((found, 1)),
            }
        }
        // Of equals the first, which is from the newest title.
        Ok(tally.into_iter().rev().max_by_key(|(_, times)| *times).map(|(found, _)| found))
    }

    /// As long as the word, with at most one other character, or sounding the same.
    fn resembling(chars: &[char], word: &str) -> Option<String> {
        let typed: Vec<char> = word.chars().collect();
        let part = chars.get(..typed.len()).filter(|part| part.iter().all(|c| c.is_alphanumeric()))?;
        let unlike = part.iter().zip(&typed).filter(|(a, b)| a != b).count();
        let near = unlike == 1 && typed.len() >= 3;
        let heard = unlike > 0 && part.iter().zip(&typed).all(|(a, b)| pinyin::alike(*a, *b));
        (near || heard).then(|| part.iter().collect())
    }

    /// What the letters spell, in syllables or in initials.
    fn spelled(chars: &[char], word: &str) -> Option<String> {
        let by_initials: Option<Vec<char>> = word
            .chars()
            .enumerate()
            .map(|(at, letter)| chars.get(at).copied().filter(|c| pinyin::initials(*c).contains(&letter)))
            .collect();
        if let Some(found) = by_initials.filter(|_| word.len() >= 3) {
            return Some(found.into_iter().collect());
        }
        spell(chars, word).filter(|length| *length > 0).map(|length| chars[..length].iter().collect())
    }

    /// The word with one character replaced by one that sounds like it, every pair of which occurs in some text.
    fn one_homophone(&self, view: &View, run: &[(char, Class)]) -> Option<String> {
        let chars: Vec<char> = run.iter().map(|(c, _)| *c).collect();
        if chars.len() > 8 {
            return None;
        }
        let mut best: Option<(u64, String)> = None;
        for at in 0..chars.len() {
            for other in pinyin::homophones(chars[at]) {
                let mut tried = chars.clone();
                tried[at] = other;
                let mut seen = u64::MAX;
                for pair in tried.windows(2) {
                    seen = seen.min(self.frequency(view, &pair_of(pair[0], pair[1])));
                    if seen == 0 {
                        break;
                    }
                }
                if seen > best.as_ref().map_or(0, |(most, _)| *most) {
                    best = Some((seen, tried.into_iter().collect()));
                }
            }
        }
        best.map(|(_, word)| word)
    }
}

fn pair_of(a: char, b: char) -> String {
    [a, b].iter().collect()
}

/// How many characters the letters spell from here on.
fn spell(chars: &[char], letters: &str) -> Option<usize> {
    if letters.is_empty() {
        return Some(0);
    }
    let (first, rest) = chars.split_first()?;
    pinyin::readings(*first)
        .into_iter()
        .filter_map(|reading| letters.strip_prefix(reading))
        .find_map(|left| spell(rest, left))
        .map(|length| length + 1)
}
