//! Does search keep its promises to a visitor? One invented county, asked in every way people ask.

mod corpus;
mod follow;
mod promises;
mod properties;
