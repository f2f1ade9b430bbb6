//! Which catalogues do tests of other parts work with? A standard of two items, and a county that inherits it.

use anyhow::{Result, anyhow};
use gongkai_agencies::Directory;
use gongkai_store::Change;

use crate::acts::{self, Amendment, NewCatalogue, NewStatement};
use crate::catalogue::{CatalogueId, ItemRef, ListKind, Target, Tier};
use crate::rules::item::{Item, Level};

fn item(code: &str, name: &str, time_limit: &str, levels: &[Level]) -> Item {
    Item {
        code: code.to_owned(),
        field: code.chars().take(2).collect(),
        names: vec!["义务教育".to_owned(), name.to_owned()],
        content: format!("{name}的依据、对象和结果"),
        basis: "《政府信息公开条例》".to_owned(),
        time_limit: time_limit.to_owned(),
        subject: "县级教育部门".to_owned(),
        channels: vec!["政府网站".to_owned()],
        levels: levels.to_vec(),
        ..Item::default()
    }
}

/// The standard (number 1) and the county's (number 2), borne by the education bureau of the sample county, with one statement
/// (number 1) that waits for a signature.
///
/// # Errors
/// When the sample county is not there.
pub async fn county(change: &mut Change, directory: &Directory) -> Result<()> {
    let today = change.today();
    let amendment = |reason: &str| Amendment { on: today, reason: reason.to_owned(), basis: String::new() };
    let items = vec![
        item("240101", "招生政策", "信息形成或者变更之日起20个工作日内", &[Level::County]),
        item("240102", "资助名单", "每季度", &[Level::County, Level::Town]),
    ];
    for (code, title, tier, owner, parent, items) in
        [("std", "标准目录", Tier::Nation, "", "", items.clone()), ("county", "青岚县标准目录", Tier::County, "qinglan", "std", Vec::new())]
    {
        let new = NewCatalogue {
            code: code.to_owned(),
            title: title.to_owned(),
            list_kind: ListKind::Standard,
            tier,
            owner: owner.to_owned(),
            parent: parent.to_owned(),
            items,
        };
        acts::create(change, directory, &new, &amendment("首次编制")).await?.map_err(|refusals| anyhow!("{code}: {refusals:?}"))?;
    }
    let borne = [(Target::Field("24".to_owned()), "qinglan/edu".to_owned())];
    let borne = acts::bear(change, directory, CatalogueId(2), &borne, today).await?;
    borne.map_err(|refusals| anyhow!("{refusals:?}"))?;
    // What the standard says anew is before the county as a proposal.
    let changed = Item { content: "另附招生范围".to_owned(), ..items[0].clone() };
    let word = acts::Word::Put(Box::new(changed), String::new());
    let amended = acts::amend(change, CatalogueId(1), &[word], &amendment("修订")).await?;
    amended.map_err(|refusals| anyhow!("{refusals:?}"))?;
    let statement = NewStatement {
        item: ItemRef { line: "std".to_owned(), code: "240101".to_owned() },
        agency: "qinglan/edu".to_owned(),
        period: today.year().to_string(),
        reason: "本年度没有新的招生政策".to_owned(),
    };
    acts::state_nothing(change, &statement).await?.map_err(|refusals| anyhow!("{refusals:?}"))?;
    Ok(())
}
