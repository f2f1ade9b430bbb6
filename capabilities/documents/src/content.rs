//! What exactly is approved, published and proved? Text, metadata and attachments of one edition, and their canonical bytes.

use gongkai_files::FileHash;
use gongkai_text::paragraph::{Metadata, Paragraph};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Everything that an approval binds to and an edition keeps. The order of the fields is the order of the canonical bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub kind: String,
    /// Code of 主题分类.
    #[serde(default)]
    pub topic: String,
    /// Code of the item of articles 20 and 21.
    #[serde(default)]
    pub item: String,
    pub metadata: Metadata,
    /// The ground for anything but proactive disclosure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ground: String,
    /// Last day on which a 公示 is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_until: Option<jiff::civil::Date>,
    /// What becomes of it then: `mask` (personal data are masked, the default), `withdraw` or `keep`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after_shown: String,
    /// 受委托发布: the agency that publishes for the issuer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delegated_by: String,
    /// Telephone for questions, shown below the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    pub paragraphs: Vec<Paragraph>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The items of catalogues that it fulfils: `std26/010203`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}

/// A file that is part of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub hash: FileHash,
    pub n_bytes: u64,
    /// `docx`, `xlsx`, `pdf`, `image` …
    pub kind: String,
    /// What a reader found in it (an `Extract` as JSON among the files), for screening and search; absent where nothing is readable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extract: Option<FileHash>,
    /// A picture of the text rather than a file beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

impl Content {
    /// The bytes that are hashed, approved and kept.
    #[must_use]
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).expect("content holds nothing that JSON cannot")
    }

    #[must_use]
    pub fn title(&self) -> &str {
        self.metadata.title.as_deref().unwrap_or_default()
    }

    /// The text alone, one paragraph a line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for paragraph in &self.paragraphs {
            if paragraph.rows.is_empty() {
                out.push_str(&paragraph.text);
            } else {
                for row in &paragraph.rows {
                    out.push_str(&row.join(" "));
                    out.push('\n');
                }
            }
            out.push('\n');
        }
        out
    }

    /// The first sentences of the body, for lists and feeds.
    #[must_use]
    pub fn summary(&self) -> String {
        if let Some(summary) = self.metadata.summary.as_ref().filter(|summary| !summary.trim().is_empty()) {
            return summary.clone();
        }
        use gongkai_text::paragraph::ParagraphKind as K;
        let body = self.paragraphs.iter().find(|p| matches!(p.kind, K::Body | K::Article) && p.text.chars().count() > 15);
        body.map(|p| p.text.chars().take(100).collect()).unwrap_or_default()
    }
}

/// Lower-case hexadecimal SHA-256.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What goes with a working copy but not into the approved bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Handling {
    /// Why this edition differs from the published one.
    pub change_reason: String,
    /// Why it is not to be public, in words; the openness office reads it.
    pub openness_reason: String,
    /// When that is assessed again, where twelve months are not to be waited (article 18).
    pub reassess_on: Option<jiff::civil::Date>,
    /// The original as it was given (among the files) and what its reader found.
    pub original: Option<Original>,
    /// Cuts of the import that the editor undid.
    pub rejected_cuts: Vec<String>,
    /// Everybody who wrote on the text since it was last published: none of them may approve it.
    pub wrote: Vec<i64>,
    /// Reason of a forced publication.
    pub forced_reason: String,
    /// Who forced it: he does not review it afterwards.
    pub forced_by: i64,
}

/// The file a draft was read from; its bytes are kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    pub name: String,
    pub hash: FileHash,
    pub extract: FileHash,
}
