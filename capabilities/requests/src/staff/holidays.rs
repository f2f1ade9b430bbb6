//! How does a year's holiday notice come in, and which promises would it move? Nothing moves by itself.

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::Viewer;
use gongkai_law::{Calendar, DayRow};
use gongkai_store::Fact;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Answer;
use super::view::errors;
use crate::calendars::calendars;
use crate::rules::clock::{Law, due_of};
use crate::tables;
use crate::tables::list::{Filter, page as page_of_cases};
use crate::tables::office::{HolidayNotice, add_notice, notices};

const PAGE: &str = "requests/staff/holidays.html";
/// The cases that a preview looks at; what is open in a county is a small part of it.
const MOST: i64 = 20_000;

pub(super) async fn show(page: StaffPage) -> Answer {
    let drawn = whole(&page, &Form::default(), &[], Value::Null).await?;
    page.render(PAGE, drawn)
}

async fn whole(page: &StaffPage, typed: &Form, reasons: &[String], preview: Value) -> Result<Value, Failure> {
    let known: Vec<Value> = notices(&page.platform.db)
        .await?
        .into_iter()
        .rev()
        .map(|notice| {
            let rows: Vec<DayRow> = serde_json::from_str(&notice.body).unwrap_or_default();
            json!({"title": notice.title, "scope": scope_label(&notice.scope), "at": notice.at, "by": notice.by_name, "rows": rows})
        })
        .collect();
    let all = calendars(&page.platform).await?;
    Ok(json!({
        "typed": {"title": typed.get("title"), "rows": typed.get("rows"), "scope": typed.get("scope")},
        "errors": errors(reasons),
        "known": known,
        "known_until": all.now().calendar.known_until(),
        "preview": preview,
    }))
}

fn scope_label(scope: &str) -> &'static str {
    if scope == "regional" { "本地区" } else { "全国" }
}

/// Shows what would change; with `stage=import` brings it in.
pub(super) async fn import(StaffForm { page, form }: StaffForm) -> Answer {
    let read = rows_of(form.get("rows"));
    let mut reasons = read.as_ref().err().cloned().unwrap_or_default();
    if form.get("title").trim().is_empty() {
        reasons.push("请填写通知的名称或者文号".to_owned());
    }
    let Ok(rows) = read else { return refuse(&page, &form, reasons).await };
    if !reasons.is_empty() {
        return refuse(&page, &form, reasons).await;
    }
    if form.get("stage") != "import" {
        let preview = preview(&page, form.get("scope"), &rows).await?;
        let drawn = whole(&page, &form, &[], preview).await?;
        return page.render(PAGE, drawn);
    }
    keep(&page, &form, &rows).await?;
    page.redirect("/staff/holidays", "已导入；在办件的期限不自动改变，由公开工作机构负责人逐件采用")
}

async fn refuse(page: &StaffPage, form: &Form, reasons: Vec<String>) -> Answer {
    let drawn = whole(page, form, &reasons, Value::Null).await?;
    page.refuse(PAGE, reasons, drawn)
}

async fn keep(page: &StaffPage, form: &Form, rows: &[DayRow]) -> Result<(), Failure> {
    let mut change = page.platform.db.change(&page.actor()).await?;
    let notice = HolidayNotice {
        id: change.next("holiday_notice").await?,
        scope: if form.get("scope") == "regional" { "regional" } else { "national" }.to_owned(),
        title: form.get("title").trim().to_owned(),
        body: serde_json::to_string(rows).map_err(anyhow::Error::from)?,
        at: change.at_iso(),
        by_name: change.actor().name.clone(),
    };
    add_notice(&mut change, &notice).await?;
    // Public, so that every node makes its calendars anew.
    let detail = json!({"title": notice.title, "scope": notice.scope, "days": rows.len()});
    change.record(Fact::public("requests.holidays", format!("holidays/{}", notice.id), "", detail));
    change.commit().await?;
    Ok(())
}

/// What the notice changes in the calendar, and whose day it would move.
async fn preview(page: &StaffPage, scope: &str, rows: &[DayRow]) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let all = calendars(&page.platform).await?;
    let old = all.now().calendar;
    let new: Calendar = if scope == "regional" { old.clone().with_overlay(rows) } else { old.clone().with_notice(rows) };
    let changed: Vec<Value> = rows
        .iter()
        .filter(|row| old.is_working_day(row.on) != new.is_working_day(row.on))
        .map(|row| json!({"on": row.on, "name": row.name, "off": row.is_off}))
        .collect();
    let filter = Filter { desk: "open".to_owned(), ..Filter::default() };
    // The whole installation: what a notice moves does not end at one's own desk. Only numbers are shown.
    let everywhere = Viewer::System.scope(gongkai_identity::Action::ReadRequests);
    let (cases, _) = page_of_cases(db, &everywhere, &filter, db.clock().today(), MOST, 0).await?;
    let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
    let histories = tables::event::of_many(db, &ids).await?;
    let law = Law { calendar: &new, terms: &all.practice.terms };
    let mut moved = Vec::new();
    for (id, history) in histories {
        let Some(case) = cases.iter().find(|case| case.id == id) else { continue };
        let due = due_of(&history, law).map(|due| due.on);
        if due != case.due_on {
            moved.push(json!({"number": case.number, "old": case.due_on, "new": due}));
        }
    }
    Ok(json!({"changed": changed, "n_rows": rows.len(), "moved": moved, "known_until": new.known_until()}))
}

/// Rows of date, name and whether it is off, parted by tabs, commas or spaces: `2027-01-01 元旦 休`. A year in front is passed over.
fn rows_of(text: &str) -> Result<Vec<DayRow>, Vec<String>> {
    let (mut rows, mut wrong): (Vec<DayRow>, Vec<String>) = (Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split(['\t', ',', '，', ' ']).map(str::trim).filter(|cell| !cell.is_empty()).collect();
        if cells.is_empty() || cells.contains(&"date") {
            continue;
        }
        let cells = if cells.len() == 4 { &cells[1..] } else { &cells[..] };
        let row = match cells {
            [on, name, off] => on.parse::<Date>().ok().zip(off_of(off)).map(|(on, is_off)| DayRow { on, name: (*name).to_owned(), is_off }),
            _ => None,
        };
        match row {
            Some(row) if rows.iter().any(|known| known.on == row.on) => wrong.push(format!("第{}行：{}重复", n + 1, row.on)),
            Some(row) => rows.push(row),
            None => wrong.push(format!("第{}行“{}”看不懂，应为“日期 名称 休或者班”", n + 1, line.trim())),
        }
    }
    if rows.is_empty() && wrong.is_empty() {
        wrong.push("请填写放假和调休的日期".to_owned());
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

fn off_of(word: &str) -> Option<bool> {
    match word {
        "1" | "休" | "放假" | "true" => Some(true),
        "0" | "班" | "上班" | "补班" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_are_pasted() {
        let rows = rows_of("year\tdate\tname\tis_off_day\n2027\t2027-01-01\t元旦\t1\n2027-01-03，元旦，班\n\n").unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].is_off && !rows[1].is_off);
        let wrong = rows_of("2027-02-30 春节 休\n2027-01-01 元旦 休\n2027-01-01 元旦 班\n元旦").unwrap_err();
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(rows_of(" ").is_err());
    }
}
