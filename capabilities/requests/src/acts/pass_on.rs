//! What came here by mistake goes on at the right agency of this installation: closed here, begun there, in one change.

use gongkai_agencies::{Agency, AgencyKind, directory};
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_store::Fact;
use gongkai_web::Failure;
use serde_json::json;

use super::keep::keep_own_files;
use super::letters::{Issue, issue};
use super::receive::made_of;
use super::{At, Work};
use crate::calendars::calendars;
use crate::case::Case;
use crate::rules::history::{Event, What};
use crate::tables;

/// X34: as long as it was not confirmed with the applicant nothing was received here (国办公开办函〔2015〕207号), so nothing is
/// counted here; the other agency confirms, and its clock runs from that day (article 31). What was received is answered (R22).
///
/// Gives the case that ends here and the one that begins there.
pub async fn pass_on(doer: &Doer, at: impl Into<At>, to: &str, way: &str) -> Result<(Case, Case), Failure> {
    let directory = directory(&doer.platform.db).await?;
    let newest = calendars(&doer.platform).await?.newest();
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let on = work.today();
    let mut reasons = Vec::new();
    let right = directory.by_path(to).filter(|agency| agency.active && agency.data.kind != AgencyKind::PublicEnterprise);
    match right {
        None => reasons.push("请选择本系统内负责公开该信息的机关".to_owned()),
        Some(agency) if agency.path == work.case.agency_path => reasons.push("不能转送本机关".to_owned()),
        Some(_) => {}
    }
    let name = right.map_or_else(String::new, |agency| agency.name().to_owned());
    match work.examine(&Event { on, what: What::PassedOn { to: name.clone(), number: String::new() } }, None) {
        Err(Failure::Refused(more)) => reasons.extend(more),
        other => drop(other?),
    }
    let Some(right) = right.filter(|_| reasons.is_empty()) else { return Err(Failure::Refused(reasons)) };
    let own = work.case.clone();
    let shape = Case {
        agency_path: right.path.clone(),
        passed_from: Some(own.id),
        notice_id: newest,
        assignee_id: None,
        assignee_name: String::new(),
        ..own.clone()
    };
    let (next, code) = made_of(doer, &mut work, shape).await?;
    keep_own_files(&doer.platform, &mut work.change, own.id, next.id).await?;
    let from = directory.name_of(&own.agency_path).to_owned();
    for event in [
        Event { on: own.submitted_on, what: What::Submitted { channel: own.channel } },
        Event { on, what: What::Arrived },
        Event { on, what: What::PassedFrom { from, number: own.number.clone() } },
    ] {
        tables::event::append(&mut work.change, next.id, &event).await?;
    }
    let detail = json!({"number": next.number, "from": own.number});
    work.change.record(Fact::internal("requests.passed_from", next.subject(), &next.agency_path, detail));
    let values = json!({
        "right_agency": {"name": name, "contact": contact(right)}, "passed_number": next.number, "query_code": code,
    });
    issue(doer, &mut work, Issue { code: "D15b", addressee: "applicant", values, way }).await?;
    work.note(Event { on, what: What::PassedOn { to: name, number: next.number.clone() } }).await?;
    work.case.counted = false;
    let closed = work.close("requests.passed_on", json!({"to": next.agency_path, "number": next.number})).await?;
    Ok((closed, next))
}

/// How its office for openness is reached; what the office does not say of itself is the agency's.
fn contact(agency: &Agency) -> String {
    let (data, own) = (&agency.data, &agency.data.openness);
    let or = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
    let (address, phone) = (or(&own.address, &data.address), or(&own.phone, &data.phone));
    let phone = if phone.is_empty() { phone } else { format!("电话{phone}") };
    [address, phone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
}
