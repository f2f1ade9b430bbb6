//! How does a page reach a browser? Shell, templates, cache, listings, failures, and the guards every request passes.

pub mod assets;
pub mod cache;
pub mod failure;
pub mod guard;
pub mod listing;
pub mod multipart;
pub mod site;
pub mod templates;
pub mod view;

pub use failure::Failure;
pub use listing::{Cell, Format, Listing, Paging};
pub use site::{Footer, SiteProfile, Sites};
pub use templates::{TemplateSource, Templates};
pub use view::View;
