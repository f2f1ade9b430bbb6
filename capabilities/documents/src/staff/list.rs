//! Which documents are there, and what is done with several at once?

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use gongkai_agencies::{Directory, directory};
use gongkai_capability::{Remembered, StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_law::{Openness, Topics};
use gongkai_web::listing::{Paging, Row};
use gongkai_web::multipart::Form;
use gongkai_web::{Failure, Format, Listing};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::choices::{self, choice};
use super::query::{Query, SORTS};
use super::{Answer, Asked};
use crate::acts;
use crate::doer::Doer;
use crate::tables::list::{self as table, Line};

const PER_PAGE: i64 = 25;
/// More rows than any office lists; a spreadsheet holds them.
const MOST_EXPORTED: i64 = 100_000;
const LAST: Remembered = Remembered { cookie: "gongkai_list", path: "/staff/documents" };

pub(super) async fn show(page: StaffPage, Asked(asked): Asked, headers: HeaderMap) -> Answer {
    let query = Query::of(&asked);
    if let Some(format) = Format::of(asked.get("format")).filter(|format| *format != Format::Page) {
        return export(&page, &query, format).await;
    }
    // The menu leads back to the list as it was left; a list without conditions is asked for by `all=1`.
    if asked.fields.is_empty()
        && let Some(last) = LAST.last(&headers)
    {
        return Ok(Redirect::to(&last).into_response());
    }
    let mut response = page.render("documents/staff/documents.html", whole(&page, &query, &asked).await?)?;
    LAST.keep(&mut response, &query.address())?;
    Ok(response)
}

async fn whole(page: &StaffPage, query: &Query, asked: &Form) -> Result<serde_json::Value, Failure> {
    let db = &page.platform.db;
    let (scope, filter) = (Query::scope(page, Action::ReadInternal), query.filter(page));
    let total = table::count(db, &scope, &filter).await?;
    let paging = Paging::new(asked.get("page").parse().unwrap_or(1), total, PER_PAGE, &query.address());
    let directory = directory(db).await?;
    let lines = table::lines(db, &scope, &filter, PER_PAGE, paging.offset()).await?;
    let lines: Vec<Shown> = lines.into_iter().map(|line| Shown::of(line, &directory)).collect();
    let years = table::counts(db, &scope, &crate::Filter { internal_only: true, ..Default::default() }, crate::Facet::Year).await?;
    let mut years: Vec<_> = years.into_iter().map(|(year, _)| choice(year.clone(), format!("{year}年"))).collect();
    years.sort_by(|a, b| b.value.cmp(&a.value));
    let sorts: Vec<_> = SORTS.iter().map(|(code, label, _)| choice(*code, *label)).collect();
    let join = if query.address().contains('?') { '&' } else { '?' };
    Ok(json!({
        "query": query,
        "n_conditions": query.n_conditions(),
        "lines": lines,
        "total": total,
        "paging": paging,
        "address": query.address(),
        "export": format!("{}{join}format=", query.address()),
        "states": choices::states(),
        "public_states": choices::public_states(),
        "kinds": choices::kinds(),
        "agencies": choices::agencies(page, &directory, Action::ReadInternal),
        "topics": choices::topics(),
        "opennesses": choices::opennesses(),
        "validities": choices::validities(),
        "years": years,
        "sorts": sorts,
        "may_draft": page.viewer().may_somewhere(Action::Draft),
        "may_publish": page.viewer().may_somewhere(Action::Publish),
        "may_withdraw": page.viewer().may_somewhere(Action::Withdraw),
        "may_export": page.viewer().may_somewhere(Action::Export),
    }))
}

/// A line with what is written out for a person.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    line: Line,
    agency: String,
    state_label: &'static str,
    public_label: &'static str,
    openness_label: String,
}

impl Shown {
    fn of(line: Line, directory: &Directory) -> Self {
        Self {
            agency: directory.by_path(&line.agency_path).map_or(line.agency_path.as_str(), |agency| agency.short_name()).to_owned(),
            state_label: line.state.label(),
            public_label: line.public_state.label(),
            openness_label: line.openness.parse::<Openness>().map_or_else(|_| String::new(), |openness| openness.label().to_owned()),
            line,
        }
    }
}

async fn export(page: &StaffPage, query: &Query, format: Format) -> Answer {
    let scope = Query::scope(page, Action::Export);
    if scope.internal.is_empty() {
        return Err(gongkai_identity::Denied::NotAllowed.into());
    }
    let lines = table::lines(&page.platform.db, &scope, &query.filter(page), MOST_EXPORTED, 0).await?;
    Ok(listing(page, query.address(), lines).await?.answer(format)?)
}

async fn listing(page: &StaffPage, path: String, lines: Vec<Line>) -> Result<Listing, Failure> {
    let directory = directory(&page.platform.db).await?;
    let topics = Topics::national();
    let total = i64::try_from(lines.len()).map_err(anyhow::Error::from)?;
    let rows = lines.into_iter().map(|line| row(line, &directory, &topics)).collect();
    let columns = vec![
        ("title", "标题"),
        ("document_number", "发文字号"),
        ("index_number", "索引号"),
        ("agency", "公开主体"),
        ("kind", "信息种类"),
        ("topic", "主题分类"),
        ("state", "办理状态"),
        ("public_state", "公开状态"),
        ("openness", "公开属性"),
        ("formed_on", "成文日期"),
        ("published_on", "发布日期"),
        ("validity", "有效性"),
        ("ends_on", "有效期至"),
        ("n_attachments", "附件数"),
        ("author", "拟稿人"),
    ];
    Ok(Listing { title: "信息清单".to_owned(), origin: page.origin.clone(), path, columns, rows, total })
}

fn row(line: Line, directory: &Directory, topics: &Topics) -> Row {
    let shown = Shown::of(line, directory);
    let line = &shown.line;
    let at = |text: Option<&str>| text.and_then(|text| text.parse::<Timestamp>().ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    let public = line.public_state == crate::PublicState::Published;
    Row {
        path: if public { line.path.clone() } else { super::page_of(line.id) },
        title: line.title.clone(),
        summary: line.summary.clone(),
        author: shown.agency.clone(),
        published_at: at(line.first_online_at.as_deref()),
        updated_at: at(Some(&line.changed_at)),
        cells: vec![
            line.title.clone().into(),
            line.document_number.clone().unwrap_or_default().into(),
            line.index_number.clone().unwrap_or_default().into(),
            directory.name_of(&line.agency_path).into(),
            line.kind_label.clone().into(),
            topics.path(&line.topic).unwrap_or_default().into(),
            shown.state_label.into(),
            shown.public_label.into(),
            shown.openness_label.clone().into(),
            line.formed_on.into(),
            line.published_on.into(),
            line.validity_label.clone().into(),
            line.ends_on.into(),
            line.n_attachments.into(),
            line.author_name.clone().into(),
        ],
    }
}

/// What became of one document of several.
#[derive(Serialize)]
struct Outcome {
    /// Empty where the person may not read it.
    path: String,
    title: String,
    reasons: Vec<String>,
}

/// Does one act to each document that was chosen; each succeeds or is refused by itself.
pub(super) async fn bulk(StaffForm { page, form }: StaffForm) -> Answer {
    let chosen: Vec<&str> = form.all("id").collect();
    if chosen.is_empty() {
        return Err(Failure::refused("请先勾选要办理的信息"));
    }
    if let Some(format) = form.get("act").strip_prefix("export_").and_then(Format::of) {
        let ids: Vec<i64> = chosen.iter().filter_map(|id| id.parse().ok()).collect();
        return export_chosen(&page, &ids, format).await;
    }
    let label = match form.get("act") {
        "submit" => "送审",
        "publish" => "发布",
        "withdraw" => "撤下",
        "topic" => "设主题分类",
        _ => return Err(Failure::refused("请选择要办理的事项")),
    };
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for id in chosen {
        let outcome = one(&Doer::staff(&page), id, &form).await;
        if outcome.reasons.is_empty() { done.push(outcome) } else { refused.push(outcome) }
    }
    let back = Some(form.get("back")).filter(|back| back.starts_with("/staff/documents")).unwrap_or("/staff/documents");
    page.render("documents/staff/bulk.html", json!({"label": label, "done": done, "refused": refused, "back": back}))
}

/// One of several. Whatever goes wrong with it is its own outcome: what was done before and what comes after are told too.
async fn one(doer: &Doer, id: &str, form: &Form) -> Outcome {
    let document = match id.parse() {
        Ok(id) => doer.document(id).await,
        Err(_) => Err(Failure::NotFound),
    };
    let document = match document {
        Ok(document) => document,
        Err(failure) => {
            let title = format!("编号 {}", id.chars().take(20).collect::<String>());
            return Outcome { path: String::new(), title, reasons: told(id, &failure) };
        }
    };
    let (id, title) = (document.id, document.content.title().to_owned());
    let result = match form.get("act") {
        "submit" => acts::submit::submit(doer, id, document.version).await.map(drop),
        "publish" => acts::publish::publish(doer, id).await.map(drop),
        "withdraw" => acts::withdraw::withdraw(doer, id, form.get("reason"), form.get("basis")).await.map(drop),
        _ => set_topic(doer, document, form.get("topic")).await,
    };
    let reasons = result.map_or_else(|failure| told(id, &failure), |()| Vec::new());
    Outcome { path: super::page_of(id), title, reasons }
}

fn told(id: impl std::fmt::Display, failure: &Failure) -> Vec<String> {
    match failure {
        Failure::NotFound => vec!["没有这件信息，或者您无权查看".to_owned()],
        Failure::Broken(error) => {
            tracing::error!(document = %id, error = format!("{error:#}"), "one of several could not be done");
            vec!["系统暂时不可用，此件没有办理，请稍后再试".to_owned()]
        }
        other => other.reasons(),
    }
}

async fn set_topic(doer: &Doer, document: crate::Document, topic: &str) -> Result<(), Failure> {
    if Topics::national().get(topic).is_none() {
        return Err(Failure::refused("请选择主题分类"));
    }
    if document.is_public() && document.state == crate::State::Settled {
        return Err(Failure::refused("已公开的信息请在修订时更改主题分类，并说明原因"));
    }
    let content = crate::Content { topic: topic.to_owned(), ..document.content };
    acts::draft::save(doer, document.id, document.version, content, document.handling).await.map(drop)
}

async fn export_chosen(page: &StaffPage, ids: &[i64], format: Format) -> Answer {
    let scope = Query::scope(page, Action::Export);
    if scope.internal.is_empty() {
        return Err(gongkai_identity::Denied::NotAllowed.into());
    }
    let filter = crate::Filter { internal_only: true, ..Default::default() };
    let all = table::lines(&page.platform.db, &scope, &filter, MOST_EXPORTED, 0).await?;
    let chosen: Vec<Line> = all.into_iter().filter(|line| ids.contains(&line.id)).collect();
    if chosen.is_empty() {
        return Err(Failure::refused("所选信息不存在，或者您无权导出"));
    }
    Ok(listing(page, "/staff/documents".to_owned(), chosen).await?.answer(format)?)
}
