//! Who changes what, when, in one piece? A transaction whose commit says in the journal what happened.

use std::sync::atomic::Ordering;

use anyhow::{Context, Result};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Any, AnyConnection, Row, Transaction};

use crate::clock::{beijing_date, iso};
use crate::db::{Backend, Db};
use crate::journal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Staff,
    /// The program itself: a job, the command line.
    System,
    Visitor,
}

impl ActorKind {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::System => "system",
            Self::Visitor => "visitor",
        }
    }
}

/// Who acts, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: i64,
    pub name: String,
    /// Network address, or `cli`, `job`.
    pub from: String,
}

impl Actor {
    #[must_use]
    pub fn system(from: &str) -> Self {
        Self { kind: ActorKind::System, id: 0, name: "系统".to_owned(), from: from.to_owned() }
    }

    #[must_use]
    pub fn visitor(from: &str) -> Self {
        Self { kind: ActorKind::Visitor, id: 0, name: "访客".to_owned(), from: from.to_owned() }
    }
}

/// One thing that happened, as the journal keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// `documents.published`: capability, then verb in the past.
    pub kind: String,
    /// `document:17`
    pub subject: String,
    /// Path of the agency concerned, empty where none is.
    pub agency: String,
    /// Whether a public page, feed or count may read differently now.
    pub public: bool,
    pub detail: Value,
}

impl Fact {
    /// Something that changes what the public sees.
    #[must_use]
    pub fn public(kind: &str, subject: impl Into<String>, agency: &str, detail: Value) -> Self {
        Self { kind: kind.to_owned(), subject: subject.into(), agency: agency.to_owned(), public: true, detail }
    }

    /// Something that concerns staff only.
    #[must_use]
    pub fn internal(kind: &str, subject: impl Into<String>, agency: &str, detail: Value) -> Self {
        Self { kind: kind.to_owned(), subject: subject.into(), agency: agency.to_owned(), public: false, detail }
    }
}

/// The only way to write: a transaction with an actor and an instant.
#[derive(Debug)]
pub struct Change {
    transaction: Transaction<'static, Any>,
    db: Db,
    actor: Actor,
    at: Timestamp,
    facts: Vec<Fact>,
}

impl Change {
    pub(crate) async fn begin(db: &Db, actor: &Actor) -> Result<Self> {
        let statement = match db.backend() {
            // Taking the write lock at once spares the retry that an upgraded read transaction would need.
            Backend::Sqlite => "begin immediate",
            Backend::Postgres => "begin",
        };
        let transaction = db.write().begin_with(statement).await.context("beginning a change")?;
        Ok(Self { transaction, db: db.clone(), actor: actor.clone(), at: db.clock().now(), facts: Vec::new() })
    }

    /// The connection to write through.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The instant as it is stored.
    #[must_use]
    pub fn at_iso(&self) -> String {
        iso(self.at)
    }

    #[must_use]
    pub fn today(&self) -> Date {
        beijing_date(self.at)
    }

    #[must_use]
    pub fn backend(&self) -> Backend {
        self.db.backend()
    }

    /// The next number of a named sequence, from 1, without gaps among what is committed.
    pub async fn next(&mut self, sequence: &str) -> Result<i64> {
        self.next_block(sequence, 1).await
    }

    /// Takes `n` consecutive numbers and gives the first.
    pub async fn next_block(&mut self, sequence: &str, n: i64) -> Result<i64> {
        let row = sqlx::query(
            "insert into sequence (name, value) values ($1, $2) \
             on conflict (name) do update set value = sequence.value + $2 returning value",
        )
        .bind(sequence)
        .bind(n)
        .fetch_one(self.connection())
        .await
        .with_context(|| format!("numbering {sequence}"))?;
        Ok(row.try_get::<i64, _>(0)? - n + 1)
    }

    /// Says what happened; it is written to the journal when the change is committed.
    pub fn record(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Commits everything, with the journal entries, or nothing. Gives the last journal number.
    pub async fn commit(mut self) -> Result<i64> {
        let facts = std::mem::take(&mut self.facts);
        let public = facts.iter().any(|fact| fact.public);
        let last = journal::append(&mut self, &facts).await?;
        let Self { transaction, db, .. } = self;
        transaction.commit().await.context("committing a change")?;
        if public {
            db.heard.public_generation.fetch_add(1, Ordering::AcqRel);
        }
        if !facts.is_empty() {
            let before = last - facts.len() as i64;
            let mut others = false;
            db.heard.last.send_if_modified(|seen| {
                let newer = last > *seen;
                // Another node wrote in between, and what it wrote may have been public: `listen` will not see it any more.
                others = before > *seen;
                *seen = last.max(*seen);
                newer
            });
            if others {
                db.heard.public_generation.fetch_add(1, Ordering::AcqRel);
            }
        }
        Ok(last)
    }
}
