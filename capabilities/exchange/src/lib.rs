//! What comes from and goes to other systems? 迁移导入: files are read, screened and taken in, each original once.

pub mod acts;
mod examine;
mod gather;
mod pipeline;
pub mod rules;
mod spool;
mod survey;

pub use acts::import::{ImportError, Order, import, resembling};
pub use acts::screen::{Check, screen};
pub use rules::report::{Outcome, Problem, Report, Tally};

use gongkai_capability::Capability;

/// What this capability offers to the platform: it works at the command line and has no pages yet.
pub const CAPABILITY: Capability = Capability::new("exchange", "What comes from and goes to other systems?");

/// How far a run has come, for a progress bar.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    pub done: usize,
    /// Counted by the survey before the reading begins.
    pub total: usize,
    pub path: &'a str,
}
