//! Which words did people look for in vain? What they do not find is what should be written or named differently.

use gongkai_capability::StaffPage;
use serde_json::{Value, json};

use super::Answer;
use crate::tables;

const SHOWN: i64 = 200;

pub(super) async fn show(page: StaffPage) -> Answer {
    let found = tables::sundry::zero_results(&page.platform.db, SHOWN).await?;
    let lines: Vec<Value> = found.into_iter().map(|(words, n, last)| json!({"words": words, "n": n, "last": last})).collect();
    page.render("documents/staff/zero_results.html", json!({"lines": lines}))
}
