//! Which catalogues are there, and what does each say in each version? All of them in memory, until one of them changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use gongkai_store::{Change, Db};
use jiff::civil::Date;
use sqlx::AnyConnection;

use crate::catalogue::{Bearer, Catalogue, CatalogueId, ItemRef, Version};
use crate::rules::inherit::{self, Effective, Entry, Items, Proposal};
use crate::rules::term::Settled;
use crate::tables;

/// Every catalogue with its versions, its own words and its bearers.
#[derive(Debug, Default)]
pub struct Library {
    catalogues: BTreeMap<CatalogueId, Catalogue>,
    by_code: HashMap<String, CatalogueId>,
    versions: HashMap<CatalogueId, Vec<Version>>,
    entries: HashMap<CatalogueId, Vec<Entry>>,
    bearers: HashMap<CatalogueId, Vec<Bearer>>,
    settled: Vec<(String, Date, Settled)>,
    /// What a version says is worked out when it is first asked for.
    worked_out: Mutex<HashMap<(CatalogueId, i64), Arc<Items>>>,
    firsts: Mutex<HashMap<CatalogueId, Firsts>>,
}

/// The day from which each item has stood in a catalogue.
type Firsts = Arc<HashMap<String, Date>>;

/// The number of what the library holds.
#[derive(Debug)]
struct Revision(i64);

/// The library as it stands; kept in memory until a catalogue, a bearer or a span changes. Other public changes, which come by the
/// minute, cost a single question.
pub async fn library(db: &Db) -> Result<Arc<Library>> {
    let revision = db.remembered::<Revision, _>(async {
        let mut connection = db.read().acquire().await?;
        Ok(Revision(tables::revision(&mut connection).await?))
    });
    let revision = revision.await?.0;
    db.remembered_as::<Library, _>(revision, async {
        let mut connection = db.read().acquire().await?;
        Library::load(&mut connection).await
    })
    .await
}

impl Library {
    pub(crate) async fn load(connection: &mut AnyConnection) -> Result<Self> {
        let mut library = Self { settled: tables::settled(connection).await?, ..Self::default() };
        for catalogue in tables::catalogues(connection).await? {
            library.by_code.insert(catalogue.code.clone(), catalogue.id);
            library.catalogues.insert(catalogue.id, catalogue);
        }
        if library.catalogues.is_empty() {
            return Ok(library);
        }
        for (id, version) in tables::versions(connection).await? {
            library.versions.entry(id).or_default().push(version);
        }
        for (id, entry) in tables::entries(connection).await? {
            library.entries.entry(id).or_default().push(entry);
        }
        for bearer in tables::bearers(connection).await? {
            library.bearers.entry(bearer.catalogue).or_default().push(bearer);
        }
        Ok(library)
    }

    /// The library as a change sees it, with what it has written already.
    pub(crate) async fn within(change: &mut Change) -> Result<Self> {
        Self::load(change.connection()).await
    }

    pub fn all(&self) -> impl Iterator<Item = &Catalogue> {
        self.catalogues.values()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.catalogues.is_empty()
    }

    #[must_use]
    pub fn get(&self, id: CatalogueId) -> Option<&Catalogue> {
        self.catalogues.get(&id)
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Catalogue> {
        self.get(*self.by_code.get(code)?)
    }

    /// The catalogue at the root of what this one inherits from.
    #[must_use]
    pub fn root(&self, id: CatalogueId) -> Option<&Catalogue> {
        let mut at = self.get(id)?;
        for _ in 0..self.catalogues.len() {
            match at.parent.and_then(|parent| self.get(parent)) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        Some(at)
    }

    /// The code of the root: what duties and records refer to.
    #[must_use]
    pub fn line(&self, id: CatalogueId) -> &str {
        self.root(id).map_or("", |root| root.code.as_str())
    }

    /// Those that inherit from it directly.
    pub fn children(&self, id: CatalogueId) -> impl Iterator<Item = &Catalogue> {
        self.all().filter(move |catalogue| catalogue.parent == Some(id))
    }

    /// All versions, the first one first.
    #[must_use]
    pub fn versions(&self, id: CatalogueId) -> &[Version] {
        self.versions.get(&id).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn newest(&self, id: CatalogueId) -> i64 {
        self.versions(id).last().map_or(0, |version| version.number)
    }

    /// The version in force on a day; none before the first.
    #[must_use]
    pub fn version_on(&self, id: CatalogueId, day: Date) -> Option<&Version> {
        self.versions(id).iter().rev().find(|version| version.on <= day)
    }

    /// Its own words, all of them.
    #[must_use]
    pub fn entries(&self, id: CatalogueId) -> &[Entry] {
        self.entries.get(&id).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn bearers(&self, id: CatalogueId) -> &[Bearer] {
        self.bearers.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What a version says, with all that it inherits.
    #[must_use]
    pub fn items(&self, id: CatalogueId, number: i64) -> Arc<Items> {
        if let Some(known) = self.worked_out.lock().unwrap_or_else(PoisonError::into_inner).get(&(id, number)) {
            return known.clone();
        }
        let version = self.versions(id).iter().find(|version| version.number == number);
        let above = match (self.get(id).and_then(|catalogue| catalogue.parent), version) {
            (Some(parent), Some(version)) => self.items(parent, version.parent_version),
            _ => Arc::default(),
        };
        let items = match version {
            Some(_) => Arc::new(inherit::effective(id.0, &above, self.entries(id), number)),
            None => Arc::default(),
        };
        self.worked_out.lock().unwrap_or_else(PoisonError::into_inner).insert((id, number), items.clone());
        items
    }

    /// What it says now.
    #[must_use]
    pub fn items_now(&self, id: CatalogueId) -> Arc<Items> {
        self.items(id, self.newest(id))
    }

    /// The day from which each item has stood in a catalogue and has applied.
    #[must_use]
    pub fn firsts(&self, id: CatalogueId) -> Firsts {
        if let Some(known) = self.firsts.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return known.clone();
        }
        let mut firsts: HashMap<String, Date> = HashMap::new();
        for version in self.versions(id) {
            for (code, item) in self.items(id, version.number).iter() {
                if item.applies && !firsts.contains_key(code) {
                    firsts.insert(code.clone(), version.on);
                }
            }
        }
        let firsts = Arc::new(firsts);
        self.firsts.lock().unwrap_or_else(PoisonError::into_inner).insert(id, firsts.clone());
        firsts
    }

    /// What its parent says now that it has neither taken over nor declined.
    #[must_use]
    pub fn proposals(&self, id: CatalogueId) -> Vec<Proposal> {
        let (Some(parent), Some(version)) = (self.get(id).and_then(|own| own.parent), self.versions(id).last()) else { return Vec::new() };
        let accepted = self.items(parent, version.parent_version);
        inherit::proposals(&accepted, &self.items_now(parent), self.entries(id), &self.items_now(id))
    }

    /// What waits at a catalogue further above, the nearest first, and would come down once it is taken over there.
    #[must_use]
    pub fn upstream(&self, id: CatalogueId) -> Vec<(&Catalogue, Vec<Proposal>)> {
        let mut all = Vec::new();
        let mut at = self.get(id).and_then(|own| own.parent);
        while let Some(parent) = at.and_then(|parent| self.get(parent)).filter(|_| all.len() <= self.catalogues.len()) {
            all.push((parent, self.proposals(parent.id)));
            at = parent.parent;
        }
        all.retain(|(_, proposals)| !proposals.is_empty());
        all
    }

    /// Spans left open by a phrase, as settled for an agency: by itself, else by the nearest above it, else ours.
    #[must_use]
    pub fn settled_for(&self, agency: &str, day: Date) -> Settled {
        let reached = self.settled.iter().filter(|(path, from, _)| gongkai_identity::within(path, agency) && *from <= day);
        reached.max_by_key(|(path, from, _)| (path.len(), *from)).map(|(_, _, settled)| *settled).unwrap_or_default()
    }

    /// The item a record refers to, in the catalogue of that line which is nearest to an agency.
    #[must_use]
    pub fn find(&self, item: &ItemRef, agency: &str) -> Option<(&Catalogue, Effective)> {
        let nearest = self.all().filter(|own| gongkai_identity::within(&own.owner, agency) && self.line(own.id) == item.line);
        let mut nearest: Vec<&Catalogue> = nearest.collect();
        nearest.sort_by_key(|own| (std::cmp::Reverse(own.owner.len()), std::cmp::Reverse(own.tier)));
        nearest.into_iter().find_map(|own| Some((own, self.items_now(own.id).get(&item.code)?.clone())))
    }
}
