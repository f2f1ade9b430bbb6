//! Which requests are asked for, in what order, and how many are there of each?

use anyhow::{Context, Result};
use gongkai_identity::Scope;
use gongkai_store::{Backend, Db};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::case::{COLUMNS, case_of};
use super::day_of;
use crate::case::{Case, Remedy};

/// What a list of requests may be narrowed by; every part that is empty narrows nothing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Filter {
    /// open | overdue | soon | waiting | closed
    pub desk: String,
    pub state: String,
    pub agency: String,
    pub channel: String,
    pub applicant_kind: String,
    pub outcome: String,
    /// Row of table 3: `3.3.4`, or new | carried | open
    pub row: String,
    pub year: Option<i16>,
    pub assignee: Option<i64>,
    /// Words of the request or its number.
    pub words: String,
    /// The same applicant (keyed hash), for those who may.
    #[serde(skip)]
    pub applicant_key: String,
}

#[derive(Clone)]
pub(super) enum Argument {
    Text(String),
    Whole(i64),
}

/// A statement that grows with its arguments.
#[derive(Default)]
pub(super) struct Where {
    pub(super) conditions: Vec<String>,
    arguments: Vec<Argument>,
    /// Agencies are found by a span of the index; else by a pattern.
    spans: bool,
    /// Paths beside which there is nothing.
    whole: Vec<String>,
}

impl Where {
    /// Knows how these parts of the tree are found best. SQLite finds a span of its index and no pattern, and does not see that
    /// a span may hold everything; in the collation of a PostgreSQL database a span may be another one, and it has statistics.
    async fn of_parts(db: &Db, paths: &[&str]) -> Result<Self> {
        let mut asked = Self { spans: db.backend() == Backend::Sqlite, ..Self::default() };
        for path in paths.iter().filter(|path| asked.spans && !path.is_empty()) {
            let beside = sqlx::query(
                "select 1 from request where agency_path < $1 union all select 1 from request where agency_path > $1 and agency_path < $2 \
                 union all select 1 from request where agency_path >= $3 limit 1",
            );
            let beside = beside.bind((*path).to_owned()).bind(format!("{path}/")).bind(format!("{path}0"));
            if beside.fetch_optional(db.read()).await.context("looking at the tree")?.is_none() {
                asked.whole.push((*path).to_owned());
            }
        }
        Ok(asked)
    }

    async fn of_scope(db: &Db, scope: &Scope, agency: &str) -> Result<Self> {
        let paths: Vec<&str> = [scope.root.as_str(), agency].into_iter().chain(scope.internal.iter().map(String::as_str)).collect();
        let mut asked = Self::of_parts(db, &paths).await?;
        asked.scope(scope);
        Ok(asked)
    }

    pub(super) fn text(&mut self, value: String) -> String {
        self.arguments.push(Argument::Text(value));
        format!("${}", self.arguments.len())
    }

    pub(super) fn whole(&mut self, value: i64) -> String {
        self.arguments.push(Argument::Whole(value));
        format!("${}", self.arguments.len())
    }

    /// A statement with these arguments; it may be asked more than once.
    pub(super) fn query(&self, sql: String) -> sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for argument in &self.arguments {
            query = match argument {
                Argument::Text(text) => query.bind(text.clone()),
                Argument::Whole(number) => query.bind(*number),
            };
        }
        query
    }

    /// An agency and everything below it.
    pub(super) fn within(&mut self, path: &str) -> String {
        if self.whole.iter().any(|whole| whole == path) {
            return "1 = 1".to_owned();
        }
        let same = self.text(path.to_owned());
        if self.spans {
            // `0` is the character behind `/`.
            let (from, until) = (self.text(format!("{path}/")), self.text(format!("{path}0")));
            return format!("(agency_path >= {same} and agency_path < {until} and (agency_path = {same} or agency_path >= {from}))");
        }
        let below = self.text(format!("{path}/%"));
        format!("(agency_path = {same} or agency_path like {below})")
    }

    pub(super) fn scope(&mut self, scope: &Scope) {
        if !scope.root.is_empty() {
            let within = self.within(&scope.root);
            self.conditions.push(within);
        }
        if scope.internal.iter().any(String::is_empty) {
            return;
        }
        let readable: Vec<String> = scope.internal.iter().map(|path| self.within(path)).collect();
        // Nothing to read is nothing to find.
        self.conditions.push(if readable.is_empty() { "1 = 0".to_owned() } else { format!("({})", readable.join(" or ")) });
    }

    fn narrowed(&mut self, filter: &Filter, today: Date) {
        for (column, value) in [
            ("state", &filter.state),
            ("channel", &filter.channel),
            ("applicant_kind", &filter.applicant_kind),
            ("outcome", &filter.outcome),
            ("applicant_key", &filter.applicant_key),
        ] {
            if !value.is_empty() {
                let place = self.text(value.clone());
                self.conditions.push(format!("{column} = {place}"));
            }
        }
        if !filter.agency.is_empty() {
            let within = self.within(&filter.agency);
            self.conditions.push(within);
        }
        if let Some(assignee) = filter.assignee {
            let place = self.whole(assignee);
            self.conditions.push(format!("assignee_id = {place}"));
        }
        self.desk(&filter.desk, today);
        if let Some(year) = filter.year {
            self.of_year(&filter.row, year);
        }
        for word in filter.words.split_whitespace().take(6) {
            let place = self.text(format!("%{}%", word.replace(['%', '_'], "")));
            self.conditions.push(format!("(title like {place} or description like {place} or number like {place})"));
        }
    }

    fn desk(&mut self, desk: &str, today: Date) {
        let condition = match desk {
            "open" => "is_open = 1".to_owned(),
            "closed" => "is_open = 0".to_owned(),
            "waiting" => "is_open = 1 and due_on is null".to_owned(),
            "overdue" => {
                let place = self.text(today.to_string());
                format!("is_open = 1 and due_on < {place}")
            }
            "soon" => {
                let until = today.saturating_add(jiff::Span::new().days(7));
                let (from, until) = (self.text(today.to_string()), self.text(until.to_string()));
                format!("is_open = 1 and due_on >= {from} and due_on <= {until}")
            }
            _ => return,
        };
        self.conditions.push(condition);
    }

    /// The cases behind one cell of table 3.
    fn of_year(&mut self, row: &str, year: i16) {
        let (start, end) = (self.text(format!("{year}-01-01")), self.text(format!("{year}-12-31")));
        self.conditions.push("counted = 1".to_owned());
        let condition = match row {
            "" | "new" => format!("receipt_on >= {start} and receipt_on <= {end}"),
            "carried" => format!("receipt_on < {start} and (replied_on is null or replied_on >= {start}) and {end} <> ''"),
            "open" => format!("receipt_on <= {end} and (replied_on is null or replied_on > {end}) and {start} <> ''"),
            row => {
                let outcomes: Vec<String> = crate::rules::outcome::Outcome::ALL
                    .iter()
                    .filter(|outcome| row == "decided" || outcome.row() == row || outcome.row().starts_with(&format!("{row}.")))
                    .map(|outcome| format!("'{}'", outcome.code()))
                    .collect();
                let within = if outcomes.is_empty() { "''".to_owned() } else { outcomes.join(", ") };
                format!("replied_on >= {start} and replied_on <= {end} and outcome in ({within})")
            }
        };
        self.conditions.push(condition);
    }

    pub(super) fn clause(&self) -> String {
        if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" and ") }
    }
}

/// A page of requests: those that are open by the day they are due, then those that are closed, the newest first.
pub async fn page(db: &Db, scope: &Scope, filter: &Filter, today: Date, limit: i64, offset: i64) -> Result<(Vec<Case>, i64)> {
    let mut asked = Where::of_scope(db, scope, &filter.agency).await?;
    asked.narrowed(filter, today);
    let count = format!("select count(*), coalesce(sum(case when is_open = 1 then 1 else 0 end), 0) from request where {}", asked.clause());
    let counts = asked.query(count).fetch_one(db.read()).await.context("counting requests")?;
    let (total, n_open): (i64, i64) = (counts.try_get(0)?, counts.try_get(1)?);
    // In two halves, each in the order of an index: what is owed by the day it is due, and what is done.
    let by_due = "coalesce(due_on, waits_until, '9999'), id desc";
    let mut cases = part(db, &asked, "is_open = 1", by_due, (limit.min(n_open - offset), offset)).await?;
    let left = (limit - i64::try_from(cases.len())?).min(total - n_open);
    cases.extend(part(db, &asked, "is_open = 0", "replied_on desc, id desc", (left, (offset - n_open).max(0))).await?);
    Ok((cases, total))
}

/// So many rows behind the first ones. They are chosen by index alone: only what is shown is read whole.
async fn part(db: &Db, asked: &Where, half: &str, order: &str, (limit, offset): (i64, i64)) -> Result<Vec<Case>> {
    if limit <= 0 {
        return Ok(Vec::new());
    }
    let (columns, clause) = (COLUMNS.join(", "), asked.clause());
    let chosen = format!("select id from request where {half} and {clause} order by {order} limit {limit} offset {offset}");
    let sql = format!("select {columns} from request where id in ({chosen}) order by {order}");
    let rows = asked.query(sql).fetch_all(db.read()).await.context("listing requests")?;
    rows.iter().map(case_of).collect()
}

/// How many stand in each part of the desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DeskCounts {
    pub open: i64,
    pub overdue: i64,
    pub soon: i64,
    pub waiting: i64,
    pub unconfirmed: i64,
}

pub async fn desk_counts(db: &Db, scope: &Scope, today: Date) -> Result<DeskCounts> {
    let mut asked = Where::of_scope(db, scope, "").await?;
    let clause = asked.clause();
    let until = today.saturating_add(jiff::Span::new().days(7));
    let (day, until) = (asked.text(today.to_string()), asked.text(until.to_string()));
    let sql = format!(
        "select count(*), coalesce(sum(case when due_on < {day} then 1 else 0 end), 0), \
         coalesce(sum(case when due_on >= {day} and due_on <= {until} then 1 else 0 end), 0), \
         coalesce(sum(case when due_on is null then 1 else 0 end), 0), \
         coalesce(sum(case when receipt_on is null then 1 else 0 end), 0) from request where {clause} and is_open = 1"
    );
    let row = asked.query(sql).fetch_one(db.read()).await.context("counting the desk")?;
    Ok(DeskCounts {
        open: row.try_get(0)?,
        overdue: row.try_get(1)?,
        soon: row.try_get(2)?,
        waiting: row.try_get(3)?,
        unconfirmed: row.try_get(4)?,
    })
}

/// How many requests of one agency, kind of applicant and outcome had a part in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCount {
    pub agency_path: String,
    pub applicant_kind: String,
    /// Empty while open.
    pub outcome: String,
    /// Received in the year.
    pub new: i64,
    /// Received before it and open when it began.
    pub carried: i64,
    /// Answered in the year.
    pub decided: i64,
    /// Open when it ended.
    pub open: i64,
}

/// Everything that had a part in a year, in one pass over the requests below `path` (all where it is empty).
pub async fn year_counts(db: &Db, path: &str, year: i16) -> Result<Vec<YearCount>> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    let (start, end) = (asked.text(format!("{year}-01-01")), asked.text(format!("{year}-12-31")));
    if !path.is_empty() {
        let within = asked.within(path);
        asked.conditions.push(within);
    }
    let sql = format!(
        "select agency_path, applicant_kind, outcome, \
         sum(case when receipt_on >= {start} then 1 else 0 end), sum(case when receipt_on < {start} then 1 else 0 end), \
         sum(case when replied_on <= {end} then 1 else 0 end), \
         sum(case when replied_on is null or replied_on > {end} then 1 else 0 end) \
         from request where {} and counted = 1 and receipt_on <= {end} and (replied_on is null or replied_on >= {start}) \
         group by agency_path, applicant_kind, outcome",
        asked.clause()
    );
    let rows = asked.query(sql).fetch_all(db.read()).await.context("counting a year")?;
    rows.iter().map(year_count_of).collect()
}

fn year_count_of(row: &AnyRow) -> Result<YearCount> {
    Ok(YearCount {
        agency_path: row.try_get(0)?,
        applicant_kind: row.try_get(1)?,
        outcome: row.try_get(2)?,
        new: row.try_get(3)?,
        carried: row.try_get(4)?,
        decided: row.try_get(5)?,
        open: row.try_get(6)?,
    })
}

/// 复议 and 诉讼 of the requests below a path, with their agencies.
pub async fn remedies(db: &Db, path: &str) -> Result<Vec<(String, Remedy)>> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    if !path.is_empty() {
        let within = asked.within(path);
        asked.conditions.push(within);
    }
    let sql = format!("select agency_path, remedies from request where {} and remedies <> '[]'", asked.clause());
    let rows = asked.query(sql).fetch_all(db.read()).await.context("reading remedies")?;
    let mut all = Vec::new();
    for row in &rows {
        let (path, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        all.extend(serde_json::from_str::<Vec<Remedy>>(&text)?.into_iter().map(|remedy| (path.clone(), remedy)));
    }
    Ok(all)
}

/// What the public statistics of an agency and year are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    pub agency_path: String,
    pub outcome: String,
    pub days_used: Option<i64>,
    pub in_time: Option<bool>,
}

/// Every answered request of a year below a path.
pub async fn answered(db: &Db, path: &str, year: i16) -> Result<Vec<Answered>> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    let within = asked.within(path);
    asked.conditions.push(within);
    let (start, end) = (asked.text(format!("{year}-01-01")), asked.text(format!("{year}-12-31")));
    let sql = format!(
        "select agency_path, outcome, days_used, in_time from request where {} and counted = 1 and replied_on >= {start} and replied_on <= {end}",
        asked.clause()
    );
    let rows = asked.query(sql).fetch_all(db.read()).await.context("reading answered requests")?;
    rows.iter()
        .map(|row| {
            Ok(Answered {
                agency_path: row.try_get(0)?,
                outcome: row.try_get(1)?,
                days_used: row.try_get(2)?,
                in_time: row.try_get::<Option<i64>, _>(3)?.map(|held| held != 0),
            })
        })
        .collect()
}

/// The year of the first request received below a path.
pub async fn first_year(db: &Db, path: &str) -> Result<Option<i16>> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    let within = asked.within(path);
    asked.conditions.push(within);
    let sql = format!("select min(receipt_on) from request where {} and counted = 1", asked.clause());
    let first: Option<String> = asked.query(sql).fetch_one(db.read()).await?.try_get(0)?;
    Ok(first.and_then(|day| day.get(..4)?.parse().ok()))
}

/// How many requests of the same applicant the agency received in a month: the item basis of a fee.
pub async fn of_applicant_in(db: &Db, agency: &str, applicant_key: &str, month: &str) -> Result<Vec<(i64, Option<Date>)>> {
    let rows = sqlx::query(
        "select id, receipt_on from request where agency_path = $1 and applicant_key = $2 and receipt_on like $3 and counted = 1 \
         order by receipt_on, id",
    )
    .bind(agency.to_owned())
    .bind(applicant_key.to_owned())
    .bind(format!("{month}-%"))
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, day_of(row, "receipt_on")?))).collect()
}

/// Recent requests of an agency that were answered, for finding similar ones.
pub async fn recent_answered(db: &Db, path: &str, limit: i64) -> Result<Vec<Case>> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    let within = asked.within(path);
    asked.conditions.push(within);
    part(db, &asked, "outcome <> ''", "replied_on desc, id desc", (limit, 0)).await
}

/// Answers that were made public below a path, the newest first.
pub async fn public_answers(db: &Db, path: &str, words: &str, limit: i64, offset: i64) -> Result<(Vec<Case>, i64)> {
    let mut asked = Where::of_parts(db, &[path]).await?;
    asked.conditions.push("answer_state = 'public'".to_owned());
    if !path.is_empty() {
        let within = asked.within(path);
        asked.conditions.push(within);
    }
    for word in words.split_whitespace().take(6) {
        let place = asked.text(format!("%{}%", word.replace(['%', '_'], "")));
        asked.conditions.push(format!("(answer_title like {place} or answer_question like {place} or answer_text like {place})"));
    }
    let clause = asked.clause();
    let count = format!("select count(*) from request where {clause}");
    let total: i64 = asked.query(count).fetch_one(db.read()).await?.try_get(0)?;
    let (limit, offset) = (asked.whole(limit), asked.whole(offset));
    let sql =
        format!("select {} from request where {clause} order by answer_on desc, id desc limit {limit} offset {offset}", COLUMNS.join(", "));
    let rows = asked.query(sql).fetch_all(db.read()).await?;
    Ok((rows.iter().map(case_of).collect::<Result<_>>()?, total))
}
