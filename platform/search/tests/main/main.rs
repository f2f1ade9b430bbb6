//! Does search keep its promises to a visitor? One invented county, asked in every way people ask.

#![expect(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod corpus;
mod follow;
mod promises;
mod properties;
