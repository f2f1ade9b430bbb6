//! How are documents, their editions, reviews, relations and facts kept?

pub mod desk;
pub mod document;
pub mod edition;
pub mod held_back;
pub mod list;
pub mod record;
pub mod relation;
pub mod review;
pub mod shelf;
pub mod sundry;
