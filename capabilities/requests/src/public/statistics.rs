//! How many requests came to an agency in a year, how did they end, how long did they take? Counts only, of nobody.

use std::collections::BTreeMap;

use axum::extract::Query;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::listing::{Cell, Listing, Row, percent};
use gongkai_web::{Failure, Format};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, receivers};
use crate::rules::outcome::Outcome;
use crate::tables::list::{Answered, answered, first_year};
use crate::tally::tallies;

const PATH: &str = "/requests/statistics";
/// Columns of 30号's table 3 that say how requests ended.
const GROUPS: [(&str, &str, &str); 6] = [
    ("3.1", "granted", "予以公开"),
    ("3.2", "partly", "部分公开"),
    ("3.3", "refused", "不予公开"),
    ("3.4", "cannot_provide", "无法提供"),
    ("3.5", "not_processed", "不予处理"),
    ("3.6", "otherwise", "其他处理"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    agency: String,
    year: String,
    format: String,
}

/// A year of an agency, or of all below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Figures {
    agency: String,
    agency_path: String,
    received: i64,
    carried_over: i64,
    open: i64,
    closed: i64,
    /// In the order of [`GROUPS`].
    groups: [i64; 6],
    /// Working days on which the clock ran, of those that were answered.
    median_days: Option<i64>,
    p90_days: Option<i64>,
    /// Per thousand, of the answered ones.
    on_time: Option<i64>,
}

pub(super) async fn page(page: PublicPage, Query(typed): Query<Typed>) -> Answer {
    let db = &page.platform.db;
    let directory = gongkai_agencies::directory(db).await?;
    let this_year = db.clock().today().year();
    let year = match typed.year.trim() {
        "" => this_year,
        text => text.parse().ok().filter(|year| (2008..=this_year).contains(year)).ok_or_else(|| Failure::refused("没有该年份的统计"))?,
    };
    let root = page.site.root.as_str();
    let path = if typed.agency.is_empty() { root } else { typed.agency.as_str() };
    if !receivers(&directory, root).any(|agency| agency.path == path) {
        return Err(Failure::NotFound);
    }
    let figures = figures(&page, path, year, &directory).await?;
    match Format::of(&typed.format) {
        None | Some(Format::Atom) => return Err(Failure::refused("统计没有这种格式，可用：json、csv、xlsx")),
        Some(Format::Page) => {}
        Some(format) => return Ok(listing(&page, path, year, &figures).answer(format)?),
    }
    let agencies: Vec<Value> = receivers(&directory, root).map(|agency| json!({"value": agency.path, "label": agency.name()})).collect();
    let first = first_year(db, root).await?.unwrap_or(this_year).min(this_year);
    let values = json!({
        "path": path,
        "agency": directory.name_of(path),
        "year": year,
        "agencies": agencies,
        "years": (first..=this_year).rev().collect::<Vec<_>>(),
        "forms": format!("{PATH}?agency={}&year={year}&format=", percent(path)),
        "groups": GROUPS.map(|(_, _, label)| label),
        "all": figures.first(),
        "each": figures.get(1..).unwrap_or_default(),
    });
    let response = page.render("requests/public/statistics.html", values)?;
    page.unkept(response).await
}

/// The sum first, then each agency that had any.
async fn figures(page: &PublicPage, path: &str, year: i16, directory: &Directory) -> Result<Vec<Figures>, Failure> {
    let db = &page.platform.db;
    let tallies = tallies(db, path, year).await?;
    let mut days: BTreeMap<String, Vec<Answered>> = BTreeMap::new();
    for answered in answered(db, path, year).await? {
        days.entry(answered.agency_path.clone()).or_default().push(answered);
    }
    let mut each = Vec::new();
    let mut all = Figures { agency: directory.name_of(path).to_owned(), agency_path: path.to_owned(), ..Figures::default() };
    for (own, tally) in &tallies {
        let mut figures = Figures { agency: directory.name_of(own).to_owned(), agency_path: own.clone(), ..Figures::default() };
        for (row, cells) in crate::rules::tally::rows().iter().zip(tally.table3.cells) {
            let n = i64::from(cells[6]);
            match row.code {
                "1" => figures.received += n,
                "2" => figures.carried_over += n,
                "3.7" => figures.closed += n,
                "4" => figures.open += n,
                code => {
                    if let Some(at) = GROUPS.iter().position(|(group, _, _)| code.starts_with(group)) {
                        figures.groups[at] += n;
                    }
                }
            }
        }
        figures.time(days.get(own).map_or(&[], Vec::as_slice));
        all.add(&figures);
        each.push(figures);
    }
    let every: Vec<Answered> = days.into_values().flatten().collect();
    all.time(&every);
    each.retain(|figures| figures.agency_path != path || tallies.len() > 1);
    Ok([vec![all], each].concat())
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.carried_over += other.carried_over;
        self.open += other.open;
        self.closed += other.closed;
        for (sum, n) in self.groups.iter_mut().zip(other.groups) {
            *sum += n;
        }
    }

    /// Of those that got an answer: what lapsed or was withdrawn took nobody's time.
    fn time(&mut self, all: &[Answered]) {
        let replied = |answered: &&Answered| {
            let outcome: Option<Outcome> = answered.outcome.parse().ok();
            outcome.is_some_and(|outcome| !outcome.row().starts_with("3.6"))
        };
        let replied: Vec<&Answered> = all.iter().filter(replied).collect();
        let mut days: Vec<i64> = replied.iter().filter_map(|answered| answered.days_used).collect();
        days.sort_unstable();
        self.median_days = percentile(&days, 50);
        self.p90_days = percentile(&days, 90);
        let judged: Vec<bool> = replied.iter().filter_map(|answered| answered.in_time).collect();
        let held = judged.iter().filter(|held| **held).count();
        self.on_time = (!judged.is_empty()).then(|| i64::try_from(held * 1000 / judged.len()).unwrap_or(0));
    }
}

/// The smallest value that so many per cent do not exceed.
fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

fn listing(page: &PublicPage, path: &str, year: i16, figures: &[Figures]) -> Listing {
    let number = |value: Option<i64>| value.map_or(Cell::None, Cell::Number);
    let row = |figures: &Figures| {
        let mut cells = vec![
            Cell::from(figures.agency.as_str()),
            Cell::from(i64::from(year)),
            Cell::from(figures.received),
            Cell::from(figures.carried_over),
        ];
        cells.extend(figures.groups.iter().map(|n| Cell::from(*n)));
        cells.extend([Cell::from(figures.closed), Cell::from(figures.open)]);
        cells.extend([number(figures.median_days), number(figures.p90_days), number(figures.on_time)]);
        Row {
            path: format!("{PATH}?agency={}&year={year}", percent(&figures.agency_path)),
            title: format!("{}{year}年依申请公开办理情况", figures.agency),
            summary: String::new(),
            author: figures.agency.clone(),
            published_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
            cells,
        }
    };
    let mut columns = vec![("agency", "机关"), ("year", "年度"), ("received", "新收"), ("carried_over", "上年结转")];
    columns.extend(GROUPS.map(|(_, key, label)| (key, label)));
    columns.extend([
        ("closed", "办结"),
        ("open", "结转下年度"),
        ("median_days", "答复用时中位数（工作日）"),
        ("p90_days", "答复用时第90百分位（工作日）"),
        ("on_time_per_mille", "按时答复率（千分比）"),
    ]);
    Listing {
        title: format!("{year}年依申请公开统计_{}", page.site.name),
        origin: page.origin.clone(),
        path: format!("{PATH}?agency={}&year={year}", percent(path)),
        columns,
        rows: figures.iter().map(row).collect(),
        total: i64::try_from(figures.len()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&(1..=10).collect::<Vec<_>>(), 90), Some(9));
    }

    #[test]
    fn what_lapsed_took_nobodys_time() {
        let one = |outcome: &str, days: i64, held: bool| Answered {
            agency_path: "a".into(),
            outcome: outcome.into(),
            days_used: Some(days),
            in_time: Some(held),
        };
        let mut figures = Figures::default();
        figures.time(&[one("R02", 4, true), one("R21", 22, false), one("R43", 1, true)]);
        assert_eq!((figures.median_days, figures.p90_days, figures.on_time), (Some(4), Some(22), Some(500)));
    }
}
