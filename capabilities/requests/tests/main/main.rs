//! Does the law of requests hold: the settled cases, every history, every step?
#![recursion_limit = "256"]

mod clock;
mod letters;
mod properties;
mod transitions;
