//! Lays boxes over the pages of a paper: drawn by hand, at every place of some words, or where screening sees personal data.

use gongkai_documents::Doer;
use gongkai_files::redact::{Area, PARTS, Run, around, spell};
use gongkai_identity::Action;
use gongkai_law::Ground;
use gongkai_web::Failure;
use serde_json::json;

use super::{Paper, being_marked, gate, letters, paper};
use crate::acts::{At, Work};
use crate::tables;
use crate::tables::redaction::Marked;

/// More boxes than this on a page: it is not disclosed in part, it is withheld.
const MOST: usize = 200;

/// A box that somebody lays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub page: u32,
    pub area: Area,
    pub ground: Ground,
}

/// The boxes of one page are these.
pub async fn mark(doer: &Doer, at: impl Into<At>, redaction: i64, page: u32, places: &[Place]) -> Result<(), Failure> {
    let at = at.into();
    gate(doer, at.id).await?;
    let before = paper(&doer.platform, at.id, redaction).await?;
    if !before.pages.iter().any(|known| known.n == page) {
        return Err(Failure::NotFound);
    }
    lay(doer, at, &before, &[page], places, true).await
}

/// Lays a box over every place of these words. Returns how many places there are, and how many pages have no letters to search.
pub async fn find(doer: &Doer, at: impl Into<At>, redaction: i64, words: &str, ground: Option<Ground>) -> Result<(usize, usize), Failure> {
    let at = at.into();
    gate(doer, at.id).await?;
    let mut reasons = Vec::new();
    if words.split_whitespace().collect::<String>().chars().count() < 2 {
        reasons.push("请填写要查找的文字，至少两个字".to_owned());
    }
    if ground.is_none() {
        reasons.push("请选择遮盖的理由条款".to_owned());
    }
    let Some(ground) = ground.filter(|_| reasons.is_empty()) else { return Err(Failure::Refused(reasons)) };
    let words = words.to_owned();
    propose(doer, at, redaction, ground, move |runs| gongkai_files::redact::find(runs, &words)).await
}

/// Lays a box over every number of a person, telephone and the like that screening finds, on the ground of article 15.
pub async fn screen(doer: &Doer, at: impl Into<At>, redaction: i64) -> Result<(usize, usize), Failure> {
    let at = at.into();
    let case = gate(doer, at.id).await?;
    let (platform, today) = (doer.platform.clone(), doer.platform.db.clock().today());
    propose(doer, at, redaction, Ground::Privacy, move |runs| {
        // Line by line, and across line ends: a number may be broken, and two in columns must not become one.
        let mut all: Vec<Vec<Area>> = Vec::new();
        for spelled in [spell(runs, true), spell(runs, false)] {
            let (_, masked) = platform.screens.of(&case.agency_path).mask_on(&spelled.text, today);
            for masked in masked {
                let areas = around(runs, &spelled.glyphs[masked.start..masked.end]);
                if !all.contains(&areas) {
                    all.push(areas);
                }
            }
        }
        all
    })
    .await
}

async fn propose(
    doer: &Doer,
    at: At,
    redaction: i64,
    ground: Ground,
    found: impl Fn(&[Run]) -> Vec<Vec<Area>> + Send + 'static,
) -> Result<(usize, usize), Failure> {
    let before = paper(&doer.platform, at.id, redaction).await?;
    let (platform, read) = (doer.platform.clone(), before.clone());
    let (places, n_places, n_blank) = tokio::task::spawn_blocking(move || -> Result<_, Failure> {
        let (mut places, mut n_places, mut n_blank) = (Vec::new(), 0, 0);
        for page in &read.pages {
            let runs = letters(&platform, &read.redaction, page)?;
            n_blank += usize::from(runs.is_empty());
            for areas in found(&runs) {
                n_places += 1;
                places.extend(areas.into_iter().map(|area| Place { page: page.n, area: wider(area), ground }));
            }
        }
        Ok((places, n_places, n_blank))
    })
    .await
    .map_err(anyhow::Error::from)??;
    // What is covered already is not covered twice.
    let covered = |place: &Place| {
        let holds = |area: Area| area.with(place.area) == area;
        before.on(place.page).any(|marked| holds(marked.area))
    };
    let new: Vec<Place> = places.into_iter().filter(|place| !covered(place)).collect();
    if !new.is_empty() {
        let mut pages: Vec<u32> = new.iter().map(|place| place.page).collect();
        pages.dedup();
        lay(doer, at, &before, &pages, &new, false).await?;
    }
    Ok((n_places, n_blank))
}

/// A hair's breadth around the letters: their edges are grey.
fn wider(area: Area) -> Area {
    const HAIR: u32 = 15;
    let (left, top) = (area.left.saturating_sub(HAIR), area.top.saturating_sub(HAIR));
    Area { left, top, right: (area.right + HAIR).min(PARTS), bottom: (area.bottom + HAIR).min(PARTS) }
}

/// Saves boxes: the pages have these alone, or these besides what they had.
async fn lay(doer: &Doer, at: At, before: &Paper, pages: &[u32], places: &[Place], alone: bool) -> Result<(), Failure> {
    let redaction = before.redaction.id;
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let mut held = being_marked(&mut work, redaction).await?;
    if held.version != before.redaction.version {
        return Err(Failure::Conflict);
    }
    let (by_id, by_name, marked_at) = (work.change.actor().id, work.change.actor().name.clone(), work.change.at_iso());
    for page in pages {
        let new = |place: &Place| {
            // A box that stays is still his who laid it.
            let kept = before.on(*page).find(|marked| alone && marked.area == place.area && marked.ground == place.ground);
            let fresh =
                || Marked { page: *page, area: place.area, ground: place.ground, by_id, by_name: by_name.clone(), at: marked_at.clone() };
            kept.cloned().unwrap_or_else(fresh)
        };
        let mut all: Vec<Marked> = if alone { Vec::new() } else { before.on(*page).cloned().collect() };
        all.extend(places.iter().filter(|place| place.page == *page).map(new));
        if all.len() > MOST {
            return Err(Failure::refused(format!("第{page}页有{}处遮盖，超过{MOST}处，请合并相邻的遮盖", all.len())));
        }
        tables::redaction::set_boxes(&mut work.change, redaction, *page, &all.iter().collect::<Vec<_>>()).await?;
    }
    held.version += 1;
    tables::redaction::save(&mut work.change, &held).await?;
    work.close("requests.redaction_marked", json!({"paper": redaction, "pages": pages, "boxes": places.len()})).await?;
    Ok(())
}
