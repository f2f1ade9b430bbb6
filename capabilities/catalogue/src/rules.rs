//! What do the law and the catalogues demand? Values in, values out.

pub mod bearing;
pub mod change;
pub mod channel;
pub mod check;
pub mod duty;
pub mod element;
pub mod inherit;
pub mod item;
pub mod period;
pub mod practice;
pub mod propose;
pub mod term;
