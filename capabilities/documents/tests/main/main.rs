//! Does a document go its whole way rightly: by acts and by pages, on both databases, for the right people alone?

#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod acts;
mod doors;
mod drafting;
mod editions;
mod force;
mod kept;
mod pages;
mod pictures;
mod practice;
mod stage;
mod time;
