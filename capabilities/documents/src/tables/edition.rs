//! Which editions were published, word for word?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::content::Content;

/// A published edition. It is never changed and never deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edition {
    pub number: i64,
    pub content: Content,
    pub sha256: String,
    pub reason: String,
    pub published_at: String,
    pub published_by: String,
}

/// A line of the list of editions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EditionLine {
    pub number: i64,
    pub sha256: String,
    pub reason: String,
    pub published_at: String,
    /// Why it is no longer shown.
    pub closed: Option<String>,
    pub closed_at: Option<String>,
    pub closed_basis: Option<String>,
}

fn edition_of(row: &AnyRow) -> Result<Edition> {
    let content: String = row.try_get("content")?;
    Ok(Edition {
        number: row.try_get("number")?,
        content: serde_json::from_str(&content).context("content of an edition")?,
        sha256: row.try_get("sha256")?,
        reason: row.try_get("reason")?,
        published_at: row.try_get("published_at")?,
        published_by: row.try_get("published_by")?,
    })
}

pub async fn insert(change: &mut Change, document_id: i64, number: i64, content: &str, sha256: &str, reason: &str) -> Result<()> {
    let at = change.at_iso();
    let by = change.actor().name.clone();
    sqlx::query(
        "insert into edition (document_id, number, content, sha256, reason, published_at, published_by) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(document_id)
    .bind(number)
    .bind(content)
    .bind(sha256)
    .bind(reason)
    .bind(at)
    .bind(by)
    .execute(change.connection())
    .await
    .with_context(|| format!("inserting edition {number} of document {document_id}"))?;
    Ok(())
}

pub async fn get(db: &Db, document_id: i64, number: i64) -> Result<Option<Edition>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, document_id, number).await
}

/// The same within a change.
pub async fn within(connection: &mut AnyConnection, document_id: i64, number: i64) -> Result<Option<Edition>> {
    let row = sqlx::query(
        "select number, content, sha256, reason, published_at, published_by from edition where document_id = $1 and number = $2",
    )
    .bind(document_id)
    .bind(number)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(edition_of).transpose()
}

/// An edition that the public may read: one that was not closed.
pub async fn open(db: &Db, document_id: i64, number: i64) -> Result<Option<Edition>> {
    let row = sqlx::query(
        "select number, content, sha256, reason, published_at, published_by from edition \
         where document_id = $1 and number = $2 and closed is null",
    )
    .bind(document_id)
    .bind(number)
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(edition_of).transpose()
}

const CLOSE: &str =
    "update edition set closed = $1, closed_basis = $2, closed_at = $3, closed_by = $4 where document_id = $5 and closed is null";

/// Closes every edition before a number: it is kept, and shown to nobody any more.
pub async fn close_before(change: &mut Change, document_id: i64, number: i64, why: &str, basis: &str) -> Result<()> {
    close_where(change, "number < $6", document_id, number, why, basis).await
}

/// Closes one edition.
pub async fn close(change: &mut Change, document_id: i64, number: i64, why: &str, basis: &str) -> Result<()> {
    close_where(change, "number = $6", document_id, number, why, basis).await
}

async fn close_where(change: &mut Change, which: &str, document_id: i64, number: i64, why: &str, basis: &str) -> Result<()> {
    let (at, by) = (change.at_iso(), change.actor().name.clone());
    sqlx::query(sqlx::AssertSqlSafe(format!("{CLOSE} and {which}")))
        .bind(why)
        .bind(basis)
        .bind(at)
        .bind(by)
        .bind(document_id)
        .bind(number)
        .execute(change.connection())
        .await
        .with_context(|| format!("closing editions of document {document_id}"))?;
    Ok(())
}

/// The contents of editions that were closed and name a file by its hash.
pub async fn closed_naming(db: &Db, document_id: i64, hash: &str) -> Result<Vec<Content>> {
    let rows = sqlx::query("select content from edition where document_id = $1 and content like $2 and closed is not null")
        .bind(document_id)
        .bind(format!("%{hash}%"))
        .fetch_all(db.read())
        .await?;
    rows.iter().map(|row| serde_json::from_str(&row.try_get::<String, _>(0)?).context("content of a closed edition")).collect()
}

/// All editions of a document, newest first, without their text.
pub async fn lines(db: &Db, document_id: i64) -> Result<Vec<EditionLine>> {
    let mut connection = db.read().acquire().await?;
    lines_within(&mut connection, document_id).await
}

/// The same within a change.
pub async fn lines_within(connection: &mut AnyConnection, document_id: i64) -> Result<Vec<EditionLine>> {
    let rows = sqlx::query(
        "select number, sha256, reason, published_at, closed, closed_at, closed_basis from edition where document_id = $1 \
         order by number desc",
    )
    .bind(document_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(EditionLine {
                number: row.try_get(0)?,
                sha256: row.try_get(1)?,
                reason: row.try_get(2)?,
                published_at: row.try_get(3)?,
                closed: row.try_get(4)?,
                closed_at: row.try_get(5)?,
                closed_basis: row.try_get(6)?,
            })
        })
        .collect()
}
