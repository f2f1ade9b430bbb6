//! How does a clerk register what came on paper, by fax or in spoken words, in under a minute?

use gongkai_agencies::directory;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_documents::Doer;
use gongkai_identity::{Action, random_token};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Map, Value, json};

use super::read::{Reading, files_of};
use super::view::{Seen, agencies, errors, merge};
use super::{Answer, Id, choice, choices};
use crate::acts;
use crate::acts::receive::{Filing, Registration};
use crate::rules::applicant::{Agent, ApplicantKind, Application, Contact, DeliveryWish, FormWish, IdentityKind, Person};
use crate::rules::history::Channel;
use crate::rules::receipt::{Intake, ReceiptRule};

const PAGE: &str = "requests/staff/register.html";

/// What is typed in and stays when it is refused.
const FIELDS: [&str; 26] = [
    "channel",
    "submitted_on",
    "signed_on",
    "arrived_on",
    "confirmed_on",
    "agency",
    "description",
    "delivery",
    "form",
    "kind",
    "name",
    "contact_person",
    "identity",
    "number",
    "phone",
    "email",
    "address",
    "postcode",
    "fax",
    "agent_name",
    "agent_identity",
    "agent_number",
    "authorised",
    "assistance",
    "written_by",
    "submission_key",
];

pub(super) async fn blank(page: StaffPage) -> Answer {
    let today = page.platform.db.clock().today().to_string();
    let form = Form { fields: vec![("submitted_on".into(), today), ("channel".into(), "COUNTER".into())], files: Vec::new() };
    let drawn = whole(&page, &form, &[]).await?;
    page.render(PAGE, drawn)
}

async fn whole(page: &StaffPage, typed: &Form, reasons: &[String]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let reached = agencies(page, &directory, Action::RegisterRequest);
    let own = &page.session.staff.agency_path;
    let usual = reached.iter().find(|agency| agency.value == *own).or(reached.first()).map(|agency| agency.value.clone());
    let channels: Vec<Value> = Channel::ALL
        .iter()
        .map(|channel| {
            let rule = ReceiptRule::of(*channel);
            let dates = dates_of(*channel).iter().map(|(name, _)| *name).collect::<Vec<_>>();
            json!({"value": channel.code(), "label": channel.label(), "rule": rule.label(), "article": rule.article(), "dates": dates})
        })
        .collect();
    let mut values: Map<String, Value> = FIELDS.iter().map(|name| ((*name).to_owned(), json!(typed.get(name)))).collect();
    if typed.get("agency").is_empty() {
        values.insert("agency".into(), json!(usual));
    }
    let key = Some(typed.get("submission_key")).filter(|key| key.len() >= 16).map_or_else(random_token, str::to_owned);
    Ok(json!({
        "typed": values,
        "errors": errors(reasons),
        "key": key,
        "channels": channels,
        "agencies": reached,
        "kinds": choices!(ApplicantKind),
        "identities": choices!(IdentityKind),
        "deliveries": choices!(DeliveryWish),
        "forms": choices!(FormWish),
        "assistances": [choice("", "没有"), choice("协助填写", "协助填写"), choice("大字、语音等无障碍协助", "大字、语音等无障碍协助")],
        "lost_files": !reasons.is_empty() && !typed.files.is_empty(),
    }))
}

/// The days that the rule of a channel needs.
fn dates_of(channel: Channel) -> &'static [(&'static str, &'static str)] {
    match channel {
        Channel::Counter | Channel::Oral => &[("submitted_on", "提交日期")],
        Channel::Ems => &[("submitted_on", "寄出日期"), ("signed_on", "签收日期")],
        Channel::Post | Channel::Misrouted => {
            &[("submitted_on", "寄出日期"), ("arrived_on", "到达日期"), ("confirmed_on", "与申请人确认的日期")]
        }
        Channel::Web | Channel::Fax => &[("submitted_on", "提交日期"), ("confirmed_on", "与申请人确认的日期")],
    }
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = match registration(&form) {
        Ok(registration) => acts::receive::register(&Doer::staff(&page), registration).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(filed) => {
            let lacking = if filed.lacking.is_empty() { String::new() } else { format!("；尚缺：{}", filed.lacking.join("；")) };
            let notice = format!("已登记，编号{}{lacking}", filed.case.number);
            // A sentence in a cookie must not grow beyond what browsers keep.
            let notice: String = notice.chars().take(300).collect();
            let shows = page.offers(Action::ReadApplicant, &filed.case.agency_path);
            let path = super::page_of(filed.case.id);
            page.redirect(&if shows { format!("{path}/registered") } else { path }, &notice)
        }
        Err(Failure::Refused(reasons)) => {
            let drawn = whole(&page, &form, &reasons).await?;
            page.refuse(PAGE, reasons, drawn)
        }
        Err(other) => Err(other),
    }
}

fn registration(form: &Form) -> Result<Registration, Failure> {
    let mut read = Reading::of(form);
    let channel = read.one::<Channel>("channel", "申请渠道");
    let known = channel.map_or(&[][..], dates_of);
    let mut day = |name: &str, label: &str| {
        // A day that this channel has no use for is not read, whatever stands in its field.
        let label = known.iter().find(|(known, _)| *known == name).map(|(_, label)| *label).or(channel.is_none().then_some(label))?;
        read.day_if_any(name, label)
    };
    let days =
        [day("submitted_on", "提交日期"), day("arrived_on", "到达日期"), day("signed_on", "签收日期"), day("confirmed_on", "确认日期")];
    read.done()?;
    let Some(channel) = channel else { return Err(Failure::refused("请选择申请渠道")) };
    let [submitted_on, arrived_on, signed_on, confirmed_on] = days;
    let mut files = files_of(form, "scan", "scan");
    files.extend(files_of(form, "identity_file", "identity"));
    files.extend(files_of(form, "mandate", "mandate"));
    Ok(Registration {
        filing: Filing {
            submission_key: form.get("submission_key").to_owned(),
            agency_path: form.get("agency").to_owned(),
            application: application(form),
            assistance: assistance(form, channel),
            files,
        },
        intake: Intake { channel, submitted_on, arrived_on, signed_on, confirmed_on },
    })
}

fn application(form: &Form) -> Application {
    let text = |name: &str| form.get(name).trim().to_owned();
    let person = |name: &str, identity: &str, number: &str| Person {
        name: text(name),
        identity: form.get(identity).parse().ok(),
        number: text(number),
    };
    let agent = person("agent_name", "agent_identity", "agent_number");
    let authorised = form.get("authorised") == "1" || form.files.iter().any(|file| file.field == "mandate");
    Application {
        kind: form.get("kind").parse().ok(),
        applicant: person("name", "identity", "number"),
        contact_person: text("contact_person"),
        agent: (!agent.name.is_empty()).then_some(Agent { person: agent, authorised }),
        contact: Contact {
            phone: text("phone"),
            email: text("email"),
            fax: text("fax"),
            address: text("address"),
            postcode: text("postcode"),
        },
        description: text("description"),
        delivery: form.get("delivery").parse().ok(),
        form: form.get("form").parse().ok(),
    }
}

fn assistance(form: &Form, channel: Channel) -> String {
    let mut parts = vec![form.get("assistance").trim().to_owned()];
    if channel == Channel::Oral {
        let writer = form.get("written_by").trim();
        parts.push(if writer.is_empty() {
            "口头申请，代为填写".to_owned()
        } else {
            format!("口头申请，由{writer}代为填写")
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join("；")
}

/// What the applicant takes home: number, query code, receipt. Who sees the code sees what it opens: the look is noted.
pub(super) async fn registered(page: StaffPage, Id(id): Id) -> Answer {
    let seen = Seen::of(&page, id).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let doer = Doer::staff(&page);
    let code = if seen.case.access_sealed.is_empty() { String::new() } else { acts::receive::opened(&doer, &seen.case)?.1 };
    acts::handle::looked(&doer, &seen.case, "查询码").await?;
    let rule = ReceiptRule::of(seen.case.channel);
    let confirm_by = acts::receive::confirm_by(&seen.case, seen.law());
    let mut drawn = seen.head(&page);
    merge(&mut drawn, json!({"code": code, "rule": rule.label(), "article": rule.article(), "confirm_by": confirm_by}));
    page.render("requests/staff/registered.html", drawn)
}
