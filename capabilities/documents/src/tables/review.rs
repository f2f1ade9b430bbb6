//! Which approvals, links and exemptions were given for a document?

use anyhow::Result;
use gongkai_store::{Change, Db};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::rules::workflow::{Approval, Step};

/// One decision of a reviewer, as the record of the review shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub id: i64,
    pub step: String,
    pub step_label: String,
    pub content_sha256: String,
    pub staff_id: i64,
    pub name: String,
    pub at: String,
    pub decision: String,
    pub opinion: String,
    pub voided_at: Option<String>,
}

/// A finding that somebody allowed lifted with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exemption {
    pub finding: String,
    pub reason: String,
    pub name: String,
    pub at: String,
}

/// A one-time link for somebody without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalLink {
    pub document_id: i64,
    pub step: Step,
    pub name: String,
    pub content_sha256: String,
    pub expires_at: String,
    pub used_at: Option<String>,
}

fn decision_of(row: &AnyRow) -> Result<Decision> {
    let step: String = row.try_get("step")?;
    Ok(Decision {
        id: row.try_get("id")?,
        step_label: Step::from_code(&step).map_or("", Step::label).to_owned(),
        step,
        content_sha256: row.try_get("content_sha256")?,
        staff_id: row.try_get("staff_id")?,
        name: row.try_get("name")?,
        at: row.try_get("at")?,
        decision: row.try_get("decision")?,
        opinion: row.try_get("opinion")?,
        voided_at: row.try_get("voided_at")?,
    })
}

/// Every decision, oldest first.
pub async fn decisions(db: &Db, document_id: i64) -> Result<Vec<Decision>> {
    let rows = sqlx::query(
        "select id, step, content_sha256, staff_id, name, at, decision, opinion, voided_at from approval where document_id = $1 order by id",
    )
    .bind(document_id)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(decision_of).collect()
}

/// The approvals that hold.
pub async fn holding(connection: &mut AnyConnection, document_id: i64) -> Result<Vec<Approval>> {
    let rows = sqlx::query(
        "select step, staff_id, content_sha256 from approval where document_id = $1 and decision = 'approved' and voided_at is null order by id",
    )
    .bind(document_id)
    .fetch_all(connection)
    .await?;
    let mut all = Vec::new();
    for row in &rows {
        if let Some(step) = Step::from_code(&row.try_get::<String, _>(0)?) {
            all.push(Approval { step, staff_id: row.try_get(1)?, content_sha256: row.try_get(2)? });
        }
    }
    Ok(all)
}

/// The holding approvals of several documents: (document, approval).
pub async fn holding_of(db: &Db, ids: &[i64]) -> Result<Vec<(i64, Approval)>> {
    let mut all = Vec::new();
    for chunk in ids.chunks(400) {
        let sql = format!(
            "select document_id, step, staff_id, content_sha256 from approval where decision = 'approved' and voided_at is null \
             and document_id in ({}) order by id",
            gongkai_store::placeholders(1, chunk.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for id in chunk {
            query = query.bind(id);
        }
        for row in query.fetch_all(db.read()).await? {
            if let Some(step) = Step::from_code(&row.try_get::<String, _>(1)?) {
                all.push((row.try_get(0)?, Approval { step, staff_id: row.try_get(2)?, content_sha256: row.try_get(3)? }));
            }
        }
    }
    Ok(all)
}

/// Notes a decision of the change's actor.
pub async fn insert_decision(
    change: &mut Change,
    document_id: i64,
    step: Step,
    content_sha256: &str,
    approved: bool,
    opinion: &str,
) -> Result<()> {
    let id = change.next("approval").await?;
    let (at, actor) = (change.at_iso(), change.actor().clone());
    sqlx::query(
        "insert into approval (id, document_id, step, content_sha256, staff_id, name, at, decision, opinion, voided_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)",
    )
    .bind(id)
    .bind(document_id)
    .bind(step.code())
    .bind(content_sha256)
    .bind(actor.id)
    .bind(actor.name)
    .bind(at)
    .bind(if approved { "approved" } else { "returned" })
    .bind(opinion)
    .execute(change.connection())
    .await?;
    Ok(())
}

/// Voids every approval that holds; gives how many did.
pub async fn void_all(change: &mut Change, document_id: i64) -> Result<u64> {
    let at = change.at_iso();
    let done = sqlx::query("update approval set voided_at = $1 where document_id = $2 and decision = 'approved' and voided_at is null")
        .bind(at)
        .bind(document_id)
        .execute(change.connection())
        .await?;
    Ok(done.rows_affected())
}

pub async fn insert_link(change: &mut Change, token_sha256: &str, link: &ApprovalLink) -> Result<()> {
    let made_by = change.actor().id;
    sqlx::query(
        "insert into approval_link (token_sha256, document_id, step, name, content_sha256, made_by, expires_at, used_at) \
         values ($1, $2, $3, $4, $5, $6, $7, null)",
    )
    .bind(token_sha256)
    .bind(link.document_id)
    .bind(link.step.code())
    .bind(&link.name)
    .bind(&link.content_sha256)
    .bind(made_by)
    .bind(&link.expires_at)
    .execute(change.connection())
    .await?;
    Ok(())
}

pub async fn link(db: &Db, token_sha256: &str) -> Result<Option<ApprovalLink>> {
    let row = sqlx::query("select document_id, step, name, content_sha256, expires_at, used_at from approval_link where token_sha256 = $1")
        .bind(token_sha256)
        .fetch_optional(db.read())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(step) = Step::from_code(&row.try_get::<String, _>(1)?) else { return Ok(None) };
    Ok(Some(ApprovalLink {
        document_id: row.try_get(0)?,
        step,
        name: row.try_get(2)?,
        content_sha256: row.try_get(3)?,
        expires_at: row.try_get(4)?,
        used_at: row.try_get(5)?,
    }))
}

/// Uses a link up; false where somebody was faster.
pub async fn use_link(change: &mut Change, token_sha256: &str) -> Result<bool> {
    let at = change.at_iso();
    let done = sqlx::query("update approval_link set used_at = $1 where token_sha256 = $2 and used_at is null")
        .bind(at)
        .bind(token_sha256)
        .execute(change.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn insert_exemption(change: &mut Change, document_id: i64, finding: &str, reason: &str) -> Result<()> {
    let (at, actor) = (change.at_iso(), change.actor().clone());
    sqlx::query(
        "insert into exemption (document_id, finding, reason, staff_id, name, at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (document_id, finding) do update set reason = excluded.reason, staff_id = excluded.staff_id, \
         name = excluded.name, at = excluded.at",
    )
    .bind(document_id)
    .bind(finding)
    .bind(reason)
    .bind(actor.id)
    .bind(actor.name)
    .bind(at)
    .execute(change.connection())
    .await?;
    Ok(())
}

pub async fn delete_exemption(change: &mut Change, document_id: i64, finding: &str) -> Result<()> {
    sqlx::query("delete from exemption where document_id = $1 and finding = $2")
        .bind(document_id)
        .bind(finding)
        .execute(change.connection())
        .await?;
    Ok(())
}

pub async fn exemptions(db: &Db, document_id: i64) -> Result<Vec<Exemption>> {
    let rows = sqlx::query("select finding, reason, name, at from exemption where document_id = $1 order by at, finding")
        .bind(document_id)
        .fetch_all(db.read())
        .await?;
    rows.iter()
        .map(|row| Ok(Exemption { finding: row.try_get(0)?, reason: row.try_get(1)?, name: row.try_get(2)?, at: row.try_get(3)? }))
        .collect()
}
