//! Which scheduled publications were held back at their hour, and why?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::content::Handling;

/// A publication that did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    pub document_id: i64,
    pub agency_path: String,
    pub title: String,
    /// Everybody who wrote on it.
    pub authors: Vec<i64>,
    pub at: String,
    pub reasons: Vec<String>,
}

/// Notes why a document was not published; what was noted before is replaced.
pub async fn note(change: &mut Change, document_id: i64, reasons: &[String]) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "insert into held_back (document_id, at, reasons) values ($1, $2, $3) \
         on conflict (document_id) do update set at = excluded.at, reasons = excluded.reasons",
    )
    .bind(document_id)
    .bind(at)
    .bind(serde_json::to_string(reasons)?)
    .execute(change.connection())
    .await
    .with_context(|| format!("noting that document {document_id} was held back"))?;
    Ok(())
}

/// Somebody took the document up again.
pub async fn forget(change: &mut Change, document_id: i64) -> Result<()> {
    sqlx::query("delete from held_back where document_id = $1").bind(document_id).execute(change.connection()).await?;
    Ok(())
}

const QUESTION: &str = "select h.document_id, d.agency_path, d.title, d.handling, d.author_id, h.at, h.reasons \
    from held_back h join document d on d.id = h.document_id";

/// All that wait, oldest first; the caller asks the gate.
pub async fn all(db: &Db) -> Result<Vec<HeldBack>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{QUESTION} order by h.at, h.document_id")))
        .fetch_all(db.read())
        .await
        .context("listing what was held back")?;
    rows.iter().map(held_of).collect()
}

/// Why one document was held back, if it was.
pub async fn of(db: &Db, document_id: i64) -> Result<Option<HeldBack>> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{QUESTION} where h.document_id = $1")))
        .bind(document_id)
        .fetch_optional(db.read())
        .await
        .with_context(|| format!("asking why document {document_id} was held back"))?;
    row.as_ref().map(held_of).transpose()
}

fn held_of(row: &AnyRow) -> Result<HeldBack> {
    let (handling, reasons): (String, String) = (row.try_get("handling")?, row.try_get("reasons")?);
    let mut authors = serde_json::from_str::<Handling>(&handling).context("handling of a document that was held back")?.wrote;
    authors.push(row.try_get("author_id")?);
    Ok(HeldBack {
        document_id: row.try_get("document_id")?,
        agency_path: row.try_get("agency_path")?,
        title: row.try_get("title")?,
        authors,
        at: row.try_get("at")?,
        reasons: serde_json::from_str(&reasons).context("reasons for holding a document back")?,
    })
}
