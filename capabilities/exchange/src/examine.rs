//! What does one file say, and what is wrong with it? Read, cleaned, taken apart and screened, with its attachments.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_documents::incoming::{self, Opened};
use gongkai_documents::screening::signature_of;
use gongkai_documents::{Attachment, Content, Handling, Kind};
use gongkai_files::{FileHash, FileKind, Limits, ReadError, allowed_upload, sniff};
use gongkai_law::{Calendar, Openness};
use gongkai_text::extract::Extract;
use gongkai_text::finding::Finding;
use gongkai_text::screen::similarity::Signature;
use gongkai_text::screen::{AttachmentText, Screen, Subject};
use jiff::civil::Date;

use crate::gather::{Beside, Item};
use crate::rules::findings::together;
use crate::rules::old_address::addresses;
use crate::rules::report::{Outcome, Report};

/// What every file of a run is looked at with.
pub(crate) struct Lens<'a> {
    pub screen: &'a Screen,
    pub limits: &'a Limits,
    pub today: Date,
    /// What the command says of all files.
    pub openness: Option<Openness>,
    pub kind: Option<&'a Kind>,
    pub own_hosts: &'a [String],
    /// Where original bytes are kept; nowhere when only looking.
    pub keep: Option<&'a Platform>,
    /// Paths given by name: what is not a document among them is a failure rather than passed over.
    pub named: &'a [String],
}

/// A file that was looked at.
pub(crate) struct Examined {
    pub report: Report,
    pub files: usize,
    /// Absent where it was not read.
    pub body: Option<Body>,
    /// Files beside it that may not be its attachments, each with its own line.
    pub refused: Vec<Report>,
}

/// What is taken in.
pub(crate) struct Body {
    pub name: String,
    pub hash: FileHash,
    pub content: Content,
    pub handling: Handling,
    pub signature: Option<Signature>,
    /// All that was found, before the run and the database have been asked about duplicates.
    pub findings: Vec<Finding>,
    /// Where its page stood on the site it came from.
    pub addresses: Vec<String>,
}

impl Lens<'_> {
    /// Looks at one document.
    ///
    /// # Errors
    /// Only where the original cannot be kept (the disk is full): what is wrong with the file itself is in the report.
    pub(crate) fn examine(&self, item: Item) -> Result<Examined> {
        let Item { path, content, attachments, files } = item;
        let bytes = match content {
            Ok(bytes) => bytes,
            Err(error) => return Ok(failed(Report::without(&path, Outcome::Failed, error.code(), error.to_string()), files)),
        };
        let name = name_of(&path).to_owned();
        // Our own reading is panic-free as far as it is tested; a file that shows otherwise must not end the run.
        let opened = catch_unwind(AssertUnwindSafe(|| incoming::open(&name, &bytes, self.limits, &BTreeSet::new())));
        let opened = opened.unwrap_or_else(|_| Err(ReadError::Crashed { file: name.clone(), kind: sniff(&name, &bytes) }));
        match opened {
            Ok(opened) => self.judged(&path, name, &bytes, &opened, attachments).map(|examined| Examined { files, ..examined }),
            Err(error) => Ok(failed(self.unread(&path, &error, attachments.len()), files)),
        }
    }

    fn judged(&self, path: &str, name: String, bytes: &[u8], opened: &Opened, beside: Vec<Beside>) -> Result<Examined> {
        let Opened { extract, reading } = opened;
        let mut content = incoming::content_of(reading);
        let mut metadata = reading.metadata.clone();
        if let Some(openness) = self.openness {
            metadata.openness = Some(openness.code().to_owned());
            content.metadata.openness.clone_from(&metadata.openness);
        }
        if let Some(kind) = self.kind {
            content.kind.clone_from(&kind.code);
            content.item.clone_from(&kind.item);
        }
        let mut refused = Vec::new();
        let mut texts = Vec::with_capacity(beside.len());
        for Beside { path, bytes } in beside {
            match self.attached(&path, &bytes, extract)? {
                Ok((attachment, text)) => {
                    content.attachments.extend(attachment);
                    texts.push(text);
                }
                Err(report) => refused.push(report),
            }
        }
        let pictures = incoming::keep_pictures(self.keep, &name, bytes, self.limits, &mut content)?;
        let subject = Subject {
            attachments: &texts,
            hidden: &extract.hidden,
            links: &extract.links,
            days_to_publish: days_between(metadata.formed_on, metadata.published_on),
            own_hosts: self.own_hosts,
            ..Subject::new(&content.metadata, &content.paragraphs, self.today)
        };
        let screened = catch_unwind(AssertUnwindSafe(|| self.screen.screen(&subject)));
        let Ok(screened) = screened else {
            let message = format!("“{name}”的内容使筛查程序出错，已跳过");
            return Ok(Examined { refused, ..failed(Report::without(path, Outcome::Failed, "crashed", message), 1) });
        };
        let mut read = incoming::without_kept(&reading.findings, &pictures);
        read.extend(reading.annexes_missing(texts.len()));
        let findings = together(read, screened, self.screen.profile());
        let original = match self.keep {
            Some(platform) => Some(incoming::keep_original(platform, &name, bytes, extract)?),
            None => None,
        };
        let hash = original.as_ref().map_or_else(|| FileHash::of(bytes), |original| original.hash.clone());
        let signature = signature_of(&content);
        let addresses = addresses(extract.url.as_deref(), path, self.named);
        let report = Report::of(path, reading, &metadata, &findings);
        let body = Body { name, hash, content, handling: Handling { original, ..Handling::default() }, signature, findings, addresses };
        Ok(Examined { report, files: 1, body: Some(body), refused })
    }

    /// An attachment and its text, or why it cannot be one.
    fn attached(&self, path: &str, bytes: &[u8], page: &Extract) -> Result<Result<(Option<Attachment>, AttachmentText), Report>> {
        let name = label_of(path, page);
        let kind = match allowed_upload(&name, bytes, self.limits) {
            Ok(kind) => kind,
            Err(refusal) => return Ok(Err(Report::without(path, Outcome::Failed, "attachment_refused", refusal.message()))),
        };
        let kept = match self.keep {
            Some(platform) => Some(incoming::keep_attachment(platform, &name, bytes, self.limits)?),
            None => None,
        };
        let extract = match (&kept, self.keep) {
            (Some(Attachment { extract: Some(hash), .. }), Some(platform)) => {
                serde_json::from_slice(&platform.files.get(hash)?).with_context(|| format!("extract of {name}"))?
            }
            (Some(_), _) => Extract::default(),
            // A picture or a scan has no text: screening says so where it matters.
            (None, _) => gongkai_files::attachment_text(&name, bytes, self.limits).unwrap_or_default(),
        };
        let code = serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
        let text = AttachmentText::of_extract(&name, &code, bytes.len() as u64, &extract);
        Ok(Ok((kept, text)))
    }

    fn unread(&self, path: &str, error: &ReadError, attachments: usize) -> Report {
        let passed_over = matches!(error, ReadError::Unsupported { kind, .. } if is_no_document(*kind));
        let outcome = if passed_over && !self.named.iter().any(|named| named == path) { Outcome::Skipped } else { Outcome::Failed };
        let mut message = error.to_string();
        if attachments > 0 {
            message += &format!("；与它同放的 {attachments} 个附件也没有读入");
        }
        Report::without(path, outcome, error.code(), message)
    }
}

fn failed(report: Report, files: usize) -> Examined {
    Examined { report, files, body: None, refused: Vec::new() }
}

/// Kinds that lie beside documents without being any.
fn is_no_document(kind: FileKind) -> bool {
    kind.is_picture() || matches!(kind, FileKind::Mp3 | FileKind::Mp4 | FileKind::Executable)
}

pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What the page calls the file that it links (`P020260301….pdf` tells a reader nothing), else its own name.
fn label_of(path: &str, page: &Extract) -> String {
    const LONGEST: usize = 80;
    let name = name_of(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let link = page.links.iter().find(|link| link.href.rsplit('/').next() == Some(name));
    let told = link.map(|link| link.text.trim()).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
    let Some(told) = told.filter(|text| !text.contains(['/', '\\', '<', '>']) && !text.contains("..")) else { return name.to_owned() };
    let told = told.trim_start_matches("附件：").trim_start_matches("附件:").trim();
    if told.is_empty() || told.chars().any(char::is_control) {
        name.to_owned()
    } else if told.to_lowercase().ends_with(&format!(".{}", ending.to_lowercase())) {
        told.to_owned()
    } else {
        format!("{told}.{ending}")
    }
}

/// 条例第二十六条 counts from forming to publication; where the old site does not say when that was, nothing is counted.
fn days_between(formed_on: Option<Date>, published_on: Option<Date>) -> Option<u32> {
    u32::try_from(Calendar::national().working_days_between(formed_on?, published_on?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_text::extract::Link;

    #[test]
    fn an_attachment_is_called_what_the_page_calls_it() {
        let link = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
        let page = Extract {
            links: vec![link("./P0202603.pdf", "附件：1.节水任务表"), link("a.docx", "通知.docx"), link("b.pdf", "../../x")],
            ..Extract::default()
        };
        assert_eq!(label_of("站/P0202603.pdf", &page), "1.节水任务表.pdf");
        assert_eq!(label_of("站/a.docx", &page), "通知.docx");
        assert_eq!(label_of("站/b.pdf", &page), "b.pdf");
        assert_eq!(label_of("c.pdf", &page), "c.pdf");
    }
}
