//! Do agencies, people and sites hold together, and does each door open for the right people alone?

#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod doors;
mod pages;
mod people;
mod sign_in;
mod tables;

use gongkai_agencies::{reload_sites, samples};
use gongkai_identity::Role;
use gongkai_testing::TestSite;

const CAPABILITIES: &[gongkai_capability::Capability] = &[gongkai_agencies::CAPABILITY];

/// The sample county with its three administrators and an author.
async fn stage(site: &TestSite) {
    let mut change = site.change().await;
    samples::county(&mut change).await.unwrap();
    change.commit().await.unwrap();
    reload_sites(&site.platform).await.unwrap();
    site.staff("system", "陆系", "qinglan", &[Role::SystemAdministrator]).await;
    site.staff("security", "安全", "qinglan", &[Role::SecurityAdministrator]).await;
    site.staff("audit", "沈计", "qinglan", &[Role::AuditAdministrator]).await;
    site.staff("zhangmin", "张敏", "qinglan/edu", &[Role::Author]).await;
}
