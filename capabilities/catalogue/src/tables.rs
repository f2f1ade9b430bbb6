//! How are catalogues, their versions, what they say and who bears it kept?

pub(crate) mod fulfilment;
pub(crate) mod statement;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_store::Change;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::catalogue::{Bearer, Catalogue, CatalogueId, Target, Version};
use crate::rules::inherit::{Entry, Kept};
use crate::rules::term::{Settled, Span, Unit};

pub(crate) fn day(text: &str) -> Result<Date> {
    text.parse().with_context(|| format!("reading the day {text}"))
}

pub(crate) fn maybe_day(text: &str) -> Result<Option<Date>> {
    if text.is_empty() { Ok(None) } else { day(text).map(Some) }
}

fn coded<T: std::str::FromStr<Err = gongkai_law::UnknownCode>>(row: &AnyRow, column: &str) -> Result<T> {
    Ok(row.try_get::<String, _>(column)?.parse::<T>()?)
}

/// The number that rises with every change of what a library holds.
pub(crate) async fn revision(connection: &mut AnyConnection) -> Result<i64> {
    let row = sqlx::query("select coalesce(max(number), 0) from catalogue_revision").fetch_one(connection).await;
    Ok(row.context("reading the revision of catalogues")?.try_get(0)?)
}

pub(crate) async fn revise(change: &mut Change) -> Result<()> {
    sqlx::query(
        "insert into catalogue_revision (id, number) values (1, 1) \
         on conflict (id) do update set number = catalogue_revision.number + 1",
    )
    .execute(change.connection())
    .await
    .context("raising the revision of catalogues")?;
    Ok(())
}

pub(crate) async fn catalogues(connection: &mut AnyConnection) -> Result<Vec<Catalogue>> {
    let rows = sqlx::query("select id, code, title, list_kind, tier, owner, parent_id, filed_on from catalogue order by id")
        .fetch_all(connection)
        .await
        .context("reading the catalogues")?;
    let one = |row: &AnyRow| -> Result<Catalogue> {
        Ok(Catalogue {
            id: CatalogueId(row.try_get("id")?),
            code: row.try_get("code")?,
            title: row.try_get("title")?,
            list_kind: coded(row, "list_kind")?,
            tier: coded(row, "tier")?,
            owner: row.try_get("owner")?,
            parent: row.try_get::<Option<i64>, _>("parent_id")?.map(CatalogueId),
            filed_on: day(&row.try_get::<String, _>("filed_on")?)?,
        })
    };
    rows.iter().map(one).collect()
}

/// Every version, the first of each catalogue first.
pub(crate) async fn versions(connection: &mut AnyConnection) -> Result<Vec<(CatalogueId, Version)>> {
    let rows = sqlx::query(
        "select catalogue_id, number, parent_version, on_date, reason, basis, by_name, sha256 from catalogue_version \
         order by catalogue_id, number",
    )
    .fetch_all(connection)
    .await
    .context("reading the versions of catalogues")?;
    let one = |row: &AnyRow| -> Result<(CatalogueId, Version)> {
        let version = Version {
            number: row.try_get("number")?,
            parent_version: row.try_get("parent_version")?,
            on: day(&row.try_get::<String, _>("on_date")?)?,
            reason: row.try_get("reason")?,
            basis: row.try_get("basis")?,
            by_name: row.try_get("by_name")?,
            sha256: row.try_get("sha256")?,
        };
        Ok((CatalogueId(row.try_get("catalogue_id")?), version))
    };
    rows.iter().map(one).collect()
}

/// Everything that catalogues say themselves. The same text, pinned by a hundred towns, is kept in memory once.
pub(crate) async fn entries(connection: &mut AnyConnection) -> Result<Vec<(CatalogueId, Entry)>> {
    let rows = sqlx::query(
        "select catalogue_id, item_code, version, kind, base_sha256, content, reason from entry order by catalogue_id, item_code, version",
    )
    .fetch_all(connection)
    .await
    .context("reading the entries of catalogues")?;
    let mut texts: HashMap<String, Arc<Kept>> = HashMap::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let text: String = row.try_get("content")?;
        let content = match texts.get(&text) {
            _ if text.is_empty() => None,
            Some(known) => Some(known.clone()),
            None => {
                let item = serde_json::from_str(&text).context("reading an item of a catalogue")?;
                let kept = Arc::new(Kept::new(item));
                texts.insert(text, kept.clone());
                Some(kept)
            }
        };
        let entry = Entry {
            code: row.try_get("item_code")?,
            version: row.try_get("version")?,
            kind: coded(row, "kind")?,
            base: row.try_get("base_sha256")?,
            content,
            reason: row.try_get("reason")?,
        };
        all.push((CatalogueId(row.try_get("catalogue_id")?), entry));
    }
    Ok(all)
}

pub(crate) async fn bearers(connection: &mut AnyConnection) -> Result<Vec<Bearer>> {
    let rows = sqlx::query("select id, catalogue_id, target, agency_path, from_on, until_on from bearer order by id")
        .fetch_all(connection)
        .await
        .context("reading the bearers")?;
    let one = |row: &AnyRow| -> Result<Bearer> {
        let target: String = row.try_get("target")?;
        Ok(Bearer {
            id: row.try_get("id")?,
            catalogue: CatalogueId(row.try_get("catalogue_id")?),
            target: Target::from_code(&target).with_context(|| format!("unknown target of a bearer {target}"))?,
            agency: row.try_get("agency_path")?,
            from_on: day(&row.try_get::<String, _>("from_on")?)?,
            until_on: maybe_day(&row.try_get::<String, _>("until_on")?)?,
        })
    };
    rows.iter().map(one).collect()
}

pub(crate) async fn settled(connection: &mut AnyConnection) -> Result<Vec<(String, Date, Settled)>> {
    let rows =
        sqlx::query("select agency_path, from_on, real_time_hours, prompt_working_days from settled_span order by agency_path, from_on")
            .fetch_all(connection)
            .await
            .context("reading the settled spans")?;
    let one = |row: &AnyRow| -> Result<(String, Date, Settled)> {
        let (hours, days): (i64, i64) = (row.try_get("real_time_hours")?, row.try_get("prompt_working_days")?);
        let settled = Settled {
            real_time: Span { amount: u16::try_from(hours).context("hours of 实时")?, unit: Unit::Hours },
            prompt: Span { amount: u16::try_from(days).context("days of 及时")?, unit: Unit::WorkingDays },
        };
        Ok((row.try_get("agency_path")?, day(&row.try_get::<String, _>("from_on")?)?, settled))
    };
    rows.iter().map(one).collect()
}

pub(crate) async fn insert_catalogue(change: &mut Change, catalogue: &Catalogue) -> Result<()> {
    sqlx::query(
        "insert into catalogue (id, code, title, list_kind, tier, owner, parent_id, filed_on) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(catalogue.id.0)
    .bind(&catalogue.code)
    .bind(&catalogue.title)
    .bind(catalogue.list_kind.code())
    .bind(catalogue.tier.code())
    .bind(&catalogue.owner)
    .bind(catalogue.parent.map(|parent| parent.0))
    .bind(catalogue.filed_on.to_string())
    .execute(change.connection())
    .await
    .with_context(|| format!("inserting catalogue {}", catalogue.code))?;
    Ok(())
}

pub(crate) async fn insert_version(change: &mut Change, id: CatalogueId, version: &Version) -> Result<()> {
    revise(change).await?;
    let (by, at) = (change.actor().id, change.at_iso());
    sqlx::query(
        "insert into catalogue_version (catalogue_id, number, parent_version, on_date, reason, basis, by_id, by_name, at, sha256) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.0)
    .bind(version.number)
    .bind(version.parent_version)
    .bind(version.on.to_string())
    .bind(&version.reason)
    .bind(&version.basis)
    .bind(by)
    .bind(&version.by_name)
    .bind(at)
    .bind(&version.sha256)
    .execute(change.connection())
    .await
    .with_context(|| format!("version {} of catalogue {id}", version.number))?;
    Ok(())
}

/// So many rows of seven values stay below what SQLite binds in one statement.
const ROWS_OF_ENTRIES: usize = 400;

/// Everything that a version says, some hundred rows a statement.
pub(crate) async fn insert_entries(change: &mut Change, id: CatalogueId, entries: &[Entry]) -> Result<()> {
    for part in entries.chunks(ROWS_OF_ENTRIES) {
        let rows: Vec<String> = (0..part.len()).map(|n| format!("({})", gongkai_store::placeholders(n * 7 + 1, 7))).collect();
        let statement =
            format!("insert into entry (catalogue_id, item_code, version, kind, base_sha256, content, reason) values {}", rows.join(", "));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(statement));
        for entry in part {
            query = query
                .bind(id.0)
                .bind(&entry.code)
                .bind(entry.version)
                .bind(entry.kind.code())
                .bind(&entry.base)
                .bind(entry.content.as_ref().map(|kept| kept.item.canonical()).unwrap_or_default())
                .bind(&entry.reason);
        }
        query.execute(change.connection()).await.with_context(|| format!("what catalogue {id} says"))?;
    }
    Ok(())
}

pub(crate) async fn insert_bearer(change: &mut Change, bearer: &Bearer) -> Result<()> {
    revise(change).await?;
    sqlx::query("insert into bearer (id, catalogue_id, target, agency_path, from_on, until_on) values ($1, $2, $3, $4, $5, '')")
        .bind(bearer.id)
        .bind(bearer.catalogue.0)
        .bind(bearer.target.code())
        .bind(&bearer.agency)
        .bind(bearer.from_on.to_string())
        .execute(change.connection())
        .await
        .context("inserting a bearer")?;
    Ok(())
}

pub(crate) async fn end_bearer(change: &mut Change, id: i64, until: Date) -> Result<()> {
    revise(change).await?;
    sqlx::query("update bearer set until_on = $2 where id = $1 and until_on = ''")
        .bind(id)
        .bind(until.to_string())
        .execute(change.connection())
        .await
        .with_context(|| format!("ending bearer {id}"))?;
    Ok(())
}

pub(crate) async fn settle(change: &mut Change, agency: &str, from: Date, hours: u16, days: u16) -> Result<()> {
    revise(change).await?;
    sqlx::query(
        "insert into settled_span (agency_path, from_on, real_time_hours, prompt_working_days) values ($1, $2, $3, $4) \
         on conflict (agency_path, from_on) do update set real_time_hours = excluded.real_time_hours, \
         prompt_working_days = excluded.prompt_working_days",
    )
    .bind(agency)
    .bind(from.to_string())
    .bind(i64::from(hours))
    .bind(i64::from(days))
    .execute(change.connection())
    .await
    .with_context(|| format!("settling the spans of {agency}"))?;
    Ok(())
}
