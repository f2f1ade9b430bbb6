//! What may everybody read of catalogues: what must be published, by whom, and was it?

mod coverage;
mod items;
mod poster;

use axum::response::Response;
use axum::routing::get;
use gongkai_capability::{Access, Route};
use gongkai_web::Failure;

type Answer = Result<Response, Failure>;

pub(crate) fn routes() -> Vec<Route> {
    let route = |path, handler| Route { method: "GET", path, access: Access::Public, handler };
    vec![
        route("/catalogue", get(items::fields)),
        route("/catalogue/{catalogue}", get(items::list)),
        route("/catalogue/{catalogue}/{code}", get(items::one)),
        route("/coverage", get(coverage::all)),
        route("/coverage/{*path}", get(coverage::one)),
        route("/coverage-poster/{*path}", get(poster::show)),
    ]
}
