//! What does the office keep beside the case: searches, notes, links for third parties, calendar feeds, holiday notices?

use anyhow::Result;
use gongkai_store::{Change, Db};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AnyConnection, Row};

/// 检索记录: what was searched, by whom, when, and what was found (条例 article 36 (4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchRecord {
    pub id: i64,
    pub request_id: i64,
    pub searched_on: String,
    pub systems: String,
    pub words: String,
    pub searcher: String,
    pub result: String,
    pub at: String,
}

pub async fn add_search(change: &mut Change, record: &SearchRecord) -> Result<()> {
    sqlx::query(
        "insert into request_search (id, request_id, searched_on, systems, words, searcher, result, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(record.id)
    .bind(record.request_id)
    .bind(record.searched_on.clone())
    .bind(record.systems.clone())
    .bind(record.words.clone())
    .bind(record.searcher.clone())
    .bind(record.result.clone())
    .bind(record.at.clone())
    .execute(change.connection())
    .await?;
    Ok(())
}

pub async fn searches(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<SearchRecord>> {
    let rows = sqlx::query(
        "select id, request_id, searched_on, systems, words, searcher, result, at from request_search where request_id = $1 order by id",
    )
    .bind(request_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SearchRecord {
                id: row.try_get("id")?,
                request_id: row.try_get("request_id")?,
                searched_on: row.try_get("searched_on")?,
                systems: row.try_get("systems")?,
                words: row.try_get("words")?,
                searcher: row.try_get("searcher")?,
                result: row.try_get("result")?,
                at: row.try_get("at")?,
            })
        })
        .collect()
}

/// A note of the office, or of a talk with the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// note | contact
    pub kind: String,
    pub text: String,
    pub at: String,
    pub by_name: String,
}

pub async fn add_note(change: &mut Change, id: i64, request_id: i64, note: &Note) -> Result<()> {
    sqlx::query("insert into request_note (id, request_id, kind, text, at, by_name) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(request_id)
        .bind(note.kind.clone())
        .bind(note.text.clone())
        .bind(note.at.clone())
        .bind(note.by_name.clone())
        .execute(change.connection())
        .await?;
    Ok(())
}

pub async fn notes(db: &Db, request_id: i64) -> Result<Vec<Note>> {
    let rows = sqlx::query("select kind, text, at, by_name from request_note where request_id = $1 order by id")
        .bind(request_id)
        .fetch_all(db.read())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Note { kind: row.try_get("kind")?, text: row.try_get("text")?, at: row.try_get("at")?, by_name: row.try_get("by_name")? })
        })
        .collect()
}

/// A third party's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub request_id: i64,
    pub consultation: i64,
    pub expires_on: Date,
    pub used_at: Option<String>,
}

pub async fn add_link(change: &mut Change, token_hash: &str, link: &Link) -> Result<()> {
    sqlx::query("insert into request_link (token_hash, request_id, consultation, expires_on, used_at) values ($1, $2, $3, $4, $5)")
        .bind(token_hash.to_owned())
        .bind(link.request_id)
        .bind(link.consultation)
        .bind(link.expires_on.to_string())
        .bind(link.used_at.clone())
        .execute(change.connection())
        .await?;
    Ok(())
}

pub async fn link(connection: &mut AnyConnection, token_hash: &str) -> Result<Option<Link>> {
    let row = sqlx::query("select request_id, consultation, expires_on, used_at from request_link where token_hash = $1")
        .bind(token_hash.to_owned())
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        let expires: String = row.try_get("expires_on")?;
        Ok(Link {
            request_id: row.try_get("request_id")?,
            consultation: row.try_get("consultation")?,
            expires_on: expires.parse()?,
            used_at: row.try_get("used_at")?,
        })
    })
    .transpose()
}

/// The pages of those asked in one consultation are open until a later day.
pub async fn prolong_links(change: &mut Change, request_id: i64, consultation: i64, until: Date) -> Result<()> {
    sqlx::query("update request_link set expires_on = $3 where request_id = $1 and consultation = $2 and expires_on < $3")
        .bind(request_id)
        .bind(consultation)
        .bind(until.to_string())
        .execute(change.connection())
        .await?;
    Ok(())
}

pub async fn use_link(change: &mut Change, token_hash: &str) -> Result<()> {
    let at = change.at_iso();
    sqlx::query("update request_link set used_at = $2 where token_hash = $1")
        .bind(token_hash.to_owned())
        .bind(at)
        .execute(change.connection())
        .await?;
    Ok(())
}

/// The secret address of a person's calendar; a new one takes the place of the old.
pub async fn put_feed(change: &mut Change, staff_id: i64, token_hash: &str) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "insert into request_feed (token_hash, staff_id, at) values ($1, $2, $3) \
         on conflict (staff_id) do update set token_hash = excluded.token_hash, at = excluded.at",
    )
    .bind(token_hash.to_owned())
    .bind(staff_id)
    .bind(at)
    .execute(change.connection())
    .await?;
    Ok(())
}

pub async fn feed_owner(db: &Db, token_hash: &str) -> Result<Option<i64>> {
    let row = sqlx::query("select staff_id from request_feed where token_hash = $1")
        .bind(token_hash.to_owned())
        .fetch_optional(db.read())
        .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// A notice on holidays as it was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HolidayNotice {
    pub id: i64,
    /// national | regional
    pub scope: String,
    pub title: String,
    pub body: String,
    pub at: String,
    pub by_name: String,
}

pub async fn add_notice(change: &mut Change, notice: &HolidayNotice) -> Result<()> {
    sqlx::query("insert into holiday_notice (id, scope, title, body, at, by_name) values ($1, $2, $3, $4, $5, $6)")
        .bind(notice.id)
        .bind(notice.scope.clone())
        .bind(notice.title.clone())
        .bind(notice.body.clone())
        .bind(notice.at.clone())
        .bind(notice.by_name.clone())
        .execute(change.connection())
        .await?;
    Ok(())
}

/// All notices, in the order in which they were brought in.
pub async fn notices(db: &Db) -> Result<Vec<HolidayNotice>> {
    let rows = sqlx::query("select id, scope, title, body, at, by_name from holiday_notice order by id").fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            Ok(HolidayNotice {
                id: row.try_get("id")?,
                scope: row.try_get("scope")?,
                title: row.try_get("title")?,
                body: row.try_get("body")?,
                at: row.try_get("at")?,
                by_name: row.try_get("by_name")?,
            })
        })
        .collect()
}
