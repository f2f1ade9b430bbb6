//! Where does a member of staff begin? At the desk where there is one for them, else at a page of what they may open.

use axum::response::{IntoResponse, Redirect};
use gongkai_capability::{Access, StaffPage};
use serde_json::json;

use super::Answer;

pub(super) async fn show(page: StaffPage) -> Answer {
    let viewer = page.viewer();
    let routes = page.platform.capabilities.iter().flat_map(|capability| (capability.routes)());
    let routes: Vec<_> = routes.collect();
    // Who answers requests and reads no drafts begins at the queue of requests. The three administrators have nothing
    // waiting: their work is in the menu.
    for path in ["/staff/desk", "/staff/requests"] {
        let open = routes.iter().find(|route| route.path == path && route.method == "GET").is_some_and(|route| match route.access {
            Access::Staff(action) => viewer.may_somewhere(action),
            Access::SignedIn | Access::Public | Access::Uncached | Access::Entrance => false,
        });
        if open {
            return Ok(Redirect::to(path).into_response());
        }
    }
    page.render("agencies/home.html", json!({}))
}
