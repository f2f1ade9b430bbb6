//! What does this text say, what is wrong with it, and what must not be in it? Pure: text in, judgement out.

mod annex;
pub mod clean;
pub mod compare;
pub mod dates;
pub mod extract;
pub mod finding;
pub mod labels;
pub mod marks;
pub mod metadata;
pub mod normalise;
pub mod paragraph;
pub mod reading;
pub mod relations;
pub mod screen;
pub mod script;
pub mod structure;
