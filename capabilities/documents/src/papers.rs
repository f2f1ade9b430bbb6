//! How does an edition become a paper? What PDF, docx and plain text print of it, and where the PDF is kept.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_agencies::Directory;
use gongkai_capability::{Platform, PublicPage};
use gongkai_letters::{Form, Origin, Paper, Script};
use gongkai_text::script::to_traditional;
use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use crate::public::shown;
use crate::tables::record::Record;

/// The paper of a record as it is read on this page: its site, its script. Equal editions give equal papers.
pub(crate) fn paper(page: &PublicPage, record: &Record, directory: &Directory) -> Result<Paper> {
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
            address: format!("{}/documents/{}", page.origin, record.id),
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
pub(crate) async fn pdf(platform: &Arc<Platform>, paper: Paper) -> Result<Vec<u8>> {
    let kept = place(platform, &paper);
    if let Ok(bytes) = tokio::fs::read(&kept).await {
        return Ok(bytes);
    }
    let fonts = platform.fonts()?;
    let _turn = platform.typesetting.acquire().await.context("the turn to typeset")?;
    let bytes = tokio::task::spawn_blocking(move || gongkai_letters::pdf(&paper, &fonts)).await?.context("typesetting a record")?;
    keep(&kept, &bytes).await;
    Ok(bytes)
}

/// Named by everything that the paper shows: a changed 有效性 in its header makes another paper.
fn place(platform: &Platform, paper: &Paper) -> PathBuf {
    let mut hasher = Sha256::new();
    hasher.update(env!("CARGO_PKG_VERSION"));
    hasher.update(format!("{:?} {:?} {:?} {}", paper.script, paper.origin, paper.header, paper.title));
    let name: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    platform.settings.data.join("papers").join(format!("{name}.pdf"))
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
