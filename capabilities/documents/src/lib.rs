//! How does a document become public, and is it in force? Drafting, review, publication, editions and validity.

pub mod acts;
mod api;
pub mod content;
pub mod document;
mod doer;
pub mod filter;
pub mod incoming;
pub mod kind;
mod papers;
pub mod public;
pub mod rules;
pub mod screening;
mod searchable;
mod staff;
pub mod tables;

pub use content::{Attachment, Content, Handling};
pub use document::{Document, PublicState, State};
pub use doer::Doer;
pub use filter::{Facet, Filter, Sort};
pub use kind::Kind;

use gongkai_capability::{Capability, JobKind, Route, Searchable};
use gongkai_store::Migration;

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability {
    migrations: &[
        Migration { name: "documents/1_document", sql: include_str!("../migrations/1_document.sql") },
        Migration { name: "documents/2_closed_edition", sql: include_str!("../migrations/2_closed_edition.sql") },
        Migration { name: "documents/3_lookups", sql: include_str!("../migrations/3_lookups.sql") },
        Migration { name: "documents/3_listed", sql: include_str!("../migrations/3_listed.sql") },
    ],
    templates: || gongkai_web::templates::embedded::<Embedded>("documents/"),
    routes,
    menu: staff::MENU,
    facts: &staff::FACTS,
    jobs: &[
        JobKind { name: acts::schedule::JOB, run: acts::schedule::run },
        JobKind { name: acts::validity::JOB, run: acts::validity::run },
    ],
    searchable: Some(Searchable { subject: "document", read: searchable::read }),
    ..Capability::new("documents", "How does a document become public; is it in force?")
};

fn routes() -> Vec<Route> {
    [public::routes(), api::routes(), staff::routes()].into_iter().flatten().collect()
}
