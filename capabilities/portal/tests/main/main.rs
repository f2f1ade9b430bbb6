//! Does a citizen see what is public, all of it and nothing else, on every page and in every form?

mod forms;
mod pages;
mod scope;
mod stage;
