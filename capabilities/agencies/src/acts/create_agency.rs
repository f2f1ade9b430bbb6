//! An agency is set up.

use anyhow::Result;
use gongkai_law::Uscc;
use gongkai_store::{Change, Fact};
use serde_json::json;

use crate::agency::{AgencyData, AgencyId};
use crate::rules::agency::{AgencyRefusal, check_data, check_place};
use crate::tables;

/// What makes a new agency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAgency {
    /// `qinglan/edu`
    pub path: String,
    /// Path of the agency above; empty for a root.
    pub parent: String,
    pub data: AgencyData,
}

/// Sets up an agency from today on.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn create_agency(change: &mut Change, new: &NewAgency) -> Result<Result<AgencyId, Vec<AgencyRefusal>>> {
    let directory = super::directory_within(change).await?;
    let mut refusals = check_place(&new.path, &new.parent, &directory);
    refusals.extend(check_data(&new.data, None, &directory));
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let id = AgencyId(change.next("agency").await?);
    let data = with_plain_code(&new.data);
    tables::insert_agency(change, id, &new.path, &new.parent).await?;
    tables::update_agency(change, id, &data).await?;
    let today = change.today();
    tables::name_from(change, id, today, &data).await?;
    let detail = json!({"name": data.name, "code": data.code, "kind": data.kind.code()});
    change.record(Fact::public("agencies.created", format!("agency:{id}"), &new.path, detail));
    Ok(Ok(id))
}

/// The code as it is registered: capital letters, no spaces around it.
pub(super) fn with_plain_code(data: &AgencyData) -> AgencyData {
    let code = Uscc::parse(&data.code).map_or_else(|_| String::new(), |code| code.to_string());
    AgencyData { code, ..data.clone() }
}
