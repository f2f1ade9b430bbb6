//! Does the capability keep its promises?

mod catalogues;
mod duties;
mod pages;
mod stage;

use gongkai_capability::Capability;

pub static CAPABILITIES: [Capability; 2] = [gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY];
