//! Who owes which item on a day, in all catalogues, and which item has nobody?

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use gongkai_agencies::Directory;
use jiff::civil::Date;

use crate::catalogue::{CatalogueId, ItemRef};
use crate::library::Library;
use crate::rules::bearing::{Bearing, Unborne};
use crate::rules::inherit::{Effective, Kept};

/// An item that an agency owes.
#[derive(Debug, Clone)]
pub struct Owed {
    pub agency: Arc<str>,
    pub catalogue: CatalogueId,
    /// Code of the root catalogue.
    pub line: Arc<str>,
    pub kept: Arc<Kept>,
    pub applies: bool,
    /// Why it does not apply.
    pub reason: Arc<str>,
    /// The day from which it binds.
    pub since: Date,
}

impl Owed {
    #[must_use]
    pub fn code(&self) -> &str {
        &self.kept.item.code
    }

    #[must_use]
    pub fn item(&self) -> ItemRef {
        ItemRef { line: self.line.to_string(), code: self.code().to_owned() }
    }
}

/// An item that nobody owes and somebody should.
#[derive(Debug, Clone)]
pub struct Orphan {
    pub catalogue: CatalogueId,
    pub code: String,
    pub name: String,
    pub why: Vec<Unborne>,
}

/// Everything that is owed on a day, and what nobody owes.
#[derive(Debug, Default)]
pub struct AllOwed {
    pub owed: Vec<Owed>,
    pub orphans: Vec<Orphan>,
}

/// What each of these agencies owes on a day; of all agencies where none are named.
///
/// An agency that keeps a catalogue of its own in a line owes that one, and not what its superior's says of it.
#[must_use]
pub fn owed(library: &Library, directory: &Directory, agencies: Option<&HashSet<&str>>, day: Date) -> AllOwed {
    let in_force =
        || library.all().filter(|own| !own.owner.is_empty() && own.list_kind.demands() && library.version_on(own.id, day).is_some());
    let keepers: HashSet<(&str, &str)> = in_force().map(|own| (library.line(own.id), own.owner.as_str())).collect();
    let mut names: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut all = AllOwed::default();
    for own in in_force() {
        let line = library.line(own.id);
        let Some(version) = library.version_on(own.id, day) else { continue };
        let (items, firsts) = (library.items(own.id, version.number), library.firsts(own.id));
        let bearing = Bearing::new(directory, &own.owner, library.bearers(own.id), day);
        let line_name: Arc<str> = line.into();
        for (code, effective) in items.iter() {
            let (owing, why) = bearing.of(&effective.kept.item);
            if effective.applies && !why.is_empty() {
                let name = effective.kept.item.name().to_owned();
                all.orphans.push(Orphan { catalogue: own.id, code: code.clone(), name, why });
            }
            for path in owing {
                let elsewhere = path != own.owner && keepers.contains(&(line, path));
                if elsewhere || agencies.is_some_and(|asked| !asked.contains(path)) {
                    continue;
                }
                let agency = names.entry(path).or_insert_with(|| path.into()).clone();
                let since = firsts.get(code).copied().unwrap_or(version.on);
                all.owed.push(one(agency, own.id, line_name.clone(), effective, since));
            }
        }
    }
    all
}

fn one(agency: Arc<str>, catalogue: CatalogueId, line: Arc<str>, effective: &Effective, since: Date) -> Owed {
    Owed { agency, catalogue, line, kept: effective.kept.clone(), applies: effective.applies, reason: effective.reason.clone(), since }
}
