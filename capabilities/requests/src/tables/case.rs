//! How is one request kept?

use anyhow::{Context, Result, bail};
use gongkai_store::{Backend, Change, Db};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{day_of, iso_day};
use crate::case::{AnswerState, Case, PublicAnswer};
use crate::rules::history::Channel;
use crate::rules::outcome::Outcome;

/// The reading of the history by which rows are made now; a row of an older one is ripe.
pub const PROJECTION: i64 = 1;

pub(super) const COLUMNS: [&str; 47] = [
    "id",
    "agency_path",
    "number",
    "submission_key",
    "access_hash",
    "query_hash",
    "access_sealed",
    "parent_id",
    "merged_into",
    "passed_from",
    "document_id",
    "counted",
    "is_open",
    "state",
    "channel",
    "applicant_kind",
    "title",
    "description",
    "medium",
    "delivery",
    "assistance",
    "submitted_on",
    "receipt_on",
    "due_on",
    "provisional",
    "notice_id",
    "waits_until",
    "overdue_told",
    "assignee_id",
    "assignee_name",
    "outcome",
    "replied_on",
    "in_time",
    "days_used",
    "remedies",
    "applicant_key",
    "answer_state",
    "answer_title",
    "answer_question",
    "answer_text",
    "answer_on",
    "erase_on",
    "erased_at",
    "projected_by",
    "version",
    "created_at",
    "changed_at",
];

pub(super) fn case_of(row: &AnyRow) -> Result<Case> {
    let channel: String = row.try_get("channel")?;
    let outcome: String = row.try_get("outcome")?;
    let remedies: String = row.try_get("remedies")?;
    let answer: String = row.try_get("answer_state")?;
    let submitted: String = row.try_get("submitted_on")?;
    Ok(Case {
        id: row.try_get("id")?,
        agency_path: row.try_get("agency_path")?,
        number: row.try_get("number")?,
        submission_key: row.try_get("submission_key")?,
        access_hash: row.try_get("access_hash")?,
        query_hash: row.try_get("query_hash")?,
        access_sealed: row.try_get("access_sealed")?,
        parent_id: row.try_get("parent_id")?,
        merged_into: row.try_get("merged_into")?,
        passed_from: row.try_get("passed_from")?,
        document_id: row.try_get("document_id")?,
        counted: row.try_get::<i64, _>("counted")? != 0,
        is_open: row.try_get::<i64, _>("is_open")? != 0,
        state: row.try_get("state")?,
        channel: channel.parse::<Channel>().context("channel of a request")?,
        applicant_kind: row.try_get::<String, _>("applicant_kind")?.parse().context("kind of an applicant")?,
        title: row.try_get("title")?,
        description: row.try_get("description")?,
        medium: row.try_get("medium")?,
        delivery: row.try_get("delivery")?,
        assistance: row.try_get("assistance")?,
        submitted_on: submitted.parse().context("day of submission")?,
        receipt_on: day_of(row, "receipt_on")?,
        due_on: day_of(row, "due_on")?,
        provisional: row.try_get::<i64, _>("provisional")? != 0,
        notice_id: row.try_get("notice_id")?,
        waits_until: day_of(row, "waits_until")?,
        overdue_told: row.try_get::<i64, _>("overdue_told")? != 0,
        assignee_id: row.try_get("assignee_id")?,
        assignee_name: row.try_get("assignee_name")?,
        outcome: if outcome.is_empty() { None } else { Some(Outcome::from_code(&outcome).context("outcome of a request")?) },
        replied_on: day_of(row, "replied_on")?,
        in_time: row.try_get::<Option<i64>, _>("in_time")?.map(|held| held != 0),
        days_used: row.try_get("days_used")?,
        remedies: serde_json::from_str(&remedies).context("remedies of a request")?,
        applicant_key: row.try_get("applicant_key")?,
        answer: PublicAnswer {
            state: answer.parse::<AnswerState>().context("state of a public answer")?,
            title: row.try_get("answer_title")?,
            question: row.try_get("answer_question")?,
            text: row.try_get("answer_text")?,
            on: day_of(row, "answer_on")?,
        },
        erase_on: day_of(row, "erase_on")?,
        erased_at: row.try_get("erased_at")?,
        projected_by: row.try_get("projected_by")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        changed_at: row.try_get("changed_at")?,
    })
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

/// Binds every column, in the order of [`COLUMNS`].
fn bound<'q>(query: Query<'q>, case: &Case) -> Result<Query<'q>> {
    Ok(query
        .bind(case.id)
        .bind(case.agency_path.clone())
        .bind(case.number.clone())
        .bind(case.submission_key.clone())
        .bind(case.access_hash.clone())
        .bind(case.query_hash.clone())
        .bind(case.access_sealed.clone())
        .bind(case.parent_id)
        .bind(case.merged_into)
        .bind(case.passed_from)
        .bind(case.document_id)
        .bind(i64::from(case.counted))
        .bind(i64::from(case.is_open))
        .bind(case.state.clone())
        .bind(case.channel.code())
        .bind(case.applicant_kind.code())
        .bind(case.title.clone())
        .bind(case.description.clone())
        .bind(case.medium.clone())
        .bind(case.delivery.clone())
        .bind(case.assistance.clone())
        .bind(case.submitted_on.to_string())
        .bind(iso_day(case.receipt_on))
        .bind(iso_day(case.due_on))
        .bind(i64::from(case.provisional))
        .bind(case.notice_id)
        .bind(iso_day(case.waits_until))
        .bind(i64::from(case.overdue_told))
        .bind(case.assignee_id)
        .bind(case.assignee_name.clone())
        .bind(case.outcome.map_or("", |outcome| outcome.code()))
        .bind(iso_day(case.replied_on))
        .bind(case.in_time.map(i64::from))
        .bind(case.days_used)
        .bind(serde_json::to_string(&case.remedies)?)
        .bind(case.applicant_key.clone())
        .bind(case.answer.state.code())
        .bind(case.answer.title.clone())
        .bind(case.answer.question.clone())
        .bind(case.answer.text.clone())
        .bind(iso_day(case.answer.on))
        .bind(iso_day(case.erase_on))
        .bind(case.erased_at.clone())
        .bind(PROJECTION)
        .bind(case.version)
        .bind(case.created_at.clone())
        .bind(case.changed_at.clone()))
}

pub async fn insert(change: &mut Change, case: &Case) -> Result<()> {
    insert_all(change, std::slice::from_ref(case)).await
}

/// Rows of one statement. SQLite looks for each place among all before it: a few thousand of them would take it minutes.
const AT_ONCE: usize = 20;

/// Keeps new requests, many in a statement.
pub async fn insert_all(change: &mut Change, cases: &[Case]) -> Result<()> {
    for chunk in cases.chunks(AT_ONCE) {
        let row = |n: usize| format!("({})", gongkai_store::placeholders(1 + n * COLUMNS.len(), COLUMNS.len()));
        let rows: Vec<String> = (0..chunk.len()).map(row).collect();
        let sql = format!("insert into request ({}) values {}", COLUMNS.join(", "), rows.join(", "));
        let query = chunk.iter().try_fold(sqlx::query(AssertSqlSafe(sql)), bound)?;
        query.execute(change.connection()).await.context("keeping a new request")?;
    }
    Ok(())
}

/// Saves what changed. The caller has locked the row and raised the version by one.
pub async fn save(change: &mut Change, case: &Case) -> Result<()> {
    let set: Vec<String> = COLUMNS.iter().enumerate().skip(1).map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    let sql = format!("update request set {} where id = $1 and version = ${}", set.join(", "), COLUMNS.len() + 1);
    let done = bound(sqlx::query(AssertSqlSafe(sql)), case)?
        .bind(case.version - 1)
        .execute(change.connection())
        .await
        .with_context(|| format!("saving request {}", case.id))?;
    if done.rows_affected() != 1 {
        bail!("request {} was changed by somebody else meanwhile", case.id);
    }
    Ok(())
}

fn selected(condition: &str) -> String {
    format!("select {} from request where {condition}", COLUMNS.join(", "))
}

/// One request, whoever asks: the caller asks the gate.
pub async fn by_id(db: &Db, id: i64) -> Result<Option<Case>> {
    let row = sqlx::query(AssertSqlSafe(selected("id = $1"))).bind(id).fetch_optional(db.read()).await?;
    row.as_ref().map(case_of).transpose()
}

/// The same within a change, and locked until it ends.
pub async fn lock(change: &mut Change, id: i64) -> Result<Option<Case>> {
    // A SQLite change holds the write lock of the whole database already.
    let lock = if change.backend() == Backend::Postgres { " for update" } else { "" };
    let sql = format!("{}{lock}", selected("id = $1"));
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(change.connection()).await?;
    row.as_ref().map(case_of).transpose()
}

/// The request that a form filed already.
pub async fn by_submission(change: &mut Change, key: &str) -> Result<Option<Case>> {
    let sql = selected("submission_key = $1");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(key.to_owned()).fetch_optional(change.connection()).await?;
    row.as_ref().map(case_of).transpose()
}

/// The request of an applicant's own address.
pub async fn by_access(db: &Db, hash: &str) -> Result<Option<Case>> {
    let sql = selected("access_hash = $1");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(hash.to_owned()).fetch_optional(db.read()).await?;
    row.as_ref().map(case_of).transpose()
}

pub async fn by_number(db: &Db, number: &str) -> Result<Option<Case>> {
    let row = sqlx::query(AssertSqlSafe(selected("number = $1"))).bind(number.to_owned()).fetch_optional(db.read()).await?;
    row.as_ref().map(case_of).transpose()
}

/// Matters that were split off from a letter, merged into a request, or what it was passed on as.
pub async fn kin(db: &Db, id: i64) -> Result<Vec<Case>> {
    let sql = format!("{} order by id", selected("parent_id = $1 or merged_into = $1 or passed_from = $1"));
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_all(db.read()).await?;
    rows.iter().map(case_of).collect()
}

/// Requests behind `after` whose clock or retention a job must look at: `day` has come for one of their days, or their row is of
/// an older reading of the history.
pub async fn ripe(db: &Db, day: &str, after: i64, limit: i64) -> Result<Vec<i64>> {
    let rows = sqlx::query(
        "select id from request where id > $2 and ((is_open = 1 and waits_until is not null and waits_until < $1) \
         or (is_open = 1 and due_on is not null and due_on < $1 and overdue_told = 0) \
         or (erase_on is not null and erase_on <= $1 and erased_at is null) or projected_by < $4) order by id limit $3",
    )
    .bind(day.to_owned())
    .bind(after)
    .bind(limit)
    .bind(PROJECTION)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
