//! How is one document kept: its working copy and what the public sees of it?
//!
//! `edition` holds what was published; `working_copy` a text that says something else than the newest edition, or has none;
//! `document` what lists, counts and lookups read, so that they never walk past a text. Each text is kept once. The columns that
//! lists show (title, summary …) are no second truth: [`save`] alone takes them from the text.

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::content::{Content, Handling};
use crate::document::{Document, PublicState, State};
use crate::rules::workflow::Chain;

const SELECT: &str = "select d.id, d.agency_path, d.state, d.public_state, coalesce(w.content, e.content) as content, d.content_sha256, \
    e.sha256 as edition_sha256, d.version, d.author_id, d.author_name, d.created_at, d.changed_at, d.chain, d.submitted_at, d.handling, \
    d.forced, d.publish_at, d.source_key, d.source_name, d.index_number, d.reassess_on, d.edition, d.published_on, d.first_online_at, \
    d.edition_at, d.expires_on, d.validity, d.validity_turns_on, d.withdrawn_at, d.withdrawn_reason, d.withdrawn_basis, d.withdrawn_by, \
    d.signature from document d left join edition e on e.document_id = d.id and e.number = d.edition \
    left join working_copy w on w.document_id = d.id";

/// What lists show and filter by.
const LISTED: [&str; 14] = [
    "kind",
    "title",
    "document_number",
    "topic",
    "genre",
    "audience",
    "item",
    "openness",
    "ground",
    "formed_on",
    "summary",
    "n_attachments",
    "effective_on",
    "ends_on",
];

/// An optional ISO date column.
pub(crate) fn date_of(row: &AnyRow, column: &str) -> Result<Option<Date>> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().with_context(|| format!("date in column {column}"))).transpose()
}

pub(crate) fn iso_date(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn document_of(row: &AnyRow) -> Result<Document> {
    let content: String = row.try_get("content")?;
    let handling: String = row.try_get("handling")?;
    let chain: String = row.try_get("chain")?;
    Ok(Document {
        id: row.try_get("id")?,
        agency_path: row.try_get("agency_path")?,
        state: State::from_code(&row.try_get::<String, _>("state")?).context("state of a document")?,
        public_state: PublicState::from_code(&row.try_get::<String, _>("public_state")?).context("public state of a document")?,
        content: serde_json::from_str::<Content>(&content).context("content of a document")?,
        content_sha256: row.try_get("content_sha256")?,
        edition_sha256: row.try_get("edition_sha256")?,
        version: row.try_get("version")?,
        author_id: row.try_get("author_id")?,
        author_name: row.try_get("author_name")?,
        created_at: row.try_get("created_at")?,
        changed_at: row.try_get("changed_at")?,
        chain: if chain.is_empty() { None } else { Some(serde_json::from_str::<Chain>(&chain).context("chain of a document")?) },
        submitted_at: row.try_get("submitted_at")?,
        handling: serde_json::from_str::<Handling>(&handling).context("handling of a document")?,
        forced: row.try_get::<i64, _>("forced")? != 0,
        publish_at: row.try_get("publish_at")?,
        source_key: row.try_get("source_key")?,
        source_name: row.try_get("source_name")?,
        index_number: row.try_get("index_number")?,
        reassess_on: date_of(row, "reassess_on")?,
        edition: row.try_get("edition")?,
        published_on: date_of(row, "published_on")?,
        first_online_at: row.try_get("first_online_at")?,
        edition_at: row.try_get("edition_at")?,
        expires_on: date_of(row, "expires_on")?,
        validity: row.try_get("validity")?,
        validity_turns_on: date_of(row, "validity_turns_on")?,
        withdrawn_at: row.try_get("withdrawn_at")?,
        withdrawn_reason: row.try_get("withdrawn_reason")?,
        withdrawn_basis: row.try_get("withdrawn_basis")?,
        withdrawn_by: row.try_get("withdrawn_by")?,
        signature: row.try_get("signature")?,
    })
}

/// One document, whoever asks: the caller asks the gate.
pub async fn by_id(db: &Db, id: i64) -> Result<Option<Document>> {
    within(&mut *db.read().acquire().await?, id).await
}

async fn within(connection: &mut AnyConnection, id: i64) -> Result<Option<Document>> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} where d.id = $1")))
        .bind(id)
        .fetch_optional(connection)
        .await
        .with_context(|| format!("loading document {id}"))?;
    row.as_ref().map(document_of).transpose()
}

/// The same within a change, and locked until it ends.
pub async fn lock(change: &mut Change, id: i64) -> Result<Option<Document>> {
    // A SQLite change holds the write lock of the whole database already. On PostgreSQL the row is locked first and read after:
    // what a statement that waited for the lock joins to the row may be older than the row.
    if change.backend() == gongkai_store::Backend::Postgres {
        sqlx::query("select id from document where id = $1 for update")
            .bind(id)
            .fetch_optional(change.connection())
            .await
            .with_context(|| format!("locking document {id}"))?;
    }
    within(change.connection(), id).await
}

/// Several documents at once, in the order of their ids.
pub async fn by_ids(db: &Db, ids: &[i64]) -> Result<Vec<Document>> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        let sql = format!("{SELECT} where d.id in ({}) order by d.id", gongkai_store::placeholders(1, chunk.len()));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for id in chunk {
            query = query.bind(id);
        }
        let rows = query.fetch_all(db.read()).await.context("loading documents")?;
        for row in &rows {
            all.push(document_of(row)?);
        }
    }
    Ok(all)
}

/// Which of these originals were imported before: their keys and documents.
pub async fn by_source_keys(connection: &mut AnyConnection, keys: &[String]) -> Result<Vec<(String, i64)>> {
    let mut known = Vec::new();
    for chunk in keys.chunks(400) {
        let sql = format!("select source_key, id from document where source_key in ({})", gongkai_store::placeholders(1, chunk.len()));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for key in chunk {
            query = query.bind(key);
        }
        for row in query.fetch_all(&mut *connection).await.context("looking for imported originals")? {
            known.push((row.try_get(0)?, row.try_get(1)?));
        }
    }
    Ok(known)
}

/// Writes a whole document: inserts it, or replaces every column of the row with its id.
pub async fn save(change: &mut Change, document: &Document) -> Result<()> {
    save_with_number(change, document, document.number_key()).await
}

/// The same with another number key: none while a draft bears a 文号 that is taken.
pub async fn save_with_number(change: &mut Change, document: &Document, number_key: Option<String>) -> Result<()> {
    save_row(change, document, number_key).await?;
    save_text(change, document).await
}

/// Keeps the text of a working copy, unless it is its edition word for word.
async fn save_text(change: &mut Change, document: &Document) -> Result<()> {
    let query = if document.is_its_edition() {
        sqlx::query("delete from working_copy where document_id = $1").bind(document.id)
    } else {
        sqlx::query(
            "insert into working_copy (document_id, content) values ($1, $2) \
             on conflict (document_id) do update set content = excluded.content",
        )
        .bind(document.id)
        .bind(document.content.canonical())
    };
    query.execute(change.connection()).await.with_context(|| format!("saving the text of document {}", document.id))?;
    Ok(())
}

async fn save_row(change: &mut Change, document: &Document, number_key: Option<String>) -> Result<()> {
    let content = &document.content;
    let metadata = &content.metadata;
    let openness = crate::rules::required::openness_of(content);
    // The table's check is held against the row that is proposed, also where the conflict clause keeps the old value.
    let amended = document.public_state == PublicState::Published && document.state != State::Settled;
    let formed_on = metadata.formed_on.filter(|_| !amended);
    // Lists, feeds and counts read these columns: while a published record is being amended they say what its edition says,
    // and not what the draft beside it proposes.
    let listed = LISTED.map(|column| {
        format!(
            "{column} = case when excluded.public_state = 'published' and excluded.state <> 'settled' then document.{column} \
             else excluded.{column} end"
        )
    });
    let sql = format!(
        "insert into document (id, agency_path, kind, state, public_state, content_sha256, version, author_id, author_name, \
         created_at, changed_at, chain, submitted_at, handling, forced, publish_at, source_key, source_name, title, document_number, \
         number_key, index_number, topic, genre, audience, item, openness, ground, reassess_on, formed_on, edition, published_on, \
         first_online_at, edition_at, summary, n_attachments, effective_on, ends_on, expires_on, validity, validity_turns_on, \
         withdrawn_at, withdrawn_reason, withdrawn_basis, withdrawn_by, signature) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, \
         $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46) \
         on conflict (id) do update set agency_path = excluded.agency_path, state = excluded.state, \
         public_state = excluded.public_state, content_sha256 = excluded.content_sha256, \
         version = excluded.version, author_id = excluded.author_id, author_name = excluded.author_name, \
         changed_at = excluded.changed_at, chain = excluded.chain, submitted_at = excluded.submitted_at, \
         handling = excluded.handling, forced = excluded.forced, publish_at = excluded.publish_at, \
         number_key = excluded.number_key, index_number = excluded.index_number, reassess_on = excluded.reassess_on, \
         edition = excluded.edition, published_on = excluded.published_on, first_online_at = excluded.first_online_at, \
         edition_at = excluded.edition_at, expires_on = excluded.expires_on, \
         validity = excluded.validity, validity_turns_on = excluded.validity_turns_on, withdrawn_at = excluded.withdrawn_at, \
         withdrawn_reason = excluded.withdrawn_reason, withdrawn_basis = excluded.withdrawn_basis, \
         withdrawn_by = excluded.withdrawn_by, signature = excluded.signature, {}",
        listed.join(", ")
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(document.id)
        .bind(&document.agency_path)
        .bind(&content.kind)
        .bind(document.state.code())
        .bind(document.public_state.code())
        .bind(&document.content_sha256)
        .bind(document.version)
        .bind(document.author_id)
        .bind(&document.author_name)
        .bind(&document.created_at)
        .bind(&document.changed_at)
        .bind(document.chain.as_ref().map_or_else(|| Ok(String::new()), serde_json::to_string)?)
        .bind(&document.submitted_at)
        .bind(serde_json::to_string(&document.handling)?)
        .bind(i64::from(document.forced))
        .bind(&document.publish_at)
        .bind(&document.source_key)
        .bind(&document.source_name)
        .bind(content.title())
        .bind(&metadata.document_number)
        .bind(number_key)
        .bind(&document.index_number)
        .bind(&content.topic)
        .bind(metadata.genre.as_deref().unwrap_or_default())
        .bind(metadata.audience.as_deref().unwrap_or_default())
        .bind(&content.item)
        .bind(openness.code())
        .bind(&content.ground)
        .bind(iso_date(document.reassess_on))
        .bind(iso_date(formed_on))
        .bind(document.edition)
        .bind(iso_date(document.published_on))
        .bind(&document.first_online_at)
        .bind(&document.edition_at)
        .bind(content.summary())
        .bind(content.attachments.iter().filter(|attachment| !attachment.inline).count() as i64)
        .bind(iso_date(metadata.effective_on))
        .bind(iso_date(metadata.ends_on))
        .bind(iso_date(document.expires_on))
        .bind(&document.validity)
        .bind(iso_date(document.validity_turns_on))
        .bind(&document.withdrawn_at)
        .bind(&document.withdrawn_reason)
        .bind(&document.withdrawn_basis)
        .bind(&document.withdrawn_by)
        .bind(&document.signature)
        .execute(change.connection())
        .await
        .with_context(|| format!("saving document {}", document.id))?;
    Ok(())
}

/// What lists show of a record whose edition changed while it was being amended.
pub async fn list_as(change: &mut Change, id: i64, published: &Content) -> Result<()> {
    sqlx::query("update document set title = $1, summary = $2, n_attachments = $3 where id = $4")
        .bind(published.title())
        .bind(published.summary())
        .bind(published.attachments.iter().filter(|attachment| !attachment.inline).count() as i64)
        .bind(id)
        .execute(change.connection())
        .await
        .with_context(|| format!("listing document {id}"))?;
    Ok(())
}

/// Which other document holds a number key, if any. Its title is told only where everybody may read it.
pub async fn holder_of_number(connection: &mut AnyConnection, number_key: &str, id: i64) -> Result<Option<(i64, String)>> {
    let row = sqlx::query(
        "select id, case when public_state = 'published' and openness = 'proactive' then title else '另一份尚未公开的文件' end \
         from document where number_key = $1 and id <> $2",
    )
    .bind(number_key)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// Whether a document bears an 索引号 already.
pub async fn index_number_taken(connection: &mut AnyConnection, index_number: &str) -> Result<bool> {
    let row = sqlx::query("select 1 from document where index_number = $1").bind(index_number).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// Documents whose 有效性 turns by itself on or before a day.
pub async fn turning(db: &Db, day: Date, limit: i64) -> Result<Vec<i64>> {
    let rows = sqlx::query(
        "select id from document where validity_turns_on is not null and validity_turns_on <= $1 order by validity_turns_on, id limit $2",
    )
    .bind(day.to_string())
    .bind(limit)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Public records whose time of showing is over on a day.
pub async fn expired(db: &Db, day: Date, limit: i64) -> Result<Vec<i64>> {
    let rows = sqlx::query(
        "select id from document where public_state = 'published' and expires_on is not null and expires_on <= $1 order by id limit $2",
    )
    .bind(day.to_string())
    .bind(limit)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Removes a draft that was never public, with all that hangs on it. Its acts stay in the journal.
pub async fn delete_draft(change: &mut Change, id: i64) -> Result<()> {
    for statement in [
        "delete from approval where document_id = $1",
        "delete from approval_link where document_id = $1",
        "delete from exemption where document_id = $1",
        "delete from relation where document_id = $1",
        "delete from validity_fact where document_id = $1",
        "delete from band where document_id = $1",
        "delete from presence where document_id = $1",
        "delete from held_back where document_id = $1",
        "delete from working_copy where document_id = $1",
        "delete from document where id = $1 and edition = 0",
    ] {
        sqlx::query(statement).bind(id).execute(change.connection()).await?;
    }
    Ok(())
}
