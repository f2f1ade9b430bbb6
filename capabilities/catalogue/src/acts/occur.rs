//! Something happened on a day that sets a clock going: the congress approved the budget, a decision was made.

use anyhow::Result;
use gongkai_store::{Change, Fact};
use jiff::civil::Date;
use serde_json::json;

use crate::catalogue::ItemRef;
use crate::tables;

/// What happened, of which item of which agency.
#[derive(Debug, Clone)]
pub struct NewOccurrence {
    pub item: ItemRef,
    pub agency: String,
    pub on: Date,
    pub what: String,
}

/// Notes an occurrence.
///
/// # Errors
/// The outer error is a broken database; the inner one lists what is wrong, in words.
pub async fn occur(change: &mut Change, new: &NewOccurrence) -> Result<Result<(), Vec<String>>> {
    let mut reasons = Vec::new();
    if new.what.trim().is_empty() {
        reasons.push("请写明发生的事项（如批准机关和文号）".to_owned());
    }
    if new.on > change.today() {
        reasons.push(format!("日期{}晚于今天", new.on));
    }
    if !reasons.is_empty() {
        return Ok(Err(reasons));
    }
    tables::statement::insert_occurrence(change, &new.item, &new.agency, new.on, new.what.trim()).await?;
    let detail = json!({"on": new.on.to_string(), "what": new.what.trim()});
    change.record(Fact::public("catalogue.occurred", format!("item:{}", new.item), &new.agency, detail));
    Ok(Ok(()))
}
