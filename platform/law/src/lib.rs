//! Which day is it due, which number does it bear, under which article? The vocabulary of the law, as values.
//!
//! Everything here is pure: a date, a number or a text goes in, a value or a refusal comes out. What changes by year or by
//! place (holidays, topic classes, statutory items) is data in `src/data`, not code.

mod coded;

pub mod audience;
pub mod calendar;
pub mod chinese;
pub mod disclosure;
pub mod document_number;
pub mod genre;
pub mod holiday_notice;
pub mod id;
pub mod index_number;
pub mod openness;
pub mod topic;
pub mod uscc;
pub mod validity;

pub use audience::Audience;
pub use calendar::{Calendar, DayRow, Reckoned};
pub use coded::UnknownCode;
pub use disclosure::{DisclosureItem, Level};
pub use document_number::{DocumentNumber, DocumentNumberError};
pub use genre::Genre;
pub use holiday_notice::{HolidayNotice, NoticeError};
pub use index_number::{IndexNumber, IndexNumberError};
pub use openness::{Force, Ground, Openness};
pub use topic::{TopicClass, Topics};
pub use uscc::{Uscc, UsccError};
pub use validity::{FactKind, TermReckoning, Validity, ValidityFact, next_change_after, term_end, validity_on};

/// What the exported macros need from this crate's dependencies.
#[doc(hidden)]
pub mod macros {
    pub use serde;
}
