//! Who else has this draft open, what is nearly the same, and which searches found nothing?

use anyhow::Result;
use gongkai_store::{Actor, Change, Db};
use serde::Serialize;
use sqlx::{AnyConnection, Row};

/// Notes that somebody has a draft open. Without a journal entry: it says nothing of the document.
pub async fn note_presence(db: &Db, actor: &Actor, document_id: i64, at: &str) -> Result<()> {
    let mut change = db.change(actor).await?;
    sqlx::query(
        "insert into presence (document_id, staff_id, name, seen_at) values ($1, $2, $3, $4) \
         on conflict (document_id, staff_id) do update set seen_at = excluded.seen_at",
    )
    .bind(document_id)
    .bind(actor.id)
    .bind(&actor.name)
    .bind(at)
    .execute(change.connection())
    .await?;
    change.commit().await?;
    Ok(())
}

/// Names of the others who had a draft open since an instant.
pub async fn others_present(db: &Db, document_id: i64, staff_id: i64, since: &str) -> Result<Vec<String>> {
    let rows = sqlx::query("select name from presence where document_id = $1 and staff_id <> $2 and seen_at >= $3 order by name")
        .bind(document_id)
        .bind(staff_id)
        .bind(since)
        .fetch_all(db.read())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Keeps the bands of a published text.
pub async fn replace_bands(change: &mut Change, document_id: i64, bands: &[i64]) -> Result<()> {
    sqlx::query("delete from band where document_id = $1").bind(document_id).execute(change.connection()).await?;
    if bands.is_empty() {
        return Ok(());
    }
    let rows = (2..bands.len() + 2).map(|n| format!("(${n}, $1)")).collect::<Vec<_>>().join(", ");
    let sql = format!("insert into band (band, document_id) values {rows} on conflict do nothing");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(document_id);
    for band in bands {
        query = query.bind(band);
    }
    query.execute(change.connection()).await?;
    Ok(())
}

/// A text that shares a band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near {
    pub id: i64,
    pub title: String,
    pub signature: String,
    pub sha256: String,
}

/// Public texts of one agency's site that share a band with these.
pub async fn sharing_bands(connection: &mut AnyConnection, bands: &[i64], not: i64) -> Result<Vec<Near>> {
    if bands.is_empty() {
        return Ok(Vec::new());
    }
    // `cross join` keeps SQLite from going through every public document for each band: it knows nothing of their numbers.
    let sql = format!(
        "select distinct d.id, d.title, d.signature, d.content_sha256 from band b cross join document d \
         where b.band in ({}) and d.id = b.document_id and d.id <> $1 and d.public_state = 'published' order by d.id limit 50",
        gongkai_store::placeholders(2, bands.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(not);
    for band in bands {
        query = query.bind(band);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok(Near { id: row.try_get(0)?, title: row.try_get(1)?, signature: row.try_get(2)?, sha256: row.try_get(3)? }))
        .collect()
}

/// Notes a search that found nothing.
pub async fn note_zero_result(db: &Db, site: &str, words: &str) -> Result<()> {
    let mut change = db.change(&Actor::visitor("search")).await?;
    let (id, at) = (change.next("zero_result").await?, change.at_iso());
    sqlx::query("insert into zero_result (id, site, words, at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(site)
        .bind(words)
        .bind(at)
        .execute(change.connection())
        .await?;
    change.commit().await?;
    Ok(())
}

/// Words that found nothing, most frequent first: (words, how often, last time).
pub async fn zero_results(db: &Db, limit: i64) -> Result<Vec<(String, i64, String)>> {
    let rows = sqlx::query("select words, count(*), max(at) from zero_result group by words order by 2 desc, 3 desc limit $1")
        .bind(limit)
        .fetch_all(db.read())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}
