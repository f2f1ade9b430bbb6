//! Where is everything kept, who changed it, and what happened since?
//!
//! Nothing is written except through a [`Change`]: one transaction with an actor and an instant, whose commit appends what
//! happened to the journal. Followers and jobs read from there.

mod change;
mod clock;
mod db;
mod jobs;
mod journal;
mod memo;
mod migrate;

pub use change::{Actor, ActorKind, Change, Fact};
pub use clock::{Clock, beijing_date, iso, parse_iso};
pub use db::{Backend, Db, Options, placeholders};
pub use jobs::Job;
pub use journal::{ChainBreak, Entry};
pub use migrate::Migration;
