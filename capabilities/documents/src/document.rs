//! What is a document between its first draft and its last day? The working copy, and what the public sees of it.

use gongkai_law::DocumentNumber;
use jiff::civil::Date;
use serde::Serialize;

use crate::content::{Content, Handling};
use crate::rules::workflow::Chain;

/// A closed list of the table: each value with its word in the database and in addresses, and its words for people.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident, $n:literal { $($(#[$says:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$says])* $variant,)*
        }

        impl $name {
            pub const ALL: [Self; $n] = [$(Self::$variant),*];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }

            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

coded! {
    /// The working copy's place in the workflow.
    State, 5 {
        Draft = "draft", "起草中";
        InReview = "in_review", "审核中";
        Approved = "approved", "待发布";
        Scheduled = "scheduled", "定时发布";
        /// The working copy is the published edition (or a registered text that is not public).
        Settled = "settled", "已办结";
    }
}

coded! {
    /// What the public sees.
    PublicState, 3 {
        None = "none", "未公开";
        Published = "published", "已公开";
        /// 撤下: its address answers with a tombstone.
        Withdrawn = "withdrawn", "已撤下";
    }
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub id: i64,
    pub agency_path: String,
    pub state: State,
    pub public_state: PublicState,
    /// The working copy.
    pub content: Content,
    pub content_sha256: String,
    /// Of the newest public edition; none while there is none.
    pub edition_sha256: Option<String>,
    pub version: i64,
    pub author_id: i64,
    pub author_name: String,
    pub created_at: String,
    pub changed_at: String,
    pub chain: Option<Chain>,
    pub submitted_at: Option<String>,
    pub handling: Handling,
    pub forced: bool,
    pub publish_at: Option<String>,
    pub source_key: Option<String>,
    pub source_name: Option<String>,
    pub index_number: Option<String>,
    pub reassess_on: Option<Date>,
    /// Number of the newest public edition; 0 while there is none.
    pub edition: i64,
    pub published_on: Option<Date>,
    /// When the system itself first put it on line; nobody can set it (real-samples.md 2: back-dated publication).
    pub first_online_at: Option<String>,
    pub edition_at: Option<String>,
    pub expires_on: Option<Date>,
    pub validity: String,
    pub validity_turns_on: Option<Date>,
    pub withdrawn_at: Option<String>,
    pub withdrawn_reason: Option<String>,
    pub withdrawn_basis: Option<String>,
    pub withdrawn_by: Option<String>,
    pub signature: String,
}

impl Document {
    /// What makes a 文号 unique: the number in its canonical form and, since 代字 are not unique nationwide, its issuer.
    /// A withdrawn record gives its number free for the text that takes its place.
    #[must_use]
    pub fn number_key(&self) -> Option<String> {
        if self.public_state == PublicState::Withdrawn && self.state == State::Settled {
            return None;
        }
        let number = self.content.metadata.document_number.as_deref()?.trim();
        if number.is_empty() {
            return None;
        }
        let key = DocumentNumber::parse(number).map_or_else(|_| number.to_owned(), |parsed| parsed.key());
        let issuer = self.content.metadata.issuers.first().map_or("", String::as_str);
        Some(format!("{issuer} {key}"))
    }

    /// Whether the working copy is the newest public edition, byte for byte.
    #[must_use]
    pub fn is_its_edition(&self) -> bool {
        self.edition_sha256.as_ref() == Some(&self.content_sha256)
    }

    /// Whoever wrote on this working copy.
    #[must_use]
    pub fn authors(&self) -> Vec<i64> {
        let mut all = self.handling.wrote.clone();
        all.push(self.author_id);
        all
    }

    /// Its permanent address on the site.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/documents/{}", self.id)
    }

    /// Subject of its journal entries.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("document:{}", self.id)
    }

    #[must_use]
    pub fn is_public(&self) -> bool {
        self.public_state == PublicState::Published
    }
}
