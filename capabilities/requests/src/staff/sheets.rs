//! Which printed forms go with a case: the receipt for the applicant, the slip of service, the approval, the search?

use axum::extract::Path;
use gongkai_capability::StaffPage;
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_letters::form_pdf;
use gongkai_web::Failure;
use jiff::tz::Offset;
use serde_json::{Value, json};

use super::answer::pdf_response;
use super::view::{Seen, merge};
use super::{Answer, Asked, Id};
use crate::acts;
use crate::acts::keep::person;
use crate::acts::letters::chinese;
use crate::letters::sheet;
use crate::rules::applicant::Application;
use crate::rules::history::ReviewKind;
use crate::rules::papers::Paper;
use crate::rules::receipt::ReceiptRule;
use crate::tables;

/// D02 for the applicant, with the query code: the look is noted.
pub(super) async fn receipt(page: StaffPage, Id(id): Id) -> Answer {
    let seen = Seen::of(&page, id).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let doer = Doer::staff(&page);
    let code = if seen.case.access_sealed.is_empty() { String::new() } else { acts::receive::opened(&doer, &seen.case)?.1 };
    let mut values = facts(&page, &seen, true).await?;
    let due = seen.case.due_on.map_or("待与申请人确认收到后起算".to_owned(), chinese);
    merge(
        &mut values,
        json!({
            "query_code": code,
            "due_on": due,
            "receipt_rule": ReceiptRule::of(seen.case.channel).label(),
            "progress_address": format!("{}/requests/progress", page.origin),
            "enclosed": enclosed(&page, id).await?,
        }),
    );
    acts::handle::looked(&doer, &seen.case, "登记回执").await?;
    print(&page, Paper::Receipt, values).await
}

async fn enclosed(page: &StaffPage, id: i64) -> Result<String, Failure> {
    let all = tables::file::of(&page.platform.db, id).await?;
    let kinds: Vec<&str> = all.iter().map(|file| super::record::kind_label(&file.kind)).collect();
    Ok(if kinds.is_empty() { "无".to_owned() } else { kinds.join("、") })
}

/// What every form says of the case; the name of who asked only to those who may know it.
async fn facts(page: &StaffPage, seen: &Seen, named: bool) -> Result<Value, Failure> {
    let case = &seen.case;
    let applicant = if named { person::<Application>(&page.platform, case, "applicant").await? } else { None };
    let agency = seen.directory.by_path(&case.agency_path);
    let received = case.receipt_on.map_or("待确认".to_owned(), chinese);
    Ok(json!({
        "agency": {"name": seen.directory.name_of(&case.agency_path)},
        "request": {"number": case.number, "channel": case.channel.label(), "content": case.description, "received_on": received},
        "applicant": {"name": applicant.map(|asked| asked.applicant.name)},
        "contact": {"phone": agency.map(|agency| agency.data.openness.phone.clone())},
        "clerk": page.session.staff.name,
        "printed_at": Offset::constant(8).to_datetime(page.platform.db.clock().now()).to_string(),
    }))
}

pub(super) async fn form(page: StaffPage, Path((id, form)): Path<(String, String)>, Asked(asked): Asked) -> Answer {
    let seen = Seen::of(&page, id.parse().map_err(|_| Failure::NotFound)?).await?;
    super::files::works_on(&page, &seen.case)?;
    match form.as_str() {
        "D26.pdf" => service(&page, &seen, asked.get("letter")).await,
        "D27.pdf" => approval(&page, &seen, asked.get("matter")).await,
        "D28.pdf" => search(&page, &seen).await,
        _ => Err(Failure::NotFound),
    }
}

async fn service(page: &StaffPage, seen: &Seen, letter: &str) -> Answer {
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let letters = tables::letter::of(&page.platform.db, seen.case.id).await?;
    let wanted = letters.iter().find(|known| known.id.to_string() == letter);
    let letter = wanted.or_else(|| letters.iter().rev().find(|known| !known.pdf_sha256.is_empty())).ok_or(Failure::NotFound)?;
    let mut values = facts(page, seen, true).await?;
    let recipient = match letter.addressee.as_str() {
        "applicant" => values["applicant"]["name"].clone(),
        part => json!(person::<acts::consult::Asked>(&page.platform, &seen.case, part).await?.map(|asked| asked.name)),
    };
    let way = match letter.way.as_str() {
        "post" => "邮寄送达",
        "hand" | "in_person" | "on_site" => "直接送达",
        "" => "",
        _ => "电子送达",
    };
    merge(
        &mut values,
        json!({
            "paper": {"title": letter.code.parse::<Paper>().map_or("", Paper::label), "number": letter.number},
            "recipient": {"name": recipient},
            "ways": way,
            "mail_number": letter.tracking,
            "posted_on": letter.sent_on.filter(|_| letter.way == "post").map(chinese),
            "signed_on": letter.received_on.map(chinese),
            "server": page.session.staff.name,
        }),
    );
    acts::handle::looked(&Doer::staff(page), &seen.case, "送达回证").await?;
    print(page, Paper::ServiceRecord, values).await
}

/// The opinions as they were given: the slip is the paper form of what the journal holds.
async fn approval(page: &StaffPage, seen: &Seen, matter: &str) -> Answer {
    let named = page.offers(Action::ReadApplicant, &seen.case.agency_path);
    let mut values = facts(page, seen, named).await?;
    let letters = tables::letter::of(&page.platform.db, seen.case.id).await?;
    let answer = letters.iter().rev().find(|letter| letter.outcome.is_some());
    let mut connection = page.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let reviews = tables::letter::reviews(&mut connection, seen.case.id).await?;
    drop(connection);
    let opinion = |kind: ReviewKind| {
        let last = reviews.iter().rev().find(|review| review.kind == kind && answer.is_some_and(|answer| answer.id == review.letter_id));
        last.map(|review| {
            let day = review.at.get(..10).unwrap_or_default();
            format!("{}　{}　{}　{day}", if review.approved { "同意" } else { "退回" }, review.opinion, review.name)
        })
    };
    let signed = answer.and_then(|answer| answer.signed_on.map(|on| format!("签发　{}　{on}", answer.signed_name)));
    merge(
        &mut values,
        json!({
            "matter": if matter.is_empty() { "答复签发" } else { matter },
            "due_on": seen.case.due_on.map(chinese),
            "proposal": answer.and_then(|answer| answer.outcome).map(|outcome| format!("{} {}", outcome.code(), outcome.label())),
            "basis": answer.and_then(|answer| answer.outcome).map(|outcome| outcome.articles()),
            "unit": seen.case.assignee_name,
            "clerk": answer.map(|answer| format!("{}　{}", answer.drafted_name, answer.at.get(..10).unwrap_or_default())),
            "opinions": {"secrecy": opinion(ReviewKind::Secrecy), "legal": opinion(ReviewKind::Legal), "head": opinion(ReviewKind::Head), "leader": signed},
        }),
    );
    if named {
        acts::handle::looked(&Doer::staff(page), &seen.case, "审批单").await?;
    }
    print(page, Paper::ApprovalSlip, values).await
}

async fn search(page: &StaffPage, seen: &Seen) -> Answer {
    let mut connection = page.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let searches = tables::office::searches(&mut connection, seen.case.id).await?;
    drop(connection);
    let record = searches.last().ok_or_else(|| Failure::refused("还没有登记检索记录"))?;
    let mut values = facts(page, seen, false).await?;
    merge(
        &mut values,
        json!({"search": {
            "on": record.searched_on, "searcher": record.searcher, "scope": record.systems, "words": record.words, "found": record.result,
        }}),
    );
    print(page, Paper::SearchRecord, values).await
}

async fn print(page: &StaffPage, paper: Paper, values: Value) -> Answer {
    let form = sheet(paper, None, &values, false).map_err(Failure::Refused)?;
    let fonts = page.platform.fonts()?;
    let _one = page.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let pdf = tokio::task::spawn_blocking(move || form_pdf(&form, &fonts)).await.map_err(anyhow::Error::from)??;
    Ok(pdf_response(pdf, paper.label()))
}
