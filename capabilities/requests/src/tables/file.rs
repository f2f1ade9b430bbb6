//! Which files belong to a request?

use anyhow::Result;
use gongkai_store::{Change, Db};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

/// One file: proof of identity, a scan, a material, what was released, a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseFile {
    pub id: i64,
    pub request_id: i64,
    /// identity | mandate | scan | annex | evidence | opinion | material | original | released | superseded
    pub kind: String,
    pub name: String,
    /// Of the bytes in the store, which are sealed where `sealed`.
    pub sha256: String,
    pub sealed: bool,
    pub n_bytes: i64,
    pub media_type: String,
    pub at: String,
    pub by_name: String,
}

const COLUMNS: &str = "id, request_id, kind, name, sha256, sealed, n_bytes, media_type, at, by_name";

fn file_of(row: &AnyRow) -> Result<CaseFile> {
    Ok(CaseFile {
        id: row.try_get("id")?,
        request_id: row.try_get("request_id")?,
        kind: row.try_get("kind")?,
        name: row.try_get("name")?,
        sha256: row.try_get("sha256")?,
        sealed: row.try_get::<i64, _>("sealed")? != 0,
        n_bytes: row.try_get("n_bytes")?,
        media_type: row.try_get("media_type")?,
        at: row.try_get("at")?,
        by_name: row.try_get("by_name")?,
    })
}

pub async fn insert(change: &mut Change, file: &CaseFile) -> Result<()> {
    let sql = format!("insert into request_file ({COLUMNS}) values ({})", gongkai_store::placeholders(1, 10));
    sqlx::query(AssertSqlSafe(sql))
        .bind(file.id)
        .bind(file.request_id)
        .bind(file.kind.clone())
        .bind(file.name.clone())
        .bind(file.sha256.clone())
        .bind(i64::from(file.sealed))
        .bind(file.n_bytes)
        .bind(file.media_type.clone())
        .bind(file.at.clone())
        .bind(file.by_name.clone())
        .execute(change.connection())
        .await?;
    Ok(())
}

pub async fn of(db: &Db, request_id: i64) -> Result<Vec<CaseFile>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, request_id).await
}

/// The same within a change.
pub async fn within(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<CaseFile>> {
    let sql = format!("select {COLUMNS} from request_file where request_id = $1 order by id");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(request_id).fetch_all(connection).await?;
    rows.iter().map(file_of).collect()
}

/// A copy that was to go out and does not: it stays in the file, and nobody outside is shown it.
pub async fn supersede(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query("update request_file set kind = 'superseded' where id = $1 and kind = 'released'")
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

/// Proof of identity goes when identity is erased; the list says that it was there. Returns what is to leave the store.
pub async fn erase_sealed(change: &mut Change, request_id: i64) -> Result<Vec<String>> {
    let rows = sqlx::query("select sha256 from request_file where request_id = $1 and sealed = 1 and sha256 <> ''")
        .bind(request_id)
        .fetch_all(change.connection())
        .await?;
    sqlx::query("update request_file set sha256 = '', n_bytes = 0 where request_id = $1 and sealed = 1")
        .bind(request_id)
        .execute(change.connection())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
