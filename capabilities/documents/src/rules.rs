//! May this document go on? Pure rules of drafting, review, openness and publication.

pub mod chains;
pub mod required;
pub mod term;
pub mod workflow;

pub use required::{Missing, REQUIRABLE, missing};
