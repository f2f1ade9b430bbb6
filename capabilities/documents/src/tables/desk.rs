//! What waits for somebody? The few columns that the desk needs of many documents at once.

use anyhow::{Context, Result};
use gongkai_store::{Db, placeholders};
use jiff::civil::Date;
use sqlx::Row;

use crate::content::Handling;
use crate::rules::workflow::{Chain, Step};

/// A document in review, with what decides whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderReview {
    pub id: i64,
    pub agency_path: String,
    pub title: String,
    pub chain: Chain,
    pub content_sha256: String,
    /// Everybody who wrote on it: none of them reviews it.
    pub authors: Vec<i64>,
    pub author_name: String,
    pub since: String,
}

/// A document that waits for something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: i64,
    pub agency_path: String,
    pub title: String,
    pub since: String,
    pub note: String,
}

/// The last return of a document to its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub step: Step,
    pub name: String,
    pub at: String,
    pub reasons: String,
}

/// Everything in review, longest waiting first; the caller asks the gate.
pub async fn under_review(db: &Db) -> Result<Vec<UnderReview>> {
    let rows = sqlx::query(
        "select id, agency_path, title, chain, content_sha256, handling, author_id, author_name, coalesce(submitted_at, changed_at) as since \
         from document where state = 'in_review' order by since, id",
    )
    .fetch_all(db.read())
    .await
    .context("listing what is in review")?;
    rows.iter()
        .map(|row| {
            let chain: String = row.try_get("chain")?;
            let handling: String = row.try_get("handling")?;
            let mut authors = serde_json::from_str::<Handling>(&handling).context("handling of a document in review")?.wrote;
            authors.push(row.try_get("author_id")?);
            Ok(UnderReview {
                id: row.try_get("id")?,
                agency_path: row.try_get("agency_path")?,
                title: row.try_get("title")?,
                chain: serde_json::from_str(&chain).context("chain of a document in review")?,
                content_sha256: row.try_get("content_sha256")?,
                authors,
                author_name: row.try_get("author_name")?,
                since: row.try_get("since")?,
            })
        })
        .collect()
}

/// Published past the chain and not yet looked at again, oldest first; the note is the agency's reason.
pub async fn forced(db: &Db) -> Result<Vec<Waiting>> {
    let rows = sqlx::query(
        "select id, agency_path, title, coalesce(edition_at, changed_at) as since, author_name as note from document where forced = 1 order by since, id",
    )
    .fetch_all(db.read())
    .await
    .context("listing forced publications")?;
    rows.iter().map(waiting_of).collect()
}

/// Texts that are not public whose day of re-assessment has come (条例 article 18), oldest first.
pub async fn due_for_reassessment(db: &Db, day: Date) -> Result<Vec<Waiting>> {
    let rows = sqlx::query(
        "select id, agency_path, title, reassess_on as since, openness as note from document \
         where reassess_on is not null and reassess_on <= $1 and public_state = 'none' order by reassess_on, id",
    )
    .bind(day.to_string())
    .fetch_all(db.read())
    .await
    .context("listing what is due for re-assessment")?;
    rows.iter().map(waiting_of).collect()
}

fn waiting_of(row: &sqlx::any::AnyRow) -> Result<Waiting> {
    Ok(Waiting {
        id: row.try_get("id")?,
        agency_path: row.try_get("agency_path")?,
        title: row.try_get("title")?,
        since: row.try_get("since")?,
        note: row.try_get("note")?,
    })
}

/// The last return of each of these documents, where there was one.
pub async fn returns_of(db: &Db, ids: &[i64]) -> Result<Vec<(i64, Return)>> {
    let mut all: Vec<(i64, Return)> = Vec::new();
    for chunk in ids.chunks(400) {
        let sql = format!(
            "select document_id, step, name, at, opinion from approval where decision = 'returned' and document_id in ({}) order by id",
            placeholders(1, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for id in chunk {
            query = query.bind(id);
        }
        for row in query.fetch_all(db.read()).await.context("reading returns")? {
            let id: i64 = row.try_get(0)?;
            let Some(step) = Step::from_code(&row.try_get::<String, _>(1)?) else { continue };
            let last = Return { step, name: row.try_get(2)?, at: row.try_get(3)?, reasons: row.try_get(4)? };
            match all.iter_mut().find(|(known, _)| *known == id) {
                Some(known) => known.1 = last,
                None => all.push((id, last)),
            }
        }
    }
    Ok(all)
}
