//! How does a document become public, and is it in force? Drafting, review, publication, editions and validity.

pub mod content;
pub mod document;
pub mod filter;
pub mod kind;
pub mod rules;
pub mod tables;

pub use content::{Attachment, Content};
pub use document::{Document, PublicState, State};
pub use filter::{Facet, Filter, Sort};
pub use kind::Kind;
