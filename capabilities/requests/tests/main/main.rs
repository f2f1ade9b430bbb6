//! Does the law of requests hold: the settled cases, every history, every step, and the whole way of a case?
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod acts;
mod clock;
mod everybody;
mod letters;
mod others;
mod properties;
mod public;
mod redact;
mod staff;
mod stage;
mod together;
mod transitions;
