//! A catalogue is set up: at the root, or under one that it inherits from.

use anyhow::Result;
use gongkai_agencies::Directory;
use gongkai_store::{Change, Fact};
use serde_json::json;

use super::amend::{Amendment, Word, entries_of};
use super::{NextVersion, append};
use crate::catalogue::{Catalogue, CatalogueId, ListKind, Tier};
use crate::library::Library;
use crate::rules::change::{CatalogueRefusal, check_day, check_head, check_items};
use crate::rules::item::Item;
use crate::tables;

/// What makes a new catalogue.
#[derive(Debug, Clone)]
pub struct NewCatalogue {
    pub code: String,
    pub title: String,
    pub list_kind: ListKind,
    pub tier: Tier,
    /// Path of the agency that keeps it; empty where it is kept outside of this installation.
    pub owner: String,
    /// Code of the catalogue it inherits from; empty for a root.
    pub parent: String,
    /// What it says itself, over what it inherits.
    pub items: Vec<Item>,
}

/// Sets a catalogue up with its first version. It stands under a parent that is there already and never moves, so that no circle
/// can arise.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn create(
    change: &mut Change,
    directory: &Directory,
    new: &NewCatalogue,
    amendment: &Amendment,
) -> Result<Result<CatalogueId, Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let parent = library.by_code(&new.parent);
    let mut refusals = check_head(&new.code, &new.title);
    refusals.extend(check_place(new, parent, &library, directory));
    refusals.extend(check_items(&new.items));
    refusals.extend(check_day(amendment.on, None, change.today()));
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let id = CatalogueId(change.next("catalogue").await?);
    let catalogue = Catalogue {
        id,
        code: new.code.clone(),
        title: new.title.trim().to_owned(),
        list_kind: new.list_kind,
        tier: new.tier,
        owner: new.owner.clone(),
        parent: parent.map(|parent| parent.id),
        filed_on: amendment.on,
    };
    tables::insert_catalogue(change, &catalogue).await?;
    let detail = json!({"code": catalogue.code, "title": catalogue.title, "kind": catalogue.list_kind, "parent": new.parent});
    change.record(Fact::public("catalogue.created", format!("catalogue:{id}"), &catalogue.owner, detail));
    let parent_version = parent.map_or(0, |parent| library.newest(parent.id));
    let above = parent.map(|parent| library.items(parent.id, parent_version)).unwrap_or_default();
    let words: Vec<Word> = new.items.iter().map(|item| Word::Put(Box::new(item.clone()), String::new())).collect();
    let entries = entries_of(&words, 1, &above, &[], &above);
    let next = NextVersion { parent_version, amendment, entries };
    append(change, &library, &catalogue, next).await?;
    Ok(Ok(id))
}

fn check_place(new: &NewCatalogue, parent: Option<&Catalogue>, library: &Library, directory: &Directory) -> Vec<CatalogueRefusal> {
    let mut refusals = Vec::new();
    if let Some(known) = library.by_code(&new.code) {
        refusals.push(CatalogueRefusal::CodeTaken(known.code.clone()));
    }
    if !new.owner.is_empty() && !directory.by_path(&new.owner).is_some_and(|owner| owner.active) {
        refusals.push(CatalogueRefusal::OwnerUnknown(new.owner.clone()));
    }
    if new.parent.is_empty() {
        return refusals;
    }
    let Some(parent) = parent else {
        refusals.push(if new.parent == new.code { CatalogueRefusal::ParentIsSelf } else { CatalogueRefusal::ParentUnknown });
        return refusals;
    };
    if library.newest(parent.id) == 0 {
        refusals.push(CatalogueRefusal::ParentEmpty);
    }
    // A common catalogue of a province stands between the standard of the nation and those of its counties.
    let standard = |kind: ListKind| if kind == ListKind::Common { ListKind::Standard } else { kind };
    if standard(parent.list_kind) != standard(new.list_kind) {
        refusals.push(CatalogueRefusal::OtherKind(parent.list_kind.label()));
    }
    // Two catalogues of one agency in one line would demand everything twice.
    let twice =
        library.all().find(|own| !new.owner.is_empty() && own.owner == new.owner && library.line(own.id) == library.line(parent.id));
    if let Some(twice) = twice {
        refusals.push(CatalogueRefusal::OwnerHasOne(directory.name_of(&new.owner).to_owned(), twice.title.clone()));
    }
    refusals
}
