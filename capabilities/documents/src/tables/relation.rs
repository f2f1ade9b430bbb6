//! Which texts does this one amend, repeal, carry out or explain, and what happened to its force?

use anyhow::{Context, Result};
use gongkai_law::ValidityFact;
use gongkai_store::{Change, Db};
use serde::Serialize;
use sqlx::{AnyConnection, Row};

/// A relation from one document to another, which may not be kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    pub ordinal: i64,
    pub relation: String,
    pub target_id: Option<i64>,
    pub target_title: String,
    pub target_number: String,
    /// proposed | confirmed | rejected
    pub state: String,
}

/// A relation seen from its other end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backward {
    pub relation: String,
    pub document_id: i64,
    pub title: String,
    pub document_number: Option<String>,
}

pub async fn of(db: &Db, document_id: i64) -> Result<Vec<Relation>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, document_id).await
}

pub async fn within(connection: &mut AnyConnection, document_id: i64) -> Result<Vec<Relation>> {
    let rows = sqlx::query(
        "select ordinal, relation, target_id, target_title, target_number, state from relation where document_id = $1 order by ordinal",
    )
    .bind(document_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Relation {
                ordinal: row.try_get(0)?,
                relation: row.try_get(1)?,
                target_id: row.try_get(2)?,
                target_title: row.try_get(3)?,
                target_number: row.try_get(4)?,
                state: row.try_get(5)?,
            })
        })
        .collect()
}

/// What public documents say of this one, by confirmed relations.
pub async fn towards(db: &Db, document_id: i64) -> Result<Vec<Backward>> {
    let rows = sqlx::query(
        "select r.relation, d.id, d.title, d.document_number from relation r join document d on d.id = r.document_id \
         where r.target_id = $1 and r.state = 'confirmed' and d.public_state = 'published' order by d.published_on desc, d.id desc",
    )
    .bind(document_id)
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Backward {
                relation: row.try_get(0)?,
                document_id: row.try_get(1)?,
                title: row.try_get(2)?,
                document_number: row.try_get(3)?,
            })
        })
        .collect()
}

pub async fn replace(change: &mut Change, document_id: i64, relations: &[Relation]) -> Result<()> {
    sqlx::query("delete from relation where document_id = $1").bind(document_id).execute(change.connection()).await?;
    for (ordinal, relation) in (1_i64..).zip(relations) {
        sqlx::query(
            "insert into relation (document_id, ordinal, relation, target_id, target_title, target_number, state) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(document_id)
        .bind(ordinal)
        .bind(&relation.relation)
        .bind(relation.target_id)
        .bind(&relation.target_title)
        .bind(&relation.target_number)
        .bind(&relation.state)
        .execute(change.connection())
        .await?;
    }
    Ok(())
}

/// The public record that bears a number or, failing that, exactly this title. A draft is never found: what it will say, and
/// whether it will ever be public, is not decided.
pub async fn find_target(connection: &mut AnyConnection, number_tail: &str, title: &str, not: i64) -> Result<Option<i64>> {
    if !number_tail.is_empty() {
        let row = sqlx::query(
            "select id from document where document_number = $1 and id <> $2 and public_state = 'published' order by id limit 1",
        )
        .bind(number_tail)
        .bind(not)
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(row) = row {
            return Ok(Some(row.try_get(0)?));
        }
    }
    if title.is_empty() {
        return Ok(None);
    }
    let row = sqlx::query("select id from document where title = $1 and id <> $2 and public_state = 'published' order by id limit 1")
        .bind(title)
        .bind(not)
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Lets relations that found no target yet find a record that became public: those still to be decided, and those that change
/// nothing of its force. What repeals or amends it is decided by somebody who sees both.
pub async fn adopt(change: &mut Change, target: i64, number: &str, title: &str) -> Result<()> {
    // Two questions, each with an index of its own: asked together they go through every relation that has no target yet.
    for (wanted, word) in [("target_number = $2", number), ("target_title = $2 and target_number = ''", title)] {
        if word.is_empty() {
            continue;
        }
        let sql = format!(
            "update relation set target_id = $1 where {wanted} and target_id is null and document_id <> $1 \
             and (state = 'proposed' or relation not in ('repeals', 'replaces', 'amends'))"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(target)
            .bind(word)
            .execute(change.connection())
            .await
            .with_context(|| format!("letting relations find record {target}"))?;
    }
    Ok(())
}

/// Whether a record is or was public: only then can another text change its force.
pub async fn was_public(connection: &mut AnyConnection, id: i64) -> Result<bool> {
    let row = sqlx::query("select 1 from document where id = $1 and public_state <> 'none'").bind(id).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// A fact about the force of a document, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedFact {
    pub ordinal: i64,
    pub fact: ValidityFact,
    pub by_document_id: Option<i64>,
    pub note: String,
    pub recorded_by: String,
}

pub async fn facts(connection: &mut AnyConnection, document_id: i64) -> Result<Vec<RecordedFact>> {
    let rows = sqlx::query(
        "select ordinal, fact, by_document_id, note, recorded_by from validity_fact where document_id = $1 order by on_date, ordinal",
    )
    .bind(document_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let fact: String = row.try_get(1)?;
            Ok(RecordedFact {
                ordinal: row.try_get(0)?,
                fact: serde_json::from_str(&fact).context("a fact of validity")?,
                by_document_id: row.try_get(2)?,
                note: row.try_get(3)?,
                recorded_by: row.try_get(4)?,
            })
        })
        .collect()
}

pub async fn insert_fact(change: &mut Change, document_id: i64, fact: &ValidityFact, by: Option<i64>, note: &str) -> Result<()> {
    let recorded_by = change.actor().name.clone();
    sqlx::query(
        "insert into validity_fact (document_id, ordinal, on_date, fact, by_document_id, note, recorded_by) \
         select $1, coalesce(max(ordinal), 0) + 1, $2, $3, $4, $5, $6 from validity_fact where document_id = $1",
    )
    .bind(document_id)
    .bind(fact.on.to_string())
    .bind(serde_json::to_string(fact)?)
    .bind(by)
    .bind(note)
    .bind(recorded_by)
    .execute(change.connection())
    .await?;
    Ok(())
}

/// Takes back what another document's publication said, when that publication is withdrawn.
pub async fn delete_facts_by(change: &mut Change, by: i64) -> Result<Vec<i64>> {
    let rows = sqlx::query("delete from validity_fact where by_document_id = $1 returning document_id")
        .bind(by)
        .fetch_all(change.connection())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
