//! What becomes of a file that somebody gives us? Its bytes are kept, its text is read, cleaned and taken apart.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_files::{FileHash, Limits, ReadError, sniff};
use gongkai_law::{Genre, Openness, Topics};
use gongkai_text::extract::Extract;
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
