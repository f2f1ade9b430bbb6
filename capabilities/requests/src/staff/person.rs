//! Who asked, and whom did we ask? Shown to those who need it; every look is in the journal.

use gongkai_capability::StaffPage;
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::view::{Seen, merge};
use super::{Answer, Id};
use crate::acts;
use crate::acts::consult::Asked;
use crate::acts::keep::person;
use crate::rules::applicant::{Application, Contact, Person};
use crate::tables;

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let seen = Seen::of(&page, id).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let application = person::<Application>(&page.platform, &seen.case, "applicant").await?;
    // The look is written down before anything is shown.
    acts::handle::looked(&Doer::staff(&page), &seen.case, "申请人信息").await?;
    let mut context = seen.head(&page);
    let more = json!({
        "applicant": application.as_ref().map(facts_of),
        "erased_at": seen.case.erased_at,
        "erase_on": seen.case.erase_on,
        "thirds": thirds(&page, &seen).await?,
        "files": files(&page, &seen).await?,
        "others": others(&page, &seen).await?,
    });
    merge(&mut context, more);
    page.render("requests/staff/applicant.html", context)
}

fn facts_of(application: &Application) -> Vec<(&'static str, String)> {
    let mut all = vec![("申请人类型", application.kind.map_or("", |kind| kind.label()).to_owned())];
    all.extend(of_person("姓名或者名称", &application.applicant));
    all.push(("联系人", application.contact_person.clone()));
    if let Some(agent) = &application.agent {
        all.extend(of_person("代理人", &agent.person));
        all.push(("授权委托书", if agent.authorised { "已提交" } else { "未提交" }.to_owned()));
    }
    all.extend(of_contact(&application.contact));
    all.push(("获取信息的方式", application.delivery.map_or("", |delivery| delivery.label()).to_owned()));
    all.push(("载体形式", application.form.map_or("", |form| form.label()).to_owned()));
    all.retain(|(_, value)| !value.is_empty());
    all
}

fn of_person(label: &'static str, person: &Person) -> [(&'static str, String); 3] {
    [
        (label, person.name.clone()),
        ("证件类型", person.identity.map_or("", |identity| identity.label()).to_owned()),
        ("证件号码", person.number.clone()),
    ]
}

fn of_contact(contact: &Contact) -> [(&'static str, String); 5] {
    [
        ("电话", contact.phone.clone()),
        ("电子邮箱", contact.email.clone()),
        ("传真", contact.fax.clone()),
        ("通信地址", contact.address.clone()),
        ("邮政编码", contact.postcode.clone()),
    ]
}

async fn thirds(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    let mut all = Vec::new();
    for sought in seen.clock().sought() {
        let asked = person::<Asked>(&page.platform, &seen.case, &format!("third-{}", sought.id)).await?;
        let facts = asked.map(|asked| {
            let mut facts = vec![("姓名或者名称", asked.name.clone())];
            facts.extend(of_contact(&asked.contact));
            facts.retain(|(_, value)| !value.is_empty());
            facts
        });
        all.push(json!({"label": format!("第{}次征求意见：{}", sought.id, sought.party.label()), "facts": facts}));
    }
    Ok(all)
}

async fn files(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    let all = tables::file::of(&page.platform.db, seen.case.id).await?;
    let sealed = all.into_iter().filter(|file| file.sealed);
    let line = |file: tables::file::CaseFile| {
        let kind = super::record::kind_label(&file.kind);
        json!({"id": file.id, "name": file.name, "kind": kind, "bytes": file.n_bytes, "gone": file.sha256.is_empty()})
    };
    Ok(sealed.map(line).collect())
}

/// Other requests of the same applicant here: what repeated and excessive requests are judged by.
async fn others(page: &StaffPage, seen: &Seen) -> Result<Vec<Value>, Failure> {
    if seen.case.applicant_key.is_empty() {
        return Ok(Vec::new());
    }
    let filter = tables::list::Filter { applicant_key: seen.case.applicant_key.clone(), ..Default::default() };
    let scope = page.viewer().scope(Action::ReadApplicant);
    let (all, _) = tables::list::page(&page.platform.db, &scope, &filter, seen.today, 50, 0).await?;
    let others = all.iter().filter(|other| other.id != seen.case.id);
    Ok(others.map(|other| json!(super::view::Line::of(other, &seen.directory, seen.law(), seen.today))).collect())
}
