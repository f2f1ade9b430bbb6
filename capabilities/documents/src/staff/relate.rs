//! Which other texts does this one touch, and what happened to its own force?

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_law::{FactKind, ValidityFact};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde::Serialize;

use super::choices::{self, FACTS, RELATIONS, label_in};
use super::fields::day_of;
use super::{Answer, Id, record};
use crate::acts;
use crate::document::Document;
use crate::doer::Doer;
use crate::tables;
use crate::tables::relation::Relation;

/// A relation with the title of what it points to.
#[derive(Debug, Serialize)]
pub(super) struct ShownRelation {
    #[serde(flatten)]
    relation: Relation,
    label: String,
    /// Title of the document it was matched with; empty where there is none, or none this person may read.
    matched: String,
}

/// Relations with their targets; titles only of what this person may read or everybody can.
pub(super) async fn shown(page: &StaffPage, document: &Document) -> Result<Vec<ShownRelation>, Failure> {
    let db = &page.platform.db;
    let relations = tables::relation::of(db, document.id).await?;
    let ids: Vec<i64> = relations.iter().filter_map(|relation| relation.target_id).collect();
    let targets = tables::document::by_ids(db, &ids).await?;
    let readable = |target: &&Document| target.is_public() || page.offers(gongkai_identity::Action::ReadInternal, &target.agency_path);
    Ok(relations
        .into_iter()
        .map(|relation| {
            let target = targets.iter().filter(readable).find(|target| Some(target.id) == relation.target_id);
            ShownRelation {
                label: label_in(&RELATIONS, &relation.relation),
                matched: target.map(|target| target.content.title().to_owned()).unwrap_or_default(),
                relation,
            }
        })
        .collect())
}

/// A fact about the force of the document.
#[derive(Debug, Serialize)]
pub(super) struct ShownFact {
    on: String,
    label: String,
    note: String,
    recorded_by: String,
}

pub(super) async fn facts_shown(page: &StaffPage, document: &Document) -> Result<Vec<ShownFact>, Failure> {
    let mut connection = page.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let facts = tables::relation::facts(&mut connection, document.id).await?;
    let shown = |held: tables::relation::RecordedFact| {
        let code = serde_json::to_value(&held.fact).ok().and_then(|value| value["kind"].as_str().map(str::to_owned)).unwrap_or_default();
        let until = match held.fact.kind {
            FactKind::Extended { until: Some(until) } => format!("至{until}"),
            _ => String::new(),
        };
        ShownFact {
            on: held.fact.on.to_string(),
            label: format!("{}{until}", label_in(&FACTS, &code)),
            note: held.note,
            recorded_by: held.recorded_by,
        }
    };
    Ok(facts.into_iter().map(shown).collect())
}

/// Confirms, rejects or changes every relation of the page at once, and adds one where a title or number was typed.
pub(super) async fn decide(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    doer.document(id).await?;
    let relations = typed(&form, tables::relation::of(&page.platform.db, id).await?);
    let outcome = acts::submit::decide_relations(&doer, id, &relations).await;
    record::after(page, id, form, outcome.map(|()| "关联文件已保存".to_owned())).await
}

fn typed(form: &Form, held: Vec<Relation>) -> Vec<Relation> {
    let known = |code: &str| RELATIONS.iter().any(|(known, _)| *known == code);
    let mut relations: Vec<Relation> = held
        .into_iter()
        .map(|mut relation| {
            let own = |name: &str| form.get(&format!("{name}_{}", relation.ordinal)).trim().to_owned();
            let (kind, title, number, state) = (own("relation"), own("title"), own("number"), own("state"));
            if known(&kind) {
                relation.relation = kind;
            }
            if (title.as_str(), number.as_str()) != (relation.target_title.as_str(), relation.target_number.as_str())
                && !(title.is_empty() && number.is_empty())
            {
                relation.target_title = title;
                relation.target_number = number;
                relation.target_id = None;
            }
            if matches!(state.as_str(), "proposed" | "confirmed" | "rejected") {
                relation.state = state;
            }
            relation
        })
        .collect();
    let (title, number) = (form.get("new_title").trim(), form.get("new_number").trim());
    if known(form.get("new_relation")) && !(title.is_empty() && number.is_empty()) {
        relations.push(Relation {
            ordinal: 0,
            relation: form.get("new_relation").to_owned(),
            target_id: None,
            target_title: title.to_owned(),
            target_number: number.to_owned(),
            state: "confirmed".to_owned(),
        });
    }
    relations
}

pub(super) async fn record_fact(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = match fact(&form) {
        Ok(fact) => acts::validity::record_fact(&Doer::staff(&page), id, &fact, form.get("note").trim()).await,
        Err(reasons) => Err(Failure::Refused(reasons)),
    };
    record::after(page, id, form, outcome.map(|validity| format!("已记录，现为“{}”", validity.label()))).await
}

fn fact(form: &Form) -> Result<ValidityFact, Vec<String>> {
    let mut reasons = Vec::new();
    let on = match day_of(form.get("on").trim()) {
        Ok(Some(on)) => Some(on),
        Ok(None) => {
            reasons.push("请填写日期".to_owned());
            None
        }
        Err(text) => {
            reasons.push(format!("“{text}”不是有效日期"));
            None
        }
    };
    let until = day_of(form.get("until").trim()).unwrap_or_else(|text| {
        reasons.push(format!("“{text}”不是有效日期"));
        None
    });
    let kind = match form.get("fact") {
        "amended" => Some(FactKind::Amended),
        "partly_repealed" => Some(FactKind::PartlyRepealed),
        "repealed" => Some(FactKind::Repealed),
        "replaced" => Some(FactKind::Replaced),
        "declared_lapsed" => Some(FactKind::DeclaredLapsed),
        "extended" => Some(FactKind::Extended { until }),
        "suspended" => Some(FactKind::Suspended),
        "resumed" => Some(FactKind::Resumed),
        _ => None,
    };
    if kind.is_none() {
        reasons.push(format!("请选择{}之一", choices::facts().iter().map(|fact| fact.label.as_str()).collect::<Vec<_>>().join("、")));
    }
    match (on, kind) {
        (Some(on), Some(kind)) if reasons.is_empty() => Ok(ValidityFact { on, kind }),
        _ => Err(reasons),
    }
}
