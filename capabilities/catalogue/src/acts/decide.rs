//! A superior's change is taken over, or declined with a reason.

use anyhow::{Context, Result};
use gongkai_store::Change;

use super::amend::Amendment;
use super::{NextVersion, append};
use crate::catalogue::CatalogueId;
use crate::library::Library;
use crate::rules::change::{CatalogueRefusal, check_day};
use crate::rules::inherit::{Entry, EntryKind, decided};

/// What becomes of one proposal.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Code of the item.
    pub code: String,
    /// Why ours is kept; none takes the superior's over.
    pub kept_because: Option<String>,
}

/// Decides some proposals as one new version.
///
/// # Errors
/// The outer error is a broken database or an unknown catalogue; the inner one lists everything that is wrong.
pub async fn decide(
    change: &mut Change,
    id: CatalogueId,
    decisions: &[Decision],
    amendment: &Amendment,
) -> Result<Result<i64, Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let catalogue = library.get(id).with_context(|| format!("no catalogue {id}"))?;
    let last = library.versions(id).last().context("a catalogue has a version")?;
    let proposals = library.proposals(id);
    let mut refusals = check_day(amendment.on, Some(last.on), change.today());
    let mut entries = Vec::new();
    for decision in decisions {
        let Some(proposal) = proposals.iter().find(|proposal| proposal.code == decision.code) else {
            refusals.push(CatalogueRefusal::NotProposed(decision.code.clone()));
            continue;
        };
        let reason = decision.kept_because.as_deref().map(str::trim);
        if reason == Some("") {
            refusals.push(CatalogueRefusal::WhyKept(decision.code.clone()));
        }
        entries.push(decided(proposal, last.number + 1, reason));
    }
    if entries.is_empty() && refusals.is_empty() {
        refusals.push(CatalogueRefusal::Nothing);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let next = NextVersion { parent_version: last.parent_version, amendment, entries };
    append(change, &library, catalogue, next).await.map(Ok)
}

/// Inherits the parent's newest version. What this catalogue says itself is not overwritten: where the parent changed that as
/// well, the proposal stays to be decided by itself.
///
/// # Errors
/// As [`decide`].
pub async fn accept_all(change: &mut Change, id: CatalogueId, amendment: &Amendment) -> Result<Result<i64, Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let catalogue = library.get(id).with_context(|| format!("no catalogue {id}"))?;
    let last = library.versions(id).last().context("a catalogue has a version")?;
    let newest = catalogue.parent.map_or(0, |parent| library.newest(parent));
    let mut refusals = check_day(amendment.on, Some(last.on), change.today());
    if newest == last.parent_version {
        refusals.push(CatalogueRefusal::Nothing);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    // What was pinned one by one goes back to being inherited, so that the version is read from one place again.
    let proposals = library.proposals(id);
    let said = library.entries(id);
    let pinned = proposals.iter().filter(|proposal| {
        let newest = said.iter().filter(|entry| entry.code == proposal.code).max_by_key(|entry| entry.version);
        newest.is_some_and(|entry| entry.kind == EntryKind::Pinned)
    });
    let version = last.number + 1;
    let back = |code: &str| Entry {
        code: code.to_owned(),
        version,
        kind: EntryKind::Removed,
        base: String::new(),
        content: None,
        reason: String::new(),
    };
    let entries: Vec<Entry> = pinned.map(|proposal| back(&proposal.code)).collect();
    let next = NextVersion { parent_version: newest, amendment, entries };
    append(change, &library, catalogue, next).await.map(Ok)
}
