//! What must each agency disclose, when, to whom — and what is missing today? 清单、标准目录、公开义务.

pub mod acts;
pub mod api;
mod catalogue;
pub mod choices;
mod duties;
mod fulfilment;
mod library;
mod owed;
pub mod pack;
mod public;
mod rows;
pub mod rules;
pub mod samples;
pub mod sheets;
mod staff;
mod statement;
mod tables;
mod view;

pub use catalogue::{Bearer, Catalogue, CatalogueId, ItemRef, ListKind, Target, Tier, Version};
pub use duties::{Ask, Line, Overview, duties, first_of, owed_by};
pub use fulfilment::{Fulfilment, FulfilmentState};
pub use library::{Library, library};
pub use owed::{AllOwed, Orphan, Owed};
pub use rules::item::{DisclosedTo, Item, Level, Mode, Output, Stage, Step};
pub use statement::{NilStatement, Occurrence, StatementState};

use gongkai_capability::{Capability, Route};
use gongkai_store::Migration;

const MIGRATIONS: &[Migration] = &[Migration { name: "catalogue/1_catalogue", sql: include_str!("../migrations/1_catalogue.sql") }];

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability {
    migrations: MIGRATIONS,
    templates: || gongkai_web::templates::embedded::<Templates>("catalogue/"),
    routes,
    menu: staff::MENU,
    facts: staff::FACTS,
    ..Capability::new("catalogue", "What must each of them disclose, when, to whom?")
};

fn routes() -> Vec<Route> {
    [public::routes(), api::routes(), staff::routes()].into_iter().flatten().collect()
}
