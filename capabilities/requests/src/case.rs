//! What is known of one request in a line? The projection of its history that lists, desks and counts read.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::rules::applicant::ApplicantKind;
use crate::rules::history::{Channel, RemedyKind, RemedyResult};
use crate::rules::outcome::Outcome;

gongkai_law::coded! {
    /// Whether an answer was made public, without who asked.
    pub enum AnswerState "答复公开状态" {
        Closed => "none", "未公开";
        /// The clerk proposes it; somebody else looks for personal data.
        Proposed => "proposed", "待审核公开";
        Public => "public", "已公开";
    }
}

/// What the agency tells everybody of an answer it gave (条例 article 44).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicAnswer {
    pub state: AnswerState,
    pub title: String,
    pub question: String,
    pub text: String,
    pub on: Option<Date>,
}

/// 行政复议 or 行政诉讼 about a request, as table 4 of the annual report counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Its number within the request's history.
    pub id: u32,
    pub kind: RemedyKind,
    /// Number of the case at the body.
    pub number: String,
    pub accepted_on: Date,
    pub result: Option<RemedyResult>,
    pub decided_on: Option<Date>,
}

/// One 件.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    pub id: i64,
    pub agency_path: String,
    pub number: String,
    pub submission_key: String,
    #[serde(skip)]
    pub access_hash: String,
    #[serde(skip)]
    pub query_hash: String,
    #[serde(skip)]
    pub access_sealed: String,
    pub parent_id: Option<i64>,
    pub merged_into: Option<i64>,
    /// The request at another agency of this installation that was passed on and goes on in this one.
    pub passed_from: Option<i64>,
    /// The record that it was made into (条例 article 44).
    pub document_id: Option<i64>,
    /// Not for a letter that goes on as several 件: those count.
    pub counted: bool,
    /// An answer is owed: also when one is to be given anew.
    pub is_open: bool,
    /// S02 … S17
    pub state: String,
    pub channel: Channel,
    pub applicant_kind: ApplicantKind,
    pub title: String,
    pub description: String,
    pub medium: String,
    pub delivery: String,
    pub assistance: String,
    pub submitted_on: Date,
    pub receipt_on: Option<Date>,
    pub due_on: Option<Date>,
    pub provisional: bool,
    /// The last holiday notice by which it is reckoned.
    pub notice_id: i64,
    pub waits_until: Option<Date>,
    /// 1 once the head was told that it is overdue
    pub overdue_told: bool,
    pub assignee_id: Option<i64>,
    pub assignee_name: String,
    pub outcome: Option<Outcome>,
    pub replied_on: Option<Date>,
    pub in_time: Option<bool>,
    /// Working days from receipt to reply on which the clock ran.
    pub days_used: Option<i64>,
    pub remedies: Vec<Remedy>,
    #[serde(skip)]
    pub applicant_key: String,
    pub answer: PublicAnswer,
    pub erase_on: Option<Date>,
    pub erased_at: Option<String>,
    /// By which reading of the history this row was made.
    #[serde(skip)]
    pub projected_by: i64,
    pub version: i64,
    pub created_at: String,
    pub changed_at: String,
}

impl Case {
    /// Its name in the journal.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("request/{}", self.id)
    }

    /// What sealed things of it are bound to.
    #[must_use]
    pub fn place(&self, part: &str) -> String {
        format!("request/{}/{part}", self.id)
    }
}
