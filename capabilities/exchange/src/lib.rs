//! What comes from and goes to other systems? 迁移导入: files are read, screened and taken in, each original once.

pub mod acts;
mod examine;
mod gather;
mod pipeline;
mod public;
pub mod rules;
mod spool;
mod survey;
mod tables;

pub use acts::import::{ImportError, Order, import, resembling};
pub use acts::screen::{Check, screen};
pub use rules::report::{Outcome, Problem, Report, Tally};

use axum::routing::get;
use gongkai_capability::{Access, Capability, Route};
use gongkai_store::Migration;

/// What this capability offers to the platform: it works at the command line; its one page is that of every old address.
pub const CAPABILITY: Capability = Capability {
    migrations: &[Migration { name: "exchange/1_old_address", sql: include_str!("../migrations/1_old_address.sql") }],
    // Not kept: what is not there today may be imported tomorrow.
    routes: || vec![Route { method: "GET", path: "/{*old_address}", access: Access::Uncached, handler: get(public::old_address) }],
    facts: &[("exchange.addresses_noted", "登记旧站网址")],
    ..Capability::new("exchange", "What comes from and goes to other systems?")
};

/// How far a run has come, for a progress bar.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    pub done: usize,
    /// Counted by the survey before the reading begins.
    pub total: usize,
    pub path: &'a str,
}
