//! Which papers of a request are disclosed in part, what do their pages look like, and where do boxes lie?

use anyhow::{Context, Result, bail};
use gongkai_files::redact::Area;
use gongkai_law::Ground;
use gongkai_store::Change;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

gongkai_law::coded! {
    /// How far the redaction of a paper has come.
    pub enum RedactionState "遮盖状态" {
        Marking => "marking", "正在遮盖";
        /// A copy that was checked lies beside the answer.
        Released => "released", "已生成公开件";
        Dropped => "dropped", "不提供";
    }
}

/// A paper that is disclosed in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redaction {
    pub id: i64,
    pub request_id: i64,
    pub name: String,
    #[serde(skip)]
    pub paper_key: String,
    pub original_id: i64,
    pub released_id: Option<i64>,
    pub state: RedactionState,
    pub released_sha256: String,
    pub released_by: Option<i64>,
    pub released_name: String,
    pub released_at: Option<String>,
    pub version: i64,
    pub at: String,
    pub by_name: String,
}

/// One page of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedactionPage {
    pub n: u32,
    pub width: u32,
    pub height: u32,
    pub density: u32,
    pub doubtful: bool,
    #[serde(skip)]
    pub picture_sha256: String,
    #[serde(skip)]
    pub letters_sha256: String,
}

/// A box on a page, with its ground and who laid it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked {
    pub page: u32,
    pub area: Area,
    pub ground: Ground,
    pub by_id: i64,
    pub by_name: String,
    pub at: String,
}

const COLUMNS: [&str; 14] = [
    "id",
    "request_id",
    "name",
    "paper_key",
    "original_id",
    "released_id",
    "state",
    "released_sha256",
    "released_by",
    "released_name",
    "released_at",
    "version",
    "at",
    "by_name",
];

fn redaction_of(row: &AnyRow) -> Result<Redaction> {
    Ok(Redaction {
        id: row.try_get("id")?,
        request_id: row.try_get("request_id")?,
        name: row.try_get("name")?,
        paper_key: row.try_get("paper_key")?,
        original_id: row.try_get("original_id")?,
        released_id: row.try_get("released_id")?,
        state: row.try_get::<String, _>("state")?.parse().context("state of a redaction")?,
        released_sha256: row.try_get("released_sha256")?,
        released_by: row.try_get("released_by")?,
        released_name: row.try_get("released_name")?,
        released_at: row.try_get("released_at")?,
        version: row.try_get("version")?,
        at: row.try_get("at")?,
        by_name: row.try_get("by_name")?,
    })
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn bound<'q>(query: Query<'q>, one: &Redaction) -> Query<'q> {
    query
        .bind(one.id)
        .bind(one.request_id)
        .bind(one.name.clone())
        .bind(one.paper_key.clone())
        .bind(one.original_id)
        .bind(one.released_id)
        .bind(one.state.code())
        .bind(one.released_sha256.clone())
        .bind(one.released_by)
        .bind(one.released_name.clone())
        .bind(one.released_at.clone())
        .bind(one.version)
        .bind(one.at.clone())
        .bind(one.by_name.clone())
}

pub async fn insert(change: &mut Change, one: &Redaction) -> Result<()> {
    let sql = format!("insert into request_redaction ({}) values ({})", COLUMNS.join(", "), gongkai_store::placeholders(1, COLUMNS.len()));
    bound(sqlx::query(AssertSqlSafe(sql)), one).execute(change.connection()).await.context("keeping a paper to be redacted")?;
    Ok(())
}

/// Saves what changed. The caller has raised the version by one.
pub async fn save(change: &mut Change, one: &Redaction) -> Result<()> {
    let set: Vec<String> = COLUMNS.iter().enumerate().skip(1).map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    let sql = format!("update request_redaction set {} where id = $1 and version = ${}", set.join(", "), COLUMNS.len() + 1);
    let query = bound(sqlx::query(AssertSqlSafe(sql)), one).bind(one.version - 1);
    if query.execute(change.connection()).await.context("saving a redaction")?.rows_affected() != 1 {
        bail!("redaction {} was changed by somebody else meanwhile", one.id);
    }
    Ok(())
}

/// Every paper of a request that is or was to be redacted, oldest first.
pub async fn of(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<Redaction>> {
    let sql = format!("select {} from request_redaction where request_id = $1 order by id", COLUMNS.join(", "));
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(request_id).fetch_all(connection).await?;
    rows.iter().map(redaction_of).collect()
}

pub async fn add_page(change: &mut Change, redaction_id: i64, page: &RedactionPage) -> Result<()> {
    sqlx::query(
        "insert into request_redaction_page (redaction_id, n, width, height, density, doubtful, picture_sha256, letters_sha256) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(redaction_id)
    .bind(i64::from(page.n))
    .bind(i64::from(page.width))
    .bind(i64::from(page.height))
    .bind(i64::from(page.density))
    .bind(i64::from(page.doubtful))
    .bind(page.picture_sha256.clone())
    .bind(page.letters_sha256.clone())
    .execute(change.connection())
    .await?;
    Ok(())
}

fn small(row: &AnyRow, column: &str) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(column)?).with_context(|| format!("number in column {column}"))
}

/// The pages of a paper in their order.
pub async fn pages(connection: &mut AnyConnection, redaction_id: i64) -> Result<Vec<RedactionPage>> {
    let rows = sqlx::query(
        "select n, width, height, density, doubtful, picture_sha256, letters_sha256 from request_redaction_page \
         where redaction_id = $1 order by n",
    )
    .bind(redaction_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(RedactionPage {
                n: small(row, "n")?,
                width: small(row, "width")?,
                height: small(row, "height")?,
                density: small(row, "density")?,
                doubtful: row.try_get::<i64, _>("doubtful")? != 0,
                picture_sha256: row.try_get("picture_sha256")?,
                letters_sha256: row.try_get("letters_sha256")?,
            })
        })
        .collect()
}

/// The boxes of every paper of a request, each with the paper it lies on; in the order in which they are burnt.
pub async fn boxes(connection: &mut AnyConnection, request_id: i64) -> Result<Vec<(i64, Marked)>> {
    let rows = sqlx::query(
        "select b.redaction_id, b.page, b.left_at, b.top_at, b.right_at, b.bottom_at, b.ground, b.by_id, b.by_name, b.at \
         from request_redaction_box b join request_redaction r on r.id = b.redaction_id \
         where r.request_id = $1 order by b.redaction_id, b.page, b.n",
    )
    .bind(request_id)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let code: String = row.try_get("ground")?;
            let ground = Ground::ALL.iter().copied().find(|ground| ground.statute_code() == code).context("ground of a box")?;
            let area = Area {
                left: small(row, "left_at")?,
                top: small(row, "top_at")?,
                right: small(row, "right_at")?,
                bottom: small(row, "bottom_at")?,
            };
            let (by_id, by_name, at) = (row.try_get("by_id")?, row.try_get("by_name")?, row.try_get("at")?);
            Ok((row.try_get("redaction_id")?, Marked { page: small(row, "page")?, area, ground, by_id, by_name, at }))
        })
        .collect()
}

/// The boxes of one page of a paper are these.
pub async fn set_boxes(change: &mut Change, redaction_id: i64, page: u32, boxes: &[&Marked]) -> Result<()> {
    sqlx::query("delete from request_redaction_box where redaction_id = $1 and page = $2")
        .bind(redaction_id)
        .bind(i64::from(page))
        .execute(change.connection())
        .await?;
    for (n, marked) in boxes.iter().enumerate() {
        sqlx::query(
            "insert into request_redaction_box (redaction_id, page, n, left_at, top_at, right_at, bottom_at, ground, by_id, by_name, at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(redaction_id)
        .bind(i64::from(page))
        .bind(i64::try_from(n + 1)?)
        .bind(i64::from(marked.area.left))
        .bind(i64::from(marked.area.top))
        .bind(i64::from(marked.area.right))
        .bind(i64::from(marked.area.bottom))
        .bind(marked.ground.statute_code())
        .bind(marked.by_id)
        .bind(marked.by_name.clone())
        .bind(marked.at.clone())
        .execute(change.connection())
        .await?;
    }
    Ok(())
}

/// The pictures and letters of its papers go when the sealed files of a request go. Returns what is to leave the store.
pub async fn erase(change: &mut Change, request_id: i64) -> Result<Vec<String>> {
    const OWN: &str = "redaction_id in (select id from request_redaction where request_id = $1)";
    let sql = format!("select picture_sha256, letters_sha256 from request_redaction_page where picture_sha256 <> '' and {OWN}");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(request_id).fetch_all(change.connection()).await?;
    let sql = format!("update request_redaction_page set picture_sha256 = '', letters_sha256 = '' where {OWN}");
    sqlx::query(AssertSqlSafe(sql)).bind(request_id).execute(change.connection()).await?;
    let mut all = Vec::with_capacity(2 * rows.len());
    for row in &rows {
        all.extend([row.try_get("picture_sha256")?, row.try_get("letters_sha256")?]);
    }
    Ok(all)
}
