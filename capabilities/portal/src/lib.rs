//! What does a visitor see first? 首页、政府信息公开五个部分、机构、政策文件库、检索.

mod about;
mod agencies;
mod columns;
mod home;
mod lists;
mod open;
mod plain;
mod search;
mod sitemap;
mod system;
mod view;

use axum::routing::get;
use gongkai_capability::{Access, Capability, Route};

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability {
    templates: || gongkai_web::templates::embedded::<Embedded>("portal/"),
    routes,
    ..Capability::new("portal", "What does a visitor see first?")
};

fn routes() -> Vec<Route> {
    let kept = |path, handler| Route { method: "GET", path, access: Access::Public, handler };
    let asked = |path, handler| Route { method: "GET", path, access: Access::Uncached, handler };
    vec![
        kept("/", get(home::page)),
        kept("/open", get(open::page)),
        kept("/open/guide", get(open::guide)),
        kept("/open/institutions", get(open::institutions)),
        kept("/open/items", get(open::items::tree)),
        kept("/open/items/{code}", get(open::items::list)),
        kept("/open/annual-reports", get(open::reports::page)),
        kept("/open/requests", get(open::requests)),
        kept("/agencies", get(agencies::list)),
        kept("/agencies/{*path}", get(agencies::page)),
        kept("/policies", get(lists::policies)),
        kept("/news", get(lists::news)),
        kept("/documents", get(lists::documents)),
        // Not kept: the index follows the journal a moment later, and a page drawn in between would stay.
        asked("/search", get(search::page)),
        asked("/search/suggest", get(search::suggest)),
        asked("/view", get(view::choose)),
        kept("/about", get(about::page)),
        kept("/site-map", get(about::site_map)),
        kept("/sitemap.xml", get(sitemap::index)),
        kept("/sitemap/{part}", get(sitemap::part)),
        kept("/robots.txt", get(system::robots)),
        kept("/opensearch.xml", get(system::opensearch)),
        asked("/theme.css", get(system::theme)),
        asked("/favicon.svg", get(system::icon)),
        asked("/favicon.ico", get(system::old_icon)),
        asked("/healthz", get(system::health)),
        asked("/metrics", get(system::metrics)),
    ]
}
