//! What can be done to agencies, sites and accounts? One verb a file: load, decide, save, record.

mod change_agency;
mod create_agency;
mod dissolve_agency;
mod set_roles;
mod set_site;
mod take_on;

pub use change_agency::change_agency;
pub use create_agency::{NewAgency, create_agency};
pub use dissolve_agency::dissolve_agency;
pub use set_roles::set_roles;
pub use set_site::set_site;
pub use take_on::{NewPerson, take_on};

use anyhow::Result;
use gongkai_store::Change;

use crate::directory::Directory;
use crate::tables;

/// The directory as this change sees it, with what it has written already.
async fn directory_within(change: &mut Change) -> Result<Directory> {
    Ok(Directory::new(tables::agencies(change.connection()).await?))
}
