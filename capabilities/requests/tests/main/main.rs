//! Does the law of requests hold: the settled cases, every history, every step?

mod clock;
mod properties;
mod transitions;
