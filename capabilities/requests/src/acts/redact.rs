//! Prepares a paper that is disclosed in part: what must not be told is covered on its page images and taken out for good (条例
//! article 37).

mod attach;
mod mark;
mod release;

pub use attach::attach;
pub use mark::{Place, find, mark, screen};
pub use release::{drop, release, reopen};

use gongkai_capability::Platform;
use gongkai_documents::Doer;
use gongkai_files::redact::Run;
use gongkai_identity::Action;
use gongkai_law::Ground;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::Work;
use super::keep::get;
use super::letters::digest;
use crate::case::Case;
use crate::tables;
use crate::tables::letter::LetterState;
use crate::tables::redaction::{Marked, Redaction, RedactionPage, RedactionState};

/// The grounds on which something may be covered: those of articles 14 to 16.
pub fn grounds() -> impl Iterator<Item = Ground> {
    Ground::ALL.iter().copied().filter(|ground| *ground != Ground::SpecialAccessRule)
}

/// What stands in a box: the article of its ground, without paragraph, as a reader looks it up.
#[must_use]
pub fn mark_of(ground: Ground) -> &'static str {
    match ground {
        Ground::StateSecret | Ground::ForbiddenByLaw | Ground::SecurityOrStability => "第十四条",
        Ground::TradeSecret | Ground::Privacy => "第十五条",
        Ground::InternalAffairs | Ground::ProcessInformation | Ground::EnforcementFile => "第十六条",
        Ground::SpecialAccessRule => "",
    }
}

/// A paper with its pages and boxes.
#[derive(Debug, Clone)]
pub struct Paper {
    pub redaction: Redaction,
    pub pages: Vec<RedactionPage>,
    pub boxes: Vec<Marked>,
}

impl Paper {
    /// The boxes of one page, in the order in which they are burnt.
    pub fn on(&self, page: u32) -> impl Iterator<Item = &Marked> {
        self.boxes.iter().filter(move |marked| marked.page == page)
    }
}

/// Every paper of a request that is not dropped; the caller has asked the gate.
pub async fn papers(platform: &Platform, request_id: i64) -> Result<Vec<Paper>, Failure> {
    let mut connection = platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let boxes = tables::redaction::boxes(&mut connection, request_id).await?;
    let mut all = Vec::new();
    for redaction in tables::redaction::of(&mut connection, request_id).await? {
        if redaction.state == RedactionState::Dropped {
            continue;
        }
        let pages = tables::redaction::pages(&mut connection, redaction.id).await?;
        let own = boxes.iter().filter(|(id, _)| *id == redaction.id).map(|(_, marked)| marked.clone()).collect();
        all.push(Paper { redaction, pages, boxes: own });
    }
    Ok(all)
}

/// One of them.
pub async fn paper(platform: &Platform, request_id: i64, id: i64) -> Result<Paper, Failure> {
    papers(platform, request_id).await?.into_iter().find(|paper| paper.redaction.id == id).ok_or(Failure::NotFound)
}

/// The request of a paper, for whoever may work on its answer: asked before anything is drawn.
async fn gate(doer: &Doer, id: i64) -> Result<Case, Failure> {
    let case = tables::case::by_id(&doer.platform.db, id).await?.ok_or(Failure::NotFound)?;
    doer.may(Action::ReadRequests, &case.agency_path).map_err(|_| Failure::NotFound)?;
    doer.may(Action::HandleRequest, &case.agency_path)?;
    Ok(case)
}

fn place(case_id: i64, paper_key: &str, n: u32, what: &str) -> String {
    format!("request/{case_id}/redaction/{paper_key}/{n}/{what}")
}

/// The picture of a page; the caller has asked the gate.
pub fn picture(platform: &Platform, redaction: &Redaction, page: &RedactionPage) -> Result<Vec<u8>, Failure> {
    if page.picture_sha256.is_empty() {
        return Err(Failure::Gone);
    }
    get(platform, &place(redaction.request_id, &redaction.paper_key, page.n, "picture"), &page.picture_sha256, true)
}

fn letters(platform: &Platform, redaction: &Redaction, page: &RedactionPage) -> Result<Vec<Run>, Failure> {
    if page.letters_sha256.is_empty() {
        return Err(Failure::Gone);
    }
    let bytes = get(platform, &place(redaction.request_id, &redaction.paper_key, page.n, "letters"), &page.letters_sha256, true)?;
    Ok(serde_json::from_slice(&bytes).map_err(anyhow::Error::from)?)
}

/// Papers change as long as the answer is open and in nobody's hands for review: what was seen there is what goes out.
async fn still_open(work: &mut Work) -> Result<(), Failure> {
    if !work.case.is_open {
        return Err(Failure::refused("该件已经办结，不能再改动公开件"));
    }
    if let Some(state) = in_hands(work).await? {
        return Err(Failure::refused(format!("答复稿“{}”，公开件不能改动；需要改动的，请先退回答复稿（条例第十七条）", state.label())));
    }
    Ok(())
}

/// The state of an answer that is being reviewed or waits for dispatch.
pub(super) async fn in_hands(work: &mut Work) -> Result<Option<LetterState>, Failure> {
    let id = work.case.id;
    let letters = tables::letter::within(work.change.connection(), id).await?;
    let held = letters.into_iter().filter(|letter| letter.outcome.is_some()).map(|letter| letter.state);
    Ok(held.into_iter().find(|state| matches!(state, LetterState::InReview | LetterState::Signed)))
}

/// A paper in a change, as it was when the page was drawn.
async fn held(work: &mut Work, id: i64) -> Result<Redaction, Failure> {
    let case_id = work.case.id;
    let all = tables::redaction::of(work.change.connection(), case_id).await?;
    all.into_iter().find(|one| one.id == id && one.state != RedactionState::Dropped).ok_or(Failure::NotFound)
}

async fn being_marked(work: &mut Work, id: i64) -> Result<Redaction, Failure> {
    still_open(work).await?;
    let redaction = held(work, id).await?;
    if redaction.state != RedactionState::Marking {
        return Err(Failure::refused("公开件已经生成，请先撤回公开件再修改遮盖"));
    }
    Ok(redaction)
}

/// What lies beside the answer, as its body names it: a review of the body is a review of these bytes (docs/adr/0007).
pub(super) async fn enclosures(work: &mut Work) -> Result<Value, Failure> {
    let id = work.case.id;
    let files = tables::file::within(work.change.connection(), id).await?;
    let out = files.into_iter().filter(|file| file.kind == "released");
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    Ok(out.map(|file| json!({"file": file.id, "name": stem(&file.name), "sha256": file.sha256})).collect())
}

/// Puts them into a body; one without any is as it was.
pub(super) fn enclose(body: &mut Value, enclosures: Value) {
    let Some(body) = body.as_object_mut() else { return };
    if enclosures.as_array().is_some_and(Vec::is_empty) {
        body.remove("enclosures");
    } else {
        body.insert("enclosures".to_owned(), enclosures);
    }
}

/// The draft in hand names what lies beside it now.
pub(super) async fn bind(work: &mut Work) -> Result<(), Failure> {
    let id = work.case.id;
    let letters = tables::letter::within(work.change.connection(), id).await?;
    let draft = letters.into_iter().rev().find(|letter| letter.outcome.is_some() && letter.state == LetterState::Draft);
    let Some(mut draft) = draft else { return Ok(()) };
    if draft.outcome.is_some_and(|outcome| outcome.discloses()) {
        let now = enclosures(work).await?;
        enclose(&mut draft.body, now);
        draft.body_sha256 = digest(&draft.body);
        draft.version += 1;
        tables::letter::save(&mut work.change, &draft).await?;
    }
    Ok(())
}

/// The grounds used in the copies that go out, and everybody who laid a box or made a copy.
pub(super) async fn used(work: &mut Work) -> Result<(Vec<Ground>, Vec<i64>), Failure> {
    let id = work.case.id;
    let all = tables::redaction::of(work.change.connection(), id).await?;
    let out: Vec<&Redaction> = all.iter().filter(|one| one.state == RedactionState::Released).collect();
    let boxes = tables::redaction::boxes(work.change.connection(), id).await?;
    let (mut grounds, mut people) = (Vec::new(), Vec::new());
    people.extend(out.iter().filter_map(|one| one.released_by));
    for (_, marked) in boxes.iter().filter(|(of, _)| out.iter().any(|one| one.id == *of)) {
        people.push(marked.by_id);
        if !grounds.contains(&marked.ground) {
            grounds.push(marked.ground);
        }
    }
    Ok((grounds, people))
}
