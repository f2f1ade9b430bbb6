//! What is said of an agency is said anew: its name, its contact, its guide.

use anyhow::{Context, Result};
use gongkai_store::{Change, Fact};
use serde_json::{Map, Value, json};

use crate::acts::create_agency::with_plain_code;
use crate::agency::{AgencyData, AgencyId};
use crate::rules::agency::{AgencyRefusal, check_data};
use crate::tables;

/// Replaces what is said of an agency; a changed name or code is borne from today on and the former one is kept.
///
/// # Errors
/// The outer error is a broken database or an unknown agency; the inner one lists everything that is wrong.
pub async fn change_agency(change: &mut Change, id: AgencyId, data: &AgencyData) -> Result<Result<(), Vec<AgencyRefusal>>> {
    let directory = super::directory_within(change).await?;
    let agency = directory.by_id(id).with_context(|| format!("no agency {id}"))?;
    let refusals = check_data(data, Some(id), &directory);
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let (old, new) = (&agency.data, with_plain_code(data));
    let changed = differences(&json!(old), &json!(new));
    if changed.is_empty() {
        return Ok(Ok(()));
    }
    tables::update_agency(change, id, &new).await?;
    if (&old.name, &old.short_name, &old.code) != (&new.name, &new.short_name, &new.code) {
        let today = change.today();
        tables::name_from(change, id, today, &new).await?;
    }
    change.record(Fact::public("agencies.changed", format!("agency:{id}"), &agency.path, json!({"changed": changed})));
    Ok(Ok(()))
}

/// `{field: [before, after]}` of every field that differs.
pub(super) fn differences(old: &Value, new: &Value) -> Map<String, Value> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return Map::new() };
    let pairs = new.iter().filter_map(|(key, after)| {
        let before = old.get(key).unwrap_or(&Value::Null);
        (before != after).then(|| (key.clone(), json!([before, after])))
    });
    pairs.collect()
}
