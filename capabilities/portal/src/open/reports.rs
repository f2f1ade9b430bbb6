//! What did each agency report of its year? 年报, by year and agency (条例 articles 49 and 50).

use std::collections::BTreeMap;

use axum::response::Response;
use gongkai_capability::PublicPage;
use gongkai_documents::public::{Shown, newest};
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::of_kind;
use crate::columns::{PARTS, REPORTS};

/// A county of a hundred agencies over twenty years.
const MOST: i64 = 2_000;

pub(crate) async fn page(page: PublicPage) -> Result<Response, Failure> {
    let mut years: BTreeMap<i16, Vec<Shown>> = BTreeMap::new();
    for line in newest(&page, &of_kind("annual_report"), MOST).await? {
        years.entry(year(&line)).or_default().push(line);
    }
    let of_year = |(year, mut lines): (i16, Vec<Shown>)| -> Value {
        // The site's own agency first, the others below it in their order.
        lines.sort_by(|a, b| {
            (a.agency_path.matches('/').count(), &a.agency_path).cmp(&(b.agency_path.matches('/').count(), &b.agency_path))
        });
        json!({"year": year, "lines": lines})
    };
    let years: Vec<Value> = years.into_iter().rev().map(of_year).collect();
    page.render("portal/reports.html", json!({"column": REPORTS, "five": PARTS, "years": years}))
}

/// The year of the report: the one its title names, else the one before its publication.
fn year(line: &Shown) -> i16 {
    named(&line.title).unwrap_or_else(|| line.published_on.map_or(0, |day| day.year() - 1))
}

fn named(title: &str) -> Option<i16> {
    let at = title.find('年')?;
    let before: String = title[..at].chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    before.parse().ok().filter(|year| (2000..=2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_stands_in_the_title() {
        assert_eq!(named("青岚县教育局2025年政府信息公开工作年度报告"), Some(2025));
        assert_eq!(named("年度报告"), None);
        assert_eq!(named("青岚县一九九九年报告"), None);
    }
}
