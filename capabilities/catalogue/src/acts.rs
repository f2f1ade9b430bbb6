//! What can be done to catalogues and with what they demand? One verb a file: load, decide, save, record.

mod amend;
mod bear;
mod create;
mod decide;
mod fulfil;
mod occur;
mod state_nothing;

pub use amend::{Amendment, Word, amend, replace};
pub use bear::{Settling, bear, settle, unbear};
pub use create::{NewCatalogue, create};
pub use decide::{Decision, accept_all, decide};
pub use fulfil::{Published, confirm, decline, fulfil, withdraw};
pub use occur::{NewOccurrence, occur};
pub use state_nothing::{NewStatement, StatementRefusal, sign, state_nothing};

use anyhow::Result;
use gongkai_store::{Change, Fact};
use serde_json::json;

use crate::catalogue::{Catalogue, Version};
use crate::library::Library;
use crate::rules::inherit::{Entry, digest, effective};
use crate::tables;

/// A version without its digest, which follows from what it says.
pub(crate) struct NextVersion<'a> {
    pub parent_version: i64,
    pub amendment: &'a Amendment,
    pub entries: Vec<Entry>,
}

/// Appends a version with what it says, and records it.
pub(crate) async fn append(change: &mut Change, library: &Library, catalogue: &Catalogue, next: NextVersion<'_>) -> Result<i64> {
    let NextVersion { parent_version, amendment, entries } = next;
    let number = library.newest(catalogue.id) + 1;
    let above = catalogue.parent.map(|parent| library.items(parent, parent_version)).unwrap_or_default();
    let said: Vec<Entry> = library.entries(catalogue.id).iter().chain(&entries).cloned().collect();
    let items = effective(catalogue.id.0, &above, &said, number);
    let version = Version {
        number,
        parent_version,
        on: amendment.on,
        reason: amendment.reason.trim().to_owned(),
        basis: amendment.basis.trim().to_owned(),
        by_name: change.actor().name.clone(),
        sha256: digest(&items),
    };
    tables::insert_version(change, catalogue.id, &version).await?;
    tables::insert_entries(change, catalogue.id, &entries).await?;
    let codes: Vec<&str> = entries.iter().map(|entry| entry.code.as_str()).take(50).collect();
    change.record(Fact::public(
        "catalogue.amended",
        format!("catalogue:{}", catalogue.id),
        &catalogue.owner,
        json!({
            "code": catalogue.code, "version": number, "on": version.on.to_string(), "reason": version.reason, "basis": version.basis,
            "sha256": version.sha256, "parent_version": parent_version, "n_entries": entries.len(), "items": codes,
        }),
    ));
    Ok(number)
}
