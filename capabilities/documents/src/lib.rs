//! How does a document become public, and is it in force? Drafting, review, publication, editions and validity.

pub mod acts;
pub mod content;
pub mod document;
mod doer;
pub mod filter;
pub mod incoming;
pub mod kind;
pub mod rules;
pub mod screening;
mod searchable;
pub mod tables;

pub use content::{Attachment, Content, Handling};
pub use document::{Document, PublicState, State};
pub use doer::Doer;
pub use filter::{Facet, Filter, Sort};
pub use kind::Kind;

use gongkai_capability::{Capability, JobKind, Searchable};
use gongkai_store::Migration;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability {
    migrations: &[Migration { name: "documents/1_document", sql: include_str!("../migrations/1_document.sql") }],
    jobs: &[
        JobKind { name: acts::schedule::JOB, run: acts::schedule::run },
        JobKind { name: acts::validity::JOB, run: acts::validity::run },
    ],
    searchable: Some(Searchable { subject: "document", read: searchable::read }),
    ..Capability::new("documents", "How does a document become public; is it in force?")
};
