//! Where does this case stand, why is it due on that day, and what may this person do with it now?

use gongkai_capability::StaffPage;
use gongkai_documents::tables as documents;
use gongkai_identity::{Action, Subject, Viewer, may};
use gongkai_letters::letter::Letter;
use gongkai_letters::letter_text;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::decide::Came;
use super::similar::nearest;
use super::steps::{Step, steps};
use super::view::{Line, Seen, errors, masked, merge};
use super::{Answer, Id, forms, timeline};
use crate::acts;
use crate::acts::letters::addressee_label;
use crate::acts::overrule::PUBLIC_INTEREST;
use crate::rules::applicant::{DeliveryWish, FormWish};
use crate::rules::papers::Paper;
use crate::rules::receipt::ReceiptRule;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState, Review};

const PAGE: &str = "requests/staff/case.html";

/// What the page says once, above everything.
#[derive(Default)]
struct Said {
    reasons: Vec<String>,
    told: String,
    link: String,
}

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let drawn = whole(&page, id, &Form::default(), &Said::default()).await?;
    page.render(PAGE, drawn)
}

/// The page again after an act: on to the next look at it, or the same with the reasons against and what was typed.
pub(super) async fn after(page: StaffPage, id: i64, form: Form, outcome: Result<Came, Failure>) -> Answer {
    let conflict = "在您打开页面之后，该件已被他人办理。下面是最新情况，请核对后再办理。";
    let (status, reasons) = match outcome {
        Ok(Came::Done(notice)) => {
            // A sentence in a cookie must not grow beyond what browsers keep.
            let notice: String = notice.chars().take(300).collect();
            return page.redirect(&super::page_of(id), &notice);
        }
        Ok(Came::Told(told)) => {
            let drawn = whole(&page, id, &form, &Said { told, ..Said::default() }).await?;
            return page.render(PAGE, drawn);
        }
        Ok(Came::Link(told, path)) => {
            let link = format!("{}{path}", page.origin);
            let drawn = whole(&page, id, &Form::default(), &Said { told, link, ..Said::default() }).await?;
            return page.render(PAGE, drawn);
        }
        Err(Failure::Refused(reasons)) => (422, reasons),
        Err(Failure::Conflict) => (409, vec![conflict.to_owned()]),
        Err(other) => return Err(other),
    };
    let drawn = whole(&page, id, &form, &Said { reasons: reasons.clone(), ..Said::default() }).await?;
    let mut response = page.refuse(PAGE, reasons, drawn)?;
    if status == 409 {
        *response.status_mut() = axum::http::StatusCode::CONFLICT;
    }
    Ok(response)
}

async fn whole(page: &StaffPage, id: i64, typed: &Form, said: &Said) -> Result<Value, Failure> {
    let seen = Seen::of(page, id).await?;
    let db = &page.platform.db;
    let steps = steps(page, &seen);
    let forms = forms::forms(page, &seen, &steps, typed).await?;
    let letters = tables::letter::of(db, id).await?;
    let reviews = {
        let mut connection = db.read().acquire().await.map_err(anyhow::Error::from)?;
        tables::letter::reviews(&mut connection, id).await?
    };
    let searches = {
        let mut connection = db.read().acquire().await.map_err(anyhow::Error::from)?;
        tables::office::searches(&mut connection, id).await?
    };
    let (refused_act, path) = (typed.get("act"), &seen.case.agency_path);
    let mut context = seen.head(page);
    let more = json!({
        "errors": errors(&said.reasons),
        "told": said.told,
        "link": said.link,
        "act": refused_act,
        "standing": seen.standing(),
        "rule": ReceiptRule::of(seen.case.channel).label(),
        "rule_article": ReceiptRule::of(seen.case.channel).article(),
        "confirm_by": acts::receive::confirm_by(&seen.case, seen.law()).filter(|_| seen.case.receipt_on.is_none()),
        "kind": seen.case.applicant_kind.label(),
        "channel": seen.case.channel.label(),
        "delivery": seen.case.delivery.parse::<DeliveryWish>().map_or("", DeliveryWish::label),
        "medium": seen.case.medium.parse::<FormWish>().map_or("", FormWish::label),
        "outcome": seen.case.outcome.map(|outcome| json!({"code": outcome.code(), "label": outcome.label(), "articles": outcome.articles(), "remedy": outcome.remedy().label()})),
        "steps": steps.iter().filter(|step| step.open).collect::<Vec<_>>(),
        "closed_steps": steps.iter().filter(|step| !step.open).collect::<Vec<_>>(),
        "forms": forms,
        "timeline": timeline::told(&seen.noted),
        "letters": letters.iter().map(|letter| shown_letter(letter, &reviews)).collect::<Vec<_>>(),
        "files": files(page, &seen).await?,
        "searches": searches,
        "notes": tables::office::notes(db, id).await?,
        "remedies": remedies(&seen),
        "kin": kin(page, &seen).await?,
        "facts": db.journal_of(&seen.case.subject(), 40).await?.iter().map(fact).collect::<Vec<_>>(),
        "help": help(page, &seen).await?,
        "repeated": super::repeated::of(page, &seen).await?,
        "converted": super::converted::of(page, &seen).await?,
        "draft_text": draft_text(page, &seen, &letters).await?,
        "redactions": redactions(page, &seen).await?,
        "may_redact": super::files::works_on(page, &seen.case).is_ok(),
        "may_draft": page.offers(Action::HandleRequest, path) && drafting(&steps),
        "may_bundle": page.offers(Action::ReadApplicant, path),
    });
    merge(&mut context, more);
    Ok(context)
}

fn drafting(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.anchor == "act-submit" && step.open)
}

fn shown_letter(letter: &CaseLetter, reviews: &[Review]) -> Value {
    let own: Vec<Value> = reviews
        .iter()
        .filter(|review| review.letter_id == letter.id)
        .map(|review| {
            json!({"kind": review.kind.label(), "name": review.name, "at": review.at, "approved": review.approved, "opinion": review.opinion,
                   "holds": review.body_sha256 == letter.body_sha256})
        })
        .collect();
    json!({
        "id": letter.id,
        "code": letter.code,
        "label": letter.code.parse::<Paper>().map_or("", Paper::label),
        "addressee": addressee_label(letter),
        "number": letter.number,
        "state": letter.state.label(),
        "outcome": letter.outcome.map(|outcome| format!("{} {}", outcome.code(), outcome.label())),
        "drafted_by": letter.drafted_name,
        "signed_by": letter.signed_name,
        "sent_on": letter.sent_on,
        "received_on": letter.received_on,
        "way": way_label(&letter.way),
        "tracking": letter.tracking,
        "finished": !letter.pdf_sha256.is_empty(),
        "is_answer": letter.outcome.is_some(),
        "reviews": own,
    })
}

/// Ways of sending and wishes of the applicant stand in one column.
fn way_label(code: &str) -> String {
    let way = code.parse::<crate::rules::history::Way>().map(|way| way.label());
    way.or_else(|_| code.parse::<DeliveryWish>().map(DeliveryWish::label)).map_or_else(|_| code.to_owned(), str::to_owned)
}

async fn files(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    let all = tables::file::of(&page.platform.db, seen.case.id).await?;
    Ok(all
        .into_iter()
        .map(|file| {
            // The name of a scan may be the name of a person.
            let open = super::files::may_open(page, &seen.case, &file).is_ok();
            let name = if file.sealed && !open { "（申请人材料）".to_owned() } else { file.name.clone() };
            json!({"id": file.id, "name": name, "kind": kind_label(&file.kind), "bytes": file.n_bytes, "at": file.at, "by": file.by_name,
                   "open": open && !file.sha256.is_empty(), "gone": file.sha256.is_empty()})
        })
        .collect())
}

pub(super) fn kind_label(kind: &str) -> &'static str {
    match kind {
        "identity" => "身份证明",
        "mandate" => "授权委托书",
        "scan" => "来件扫描",
        "annex" => "申请附件",
        "evidence" => "送达等凭证",
        "opinion" => "第三方意见",
        "material" => "办理材料",
        "original" => "部分公开的文件（原件）",
        "released" => "拟提供的信息",
        "superseded" => "已撤回的公开件",
        _ => "其他",
    }
}

/// The papers that are disclosed in part, for whoever works on the answer.
async fn redactions(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    if super::files::works_on(page, &seen.case).is_err() {
        return Ok(Vec::new());
    }
    let all = acts::redact::papers(&page.platform, seen.case.id).await?;
    Ok(all.iter().map(super::redactions::line).collect())
}

fn remedies(seen: &Seen) -> Vec<Value> {
    let all = seen.case.remedies.iter();
    all.map(|remedy| {
        json!({"kind": remedy.kind.label(), "number": remedy.number, "accepted_on": remedy.accepted_on,
               "result": remedy.result.map_or("尚未审结", |result| result.label()), "decided_on": remedy.decided_on})
    })
    .collect()
}

/// Parent, children and what was merged: those that one may read.
async fn kin(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    let db = &page.platform.db;
    let mut all = tables::case::kin(db, seen.case.id).await?;
    for other in [seen.case.parent_id, seen.case.merged_into, seen.case.passed_from].into_iter().flatten() {
        all.extend(tables::case::by_id(db, other).await?);
    }
    all.retain(|other| other.id != seen.case.id && page.offers(Action::ReadRequests, &other.agency_path));
    all.dedup_by_key(|other| other.id);
    let how = |other: &crate::case::Case| match () {
        () if seen.case.parent_id == Some(other.id) => "原申请",
        () if seen.case.merged_into == Some(other.id) => "并入",
        () if other.merged_into == Some(seen.case.id) => "并入本件",
        () if other.passed_from == Some(seen.case.id) => "转送为",
        () if seen.case.passed_from == Some(other.id) => "转来自",
        () => "分出",
    };
    Ok(all
        .iter()
        .map(
            |other| json!({"how": how(other), "line": Line::of(other, &seen.directory, seen.calendars.as_of(other.notice_id), seen.today)}),
        )
        .collect())
}

fn fact(entry: &gongkai_store::Entry) -> Value {
    let label = super::FACTS.iter().find(|(kind, _)| *kind == entry.kind).map_or(entry.kind.as_str(), |(_, label)| label);
    json!({"at": entry.at, "label": label, "by": entry.actor_name, "why": entry.detail.get("why"), "number": entry.number})
}

/// What helps the drafter: how like requests were answered, and what is public already.
async fn help(page: &StaffPage, seen: &Seen) -> Result<Value, Failure> {
    if !seen.case.is_open {
        return Ok(json!({"answers": [], "records": []}));
    }
    let db = &page.platform.db;
    let mut known = tables::list::recent_answered(db, &seen.case.agency_path, 400).await?;
    known.retain(|other| other.id != seen.case.id);
    let texts: Vec<&str> = known.iter().map(|other| other.description.as_str()).collect();
    let answers: Vec<Value> = nearest(&seen.case.description, &texts, 5)
        .into_iter()
        .map(|(at, likeness)| {
            let other = &known[at];
            json!({"line": Line::of(other, &seen.directory, seen.law(), seen.today), "likeness": (likeness * 100.0).round()})
        })
        .collect();
    Ok(json!({"answers": answers, "records": records(page, seen).await?}))
}

async fn records(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    let wording: String = seen.case.title.chars().take(90).collect();
    let found = page.platform.search.similar(&wording, 5).map_err(anyhow::Error::from)?;
    let ids: Vec<i64> = found.iter().map(|similar| similar.id).collect();
    let all = documents::document::by_ids(&page.platform.db, &ids).await?;
    let public = all.into_iter().filter(|document| document.is_public());
    let readable = public.filter(|document| may(&Viewer::Public, Action::Read, Subject::public(&document.agency_path)).is_ok());
    Ok(readable
        .map(|document| json!({"path": format!("/documents/{}", document.id), "title": document.content.title(), "agency": seen.directory.name_of(&document.agency_path)}))
        .collect())
}

/// The answer in hand as text, without who asked: what reviewers approve.
async fn draft_text(page: &StaffPage, seen: &Seen, letters: &[CaseLetter]) -> Result<Value, Failure> {
    let in_hand =
        letters.iter().rev().find(|letter| letter.outcome.is_some() && matches!(letter.state, LetterState::Draft | LetterState::InReview));
    let Some(letter) = in_hand else { return Ok(Value::Null) };
    let overruling = letter.body.get(PUBLIC_INTEREST).map(|own| {
        let said = |name: &str| own.get(name).and_then(Value::as_str).unwrap_or_default();
        json!({"information": said("information"), "reason": said("reason")})
    });
    Ok(match seen.preview(page, letter).await {
        Ok(Ok(composed)) => {
            json!({"text": masked(page, &seen.case, &letter_text(&unnumbered(composed))).await?, "problems": [], "overruling": overruling})
        }
        Ok(Err(problems)) | Err(Failure::Refused(problems)) => json!({"text": "", "problems": problems, "overruling": overruling}),
        Err(other) => return Err(other),
    })
}

/// A draft has no number yet; one that will not be its own would be taken for it.
pub(super) fn unnumbered(letter: Letter) -> Letter {
    let number = letter.number.map(|_| "（签发时编号）".to_owned());
    Letter { number, ..letter }
}
