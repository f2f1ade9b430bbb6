//! Which record fulfils which item?

use jiff::civil::Date;

use crate::catalogue::ItemRef;

gongkai_law::coded! {
    pub enum FulfilmentState "对应状态" {
        /// Found by the program; nobody has looked at it.
        Proposed => "proposed", "待确认";
        Confirmed => "confirmed", "已确认";
        /// Withdrawn, declined, or no longer said by the record.
        Void => "void", "已失效";
    }
}

/// A record that fulfils an item, or may.
#[derive(Debug, Clone, PartialEq)]
pub struct Fulfilment {
    pub item: ItemRef,
    pub agency: String,
    pub document: i64,
    pub title: String,
    pub formed_on: Option<Date>,
    pub published_on: Date,
    pub state: FulfilmentState,
    /// The day on which it ceased to count.
    pub void_on: Option<Date>,
    pub by_name: String,
    /// Why it was proposed.
    pub why: String,
}

impl Fulfilment {
    /// What may be said of it today, whatever day is asked for: a record that went off line is counted, not named.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        self.void_on.is_none().then_some(self.title.as_str())
    }
}
