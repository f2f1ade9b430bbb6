//! What does a citizen see of a document? Its page, its editions, its files, and what stands where it was withdrawn.

pub(crate) mod body;
mod compare;
mod comparison;
mod download;
mod edition;
mod file;
pub(crate) mod gate;
pub mod lists;
pub mod query;
pub(crate) mod record;
pub mod shown;

pub use body::address as file_address;
pub use lists::{Shown, listing, newest};
pub use query::Asked;

use axum::routing::get;
use gongkai_capability::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    let route = |path, access, handler| Route { method: "GET", path, access, handler };
    vec![
        route("/documents/{id}", Access::Public, get(record::page)),
        route("/documents/{id}/editions/{number}", Access::Public, get(edition::page)),
        route("/documents/{id}/compare/{from}/{to}", Access::Public, get(compare::page)),
        // Decided at request time: a withdrawal takes the files with it at once.
        route("/documents/{id}/download/{form}", Access::Uncached, get(download::paper)),
        route("/documents/{id}/editions/{number}/download/{form}", Access::Uncached, get(download::of_edition)),
        route("/documents/{id}/files/{hash}/{name}", Access::Uncached, get(file::file)),
    ]
}
