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
mod practice;
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
pub use papers::sweep as sweep_papers;

use gongkai_capability::{Capability, Follower, JobKind, Place, Route, Searchable};
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
        Migration { name: "documents/4_held_back", sql: include_str!("../migrations/4_held_back.sql") },
        Migration { name: "documents/5_closed_by_hand", sql: include_str!("../migrations/5_closed_by_hand.sql") },
        Migration { name: "documents/6_working_copy", sql: include_str!("../migrations/6_working_copy.sql") },
        Migration { name: "documents/7_wanted", sql: include_str!("../migrations/7_wanted.sql") },
    ],
    templates: || gongkai_web::templates::embedded::<Embedded>("documents/"),
    configure: practice::configure,
    routes,
    menu: staff::MENU,
    facts: &staff::FACTS,
    jobs: &[
        JobKind { name: acts::schedule::JOB, run: acts::schedule::run },
        JobKind { name: acts::validity::JOB, run: acts::validity::run },
    ],
    followers: &[Follower { name: "documents.papers", place: Place::Node, follow: papers::follow }],
    searchable: Some(Searchable { subject: "document", read: searchable::read }),
    ..Capability::new("documents", "How does a document become public; is it in force?")
};

fn routes() -> Vec<Route> {
    [public::routes(), api::routes(), staff::routes()].into_iter().flatten().collect()
}
