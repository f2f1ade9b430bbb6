//! An agency ends; what it published stays, and another may answer for it.

use anyhow::{Context, Result};
use gongkai_store::{Change, Fact};
use jiff::civil::Date;
use serde_json::json;

use crate::agency::AgencyId;
use crate::rules::agency::{AgencyRefusal, check_dissolution};
use crate::tables;

/// Ends an agency as of a day; `successor` is the path of the agency that takes over, empty where none does.
///
/// # Errors
/// The outer error is a broken database or an unknown agency; the inner one lists everything that stands against it.
pub async fn dissolve_agency(change: &mut Change, id: AgencyId, on: Date, successor: &str) -> Result<Result<(), Vec<AgencyRefusal>>> {
    let directory = super::directory_within(change).await?;
    let agency = directory.by_id(id).with_context(|| format!("no agency {id}"))?;
    let refusals = check_dissolution(agency, on, successor, change.today(), &directory);
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    tables::dissolve_agency(change, id, on, successor).await?;
    let detail = json!({"on": on.to_string(), "successor": successor});
    change.record(Fact::public("agencies.dissolved", format!("agency:{id}"), &agency.path, detail));
    Ok(Ok(()))
}
