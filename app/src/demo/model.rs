//! What is an agency, a person, a record of the demonstration, before any act has put it in?

use gongkai_law::{Audience, Genre, Ground, Openness, ValidityFact};
use jiff::civil::Date;

#[derive(Debug, Clone, PartialEq)]
pub struct Demo {
    /// Each agency after the one it belongs to.
    pub agencies: Vec<DemoAgency>,
    pub staff: Vec<DemoStaff>,
    /// Each record after those it points to is not promised: relations name keys.
    pub records: Vec<DemoRecord>,
    pub requests: Vec<DemoRequest>,
}

/// What somebody asked for, and the steps that were taken.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoRequest {
    pub key: String,
    pub agency: String,
    pub channel: String,
    /// Kind of applicant, as the annual report has its columns.
    pub kind: String,
    pub filed_on: Date,
    /// R01 …; empty where none was decided.
    pub outcome: String,
    /// `confirm assign clarify clarified third extend search draft secrecy legal sign late send withdraw`, in their order.
    pub course: Vec<String>,
    /// How a reconsideration ended; empty where there was none.
    pub remedy: String,
    /// The answer was made public without who asked.
    pub public: bool,
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyKind {
    Government,
    Office,
    Department,
    Town,
    Subdistrict,
}

impl AgencyKind {
    pub fn code(self) -> &'static str {
        match self {
            AgencyKind::Government => "government",
            AgencyKind::Office => "office",
            AgencyKind::Department => "department",
            AgencyKind::Town => "town",
            AgencyKind::Subdistrict => "subdistrict",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoAgency {
    /// `qinglan`, `qinglan/edu`.
    pub path: String,
    pub parent: Option<String>,
    pub name: String,
    pub short_name: String,
    pub kind: AgencyKind,
    pub uscc: String,
    /// The 代字 without its last character: 青教 → 青教发, 青教函, 青教规.
    pub number_stem: String,
    pub address: String,
    pub postcode: String,
    pub office_hours: String,
    pub telephone: String,
    pub fax: String,
    pub email: String,
    /// 公开工作机构: who answers for openness in this agency (article 4).
    pub openness_unit: String,
    pub functions: Vec<String>,
    pub divisions: Vec<String>,
    pub leaders: Vec<DemoLeader>,
    pub site: Option<DemoSite>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoLeader {
    pub name: String,
    pub post: String,
    pub duties: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoSite {
    pub host: String,
    pub name: String,
    pub colour: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoStaff {
    pub login: String,
    pub name: String,
    pub agency: String,
    pub post: String,
    /// `author`, `reviewer_1`, `reviewer_2`, `reviewer_3`, `secrecy_reviewer`, `publisher`, `openness_office`, `supervisor`,
    /// `system_admin`, `security_admin`, `audit_admin`, and the codes of the roles of 依申请公开.
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoRecord {
    /// Stable within one demonstration; relations point to it.
    pub key: String,
    pub agency: String,
    /// Other issuers of a joint paper, by path.
    pub joint: Vec<String>,
    /// Set where the paper is another authority's and only shown here (转载).
    pub source: Option<String>,
    /// Stable code of the kind of record: `notice`, `normative`…
    pub kind: String,
    pub genre: Option<Genre>,
    pub title: String,
    pub document_number: Option<String>,
    pub summary: String,
    pub body: String,
    pub topic: String,
    pub audiences: Vec<Audience>,
    /// Code of the statutory item it fulfils: `ZD20-07`.
    pub disclosure_item: Option<String>,
    pub responsible_unit: String,
    pub author: String,
    pub formed_on: Date,
    pub published_on: Option<Date>,
    pub effective_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// The day on which a 公示 is over.
    pub notice_until: Option<Date>,
    pub validity_facts: Vec<ValidityFact>,
    pub openness: Openness,
    pub ground: Option<Ground>,
    pub ground_note: Option<String>,
    pub state: DemoState,
    pub attachments: Vec<DemoAttachment>,
    pub relations: Vec<DemoRelation>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DemoState {
    Published,
    Draft,
    /// Waits for this step: `review_1`, `review_2`, `review_3`, `secrecy_review`, `openness_office`, `publish`.
    Waiting {
        step: String,
    },
    /// Sent back to its author.
    Returned {
        reason: String,
    },
    /// Approved, goes public by itself.
    Scheduled {
        on: Date,
        hour: i8,
        minute: i8,
    },
    Withdrawn {
        on: Date,
        reason: String,
        basis: String,
    },
    /// Approved and kept: on request or withheld, to be looked at again on that day (article 18).
    Kept {
        reassess_on: Date,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct DemoAttachment {
    /// File name with its extension.
    pub name: String,
    pub content: AttachmentContent,
}

#[derive(Debug, Clone, PartialEq)]
pub enum AttachmentContent {
    /// The first row is the head.
    Table(Vec<Vec<String>>),
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoRelation {
    /// `repeals`, `replaces`, `amends`, `interprets`, `implements`, `extends`, `partly_repeals`.
    pub kind: String,
    /// Key of the record pointed to.
    pub target: String,
}
