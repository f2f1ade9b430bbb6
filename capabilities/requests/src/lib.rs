//! What was asked for, and by when is it answered? 依申请公开.

pub mod acts;
pub mod calendars;
pub mod case;
pub mod letters;
mod practice;
mod public;
pub mod rules;
mod staff;
pub mod tables;
mod tally;

pub use practice::{Practice, practice};
pub use tally::{tallies, tally};

use gongkai_capability::{Capability, JobKind, Route};
use gongkai_store::Migration;

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability {
    migrations: &[
        Migration { name: "requests/1_request", sql: include_str!("../migrations/1_request.sql") },
        Migration { name: "requests/2_redaction", sql: include_str!("../migrations/2_redaction.sql") },
        Migration { name: "requests/3_acts", sql: include_str!("../migrations/3_acts.sql") },
        Migration { name: "requests/4_figures", sql: include_str!("../migrations/4_figures.sql") },
    ],
    templates: || gongkai_web::templates::embedded::<Embedded>("requests/"),
    configure: |settings| practice(settings.requests.as_deref()).map(drop),
    routes,
    menu: staff::MENU,
    facts: &staff::FACTS,
    jobs: &[JobKind { name: acts::tick::JOB, run: acts::tick::run }],
    ..Capability::new("requests", "What was asked for, and by when is it answered?")
};

fn routes() -> Vec<Route> {
    [public::routes(), staff::routes()].into_iter().flatten().collect()
}
