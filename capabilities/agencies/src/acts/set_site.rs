//! A site is set up or changed: its host, its look, its footer.

use anyhow::Result;
use gongkai_store::{Change, Fact};
use gongkai_web::SiteProfile;
use serde_json::json;

use crate::acts::change_agency::differences;
use crate::rules::site::{SiteRefusal, check_site};
use crate::tables;

/// Keeps a site; one with the number 0 is new. Marking it the main one takes the mark from the other. Gives its number.
/// Whoever serves pages replaces the platform's sites after the commit ([`crate::reload_sites`]).
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn set_site(change: &mut Change, site: &SiteProfile) -> Result<Result<i64, Vec<SiteRefusal>>> {
    let directory = super::directory_within(change).await?;
    let sites = tables::sites(change.connection()).await?;
    let refusals = check_site(site, &sites, &directory);
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let old = sites.iter().find(|known| known.id == site.id);
    let id = if site.id == 0 { change.next("site").await? } else { site.id };
    let site = SiteProfile { id, ..site.clone() };
    if old == Some(&site) {
        return Ok(Ok(id));
    }
    if site.main {
        tables::only_main_site(change, id).await?;
    }
    tables::save_site(change, &site).await?;
    let changed = differences(&json!(old), &json!(site));
    let detail = if old.is_some() { json!({"changed": changed}) } else { json!(site) };
    change.record(Fact::public("agencies.site_set", format!("site:{id}"), &site.root, detail));
    Ok(Ok(id))
}
