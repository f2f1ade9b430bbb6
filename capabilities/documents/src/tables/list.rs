//! Which documents answer a filter, for whom? One `where` for lists, counts, facets, feeds and exports.

use anyhow::{Context, Result};
use gongkai_identity::Scope;
use gongkai_store::{Db, placeholders};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{Any, Row};

use crate::document::{PublicState, State};
use crate::filter::{Facet, Filter, Sort};
use crate::tables::document::date_of;

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub id: i64,
    pub path: String,
    pub agency_path: String,
    pub kind: String,
    pub kind_label: String,
    pub title: String,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    pub topic: String,
    pub item: String,
    pub genre: String,
    pub openness: String,
    pub state: State,
    pub public_state: PublicState,
    pub formed_on: Option<Date>,
    pub published_on: Option<Date>,
    pub first_online_at: Option<String>,
    pub edition: i64,
    pub edition_at: Option<String>,
    pub summary: String,
    pub n_attachments: i64,
    pub effective_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub validity: String,
    pub validity_label: String,
    /// The day on which it turns by itself: a term that was extended ends later than the paper says.
    pub validity_turns_on: Option<Date>,
    pub author_name: String,
    pub changed_at: String,
    pub submitted_at: Option<String>,
    pub publish_at: Option<String>,
    pub forced: bool,
    pub reassess_on: Option<Date>,
}

const COLUMNS: &str = "id, agency_path, kind, title, document_number, index_number, topic, item, genre, openness, state, public_state, \
    formed_on, published_on, first_online_at, edition, edition_at, summary, n_attachments, effective_on, ends_on, expires_on, validity, \
    validity_turns_on, author_name, changed_at, submitted_at, publish_at, forced, reassess_on";

fn line_of(row: &AnyRow) -> Result<Line> {
    let id: i64 = row.try_get("id")?;
    let kind: String = row.try_get("kind")?;
    let validity: String = row.try_get("validity")?;
    Ok(Line {
        id,
        path: format!("/documents/{id}"),
        agency_path: row.try_get("agency_path")?,
        kind_label: crate::kind::Kind::label_of(&kind).to_owned(),
        kind,
        title: row.try_get("title")?,
        document_number: row.try_get("document_number")?,
        index_number: row.try_get("index_number")?,
        topic: row.try_get("topic")?,
        item: row.try_get("item")?,
        genre: row.try_get("genre")?,
        openness: row.try_get("openness")?,
        state: State::from_code(&row.try_get::<String, _>("state")?).context("state of a document")?,
        public_state: PublicState::from_code(&row.try_get::<String, _>("public_state")?).context("public state of a document")?,
        formed_on: date_of(row, "formed_on")?,
        published_on: date_of(row, "published_on")?,
        first_online_at: row.try_get("first_online_at")?,
        edition: row.try_get("edition")?,
        edition_at: row.try_get("edition_at")?,
        summary: row.try_get("summary")?,
        n_attachments: row.try_get("n_attachments")?,
        effective_on: date_of(row, "effective_on")?,
        ends_on: date_of(row, "ends_on")?,
        expires_on: date_of(row, "expires_on")?,
        validity_label: validity.parse::<gongkai_law::Validity>().map_or("", gongkai_law::Validity::label).to_owned(),
        validity,
        validity_turns_on: date_of(row, "validity_turns_on")?,
        author_name: row.try_get("author_name")?,
        changed_at: row.try_get("changed_at")?,
        submitted_at: row.try_get("submitted_at")?,
        publish_at: row.try_get("publish_at")?,
        forced: row.try_get::<i64, _>("forced")? != 0,
        reassess_on: date_of(row, "reassess_on")?,
    })
}

/// A line of a public list: what a page shows of a record, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub id: i64,
    pub agency_path: String,
    pub kind: String,
    pub title: String,
    pub document_number: Option<String>,
    pub formed_on: Option<Date>,
    pub published_on: Option<Date>,
    pub summary: String,
    pub validity: String,
}

/// One page of a list as visitors see it.
pub async fn briefs(db: &Db, scope: &Scope, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Brief>> {
    let w = condition(scope, filter, None);
    let n = w.bound.len();
    let sql = format!(
        "select id, agency_path, kind, title, document_number, formed_on, published_on, summary, validity from document \
         where {} order by {} limit ${} offset ${}",
        w.text,
        order(filter.sort),
        n + 1,
        n + 2
    );
    let query = bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), &w.bound).bind(limit).bind(offset);
    let rows = query.fetch_all(db.read()).await.context("listing public records")?;
    let day = |row: &AnyRow, at: usize| -> Result<Option<Date>> {
        row.try_get::<Option<String>, _>(at)?.map(|day| day.parse().context("a day of a public record")).transpose()
    };
    let brief = |row: &AnyRow| {
        Ok(Brief {
            id: row.try_get(0)?,
            agency_path: row.try_get(1)?,
            kind: row.try_get(2)?,
            title: row.try_get(3)?,
            document_number: row.try_get(4)?,
            formed_on: day(row, 5)?,
            published_on: day(row, 6)?,
            summary: row.try_get(7)?,
            validity: row.try_get(8)?,
        })
    };
    rows.iter().map(brief).collect()
}

/// A `where` under construction: its text and what is bound to it.
struct Where {
    text: String,
    bound: Vec<String>,
}

impl Where {
    fn push(&mut self, condition: &str, values: &[String]) {
        // `?` stands for the next placeholder.
        let mut text = String::new();
        let mut n = self.bound.len();
        for piece in condition.split_inclusive('?') {
            if let Some(before) = piece.strip_suffix('?') {
                n += 1;
                text.push_str(before);
                text.push_str(&format!("${n}"));
            } else {
                text.push_str(piece);
            }
        }
        self.text.push_str(" and ");
        self.text.push_str(&text);
        self.bound.extend_from_slice(values);
    }

    /// `column` is one of the values; no values, no condition.
    fn one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let list = placeholders(self.bound.len() + 1, values.len());
            self.text.push_str(&format!(" and {column} in ({list})"));
            self.bound.extend_from_slice(values);
        }
    }

    /// An agency path is a root or lies below it.
    fn within(&mut self, roots: &[String]) {
        let own = |root: &String| !root.is_empty();
        if roots.is_empty() || roots.iter().any(|root| !own(root)) {
            return;
        }
        let (condition, values) = below(roots);
        self.push(&format!("({condition})"), &values);
    }
}

/// That an agency's path is one of these or lies below it, and what is bound for it.
fn below(roots: &[String]) -> (String, Vec<String>) {
    let condition = vec!["agency_path = ? or substr(agency_path, 1, length(?) + 1) = ? || '/'"; roots.len()].join(" or ");
    (condition, roots.iter().flat_map(|root| [root.clone(), root.clone(), root.clone()]).collect())
}

fn condition(scope: &Scope, filter: &Filter, without: Option<Facet>) -> Where {
    let mut w = Where { text: String::from("1 = 1"), bound: Vec::new() };
    w.within(std::slice::from_ref(&scope.root));
    let public = "public_state = 'published' and openness = 'proactive'";
    if scope.internal.is_empty() {
        w.push(public, &[]);
    } else if !scope.internal.iter().any(String::is_empty) {
        let (condition, values) = below(&scope.internal);
        let readable = if filter.internal_only { format!("({condition})") } else { format!("(({public}) or {condition})") };
        w.push(&readable, &values);
    }
    let skip = |facet: Facet| without == Some(facet);
    if !skip(Facet::Agency) {
        w.within(&filter.agencies);
    }
    if !skip(Facet::Kind) {
        w.one_of("kind", &filter.kinds);
    }
    if !skip(Facet::Topic) && !filter.topics.is_empty() {
        // A topic of the first level holds those of the second: codes share their beginning.
        let any = vec!["substr(topic, 1, length(?)) = ?"; filter.topics.len()].join(" or ");
        let values: Vec<String> = filter.topics.iter().flat_map(|topic| [topic.clone(), topic.clone()]).collect();
        w.push(&format!("({any})"), &values);
    }
    if !skip(Facet::Year) && !filter.years.is_empty() {
        let years: Vec<String> = filter.years.iter().map(ToString::to_string).collect();
        w.one_of("substr(published_on, 1, 4)", &years);
    }
    if !skip(Facet::Validity) {
        w.one_of("validity", &filter.validities);
    }
    w.one_of("genre", &filter.genres);
    w.one_of("item", &filter.items);
    w.one_of("state", &filter.states.iter().map(|state| state.code().to_owned()).collect::<Vec<_>>());
    w.one_of("public_state", &filter.public_states.iter().map(|state| state.code().to_owned()).collect::<Vec<_>>());
    w.one_of("openness", &filter.opennesses);
    if let Some(from) = filter.from {
        w.push("published_on >= ?", &[from.to_string()]);
    }
    if let Some(to) = filter.to {
        w.push("published_on <= ?", &[to.to_string()]);
    }
    if let Some(by) = filter.ends_by {
        // The day on which it turns is worked out with every extension: the last day that the paper names is not.
        let turns = by.tomorrow().unwrap_or(by);
        let condition = "validity_turns_on is not null and validity_turns_on <= ? and validity in ('in_force', 'amended', 'partly')";
        w.push(condition, &[turns.to_string()]);
    }
    if let Some(author) = &filter.author {
        w.push("author_name = ?", std::slice::from_ref(author));
    }
    if let Some(before) = filter.formed_before {
        w.push("formed_on < ? and public_state = 'none' and openness = 'proactive'", &[before.to_string()]);
    }
    let words = filter.words.trim();
    if !words.is_empty() {
        let like = format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        w.push(
            "(title like ? escape '\\' or coalesce(document_number, '') like ? escape '\\' or coalesce(index_number, '') like ? escape '\\')",
            &[like.clone(), like.clone(), like],
        );
    }
    w
}

fn bind_all<'q>(
    mut query: sqlx::query::Query<'q, Any, sqlx::any::AnyArguments>,
    values: &[String],
) -> sqlx::query::Query<'q, Any, sqlx::any::AnyArguments> {
    for value in values {
        query = query.bind(value.clone());
    }
    query
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "published_on desc, id desc",
        Sort::Oldest => "published_on, id",
        Sort::Changed => "changed_at desc, id desc",
        Sort::Waiting => "coalesce(submitted_at, changed_at), id",
        Sort::Ending => "validity_turns_on, id",
        Sort::Id => "id",
    }
}

/// One page of a list.
pub async fn lines(db: &Db, scope: &Scope, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Line>> {
    let w = condition(scope, filter, None);
    let n = w.bound.len();
    let sql = format!("select {COLUMNS} from document where {} order by {} limit ${} offset ${}", w.text, order(filter.sort), n + 1, n + 2);
    let query = bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), &w.bound).bind(limit).bind(offset);
    let rows = query.fetch_all(db.read()).await.context("listing documents")?;
    rows.iter().map(line_of).collect()
}

/// The next lines after an id: keyset pages for the API.
pub async fn after(db: &Db, scope: &Scope, filter: &Filter, id: i64, limit: i64) -> Result<Vec<Line>> {
    let w = condition(scope, filter, None);
    let n = w.bound.len();
    let sql = format!("select {COLUMNS} from document where {} and id > ${} order by id limit ${}", w.text, n + 1, n + 2);
    let query = bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), &w.bound).bind(id).bind(limit);
    let rows = query.fetch_all(db.read()).await.context("listing documents after one")?;
    rows.iter().map(line_of).collect()
}

/// How many documents answer.
pub async fn count(db: &Db, scope: &Scope, filter: &Filter) -> Result<i64> {
    let w = condition(scope, filter, None);
    let sql = format!("select count(*) from document where {}", w.text);
    let row = bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), &w.bound).fetch_one(db.read()).await.context("counting documents")?;
    Ok(row.try_get(0)?)
}

/// How many documents answer for each value of a facet, its own filter left aside.
pub async fn counts(db: &Db, scope: &Scope, filter: &Filter, facet: Facet) -> Result<Vec<(String, i64)>> {
    let w = condition(scope, filter, Some(facet));
    let column = match facet {
        Facet::Agency => "agency_path",
        Facet::Kind => "kind",
        Facet::Topic => "substr(topic, 1, 2)",
        Facet::Year => "substr(published_on, 1, 4)",
        Facet::Validity => "validity",
        Facet::Item => "item",
        Facet::State => "state",
    };
    let sql = format!("select {column}, count(*) from document where {} group by 1 order by 2 desc, 1", w.text);
    let rows = bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), &w.bound).fetch_all(db.read()).await.context("counting by a facet")?;
    let mut all = Vec::new();
    for row in &rows {
        if let Some(value) = row.try_get::<Option<String>, _>(0)?
            && !value.is_empty()
        {
            all.push((value, row.try_get(1)?));
        }
    }
    Ok(all)
}
