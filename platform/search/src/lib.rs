//! Which public records answer these words, in either script, and what did the visitor mean to type?
//!
//! One [`Index`] per node. It holds only what anyone may read ([`Entry::openness`] is checked on the way in), follows the
//! journal (`position`/`commit`) and can be thrown away at any time: a directory of another version, or a damaged one, is
//! emptied and read anew from the beginning. Nothing here knows HTTP or SQL, and nothing returned contains markup.

mod codes;
mod collect;
mod correct;
mod entry;
mod fold;
mod highlight;
mod index;
mod kept;
mod number;
mod pieces;
mod pinyin;
mod places;
mod schema;
mod search;
mod similar;
mod stored;
mod suggest;
mod tokens;
mod view;

pub use entry::{Entry, Facet, Facets, Hit, Hits, Mode, Parts, Query, Similar, Sort, Suggestion, SuggestionKind};
pub use fold::{fold, fold_text};
pub use index::{Error, Index};
