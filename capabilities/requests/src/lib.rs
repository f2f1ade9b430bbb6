//! What was asked for, and by when is it answered? 依申请公开.

pub mod letters;
pub mod rules;
