//! What in this text is not the document, and what does the text read like without it?
//!
//! Nothing is lost in silence: every change is a [`Cut`] with the original words, a reason and an id that stays the same
//! when the file is read again, and a cut whose id is in `rejected` is not made.

mod advertising;
mod doubled;
mod furniture;
mod gateway;
mod mend;
mod noise;
mod pinyin;
mod work;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::extract::{Block, Extract};

pub use self::gateway::unwrap_gateway;
use self::work::Work;
pub(crate) use self::work::digest;

/// One change that cleaning made, or would make if it had not been rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Hash of code, place and original words.
    pub id: String,
    /// `tamper.advertising`, `defect.furniture`, …
    pub code: String,
    /// For a person: `第18行`, `第41—58行`.
    pub place: String,
    /// The first line it concerns, an index into `original_lines`, and how many.
    pub line: usize,
    pub lines: usize,
    pub original: String,
    /// What stands there instead; empty where it is simply cut.
    pub replacement: String,
    pub reason: String,
    /// False where an editor rejected the cut.
    pub applied: bool,
}

/// The text after cleaning, and all that was done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cleaned {
    pub blocks: Vec<Block>,
    pub cuts: Vec<Cut>,
    /// The lines as they came, for showing side by side; a table row is one line, its cells parted by ` | `.
    pub original_lines: Vec<String>,
    /// Lines that were cut as site furniture or header tables; metadata is read from them.
    pub labels: Vec<(String, String)>,
}

/// Cuts what does not belong to the document. The order matters: foreign text first, so that doubled text is compared
/// without it, layout last.
#[must_use]
pub fn clean(extract: &Extract, rejected: &BTreeSet<String>) -> Cleaned {
    let mut work = Work::new(extract, rejected);
    advertising::cut(&mut work);
    pinyin::cut(&mut work);
    noise::cut(&mut work);
    doubled::cut(&mut work);
    let labels = furniture::cut(&mut work);
    gateway::cut(&mut work);
    mend::cut(&mut work);
    let (blocks, cuts, original_lines) = work.finish();
    Cleaned { blocks, cuts, original_lines, labels }
}

#[cfg(test)]
mod tests;
