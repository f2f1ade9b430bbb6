//! Takes a paper into the file to be disclosed in part: kept sealed, and drawn page by page.

use gongkai_documents::Doer;
use gongkai_files::redact::{DrawLimits, Page, draw};
use gongkai_identity::{Action, random_token};
use gongkai_web::Failure;
use serde_json::json;

use super::{gate, place, still_open};
use crate::acts::keep::{Incoming, keep_files, put};
use crate::acts::{At, Work};
use crate::tables;
use crate::tables::redaction::{Redaction, RedactionPage, RedactionState};

/// Attaches a paper; says which it is. Drawing takes its time and is done before the change begins.
pub async fn attach(doer: &Doer, at: impl Into<At>, name: &str, bytes: Vec<u8>) -> Result<i64, Failure> {
    let at = at.into();
    let id = at.id;
    gate(doer, at.id).await?;
    let name = name.trim().to_owned();
    if name.is_empty() || bytes.is_empty() {
        return Err(Failure::refused("请选择要部分公开的文件（PDF或者图片）"));
    }
    let (platform, key) = (doer.platform.clone(), random_token());
    let (own_key, own_name) = (key.clone(), name.clone());
    let _one = doer.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let (bytes, pages) = tokio::task::spawn_blocking(move || -> Result<_, Failure> {
        let drawn = draw(&bytes, &DrawLimits::default());
        let drawn = drawn.map_err(|error| Failure::refused(format!("文件“{own_name}”：{error}")))?;
        let mut pages = Vec::with_capacity(drawn.len());
        for (page, n) in drawn.iter().zip(1..) {
            pages.push(kept(&platform, id, &own_key, page, n)?);
        }
        Ok((bytes, pages))
    })
    .await
    .map_err(anyhow::Error::from)??;
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    still_open(&mut work).await?;
    let original = Incoming { kind: "original", name: name.clone(), bytes };
    let original_id = keep_files(&doer.platform, &mut work.change, id, &[original]).await?.into_iter().next().ok_or(Failure::NotFound)?;
    let redaction = Redaction {
        id: work.change.next("request_redaction").await?,
        request_id: id,
        name,
        paper_key: key,
        original_id,
        released_id: None,
        state: RedactionState::Marking,
        released_sha256: String::new(),
        released_by: None,
        released_name: String::new(),
        released_at: None,
        version: 1,
        at: work.change.at_iso(),
        by_name: work.change.actor().name.clone(),
    };
    tables::redaction::insert(&mut work.change, &redaction).await?;
    for page in &pages {
        tables::redaction::add_page(&mut work.change, redaction.id, page).await?;
    }
    work.close("requests.redaction_begun", json!({"paper": redaction.id, "pages": pages.len()})).await?;
    Ok(redaction.id)
}

fn kept(platform: &gongkai_capability::Platform, id: i64, key: &str, page: &Page, n: u32) -> Result<RedactionPage, Failure> {
    let letters = serde_json::to_vec(&page.runs).map_err(anyhow::Error::from)?;
    Ok(RedactionPage {
        n,
        width: page.width,
        height: page.height,
        density: page.density,
        doubtful: page.doubtful,
        picture_sha256: put(platform, &place(id, key, n, "picture"), &page.png(), true)?,
        letters_sha256: put(platform, &place(id, key, n, "letters"), &letters, true)?,
    })
}
