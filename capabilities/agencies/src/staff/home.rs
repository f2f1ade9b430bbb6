//! Where does a member of staff begin? At the desk where there is one for them, else at a page of what they may open.

use axum::response::{IntoResponse, Redirect};
use gongkai_capability::{Access, StaffPage};
use serde_json::json;

use super::Answer;

pub(super) async fn show(page: StaffPage) -> Answer {
    let viewer = page.viewer();
    let routes = page.platform.capabilities.iter().flat_map(|capability| (capability.routes)());
    let desk = routes.into_iter().find(|route| route.path == "/staff/desk" && route.method == "GET");
    let open = desk.is_some_and(|route| match route.access {
        Access::Staff(action) => viewer.may_somewhere(action),
        Access::SignedIn | Access::Public | Access::Uncached | Access::Entrance => true,
    });
    // The three administrators have no drafts waiting: their work is in the menu.
    if open && viewer.may_somewhere(gongkai_identity::Action::ReadInternal) {
        return Ok(Redirect::to("/staff/desk").into_response());
    }
    page.render("agencies/home.html", json!({}))
}
