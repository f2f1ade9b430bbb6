//! What happened to this document, who did it, when and from where?

use gongkai_capability::StaffPage;
use gongkai_store::Entry;
use serde::Serialize;
use serde_json::{Value, json};

use super::record::{head, merge};
use super::{Answer, Id};
use crate::doer::Doer;
use crate::rules::workflow::Step;
use crate::tables;

/// More entries than any document has seen.
const SHOWN: i64 = 500;

/// Kinds of journal entries of this capability, as people read them.
pub(crate) const EVENTS: [(&str, &str); 25] = [
    ("documents.drafted", "起草"),
    ("documents.imported", "导入"),
    ("documents.saved", "保存"),
    ("documents.draft_deleted", "删除草稿"),
    ("documents.amendment_discarded", "放弃修订"),
    ("documents.submitted", "送审"),
    ("documents.recalled", "撤回"),
    ("documents.approved", "审核通过"),
    ("documents.returned", "退回"),
    ("documents.exempted", "豁免问题"),
    ("documents.exemption_removed", "取消豁免"),
    ("documents.stakeholder_invited", "邀请相关方确认"),
    ("documents.scheduled", "安排定时发布"),
    ("documents.unscheduled", "取消定时发布"),
    ("documents.held_back", "定时发布未成"),
    ("documents.published", "发布"),
    ("documents.registered", "登记为不主动公开"),
    ("documents.withdrawn", "撤下"),
    ("documents.edition_closed", "停止公开旧版"),
    ("documents.reopened", "恢复为草稿"),
    ("documents.showing_ended", "公示期满处理"),
    ("documents.forced_reviewed", "事后审核"),
    ("documents.relations_decided", "保存关联文件"),
    ("documents.validity_fact", "记录效力变动"),
    ("documents.validity_turned", "有效性变更"),
];

/// An entry as the page shows it.
#[derive(Debug, Serialize)]
struct Shown {
    number: i64,
    at: String,
    who: String,
    from: String,
    what: String,
    detail: String,
    hash: String,
}

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let entries = page.platform.db.journal_of(&document.subject(), SHOWN).await?;
    let mut context = head(&page, &document).await?;
    let more = json!({
        "entries": entries.into_iter().map(shown).collect::<Vec<_>>(),
        "decisions": tables::review::decisions(&page.platform.db, id).await?,
    });
    merge(&mut context, more);
    page.render("documents/staff/history.html", context)
}

fn shown(entry: Entry) -> Shown {
    let known = EVENTS.iter().find(|(kind, _)| *kind == entry.kind);
    Shown {
        what: known.map_or(entry.kind.as_str(), |(_, label)| label).to_owned(),
        detail: detail(&entry.detail),
        number: entry.number,
        at: entry.at,
        who: entry.actor_name,
        from: entry.actor_from,
        hash: entry.hash.chars().take(12).collect(),
    }
}

/// What the entry says besides, in words; hashes are shortened.
fn detail(detail: &Value) -> String {
    let Some(fields) = detail.as_object() else { return String::new() };
    fields.iter().filter_map(|(name, value)| told(name, value)).collect::<Vec<_>>().join("　")
}

fn told(name: &str, value: &Value) -> Option<String> {
    let label = label(name)?;
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("；"),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Object(_) => return None,
    };
    let text = match name {
        "step" => Step::from_code(&text)?.label().to_owned(),
        "sha256" => text.chars().take(12).collect(),
        "at" => super::desk::minute(&text),
        _ => text,
    };
    (!text.is_empty() && text != "0").then(|| format!("{label}{text}"))
}

/// Fields that mean something to a reader.
fn label(name: &str) -> Option<&'static str> {
    Some(match name {
        "step" => "环节：",
        "opinion" => "意见：",
        "reason" | "reasons" => "理由：",
        "basis" => "依据：",
        "sha256" => "指纹：",
        "version" => "稿次：",
        "edition" => "版次：",
        "approvals_voided" => "作废审核意见：",
        "index_number" => "索引号：",
        "finding" => "问题：",
        "place" => "位置：",
        "note" => "依据：",
        "name" => "名称：",
        "at" => "时间：",
        "reassess_on" => "重新评估日期：",
        _ => return None,
    })
}
