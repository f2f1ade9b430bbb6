//! What answers a query, in which order, and with how many more behind each filter?

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Instant;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query as Tantivy, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::codes::{Codes, DIMENSIONS, Dimension};
use crate::collect::{Collected, Collecting, Found, Plan};
use crate::entry::{Facet, Facets, Hit, Hits, Mode, Parts, Query, Sort};
use crate::fold::Class;
use crate::highlight::Needles;
use crate::index::{Error, Index, day_of, days, title_key};
use crate::kept::Kept;
use crate::number;
use crate::pieces::{self, Piece};
use crate::places::places;
use crate::stored::Stored;
use crate::view::View;

/// A record named by its number is what was sought, whatever else contains the words.
const NAMED: f32 = 1_000.0;
const WHOLE_TITLE: f32 = 30.0;
const IN_TITLE: f32 = 4.0;
const SIDE_BY_SIDE: f32 = 2.0;
/// Nobody turns five hundred pages.
const DEEPEST: usize = 10_000;
/// Of the words, when not all are found together.
const ENOUGH: f32 = 0.6;
/// Codes of validity whose texts no longer hold.
const NO_LONGER: &[&str] = &["repealed", "lapsed", "withdrawn"];

/// What the typed text asks of the index.
enum Asked {
    Everything,
    /// Only punctuation or ornament: no text contains it.
    Nothing,
    Words(Words),
}

struct Words {
    pieces: Vec<Piece>,
    /// All pieces side by side, where there are several.
    whole: Option<Piece>,
    numbers: Vec<String>,
    /// The number as other texts cite it.
    cited: Option<Piece>,
    title: String,
}

impl Index {
    /// Answers a query; every text is a valid query.
    pub fn search(&self, query: &Query) -> Result<Hits, Error> {
        let begun = Instant::now();
        let view = self.view();
        let searcher = &view.searcher;
        let asked = self.read(&view, query);
        let mut sought = asked.pieces();
        let plan = Arc::new(plan(&view, query, !matches!(asked, Asked::Everything)));
        let mut collected = match &asked {
            Asked::Everything => searcher.search(&AllQuery, &Collecting(Arc::clone(&plan)))?,
            Asked::Nothing => searcher.search(&EmptyQuery, &Collecting(Arc::clone(&plan)))?,
            Asked::Words(words) => searcher.search(&self.strict(words), &Collecting(Arc::clone(&plan)))?,
        };
        let mut loosened = false;
        let mut suggestion = None;
        if collected.in_scope == 0 && matches!(asked, Asked::Words(_)) {
            suggestion = self.correct(&view, &query.text)?;
            if query.mode == Mode::All
                && let Some((loose, pairs)) = self.loose(&query.text)
            {
                collected = searcher.search(&loose, &Collecting(plan))?;
                loosened = collected.in_scope > 0;
                sought = pairs;
            }
        }
        let page = collected.best.get(query.offset..).unwrap_or_default();
        let hits = self.hits(&view, &sought, &page[..page.len().min(query.limit)])?;
        let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(Hits { total: collected.total, hits, facets: facets(&view.codes, query, &collected), loosened, suggestion, took_us })
    }

    fn read(&self, view: &View, query: &Query) -> Asked {
        let chars = pieces::read(&query.text);
        if chars.is_empty() {
            return Asked::Everything;
        }
        if chars.iter().all(|(_, class)| *class == Class::Gap) {
            return Asked::Nothing;
        }
        let known = RefCell::new(HashMap::new());
        let frequency = |pair: &str| match known.borrow_mut().entry(pair.to_owned()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(self.frequency(view, pair)),
        };
        let pieces = match query.mode {
            Mode::Exact => pieces::exact(&chars, &frequency),
            Mode::All => pieces::words(&chars, &frequency),
        };
        Asked::Words(Words {
            whole: Piece::telling(&chars, &frequency).filter(|_| pieces.len() > 1),
            pieces,
            numbers: number::sought(&query.text),
            cited: number::written(&query.text).and_then(|text| Piece::telling(&pieces::read(&text), &frequency)),
            title: title_key(&query.text),
        })
    }

    /// In how many records a pair occurs.
    pub(crate) fn frequency(&self, view: &View, pair: &str) -> u64 {
        // An unreadable segment fails the search itself a moment later, with its reason.
        view.searcher.doc_freq(&Term::from_field_text(self.fields.text, pair)).unwrap_or(0)
    }

    fn strict(&self, words: &Words) -> BooleanQuery {
        let f = &self.fields;
        let mut clauses: Vec<(Occur, Box<dyn Tantivy>)> = Vec::new();
        // Of many words one in the title says less than the only one.
        let in_title_worth = IN_TITLE / (words.pieces.len() as f32).sqrt();
        for piece in &words.pieces {
            clauses.push((Occur::Must, piece.query(f.text)));
            let in_title = if piece.is_single() { single_in_title(f.title_char, piece) } else { piece.query(f.title) };
            clauses.push((Occur::Should, Box::new(BoostQuery::new(in_title, in_title_worth))));
        }
        if let Some(whole) = &words.whole {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(whole.query(f.title), IN_TITLE * SIDE_BY_SIDE))));
            clauses.push((Occur::Should, Box::new(BoostQuery::new(whole.query(f.text), SIDE_BY_SIDE))));
        }
        clauses.push((Occur::Should, self.key(&words.title, WHOLE_TITLE)));
        if words.numbers.is_empty() {
            return BooleanQuery::new(clauses);
        }
        let mut any: Vec<(Occur, Box<dyn Tantivy>)> = vec![(Occur::Should, Box::new(BooleanQuery::new(clauses)))];
        any.extend(words.numbers.iter().map(|key| (Occur::Should, self.key(key, NAMED))));
        any.extend(words.cited.iter().map(|cited| (Occur::Should, cited.query(f.text))));
        BooleanQuery::new(any)
    }

    fn key(&self, key: &str, score: f32) -> Box<dyn Tantivy> {
        let term = Term::from_field_text(self.fields.key, key);
        Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), score))
    }

    /// Most of the pairs, in any order; `None` where there are too few to say "most".
    fn loose(&self, text: &str) -> Option<(BooleanQuery, Vec<Piece>)> {
        let pairs = pieces::every_pair(&pieces::read(text));
        if pairs.len() < 3 {
            return None;
        }
        let enough = (pairs.len() as f32 * ENOUGH).ceil() as usize;
        let mut clauses: Vec<Box<dyn Tantivy>> = Vec::new();
        for pair in &pairs {
            let in_title = Box::new(BoostQuery::new(pair.query(self.fields.title), IN_TITLE));
            let either = vec![(Occur::Must, pair.query(self.fields.text)), (Occur::Should, in_title as Box<dyn Tantivy>)];
            clauses.push(Box::new(BooleanQuery::new(either)));
        }
        Some((BooleanQuery::union_with_minimum_required_clauses(clauses, enough), pairs))
    }

    fn hits(&self, view: &View, sought: &[Piece], page: &[Found]) -> Result<Vec<Hit>, Error> {
        let needles = Needles::new(sought.iter().map(|piece| piece.needle.clone()));
        let unplaced = sought.iter().any(Piece::is_single);
        let places = places(view, self.fields.text, sought, page)?;
        page.iter()
            .zip(places)
            .map(|(found, places)| {
                let (hit, text) = self.hit(view, &needles, found)?;
                Ok(Hit { snippet: needles.snippet(&text, &places, unplaced), ..hit })
            })
            .collect()
    }

    /// A hit but for its snippet, and the text to take that from.
    fn hit(&self, view: &View, needles: &Needles, found: &Found) -> Result<(Hit, Kept), Error> {
        let kept = view.searcher.doc::<Stored>(found.address)?.shown(&self.fields);
        let value = |dimension: Dimension| {
            let code = crate::codes::code_of(found.packed, dimension as usize);
            view.codes.value(dimension, code).cloned().unwrap_or_default()
        };
        let (place, kind, topic) = (value(Dimension::Place), value(Dimension::Kind), value(Dimension::Topic));
        let validity = value(Dimension::Validity);
        let hit = Hit {
            id: view.id(found.address),
            score: found.score,
            title_parts: needles.mark(&kept.title),
            snippet: Parts::new(),
            title: kept.title,
            agency_code: place.value,
            agency: place.label,
            kind: kind.value,
            kind_label: kind.label,
            topic: topic.value,
            topic_label: topic.label,
            validity: validity.value,
            validity_label: validity.label,
            document_number: kept.document_number,
            index_number: kept.index_number,
            formed_on: kept.formed.map(day_of),
            published_on: day_of(found.day),
        };
        Ok((hit, kept.text))
    }
}

impl Asked {
    /// All that may be marked in a hit.
    fn pieces(&self) -> Vec<Piece> {
        match self {
            Asked::Words(words) => words.pieces.iter().chain(&words.whole).chain(&words.cited).cloned().collect(),
            Asked::Everything | Asked::Nothing => Vec::new(),
        }
    }
}

fn single_in_title(field: tantivy::schema::Field, piece: &Piece) -> Box<dyn Tantivy> {
    let only: String = piece.needle.iter().collect();
    Box::new(TermQuery::new(Term::from_field_text(field, &only), IndexRecordOption::WithFreqs))
}

fn plan(view: &View, query: &Query, words: bool) -> Plan {
    let codes = &*view.codes;
    let sort = if query.sort == Sort::Relevance && !words { Sort::Newest } else { query.sort };
    let years = (!query.year.is_empty()).then(|| {
        let mut marks = vec![false; codes.size(Dimension::Year as usize)];
        for year in query.year.iter().filter_map(|year| usize::try_from(*year).ok()) {
            marks.get_mut(year).map(|mark| *mark = true).unwrap_or_default();
        }
        marks
    });
    Plan {
        columns: view.columns.clone(),
        scope: codes.within(query.scope.as_deref()),
        allowed: [
            codes.allowed(Dimension::Place, &query.agency),
            codes.allowed(Dimension::Topic, &query.topic),
            codes.allowed(Dimension::Kind, &query.kind),
            codes.allowed(Dimension::Genre, &query.genre),
            codes.allowed(Dimension::Validity, &query.validity),
            years,
        ],
        sizes: std::array::from_fn(|dimension| codes.size(dimension)),
        no_longer: codes.marks(Dimension::Validity, |value| NO_LONGER.contains(&value.value.as_str())),
        from: query.from.map_or(i64::MIN, days),
        to: query.to.map_or(i64::MAX, days),
        sort,
        scoring: words && sort == Sort::Relevance,
        wanted: query.offset.saturating_add(query.limit).min(DEEPEST),
        newest: view.newest,
    }
}

fn facets(codes: &Codes, query: &Query, collected: &Collected) -> Facets {
    let of = |dimension: Dimension, chosen: &[String]| {
        let mut out: Vec<Facet> = Vec::new();
        for (code, &count) in collected.counts[dimension as usize].iter().enumerate() {
            let Some(value) = codes.value(dimension, code).filter(|value| !value.value.is_empty()) else { continue };
            let chosen = chosen.contains(&value.value);
            if count == 0 && !chosen {
                continue;
            }
            // An agency that moved in the tree has two places, and is still one agency.
            match out.iter_mut().find(|facet| dimension == Dimension::Place && facet.value == value.value) {
                Some(facet) => facet.count += count,
                None => out.push(Facet { value: value.value.clone(), label: value.label.clone(), count, chosen }),
            }
        }
        out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        out
    };
    const { assert!(DIMENSIONS == 6) };
    Facets {
        agency: of(Dimension::Place, &query.agency),
        topic: of(Dimension::Topic, &query.topic),
        kind: of(Dimension::Kind, &query.kind),
        genre: of(Dimension::Genre, &query.genre),
        year: years(query, &collected.counts[Dimension::Year as usize]),
        validity: of(Dimension::Validity, &query.validity),
    }
}

fn years(query: &Query, counts: &[u32]) -> Vec<Facet> {
    let mut out = Vec::new();
    for (year, &count) in counts.iter().enumerate().skip(1).rev() {
        let chosen = query.year.iter().any(|wanted| usize::try_from(*wanted) == Ok(year));
        if count > 0 || chosen {
            out.push(Facet { value: year.to_string(), label: format!("{year}年"), count, chosen });
        }
    }
    out
}
