//! What is to be done later, and who is doing it? A queue in the same database, so that a job and its cause are one change.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sqlx::Row;

use crate::change::Change;
use crate::clock::{iso, parse_iso};
use crate::db::Db;

/// A job that this process holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: i64,
    pub kind: String,
    pub payload: Value,
    pub run_at: Timestamp,
    pub attempts: i64,
}

/// After this long without word a job is taken to be abandoned (its node died and did not come back) and may be claimed again.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

impl Change {
    /// Queues a job for `run_at`. With a `key`, an unfinished job of the same kind and key is replaced.
    pub async fn enqueue(&mut self, kind: &str, key: &str, run_at: Timestamp, payload: &Value) -> Result<i64> {
        self.cancel_jobs(kind, key).await?;
        let id = self.next("job").await?;
        sqlx::query(
            "insert into job (id, kind, key, payload, run_at, lease_until, attempts, done_at, error) \
             values ($1, $2, $3, $4, $5, '', 0, null, '')",
        )
        .bind(id)
        .bind(kind)
        .bind(key)
        .bind(payload.to_string())
        .bind(iso(run_at))
        .execute(self.connection())
        .await
        .with_context(|| format!("queueing {kind}"))?;
        Ok(id)
    }

    /// Removes unfinished jobs of a kind and key; an empty key removes nothing.
    pub async fn cancel_jobs(&mut self, kind: &str, key: &str) -> Result<()> {
        if key.is_empty() {
            return Ok(());
        }
        sqlx::query("delete from job where kind = $1 and key = $2 and done_at is null")
            .bind(kind)
            .bind(key)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

impl Db {
    /// Takes the oldest due job, if any. Two workers never get the same one.
    pub async fn claim_job(&self) -> Result<Option<Job>> {
        let now = self.clock().now();
        loop {
            let row = sqlx::query(
                "select id, kind, payload, run_at, attempts, lease_until from job where done_at is null and run_at <= $1 \
                 and lease_until < $1 order by run_at, id limit 1",
            )
            .bind(iso(now))
            .fetch_optional(self.read())
            .await?;
            let Some(row) = row else { return Ok(None) };
            let id: i64 = row.try_get(0)?;
            let lease: String = row.try_get(5)?;
            let taken =
                sqlx::query("update job set lease_until = $1, attempts = attempts + 1, holder = $2 where id = $3 and lease_until = $4")
                    .bind(iso(now + LEASE))
                    .bind(self.node())
                    .bind(id)
                    .bind(&lease)
                    .execute(self.write())
                    .await?
                    .rows_affected();
            if taken == 1 {
                let run_at: String = row.try_get(3)?;
                let payload: String = row.try_get(2)?;
                return Ok(Some(Job {
                    id,
                    kind: row.try_get(1)?,
                    payload: serde_json::from_str(&payload).context("reading a job's payload")?,
                    run_at: parse_iso(&run_at)?,
                    attempts: row.try_get::<i64, _>(4)? + 1,
                }));
            }
        }
    }

    /// Gives back what this node held when it died, so that it is taken up at once and not when the lease is over; what other
    /// nodes hold is left to them. Only for a process that knows itself to be the one worker of its node. Gives how many.
    pub async fn release_jobs(&self) -> Result<u64> {
        if self.node().is_empty() {
            return Ok(0);
        }
        let released = sqlx::query("update job set lease_until = '' where done_at is null and lease_until <> '' and holder = $1")
            .bind(self.node())
            .execute(self.write())
            .await
            .context("giving jobs back")?;
        Ok(released.rows_affected())
    }

    /// Marks a job done, or sets it back for a later attempt: 1, 2, 4 … minutes, given up after eight.
    pub async fn finish_job(&self, job: &Job, outcome: Result<(), String>) -> Result<()> {
        let now = self.clock().now();
        match outcome {
            Ok(()) => {
                sqlx::query("update job set done_at = $1, error = '' where id = $2")
                    .bind(iso(now))
                    .bind(job.id)
                    .execute(self.write())
                    .await?;
            }
            Err(error) => {
                let given_up = job.attempts >= 8;
                let again = now + SignedDuration::from_mins(1 << job.attempts.clamp(0, 8));
                sqlx::query("update job set error = $1, run_at = $2, lease_until = '', done_at = $3 where id = $4")
                    .bind(error)
                    .bind(iso(again))
                    .bind(given_up.then(|| iso(now)))
                    .bind(job.id)
                    .execute(self.write())
                    .await?;
            }
        }
        Ok(())
    }

    /// When the next unfinished job is due.
    pub async fn next_job_at(&self) -> Result<Option<Timestamp>> {
        let row = sqlx::query("select min(run_at) from job where done_at is null").fetch_one(self.read()).await?;
        let at: Option<String> = row.try_get(0)?;
        Ok(at.map(|at| parse_iso(&at)).transpose()?)
    }
}
