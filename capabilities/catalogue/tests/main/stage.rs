//! What do the stories begin with? A standard of the nation, a province's common catalogue, the county's and the town's.

use gongkai_agencies::{Directory, directory, samples};
use gongkai_catalogue::acts::{self, Amendment, NewCatalogue};
use gongkai_catalogue::{CatalogueId, Item, Level, ListKind, Tier};
use gongkai_store::Change;
use gongkai_testing::TestSite;
use jiff::civil::Date;

pub const T1: &str = "信息形成或者变更之日起20个工作日内";

pub fn item(code: &str, name: &str, time_limit: &str, levels: &[Level]) -> Item {
    Item {
        code: code.to_owned(),
        field: code[..2].to_owned(),
        names: vec!["社会救助".to_owned(), name.to_owned()],
        content: format!("{name}的对象、标准和结果"),
        basis: "《政府信息公开条例》".to_owned(),
        time_limit: time_limit.to_owned(),
        subject: "县级民政部门".to_owned(),
        channels: vec!["政府网站".to_owned()],
        levels: levels.to_vec(),
        ..Item::default()
    }
}

pub fn standard() -> Vec<Item> {
    use Level::{County, Town};
    vec![
        item("200101", "救助政策", T1, &[County]),
        item("200102", "低保对象名单", "每季度", &[County, Town]),
        item("200103", "监督电话", "长期公开", &[County, Town]),
        item("200104", "医疗救助", T1, &[County]),
        item("200105", "海岛救助", T1, &[County]),
    ]
}

pub fn amendment(on: &str, reason: &str) -> Amendment {
    Amendment { on: on.parse().expect("a day"), reason: reason.to_owned(), basis: "国办发〔2019〕54号".to_owned() }
}

/// The four catalogues, the lowest last; the town has its own.
pub struct Stage {
    pub province: CatalogueId,
    pub county: CatalogueId,
    pub town: CatalogueId,
}

pub async fn set(site: &TestSite) -> Stage {
    let mut change = site.change().await;
    samples::county(&mut change).await.expect("a county");
    change.commit().await.expect("a county");
    let directory = directory(site.db()).await.expect("the agencies");
    let mut change = site.change().await;
    let mut made = Vec::new();
    for (code, title, kind, tier, owner, parent, items) in [
        ("std26", "国家标准目录", ListKind::Standard, Tier::Nation, "", "", standard()),
        ("province", "省统一目录", ListKind::Common, Tier::Province, "", "std26", Vec::new()),
        ("qinglan", "青岚县标准目录", ListKind::Standard, Tier::County, "qinglan", "province", Vec::new()),
        ("yunxi", "云溪镇标准目录", ListKind::Standard, Tier::Town, "qinglan/yunxi", "qinglan", Vec::new()),
    ] {
        let new = NewCatalogue {
            code: code.to_owned(),
            title: title.to_owned(),
            list_kind: kind,
            tier,
            owner: owner.to_owned(),
            parent: parent.to_owned(),
            items,
        };
        made.push(create(&mut change, &directory, &new, "2024-01-01").await);
    }
    change.commit().await.expect("the catalogues");
    Stage { province: made[1], county: made[2], town: made[3] }
}

pub async fn create(change: &mut Change, directory: &Directory, new: &NewCatalogue, on: &str) -> CatalogueId {
    let made = acts::create(change, directory, new, &amendment(on, "首次编制")).await.expect("a working database");
    made.unwrap_or_else(|refusals| panic!("{}: {refusals:?}", new.code))
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}
