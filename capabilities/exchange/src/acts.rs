//! What can be done with foreign files? One verb a file.

pub mod import;
pub mod screen;
