//! What differs between two editions, or between the working copy and what is public?

use gongkai_capability::StaffPage;
use gongkai_text::compare::compare;
use gongkai_web::Failure;
use serde_json::json;

use super::record::{head, labelled, merge};
use super::{Answer, Asked, Id};
use crate::content::Content;
use crate::document::Document;
use crate::doer::Doer;
use crate::tables;

/// The working copy among the numbers of editions.
const WORKING_COPY: i64 = 0;

pub(super) async fn show(page: StaffPage, Id(id): Id, Asked(asked): Asked) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let editions = tables::edition::lines(&page.platform.db, id).await?;
    let number = |name: &str, default: i64| asked.get(name).parse().unwrap_or(default);
    let (from, to) = (number("from", document.edition), number("to", WORKING_COPY));
    let mut context = head(&page, &document).await?;
    merge(&mut context, json!({"editions": editions, "from": from, "to": to}));
    if document.edition > 0 {
        let (old, new) = (content(&page, &document, from).await?, content(&page, &document, to).await?);
        merge(&mut context, difference(&old, &new));
    }
    page.render("documents/staff/editions.html", context)
}

async fn content(page: &StaffPage, document: &Document, number: i64) -> Result<Content, Failure> {
    if number == WORKING_COPY {
        return Ok(document.content.clone());
    }
    let edition = tables::edition::get(&page.platform.db, document.id, number).await?;
    Ok(edition.ok_or(Failure::NotFound)?.content)
}

fn difference(old: &Content, new: &Content) -> serde_json::Value {
    let (before, after) = (with_title(old), with_title(new));
    let value = |rows: &[(&'static str, String)], label: &str| {
        rows.iter().find(|(own, _)| *own == label).map_or_else(String::new, |(_, value)| value.clone())
    };
    let mut labels: Vec<&str> = after.iter().map(|(label, _)| *label).collect();
    labels.extend(before.iter().map(|(label, _)| *label).filter(|label| !after.iter().any(|(own, _)| own == label)));
    let mut facts: Vec<_> = labels.into_iter().map(|label| (label, value(&before, label), value(&after, label))).collect();
    facts.retain(|(_, before, after)| before != after);
    let files = |content: &Content| content.attachments.iter().map(|file| (file.name.clone(), file.hash.clone())).collect::<Vec<_>>();
    let (had, has) = (files(old), files(new));
    let gone: Vec<String> = had.iter().filter(|file| !has.contains(file)).map(|(name, _)| name.clone()).collect();
    let come: Vec<String> = has.iter().filter(|file| !had.contains(file)).map(|(name, _)| name.clone()).collect();
    let rows = compare(&old.paragraphs, &new.paragraphs);
    let same =
        facts.is_empty() && gone.is_empty() && come.is_empty() && rows.iter().all(|row| row.change == gongkai_text::compare::Change::Same);
    json!({"facts": facts, "files_gone": gone, "files_come": come, "rows": rows, "same": same})
}

fn with_title(content: &Content) -> Vec<(&'static str, String)> {
    let mut rows = vec![("标题", content.title().to_owned())];
    rows.extend(labelled(content));
    rows
}
