//! Which letters were written about a request, who reviewed them, and how did they go out?

use anyhow::{Context, Result, bail};
use gongkai_store::{Change, Db};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::file::CaseFile;
use super::{day_of, iso_day};
use crate::rules::history::ReviewKind;
use crate::rules::outcome::Outcome;

gongkai_law::coded! {
    /// How far a letter has come.
    pub enum LetterState "文书状态" {
        Draft => "draft", "起草";
        InReview => "in_review", "审核中";
        Signed => "signed", "已签发";
        Sent => "sent", "已发出";
        Dropped => "dropped", "作废";
    }
}

/// One paper of D02 to D28.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLetter {
    pub id: i64,
    pub request_id: i64,
    pub code: String,
    /// `applicant`, or the part of the person it goes to.
    pub addressee: String,
    pub number: String,
    /// What fills the template.
    pub body: serde_json::Value,
    /// What reviews approve.
    pub body_sha256: String,
    pub outcome: Option<Outcome>,
    pub state: LetterState,
    pub drafted_by: i64,
    pub drafted_name: String,
    pub signed_name: String,
    pub signed_on: Option<Date>,
    pub pdf_sha256: String,
    pub docx_sha256: String,
    pub way: String,
    pub tracking: String,
    pub sent_on: Option<Date>,
    pub received_on: Option<Date>,
    pub version: i64,
    pub at: String,
}

impl CaseLetter {
    /// Whether this answer is out and names the file as given beside it: that, as it was reviewed, and nothing else that lies in the
    /// case.
    #[must_use]
    pub fn gives(&self, file: &CaseFile) -> bool {
        let named = self.body.get("enclosures").and_then(serde_json::Value::as_array).into_iter().flatten();
        let sent = self.addressee == "applicant" && self.state == LetterState::Sent;
        sent && file.kind == "released" && named.into_iter().any(|one| one["file"] == file.id && one["sha256"] == file.sha256)
    }
}

/// A review of an answer; it holds for the bytes it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    pub id: i64,
    pub letter_id: i64,
    pub kind: ReviewKind,
    pub staff_id: i64,
    pub name: String,
    pub at: String,
    pub approved: bool,
    pub opinion: String,
    pub body_sha256: String,
}

const COLUMNS: [&str; 21] = [
    "id",
    "request_id",
    "code",
    "addressee",
    "number",
    "body",
    "body_sha256",
    "outcome",
    "state",
    "drafted_by",
    "drafted_name",
    "signed_name",
    "signed_on",
    "pdf_sha256",
    "docx_sha256",
    "way",
    "tracking",
    "sent_on",
    "received_on",
    "version",
    "at",
];

fn letter_of(row: &AnyRow) -> Result<CaseLetter> {
    let body: String = row.try_get("body")?;
    let outcome: String = row.try_get("outcome")?;
    let state: String = row.try_get("state")?;
    Ok(CaseLetter {
        id: row.try_get("id")?,
        request_id: row.try_get("request_id")?,
        code: row.try_get("code")?,
        addressee: row.try_get("addressee")?,
        number: row.try_get("number")?,
        body: serde_json::from_str(&body).context("body of a letter")?,
        body_sha256: row.try_get("body_sha256")?,
        outcome: if outcome.is_empty() { None } else { Some(outcome.parse().context("outcome of a letter")?) },
        state: state.parse().context("state of a letter")?,
        drafted_by: row.try_get("drafted_by")?,
        drafted_name: row.try_get("drafted_name")?,
        signed_name: row.try_get("signed_name")?,
        signed_on: day_of(row, "signed_on")?,
        pdf_sha256: row.try_get("pdf_sha256")?,
        docx_sha256: row.try_get("docx_sha256")?,
        way: row.try_get("way")?,
        tracking: row.try_get("tracking")?,
        sent_on: day_of(row, "sent_on")?,
        received_on: day_of(row, "received_on")?,
        version: row.try_get("version")?,
        at: row.try_get("at")?,
    })
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn bound<'q>(query: Query<'q>, letter: &CaseLetter) -> Result<Query<'q>> {
    // A number is borne once; letters without one do not collide.
    Ok(query
        .bind(letter.id)
        .bind(letter.request_id)
        .bind(letter.code.clone())
        .bind(letter.addressee.clone())
        .bind(letter.number.clone())
        .bind(serde_json::to_string(&letter.body)?)
        .bind(letter.body_sha256.clone())
        .bind(letter.outcome.map_or("", |outcome| outcome.code()))
        .bind(letter.state.code())
        .bind(letter.drafted_by)
        .bind(letter.drafted_name.clone())
        .bind(letter.signed_name.clone())
        .bind(iso_day(letter.signed_on))
        .bind(letter.pdf_sha256.clone())
        .bind(letter.docx_sha256.clone())
        .bind(letter.way.clone())
        .bind(letter.tracking.clone())
        .bind(iso_day(letter.sent_on))
        .bind(iso_day(letter.received_on))
        .bind(letter.version)
        .bind(letter.at.clone()))
}

fn number_key(letter: &CaseLetter) -> Option<String> {
    (!letter.number.is_empty()).then(|| letter.number.clone())
}

pub async fn insert(change: &mut Change, letter: &CaseLetter) -> Result<()> {
    let sql = format!(
        "insert into request_letter ({}, number_key) values ({})",
        COLUMNS.join(", "),
        gongkai_store::placeholders(1, COLUMNS.len() + 1)
    );
    let query = bound(sqlx::query(AssertSqlSafe(sql)), letter)?.bind(number_key(letter));
    query.execute(change.connection()).await.context("keeping a letter")?;
    Ok(())
}

/// Saves what changed. The caller has raised the version by one.
pub async fn save(change: &mut Change, letter: &CaseLetter) -> Result<()> {
    let set: Vec<String> = COLUMNS.iter().enumerate().skip(1).map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    let n = COLUMNS.len();
    let sql = format!("update request_letter set {}, number_key = ${} where id = $1 and version = ${}", set.join(", "), n + 1, n + 2);
    let query = bound(sqlx::query(AssertSqlSafe(sql)), letter)?.bind(number_key(letter)).bind(letter.version - 1);
    if query.execute(change.connection()).await.context("saving a letter")?.rows_affected() != 1 {
        bail!("letter {} was changed by somebody else meanwhile", letter.id);
    }
    Ok(())
}

/// All letters of a request, oldest first.
pub async fn of(db: &Db, request_id: i64) -> Result<Vec<CaseLetter>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, request_id).await
}

/// The same within a change.
pub async fn within(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<CaseLetter>> {
    let sql = format!("select {} from request_letter where request_id = $1 order by id", COLUMNS.join(", "));
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(request_id).fetch_all(connection).await?;
    rows.iter().map(letter_of).collect()
}

pub async fn add_review(change: &mut Change, review: &Review) -> Result<()> {
    sqlx::query(
        "insert into request_review (id, letter_id, kind, staff_id, name, at, approved, opinion, body_sha256) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(review.id)
    .bind(review.letter_id)
    .bind(review.kind.code())
    .bind(review.staff_id)
    .bind(review.name.clone())
    .bind(review.at.clone())
    .bind(i64::from(review.approved))
    .bind(review.opinion.clone())
    .bind(review.body_sha256.clone())
    .execute(change.connection())
    .await?;
    Ok(())
}

/// Every review of a request's letters, oldest first.
pub async fn reviews(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<Review>> {
    let rows = sqlx::query(
        "select r.id, r.letter_id, r.kind, r.staff_id, r.name, r.at, r.approved, r.opinion, r.body_sha256 from request_review r \
         join request_letter l on l.id = r.letter_id where l.request_id = $1 order by r.id",
    )
    .bind(request_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            Ok(Review {
                id: row.try_get("id")?,
                letter_id: row.try_get("letter_id")?,
                kind: kind.parse().context("kind of a review")?,
                staff_id: row.try_get("staff_id")?,
                name: row.try_get("name")?,
                at: row.try_get("at")?,
                approved: row.try_get::<i64, _>("approved")? != 0,
                opinion: row.try_get("opinion")?,
                body_sha256: row.try_get("body_sha256")?,
            })
        })
        .collect()
}
