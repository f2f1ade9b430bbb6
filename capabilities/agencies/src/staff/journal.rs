//! Who did what, when, from where, and does the account hold together? The pages of the audit administrator.

use axum::extract::Query;
use axum::response::Response;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_store::{Db, Entry, Fact};
use gongkai_web::listing::Row;
use gongkai_web::multipart::Form;
use gongkai_web::{Failure, Format, Listing};
use serde_json::{Value, json};

use super::{Answer, Choice, asked};
use crate::directory::directory;

const PER_PAGE: usize = 50;
const EXPORTED: usize = 20_000;

/// What the filter offers as a whole.
const FAMILIES: &[(&str, &str)] = &[
    ("identity.", "账号与登录"),
    ("access.", "被拒的操作"),
    ("agencies.", "机构与站点"),
    ("documents.", "文件"),
    ("exchange.", "导入与交换"),
    ("journal.", "日志"),
];

/// What the page was asked to show.
struct Filter {
    kind: String,
    person: String,
    before: i64,
}

impl Filter {
    fn of(asked: &Form) -> Self {
        let kind: String = asked.get("kind").chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')).collect();
        let before = asked.get("before").parse().ok().filter(|n| *n > 0).unwrap_or(i64::MAX);
        Self { kind, person: asked.get("person").trim().to_owned(), before }
    }

    /// Up to `wanted` entries that the person may see, newest first, and whether there may be older ones.
    async fn entries(&self, page: &StaffPage, wanted: usize) -> Result<(Vec<Entry>, bool), Failure> {
        let whole = sees_all(page).await?;
        let (mut seen, mut before) = (Vec::new(), self.before);
        loop {
            let batch = page.platform.db.journal_page(before, &self.kind, &self.person, 500).await?;
            let Some(last) = batch.last().map(|entry| entry.number) else { return Ok((seen, false)) };
            for entry in batch {
                // What concerns no one agency is for those who look after the whole.
                let own = whole || (!entry.agency.is_empty() && page.offers(Action::ReadJournal, &entry.agency));
                if own && seen.len() == wanted {
                    return Ok((seen, true));
                }
                if own {
                    seen.push(entry);
                }
            }
            before = last;
        }
    }
}

/// Whether this administrator looks after the whole installation: everywhere, or at each of its roots.
async fn sees_all(page: &StaffPage) -> Result<bool, Failure> {
    let directory = directory(&page.platform.db).await?;
    let mut roots = directory.children("").peekable();
    let every_root = roots.peek().is_some() && roots.all(|root| page.offers(Action::ReadJournal, &root.path));
    Ok(every_root || page.offers(Action::ReadJournal, ""))
}

/// What every capability says of the facts it records.
fn facts(page: &StaffPage) -> impl Iterator<Item = (&'static str, &'static str)> {
    page.platform.capabilities.iter().flat_map(|capability| capability.facts).copied()
}

fn label<'a>(page: &StaffPage, kind: &'a str) -> &'a str {
    facts(page).find(|(known, _)| *known == kind).map_or(kind, |(_, label)| label)
}

pub(super) async fn show(page: StaffPage, Query(fields): Query<Vec<(String, String)>>) -> Answer {
    let filter = Filter::of(&asked(fields));
    let values = values(&page, &filter, Value::Null).await?;
    page.render("agencies/journal.html", values)
}

async fn values(page: &StaffPage, filter: &Filter, verdict: Value) -> Result<Value, Failure> {
    let (entries, more) = filter.entries(page, PER_PAGE).await?;
    let older = entries.last().filter(|_| more).map(|entry| entry.number);
    let lines: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let detail = serde_json::to_string_pretty(&entry.detail).unwrap_or_default();
            json!({"entry": entry, "label": label(page, &entry.kind), "detail": detail, "empty": entry.detail.as_object().is_some_and(serde_json::Map::is_empty)})
        })
        .collect();
    let kinds: Vec<Choice> = FAMILIES
        .iter()
        .map(|(value, label)| Choice { value: (*value).to_owned(), label: (*label).to_owned() })
        .chain(facts(page).map(|(value, label)| Choice { value: value.to_owned(), label: format!("　{label}") }))
        .collect();
    let query = format!("kind={}&person={}", filter.kind, gongkai_web::listing::percent(&filter.person));
    Ok(json!({
        "lines": lines, "older": older, "query": query, "kinds": kinds, "kind": filter.kind, "person": filter.person,
        "newest": filter.before == i64::MAX, "verdict": verdict, "exported": EXPORTED,
    }))
}

pub(super) async fn verify(StaffForm { page, .. }: StaffForm) -> Answer {
    let db = &page.platform.db;
    let verdict = match db.verify_journal().await? {
        Ok(count) => json!({"whole": true, "count": count, "head": db.journal_head().await?.1, "message": ""}),
        Err(broken) => json!({"whole": false, "count": 0, "head": "", "message": broken.to_string()}),
    };
    record(&page, "journal.verified", json!({"whole": verdict["whole"], "count": verdict["count"], "message": verdict["message"]})).await?;
    let values = values(&page, &Filter::of(&Form::default()), verdict).await?;
    page.render("agencies/journal.html", values)
}

async fn record(page: &StaffPage, kind: &str, detail: Value) -> Result<(), Failure> {
    let db: &Db = &page.platform.db;
    let mut change = db.change(&page.actor()).await?;
    change.record(Fact::internal(kind, "journal", "", detail));
    change.commit().await?;
    Ok(())
}

pub(super) async fn export(StaffForm { page, form }: StaffForm) -> Answer {
    let filter = Filter::of(&form);
    let (entries, _) = filter.entries(&page, EXPORTED).await?;
    record(&page, "journal.exported", json!({"kind": filter.kind, "person": filter.person, "count": entries.len()})).await?;
    csv(&page, &entries)
}

fn csv(page: &StaffPage, entries: &[Entry]) -> Result<Response, Failure> {
    let rows = entries.iter().map(|entry| {
        let at = gongkai_store::parse_iso(&entry.at).map_err(anyhow::Error::from)?;
        Ok(Row {
            path: format!("/staff/journal?before={}", entry.number + 1),
            title: label(page, &entry.kind).to_owned(),
            summary: String::new(),
            author: entry.actor_name.clone(),
            published_at: at,
            updated_at: at,
            cells: vec![
                entry.number.into(),
                entry.at.as_str().into(),
                entry.actor_name.as_str().into(),
                entry.actor_from.as_str().into(),
                entry.kind.as_str().into(),
                label(page, &entry.kind).into(),
                entry.subject.as_str().into(),
                entry.agency.as_str().into(),
                entry.detail.to_string().into(),
                entry.hash.as_str().into(),
            ],
        })
    });
    let rows = rows.collect::<anyhow::Result<Vec<Row>>>()?;
    let columns = vec![
        ("number", "序号"),
        ("at", "时间（UTC）"),
        ("actor", "操作人"),
        ("from", "来源地址"),
        ("kind", "事项代码"),
        ("label", "事项"),
        ("subject", "对象"),
        ("agency", "机构"),
        ("detail", "内容"),
        ("hash", "校验值"),
    ];
    let total = rows.len() as i64;
    let path = "/staff/journal".to_owned();
    let listing = Listing { title: "操作日志".to_owned(), origin: page.origin.clone(), path, columns, rows, total };
    Ok(listing.answer(Format::Csv)?)
}
