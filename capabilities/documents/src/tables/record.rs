//! What may the public read of one record? Always of its published edition, never of the working copy beside it.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use gongkai_identity::Scope;
use gongkai_store::Db;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::Row;

use crate::content::Content;
use crate::document::PublicState;
use crate::tables::document::date_of;
use crate::tables::edition::Edition;

/// A record as the public finds it: published, or withdrawn with what is said in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub id: i64,
    pub agency_path: String,
    pub public_state: PublicState,
    pub edition: Edition,
    pub index_number: Option<String>,
    pub published_on: Date,
    pub first_online_at: String,
    pub expires_on: Option<Date>,
    pub validity: String,
    pub withdrawn_at: String,
    pub withdrawn_reason: String,
    pub withdrawn_basis: String,
    /// Whether any confirmed relation leads from it or to it: most have none, and need no second question.
    pub is_related: bool,
}

/// The record of an id that was ever public; whoever asks must still be on a site that shows its agency.
pub async fn get(db: &Db, id: i64) -> Result<Option<Record>> {
    let row = sqlx::query(
        "select d.agency_path, d.public_state, d.index_number, d.published_on, d.first_online_at, d.expires_on, d.validity, \
         d.withdrawn_at, d.withdrawn_reason, d.withdrawn_basis, e.number, e.content, e.sha256, e.reason, e.published_at, e.published_by, \
         case when exists (select 1 from relation r where r.document_id = d.id and r.state = 'confirmed') \
         or exists (select 1 from relation r where r.target_id = d.id and r.state = 'confirmed') then 1 else 0 end as is_related \
         from document d join edition e on e.document_id = d.id and e.number = d.edition where d.id = $1 and d.public_state <> 'none'",
    )
    .bind(id)
    .fetch_optional(db.read())
    .await
    .with_context(|| format!("reading record {id}"))?;
    let Some(row) = row else { return Ok(None) };
    let text = |column: &str| row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
    let content: String = row.try_get("content")?;
    Ok(Some(Record {
        id,
        agency_path: row.try_get("agency_path")?,
        public_state: PublicState::from_code(&row.try_get::<String, _>("public_state")?).context("public state of a record")?,
        edition: Edition {
            number: row.try_get("number")?,
            content: serde_json::from_str::<Content>(&content).with_context(|| format!("content of record {id}"))?,
            sha256: row.try_get("sha256")?,
            reason: row.try_get("reason")?,
            published_at: row.try_get("published_at")?,
            published_by: row.try_get("published_by")?,
        },
        index_number: row.try_get("index_number")?,
        published_on: date_of(&row, "published_on")?.context("a public record has its day")?,
        first_online_at: text("first_online_at")?,
        expires_on: date_of(&row, "expires_on")?,
        validity: row.try_get("validity")?,
        withdrawn_at: text("withdrawn_at")?,
        withdrawn_reason: text("withdrawn_reason")?,
        withdrawn_basis: text("withdrawn_basis")?,
        is_related: row.try_get::<i64, _>("is_related")? != 0,
    }))
}

/// What search reads of a public record.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub id: i64,
    pub agency_path: String,
    pub index_number: Option<String>,
    pub published_on: Date,
    pub validity: String,
    /// The newest edition.
    pub content: Content,
}

/// Those of these ids that are public now, with what they say.
pub async fn published_among(db: &Db, ids: &[i64]) -> Result<Vec<Published>> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        let list = gongkai_store::placeholders(1, chunk.len());
        let mut query = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select d.id, d.agency_path, d.index_number, d.published_on, d.validity, e.content from document d \
             join edition e on e.document_id = d.id and e.number = d.edition \
             where d.id in ({list}) and d.public_state = 'published' order by d.id"
        )));
        for id in chunk {
            query = query.bind(id);
        }
        for row in query.fetch_all(db.read()).await.context("reading records for search")? {
            let id: i64 = row.try_get("id")?;
            all.push(Published {
                id,
                agency_path: row.try_get("agency_path")?,
                index_number: row.try_get("index_number")?,
                published_on: date_of(&row, "published_on")?.context("a public record has its day")?,
                validity: row.try_get("validity")?,
                content: serde_json::from_str(row.try_get::<&str, _>("content")?).with_context(|| format!("content of record {id}"))?,
            });
        }
    }
    Ok(all)
}

/// One end of a confirmed relation between public records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    pub relation: String,
    /// Whether the record in hand is the one that says so.
    pub forward: bool,
    /// The other record, where it is public here.
    pub id: Option<i64>,
    pub title: String,
    pub document_number: String,
    pub published_on: Option<Date>,
}

/// Confirmed relations of a record, both ways, in one question. A target that is not public is named as the text names it.
pub async fn related(db: &Db, id: i64) -> Result<Vec<Related>> {
    let rows = sqlx::query(
        "select 1 as forward, r.relation, t.id, r.target_title as title, r.target_number as document_number, t.published_on, r.ordinal \
         from relation r left join document t on t.id = r.target_id and t.public_state = 'published' \
         where r.document_id = $1 and r.state = 'confirmed' \
         union all \
         select 0 as forward, r.relation, d.id, d.title, coalesce(d.document_number, '') as document_number, d.published_on, r.ordinal \
         from relation r join document d on d.id = r.document_id and d.public_state = 'published' \
         where r.target_id = $1 and r.state = 'confirmed' order by 1 desc, 6 desc, 7",
    )
    .bind(id)
    .fetch_all(db.read())
    .await
    .with_context(|| format!("reading the relations of record {id}"))?;
    rows.iter()
        .map(|row| {
            Ok(Related {
                forward: row.try_get::<i64, _>("forward")? != 0,
                relation: row.try_get("relation")?,
                id: row.try_get("id")?,
                title: row.try_get("title")?,
                document_number: row.try_get("document_number")?,
                published_on: date_of(row, "published_on")?,
            })
        })
        .collect()
}

/// Where a public record of the map of a site stands, and when it last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub id: i64,
    pub edition_at: String,
}

/// The records of a site after an id, for its map.
pub async fn places(db: &Db, scope: &Scope, after: i64, limit: i64) -> Result<Vec<Place>> {
    let rows = sqlx::query(
        "select id, edition_at from document where public_state = 'published' and id > $1 \
         and ($2 = '' or agency_path = $2 or substr(agency_path, 1, length($2) + 1) = $2 || '/') order by id limit $3",
    )
    .bind(after)
    .bind(&scope.root)
    .bind(limit)
    .fetch_all(db.read())
    .await
    .context("reading the places of a site")?;
    rows.iter().map(|row| Ok(Place { id: row.try_get(0)?, edition_at: row.try_get::<Option<String>, _>(1)?.unwrap_or_default() })).collect()
}

/// The newest published edition whose text names a file by its hash; the caller looks for it among the attachments.
pub async fn edition_naming(db: &Db, id: i64, hash: &str) -> Result<Option<Content>> {
    // `like` is known to both backends; a hash holds neither of its special characters.
    let row = sqlx::query(
        "select content from edition where document_id = $1 and content like $2 and closed is null order by number desc limit 1",
    )
    .bind(id)
    .bind(format!("%{hash}%"))
    .fetch_optional(db.read())
    .await
    .with_context(|| format!("looking for a file among the editions of record {id}"))?;
    row.map(|row| serde_json::from_str(&row.try_get::<String, _>(0)?).with_context(|| format!("content of record {id}"))).transpose()
}

/// The id of the last record of a full part of a site's map; none where fewer follow.
pub async fn boundary(db: &Db, scope: &Scope, after: i64, step: i64) -> Result<Option<i64>> {
    let row = sqlx::query(
        "select id from document where public_state = 'published' and id > $1 \
         and ($2 = '' or agency_path = $2 or substr(agency_path, 1, length($2) + 1) = $2 || '/') order by id limit 1 offset $3",
    )
    .bind(after)
    .bind(&scope.root)
    .bind(step - 1)
    .fetch_optional(db.read())
    .await
    .context("parting the map of a site")?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Which of these are public now: the index follows the journal a moment later than pages may.
pub async fn public_among(db: &Db, ids: &[i64]) -> Result<BTreeSet<i64>> {
    let mut public = BTreeSet::new();
    for chunk in ids.chunks(400) {
        let list = gongkai_store::placeholders(1, chunk.len());
        // The state is read, not asked for: a database that knows nothing of numbers would look through all that is public.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(format!("select id, public_state from document where id in ({list})")));
        for id in chunk {
            query = query.bind(id);
        }
        for row in query.fetch_all(db.read()).await.context("asking which records are public")? {
            if row.try_get::<String, _>(1)? == PublicState::Published.code() {
                public.insert(row.try_get(0)?);
            }
        }
    }
    Ok(public)
}
