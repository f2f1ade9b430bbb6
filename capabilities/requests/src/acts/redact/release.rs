//! Makes the copy that goes out: a new file of pictures with the boxes burnt in, checked, and bound to the answer. Or takes it back.

use gongkai_documents::Doer;
use gongkai_files::redact::{Cover, Page, Wanted, beneath, check, write};
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::{Paper, being_marked, bind, gate, held, letters, mark_of, paper, picture, still_open};
use crate::acts::keep::{Incoming, LARGEST, keep_files};
use crate::acts::{At, Work};
use crate::tables;
use crate::tables::redaction::RedactionState;

/// Makes the copy under a title that its readers see; says the SHA-256 of its bytes.
///
/// # Errors
/// Anything that the check finds left in it keeps it back.
pub async fn release(doer: &Doer, at: impl Into<At>, redaction: i64, title: &str) -> Result<String, Failure> {
    let at = at.into();
    gate(doer, at.id).await?;
    let before = paper(&doer.platform, at.id, redaction).await?;
    let title = title.trim().trim_end_matches(".pdf").to_owned();
    let mut reasons = Vec::new();
    if title.is_empty() {
        reasons.push("请填写公开件的名称".to_owned());
    }
    if title.chars().count() > 80 || title.chars().any(|letter| letter.is_control() || "/\\".contains(letter)) {
        reasons.push("公开件的名称不超过80个字，不含斜线和换行".to_owned());
    }
    if before.boxes.is_empty() {
        reasons.push("还没有遮盖任何内容；可以全部公开的文件，请作为“拟提供的信息”添加".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let (platform, read, own) = (doer.platform.clone(), before.clone(), title.clone());
    let _one = doer.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let bytes = tokio::task::spawn_blocking(move || made(&platform, &read, &own)).await.map_err(anyhow::Error::from)??;
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let mut now = being_marked(&mut work, redaction).await?;
    if now.version != before.redaction.version {
        return Err(Failure::Conflict);
    }
    let copy = Incoming { kind: "released", name: format!("{title}.pdf"), bytes };
    let file = keep_files(&doer.platform, &mut work.change, at.id, &[copy]).await?.into_iter().next().ok_or(Failure::NotFound)?;
    let files = tables::file::within(work.change.connection(), at.id).await?;
    now.released_id = Some(file);
    now.released_sha256 = files.into_iter().find(|known| known.id == file).map(|known| known.sha256).unwrap_or_default();
    now.released_by = Some(work.change.actor().id);
    now.released_name = work.change.actor().name.clone();
    now.released_at = Some(work.change.at_iso());
    now.state = RedactionState::Released;
    now.version += 1;
    tables::redaction::save(&mut work.change, &now).await?;
    bind(&mut work).await?;
    let sha256 = now.released_sha256.clone();
    let detail = json!({"paper": redaction, "file": file, "sha256": sha256, "pages": before.pages.len(), "boxes": listed(&before)});
    work.close("requests.redaction_released", detail).await?;
    Ok(sha256)
}

/// The boxes as the journal keeps them: where, on which ground, laid by whom.
fn listed(paper: &Paper) -> Vec<Value> {
    let one = |marked: &tables::redaction::Marked| {
        let area = marked.area;
        json!({"page": marked.page, "area": [area.left, area.top, area.right, area.bottom], "ground": marked.ground.statute_code(),
               "by": marked.by_name})
    };
    paper.boxes.iter().map(one).collect()
}

/// The bytes, proven.
fn made(platform: &gongkai_capability::Platform, paper: &Paper, title: &str) -> Result<Vec<u8>, Failure> {
    let mut pages = Vec::with_capacity(paper.pages.len());
    let mut hidden = Vec::new();
    for page in &paper.pages {
        let drawn = Page::from_png(&picture(platform, &paper.redaction, page)?, page.density).map_err(anyhow::Error::from)?;
        let covers: Vec<Cover> =
            paper.on(page.n).map(|marked| Cover { area: marked.area, mark: mark_of(marked.ground).to_owned() }).collect();
        let areas: Vec<_> = covers.iter().map(|cover| cover.area).collect();
        hidden.extend(beneath(&letters(platform, &paper.redaction, page)?, &areas));
        pages.push((drawn, covers));
    }
    // A name given to the copy is read by everybody who gets it.
    if hidden.iter().any(|piece| piece.chars().count() >= 2 && title.contains(piece.as_str())) {
        return Err(Failure::refused("公开件的名称中有被遮盖的文字，请换一个名称"));
    }
    let bytes = write(title, &pages);
    let wanted: Vec<Wanted<'_>> = pages.iter().map(|(page, covers)| Wanted { width: page.width, height: page.height, covers }).collect();
    let leaks = check(&bytes, title, &wanted, &hidden);
    if !leaks.is_empty() {
        let reasons = leaks.iter().map(|leak| format!("核验没有通过，公开件没有生成：{leak}"));
        return Err(Failure::Refused(reasons.collect()));
    }
    if bytes.len() > LARGEST {
        return Err(Failure::refused(format!("公开件有{}MB，超过{}MB，请分册处理", bytes.len() / 1_048_576, LARGEST / 1_048_576)));
    }
    Ok(bytes)
}

/// Takes the copy back, so that boxes can be changed. It stays in the file as one that did not go out.
pub async fn reopen(doer: &Doer, at: impl Into<At>, redaction: i64) -> Result<(), Failure> {
    let at = at.into();
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    still_open(&mut work).await?;
    let mut now = held(&mut work, redaction).await?;
    let Some(file) = now.released_id.take() else { return Err(Failure::refused("还没有生成公开件")) };
    tables::file::supersede(&mut work.change, file).await?;
    now.state = RedactionState::Marking;
    now.version += 1;
    let sha256 = std::mem::take(&mut now.released_sha256);
    tables::redaction::save(&mut work.change, &now).await?;
    bind(&mut work).await?;
    work.close("requests.redaction_reopened", json!({"paper": redaction, "sha256": sha256})).await?;
    Ok(())
}

/// The paper is not given after all.
pub async fn drop(doer: &Doer, at: impl Into<At>, redaction: i64) -> Result<(), Failure> {
    let at = at.into();
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    still_open(&mut work).await?;
    let mut now = held(&mut work, redaction).await?;
    if let Some(file) = now.released_id.take() {
        tables::file::supersede(&mut work.change, file).await?;
    }
    now.state = RedactionState::Dropped;
    now.version += 1;
    tables::redaction::save(&mut work.change, &now).await?;
    bind(&mut work).await?;
    work.close("requests.redaction_dropped", json!({"paper": redaction})).await?;
    Ok(())
}
