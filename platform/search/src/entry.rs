//! What does one put into the index, what may one ask of it, and what comes back?

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One public record as search sees it. Everything that is shown in a list of results travels with it, so that a page of
/// results needs no second question to the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: i64,
    /// The place of the agency in the tree, from the root: `qinglan/bureau/education`. A site is a prefix of such paths.
    pub path: String,
    pub agency_code: String,
    pub agency: String,
    pub title: String,
    /// 发文字号, in whatever brackets it was written.
    pub document_number: Option<String>,
    /// 索引号.
    pub index_number: Option<String>,
    /// The published text without markup; paragraphs are separated by line feeds. May be followed by the text of attachments.
    pub text: String,
    pub kind: String,
    pub kind_label: String,
    pub topic: String,
    pub topic_label: String,
    pub genre: String,
    pub genre_label: String,
    pub validity: String,
    pub validity_label: String,
    pub formed_on: Option<Date>,
    pub published_on: Date,
    /// Only [`Entry::PROACTIVE`] is ever indexed; anything else put under the same id takes the record out.
    pub openness: String,
}

impl Entry {
    /// 主动公开: the one 公开属性 whose text anybody may find.
    pub const PROACTIVE: &str = "proactive";

    /// An entry with nothing but what every record has; the rest is filled by the caller.
    pub fn new(id: i64, title: &str, text: &str, published_on: Date) -> Self {
        Self {
            id,
            path: String::new(),
            agency_code: String::new(),
            agency: String::new(),
            title: title.into(),
            document_number: None,
            index_number: None,
            text: text.into(),
            kind: String::new(),
            kind_label: String::new(),
            topic: String::new(),
            topic_label: String::new(),
            genre: String::new(),
            genre_label: String::new(),
            validity: String::new(),
            validity_label: String::new(),
            formed_on: None,
            published_on,
            openness: Self::PROACTIVE.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 全部包含: every word occurs, in any order; loosened when nothing has them all.
    #[default]
    All,
    /// 精确: the very characters, side by side.
    Exact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By closeness; in force before repealed and newer before older where closeness is equal. Without words: newest first.
    #[default]
    Relevance,
    Newest,
    Oldest,
}

/// What is asked. An empty list of a filter means "any"; several values of one filter are alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    pub text: String,
    pub mode: Mode,
    /// Only agencies at or below this path.
    pub scope: Option<String>,
    pub agency: Vec<String>,
    pub topic: Vec<String>,
    pub kind: Vec<String>,
    pub genre: Vec<String>,
    pub year: Vec<i16>,
    pub validity: Vec<String>,
    /// First and last day of publication, both included.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub sort: Sort,
    pub offset: usize,
    pub limit: usize,
}

impl Query {
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), limit: 20, ..Self::default() }
    }
}

/// Text cut where highlighting begins and ends: `(text, is it a match)`. Plain text; escaping is the template's.
pub type Parts = Vec<(String, bool)>;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub id: i64,
    pub score: f32,
    pub title: String,
    pub title_parts: Parts,
    pub snippet: Parts,
    pub agency_code: String,
    pub agency: String,
    pub kind: String,
    pub kind_label: String,
    pub topic: String,
    pub topic_label: String,
    pub validity: String,
    pub validity_label: String,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    pub formed_on: Option<Date>,
    pub published_on: Date,
}

/// One line of a facet, with the number of records the visitor gets by choosing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
    /// Is it among the values asked for?
    pub chosen: bool,
}

/// The counts of a facet obey every filter but its own, so that a second value can be added.
/// Most frequent first; years newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facets {
    pub agency: Vec<Facet>,
    pub topic: Vec<Facet>,
    pub kind: Vec<Facet>,
    pub genre: Vec<Facet>,
    pub year: Vec<Facet>,
    pub validity: Vec<Facet>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hits {
    pub total: usize,
    pub hits: Vec<Hit>,
    pub facets: Facets,
    /// Nothing contained all the words; these contain most of them.
    pub loosened: bool,
    /// “您是不是要找”: only where the words as typed found nothing.
    pub suggestion: Option<String>,
    pub took_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    Title,
    Agency,
    Number,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub kind: SuggestionKind,
    pub text: String,
    /// The record, for a title or a number.
    pub id: Option<i64>,
    /// The agency, for an agency.
    pub agency_code: Option<String>,
}

/// A record whose wording is near; `likeness` is 1 for the same title (or text) and 0 for nothing in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Similar {
    pub id: i64,
    pub title: String,
    pub likeness: f32,
}
