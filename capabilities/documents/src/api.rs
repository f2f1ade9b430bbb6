//! What do programs read of us, and how do they know what to expect? The interface and its OpenAPI document, from one source.

mod agencies;
mod documents;
mod kinds;
mod openapi;
mod shapes;

pub(crate) use documents::record_of;

use axum::routing::get;
use gongkai_capability::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    let route = |path, handler| Route { method: "GET", path, access: Access::Public, handler };
    vec![
        route("/api/v1/documents", get(documents::list)),
        route("/api/v1/documents/{id}", get(documents::one)),
        route("/api/v1/agencies", get(agencies::list)),
        route("/api/v1/kinds", get(kinds::list)),
        route("/api/openapi.json", get(openapi::document)),
    ]
}
