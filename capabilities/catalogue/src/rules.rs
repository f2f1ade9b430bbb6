//! What do the law and the catalogues demand? Values in, values out.

pub mod channel;
pub mod check;
pub mod element;
pub mod item;
pub mod period;
pub mod term;
