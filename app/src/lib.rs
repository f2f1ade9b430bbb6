//! What is the program made of? Its parts, so that the tests beside it stand on the same list of capabilities.

pub mod bench;
pub mod capabilities;
pub mod catalogue;
pub mod clock;
pub mod county;
pub mod demo;
pub mod duties;
pub mod serve;
pub mod settings;
pub mod transfer;
