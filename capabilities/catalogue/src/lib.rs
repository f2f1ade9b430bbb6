//! What must each agency disclose, when, to whom — and what is missing today? 清单、标准目录、公开义务.

pub mod pack;
pub mod rules;
pub mod sheets;

pub use rules::item::{DisclosedTo, Item, Level, Mode, Output, Stage, Step};

use gongkai_capability::Capability;

/// What this capability offers to the platform.
pub const CAPABILITY: Capability = Capability { ..Capability::new("catalogue", "What must each of them disclose, when, to whom?") };
