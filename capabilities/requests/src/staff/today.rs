//! What must be looked at this morning: due, overdue, waiting terms that end, arrivals nobody confirmed, by desk?

use std::collections::BTreeMap;

use gongkai_agencies::directory;
use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Answer;
use super::view::Line;
use crate::acts::receive::confirm_by;
use crate::calendars::{Calendars, calendars};
use crate::case::Case;
use crate::rules::clock::{Law, due_of};
use crate::tables;
use crate::tables::list::{Filter, page as page_of_cases};

/// More than a desk can hold in a morning; the queue has them all.
const MOST: i64 = 1000;

/// The groups of the digest, the most pressing first.
const GROUPS: [(&str, &str); 7] = [
    ("overdue", "已逾期"),
    ("today", "今天到期"),
    ("tomorrow", "1个工作日内到期"),
    ("three", "3个工作日内到期"),
    ("seven", "7个工作日内到期"),
    ("waiting", "等待的期限已届满或者3天内届满"),
    ("unconfirmed", "到达超过1个工作日仍未确认收到"),
];

pub(super) async fn show(page: StaffPage) -> Answer {
    let db = &page.platform.db;
    let today = db.clock().today();
    let scope = page.viewer().scope(Action::ReadRequests);
    let filter = Filter { desk: "open".to_owned(), ..Filter::default() };
    let (cases, total) = page_of_cases(db, &scope, &filter, today, MOST, 0).await?;
    let (directory, calendars) = (directory(db).await?, calendars(&page.platform).await?);
    let mut desks: BTreeMap<&str, Vec<Vec<Line>>> = BTreeMap::new();
    for case in &cases {
        let law = calendars.as_of(case.notice_id);
        let Some(at) = group_of(case, law, today) else { continue };
        let desk = desks.entry(&case.agency_path).or_insert_with(|| vec![Vec::new(); GROUPS.len()]);
        desk[at].push(Line::of(case, &directory, law, today));
    }
    let desks: Vec<Value> = desks
        .into_iter()
        .map(|(path, groups)| {
            let groups = GROUPS.iter().zip(groups).filter(|(_, lines)| !lines.is_empty());
            let groups: Vec<Value> = groups.map(|((code, label), lines)| json!({"code": code, "label": label, "lines": lines})).collect();
            json!({"agency": directory.name_of(path), "groups": groups})
        })
        .collect();
    page.render(
        "requests/staff/today.html",
        json!({
            "desks": desks,
            "total": total,
            "cut": total > MOST,
            "moved": moved(&page, &cases, &calendars).await?,
            "repeated": super::repeated::all(&page, &directory, &calendars, today).await?,
            "may_take_over": page.viewer().may_somewhere(Action::ApproveRequest),
        }),
    )
}

fn group_of(case: &Case, law: Law, today: Date) -> Option<usize> {
    if let Some(due) = case.due_on {
        return match law.calendar.working_days_between(today, due) {
            _ if due < today => Some(0),
            _ if due == today => Some(1),
            i32::MIN..=1 => Some(2),
            2..=3 => Some(3),
            4..=7 => Some(4),
            _ => None,
        };
    }
    if case.receipt_on.is_none() {
        return confirm_by(case, law).is_none_or(|by| by < today).then_some(6);
    }
    let soon = today.saturating_add(jiff::Span::new().days(3));
    case.waits_until.is_some_and(|until| until <= soon).then_some(5)
}

/// Open cases whose day a newer holiday notice would move: proposed, never moved by itself.
async fn moved(page: &StaffPage, cases: &[Case], calendars: &Calendars) -> Result<Vec<Value>, Failure> {
    let older: Vec<&Case> = cases.iter().filter(|case| case.notice_id != calendars.newest()).collect();
    let ids: Vec<i64> = older.iter().map(|case| case.id).collect();
    let histories = tables::event::of_many(&page.platform.db, &ids).await?;
    let mut moved = Vec::new();
    for (id, history) in histories {
        let Some(case) = older.iter().find(|case| case.id == id) else { continue };
        let new = due_of(&history, calendars.now()).map(|due| due.on);
        if new != case.due_on {
            moved.push(json!({"id": id, "number": case.number, "title": case.title, "old": case.due_on, "new": new}));
        }
    }
    Ok(moved)
}
