//! What can be done with a request? One verb a file: load, ask the law, write down what happened, record.

pub mod answer;
pub mod close;
pub mod consult;
pub mod convert;
pub mod correct;
pub mod extend;
mod facts;
pub mod fee;
pub mod handle;
pub mod keep;
pub mod letters;
pub mod overrule;
pub mod pass_on;
pub mod public_answer;
pub mod receive;
pub mod record;
pub mod redact;
pub mod remedy;
pub mod tick;
mod work;

pub use facts::Known;
pub use work::{At, Work};
