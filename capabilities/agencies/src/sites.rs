//! Which sites does this installation serve, and how does a running node hear that one changed?

use std::sync::Arc;

use anyhow::Result;
use gongkai_capability::{BoxFuture, Platform};
use gongkai_store::{Db, Entry};
use gongkai_web::SiteProfile;

use crate::tables;

/// Every site, the main one first.
pub async fn load_sites(db: &Db) -> Result<Vec<SiteProfile>> {
    let mut connection = db.read().acquire().await?;
    tables::sites(&mut connection).await
}

/// Serves the sites as they stand now; leaves what is served alone while there is none.
pub async fn reload_sites(platform: &Platform) -> Result<()> {
    let sites = load_sites(&platform.db).await?;
    if !sites.is_empty() {
        platform.sites.replace(sites);
    }
    Ok(())
}

pub(crate) fn follow(platform: Arc<Platform>, entries: Vec<Entry>) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        if entries.iter().any(|entry| entry.kind == "agencies.site_set") {
            reload_sites(&platform).await?;
        }
        Ok(())
    })
}
