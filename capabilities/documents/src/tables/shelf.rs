//! How many public records stand under each agency, kind, topic, year and item? Counted once until something public changes.
//!
//! A page with five facets asks six times how many; on three thousand records the database takes 40 ms for it, this 0.05.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use gongkai_identity::{Scope, within};
use gongkai_store::Db;
use sqlx::Row;

use super::list;
use crate::filter::{Facet, Filter};

/// All public records, those alike in everything that is counted taken together.
#[derive(Debug, Default)]
struct Shelf {
    groups: Vec<Group>,
    /// What was counted before, by site, filter and facet; goes with the shelf when something public changes.
    counted: Mutex<HashMap<String, Vec<(String, i64)>>>,
}

/// Visitors ask the same few questions; a crawler that asks all others may not fill the memory.
const MOST_COUNTED: usize = 500;

#[derive(Debug)]
struct Group {
    agency_path: String,
    kind: String,
    topic: String,
    genre: String,
    item: String,
    validity: String,
    year: String,
    n: i64,
}

/// How many public records answer: the same as [`list::count`], without asking the database where it can be known.
pub async fn count(db: &Db, scope: &Scope, filter: &Filter) -> Result<i64> {
    if !is_plain(scope, filter) {
        return list::count(db, scope, filter).await;
    }
    let shelf = shelf(db).await?;
    let matching = Matching::of(scope, filter, None);
    Ok(shelf.groups.iter().filter(|group| matching.holds(group)).map(|group| group.n).sum())
}

/// How many answer for each value of a facet, its own filter left aside: the same as [`list::counts`].
pub async fn counts(db: &Db, scope: &Scope, filter: &Filter, facet: Facet) -> Result<Vec<(String, i64)>> {
    if !is_plain(scope, filter) || facet == Facet::State {
        return list::counts(db, scope, filter, facet).await;
    }
    let shelf = shelf(db).await?;
    let counted = || shelf.counted.lock().unwrap_or_else(PoisonError::into_inner);
    // Sorting and paging are in the filter's neighbours, not in it: this is all that a count depends on.
    let question = question(scope, filter, facet);
    if let Some(known) = counted().get(&question) {
        return Ok(known.clone());
    }
    let counts = shelf.counts(scope, filter, facet);
    let mut counted = counted();
    if counted.len() < MOST_COUNTED {
        counted.insert(question, counts.clone());
    }
    Ok(counts)
}

/// A facet of a filter as one line.
fn question(scope: &Scope, filter: &Filter, facet: Facet) -> String {
    let Filter { agencies, kinds, topics, years, validities, genres, items, .. } = filter;
    format!("{facet:?} {:?} {agencies:?} {kinds:?} {topics:?} {years:?} {validities:?} {genres:?} {items:?}", scope.root)
}

impl Shelf {
    fn counts(&self, scope: &Scope, filter: &Filter, facet: Facet) -> Vec<(String, i64)> {
        let matching = Matching::of(scope, filter, Some(facet));
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for group in self.groups.iter().filter(|group| matching.holds(group)) {
            *sums.entry(group.value(facet)).or_default() += group.n;
        }
        let mut counts: Vec<(String, i64)> =
            sums.into_iter().filter(|(value, _)| !value.is_empty()).map(|(value, n)| (value.to_owned(), n)).collect();
        counts.sort_by_key(|(_, n)| -n);
        counts
    }
}

/// Whether what is asked lies in what is counted: words and days are not, nor is anything internal.
fn is_plain(scope: &Scope, filter: &Filter) -> bool {
    let Filter { words, from, to, ends_by, formed_before, author, states, public_states, opennesses, .. } = filter;
    scope.internal.is_empty()
        && words.trim().is_empty()
        && from.is_none()
        && to.is_none()
        && ends_by.is_none()
        && formed_before.is_none()
        && author.is_none()
        && states.is_empty()
        && public_states.is_empty()
        && opennesses.is_empty()
}

async fn shelf(db: &Db) -> Result<Arc<Shelf>> {
    db.remembered::<Shelf, _>(async {
        let rows = sqlx::query(
            "select agency_path, kind, topic, genre, item, validity, coalesce(substr(published_on, 1, 4), '') as year, count(*) as n \
             from document where public_state = 'published' and openness = 'proactive' group by 1, 2, 3, 4, 5, 6, 7",
        )
        .fetch_all(db.read())
        .await
        .context("counting the public records")?;
        let group = |row: &sqlx::any::AnyRow| -> Result<Group> {
            Ok(Group {
                agency_path: row.try_get("agency_path")?,
                kind: row.try_get("kind")?,
                topic: row.try_get("topic")?,
                genre: row.try_get("genre")?,
                item: row.try_get("item")?,
                validity: row.try_get("validity")?,
                year: row.try_get("year")?,
                n: row.try_get("n")?,
            })
        };
        Ok(Shelf { groups: rows.iter().map(group).collect::<Result<_>>()?, ..Shelf::default() })
    })
    .await
}

impl Group {
    fn value(&self, facet: Facet) -> &str {
        match facet {
            Facet::Agency => &self.agency_path,
            Facet::Kind => &self.kind,
            // The first level: two digits.
            Facet::Topic => self.topic.get(..2).unwrap_or(&self.topic),
            Facet::Year => &self.year,
            Facet::Validity => &self.validity,
            Facet::Item => &self.item,
            Facet::State => "",
        }
    }
}

/// A filter without the part that a facet leaves aside.
struct Matching<'a> {
    root: &'a str,
    filter: &'a Filter,
    years: Vec<String>,
    without: Option<Facet>,
}

impl<'a> Matching<'a> {
    fn of(scope: &'a Scope, filter: &'a Filter, without: Option<Facet>) -> Self {
        Self { root: &scope.root, filter, years: filter.years.iter().map(ToString::to_string).collect(), without }
    }

    fn holds(&self, group: &Group) -> bool {
        let filter = self.filter;
        let aside = |facet: Facet| self.without == Some(facet);
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
        let below = |roots: &[String]| roots.is_empty() || roots.iter().any(|root| within(root, &group.agency_path));
        within(self.root, &group.agency_path)
            && (aside(Facet::Agency) || below(&filter.agencies))
            && (aside(Facet::Kind) || any(&filter.kinds, &group.kind))
            && (aside(Facet::Topic)
                || filter.topics.is_empty()
                || filter.topics.iter().any(|topic| group.topic.starts_with(topic.as_str())))
            && (aside(Facet::Year) || any(&self.years, &group.year))
            && (aside(Facet::Validity) || any(&filter.validities, &group.validity))
            && any(&filter.genres, &group.genre)
            && any(&filter.items, &group.item)
    }
}
