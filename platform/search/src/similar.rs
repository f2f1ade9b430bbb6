//! Which records are worded nearly the same?

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Query as Tantivy, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::tokenizer::TokenStream;

use crate::codes::DIMENSIONS;
use crate::collect::{Collecting, Plan};
use crate::entry::{Similar, Sort};
use crate::index::{Error, Index};
use crate::stored::Stored;
use crate::tokens::PairStream;
use crate::view::View;

/// What is longer is taken for a text, not for a title.
const TITLE_CHARS: usize = 100;
const READ_CHARS: usize = 4_000;
/// The rarest pairs of a text find its likes; the common ones only cost time.
const TELLING: usize = 12;

impl Index {
    /// The `n` records nearest to a title, or (from a hundred characters on) to a text, nearest first. Likeness compares the
    /// sets of character pairs; a likeness under 0.2 is not reported.
    pub fn similar(&self, wording: &str, n: usize) -> Result<Vec<Similar>, Error> {
        let is_title = wording.trim().chars().count() <= TITLE_CHARS;
        let field = if is_title { self.fields.title } else { self.fields.text };
        let own = pairs(wording);
        let view = self.view();
        let searcher = &view.searcher;
        let mut telling: Vec<(u64, &String)> = Vec::new();
        for token in &own {
            let frequency = searcher.doc_freq(&Term::from_field_text(field, token))?;
            if frequency > 0 {
                telling.push((frequency, token));
            }
        }
        telling.sort_unstable();
        telling.truncate(TELLING);
        if telling.is_empty() || n == 0 {
            return Ok(Vec::new());
        }
        let term = |token: &String| TermQuery::new(Term::from_field_text(field, token), IndexRecordOption::WithFreqs);
        let clauses = telling.iter().map(|(_, token)| Box::new(term(token)) as Box<dyn Tantivy>).collect();
        let enough = (telling.len() / 4).max(1);
        let query = BooleanQuery::union_with_minimum_required_clauses(clauses, enough);
        let found = searcher.search(&query, &Collecting(Arc::new(nearest(&view, n * 4 + 16))))?;
        let mut out = Vec::new();
        for found in &found.best {
            let kept = searcher.doc::<Stored>(found.address)?.shown(&self.fields);
            let likeness = likeness(&own, &if is_title { pairs(&kept.title) } else { pairs(&kept.text.chars(0..READ_CHARS)) });
            if likeness >= 0.2 {
                out.push(Similar { id: view.id(found.address), title: kept.title, likeness });
            }
        }
        out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(b.id.cmp(&a.id)));
        out.truncate(n);
        Ok(out)
    }
}

fn nearest(view: &View, wanted: usize) -> Plan {
    Plan {
        columns: view.columns.clone(),
        scope: None,
        allowed: Default::default(),
        sizes: [0; DIMENSIONS],
        no_longer: Vec::new(),
        from: i64::MIN,
        to: i64::MAX,
        sort: Sort::Relevance,
        scoring: true,
        wanted,
        newest: 0,
    }
}

fn pairs(text: &str) -> HashSet<String> {
    let end = text.char_indices().nth(READ_CHARS).map_or(text.len(), |(at, _)| at);
    let mut stream = PairStream::new(&text[..end]);
    let mut out = HashSet::new();
    while stream.advance() {
        out.insert(stream.token().text.clone());
    }
    out
}

/// Twice what they share over what they have.
fn likeness(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    let shared = a.intersection(b).count() as f32;
    2.0 * shared / ((a.len() + b.len()) as f32).max(1.0)
}
