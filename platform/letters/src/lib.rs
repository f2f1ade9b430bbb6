//! How does a public text become paper: PDF, docx and plain text that say exactly the same?
//!
//! A [`Paper`] goes in; [`pdf`], [`docx`] and [`plain_text`] come out. All three print one list of blocks (`layout`), so that
//! they cannot disagree. The typesetting follows GB/T 9704-2012; the fonts are the operator's or Debian's ([`Fonts`]).

mod docx;
mod fonts;
mod layout;
mod paper;
mod pdf;
mod picture;
mod plain;
mod runs;
mod table;
mod title;

pub use docx::docx;
pub use fonts::{FontLine, Fonts, FontsMissing};
pub use paper::{Attachment, Form, Origin, Paper, Script};
pub use pdf::pdf;
pub use plain::plain_text;
