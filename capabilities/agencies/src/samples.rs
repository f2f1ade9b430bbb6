//! Which agencies do tests work with? A small county, all of it invented.

use anyhow::{Result, anyhow};
use gongkai_law::Uscc;
use gongkai_store::Change;
use gongkai_web::{Footer, SiteProfile};

use crate::acts::{NewAgency, create_agency, set_site};
use crate::agency::{AgencyData, AgencyKind, Leader, OpennessContact};

/// Path, name, short name, kind, 代字 stem.
const COUNTY: &[(&str, &str, &str, AgencyKind, &str)] = &[
    ("qinglan", "青岚县人民政府", "县政府", AgencyKind::Government, "青政"),
    ("qinglan/office", "青岚县人民政府办公室", "县政府办", AgencyKind::Office, "青政办"),
    ("qinglan/edu", "青岚县教育局", "县教育局", AgencyKind::Department, "青教"),
    ("qinglan/health", "青岚县卫生健康局", "县卫健局", AgencyKind::Department, "青卫"),
    ("qinglan/civil", "青岚县民政局", "县民政局", AgencyKind::Department, "青民"),
    ("qinglan/yunxi", "青岚县云溪镇人民政府", "云溪镇", AgencyKind::Town, "云政"),
];

/// A county government with its office, three departments and a town, and two sites: `www.qinglan.test` (the main one) and
/// `yunxi.qinglan.test`. After the commit a test reloads the sites.
pub async fn county(change: &mut Change) -> Result<()> {
    for (order, (path, name, short_name, kind, stem)) in (1..).zip(COUNTY) {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let new = NewAgency { path: (*path).to_owned(), parent: parent.to_owned(), data: data(order, name, short_name, *kind, stem) };
        create_agency(change, &new).await?.map_err(|refusals| anyhow!("{path}: {refusals:?}"))?;
    }
    for (host, main, name, root, colour) in [
        ("www.qinglan.test", true, "青岚县人民政府", "qinglan", "#1f5f8b"),
        ("yunxi.qinglan.test", false, "云溪镇人民政府", "qinglan/yunxi", "#2f6b4f"),
    ] {
        let footer = Footer {
            sponsor: name.to_owned(),
            operator: "青岚县人民政府办公室".to_owned(),
            contact: "0000-2200001".to_owned(),
            site_code: "0000000001".to_owned(),
            icp: "澄ICP备00000001号".to_owned(),
            police: "澄公网安备00000000000001号".to_owned(),
            ipv6: false,
        };
        let site = SiteProfile {
            id: 0,
            host: host.to_owned(),
            main,
            name: name.to_owned(),
            root: root.to_owned(),
            colour: colour.to_owned(),
            footer,
        };
        set_site(change, &site).await?.map_err(|refusals| anyhow!("{host}: {refusals:?}"))?;
    }
    Ok(())
}

fn data(order: i64, name: &str, short_name: &str, kind: AgencyKind, stem: &str) -> AgencyData {
    let phone = format!("0000-22{order:05}");
    AgencyData {
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        code: Uscc::complete(&format!("11000000{:08}", 42_510_700 + 131 * order)).map_or_else(String::new, |code| code.to_string()),
        kind,
        order_no: order,
        address: format!("青岚县文昌路{order}号"),
        postcode: "000000".to_owned(),
        office_hours: "工作日 8:30—12:00，14:00—17:30".to_owned(),
        phone: phone.clone(),
        fax: phone.clone(),
        email: format!("agency{order}@qinglan.test"),
        functions: "贯彻执行法律法规和上级决定；\n承担本机构职责范围内的政务公开工作。".to_owned(),
        divisions: vec!["办公室".to_owned(), "业务股".to_owned()],
        leaders: vec![Leader { name: "贺思齐".to_owned(), post: "主要负责人".to_owned(), duties: "主持全面工作".to_owned() }],
        openness: OpennessContact {
            unit: format!("{name}政务公开股"),
            address: format!("青岚县文昌路{order}号"),
            office_hours: "工作日 8:30—12:00，14:00—17:30".to_owned(),
            phone,
            fax: String::new(),
            online: format!("agency{order}@qinglan.test"),
        },
        abbreviations: ["发", "函", "规"].iter().map(|kind| format!("{stem}{kind}")).collect(),
    }
}
