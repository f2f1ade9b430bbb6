//! What does a page show of a case: its words for people, its clock, and never who asked?

use std::sync::Arc;

use gongkai_agencies::{Directory, directory};
use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_letters::letter::Letter;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Choice, choice};
use crate::acts::Known;
use crate::acts::keep::person;
use crate::acts::letters::preview;
use crate::calendars::{Calendars, calendars};
use crate::case::Case;
use crate::rules::applicant::Application;
use crate::rules::clock::{Clock, Law, Standing, reasons};
use crate::rules::history::History;
use crate::rules::state::State;
use crate::tables;
use crate::tables::event::Noted;
use crate::tables::letter::CaseLetter;

/// A case with its history, as somebody who may read it sees it.
pub(super) struct Seen {
    pub case: Case,
    pub noted: Vec<Noted>,
    pub history: History,
    pub calendars: Arc<Calendars>,
    pub directory: Arc<Directory>,
    pub today: Date,
}

impl Seen {
    /// What may not be read does not exist.
    pub(super) async fn of(page: &StaffPage, id: i64) -> Result<Self, Failure> {
        let db = &page.platform.db;
        let case = tables::case::by_id(db, id).await?.ok_or(Failure::NotFound)?;
        page.may(Action::ReadRequests, &case.agency_path).map_err(|_| Failure::NotFound)?;
        let noted = tables::event::of(db, id).await?;
        let history = History::new(noted.iter().map(|noted| noted.event.clone()).collect());
        Ok(Self {
            case,
            noted,
            history,
            calendars: calendars(&page.platform).await?,
            directory: directory(db).await?,
            today: db.clock().today(),
        })
    }

    pub(super) fn law(&self) -> Law<'_> {
        self.calendars.as_of(self.case.notice_id)
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::after(&self.history, self.law())
    }

    pub(super) fn standing(&self) -> Standing {
        let law = self.law();
        Standing { reasons: reasons(&self.history, law), ..self.clock().standing(law, self.today) }
    }

    /// A draft as it would be written today; looking writes nothing.
    pub(super) async fn preview(&self, page: &StaffPage, letter: &CaseLetter) -> Result<Result<Letter, Vec<String>>, Failure> {
        let db = &page.platform.db;
        let known = Known {
            platform: &page.platform,
            directory: &self.directory,
            case: &self.case,
            history: &self.history,
            practice: &self.calendars.practice,
            people: tables::person::of(db, self.case.id).await?,
            at: db.clock().now(),
        };
        preview(&known, letter)
    }

    /// What the head of every page about the case says.
    pub(super) fn head(&self, page: &StaffPage) -> Value {
        json!({
            "case": self.case,
            "line": Line::of(&self.case, &self.directory, self.law(), self.today),
            "agency": self.directory.name_of(&self.case.agency_path),
            "may_see": page.offers(Action::ReadApplicant, &self.case.agency_path),
            "may_handle": page.offers(Action::HandleRequest, &self.case.agency_path),
            "page_path": super::page_of(self.case.id),
        })
    }
}

/// One line of the queue.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub id: i64,
    pub number: String,
    pub title: String,
    pub agency: String,
    pub state: String,
    pub state_label: String,
    pub channel: &'static str,
    pub kind: &'static str,
    pub submitted_on: Date,
    pub receipt_on: Option<Date>,
    pub due_on: Option<Date>,
    pub waits_until: Option<Date>,
    pub provisional: bool,
    pub is_open: bool,
    /// 还有3个工作日
    pub left: String,
    /// stop | warn | fine, or nothing
    pub tone: &'static str,
    pub assignee: String,
    pub outcome: &'static str,
    pub replied_on: Option<Date>,
    pub in_time: Option<bool>,
}

impl Line {
    pub(super) fn of(case: &Case, directory: &Directory, law: Law, today: Date) -> Self {
        let (left, tone) = left(case, law, today);
        Self {
            id: case.id,
            number: case.number.clone(),
            title: case.title.clone(),
            agency: directory.by_path(&case.agency_path).map_or(case.agency_path.as_str(), |agency| agency.short_name()).to_owned(),
            state_label: case.state.parse::<State>().map_or_else(|_| case.state.clone(), |state| state.label().to_owned()),
            state: case.state.clone(),
            channel: case.channel.label(),
            kind: case.applicant_kind.label(),
            submitted_on: case.submitted_on,
            receipt_on: case.receipt_on,
            due_on: case.due_on,
            waits_until: case.waits_until,
            provisional: case.provisional && case.is_open,
            is_open: case.is_open,
            left,
            tone,
            assignee: case.assignee_name.clone(),
            outcome: case.outcome.map_or("", |outcome| outcome.label()),
            replied_on: case.replied_on,
            in_time: case.in_time,
        }
    }
}

/// How long there is, in words: a day that nobody owes is not counted.
fn left(case: &Case, law: Law, today: Date) -> (String, &'static str) {
    if !case.is_open {
        return match case.in_time {
            Some(true) => ("按期".to_owned(), "fine"),
            Some(false) => ("逾期答复".to_owned(), "stop"),
            None => (String::new(), ""),
        };
    }
    let Some(due) = case.due_on else {
        let words = match (case.receipt_on, case.waits_until) {
            (None, _) => "待确认收到".to_owned(),
            (_, Some(until)) if until < today => format!("等待期限已于{until}届满"),
            (_, Some(until)) => format!("计时停止，等待至{until}"),
            (_, None) => "计时停止".to_owned(),
        };
        let passed = case.waits_until.is_some_and(|until| until < today);
        return (words, if passed { "warn" } else { "" });
    };
    match law.calendar.working_days_between(today, due) {
        _ if due < today => (format!("逾期{}个工作日", law.calendar.working_days_between(due, today).max(1)), "stop"),
        _ if due == today => ("今天到期".to_owned(), "stop"),
        days @ ..=3 => (format!("还有{}个工作日", days.max(0)), "warn"),
        days => (format!("还有{days}个工作日"), ""),
    }
}

/// The agencies at which the person may do this, each below the one above it; only those still active.
pub(super) fn agencies(page: &StaffPage, directory: &Directory, action: Action) -> Vec<Choice> {
    let reached = directory.all().iter().filter(|agency| agency.active && page.offers(action, &agency.path));
    reached.map(|agency| choice(&agency.path, format!("{}{}", "　".repeat(directory.above(&agency.path).len()), agency.name()))).collect()
}

/// A text in which the applicant and those who were asked are not named, for those who may not know who they are.
pub(super) async fn masked(page: &StaffPage, case: &Case, text: &str) -> Result<String, Failure> {
    let mut text = text.to_owned();
    let mut names = Vec::new();
    if let Some(asked) = person::<Application>(&page.platform, case, "applicant").await? {
        names.push(asked.applicant.name);
        names.push(asked.contact_person);
        names.extend(asked.agent.map(|agent| agent.person.name));
    }
    for name in names {
        let name = name.trim();
        if name.chars().count() >= 2 {
            let first = name.chars().next().unwrap_or('某');
            text = text.replace(name, &format!("{first}*"));
        }
    }
    Ok(text)
}

pub(super) fn merge(context: &mut Value, more: Value) {
    if let (Some(context), Value::Object(more)) = (context.as_object_mut(), more) {
        context.extend(more);
    }
}

/// The refusals of a form, as the list at its top shows them.
pub(super) fn errors(reasons: &[String]) -> Vec<Value> {
    reasons.iter().map(|message| json!({"field": "", "message": message})).collect()
}
