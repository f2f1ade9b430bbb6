//! What becomes of a file that somebody gives us? Its bytes are kept, its text is read, cleaned and taken apart.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_files::{FileHash, Limits, Picture, ReadError, sniff};
use gongkai_law::{Genre, Openness, Topics};
use gongkai_text::extract::Extract;
use gongkai_text::finding::Finding;
use gongkai_text::paragraph::Paragraph;
use gongkai_text::reading::{Reading, read};
use gongkai_text::relations::validity_clause;

use crate::content::{Attachment, Content, Handling, Original};
use crate::kind::Kind;

/// A file that was read but not yet kept.
#[derive(Debug, Clone)]
pub struct Opened {
    pub extract: Extract,
    pub reading: Reading,
}

/// Reads a file without keeping anything: what `gongkai screen` does.
///
/// # Errors
/// Names the file and why it cannot be read.
pub fn open(name: &str, bytes: &[u8], limits: &Limits, rejected: &BTreeSet<String>) -> Result<Opened, ReadError> {
    let extract = gongkai_files::read(name, bytes, limits)?;
    let reading = read(&extract, rejected);
    Ok(Opened { extract, reading })
}

/// The content that a reading suggests; an editor confirms it.
#[must_use]
pub fn content_of(reading: &Reading) -> Content {
    let mut metadata = reading.metadata.clone();
    let title = metadata.title.clone().unwrap_or_default();
    let kind = Kind::suggested(&title, metadata.document_number.as_deref()).to_owned();
    let topic = metadata.topic.take().and_then(|name| topic_code(&name)).unwrap_or_default();
    metadata.genre = Genre::of_title(&title).map(|genre| genre.code().to_owned()).or(metadata.genre);
    metadata.openness = Some(metadata.openness.unwrap_or_else(|| Openness::Proactive.code().to_owned()));
    // The closing clause says from when and for how long; 自印发之日起 counts from the day on the paper.
    if let (Some(clause), Some(day)) = (validity_clause(&reading.paragraphs), metadata.published_on.or(metadata.formed_on)) {
        metadata.effective_on = metadata.effective_on.or_else(|| clause.effective_on(day));
        metadata.ends_on = metadata.ends_on.or_else(|| clause.last_day(day));
    }
    // The number belongs to the record, not to its text; it is taken up again at publication where it is free.
    let item = Kind::get(&kind).map(|kind| kind.item.clone()).unwrap_or_default();
    Content { kind, topic, item, metadata, paragraphs: reading.paragraphs.clone(), ..Content::default() }
}

fn topic_code(name: &str) -> Option<String> {
    let topics = Topics::national();
    topics.by_name(name.trim()).map(|topic| topic.code.to_string())
}

/// Keeps the original bytes and what was read of them.
pub fn keep_original(platform: &Platform, name: &str, bytes: &[u8], extract: &Extract) -> Result<Original> {
    let hash = platform.files.put(bytes).with_context(|| format!("keeping {name}"))?;
    let extract = platform.files.put(&serde_json::to_vec(extract)?).with_context(|| format!("keeping what was read of {name}"))?;
    Ok(Original { name: name.to_owned(), hash, extract })
}

/// Keeps an attachment and what can be read of it.
pub fn keep_attachment(platform: &Platform, name: &str, bytes: &[u8], limits: &Limits) -> Result<Attachment> {
    let hash = platform.files.put(bytes).with_context(|| format!("keeping {name}"))?;
    let kind = sniff(name, bytes);
    let extract = match gongkai_files::attachment_text(name, bytes, limits) {
        Ok(extract) => Some(platform.files.put(&serde_json::to_vec(&extract)?)?),
        // A picture or a scan has no text to read; that is said by screening where it matters, not by refusing the file.
        Err(_) => None,
    };
    Ok(Attachment { name: name.to_owned(), hash, n_bytes: bytes.len() as u64, kind: kind_code(kind), extract, inline: false })
}

/// Keeps the pictures that the text names, and lets its paragraphs name them by their hash; gives the names that had been theirs.
///
/// Where nothing is to be kept (somebody only looks) the paragraphs name them all the same: they are not missing.
///
/// # Errors
/// Where a picture cannot be kept.
pub fn keep_pictures(keep: Option<&Platform>, name: &str, bytes: &[u8], limits: &Limits, content: &mut Content) -> Result<Vec<String>> {
    let found = named_by_hash(name, bytes, limits, &mut content.paragraphs);
    if let Some(platform) = keep {
        for picture in &found {
            attach(platform, picture, &mut content.attachments).with_context(|| format!("keeping {} of {name}", picture.name))?;
        }
    }
    Ok(found.into_iter().map(|picture| picture.name).collect())
}

fn attach(platform: &Platform, picture: &Picture, attachments: &mut Vec<Attachment>) -> Result<()> {
    let hash = platform.files.put(&picture.bytes)?;
    if attachments.iter().all(|file| file.hash != hash) {
        let (n_bytes, kind) = (picture.bytes.len() as u64, kind_code(sniff("", &picture.bytes)));
        attachments.push(Attachment { name: file_name(picture, &kind), hash, n_bytes, kind, extract: None, inline: true });
    }
    Ok(())
}

/// Looks which pictures of a text are in its file: they are not missing.
pub fn find_pictures(name: &str, bytes: &[u8], limits: &Limits, reading: &mut Reading) {
    let found = named_by_hash(name, bytes, limits, &mut reading.paragraphs);
    let names: Vec<String> = found.into_iter().map(|picture| picture.name).collect();
    reading.findings = without_kept(&reading.findings, &names);
}

/// The pictures of a file that its paragraphs name; these name them by their hash from now on.
fn named_by_hash(name: &str, bytes: &[u8], limits: &Limits, paragraphs: &mut [Paragraph]) -> Vec<Picture> {
    // Most texts have none: their file is not opened a second time.
    if paragraphs.iter().all(|paragraph| paragraph.image.is_none()) {
        return Vec::new();
    }
    let mut found = gongkai_files::pictures(name, bytes, limits);
    found.retain(|picture| {
        let hash = FileHash::of(&picture.bytes);
        let places = paragraphs.iter_mut().filter(|paragraph| paragraph.image.as_ref() == Some(&picture.name));
        places.map(|paragraph| paragraph.image = Some(hash.as_str().to_owned())).count() > 0
    });
    found
}

/// The same for a text that was read again from its original.
///
/// # Errors
/// Where the original cannot be had or a picture cannot be kept.
pub fn keep_pictures_again(platform: &Platform, handling: &Handling, content: &mut Content) -> Result<()> {
    let Some(original) = &handling.original else { return Ok(()) };
    let bytes = platform.files.get(&original.hash).context("the original")?;
    keep_pictures(Some(platform), &original.name, &bytes, &Limits::default(), content)?;
    Ok(())
}

/// What reading found, without the pictures that are there after all.
#[must_use]
pub fn without_kept(findings: &[Finding], kept: &[String]) -> Vec<Finding> {
    let is_there = |finding: &Finding| {
        matches!(finding.code.as_str(), "defect.image_missing" | "defect.annex_image") && kept.contains(&finding.excerpt)
    };
    findings.iter().filter(|finding| !is_there(finding)).cloned().collect()
}

/// A name that may stand in a list of files; old Word documents number their pictures without saying what they are.
fn file_name(picture: &Picture, kind: &str) -> String {
    const LONGEST: usize = 80;
    let clean: String = picture.name.chars().filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c)).take(LONGEST).collect();
    if clean.contains('.') { clean } else { format!("{clean}.{kind}") }
}

/// The stable word of a kind of file, as attachments keep it.
fn kind_code(kind: gongkai_files::FileKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads the original of a draft again with other cuts rejected.
pub fn reread(platform: &Platform, handling: &Handling) -> Result<Option<Reading>> {
    let Some(original) = &handling.original else { return Ok(None) };
    let extract: Extract = serde_json::from_slice(&platform.files.get(&original.extract)?).context("extract of the original")?;
    Ok(Some(read(&extract, &handling.rejected_cuts.iter().cloned().collect())))
}

/// The text of an attachment for search, short of what would swamp the record's own words.
pub fn searchable_text(platform: &Platform, extract: &FileHash) -> Result<String> {
    const MOST: usize = 20_000;
    let extract: Extract = serde_json::from_slice(&platform.files.get(extract)?).context("extract of an attachment")?;
    let mut out = String::new();
    for block in &extract.blocks {
        use gongkai_text::extract::Block as B;
        match block {
            B::Heading { text, .. } | B::Text { text } => out.push_str(text),
            B::Table { rows } => rows.iter().for_each(|row| {
                out.push_str(&row.join(" "));
                out.push('\n');
            }),
            B::Image { .. } | B::PageBreak => {}
        }
        out.push('\n');
        if out.len() > MOST {
            break;
        }
    }
    Ok(out)
}
