//! What does a capability offer, and what does it stand on? The manifest, the platform handed to every handler, and the
//! loops that run its jobs and followers.

mod asked;
mod manifest;
mod metrics;
mod page;
mod platform;
mod router;
mod run;
mod screens;

pub use asked::{Asked, Id, Remembered};
pub use manifest::{Access, BoxFuture, Capability, Follower, JobKind, MenuEntry, Place, Route, Searchable};
pub use metrics::Metrics;
pub use page::{PublicForm, PublicPage, SESSION_COOKIE, StaffForm, StaffPage};
pub use platform::{Platform, Settings};
pub use router::router;
pub use run::{Duty, catch_up, feed_in_bulk, run_due_jobs, run_forever, take_up};
pub use screens::Screens;
