//! What is someone about to type?

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query as Tantivy, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::codes::{Codes, DIMENSIONS, lies_within};
use crate::collect::{Collecting, Found, Plan};
use crate::entry::{Sort, Suggestion, SuggestionKind};
use crate::fold::{Class, fold_text};
use crate::index::{Error, Index};
use crate::number;
use crate::pieces::{self, Piece};
use crate::pinyin;
use crate::stored::Stored;
use crate::view::View;

/// Longer beginnings are no longer beginnings.
const LONGEST: usize = 40;
/// Titles looked at before the best are chosen.
const CANDIDATES: usize = 40;

impl Index {
    /// At most `n` titles, agencies and numbers for what has been typed so far: as characters of either script, as pinyin
    /// (`yanglao`) or initials (`ylfw`), one wrong character forgiven. Only within `scope`, if given.
    pub fn suggest(&self, typed: &str, scope: Option<&str>, n: usize) -> Result<Vec<Suggestion>, Error> {
        let folded: String = fold_text(typed.trim()).chars().take(LONGEST).collect();
        if folded.chars().all(|c| !c.is_alphanumeric()) || n == 0 {
            return Ok(Vec::new());
        }
        let view = self.view();
        let mut out = self.numbers(&view, scope, &folded, n)?;
        out.extend(agencies(&view.codes, scope, &folded).into_iter().take((n / 3).max(1)));
        let mut titles = self.titles(&view, scope, &folded)?;
        if titles.is_empty() && out.is_empty() {
            titles = self.titles_near(&view, scope, &folded)?;
        }
        for (id, title) in titles {
            if !out.iter().any(|suggestion| suggestion.text == title) {
                out.push(Suggestion { kind: SuggestionKind::Title, text: title, id: Some(id), agency_code: None });
            }
        }
        out.truncate(n);
        Ok(out)
    }

    /// Numbers that begin so, in whatever brackets.
    fn numbers(&self, view: &View, scope: Option<&str>, folded: &str, n: usize) -> Result<Vec<Suggestion>, Error> {
        let Some(prefix) = number::begun(folded) else { return Ok(Vec::new()) };
        let term = Term::from_field_text(self.fields.key, &prefix);
        let mut query = PhrasePrefixQuery::new_with_offset(vec![(0, term)]);
        query.set_max_expansions(200);
        let mut out = Vec::new();
        for found in self.best(view, scope, &query, n.div_ceil(2))? {
            let kept = view.searcher.doc::<Stored>(found.address)?.shown(&self.fields);
            let mut numbers = [kept.document_number, kept.index_number].into_iter().flatten();
            if let Some(text) = numbers.find(|text| number::keys(text).iter().any(|key| key.starts_with(&prefix))) {
                let id = Some(view.id(found.address));
                out.push(Suggestion { kind: SuggestionKind::Number, text, id, agency_code: None });
            }
        }
        Ok(out)
    }

    fn titles(&self, view: &View, scope: Option<&str>, folded: &str) -> Result<Vec<(i64, String)>, Error> {
        let mut any: Vec<(Occur, Box<dyn Tantivy>)> = Vec::new();
        let latin = folded.chars().any(|c| c.is_ascii_alphabetic());
        let Some(piece) = Piece::of(&pieces::read(folded)) else { return Ok(Vec::new()) };
        any.push((Occur::Should, piece.query(self.fields.title)));
        if latin {
            any.extend(self.sounding(folded).into_iter().map(|query| (Occur::Should, query)));
        }
        let mut found = self.read_titles(view, scope, &BooleanQuery::new(any))?;
        // What begins with the typed characters is likelier meant than what merely contains them.
        found.sort_by_key(|(_, title)| !fold_text(title).starts_with(folded));
        Ok(found)
    }

    /// Titles with one character unlike, or sounding alike.
    pub(crate) fn titles_near(&self, view: &View, scope: Option<&str>, folded: &str) -> Result<Vec<(i64, String)>, Error> {
        let any = self.near(folded);
        if any.is_empty() {
            return Ok(Vec::new());
        }
        self.read_titles(view, scope, &BooleanQuery::union(any))
    }

    pub(crate) fn near(&self, folded: &str) -> Vec<Box<dyn Tantivy>> {
        let chars: Vec<(char, Class)> = pieces::read(folded).into_iter().filter(|(_, c)| *c != Class::Gap).collect();
        let mut out: Vec<Box<dyn Tantivy>> = Vec::new();
        if chars.iter().any(|(_, class)| *class != Class::Han) || !(2..=20).contains(&chars.len()) {
            return out;
        }
        let heard: Option<Vec<(usize, String)>> =
            chars.iter().enumerate().map(|(at, (c, _))| pinyin::readings(*c).first().map(|reading| (at, (*reading).to_owned()))).collect();
        out.extend(heard.and_then(|tokens| phrase(self.fields.title_sound, tokens)));
        if chars.len() >= 3 {
            for wrong in 0..chars.len() {
                let others = chars.iter().enumerate().filter(|(at, _)| *at != wrong);
                let tokens = others.map(|(at, (c, _))| (at, c.to_string())).collect();
                out.extend(phrase(self.fields.title_char, tokens));
            }
        }
        out
    }

    /// Titles that sound like the letters, as syllables or as initials.
    pub(crate) fn sounding(&self, folded: &str) -> Vec<Box<dyn Tantivy>> {
        let letters: String = folded.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        let mut out: Vec<Box<dyn Tantivy>> = Vec::new();
        if letters.len() < 2 || !letters.chars().all(|c| c.is_ascii_alphanumeric()) {
            return out;
        }
        for reading in pinyin::read(&letters) {
            let tokens: Vec<(usize, String)> = reading.syllables.into_iter().enumerate().collect();
            if reading.unfinished {
                out.push(open_phrase(self.fields.title_sound, tokens));
            } else {
                out.extend(phrase(self.fields.title_sound, tokens));
            }
        }
        let field = self.fields.title_initial;
        if letters.len() == 2 {
            out.push(open_phrase(field, vec![(0, letters)]));
        } else if letters.len() <= 16 {
            let last = letters.len() - 3;
            let starts = (0..last).step_by(3).chain([last]);
            out.extend(phrase(field, starts.map(|at| (at, letters[at..at + 3].to_owned())).collect()));
        }
        out
    }

    fn read_titles(&self, view: &View, scope: Option<&str>, query: &dyn Tantivy) -> Result<Vec<(i64, String)>, Error> {
        let mut out = Vec::new();
        for found in self.best(view, scope, query, CANDIDATES)? {
            let kept = view.searcher.doc::<Stored>(found.address)?.shown(&self.fields);
            out.push((view.id(found.address), kept.title));
        }
        Ok(out)
    }

    pub(crate) fn read_titles_for(&self, view: &View, query: &dyn Tantivy) -> Result<Vec<String>, Error> {
        Ok(self.read_titles(view, None, query)?.into_iter().map(|(_, title)| title).collect())
    }

    /// The newest records of a scope that answer an inner query.
    fn best(&self, view: &View, scope: Option<&str>, query: &dyn Tantivy, wanted: usize) -> Result<Vec<Found>, Error> {
        let plan = Plan {
            columns: view.columns.clone(),
            scope: view.codes.within(scope),
            allowed: Default::default(),
            sizes: [0; DIMENSIONS],
            no_longer: Vec::new(),
            from: i64::MIN,
            to: i64::MAX,
            sort: Sort::Newest,
            scoring: false,
            wanted,
            newest: 0,
        };
        Ok(view.searcher.search(query, &Collecting(Arc::new(plan)))?.best)
    }
}

fn phrase(field: Field, mut tokens: Vec<(usize, String)>) -> Option<Box<dyn Tantivy>> {
    match tokens.len() {
        0 => None,
        1 => {
            let term = Term::from_field_text(field, &tokens.remove(0).1);
            Some(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
        }
        _ => Some(Box::new(PhraseQuery::new_with_offset(terms(field, tokens)))),
    }
}

fn open_phrase(field: Field, tokens: Vec<(usize, String)>) -> Box<dyn Tantivy> {
    let mut query = PhrasePrefixQuery::new_with_offset(terms(field, tokens));
    query.set_max_expansions(400);
    Box::new(query)
}

fn terms(field: Field, tokens: Vec<(usize, String)>) -> Vec<(usize, Term)> {
    tokens.into_iter().map(|(at, token)| (at, Term::from_field_text(field, &token))).collect()
}

/// Agencies by a part of their name, its pinyin or its initials; those that begin so first.
fn agencies(codes: &Codes, scope: Option<&str>, folded: &str) -> Vec<Suggestion> {
    let scope = scope.map(|scope| scope.trim_end_matches('/')).filter(|scope| !scope.is_empty());
    let letters: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let latin = letters.len() >= 2 && letters.chars().all(|c| c.is_ascii_alphanumeric());
    let mut found: Vec<(bool, usize, &crate::codes::Value)> = Vec::new();
    for place in codes.places().iter().filter(|place| scope.is_none_or(|scope| lies_within(&place.path, scope))) {
        let name = fold_text(&place.label);
        let at = name.find(&letters).or_else(|| if latin { heard_at(&name, &letters) } else { None });
        if let Some(at) = at
            && !found.iter().any(|(_, _, known)| known.value == place.value)
        {
            found.push((at > 0, name.len(), place));
        }
    }
    found.sort_by_key(|(inside, length, _)| (*inside, *length));
    let suggestion = |(_, _, place): (bool, usize, &crate::codes::Value)| Suggestion {
        kind: SuggestionKind::Agency,
        text: place.label.clone(),
        id: None,
        agency_code: Some(place.value.clone()),
    };
    found.into_iter().map(suggestion).collect()
}

/// From which character on the name sounds like the letters.
fn heard_at(name: &str, letters: &str) -> Option<usize> {
    let chars: Vec<char> = name.chars().collect();
    let begins = |from: usize, initials_only: bool| heard(&chars[from..], letters, initials_only);
    (0..chars.len()).find(|&from| begins(from, true) || begins(from, false))
}

fn heard(chars: &[char], letters: &str, initials_only: bool) -> bool {
    if letters.is_empty() {
        return true;
    }
    let Some((first, rest)) = chars.split_first() else { return false };
    if initials_only {
        return pinyin::initials(*first).iter().any(|c| letters.strip_prefix(*c).is_some_and(|l| heard(rest, l, true)));
    }
    pinyin::readings(*first)
        .iter()
        .any(|reading| reading.starts_with(letters) || letters.strip_prefix(reading).is_some_and(|l| heard(rest, l, false)))
}
