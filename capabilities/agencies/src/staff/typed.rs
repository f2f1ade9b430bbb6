//! How do the forms of agencies and sites become data, and data a form again? What was typed is kept as it was.

use std::collections::BTreeMap;

use gongkai_web::multipart::Form;
use gongkai_web::{Footer, SiteProfile};

use crate::agency::{AgencyData, AgencyKind, Leader, OpennessContact};
use crate::rules::agency::AgencyRefusal;

/// The text of each field.
pub(super) type Typed = BTreeMap<&'static str, String>;

const AGENCY: &[&str] = &[
    "path",
    "parent",
    "name",
    "short_name",
    "code",
    "kind",
    "order_no",
    "address",
    "postcode",
    "office_hours",
    "phone",
    "fax",
    "email",
    "functions",
    "divisions",
    "leaders",
    "abbreviations",
    "openness_unit",
    "openness_address",
    "openness_office_hours",
    "openness_phone",
    "openness_fax",
    "openness_online",
    "dissolved_on",
    "successor",
];

const SITE: &[&str] = &["host", "main", "name", "root", "colour", "sponsor", "operator", "contact", "site_code", "icp", "police", "ipv6"];

fn of_form(fields: &[&'static str], form: &Form) -> Typed {
    fields.iter().map(|field| (*field, form.get(field).replace("\r\n", "\n"))).collect()
}

pub(super) fn agency_form(form: &Form) -> Typed {
    of_form(AGENCY, form)
}

pub(super) fn site_form(form: &Form) -> Typed {
    of_form(SITE, form)
}

pub(super) fn agency_fields(data: &AgencyData) -> Typed {
    let leader =
        |leader: &Leader| [&leader.name, &leader.post, &leader.duties].map(String::as_str).join("｜").trim_end_matches('｜').to_owned();
    let mut typed = of_form(AGENCY, &Form::default());
    let openness = &data.openness;
    typed.extend([
        ("name", data.name.clone()),
        ("short_name", data.short_name.clone()),
        ("code", data.code.clone()),
        ("kind", data.kind.code().to_owned()),
        ("order_no", data.order_no.to_string()),
        ("address", data.address.clone()),
        ("postcode", data.postcode.clone()),
        ("office_hours", data.office_hours.clone()),
        ("phone", data.phone.clone()),
        ("fax", data.fax.clone()),
        ("email", data.email.clone()),
        ("functions", data.functions.clone()),
        ("divisions", data.divisions.join("\n")),
        ("leaders", data.leaders.iter().map(leader).collect::<Vec<_>>().join("\n")),
        ("abbreviations", data.abbreviations.join("、")),
        ("openness_unit", openness.unit.clone()),
        ("openness_address", openness.address.clone()),
        ("openness_office_hours", openness.office_hours.clone()),
        ("openness_phone", openness.phone.clone()),
        ("openness_fax", openness.fax.clone()),
        ("openness_online", openness.online.clone()),
    ]);
    typed
}

/// The data of an agency, and what cannot be read.
pub(super) fn agency_data(typed: &Typed) -> (AgencyData, Vec<AgencyRefusal>) {
    let text = |field: &str| typed.get(field).map(|value| value.trim().to_owned()).unwrap_or_default();
    let lines = |field: &str| text(field).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let mut refusals = Vec::new();
    let order_no = text("order_no");
    let order_no = if order_no.is_empty() { Ok(0) } else { order_no.parse::<u16>() };
    let order_no = order_no.map(i64::from).unwrap_or_else(|_| {
        refusals.push(AgencyRefusal::Malformed("排序号", "order_no"));
        0
    });
    let kind = AgencyKind::from_code(&text("kind")).unwrap_or_else(|| {
        refusals.push(AgencyRefusal::Malformed("机构类别", "kind"));
        AgencyKind::default()
    });
    let words = |c: char| c.is_whitespace() || "、，,；;".contains(c);
    let data = AgencyData {
        name: text("name"),
        short_name: text("short_name"),
        code: text("code"),
        kind,
        order_no,
        address: text("address"),
        postcode: text("postcode"),
        office_hours: text("office_hours"),
        phone: text("phone"),
        fax: text("fax"),
        email: text("email"),
        functions: text("functions"),
        divisions: lines("divisions"),
        leaders: lines("leaders").iter().map(|line| leader(line)).collect(),
        openness: OpennessContact {
            unit: text("openness_unit"),
            address: text("openness_address"),
            office_hours: text("openness_office_hours"),
            phone: text("openness_phone"),
            fax: text("openness_fax"),
            online: text("openness_online"),
        },
        abbreviations: text("abbreviations").split(words).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
    };
    (data, refusals)
}

/// `姓名｜职务｜分工`, with either width of the bar or a tab.
fn leader(line: &str) -> Leader {
    let mut cells = line.splitn(3, ['｜', '|', '\t']).map(|cell| cell.trim().to_owned());
    let mut cell = || cells.next().unwrap_or_default();
    Leader { name: cell(), post: cell(), duties: cell() }
}

pub(super) fn site_fields(site: &SiteProfile) -> Typed {
    let yes = |marked: bool| if marked { "1".to_owned() } else { String::new() };
    let footer = &site.footer;
    Typed::from([
        ("host", site.host.clone()),
        ("main", yes(site.main)),
        ("name", site.name.clone()),
        ("root", site.root.clone()),
        ("colour", site.colour.clone()),
        ("sponsor", footer.sponsor.clone()),
        ("operator", footer.operator.clone()),
        ("contact", footer.contact.clone()),
        ("site_code", footer.site_code.clone()),
        ("icp", footer.icp.clone()),
        ("police", footer.police.clone()),
        ("ipv6", yes(footer.ipv6)),
    ])
}

pub(super) fn site_profile(id: i64, typed: &Typed) -> SiteProfile {
    let text = |field: &str| typed.get(field).map(|value| value.trim().to_owned()).unwrap_or_default();
    SiteProfile {
        id,
        host: text("host"),
        main: text("main") == "1",
        name: text("name"),
        root: text("root"),
        colour: text("colour").to_lowercase(),
        footer: Footer {
            sponsor: text("sponsor"),
            operator: text("operator"),
            contact: text("contact"),
            site_code: text("site_code"),
            icp: text("icp"),
            police: text("police"),
            ipv6: text("ipv6") == "1",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_form_say_the_same() {
        let data = AgencyData {
            name: "青岚县教育局".into(),
            kind: AgencyKind::Department,
            order_no: 3,
            functions: "一项\n二项".into(),
            divisions: vec!["办公室".into(), "人事股".into()],
            leaders: vec![
                Leader { name: "贺思齐".into(), post: "局长".into(), duties: "主持全面工作".into() },
                Leader { name: "童若兰".into(), post: "副局长".into(), duties: String::new() },
            ],
            abbreviations: vec!["青教发".into(), "青教函".into()],
            ..AgencyData::default()
        };
        assert_eq!(agency_data(&agency_fields(&data)), (data, vec![]));
        let wrong = Typed::from([("order_no", "一".to_owned()), ("kind", "x".to_owned())]);
        assert_eq!(agency_data(&wrong).1.iter().map(AgencyRefusal::field).collect::<Vec<_>>(), ["order_no", "kind"]);
        assert_eq!(leader("陈某 | 局长").post, "局长");
    }
}
