//! Who must disclose, and who answers for it? 机构、人员、站点.

pub mod acts;
mod agency;
mod directory;
pub mod rules;
pub mod samples;
mod sites;
mod tables;

pub use agency::{Agency, AgencyData, AgencyId, AgencyKind, FormerName, Leader, OpennessContact};
pub use directory::{Directory, directory};
pub use sites::{load_sites, reload_sites};

use gongkai_capability::{Capability, Follower, Place};
use gongkai_store::Migration;

const MIGRATIONS: &[Migration] = &[Migration { name: "agencies/1_agency", sql: include_str!("../migrations/1_agency.sql") }];

pub const CAPABILITY: Capability = Capability {
    migrations: MIGRATIONS,
    followers: &[Follower { name: "agencies.sites", place: Place::Database, follow: sites::follow }],
    ..Capability::new("agencies", "Who must disclose, and who answers for it?")
};
