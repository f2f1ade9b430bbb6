//! Which documents does one want? The one definition that pages, feeds, exports and the API share.

use jiff::civil::Date;

use crate::document::{PublicState, State};

/// A filter; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Paths of agencies, each with its subtree.
    pub agencies: Vec<String>,
    pub kinds: Vec<String>,
    /// Codes of 主题分类; a first-level code holds its second level.
    pub topics: Vec<String>,
    pub genres: Vec<String>,
    pub items: Vec<String>,
    pub years: Vec<i16>,
    pub validities: Vec<String>,
    pub opennesses: Vec<String>,
    pub states: Vec<State>,
    pub public_states: Vec<PublicState>,
    /// Words in title, 文号 or 索引号.
    pub words: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Validity ends by this day and still binds.
    pub ends_by: Option<Date>,
    /// Formed before this day and proactive, but not public: overdue under article 26.
    pub formed_before: Option<Date>,
    pub author: Option<String>,
    /// For staff: only what lies within their own agencies, not all that is public.
    pub internal_only: bool,
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    Changed,
    /// Longest waiting first.
    Waiting,
    /// Soonest end of validity first.
    Ending,
    Id,
}

/// What lists are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    Agency,
    Kind,
    Topic,
    Year,
    Validity,
    Item,
    State,
}
