//! What does the law say of this request? Pure rules of receipt, time, decision, fee and remedy.
//!
//! Nothing here reads a clock, a table or chance: a [`history::History`] and a day go in, a standing or a refusal comes out.

pub mod applicant;
pub mod cases;
pub mod clock;
pub mod fee;
pub mod history;
pub mod likeness;
pub mod outcome;
pub mod papers;
pub mod receipt;
pub mod remedy;
pub mod state;
pub mod tally;
pub mod terms;
pub mod transitions;
