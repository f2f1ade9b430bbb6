//! An agency is given a field or an item to bear, or no longer bears it; spans that phrases leave open are settled.

use anyhow::{Context, Result};
use gongkai_agencies::Directory;
use gongkai_store::{Change, Fact};
use jiff::civil::Date;
use serde_json::json;

use crate::catalogue::{Bearer, CatalogueId, Target};
use crate::library::Library;
use crate::rules::change::CatalogueRefusal;
use crate::rules::inherit::Items;
use crate::tables;

/// From a day on agencies owe fields or items: all of these, or none.
///
/// # Errors
/// The outer error is a broken database or an unknown catalogue; the inner one lists everything that is wrong.
pub async fn bear(
    change: &mut Change,
    directory: &Directory,
    id: CatalogueId,
    borne: &[(Target, String)],
    from: Date,
) -> Result<Result<(), Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let catalogue = library.get(id).with_context(|| format!("no catalogue {id}"))?;
    let items = library.items_now(id);
    let refusals: Vec<CatalogueRefusal> =
        borne.iter().flat_map(|(target, agency)| against(target, agency, directory, &items, library.bearers(id))).collect();
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    for (target, agency) in borne {
        let number = change.next("bearer").await?;
        let bearer = Bearer { id: number, catalogue: id, target: target.clone(), agency: agency.clone(), from_on: from, until_on: None };
        tables::insert_bearer(change, &bearer).await?;
        let detail = json!({"catalogue": catalogue.code, "target": target.code(), "from": from.to_string()});
        change.record(Fact::public("catalogue.borne", format!("catalogue:{id}"), agency, detail));
    }
    Ok(Ok(()))
}

fn against(target: &Target, agency: &str, directory: &Directory, items: &Items, bearers: &[Bearer]) -> Vec<CatalogueRefusal> {
    let mut refusals = Vec::new();
    if !directory.by_path(agency).is_some_and(|agency| agency.active) {
        refusals.push(CatalogueRefusal::BearerUnknown(agency.to_owned()));
    }
    match target {
        Target::Item(code) if !items.contains_key(code) => refusals.push(CatalogueRefusal::ItemUnknown(code.clone())),
        Target::Field(field) if !items.values().any(|item| item.kept.item.field == *field) => {
            refusals.push(CatalogueRefusal::FieldUnknown(field.clone()));
        }
        _ => {}
    }
    if bearers.iter().any(|own| own.target == *target && own.agency == agency && own.until_on.is_none()) {
        refusals.push(CatalogueRefusal::BorneAlready(target.code()));
    }
    refusals
}

/// An agency bears something no longer from a day on; what it owed before stays its own.
///
/// # Errors
/// The outer error is a broken database; the inner one says that there is no such bearer.
pub async fn unbear(change: &mut Change, id: CatalogueId, bearer: i64, until: Date) -> Result<Result<(), Vec<CatalogueRefusal>>> {
    let library = Library::within(change).await?;
    let known = library.bearers(id).iter().find(|own| own.id == bearer && own.until_on.is_none());
    let Some(known) = known else { return Ok(Err(vec![CatalogueRefusal::BearerUnknown(bearer.to_string())])) };
    let until = until.max(known.from_on);
    tables::end_bearer(change, bearer, until).await?;
    let detail = json!({"target": known.target.code(), "until": until.to_string()});
    change.record(Fact::public("catalogue.unborne", format!("catalogue:{id}"), &known.agency, detail));
    Ok(Ok(()))
}

/// How long 实时 and 及时 are.
#[derive(Debug, Clone, Copy)]
pub struct Settling {
    pub real_time_hours: u16,
    pub prompt_working_days: u16,
}

/// Settles the spans for an agency and those below it, from a day on.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn settle(change: &mut Change, agency: &str, from: Date, spans: Settling) -> Result<Result<(), Vec<CatalogueRefusal>>> {
    let mut refusals = Vec::new();
    if !(1..=20).contains(&spans.prompt_working_days) {
        refusals.push(CatalogueRefusal::PromptTooLong);
    }
    if !(1..=72).contains(&spans.real_time_hours) {
        refusals.push(CatalogueRefusal::RealTimeTooLong);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    tables::settle(change, agency, from, spans.real_time_hours, spans.prompt_working_days).await?;
    let detail =
        json!({"from": from.to_string(), "real_time_hours": spans.real_time_hours, "prompt_working_days": spans.prompt_working_days});
    change.record(Fact::public("catalogue.settled", format!("agency_path:{agency}"), agency, detail));
    Ok(Ok(()))
}
