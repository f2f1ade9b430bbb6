//! Which record came of the page that once stood at this address?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use sqlx::Row;

/// Notes where a document stood before; what was noted before stays.
pub(crate) async fn note_old_address(change: &mut Change, address: &str, document_id: i64) -> Result<bool> {
    let noted = sqlx::query("insert into old_address (address, document_id) values ($1, $2) on conflict (address, document_id) do nothing")
        .bind(address)
        .bind(document_id)
        .execute(change.connection())
        .await
        .with_context(|| format!("noting the old address of document {document_id}"))?;
    Ok(noted.rows_affected() > 0)
}

/// The documents that stood at an address, the newest first; whether they are public is for the caller to ask.
pub(crate) async fn documents_at(db: &Db, address: &str) -> Result<Vec<i64>> {
    let rows = sqlx::query("select document_id from old_address where address = $1 order by document_id desc limit 20")
        .bind(address)
        .fetch_all(db.read())
        .await
        .context("looking for an old address")?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
