//! How does an edition become a paper? What PDF, docx and plain text print of it, where the PDF is kept, and until when.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_agencies::Directory;
use gongkai_capability::{BoxFuture, Platform, PublicPage};
use gongkai_letters::{Form, Origin, Paper, Script};
use gongkai_store::Entry;
use gongkai_text::script::to_traditional;
use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use crate::document::PublicState;
use crate::public::shown;
use crate::tables;
use crate::tables::record::Record;

/// The paper of a record as it is read on this page: its site, its script. Equal editions give equal papers; one of an edition
/// before the newest names the address of that edition.
pub(crate) fn paper(page: &PublicPage, record: &Record, directory: &Directory, older: Option<i64>) -> Result<Paper> {
    let edition = &record.edition;
    let content = &edition.content;
    let header = shown::facts(record, content, directory).into_iter().map(|(label, value)| (label.to_owned(), value)).collect();
    let at: Timestamp = edition.published_at.parse().context("the instant of an edition")?;
    let attachment = |file: &crate::content::Attachment| gongkai_letters::Attachment { name: file.name.clone(), n_bytes: file.n_bytes };
    let mut paper = Paper {
        form: Form::Record,
        script: Script::Simplified,
        issuer_heading: None,
        // It stands in the header table already.
        document_number: None,
        header,
        title: content.title().to_owned(),
        paragraphs: content.paragraphs.clone(),
        attachments: content.attachments.iter().filter(|file| !file.inline).map(attachment).collect(),
        images: images(&page.platform, record)?,
        origin: Some(Origin {
            site_name: page.site.name.clone(),
            address: format!("{}/documents/{}{}", page.origin, record.id, older.map_or_else(String::new, |n| format!("/editions/{n}"))),
            edition: u32::try_from(edition.number).context("the number of an edition")?,
            sha256: edition.sha256.clone(),
        }),
        printed_at: Offset::constant(8).to_datetime(at),
    };
    if page.view.traditional {
        turn(&mut paper);
    }
    Ok(paper)
}

fn images(platform: &Platform, record: &Record) -> Result<HashMap<String, Vec<u8>>> {
    let content = &record.edition.content;
    let mut images = HashMap::new();
    for name in content.paragraphs.iter().filter_map(|p| p.image.as_ref()) {
        let held = content.attachments.iter().find(|file| file.hash.as_str() == name || file.name == *name);
        if let Some(file) = held {
            images.insert(name.clone(), platform.files.get(&file.hash).with_context(|| format!("picture {name}"))?);
        }
    }
    Ok(images)
}

/// Everything that is read, in Traditional script.
fn turn(paper: &mut Paper) {
    paper.script = Script::Traditional;
    paper.title = to_traditional(&paper.title);
    for (label, value) in &mut paper.header {
        *label = to_traditional(label);
        *value = to_traditional(value);
    }
    for p in &mut paper.paragraphs {
        p.text = to_traditional(&p.text);
        p.rows.iter_mut().flatten().for_each(|cell| *cell = to_traditional(cell));
    }
    if let Some(origin) = &mut paper.origin {
        origin.site_name = to_traditional(&origin.site_name);
    }
}

/// The PDF of a paper: typeset once and kept below the data folder, one at a time on a node.
pub(crate) async fn pdf(platform: &Arc<Platform>, record: i64, edition: i64, paper: Paper) -> Result<Vec<u8>> {
    let kept = place(platform, record, edition, &paper);
    if let Ok(bytes) = tokio::fs::read(&kept).await {
        return Ok(bytes);
    }
    let fonts = platform.fonts()?;
    let _turn = platform.typesetting.acquire().await.context("the turn to typeset")?;
    let bytes = tokio::task::spawn_blocking(move || gongkai_letters::pdf(&paper, &fonts)).await?.context("typesetting a record")?;
    keep(&kept, &bytes).await;
    Ok(bytes)
}

/// In the folder of its record, named by its edition and everything that the paper shows: a changed 有效性 in its header makes
/// another paper.
fn place(platform: &Platform, record: i64, edition: i64, paper: &Paper) -> PathBuf {
    let mut hasher = Sha256::new();
    hasher.update(env!("CARGO_PKG_VERSION"));
    hasher.update(format!("{:?} {:?} {:?} {}", paper.script, paper.origin, paper.header, paper.title));
    let name: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    folder(platform).join(record.to_string()).join(format!("{edition}-{name}.pdf"))
}

fn folder(platform: &Platform) -> PathBuf {
    platform.settings.data.join("papers")
}

/// Facts after which a paper that this node kept is no longer to be had.
const ENDS: [&str; 3] = ["documents.withdrawn", "documents.edition_closed", "documents.showing_ended"];

/// Hears on every node what was withdrawn or closed, and removes the papers of it.
pub(crate) fn follow(platform: Arc<Platform>, entries: Vec<Entry>) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        let ended = entries.iter().filter(|entry| ENDS.contains(&entry.kind.as_str()));
        let ids: BTreeSet<i64> = ended.filter_map(|entry| entry.subject.strip_prefix("document:")?.parse().ok()).collect();
        for id in ids {
            sweep_record(&platform, id).await?;
        }
        Ok(())
    })
}

/// Removes every paper on this node of what is not public (any more): at the start, for what happened while it was down.
///
/// # Errors
/// Where the database cannot be asked; a paper that cannot be removed is told in the log.
pub async fn sweep(platform: &Platform) -> Result<()> {
    let Ok(mut places) = tokio::fs::read_dir(folder(platform)).await else { return Ok(()) };
    while let Some(place) = places.next_entry().await.context("reading the folder of papers")? {
        match place.file_name().to_string_lossy().parse() {
            Ok(id) => sweep_record(platform, id).await?,
            // Papers of a version before, that did not part them by record.
            Err(_) => removed(tokio::fs::remove_file(place.path()).await, &place.path()),
        }
    }
    Ok(())
}

async fn sweep_record(platform: &Platform, id: i64) -> Result<()> {
    let own = folder(platform).join(id.to_string());
    let Ok(mut places) = tokio::fs::read_dir(&own).await else { return Ok(()) };
    let record = tables::record::get(&platform.db, id).await?.filter(|record| record.public_state == PublicState::Published);
    if record.is_none() {
        removed(tokio::fs::remove_dir_all(&own).await, &own);
        return Ok(());
    }
    let lines = tables::edition::lines(&platform.db, id).await?;
    while let Some(place) = places.next_entry().await.context("reading the papers of a record")? {
        let name = place.file_name();
        let number = name.to_string_lossy().split_once('-').and_then(|(number, _)| number.parse::<i64>().ok());
        if !lines.iter().any(|line| Some(line.number) == number && line.closed.is_none()) {
            removed(tokio::fs::remove_file(place.path()).await, &place.path());
        }
    }
    Ok(())
}

fn removed(outcome: std::io::Result<()>, place: &std::path::Path) {
    match outcome {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(place = %place.display(), %error, "a paper that is no longer public could not be removed");
        }
        _ => {}
    }
}

/// Kept whole or not at all; where the disk is full the reader still gets the paper.
async fn keep(place: &std::path::Path, bytes: &[u8]) {
    let written = async {
        let folder = place.parent().context("a kept paper lies in a folder")?;
        tokio::fs::create_dir_all(folder).await?;
        let half = place.with_extension("half");
        tokio::fs::write(&half, bytes).await?;
        tokio::fs::rename(&half, place).await?;
        anyhow::Ok(())
    };
    if let Err(error) = written.await {
        tracing::warn!(error = format!("{error:#}"), "a paper could not be kept");
    }
}
