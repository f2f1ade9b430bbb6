//! Does the capability keep its promises: inheritance, duties as of any day, every page?
#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod catalogues;
mod duties;
mod pages;
mod stage;

use gongkai_capability::Capability;

pub static CAPABILITIES: [Capability; 2] = [gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY];
