//! Where does this document stand, what is wrong with it, and what may this person do with it now?

use gongkai_agencies::directory;
use gongkai_capability::StaffPage;
use gongkai_identity::{Action, Staff};
use gongkai_law::{Audience, DisclosureItem, Genre, Ground, Openness, Topics, Validity};
use gongkai_text::finding::Severity;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Answer, Id, choices, relate};
use crate::content::Content;
use crate::document::{Document, PublicState, State};
use crate::doer::Doer;
use crate::kind::Kind;
use crate::rules::required::openness_of;
use crate::rules::workflow::{Approval, Step, is_open, may_take, next_step};
use crate::screening::{Judged, judge};
use crate::tables;
use crate::tables::review::Decision;

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let drawn = whole(&page, id, &Form::default(), &[], "").await?;
    page.render("documents/staff/document.html", drawn)
}

/// The page again after an act: on to the next look at it, or the same with the reasons against and what was typed.
pub(super) async fn after(page: StaffPage, id: i64, form: Form, outcome: Result<String, Failure>) -> Answer {
    let reasons = match outcome {
        Ok(notice) => return page.redirect(&super::page_of(id), &notice),
        Err(Failure::Refused(reasons)) => reasons,
        Err(Failure::Conflict) => vec!["在您打开页面之后，文件已被他人修改。下面是最新内容，请核对后再办理。".to_owned()],
        Err(other) => return Err(other),
    };
    let drawn = whole(&page, id, &form, &reasons, "").await?;
    page.refuse("documents/staff/document.html", reasons, drawn)
}

/// The page with a one-time link, which is shown this once only.
pub(super) async fn with_link(page: StaffPage, id: i64, link: &str) -> Answer {
    let drawn = whole(&page, id, &Form::default(), &[], link).await?;
    page.render("documents/staff/document.html", drawn)
}

async fn whole(page: &StaffPage, id: i64, typed: &Form, reasons: &[String], link: &str) -> Result<Value, Failure> {
    let doer = Doer::staff(page);
    let document = doer.document(id).await?;
    let db = &page.platform.db;
    let decisions = tables::review::decisions(db, id).await?;
    let approvals = holding(&decisions);
    let judged = judge(&page.platform, &document).await?;
    let turn = Turn::of(page, &document, &approvals).await?;
    let editions = tables::edition::lines(db, id).await?;
    let closable: Vec<i64> =
        editions.iter().filter(|line| line.number < document.edition && line.closed.is_none()).map(|line| line.number).collect();
    let mut context = head(page, &document).await?;
    let more = json!({
        "errors": reasons.iter().map(|message| json!({"field": "", "message": message})).collect::<Vec<_>>(),
        "typed": typed_of(typed),
        "link": link,
        "may": May::of(page, &document, &turn),
        "steps": steps(&document, &decisions, &turn),
        "turn": turn,
        "findings": findings(&judged),
        "n_stops": judged.iter().filter(|judged| judged.stops()).count(),
        "n_maskable": maskable(&judged),
        "missing": crate::rules::missing(&document.content, &document.handling.openness_reason).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "term": crate::rules::term::proposal(&document.content),
        "decisions": decisions,
        "relations": relate::shown(page, &document).await?,
        "facts": relate::facts_shown(page, &document).await?,
        "relation_kinds": choices::relations(),
        "fact_kinds": choices::facts(),
        "editions": editions,
        "closable": if page.offers(Action::Withdraw, &document.agency_path) { closable } else { Vec::new() },
        "others": others(page, id).await?,
        "held_back": tables::held_back::of(db, id).await?.map(|held| json!({"at": held.at, "reasons": held.reasons})),
        "body": paper(&document),
    });
    merge(&mut context, more);
    Ok(context)
}

/// The text as it will be read; its pictures leave through the door of the staff.
pub(super) fn paper(document: &Document) -> String {
    let id = document.id;
    let html = crate::public::body::html(id, &document.content);
    html.replace(&format!("\"/documents/{id}/files/"), &format!("\"/staff/documents/{id}/files/"))
}

/// What the head of every page about a document says of it.
pub(super) async fn head(page: &StaffPage, document: &Document) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    Ok(json!({
        "document": document,
        "title": if document.content.title().is_empty() { "（未填写标题）" } else { document.content.title() },
        "agency": directory.name_of(&document.agency_path),
        "state_label": document.state.label(),
        "public_label": document.public_state.label(),
        // Left out of the JSON of a content that has none.
        "attachments": document.content.attachments,
        "is_proactive": openness_of(&document.content) == Openness::Proactive,
        "facts_of_content": labelled(&document.content),
        "validity_label": document.validity.parse::<Validity>().map_or("", Validity::label),
        "is_public": document.is_public(),
        "is_withdrawn": document.public_state == PublicState::Withdrawn,
        "amending": document.edition > 0 && document.state != State::Settled,
        "may_edit": page.offers(Action::Draft, &document.agency_path),
    }))
}

pub(super) fn merge(context: &mut Value, more: Value) {
    if let (Some(context), Value::Object(more)) = (context.as_object_mut(), more) {
        context.extend(more);
    }
}

/// The header table: label and value of all that is filled in.
pub(super) fn labelled(content: &Content) -> Vec<(&'static str, String)> {
    let metadata = &content.metadata;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<jiff::civil::Date>| value.map(|day| day.to_string()).unwrap_or_default();
    let openness = openness_of(content);
    let ground =
        content.ground.parse::<Ground>().map_or_else(|_| String::new(), |ground| format!("（{}，{}）", ground.label(), ground.article()));
    let item = DisclosureItem::get(&content.item).map(|item| format!("{}（{}）", item.short, item.article)).unwrap_or_default();
    let genre = metadata.genre.as_deref().and_then(|code| code.parse::<Genre>().ok()).map_or("", Genre::label);
    let audience = metadata.audience.as_deref().and_then(|code| code.parse::<Audience>().ok()).map_or("", Audience::label);
    let all = [
        ("信息种类", Kind::label_of(&content.kind).to_owned()),
        ("发文字号", text(&metadata.document_number)),
        ("发文机关", metadata.issuers.join("、")),
        ("受委托发布", content.delegated_by.clone()),
        ("成文日期", day(metadata.formed_on)),
        ("施行日期", day(metadata.effective_on)),
        ("有效期至", day(metadata.ends_on)),
        ("主题分类", Topics::national().path(&content.topic).unwrap_or_default()),
        ("公开事项", item),
        ("体裁", genre.to_owned()),
        ("服务对象", audience.to_owned()),
        ("公开属性", format!("{}{ground}", Openness::label(openness))),
        ("公示截止", day(content.shown_until)),
        ("责任单位", text(&metadata.owner_unit)),
        ("咨询电话", content.contact.clone()),
        ("来源", text(&metadata.source)),
        ("摘要", text(&metadata.summary)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Approvals that still hold, of all decisions.
fn holding(decisions: &[Decision]) -> Vec<Approval> {
    let holds = decisions.iter().filter(|decision| decision.decision == "approved" && decision.voided_at.is_none());
    holds
        .filter_map(|decision| {
            let step = Step::from_code(&decision.step)?;
            Some(Approval { step, staff_id: decision.staff_id, content_sha256: decision.content_sha256.clone() })
        })
        .collect()
}

/// Whose turn it is in the review.
#[derive(Debug, Serialize)]
pub(super) struct Turn {
    /// Code and label of the step in hand; empty outside a review.
    step: &'static str,
    label: &'static str,
    /// Who may take it, by name.
    who: Vec<String>,
    /// This person holds the office of the step.
    mine: bool,
    /// Why this person may not take it all the same.
    against: Vec<String>,
}

impl Turn {
    async fn of(page: &StaffPage, document: &Document, approvals: &[Approval]) -> Result<Self, Failure> {
        let chain = document.chain.as_ref().filter(|_| document.state == State::InReview);
        let next = chain.and_then(|chain| next_step(chain, approvals, &document.content_sha256));
        // The secrecy reviewer need not wait for his turn.
        let early = chain.filter(|chain| is_open(chain, approvals, &document.content_sha256, Step::SecrecyReview));
        let secrecy = Step::SecrecyReview.action();
        let step = match next {
            Some(next)
                if early.is_some() && page.offers(secrecy, &document.agency_path) && !page.offers(next.action(), &document.agency_path) =>
            {
                Some(Step::SecrecyReview)
            }
            next => next,
        };
        let (Some(chain), Some(step)) = (chain, step) else {
            return Ok(Self { step: "", label: "", who: Vec::new(), mine: false, against: Vec::new() });
        };
        let holders = |row: &gongkai_identity::StaffRow| {
            row.state == "active" && row.grants.iter().any(|grant| grant.role.allows(step.action()) && grant.reaches(&document.agency_path))
        };
        let who = match step {
            // Somebody outside confirms by a link.
            Step::Stakeholder => Vec::new(),
            _ => Staff::list(&page.platform.db).await?.into_iter().filter(holders).map(|row| row.name).take(8).collect(),
        };
        let sha = &document.content_sha256;
        let against = may_take(chain, approvals, sha, sha, step, &document.authors(), page.session.staff.id);
        let mine = step != Step::Stakeholder && page.offers(step.action(), &document.agency_path);
        Ok(Self { step: step.code(), label: step.label(), who, mine, against: against.iter().map(ToString::to_string).collect() })
    }
}

/// Exactly the acts that this person may do with the document as it stands.
#[derive(Debug, Serialize)]
struct May {
    edit: bool,
    amend: bool,
    submit: bool,
    recall: bool,
    decide: bool,
    publish: bool,
    schedule: bool,
    unschedule: bool,
    force: bool,
    review_forced: bool,
    withdraw: bool,
    reopen: bool,
    discard: bool,
    delete: bool,
    invite: bool,
    exempt: bool,
    mask: bool,
    relate: bool,
    record_facts: bool,
}

impl May {
    fn of(page: &StaffPage, document: &Document, turn: &Turn) -> Self {
        let path = document.agency_path.as_str();
        let offers = |action| page.offers(action, path);
        let (draft, publish) = (offers(Action::Draft), offers(Action::Publish));
        let state = document.state;
        // Withdrawn, or registered as not public: both are taken up again as a draft.
        let withdrawn = document.public_state != PublicState::Published && state == State::Settled;
        let own = document.authors().contains(&page.session.staff.id);
        Self {
            edit: draft && !withdrawn && state != State::Settled,
            amend: draft && document.is_public() && state == State::Settled,
            submit: draft && state == State::Draft,
            recall: draft && matches!(state, State::InReview | State::Approved),
            decide: turn.mine && turn.against.is_empty(),
            publish: publish && matches!(state, State::Approved | State::Scheduled),
            schedule: publish && matches!(state, State::Approved | State::Scheduled),
            unschedule: publish && state == State::Scheduled,
            force: offers(Action::ForcePublish) && matches!(state, State::Draft | State::InReview),
            review_forced: offers(Action::ReviewFinal) && document.forced && !own && document.handling.forced_by != page.session.staff.id,
            withdraw: offers(Action::Withdraw) && document.is_public(),
            reopen: draft && withdrawn,
            discard: draft && document.edition > 0 && state != State::Settled,
            delete: draft && document.edition == 0 && state == State::Draft,
            invite: draft && state == State::InReview,
            exempt: offers(Action::Exempt),
            mask: draft && !withdrawn,
            relate: offers(if document.is_public() { Action::SetValidity } else { Action::Draft }),
            record_facts: offers(Action::SetValidity) && document.edition > 0,
        }
    }
}

/// The chain, each step with what became of it.
#[derive(Debug, Serialize)]
struct ShownStep {
    label: &'static str,
    /// done | now | later
    state: &'static str,
    name: String,
    at: String,
    opinion: String,
}

fn steps(document: &Document, decisions: &[Decision], turn: &Turn) -> Vec<ShownStep> {
    let Some(chain) = document.chain.as_ref().filter(|_| document.state != State::Draft) else { return Vec::new() };
    let holds = |decision: &&Decision| {
        decision.decision == "approved" && decision.voided_at.is_none() && decision.content_sha256 == document.content_sha256
    };
    let shown = |step: &Step| match decisions.iter().filter(holds).find(|decision| decision.step == step.code()) {
        Some(decision) => ShownStep {
            label: step.label(),
            state: "done",
            name: decision.name.clone(),
            at: decision.at.clone(),
            opinion: decision.opinion.clone(),
        },
        None => {
            let state = if turn.step == step.code() { "now" } else { "later" };
            ShownStep { label: step.label(), state, name: String::new(), at: String::new(), opinion: String::new() }
        }
    };
    chain.steps.iter().map(shown).collect()
}

/// A finding as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct ShownFinding {
    key: String,
    code: String,
    stops: bool,
    severity: &'static str,
    place: String,
    excerpt: String,
    advice: String,
    paragraph: String,
    masked: bool,
    exempted_by: String,
    exempted_because: String,
    exemptable: bool,
}

/// Those that stop first, then warnings, then what was lifted.
pub(super) fn findings(judged: &[Judged]) -> Vec<ShownFinding> {
    let mut ordered: Vec<&Judged> = judged.iter().collect();
    ordered.sort_by_key(|judged| (!judged.stops(), judged.finding.severity != Severity::Warn));
    ordered
        .into_iter()
        .map(|judged| {
            let (finding, exemption) = (&judged.finding, judged.exemption.as_ref());
            let stop = finding.severity == Severity::Stop;
            ShownFinding {
                key: judged.key.clone(),
                code: finding.code.clone(),
                stops: judged.stops(),
                severity: if stop { "须处理" } else { "提醒" },
                place: finding.place.clone(),
                excerpt: finding.excerpt.clone(),
                advice: finding.advice.clone(),
                paragraph: finding.span.as_ref().map(|span| span.paragraph.clone()).unwrap_or_default(),
                masked: finding.masked.is_some() && finding.span.is_some(),
                exempted_by: exemption.map(|exemption| exemption.name.clone()).unwrap_or_default(),
                exempted_because: exemption.map(|exemption| exemption.reason.clone()).unwrap_or_default(),
                exemptable: stop && finding.code != "classified.marking",
            }
        })
        .collect()
}

/// How many findings one click can mask.
pub(super) fn maskable(judged: &[Judged]) -> usize {
    judged.iter().filter(|judged| judged.finding.masked.is_some() && judged.finding.span.is_some()).count()
}

/// What was typed into the forms of the page, for showing it again.
fn typed_of(form: &Form) -> Value {
    let names = ["opinion", "reasons", "reason", "basis", "number", "at", "name", "note", "on", "fact", "until", "finding", "act"];
    names.iter().map(|name| ((*name).to_owned(), json!(form.get(name)))).collect::<serde_json::Map<_, _>>().into()
}

/// Others who have the draft open: seen in the last two minutes.
pub(super) async fn others(page: &StaffPage, id: i64) -> Result<Vec<String>, Failure> {
    let since = gongkai_store::iso(page.platform.db.clock().now() - jiff::SignedDuration::from_secs(120));
    Ok(tables::sundry::others_present(&page.platform.db, id, page.session.staff.id, &since).await?)
}
