//! What must my agency publish next, what is late, and what can be stated, confirmed or signed?

use gongkai_agencies::{Directory, directory};
use gongkai_capability::{Asked, StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::multipart::Form;
use gongkai_web::{Failure, Format};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Answer, Choice, FieldError, agencies, errors, reasons};
use crate::acts::{self, NewOccurrence, NewStatement};
use crate::catalogue::ItemRef;
use crate::duties::{Ask, Line, duties};
use crate::library::{Library, library};
use crate::rules::duty::{Duty, DutyState};
use crate::statement::StatementState;
use crate::view::{self, Cell, Tally};
use crate::{rows, tables};

/// More than a desk can hold; the list as a file has them all.
const MOST: usize = 150;

/// What is shown, the most pressing first.
const GROUPS: [(&str, &str); 4] = [("late", "逾期未公开"), ("soon", "30天内到期"), ("due", "待公开"), ("settled", "已办结")];

pub(super) async fn show(page: StaffPage, Asked(asked): Asked) -> Answer {
    let (agency, as_of) = of(&page, &asked).await?;
    if let Some(format) = Format::of(asked.get("format")).filter(|format| *format != Format::Page) {
        let (library, directory) = (library(&page.platform.db).await?, directory(&page.platform.db).await?);
        let read = duties(&page.platform.db, &Ask::of(&agency, as_of)).await?;
        let title = format!("{}应公开事项（{as_of}）", directory.name_of(&agency));
        let path = format!("/staff/duties?agency={agency}&as_of={as_of}");
        let lines: Vec<&Line> = read.lines.iter().collect();
        return Ok(rows::of_duties(&page.origin, &path, &title, &lines, &library, &directory).answer(format)?);
    }
    let values = values(&page, &asked, &agency, as_of, &[]).await?;
    page.render("catalogue/staff/duties.html", values)
}

/// The agency and day asked for: where none is, the person's own and today.
async fn of(page: &StaffPage, asked: &Form) -> Result<(String, Date), Failure> {
    let today = page.platform.db.clock().today();
    let own = page.session.staff.agency_path.clone();
    let agency = if asked.get("agency").is_empty() { own } else { asked.get("agency").to_owned() };
    // The menu leads everybody here; whose own agency is none of those goes to the first that is.
    let agency = if asked.get("agency").is_empty() && !page.offers(Action::ReadDuties, &agency) {
        let directory = directory(&page.platform.db).await?;
        agencies(page, &directory, Action::ReadDuties).first().map(|choice| choice.value.clone()).ok_or(Failure::NotFound)?
    } else {
        agency
    };
    page.may(Action::ReadDuties, &agency)?;
    Ok((agency, asked.get("as_of").parse().unwrap_or(today).min(today)))
}

fn group_of(duty: &Duty, as_of: Date) -> Option<usize> {
    let soon = as_of.saturating_add(jiff::Span::new().days(30));
    match duty.state {
        DutyState::Late | DutyState::NeverFiled => Some(0),
        DutyState::Due if duty.due.is_some_and(|due| due.on <= soon) => Some(1),
        DutyState::Due => Some(2),
        DutyState::Met | DutyState::MetLate | DutyState::Nil => Some(3),
        DutyState::NotApplicable | DutyState::OnRequest => None,
    }
}

fn line(line: &Line, duty: &Duty, library: &Library) -> Value {
    let item = &line.owed.kept.item;
    let cell = Cell::of(line, duty);
    let title = format!("{}{}", cell.period, item.name());
    let query = |pairs: [(&str, &str); 3]| pairs.map(|(name, value)| format!("{name}={}", gongkai_web::listing::percent(value))).join("&");
    let reference = line.owed.item().to_string();
    json!({
        "draft": format!("/staff/documents/new?{}", query([("agency", &line.owed.agency), ("items", &reference), ("title", &title)])),
        "catalogue": line.owed.catalogue, "code": item.code, "item": reference, "name": item.names.join(" › "), "short": item.name(),
        "field": view::field_label(&item.field), "time_limit": item.time_limit, "read": view::in_words(&line.owed.kept),
        "public": view::item_path(library, line), "cell": cell,
    })
}

async fn values(page: &StaffPage, asked: &Form, agency: &str, as_of: Date, errors: &[FieldError]) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let mut read = duties(
        db,
        &Ask { fields: asked.all("field").filter(|code| !code.is_empty()).map(str::to_owned).collect(), ..Ask::of(agency, as_of) },
    )
    .await?;
    let tally = Tally::of(&read.lines);
    read.lines.sort_by_key(|line| line.duties.iter().filter_map(|duty| duty.due.map(|due| due.on)).min());
    let mut groups: Vec<Vec<Value>> = vec![Vec::new(); GROUPS.len()];
    let mut counts = [0_usize; GROUPS.len()];
    for (own, duty) in read.lines.iter().flat_map(|own| own.duties.iter().map(move |duty| (own, duty))) {
        let Some(at) = group_of(duty, as_of) else { continue };
        counts[at] += 1;
        if groups[at].len() < MOST {
            groups[at].push(line(own, duty, &library));
        }
    }
    let groups = GROUPS.iter().zip(groups).zip(counts);
    let groups: Vec<Value> =
        groups.map(|(((code, label), lines), n)| json!({"code": code, "label": label, "lines": lines, "n": n})).collect();
    let fields: std::collections::BTreeSet<String> = read.lines.iter().map(|line| line.owed.kept.item.field.clone()).collect();
    Ok(json!({
        "agency": agency, "agency_name": directory.name_of(agency), "as_of": as_of, "tally": tally, "groups": groups, "errors": errors,
        "agencies": agencies(page, &directory, Action::ReadDuties),
        "fields": fields.into_iter().filter(|code| !code.is_empty()).map(|code| Choice { label: format!("{code} {}", view::field_label(&code)), value: code }).collect::<Vec<_>>(),
        "field": asked.get("field"),
        "may_draft": page.offers(Action::Draft, agency),
        "may_sign": page.offers(Action::SignStatement, agency),
        "proposed": proposed(page, agency, &library).await?,
        "statements": statements(page, agency, &library, &directory).await?,
        "typed": {
            "item": asked.get("item"), "period": asked.get("period"), "reason": asked.get("reason"), "what": asked.get("what"),
            "on": asked.get("on"), "note": asked.get("note"), "statement": asked.get("statement"),
        },
    }))
}

/// Records that were found to be like an item, for a person to confirm.
async fn proposed(page: &StaffPage, agency: &str, library: &Library) -> Result<Vec<Value>, Failure> {
    let all = tables::fulfilment::proposed(&page.platform.db, &[agency.to_owned()], 50).await?;
    let one = |own: &crate::Fulfilment| {
        json!({
            "document": own.document, "title": own.title, "published_on": own.published_on, "item": own.item.to_string(), "why": own.why,
            "label": crate::choices::label(library, agency, &own.item.to_string()),
        })
    };
    Ok(all.iter().map(one).collect())
}

/// Statements that wait for a signature or were given back.
async fn statements(page: &StaffPage, agency: &str, library: &Library, directory: &Directory) -> Result<Vec<Value>, Failure> {
    let all = tables::statement::of_agencies(&page.platform.db, &[agency.to_owned()]).await?;
    let open = all.iter().rev().filter(|own| matches!(own.state, StatementState::Drafted | StatementState::Refused)).take(30);
    let own = page.session.staff.id;
    let one = |statement: &crate::NilStatement| {
        json!({
            "id": statement.id, "label": crate::choices::label(library, agency, &statement.item.to_string()), "item": statement.item.to_string(),
            "period": statement.period, "reason": statement.reason, "by": statement.drafted_name, "state": statement.state.code(),
            "state_label": statement.state.label(), "note": statement.note, "own": statement.drafted_by == own,
            "agency": directory.name_of(&statement.agency),
        })
    };
    Ok(open.map(one).collect())
}

/// The item a form speaks of, which its agency must owe.
fn item_of(form: &Form, library: &Library) -> Result<ItemRef, Failure> {
    let item = ItemRef::parse(form.get("item")).ok_or_else(|| Failure::refused("请选择公开事项"))?;
    library.find(&item, form.get("agency")).map(|_| item).ok_or_else(|| Failure::refused("目录中没有该事项"))
}

fn back(form: &Form) -> String {
    format!("/staff/duties?agency={}", gongkai_web::listing::percent(form.get("agency")))
}

/// The desk again with what was typed, because an act is refused.
async fn again(page: &StaffPage, form: &Form, refused: Vec<FieldError>) -> Answer {
    let today = page.platform.db.clock().today();
    page.may(Action::ReadDuties, form.get("agency"))?;
    let values = values(page, &Form { fields: without_field(form), files: Vec::new() }, form.get("agency"), today, &refused).await?;
    page.refuse("catalogue/staff/duties.html", reasons(&refused), values)
}

fn without_field(form: &Form) -> Vec<(String, String)> {
    form.fields.iter().filter(|(name, _)| name != "field").cloned().collect()
}

pub(super) async fn state_nothing(StaffForm { page, form }: StaffForm) -> Answer {
    page.may(Action::Draft, form.get("agency"))?;
    let item = item_of(&form, &*library(&page.platform.db).await?)?;
    let new = NewStatement {
        item,
        agency: form.get("agency").to_owned(),
        period: form.get("period").to_owned(),
        reason: form.get("reason").to_owned(),
    };
    let mut change = page.platform.db.change(&page.actor()).await?;
    match acts::state_nothing(&mut change, &new).await? {
        Ok(_) => {
            change.commit().await?;
            page.redirect(&back(&form), "零报告已起草，待单位负责人签字")
        }
        Err(refusals) => {
            drop(change);
            again(&page, &form, errors(&refusals)).await
        }
    }
}

pub(super) async fn sign(StaffForm { page, form }: StaffForm) -> Answer {
    let id: i64 = form.get("statement").parse().map_err(|_| Failure::NotFound)?;
    let mut change = page.platform.db.change(&page.actor()).await?;
    let known = tables::statement::by_id(change.connection(), id).await?.ok_or(Failure::NotFound)?;
    page.may(Action::SignStatement, &known.agency)?;
    let note = (form.get("act") == "refuse").then(|| form.get("note"));
    let form = Form { fields: [without_field(&form), vec![("agency".to_owned(), known.agency.clone())]].concat(), files: Vec::new() };
    match acts::sign(&mut change, id, note).await? {
        Ok(_) => {
            change.commit().await?;
            let path = format!("/staff/duties?agency={}", gongkai_web::listing::percent(&known.agency));
            page.redirect(&path, if note.is_some() { "零报告已退回" } else { "零报告已签字" })
        }
        Err(refusals) => {
            drop(change);
            again(&page, &form, errors(&refusals)).await
        }
    }
}

pub(super) async fn occur(StaffForm { page, form }: StaffForm) -> Answer {
    page.may(Action::Draft, form.get("agency"))?;
    let item = item_of(&form, &*library(&page.platform.db).await?)?;
    let Ok(on) = form.get("on").trim().parse() else {
        let error = FieldError { field: "", message: format!("日期“{}”不是有效日期", form.get("on")) };
        return again(&page, &form, vec![error]).await;
    };
    let new = NewOccurrence { item, agency: form.get("agency").to_owned(), on, what: form.get("what").to_owned() };
    let mut change = page.platform.db.change(&page.actor()).await?;
    match acts::occur(&mut change, &new).await? {
        Ok(()) => {
            change.commit().await?;
            page.redirect(&back(&form), "起算日期已登记")
        }
        Err(refused) => {
            drop(change);
            again(&page, &form, errors(&refused)).await
        }
    }
}

pub(super) async fn decide(StaffForm { page, form }: StaffForm) -> Answer {
    page.may(Action::Draft, form.get("agency"))?;
    let item = item_of(&form, &*library(&page.platform.db).await?)?;
    let document: i64 = form.get("document").parse().map_err(|_| Failure::NotFound)?;
    let mut change = page.platform.db.change(&page.actor()).await?;
    let known = tables::fulfilment::of_document(change.connection(), document).await?;
    // The agency of the form is what the gate was asked about: it must be the record's own.
    if !known.iter().any(|own| own.item == item && own.agency == form.get("agency")) {
        return Err(Failure::NotFound);
    }
    let confirmed = form.get("act") == "confirm";
    let done =
        if confirmed { acts::confirm(&mut change, document, &item).await? } else { acts::decline(&mut change, document, &item).await? };
    match done {
        Ok(()) => {
            change.commit().await?;
            page.redirect(&back(&form), if confirmed { "已确认对应关系" } else { "已否定对应关系" })
        }
        Err(reason) => {
            drop(change);
            again(&page, &form, errors(&[reason])).await
        }
    }
}
