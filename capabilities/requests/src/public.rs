//! Which pages do applicants, third parties and readers have?

use gongkai_capability::Route;

pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
