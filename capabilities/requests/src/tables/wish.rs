//! What was wished for within a year, for finding what several wish for?

use anyhow::{Context, Result};
use gongkai_identity::Scope;
use gongkai_store::Db;
use serde::Serialize;
use sqlx::Row;

use super::list::Where;

/// What somebody wished for, and whether everybody was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wished {
    pub id: i64,
    pub agency_path: String,
    pub number: String,
    pub title: String,
    #[serde(skip)]
    pub description: String,
    #[serde(skip)]
    pub applicant_key: String,
    pub is_public: bool,
}

/// The wishes received since a day at an agency, or at all that one reads; the newest first.
pub async fn wishes(db: &Db, scope: &Scope, agency: &str, since: &str, limit: i64) -> Result<Vec<Wished>> {
    let mut asked = Where::default();
    asked.scope(scope);
    let since = asked.text(since.to_owned());
    asked.conditions.push(format!("counted = 1 and receipt_on >= {since}"));
    if !agency.is_empty() {
        let own = asked.text(agency.to_owned());
        asked.conditions.push(format!("agency_path = {own}"));
    }
    let limit = asked.whole(limit);
    let sql = format!(
        "select id, agency_path, number, title, description, applicant_key, answer_state, document_id from request where {} \
         order by receipt_on desc, id desc limit {limit}",
        asked.clause()
    );
    let rows = asked.query(sql).fetch_all(db.read()).await.context("reading what was wished for")?;
    rows.iter()
        .map(|row| {
            let answer: String = row.try_get("answer_state")?;
            Ok(Wished {
                id: row.try_get("id")?,
                agency_path: row.try_get("agency_path")?,
                number: row.try_get("number")?,
                title: row.try_get("title")?,
                description: row.try_get("description")?,
                applicant_key: row.try_get("applicant_key")?,
                is_public: answer == "public" || row.try_get::<Option<i64>, _>("document_id")?.is_some(),
            })
        })
        .collect()
}
