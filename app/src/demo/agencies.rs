//! Who governs 青岚县? The county government, its office, 24 departments, six towns and two subdistricts.

use gongkai_law::Uscc;

use super::block::{self, Block};
use super::model::{AgencyKind, DemoAgency, DemoLeader, DemoSite};

const AGENCIES: &str = include_str!("../../demo/agencies.txt");

/// No province has 99: the division, and with it every code, is invented.
const DIVISION: &str = "990127";
const POSTCODE: &str = "999100";

pub fn all() -> Vec<DemoAgency> {
    block::read(AGENCIES).iter().enumerate().map(|(order, block)| agency(order, block)).collect()
}

fn agency(order: usize, block: &Block) -> DemoAgency {
    let text = |key: &str| block.get(key).map(str::to_owned);
    let required = |key: &str| text(key).expect("the data file gives it for every agency");
    let path = block.name.to_owned();
    let code = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let line = 5_550_100 + 7 * order;
    let kind = match block.get("kind") {
        Some("government") => AgencyKind::Government,
        Some("office") => AgencyKind::Office,
        Some("town") => AgencyKind::Town,
        Some("subdistrict") => AgencyKind::Subdistrict,
        _ => AgencyKind::Department,
    };
    let list = |key: &str| text(key).map(|value| value.split('；').map(str::to_owned).collect()).unwrap_or_default();
    DemoAgency {
        parent: path.rsplit_once('/').map(|(parent, _)| parent.to_owned()),
        name: required("name"),
        short_name: required("short"),
        kind,
        uscc: uscc(order),
        number_stem: required("stem"),
        address: required("address"),
        postcode: POSTCODE.to_owned(),
        office_hours: "工作日 上午8:30—12:00，下午14:30—17:30（法定节假日除外）".to_owned(),
        telephone: format!("0999-{line}"),
        fax: format!("0999-{}", line + 3),
        email: format!("xxgk@{code}.qinglan.example"),
        openness_unit: text("unit").unwrap_or_else(|| "办公室".to_owned()),
        functions: list("functions"),
        divisions: list("divisions"),
        leaders: block.every("leader").filter_map(leader).collect(),
        site: block.get("site").and_then(site),
        path,
    }
}

fn uscc(order: usize) -> String {
    let first16 = format!("11{DIVISION}{:08}", 42_510_700 + 131 * order);
    Uscc::complete(&first16).expect("sixteen digits").to_string()
}

fn leader(line: &str) -> Option<DemoLeader> {
    let mut cells = line.split('｜').map(|cell| cell.trim().to_owned());
    Some(DemoLeader { name: cells.next()?, post: cells.next()?, duties: cells.next()? })
}

fn site(line: &str) -> Option<DemoSite> {
    let mut cells = line.split('｜').map(|cell| cell.trim().to_owned());
    Some(DemoSite { host: cells.next()?, name: cells.next()?, colour: cells.next()? })
}
