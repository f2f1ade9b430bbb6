//! Which days does a person's own calendar show? The due days of the desk, behind a secret address; numbers and titles only.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use gongkai_capability::{PublicPage, StaffForm};
use gongkai_identity::{Action, Staff, Viewer, random_token};
use gongkai_store::Fact;
use gongkai_web::Failure;
use jiff::Timestamp;
use serde_json::json;

use super::Answer;
use crate::acts::consult::hash;
use crate::case::Case;
use crate::tables;
use crate::tables::list::{Filter, page as page_of_cases};

const MOST: i64 = 500;

/// A new secret address; the old one leads nowhere from now on.
pub(super) async fn make(StaffForm { page, .. }: StaffForm) -> Answer {
    let token = random_token();
    let staff = &page.session.staff;
    let mut change = page.platform.db.change(&page.actor()).await?;
    tables::office::put_feed(&mut change, staff.id, &hash(&token)).await?;
    change.record(Fact::internal("requests.feed_made", format!("staff:{}", staff.id), &staff.agency_path, json!({})));
    change.commit().await?;
    let address = format!("{}/requests/calendar/{token}", page.origin);
    page.render("requests/staff/calendar.html", json!({"address": address}))
}

pub(super) async fn feed(page: PublicPage, Path(token): Path<String>) -> Answer {
    let db = &page.platform.db;
    let owner = tables::office::feed_owner(db, &hash(&token)).await?.ok_or(Failure::NotFound)?;
    let active = Staff::list(db).await?.iter().any(|staff| staff.id == owner && staff.state == "active");
    let staff = Staff::by_id(db, owner).await?.filter(|_| active).ok_or(Failure::NotFound)?;
    let viewer = Viewer::Staff(staff);
    let scope = viewer.scope(Action::ReadRequests);
    // Who only drafts has a desk of his own; who receives or answers for all sees all.
    let all = [Action::RegisterRequest, Action::ApproveRequest].into_iter().any(|action| viewer.may_somewhere(action));
    let assignee = (!all && viewer.may_somewhere(Action::HandleRequest)).then_some(owner);
    let filter = Filter { desk: "open".to_owned(), assignee, ..Filter::default() };
    let (cases, _) = page_of_cases(db, &scope, &filter, db.clock().today(), MOST, 0).await?;
    let mut response = ics(&cases, &page.origin, db.clock().now()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// RFC 5545: one all-day event for each due day.
fn ics(cases: &[Case], origin: &str, now: Timestamp) -> String {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let host = origin.rsplit('/').next().unwrap_or_default();
    let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//gongkai//requests//ZH".to_owned()];
    lines.push("X-WR-CALNAME:依申请公开答复期限".to_owned());
    for case in cases {
        let (Some(due), path) = (case.due_on, super::page_of(case.id)) else { continue };
        let provisional = if case.provisional { "（暂定）" } else { "" };
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:request-{}@{host}", case.id),
            format!("DTSTAMP:{stamp}"),
            format!("SEQUENCE:{}", case.version),
            format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&format!("答复期限{provisional} {} {}", case.number, case.title))),
            format!("URL:{origin}{path}"),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ")
}

/// No line is longer than 75 octets; a character is never cut.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut n = 0;
    for c in line.chars() {
        if n + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            n = 1;
        }
        out.push(c);
        n += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let line = folded(&format!("SUMMARY:{}", "政".repeat(60)));
        assert!(line.split("\r\n").all(|part| part.len() <= 75), "{line}");
        assert_eq!(line.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "政".repeat(60)));
        assert_eq!(escaped("甲,乙;丙\n丁"), "甲\\,乙\\;丙 丁");
    }
}
