//! How does a test get a site, a clock and a database of its own?
//!
//! A [`TestSite`] is the whole service with a throw-away database, a frozen clock and nobody else in it; requests go through
//! the router as a browser's would. A [`Browser`] beside it is somebody who has not signed in and keeps cookies.

mod answer;
mod browser;
mod request;
mod site;
mod tables;

pub use answer::Answer;
pub use browser::Browser;
pub use request::Upload;
pub use site::{PASSWORD, START, TestSite};
