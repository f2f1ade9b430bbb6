//! Which agency bears this path, number, code or name? All agencies in memory: a province has some thousands at most.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use gongkai_identity::within;
use gongkai_store::Db;

use crate::agency::{Agency, AgencyId};
use crate::tables;

/// All agencies, each after the one above it, in their order.
#[derive(Debug, Default)]
pub struct Directory {
    agencies: Vec<Agency>,
    by_path: HashMap<String, usize>,
    by_id: HashMap<AgencyId, usize>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    by_former_name: HashMap<String, usize>,
    children: HashMap<String, Vec<usize>>,
}

/// The directory as it stands; kept in memory until something public changes.
pub async fn directory(db: &Db) -> Result<Arc<Directory>> {
    db.remembered::<Directory, _>(async {
        let mut connection = db.read().acquire().await?;
        Ok(Directory::new(tables::agencies(&mut connection).await?))
    })
    .await
}

impl Directory {
    /// Of these agencies, which come in the order in which brothers stand.
    #[must_use]
    pub fn new(agencies: Vec<Agency>) -> Self {
        let mut below: HashMap<String, Vec<Agency>> = HashMap::new();
        let known: std::collections::HashSet<String> = agencies.iter().map(|agency| agency.path.clone()).collect();
        for agency in agencies {
            // One whose parent is missing stands at the root rather than nowhere.
            let parent = if known.contains(&agency.parent) { agency.parent.clone() } else { String::new() };
            below.entry(parent).or_default().push(agency);
        }
        let mut directory = Self::default();
        directory.place("", &mut below);
        directory
    }

    fn place(&mut self, parent: &str, below: &mut HashMap<String, Vec<Agency>>) {
        for agency in below.remove(parent).unwrap_or_default() {
            let (at, path) = (self.agencies.len(), agency.path.clone());
            self.by_path.insert(path.clone(), at);
            self.by_id.insert(agency.id, at);
            if !agency.code().is_empty() {
                self.by_code.insert(agency.code().to_owned(), at);
            }
            for name in [agency.name(), agency.short_name()] {
                self.by_name.entry(bare(name)).or_insert(at);
            }
            for former in &agency.former_names {
                for name in [&former.name, &former.short_name] {
                    self.by_former_name.entry(bare(name)).or_insert(at);
                }
            }
            self.children.entry(parent.to_owned()).or_default().push(at);
            self.agencies.push(agency);
            self.place(&path, below);
        }
    }

    /// All of them, each after the one above it.
    #[must_use]
    pub fn all(&self) -> &[Agency] {
        &self.agencies
    }

    #[must_use]
    pub fn by_path(&self, path: &str) -> Option<&Agency> {
        self.by_path.get(path).map(|at| &self.agencies[*at])
    }

    #[must_use]
    pub fn by_id(&self, id: AgencyId) -> Option<&Agency> {
        self.by_id.get(&id).map(|at| &self.agencies[*at])
    }

    /// By 统一社会信用代码.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Agency> {
        self.by_code.get(code).map(|at| &self.agencies[*at])
    }

    /// By full or short name, spaces aside; a present name comes before one that was borne once.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Agency> {
        let name = bare(name);
        if name.is_empty() {
            return None;
        }
        self.by_name.get(&name).or_else(|| self.by_former_name.get(&name)).map(|at| &self.agencies[*at])
    }

    /// By a word that a person or another system may use: path, code or name.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&Agency> {
        self.by_path(word).or_else(|| self.by_code(word)).or_else(|| self.by_name(word))
    }

    /// The full name; the path itself where no agency bears it.
    #[must_use]
    pub fn name_of<'a>(&'a self, path: &'a str) -> &'a str {
        self.by_path(path).map_or(path, Agency::name)
    }

    /// Those directly below, in their order; of the empty path: the roots.
    pub fn children(&self, path: &str) -> impl Iterator<Item = &Agency> {
        self.children.get(path).into_iter().flatten().map(|at| &self.agencies[*at])
    }

    /// The agency and all below it.
    pub fn subtree(&self, root: &str) -> impl Iterator<Item = &Agency> {
        self.agencies.iter().filter(move |agency| within(root, &agency.path))
    }

    /// The agencies above, the root first.
    #[must_use]
    pub fn above(&self, path: &str) -> Vec<&Agency> {
        let mut above = Vec::new();
        let mut parent = self.by_path(path).map_or("", |agency| agency.parent.as_str());
        while let Some(agency) = self.by_path(parent).filter(|_| above.len() < self.agencies.len()) {
            above.push(agency);
            parent = &agency.parent;
        }
        above.reverse();
        above
    }

    /// The agency that answers now for what this one did: itself, or the one that took over, however often.
    #[must_use]
    pub fn answering_for<'a>(&'a self, path: &str) -> Option<&'a Agency> {
        let mut agency = self.by_path(path)?;
        for _ in 0..self.agencies.len() {
            match self.by_path(&agency.successor) {
                Some(next) if !agency.active => agency = next,
                _ => break,
            }
        }
        Some(agency)
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}
