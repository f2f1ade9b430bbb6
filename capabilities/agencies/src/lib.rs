//! Who must disclose, and who answers for it? 机构、人员、站点.

pub mod acts;
mod agency;
mod directory;
pub mod rules;
pub mod samples;
mod sites;
mod staff;
mod tables;

pub use agency::{Agency, AgencyData, AgencyId, AgencyKind, FormerName, Leader, OpennessContact};
pub use directory::{Directory, directory};
pub use sites::{load_sites, reload_sites};

use gongkai_capability::{Capability, Follower, Place};
use gongkai_store::Migration;
use rust_embed::RustEmbed;

const MIGRATIONS: &[Migration] = &[Migration { name: "agencies/1_agency", sql: include_str!("../migrations/1_agency.sql") }];

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

pub const CAPABILITY: Capability = Capability {
    migrations: MIGRATIONS,
    templates: || gongkai_web::templates::embedded::<Templates>("agencies/"),
    routes: staff::routes,
    menu: staff::MENU,
    facts: staff::FACTS,
    followers: &[Follower { name: "agencies.sites", place: Place::Database, follow: sites::follow }],
    ..Capability::new("agencies", "Who must disclose, and who answers for it?")
};
