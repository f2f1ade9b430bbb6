//! How are agencies, their names and the sites kept?

use std::collections::HashMap;

use anyhow::{Context, Result};
use gongkai_store::Change;
use gongkai_web::SiteProfile;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::agency::{Agency, AgencyData, AgencyId, AgencyKind, FormerName};

fn date(text: &str) -> Result<Option<Date>> {
    if text.is_empty() { Ok(None) } else { Ok(Some(text.parse().with_context(|| format!("reading the day {text}"))?)) }
}

fn json<T: serde::de::DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).with_context(|| format!("reading {column} of an agency"))
}

fn agency_of(row: &AnyRow, former_names: &mut HashMap<i64, Vec<FormerName>>) -> Result<Agency> {
    let id: i64 = row.try_get("id")?;
    let kind: String = row.try_get("kind")?;
    Ok(Agency {
        id: AgencyId(id),
        path: row.try_get("path")?,
        parent: row.try_get("parent")?,
        active: row.try_get::<String, _>("state")? == "active",
        dissolved_on: date(&row.try_get::<String, _>("dissolved_on")?)?,
        successor: row.try_get("successor")?,
        former_names: former_names.remove(&id).unwrap_or_default(),
        data: AgencyData {
            name: row.try_get("name")?,
            short_name: row.try_get("short_name")?,
            code: row.try_get("code")?,
            kind: AgencyKind::from_code(&kind).with_context(|| format!("unknown kind of agency {kind}"))?,
            order_no: row.try_get("order_no")?,
            address: row.try_get("address")?,
            postcode: row.try_get("postcode")?,
            office_hours: row.try_get("office_hours")?,
            phone: row.try_get("phone")?,
            fax: row.try_get("fax")?,
            email: row.try_get("email")?,
            functions: row.try_get("functions")?,
            divisions: json(row, "divisions")?,
            leaders: json(row, "leaders")?,
            openness: json(row, "openness")?,
            abbreviations: json(row, "abbreviations")?,
        },
    })
}

/// Every agency, brothers in their order.
pub(crate) async fn agencies(connection: &mut AnyConnection) -> Result<Vec<Agency>> {
    let mut former_names = former_names(connection).await?;
    let rows = sqlx::query(
        "select id, path, parent, name, short_name, code, kind, order_no, address, postcode, office_hours, phone, fax, email, \
         functions, divisions, leaders, openness, abbreviations, state, successor, dissolved_on from agency order by order_no, id",
    )
    .fetch_all(connection)
    .await
    .context("reading the agencies")?;
    rows.iter().map(|row| agency_of(row, &mut former_names)).collect()
}

async fn former_names(connection: &mut AnyConnection) -> Result<HashMap<i64, Vec<FormerName>>> {
    let rows = sqlx::query(
        "select agency_id, name, short_name, from_on, until_on from agency_name where until_on <> '' order by agency_id, from_on desc",
    )
    .fetch_all(connection)
    .await
    .context("reading the former names")?;
    let mut names = HashMap::<i64, Vec<FormerName>>::new();
    for row in &rows {
        let (from_on, until_on): (String, String) = (row.try_get("from_on")?, row.try_get("until_on")?);
        let (from_on, until_on) =
            (date(&from_on)?.context("a name without a first day")?, date(&until_on)?.context("a name without an end")?);
        let former = FormerName { name: row.try_get("name")?, short_name: row.try_get("short_name")?, from_on, until_on };
        names.entry(row.try_get("agency_id")?).or_default().push(former);
    }
    Ok(names)
}

pub(crate) async fn insert_agency(change: &mut Change, id: AgencyId, path: &str, parent: &str) -> Result<()> {
    sqlx::query(
        "insert into agency (id, path, parent, name, short_name, code, kind, order_no, address, postcode, office_hours, phone, \
         fax, email, functions, divisions, leaders, openness, abbreviations, state, successor, dissolved_on) \
         values ($1, $2, $3, '', '', '', 'department', 0, '', '', '', '', '', '', '', '[]', '[]', '{}', '[]', 'active', '', '')",
    )
    .bind(id.0)
    .bind(path)
    .bind(parent)
    .execute(change.connection())
    .await
    .with_context(|| format!("inserting agency {path}"))?;
    Ok(())
}

pub(crate) async fn update_agency(change: &mut Change, id: AgencyId, data: &AgencyData) -> Result<()> {
    sqlx::query(
        "update agency set name = $2, short_name = $3, code = $4, kind = $5, order_no = $6, address = $7, postcode = $8, \
         office_hours = $9, phone = $10, fax = $11, email = $12, functions = $13, divisions = $14, leaders = $15, \
         openness = $16, abbreviations = $17 where id = $1",
    )
    .bind(id.0)
    .bind(&data.name)
    .bind(&data.short_name)
    .bind(&data.code)
    .bind(data.kind.code())
    .bind(data.order_no)
    .bind(&data.address)
    .bind(&data.postcode)
    .bind(&data.office_hours)
    .bind(&data.phone)
    .bind(&data.fax)
    .bind(&data.email)
    .bind(&data.functions)
    .bind(serde_json::to_string(&data.divisions)?)
    .bind(serde_json::to_string(&data.leaders)?)
    .bind(serde_json::to_string(&data.openness)?)
    .bind(serde_json::to_string(&data.abbreviations)?)
    .execute(change.connection())
    .await
    .with_context(|| format!("changing agency {id}"))?;
    Ok(())
}

pub(crate) async fn dissolve_agency(change: &mut Change, id: AgencyId, on: Date, successor: &str) -> Result<()> {
    sqlx::query("update agency set state = 'dissolved', dissolved_on = $2, successor = $3 where id = $1")
        .bind(id.0)
        .bind(on.to_string())
        .bind(successor)
        .execute(change.connection())
        .await
        .with_context(|| format!("dissolving agency {id}"))?;
    Ok(())
}

/// Notes the name borne from a day on; a second change on one day replaces the first.
pub(crate) async fn name_from(change: &mut Change, id: AgencyId, from_on: Date, data: &AgencyData) -> Result<()> {
    sqlx::query("update agency_name set until_on = $2 where agency_id = $1 and until_on = '' and from_on < $2")
        .bind(id.0)
        .bind(from_on.to_string())
        .execute(change.connection())
        .await?;
    sqlx::query(
        "insert into agency_name (agency_id, from_on, until_on, name, short_name, code) values ($1, $2, '', $3, $4, $5) \
         on conflict (agency_id, from_on) do update set name = excluded.name, short_name = excluded.short_name, code = excluded.code",
    )
    .bind(id.0)
    .bind(from_on.to_string())
    .bind(&data.name)
    .bind(&data.short_name)
    .bind(&data.code)
    .execute(change.connection())
    .await
    .with_context(|| format!("naming agency {id}"))?;
    Ok(())
}

/// Every site, the main one first.
pub(crate) async fn sites(connection: &mut AnyConnection) -> Result<Vec<SiteProfile>> {
    let rows = sqlx::query("select id, host, main, name, root, colour, footer from site order by main desc, host")
        .fetch_all(connection)
        .await
        .context("reading the sites")?;
    let site_of = |row: &AnyRow| -> Result<SiteProfile> {
        Ok(SiteProfile {
            id: row.try_get("id")?,
            host: row.try_get("host")?,
            main: row.try_get::<i64, _>("main")? != 0,
            name: row.try_get("name")?,
            root: row.try_get("root")?,
            colour: row.try_get("colour")?,
            footer: json(row, "footer")?,
        })
    };
    rows.iter().map(site_of).collect()
}

/// The other sites cease to be the main one.
pub(crate) async fn only_main_site(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query("update site set main = 0 where id <> $1 and main = 1").bind(id).execute(change.connection()).await?;
    Ok(())
}

pub(crate) async fn save_site(change: &mut Change, site: &SiteProfile) -> Result<()> {
    sqlx::query(
        "insert into site (id, host, main, name, root, colour, footer) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (id) do update set host = excluded.host, main = excluded.main, name = excluded.name, \
         root = excluded.root, colour = excluded.colour, footer = excluded.footer",
    )
    .bind(site.id)
    .bind(&site.host)
    .bind(i64::from(site.main))
    .bind(&site.name)
    .bind(&site.root)
    .bind(&site.colour)
    .bind(serde_json::to_string(&site.footer)?)
    .execute(change.connection())
    .await
    .with_context(|| format!("saving site {}", site.host))?;
    Ok(())
}
