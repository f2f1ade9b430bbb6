//! What did the visitor look for, and what answers it? Results with facets, in any of the list's forms; suggestions.

use axum::Json;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_documents::public::Asked;
use gongkai_documents::public::lists::Typed;
use gongkai_documents::public::shown::Column;
use gongkai_documents::tables;
use gongkai_search::{Facet, Facets, Hit, Hits, Mode, Parts, Query as Search, Sort, SuggestionKind};
use gongkai_web::listing::{Cell, Listing, Row, percent};
use gongkai_web::{Failure, Format, Paging};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;
use serde_json::{Value, json};

use crate::columns::SEARCH;
use crate::lists::{Chip, Choice, Choices, Pairs, chips, value_label};
use crate::plain;

const PER_PAGE: i64 = 20;
const FORMS: i64 = 200;
const SUGGESTIONS: usize = 8;
/// Beyond it nobody turns pages, and the index does not count further.
const DEEPEST: i64 = 10_000;

pub(crate) async fn page(page: PublicPage, Query(pairs): Pairs) -> Result<Response, Failure> {
    let asked = Asked::read(&pairs);
    let mode = if asked.typed.mode == "exact" { Mode::Exact } else { Mode::All };
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    match asked.format {
        None => Err(Failure::refused("检索结果没有这种格式，可用：atom、json、csv、xlsx")),
        Some(Format::Page) => draw(&page, &asked, mode, &directory).await,
        Some(_) if !asked.problems.is_empty() => Err(Failure::Refused(asked.problems)),
        Some(format) => {
            let hits = find(&page, query(&page, &asked, mode, 0, FORMS)).await?;
            plain::answer(listing(&page, &asked, hits), format).await
        }
    }
}

fn query(page: &PublicPage, asked: &Asked, mode: Mode, offset: i64, limit: i64) -> Search {
    let filter = &asked.filter;
    let list = |name| asked.values(name).map(str::to_owned).collect();
    Search {
        text: asked.typed.q.clone(),
        mode,
        scope: Some(page.site.root.clone()),
        agency: list("agency"),
        topic: list("topic"),
        kind: list("kind"),
        genre: list("genre"),
        year: filter.years.clone(),
        validity: list("validity"),
        from: filter.from,
        to: filter.to,
        sort: match asked.typed.sort.as_str() {
            "newest" => Sort::Newest,
            "oldest" => Sort::Oldest,
            _ => Sort::Relevance,
        },
        offset: usize::try_from(offset).unwrap_or(0),
        limit: usize::try_from(limit).unwrap_or(0),
    }
}

/// Searching takes a core for a moment: not one of those that answer requests.
async fn find(page: &PublicPage, query: Search) -> Result<Hits, Failure> {
    let platform = page.platform.clone();
    let found = tokio::task::spawn_blocking(move || platform.search.search(&query)).await.map_err(anyhow::Error::from)?;
    let mut hits = found.map_err(anyhow::Error::from)?;
    // The index hears of a withdrawal a moment later; the reader may not.
    let ids: Vec<i64> = hits.hits.iter().map(|hit| hit.id).collect();
    let public = tables::record::public_among(&page.platform.db, &ids).await?;
    let n = hits.hits.len();
    hits.hits.retain(|hit| public.contains(&hit.id));
    hits.total = hits.total.saturating_sub(n - hits.hits.len());
    Ok(hits)
}

async fn draw(page: &PublicPage, asked: &Asked, mode: Mode, directory: &Directory) -> Result<Response, Failure> {
    let readable = asked.problems.is_empty();
    let offset = (asked.page.clamp(1, DEEPEST / PER_PAGE) - 1) * PER_PAGE;
    let hits = if readable && asked.narrows() { Some(find(page, query(page, asked, mode, offset, PER_PAGE)).await?) } else { None };
    let total = hits.as_ref().map_or(0, |hits| i64::try_from(hits.total).unwrap_or(DEEPEST));
    if let Some(hits) = &hits
        && (hits.total == 0 || hits.loosened)
        && !asked.typed.q.is_empty()
        && asked.page <= 1
    {
        note(page, &asked.typed.q).await;
    }
    let paging = Paging::new(asked.page, total.min(DEEPEST), PER_PAGE, &asked.address(SEARCH.path));
    let suggestion = hits.as_ref().and_then(|hits| hits.suggestion.clone());
    let sort =
        |label, name: &str, chosen: &str| SortShown { label, path: asked.sorted(SEARCH.path, name), chosen: asked.typed.sort == chosen };
    let list = ListView {
        path: SEARCH.path,
        forms: asked.forms(SEARCH.path),
        typed: &asked.typed,
        exact: mode == Mode::Exact,
        problems: &asked.problems,
        chips: chips(asked, SEARCH.path, directory),
        facets: hits.as_ref().map_or_else(Vec::new, |hits| facets(&hits.facets, directory)),
        sorts: [sort("按相关度", "", ""), sort("最新", "newest", "newest"), sort("最早", "oldest", "oldest")],
        asked: asked.narrows(),
        total,
        loosened: hits.as_ref().is_some_and(|hits| hits.loosened),
        suggestion: suggestion.map(|text| SuggestionShown { path: format!("{}?q={}", SEARCH.path, percent(&text)), text }),
        hits: hits.as_ref().map_or_else(Vec::new, |hits| hits.hits.iter().map(|hit| shown(hit, directory)).collect()),
        paging,
    };
    let status = if readable { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let response = page.render_as(status, "portal/search.html", View { column: SEARCH, list })?;
    page.unkept(response).await
}

/// For the staff: what people look for in vain. That it cannot be noted must not keep the answer from the visitor.
async fn note(page: &PublicPage, words: &str) {
    if let Err(error) = tables::sundry::note_zero_result(&page.platform.db, &page.site.host, words).await {
        tracing::warn!(error = format!("{error:#}"), "a search in vain could not be noted");
    }
}

/// What the page shows.
#[derive(Serialize)]
struct View<'a> {
    column: Column,
    list: ListView<'a>,
}

#[derive(Serialize)]
struct ListView<'a> {
    path: &'static str,
    forms: String,
    typed: &'a Typed,
    exact: bool,
    problems: &'a [String],
    chips: Vec<Chip>,
    facets: Vec<Choices>,
    sorts: [SortShown; 3],
    asked: bool,
    total: i64,
    loosened: bool,
    suggestion: Option<SuggestionShown>,
    hits: Vec<Shown<'a>>,
    paging: Paging,
}

#[derive(Serialize)]
struct SortShown {
    label: &'static str,
    path: String,
    chosen: bool,
}

#[derive(Serialize)]
struct SuggestionShown {
    path: String,
    text: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    path: String,
    /// Both as HTML: a template that goes through twenty times ten pieces takes as long as the search.
    title: String,
    snippet: String,
    document_number: Option<&'a str>,
    agency: &'a str,
    kind_label: &'a str,
    formed_on: Option<Date>,
    published_on: Date,
    validity: &'a str,
    validity_label: &'a str,
}

fn shown<'a>(hit: &'a Hit, directory: &'a Directory) -> Shown<'a> {
    Shown {
        path: format!("/documents/{}", hit.id),
        title: marked(&hit.title_parts),
        snippet: marked(&hit.snippet),
        document_number: hit.document_number.as_deref(),
        agency: agency(hit, directory),
        kind_label: &hit.kind_label,
        formed_on: hit.formed_on,
        published_on: hit.published_on,
        validity: &hit.validity,
        validity_label: &hit.validity_label,
    }
}

/// The text as HTML, what was sought marked in it.
fn marked(parts: &Parts) -> String {
    let mut html = String::with_capacity(parts.iter().map(|(text, _)| text.len() + 13).sum());
    for (text, is_match) in parts {
        html.push_str(if *is_match { "<mark>" } else { "" });
        for c in text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                _ => html.push(c),
            }
        }
        html.push_str(if *is_match { "</mark>" } else { "" });
    }
    html
}

/// The name that the agency bears today; the index may hold an older one.
fn agency<'a>(hit: &'a Hit, directory: &'a Directory) -> &'a str {
    directory.by_path(&hit.agency_code).map_or(hit.agency.as_str(), |agency| agency.name())
}

fn facets(facets: &Facets, directory: &Directory) -> Vec<Choices> {
    let of = |name: &'static str, label: &'static str, values: &[Facet]| {
        let choice = |facet: &Facet| Choice {
            label: value_label(name, &facet.value, directory),
            value: facet.value.clone(),
            count: i64::from(facet.count),
            chosen: facet.chosen,
        };
        Choices::parted(name, label, values.iter().filter(|facet| !facet.value.is_empty()).map(choice).collect())
    };
    [
        of("validity", "有效性", &facets.validity),
        of("kind", "种类", &facets.kind),
        of("agency", "机构", &facets.agency),
        of("topic", "主题", &facets.topic),
        of("year", "发布年份", &facets.year),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn listing(page: &PublicPage, asked: &Asked, hits: Hits) -> Listing {
    let row = |hit: Hit| {
        let at = Offset::constant(8).to_timestamp(hit.published_on.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        let summary: String = hit.snippet.iter().map(|(text, _)| text.as_str()).collect();
        Row {
            path: format!("/documents/{}", hit.id),
            title: hit.title.clone(),
            summary: summary.clone(),
            author: hit.agency.clone(),
            published_at: at,
            updated_at: at,
            cells: vec![
                Cell::from(hit.title),
                Cell::from(hit.document_number.unwrap_or_default()),
                Cell::from(hit.index_number.unwrap_or_default()),
                Cell::from(hit.agency),
                Cell::from(hit.kind_label),
                Cell::from(hit.topic_label),
                Cell::from(hit.formed_on),
                Cell::from(Some(hit.published_on)),
                Cell::from(hit.validity_label),
                Cell::from(summary),
            ],
        }
    };
    let words = if asked.typed.q.is_empty() { SEARCH.name.to_owned() } else { format!("检索：{}", asked.typed.q) };
    Listing {
        title: format!("{words}_{}", page.site.name),
        origin: page.origin.clone(),
        path: asked.address(SEARCH.path),
        columns: vec![
            ("title", "标题"),
            ("document_number", "发文字号"),
            ("index_number", "索引号"),
            ("agency", "发布机构"),
            ("kind", "信息种类"),
            ("topic", "主题分类"),
            ("formed_on", "成文日期"),
            ("published_on", "发布日期"),
            ("validity", "有效性"),
            ("snippet", "摘录"),
        ],
        total: i64::try_from(hits.total).unwrap_or(i64::MAX),
        rows: hits.hits.into_iter().map(row).collect(),
    }
}

/// What the visitor may be about to type, for those whose browser runs our script; the form works without.
pub(crate) async fn suggest(page: PublicPage, Query(pairs): Pairs) -> Result<Json<Value>, Failure> {
    let typed = Asked::read(&pairs).typed.q;
    if typed.is_empty() {
        return Ok(Json(json!({"suggestions": []})));
    }
    let platform = page.platform.clone();
    let root = page.site.root.clone();
    let found = tokio::task::spawn_blocking(move || platform.search.suggest(&typed, Some(&root), SUGGESTIONS))
        .await
        .map_err(anyhow::Error::from)?;
    let one = |suggestion: gongkai_search::Suggestion| {
        let path = match (suggestion.kind, suggestion.id, &suggestion.agency_code) {
            (SuggestionKind::Agency, _, Some(path)) => format!("/agencies/{path}"),
            (_, Some(id), _) => format!("/documents/{id}"),
            _ => format!("{}?q={}", SEARCH.path, percent(&suggestion.text)),
        };
        json!({"text": suggestion.text, "kind": suggestion.kind, "path": path})
    };
    let found = found.map_err(anyhow::Error::from)?;
    let ids: Vec<i64> = found.iter().filter_map(|suggestion| suggestion.id).collect();
    let public = tables::record::public_among(&page.platform.db, &ids).await?;
    let shown = found.into_iter().filter(|suggestion| suggestion.id.is_none_or(|id| public.contains(&id)));
    Ok(Json(json!({"suggestions": shown.map(one).collect::<Vec<_>>()})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_marks_are_markup() {
        let parts = vec![("a<b> & ".to_owned(), false), ("\"养老'".to_owned(), true)];
        assert_eq!(marked(&parts), "a&lt;b&gt; &amp; <mark>&quot;养老&#39;</mark>");
    }
}
