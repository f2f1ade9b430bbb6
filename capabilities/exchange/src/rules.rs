//! What is decided about foreign files without looking at disk, database or clock?

pub mod beside;
pub mod duplicates;
pub mod findings;
pub mod old_address;
pub mod report;
