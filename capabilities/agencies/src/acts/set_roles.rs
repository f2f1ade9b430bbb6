//! Somebody is given other offices.

use anyhow::Result;
use gongkai_identity::{Grant, Staff};
use gongkai_store::{Change, Db};

use crate::directory::directory;
use crate::rules::people::{PeopleRefusal, check_grants};

/// Replaces what a person holds.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that stands against it.
pub async fn set_roles(db: &Db, change: &mut Change, id: i64, grants: &[Grant]) -> Result<Result<(), Vec<PeopleRefusal>>> {
    let mut refusals = check_grants(grants, &*directory(db).await?);
    if change.actor().id == id {
        refusals.push(PeopleRefusal::OwnAccount);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    Staff::set_grants(change, id, grants).await?;
    Ok(Ok(()))
}
