//! What does each paper say? The templates D01–D28 as data, filled with the facts of a case.
//!
//! A template is a TOML file under `letters/`; an agency may give its own, whose keys take the place of the built-in ones.
//! Sentences are filled strictly: a placeholder without a value is an error that names it, never a blank in a letter.

mod compose;
mod fill;
mod sheet;
mod template;

pub use compose::compose;
pub use sheet::sheet;
pub use template::{built_in, own_file};
