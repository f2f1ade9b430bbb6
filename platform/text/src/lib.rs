//! What does this text say, what is wrong with it, and what must not be in it? Pure: text in, judgement out.

pub mod dates;
pub mod extract;
pub mod finding;
pub mod marks;
pub mod normalise;
pub mod paragraph;
pub mod screen;
pub mod script;
