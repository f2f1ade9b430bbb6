//! What would be wrong with publishing this working copy? Text, attachments and surroundings brought before the rules.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_law::Calendar;
use gongkai_store::beijing_date;
use gongkai_text::extract::Extract;
use gongkai_text::finding::{Finding, Severity};
use gongkai_text::screen::similarity::{self, Signature};
use gongkai_text::screen::{AttachmentText, Code, Subject};
use serde::Serialize;

use crate::content::{Attachment, Content, sha256};
use crate::document::Document;
use crate::tables;
use crate::tables::review::Exemption;

/// A finding with its name among the exemptions, and the exemption if there is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    #[serde(flatten)]
    pub finding: Finding,
    /// Stable name: the same finding at the same place with the same excerpt.
    pub key: String,
    pub exemption: Option<Exemption>,
}

impl Judged {
    /// Whether publication cannot go past it.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.finding.severity == Severity::Stop && self.exemption.is_none()
    }
}

/// The signature of a text for finding its likes; `None` for one too short to compare.
#[must_use]
pub fn signature_of(content: &Content) -> Option<Signature> {
    Signature::of(
        content
            .paragraphs
            .iter()
            .flat_map(|paragraph| std::iter::once(paragraph.text.as_str()).chain(paragraph.rows.iter().flatten().map(String::as_str))),
    )
}

/// Band keys as the database keeps them.
#[must_use]
pub fn bands_of(signature: &Signature) -> Vec<i64> {
    signature.bands().iter().map(|band| band.cast_signed()).collect()
}

/// Screens the working copy of a document; exemptions that were given are attached.
pub async fn judge(platform: &Platform, document: &Document) -> Result<Vec<Judged>> {
    let mut findings = findings(platform, document).await?;
    findings.extend(duplicates(platform, document).await?);
    let mut exemptions: BTreeMap<String, Exemption> = tables::review::exemptions(&platform.db, document.id)
        .await?
        .into_iter()
        .map(|exemption| (exemption.finding.clone(), exemption))
        .collect();
    Ok(findings
        .into_iter()
        .map(|finding| {
            let key = sha256(&format!("{}\n{}\n{}", finding.code, finding.place, finding.excerpt))[..16].to_owned();
            let exemption = exemptions.remove(&key);
            Judged { finding, key, exemption }
        })
        .collect())
}

/// What an attachment contains, as it was read when it was kept.
pub(crate) fn attachment_text(platform: &Platform, attachment: &Attachment) -> Result<AttachmentText> {
    let extract = match &attachment.extract {
        Some(hash) => serde_json::from_slice::<Extract>(&platform.files.get(hash).context("reading an extract")?)
            .with_context(|| format!("extract of {}", attachment.name))?,
        None => Extract::default(),
    };
    Ok(AttachmentText::of_extract(&attachment.name, &attachment.kind, attachment.n_bytes, &extract))
}

async fn findings(platform: &Platform, document: &Document) -> Result<Vec<Finding>> {
    let content = &document.content;
    let mut attachments = Vec::new();
    // A picture of the text is no annex; a file that has words is read whatever box was ticked at it.
    for attachment in content.attachments.iter().filter(|file| !file.inline || file.extract.is_some()) {
        attachments.push(attachment_text(platform, attachment)?);
    }
    let original = match &document.handling.original {
        Some(original) => serde_json::from_slice::<Extract>(&platform.files.get(&original.extract)?).context("extract of the original")?,
        None => Extract::default(),
    };
    let today = platform.db.clock().today();
    let first_online_on = match &document.first_online_at {
        Some(at) => Some(beijing_date(at.parse()?)),
        None => None,
    };
    let days_to_publish = content.metadata.formed_on.map(|formed| {
        let until = first_online_on.unwrap_or(today);
        u32::try_from(Calendar::national().working_days_between(formed, until)).unwrap_or(0)
    });
    let own_hosts: Vec<String> = platform.sites.all().iter().map(|site| site.host.clone()).collect();
    let subject = Subject {
        attachments: &attachments,
        // What the original hid is not published; it is shown to the editor as a cut, and screened where it stands in an attachment.
        hidden: &[],
        links: &original.links,
        first_online_on,
        days_to_publish,
        own_hosts: &own_hosts,
        ..Subject::new(&content.metadata, &content.paragraphs, today)
    };
    Ok(platform.screens.of(&document.agency_path).screen(&subject))
}

/// Near-duplicates among what is public already, and a 文号 that another document bears.
async fn duplicates(platform: &Platform, document: &Document) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut connection = platform.db.read().acquire().await?;
    if let Some(signature) = signature_of(&document.content) {
        let near = tables::sundry::sharing_bands(&mut connection, &bands_of(&signature), document.id).await?;
        for other in near {
            let Ok(theirs) = other.signature.parse::<Signature>() else { continue };
            if let Some(code) = similarity::compare(&signature, &theirs) {
                found.push(similarity::finding(code, &other.title, &format!("/documents/{}", other.id)));
            }
        }
    }
    if let Some(key) = document.number_key()
        && let Some((id, title)) = tables::document::holder_of_number(&mut connection, &key, document.id).await?
    {
        found.push(similarity::finding(Code::DuplicateNumber, &title, &format!("/documents/{id}")));
    }
    Ok(found)
}
