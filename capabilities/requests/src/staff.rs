//! Which pages do the people have who receive, handle, review and answer requests, and who may come to each?

use gongkai_capability::{MenuEntry, Route};

pub(crate) const MENU: &[MenuEntry] = &[];
pub(crate) const FACTS: [(&str, &str); 0] = [];

pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
