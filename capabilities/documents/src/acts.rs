//! What can be done with a document? One verb a file.

pub mod close_edition;
pub mod draft;
pub mod import;
pub mod mask;
pub mod publish;
pub mod review;
pub mod schedule;
pub mod submit;
pub mod validity;
pub mod withdraw;
