//! Is it public already, or was it answered before? What the applicant describes, against records and published answers.

use std::collections::HashSet;

use axum::extract::Query;
use gongkai_capability::PublicPage;
use gongkai_search::Query as Search;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Answer;
use crate::rules::likeness::telling;
use crate::tables;

const RECORDS: usize = 5;
const ANSWERS: usize = 3;
/// So much of a description is looked for: the first sentences say what is wanted.
const LONGEST: usize = 80;
/// Published answers that are compared; the newest.
const COMPARED: i64 = 300;
/// Of the pairs of characters described, so many must stand in an answer.
const ENOUGH: f32 = 0.35;
#[derive(Debug, Default, Serialize)]
pub(super) struct Similar {
    /// What was looked for; empty where there was nothing to look for.
    pub words: String,
    pub records: Vec<Found>,
    pub answers: Vec<Found>,
}

#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub path: String,
    pub title: String,
    pub agency: String,
    pub on: Option<Date>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    agency: String,
}

/// A part of a page, for the script that looks while somebody types.
pub(super) async fn fragment(page: PublicPage, Query(asked): Query<Asked>) -> Answer {
    let similar = similar(&page, &asked.agency, &asked.q).await?;
    let response = page.render("requests/public/similar.html", json!({"similar": similar}))?;
    page.unkept(response).await
}

/// Public records of the site and published answers that are near to a description.
pub(super) async fn similar(page: &PublicPage, agency: &str, description: &str) -> Result<Similar, Failure> {
    let words = words(description);
    if words.chars().count() < 2 {
        return Ok(Similar::default());
    }
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let answers = answers(page, agency, &words).await?;
    let search = Search { scope: Some(page.site.root.clone()), limit: RECORDS, ..Search::new(&words) };
    let platform = page.platform.clone();
    let hits = tokio::task::spawn_blocking(move || platform.search.search(&search)).await.map_err(anyhow::Error::from)?;
    let hits = hits.map_err(anyhow::Error::from)?.hits;
    // The index hears of a withdrawal a moment later; the reader may not.
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
    let public = gongkai_documents::tables::record::public_among(&page.platform.db, &ids).await?;
    let records = hits.into_iter().filter(|hit| public.contains(&hit.id)).map(|hit| Found {
        path: format!("/documents/{}", hit.id),
        agency: directory.by_path(&hit.agency_code).map_or(hit.agency.as_str(), |agency| agency.name()).to_owned(),
        on: Some(hit.published_on),
        title: hit.title,
    });
    Ok(Similar { records: records.collect(), answers, words })
}

/// The words that tell what is wanted.
fn words(description: &str) -> String {
    telling(description).chars().take(LONGEST).collect()
}

async fn answers(page: &PublicPage, agency: &str, words: &str) -> Result<Vec<Found>, Failure> {
    let root = &page.site.root;
    let within = if gongkai_identity::within(root, agency) { agency } else { root };
    let (cases, _) = tables::list::public_answers(&page.platform.db, within, "", COMPARED, 0).await?;
    let wanted = pairs(words);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let mut near: Vec<(f32, Found)> = cases
        .into_iter()
        .map(|case| {
            let held = pairs(&format!("{} {}", case.answer.title, case.answer.question));
            let shared = wanted.intersection(&held).count() as f32 / wanted.len() as f32;
            let found = Found {
                path: format!("/requests/answers/{}", case.id),
                agency: directory.name_of(&case.agency_path).to_owned(),
                on: case.answer.on,
                title: case.answer.title,
            };
            (shared, found)
        })
        .filter(|(shared, _)| *shared >= ENOUGH)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(near.into_iter().take(ANSWERS).map(|(_, found)| found).collect())
}

/// Neighbouring characters: Chinese needs no words to be compared.
fn pairs(text: &str) -> HashSet<(char, char)> {
    text.split_whitespace()
        .flat_map(|word| {
            let chars: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
            chars.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_request_says_is_not_looked_for() {
        assert_eq!(words("我申请公开2025年校车采购合同的相关信息。"), "2025年校车采购合同");
        assert_eq!(words("请提供政府信息"), "");
        assert!(words(&"长".repeat(500)).chars().count() <= LONGEST);
    }
}
