//! Which records fulfil which items, how are they kept, and how are they read for many agencies at once?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db, placeholders};
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{day, maybe_day};
use crate::catalogue::ItemRef;
use crate::fulfilment::{Fulfilment, FulfilmentState};

const COLUMNS: &str = "line, item_code, agency_path, document_id, title, formed_on, published_on, state, void_on, by_name, why";

/// More than these are not named one by one: everything is read and what was not asked for is left.
const NAMED: usize = 200;

fn fulfilment_of(row: &AnyRow) -> Result<Fulfilment> {
    let text = |at: usize| -> Result<String> { Ok(row.try_get(at)?) };
    let state = text(7)?;
    Ok(Fulfilment {
        item: ItemRef { line: text(0)?, code: text(1)? },
        agency: text(2)?,
        document: row.try_get(3)?,
        title: text(4)?,
        formed_on: maybe_day(&text(5)?)?,
        published_on: day(&text(6)?)?,
        state: state.parse::<FulfilmentState>()?,
        void_on: maybe_day(&text(8)?)?,
        by_name: text(9)?,
        why: text(10)?,
    })
}

/// What restricts a read to some agencies; nothing where they are too many to be named.
fn of_agencies(agencies: &[String]) -> String {
    if agencies.len() > NAMED { String::new() } else { format!(" and agency_path in ({})", placeholders(2, agencies.len())) }
}

/// Confirmed records of these agencies that were public on a day, in one question.
pub(crate) async fn counting_on(db: &Db, agencies: &[String], on: Date) -> Result<Vec<Fulfilment>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "select {COLUMNS} from fulfilment where published_on <= $1 and state <> 'proposed' and (void_on = '' or void_on > $1){}",
        of_agencies(agencies)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(on.to_string());
    if agencies.len() <= NAMED {
        for agency in agencies {
            query = query.bind(agency);
        }
    }
    let rows = query.fetch_all(db.read()).await.context("reading what fulfils the items")?;
    rows.iter().map(fulfilment_of).collect()
}

/// Everything that was said of one record.
pub(crate) async fn of_document(connection: &mut AnyConnection, document: i64) -> Result<Vec<Fulfilment>> {
    let statement = format!("select {COLUMNS} from fulfilment where document_id = $1 order by line, item_code");
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(statement)).bind(document).fetch_all(connection).await.context("reading what a record fulfils")?;
    rows.iter().map(fulfilment_of).collect()
}

/// Records proposed for these agencies and neither confirmed nor declined, the newest first.
pub(crate) async fn proposed(db: &Db, agencies: &[String], most: i64) -> Result<Vec<Fulfilment>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "select {COLUMNS} from fulfilment where state = 'proposed' and void_on = '' and document_id > $1{} \
         order by published_on desc, document_id desc limit {most}",
        of_agencies(agencies)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(0_i64);
    if agencies.len() <= NAMED {
        for agency in agencies {
            query = query.bind(agency);
        }
    }
    let rows = query.fetch_all(db.read()).await.context("reading what is proposed")?;
    rows.iter().map(fulfilment_of).collect()
}

/// Says that a record fulfils an item; said again it counts again, from its own day of publication.
pub(crate) async fn save(change: &mut Change, fulfilment: &Fulfilment) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "insert into fulfilment (line, item_code, agency_path, document_id, title, formed_on, published_on, state, void_on, by_name, at, why) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11) \
         on conflict (document_id, line, item_code, agency_path) do update set title = excluded.title, formed_on = excluded.formed_on, \
         published_on = excluded.published_on, state = excluded.state, void_on = '', by_name = excluded.by_name, at = excluded.at, \
         why = excluded.why",
    )
    .bind(&fulfilment.item.line)
    .bind(&fulfilment.item.code)
    .bind(&fulfilment.agency)
    .bind(fulfilment.document)
    .bind(&fulfilment.title)
    .bind(fulfilment.formed_on.map(|day| day.to_string()).unwrap_or_default())
    .bind(fulfilment.published_on.to_string())
    .bind(fulfilment.state.code())
    .bind(&fulfilment.by_name)
    .bind(at)
    .bind(&fulfilment.why)
    .execute(change.connection())
    .await
    .context("keeping what a record fulfils")?;
    Ok(())
}

/// From a day on a record fulfils this item no longer; what it fulfilled before that day stays so.
pub(crate) async fn void(change: &mut Change, document: i64, item: &ItemRef, on: Date) -> Result<()> {
    sqlx::query(
        "update fulfilment set state = 'void', void_on = $4 where document_id = $1 and line = $2 and item_code = $3 and void_on = ''",
    )
    .bind(document)
    .bind(&item.line)
    .bind(&item.code)
    .bind(on.to_string())
    .execute(change.connection())
    .await
    .context("ending what a record fulfils")?;
    Ok(())
}
