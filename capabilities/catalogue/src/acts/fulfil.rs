//! A record that is published says which items it fulfils; one that says nothing is proposed for some; a person decides.

use std::collections::HashSet;

use anyhow::{Result, anyhow};
use gongkai_agencies::Directory;
use gongkai_store::{Change, Fact};
use jiff::civil::Date;
use serde_json::json;

use crate::catalogue::ItemRef;
use crate::duties::owed_by;
use crate::fulfilment::{Fulfilment, FulfilmentState};
use crate::library::Library;
use crate::rules::propose::{Known, ranked};
use crate::tables;

/// A record as it goes public.
#[derive(Debug, Clone)]
pub struct Published<'a> {
    pub document: i64,
    pub agency: &'a str,
    pub title: &'a str,
    /// Label of its kind.
    pub kind: &'a str,
    pub formed_on: Option<Date>,
    pub published_on: Date,
    /// `std26/010203`: what its editor chose.
    pub items: &'a [String],
}

/// So many items are proposed for a record that names none.
const PROPOSED: usize = 3;

/// Notes which items a record fulfils from its publication on. What an editor chose for an earlier edition and not for this one is
/// void from today; what a person confirmed at the duties' desk stands, and is told under the title that the record bears now.
///
/// # Errors
/// When the database cannot be written, or an item is named that no catalogue has.
pub async fn fulfil(change: &mut Change, library: &Library, directory: &Directory, published: &Published<'_>) -> Result<()> {
    if library.is_empty() {
        return Ok(());
    }
    let before = tables::fulfilment::of_document(change.connection(), published.document).await?;
    let mut named = HashSet::new();
    for text in published.items {
        let item = ItemRef::parse(text).filter(|item| library.find(item, published.agency).is_some());
        named.insert(item.ok_or_else(|| anyhow!("no catalogue of {} has the item {text}", published.agency))?);
    }
    let today = change.today();
    for old in before.iter().filter(|old| old.void_on.is_none() && !named.contains(&old.item)) {
        let waiting = old.state == FulfilmentState::Proposed;
        // Whoever chooses has answered what was proposed; whoever says nothing has not.
        if old.why.is_empty() || (waiting && !named.is_empty()) {
            // What was proposed and is not chosen never counted.
            tables::fulfilment::void(change, published.document, &old.item, if waiting { old.published_on } else { today }).await?;
        } else {
            let kept = Fulfilment { title: published.title.to_owned(), formed_on: published.formed_on, ..old.clone() };
            tables::fulfilment::save(change, &kept).await?;
        }
    }
    let by = change.actor().name.clone();
    for item in &named {
        tables::fulfilment::save(change, &fulfilment(published, item.clone(), FulfilmentState::Confirmed, &by, "")).await?;
    }
    // What came off line is proposed anew when it comes back; what was declined is not.
    if named.is_empty() && before.iter().all(|old| old.void_on.is_some_and(|on| on > old.published_on)) {
        propose(change, library, directory, published).await?;
    }
    Ok(())
}

fn fulfilment(published: &Published<'_>, item: ItemRef, state: FulfilmentState, by: &str, why: &str) -> Fulfilment {
    Fulfilment {
        item,
        agency: published.agency.to_owned(),
        document: published.document,
        title: published.title.to_owned(),
        formed_on: published.formed_on,
        published_on: published.published_on,
        state,
        void_on: None,
        by_name: by.to_owned(),
        why: why.to_owned(),
    }
}

async fn propose(change: &mut Change, library: &Library, directory: &Directory, published: &Published<'_>) -> Result<()> {
    let owed = owed_by(library, directory, published.agency, change.today());
    let known = Known { title: published.title, kind: published.kind, summary: "" };
    for one in ranked(&known, owed.iter().map(|owed| &owed.kept.item), PROPOSED) {
        let proposed = fulfilment(published, owed[one.at].item(), FulfilmentState::Proposed, "", &one.reasons.join("；"));
        tables::fulfilment::save(change, &proposed).await?;
    }
    Ok(())
}

/// A record went off line: from today on it fulfils nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(change: &mut Change, document: i64) -> Result<()> {
    let today = change.today();
    for old in tables::fulfilment::of_document(change.connection(), document).await? {
        if old.void_on.is_none() {
            tables::fulfilment::void(change, document, &old.item, today).await?;
        }
    }
    Ok(())
}

/// A person says that a record fulfils an item that was proposed for it.
///
/// # Errors
/// The outer error is a broken database; the inner one says in words why it cannot be.
pub async fn confirm(change: &mut Change, document: i64, item: &ItemRef) -> Result<Result<(), String>> {
    let Some(proposed) = waiting(change, document, item).await? else { return Ok(Err("该对应关系不在待确认状态".to_owned())) };
    let by_name = change.actor().name.clone();
    tables::fulfilment::save(change, &Fulfilment { state: FulfilmentState::Confirmed, by_name, ..proposed.clone() }).await?;
    let detail = json!({"item": item.to_string(), "title": proposed.title});
    change.record(Fact::public("catalogue.confirmed", format!("document:{document}"), &proposed.agency, detail));
    Ok(Ok(()))
}

/// A person says that a record does not fulfil an item that was proposed for it.
///
/// # Errors
/// As [`confirm`].
pub async fn decline(change: &mut Change, document: i64, item: &ItemRef) -> Result<Result<(), String>> {
    let Some(proposed) = waiting(change, document, item).await? else { return Ok(Err("该对应关系不在待确认状态".to_owned())) };
    tables::fulfilment::void(change, document, item, proposed.published_on).await?;
    let detail = json!({"item": item.to_string(), "title": proposed.title});
    change.record(Fact::internal("catalogue.declined", format!("document:{document}"), &proposed.agency, detail));
    Ok(Ok(()))
}

async fn waiting(change: &mut Change, document: i64, item: &ItemRef) -> Result<Option<Fulfilment>> {
    let all = tables::fulfilment::of_document(change.connection(), document).await?;
    Ok(all.into_iter().find(|own| own.item == *item && own.state == FulfilmentState::Proposed && own.void_on.is_none()))
}
