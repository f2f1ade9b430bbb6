//! How are the statements that nothing arose, and the days that set clocks going, kept?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db, placeholders};
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{day, maybe_day};
use crate::catalogue::ItemRef;
use crate::statement::{NilStatement, Occurrence, StatementState};

const COLUMNS: &str =
    "id, line, item_code, agency_path, period, reason, drafted_by, drafted_name, signed_by, signed_name, signed_on, state, note";

fn statement_of(row: &AnyRow) -> Result<NilStatement> {
    let state: String = row.try_get("state")?;
    Ok(NilStatement {
        id: row.try_get("id")?,
        item: ItemRef { line: row.try_get("line")?, code: row.try_get("item_code")? },
        agency: row.try_get("agency_path")?,
        period: row.try_get("period")?,
        reason: row.try_get("reason")?,
        drafted_by: row.try_get("drafted_by")?,
        drafted_name: row.try_get("drafted_name")?,
        signed_name: row.try_get("signed_name")?,
        signed_on: maybe_day(&row.try_get::<String, _>("signed_on")?)?,
        state: state.parse::<StatementState>()?,
        note: row.try_get("note")?,
    })
}

/// All statements of these agencies, in whatever state.
pub(crate) async fn of_agencies(db: &Db, agencies: &[String]) -> Result<Vec<NilStatement>> {
    let named = agencies.len() <= 200;
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let of = if named { format!(" where agency_path in ({})", placeholders(1, agencies.len())) } else { String::new() };
    let statement = format!("select {COLUMNS} from nil_statement{of} order by id");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement));
    if named {
        for agency in agencies {
            query = query.bind(agency);
        }
    }
    query.fetch_all(db.read()).await.context("reading the nil statements")?.iter().map(statement_of).collect()
}

pub(crate) async fn by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<NilStatement>> {
    let statement = format!("select {COLUMNS} from nil_statement where id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(id).fetch_optional(connection).await.context("reading a nil statement")?;
    row.as_ref().map(statement_of).transpose()
}

/// Whether a statement for this period is drafted or signed already.
pub(crate) async fn is_stated(connection: &mut AnyConnection, item: &ItemRef, agency: &str, period: &str) -> Result<bool> {
    let row = sqlx::query(
        "select count(*) from nil_statement where line = $1 and item_code = $2 and agency_path = $3 and period = $4 \
         and state in ('drafted', 'signed')",
    )
    .bind(&item.line)
    .bind(&item.code)
    .bind(agency)
    .bind(period)
    .fetch_one(connection)
    .await
    .context("looking for a nil statement")?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

pub(crate) async fn insert(change: &mut Change, statement: &NilStatement) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "insert into nil_statement (id, line, item_code, agency_path, period, reason, drafted_by, drafted_name, drafted_at, signed_by, \
         signed_name, signed_on, state, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', 'drafted', '')",
    )
    .bind(statement.id)
    .bind(&statement.item.line)
    .bind(&statement.item.code)
    .bind(&statement.agency)
    .bind(&statement.period)
    .bind(&statement.reason)
    .bind(statement.drafted_by)
    .bind(&statement.drafted_name)
    .bind(at)
    .execute(change.connection())
    .await
    .context("drafting a nil statement")?;
    Ok(())
}

pub(crate) async fn decide(change: &mut Change, id: i64, state: StatementState, note: &str) -> Result<()> {
    let (by, name, today) = (change.actor().id, change.actor().name.clone(), change.today().to_string());
    sqlx::query("update nil_statement set state = $2, signed_by = $3, signed_name = $4, signed_on = $5, note = $6 where id = $1")
        .bind(id)
        .bind(state.code())
        .bind(by)
        .bind(name)
        .bind(today)
        .bind(note)
        .execute(change.connection())
        .await
        .with_context(|| format!("deciding nil statement {id}"))?;
    Ok(())
}

/// All occurrences of these agencies.
pub(crate) async fn occurrences(db: &Db, agencies: &[String]) -> Result<Vec<Occurrence>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let named = agencies.len() <= 200;
    let of = if named { format!(" where agency_path in ({})", placeholders(1, agencies.len())) } else { String::new() };
    let statement = format!("select line, item_code, agency_path, on_date, what, by_name from occurrence{of} order by on_date, id");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement));
    if named {
        for agency in agencies {
            query = query.bind(agency);
        }
    }
    let one = |row: &AnyRow| -> Result<Occurrence> {
        Ok(Occurrence {
            item: ItemRef { line: row.try_get("line")?, code: row.try_get("item_code")? },
            agency: row.try_get("agency_path")?,
            on: day(&row.try_get::<String, _>("on_date")?)?,
            what: row.try_get("what")?,
            by_name: row.try_get("by_name")?,
        })
    };
    query.fetch_all(db.read()).await.context("reading the occurrences")?.iter().map(one).collect()
}

pub(crate) async fn insert_occurrence(change: &mut Change, item: &ItemRef, agency: &str, on: Date, what: &str) -> Result<()> {
    let id = change.next("occurrence").await?;
    let (by, at) = (change.actor().name.clone(), change.at_iso());
    sqlx::query(
        "insert into occurrence (id, line, item_code, agency_path, on_date, what, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(&item.line)
    .bind(&item.code)
    .bind(agency)
    .bind(on.to_string())
    .bind(what)
    .bind(by)
    .bind(at)
    .execute(change.connection())
    .await
    .context("noting an occurrence")?;
    Ok(())
}
