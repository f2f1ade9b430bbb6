//! Does the whole hold: every door, every page, every fault, and the walk of a document from a file to the public?

mod ask;
mod binary;
mod cases;
mod catalogue;
mod clock;
mod county;
mod demo;
mod doors;
mod faults;
mod html;
mod nodes;
mod pages;
mod routes;
mod secrets;
mod stage;
mod walks;
