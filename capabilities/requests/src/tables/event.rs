//! What happened to a request, in the order in which it was written down? Added to, never changed.

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::rules::history::{Event, History};

/// One event with who wrote it down and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noted {
    pub n: i64,
    pub at: String,
    pub actor_name: String,
    #[serde(flatten)]
    pub event: Event,
}

const SELECT: &str = "select request_id, n, at, actor_name, event from request_event";

fn noted_of(row: &AnyRow) -> Result<Noted> {
    let event: String = row.try_get("event")?;
    Ok(Noted {
        n: row.try_get("n")?,
        at: row.try_get("at")?,
        actor_name: row.try_get("actor_name")?,
        event: serde_json::from_str(&event).context("an event of a request")?,
    })
}

/// Adds what happened behind what is known.
pub async fn append(change: &mut Change, request_id: i64, event: &Event) -> Result<()> {
    let (at, actor) = (change.at_iso(), change.actor().clone());
    sqlx::query(
        "insert into request_event (request_id, n, on_day, at, event, actor_id, actor_name) \
         values ($1, (select coalesce(max(n), 0) + 1 from request_event where request_id = $1), $2, $3, $4, $5, $6)",
    )
    .bind(request_id)
    .bind(event.on.to_string())
    .bind(at)
    .bind(serde_json::to_string(event)?)
    .bind(actor.id)
    .bind(actor.name)
    .execute(change.connection())
    .await
    .context("writing down what happened")?;
    Ok(())
}

/// The whole histories of new requests, many events in a statement.
pub async fn insert_all(change: &mut Change, histories: &[(i64, History)]) -> Result<()> {
    let (at, actor) = (change.at_iso(), change.actor().clone());
    let events = histories.iter().flat_map(|(id, history)| (1_i64..).zip(history.events()).map(move |(n, event)| (*id, n, event)));
    let events: Vec<(i64, i64, &Event)> = events.collect();
    // SQLite looks for each place of a statement among all before it.
    for chunk in events.chunks(100) {
        let rows: Vec<String> = (0..chunk.len()).map(|n| format!("({})", gongkai_store::placeholders(1 + n * 7, 7))).collect();
        let sql = format!("insert into request_event (request_id, n, on_day, at, event, actor_id, actor_name) values {}", rows.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, n, event) in chunk {
            query = query.bind(*id).bind(*n).bind(event.on.to_string()).bind(at.clone()).bind(serde_json::to_string(event)?);
            query = query.bind(actor.id).bind(actor.name.clone());
        }
        query.execute(change.connection()).await.context("writing down what happened")?;
    }
    Ok(())
}

/// All that happened, as it was written down.
pub async fn of(db: &Db, request_id: i64) -> Result<Vec<Noted>> {
    let mut connection = db.read().acquire().await?;
    within(&mut connection, request_id).await
}

/// The same within a change.
pub async fn within(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<Noted>> {
    let sql = format!("{SELECT} where request_id = $1 order by n");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(request_id).fetch_all(connection).await?;
    rows.iter().map(noted_of).collect()
}

/// The histories of several requests, each with its number, in one query.
pub async fn of_many(db: &Db, ids: &[i64]) -> Result<Vec<(i64, History)>> {
    let mut all: Vec<(i64, Vec<Event>)> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        let sql = format!("{SELECT} where request_id in ({}) order by request_id, n", gongkai_store::placeholders(1, chunk.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in chunk {
            query = query.bind(*id);
        }
        for row in &query.fetch_all(db.read()).await? {
            let id: i64 = row.try_get("request_id")?;
            let event = noted_of(row)?.event;
            match all.last_mut() {
                Some((last, events)) if *last == id => events.push(event),
                _ => all.push((id, vec![event])),
            }
        }
    }
    Ok(all.into_iter().map(|(id, events)| (id, History::new(events))).collect())
}
