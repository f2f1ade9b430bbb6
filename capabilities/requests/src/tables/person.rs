//! Who asked, who acts for him, and whom did we ask? Sealed before it comes here.

use anyhow::Result;
use gongkai_store::{Change, Db};
use sqlx::{AnyConnection, Row};

pub async fn put(change: &mut Change, request_id: i64, part: &str, sealed: &str) -> Result<()> {
    sqlx::query(
        "insert into request_person (request_id, part, sealed) values ($1, $2, $3) \
         on conflict (request_id, part) do update set sealed = excluded.sealed",
    )
    .bind(request_id)
    .bind(part.to_owned())
    .bind(sealed.to_owned())
    .execute(change.connection())
    .await?;
    Ok(())
}

/// Everybody of a request: (part, sealed). Empty texts are those that were erased.
pub async fn of(db: &Db, request_id: i64) -> Result<Vec<(String, String)>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, request_id).await
}

/// The same within a change, with what it has sealed already.
pub async fn within(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query("select part, sealed from request_person where request_id = $1 order by part")
        .bind(request_id)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Forgets who they were; that there was somebody stays.
pub async fn erase(change: &mut Change, request_id: i64) -> Result<()> {
    sqlx::query("update request_person set sealed = '' where request_id = $1").bind(request_id).execute(change.connection()).await?;
    Ok(())
}
