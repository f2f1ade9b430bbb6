//! A catalogue says something new: an item is put, localised, marked as not applicable, or given back to what is inherited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_store::Change;
use jiff::civil::Date;

use super::{NextVersion, append};
use crate::catalogue::CatalogueId;
use crate::library::Library;
use crate::rules::change::{CatalogueRefusal, check_day, check_items};
use crate::rules::inherit::{Effective, Entry, EntryKind, Items, Kept, Status};
use crate::rules::item::Item;

/// Why a version is made, from when, and by which document.
#[derive(Debug, Clone)]
pub struct Amendment {
    pub on: Date,
    pub reason: String,
    pub basis: String,
}

/// What is said of one item.
#[derive(Debug, Clone)]
pub enum Word {
    /// This is how it reads here: localised where it is inherited, own where it is not; with why.
    Put(Box<Item>, String),
    /// It has no object here, with why.
    NotApplicable(String, String),
    /// Our own word is taken back: inherited again, or gone where nobody above has it.
    TakeBack(String),
}

impl Word {
    fn code(&self) -> &str {
        match self {
            Self::Put(item, _) => &item.code,
            Self::NotApplicable(code, _) | Self::TakeBack(code) => code,
        }
    }
}

/// Makes a new version that says these things.
///
/// # Errors
/// The outer error is a broken database or an unknown catalogue; the inner one lists everything that is wrong.
pub async fn amend(
    change: &mut Change,
    id: CatalogueId,
    words: &[Word],
    amendment: &Amendment,
) -> Result<Result<i64, Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let catalogue = library.get(id).with_context(|| format!("no catalogue {id}"))?;
    let last = library.versions(id).last();
    let parent_version = last.map_or(0, |version| version.parent_version);
    let above = catalogue.parent.map(|parent| library.items(parent, parent_version)).unwrap_or_default();
    let ours = library.items_now(id);
    let mut refusals = check_day(amendment.on, last.map(|version| version.on), change.today());
    if amendment.reason.trim().is_empty() {
        refusals.push(CatalogueRefusal::ReasonMissing);
    }
    refusals.extend(check_words(words, &above, &ours));
    let changing: Vec<Word> = words.iter().filter(|word| changes(word, &above, &ours, library.entries(id))).cloned().collect();
    if changing.is_empty() && refusals.is_empty() {
        refusals.push(CatalogueRefusal::Nothing);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let entries = entries_of(&changing, library.newest(id) + 1, &above, library.entries(id), &ours);
    let next = NextVersion { parent_version, amendment, entries };
    append(change, &library, catalogue, next).await.map(Ok)
}

/// Makes a new version that holds exactly these items: what an edited table says. What it no longer names does not apply, or is
/// gone where it was ours.
///
/// # Errors
/// As [`amend`].
pub async fn replace(
    change: &mut Change,
    id: CatalogueId,
    items: &[Item],
    amendment: &Amendment,
) -> Result<Result<i64, Vec<CatalogueRefusal>>> {
    let ours = Library::within(change).await?.items_now(id);
    let named: BTreeSet<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let mut words: Vec<Word> = items.iter().map(|item| Word::Put(Box::new(item.clone()), amendment.reason.clone())).collect();
    for (code, item) in ours.iter().filter(|(code, item)| item.applies && !named.contains(code.as_str())) {
        words.push(match item.status {
            Status::Own => Word::TakeBack(code.clone()),
            _ => Word::NotApplicable(code.clone(), amendment.reason.clone()),
        });
    }
    amend(change, id, &words, amendment).await
}

fn check_words(words: &[Word], above: &Items, ours: &Items) -> Vec<CatalogueRefusal> {
    let items: Vec<Item> =
        words.iter().filter_map(|word| if let Word::Put(item, _) = word { Some(item.as_ref().clone()) } else { None }).collect();
    let mut refusals = check_items(&items);
    let mut seen = BTreeSet::new();
    for word in words {
        let code = word.code();
        if !seen.insert(code) && !matches!(word, Word::Put(..)) {
            refusals.push(CatalogueRefusal::ItemTwice(code.to_owned()));
        }
        match word {
            Word::Put(..) => {}
            Word::NotApplicable(_, reason) => {
                if !above.contains_key(code) {
                    let refusal = if ours.contains_key(code) { CatalogueRefusal::OwnItem } else { CatalogueRefusal::ItemUnknown };
                    refusals.push(refusal(code.to_owned()));
                } else if reason.trim().is_empty() {
                    refusals.push(CatalogueRefusal::WhyNotApplicable(code.to_owned()));
                }
            }
            Word::TakeBack(_) => match ours.get(code) {
                None => refusals.push(CatalogueRefusal::ItemUnknown(code.to_owned())),
                Some(item) if item.status == Status::Inherited => refusals.push(CatalogueRefusal::NotOurs(code.to_owned())),
                Some(_) => {}
            },
        }
    }
    refusals
}

/// Whether a word says anything that is not said already.
fn changes(word: &Word, above: &Items, ours: &Items, said: &[Entry]) -> bool {
    let known = ours.get(word.code());
    match word {
        Word::Put(item, _) => !known.is_some_and(|known| known.applies && known.kept.item == **item),
        Word::NotApplicable(_, reason) => !known.is_some_and(|known| !known.applies && *known.reason == **reason),
        Word::TakeBack(code) => above.contains_key(code) || said.iter().any(|entry| entry.code == *code),
    }
}

/// The rows that these words make. An item that reads as the parent's is inherited rather than localised.
pub(crate) fn entries_of(words: &[Word], version: i64, above: &Items, said: &[Entry], ours: &Items) -> Vec<Entry> {
    let mut bases: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in said {
        let known = bases.entry(&entry.code).or_insert(entry);
        if known.version < entry.version {
            *known = entry;
        }
    }
    let mut entries = Vec::new();
    for word in words {
        let code = word.code();
        let parents = above.get(code);
        // A change above that is not decided yet stays undecided: the base is what was known before.
        let base = match bases.get(code).filter(|entry| entry.kind != EntryKind::Removed) {
            Some(entry) => entry.base.clone(),
            None => parents.map(Effective::mark).unwrap_or_default(),
        };
        let (kind, content, reason) = match word {
            Word::Put(item, _) if parents.is_some_and(|parents| parents.applies && parents.kept.item == **item) => {
                if !bases.contains_key(code) {
                    continue;
                }
                (EntryKind::Removed, None, "")
            }
            Word::Put(item, reason) => {
                let kind = if parents.is_some() { EntryKind::Localised } else { EntryKind::Own };
                (kind, Some(Arc::new(Kept::new(item.as_ref().clone()))), reason.as_str())
            }
            Word::NotApplicable(_, reason) => {
                let kept = ours.get(code).or(parents).map(|item| item.kept.clone());
                (EntryKind::NotApplicable, kept, reason.as_str())
            }
            Word::TakeBack(_) => (EntryKind::Removed, None, ""),
        };
        entries.push(Entry { code: code.to_owned(), version, kind, base, content, reason: reason.trim().to_owned() });
    }
    entries
}
