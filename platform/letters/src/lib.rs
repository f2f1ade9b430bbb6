//! How does a public text become paper: PDF, docx and plain text that say exactly the same?
//!
//! A [`Paper`], a [`letter::Letter`] or a [`form::Form`] goes in; PDF, docx and plain text come out. All three print one list
//! of blocks (`layout`), so that they cannot disagree. A PDF can be signed ([`sign::sign`]). The typesetting follows GB/T 9704-2012; the fonts are the operator's or Debian's ([`Fonts`]).

mod code;
mod docx;
mod fonts;
pub mod form;
mod layout;
pub mod letter;
mod letter_layout;
mod paper;
mod pdf;
mod picture;
mod plain;
mod printed;
mod runs;
mod seal;
pub mod sign;
mod table;
mod title;
pub mod wide;

pub use docx::docx;
pub use fonts::{FontLine, Fonts, FontsMissing};
pub use paper::{Attachment, Form, Origin, Paper, Script};
pub use pdf::pdf;
pub use plain::plain_text;
pub use printed::{form_docx, form_pdf, form_text, letter_docx, letter_pdf, letter_text};
