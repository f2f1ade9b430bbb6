//! What happened, in which order, and has anybody changed the account since?
//!
//! Append-only and hash-chained: every entry's hash covers its fields and the hash before it.

use std::sync::atomic::Ordering;

use anyhow::{Context, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::change::{Change, Fact};
use crate::db::Db;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Entry {
    pub number: i64,
    pub at: String,
    pub actor_kind: String,
    pub actor_id: i64,
    pub actor_name: String,
    pub actor_from: String,
    pub kind: String,
    pub subject: String,
    pub agency: String,
    pub public: bool,
    pub detail: Value,
    pub previous: String,
    pub hash: String,
}

/// The first place where the journal does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    #[error("第 {0} 条之前缺少记录")]
    Missing(i64),
    #[error("第 {0} 条与其前一条不衔接")]
    Unlinked(i64),
    #[error("第 {0} 条的内容与其校验值不符")]
    Altered(i64),
}

const COLUMNS: &str = "number, at, actor_kind, actor_id, actor_name, actor_from, kind, subject, agency, public, detail, previous, hash";

pub(crate) async fn append(change: &mut Change, facts: &[Fact]) -> Result<i64> {
    if facts.is_empty() {
        return Ok(0);
    }
    // The head row is the lock: entries are numbered in the order in which their changes commit.
    let head = sqlx::query("update journal_head set number = number + $1 where id = 1 returning number, hash")
        .bind(facts.len() as i64)
        .fetch_one(change.connection())
        .await
        .context("locking the journal")?;
    let last: i64 = head.try_get(0)?;
    let mut previous: String = head.try_get(1)?;
    let at = change.at_iso();
    let actor = change.actor().clone();
    for (number, fact) in (last - facts.len() as i64 + 1..).zip(facts) {
        let detail = fact.detail.to_string();
        let entry = Entry {
            number,
            at: at.clone(),
            actor_kind: actor.kind.code().to_owned(),
            actor_id: actor.id,
            actor_name: actor.name.clone(),
            actor_from: actor.from.clone(),
            kind: fact.kind.clone(),
            subject: fact.subject.clone(),
            agency: fact.agency.clone(),
            public: fact.public,
            detail: Value::Null,
            previous: previous.clone(),
            hash: String::new(),
        };
        let hash = hash_of(&entry, &detail);
        sqlx::query(
            "insert into journal (number, at, actor_kind, actor_id, actor_name, actor_from, kind, subject, agency, public, \
             detail, previous, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(entry.number)
        .bind(&entry.at)
        .bind(&entry.actor_kind)
        .bind(entry.actor_id)
        .bind(&entry.actor_name)
        .bind(&entry.actor_from)
        .bind(&entry.kind)
        .bind(&entry.subject)
        .bind(&entry.agency)
        .bind(i64::from(entry.public))
        .bind(&detail)
        .bind(&entry.previous)
        .bind(&hash)
        .execute(change.connection())
        .await
        .context("writing the journal")?;
        previous = hash;
    }
    sqlx::query("update journal_head set hash = $1 where id = 1").bind(&previous).execute(change.connection()).await?;
    Ok(last)
}

fn hash_of(entry: &Entry, detail: &str) -> String {
    let mut hasher = Sha256::new();
    for field in [
        entry.previous.as_str(),
        &entry.number.to_string(),
        &entry.at,
        &entry.actor_kind,
        &entry.actor_id.to_string(),
        &entry.actor_name,
        &entry.actor_from,
        &entry.kind,
        &entry.subject,
        &entry.agency,
        if entry.public { "1" } else { "0" },
        detail,
    ] {
        // Length first, so that no two different entries read the same.
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry_of(row: &AnyRow) -> Result<(Entry, String)> {
    let detail: String = row.try_get(10)?;
    let entry = Entry {
        number: row.try_get(0)?,
        at: row.try_get(1)?,
        actor_kind: row.try_get(2)?,
        actor_id: row.try_get(3)?,
        actor_name: row.try_get(4)?,
        actor_from: row.try_get(5)?,
        kind: row.try_get(6)?,
        subject: row.try_get(7)?,
        agency: row.try_get(8)?,
        public: row.try_get::<i64, _>(9)? != 0,
        detail: serde_json::from_str(&detail).unwrap_or(Value::String(detail.clone())),
        previous: row.try_get(11)?,
        hash: row.try_get(12)?,
    };
    Ok((entry, detail))
}

impl Db {
    /// Entries after `number`, oldest first.
    pub async fn journal_after(&self, number: i64, limit: i64) -> Result<Vec<Entry>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("select {COLUMNS} from journal where number > $1 order by number limit $2")))
            .bind(number)
            .bind(limit)
            .fetch_all(self.read())
            .await
            .context("reading the journal")?;
        rows.iter().map(|row| entry_of(row).map(|(entry, _)| entry)).collect()
    }

    /// What happened to one subject, newest first.
    pub async fn journal_of(&self, subject: &str, limit: i64) -> Result<Vec<Entry>> {
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(format!("select {COLUMNS} from journal where subject = $1 order by number desc limit $2")))
                .bind(subject)
                .bind(limit)
                .fetch_all(self.read())
                .await
                .context("reading the journal of a subject")?;
        rows.iter().map(|row| entry_of(row).map(|(entry, _)| entry)).collect()
    }

    /// The journal backwards from `before` (exclusive), for the audit administrator's page; `kind` is a prefix.
    pub async fn journal_page(&self, before: i64, kind: &str, actor: &str, limit: i64) -> Result<Vec<Entry>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from journal where number < $1 and ($2 = '' or substr(kind, 1, length($2)) = $2) \
             and ($3 = '' or actor_name = $3) order by number desc limit $4"
        )))
        .bind(before)
        .bind(kind)
        .bind(actor)
        .bind(limit)
        .fetch_all(self.read())
        .await
        .context("reading the journal backwards")?;
        rows.iter().map(|row| entry_of(row).map(|(entry, _)| entry)).collect()
    }

    /// Number and hash of the last entry.
    pub async fn journal_head(&self) -> Result<(i64, String)> {
        let row = sqlx::query("select number, hash from journal_head where id = 1").fetch_one(self.read()).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// Recomputes the whole chain. `Ok(Ok(n))`: `n` entries hold together.
    pub async fn verify_journal(&self) -> Result<Result<i64, ChainBreak>> {
        let (head, head_hash) = self.journal_head().await?;
        let (mut number, mut previous) = (0, String::new());
        loop {
            let rows =
                sqlx::query(sqlx::AssertSqlSafe(format!("select {COLUMNS} from journal where number > $1 order by number limit 5000")))
                    .bind(number)
                    .fetch_all(self.read())
                    .await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let (entry, detail) = entry_of(row)?;
                if entry.number != number + 1 {
                    return Ok(Err(ChainBreak::Missing(entry.number)));
                }
                if entry.previous != previous {
                    return Ok(Err(ChainBreak::Unlinked(entry.number)));
                }
                if hash_of(&entry, &detail) != entry.hash {
                    return Ok(Err(ChainBreak::Altered(entry.number)));
                }
                number = entry.number;
                previous = entry.hash;
            }
        }
        if number < head {
            return Ok(Err(ChainBreak::Missing(number + 1)));
        }
        if previous != head_hash {
            return Ok(Err(ChainBreak::Unlinked(number)));
        }
        Ok(Ok(number))
    }

    /// How far a follower has read.
    pub async fn follower_position(&self, name: &str) -> Result<i64> {
        let row = sqlx::query("select number from follower where name = $1").bind(name).fetch_optional(self.read()).await?;
        row.map_or(Ok(0), |row| Ok(row.try_get(0)?))
    }

    /// Remembers how far a follower has read. Not journalled: it says nothing of the world.
    pub async fn set_follower_position(&self, name: &str, number: i64) -> Result<()> {
        sqlx::query("insert into follower (name, number) values ($1, $2) on conflict (name) do update set number = excluded.number")
            .bind(name)
            .bind(number)
            .execute(self.write())
            .await?;
        Ok(())
    }

    /// Hears what other nodes wrote: moves the watch and the public generation. Called about once a second.
    pub async fn listen(&self) -> Result<()> {
        let seen = *self.heard.last.borrow();
        let row = sqlx::query("select coalesce(max(number), 0), coalesce(max(public), 0) from journal where number > $1")
            .bind(seen)
            .fetch_one(self.read())
            .await?;
        let last: i64 = row.try_get(0)?;
        if last > seen {
            if row.try_get::<i64, _>(1)? != 0 {
                self.heard.public_generation.fetch_add(1, Ordering::AcqRel);
            }
            self.heard.last.send_replace(last);
        }
        Ok(())
    }
}
