//! What must the county of the demonstration disclose, and how does it stand? The standard, the levels above, its own, its towns'.

use anyhow::{Context, Result, anyhow};
use gongkai_agencies::directory;
use gongkai_capability::Platform;
use gongkai_catalogue::acts::{self, Amendment, NewCatalogue, NewOccurrence, NewStatement, Word};
use gongkai_catalogue::rules::duty::DutyState;
use gongkai_catalogue::{Ask, Item, ItemRef, Level, ListKind, Target, Tier, duties, first_of, library, pack};
use gongkai_identity::Role;
use gongkai_store::Actor;
use gongkai_web::Failure;
use jiff::Timestamp;
use jiff::civil::Date;

use super::history::{Event, Filling};
use super::{ACTOR, at};

/// Which department bears which fields.
const BEARERS: &[(&str, &str)] = &[
    ("01", "land"),
    ("02", "dev"),
    ("03", "service"),
    ("04", "finance"),
    ("05", "emergency"),
    ("07", "land"),
    ("08", "housing"),
    ("09", "housing"),
    ("10", "housing"),
    ("11", "eco"),
    ("12", "culture"),
    ("13", "justice"),
    ("14", "agri"),
    ("15", "emergency"),
    ("16", "market"),
    ("17", "housing"),
    ("18", "hr"),
    ("19", "hr"),
    ("20", "civil"),
    ("21", "civil"),
    ("22", "police"),
    ("23", "agri"),
    ("24", "edu"),
    ("25", "health"),
    ("26", "housing"),
    ("X1", "transport"),
];

/// Words in the names of items that have no object in a county in the hills, and why.
const ABSENT: &[(&str, &str)] = &[("矿业权", "本县没有矿业权出让"), ("渔业", "本县没有渔业捕捞和渔船"), ("供热", "本县不在集中供热地区")];

/// In January an item without records of the year before is stated for by most; every so often one is forgotten.
const FORGOTTEN: usize = 4;

/// The catalogues, before the first document.
pub(super) async fn found(platform: &Platform) -> Result<()> {
    let directory = directory(&platform.db).await?;
    let mut change = platform.db.change(&Actor::system(ACTOR)).await?;
    let today = change.today();
    let plan = [
        ("std26", "基层政务公开标准目录（26个领域）", ListKind::Standard, Tier::Nation, "", "", pack::items().to_vec()),
        ("province", "全省基层政务公开统一目录", ListKind::Common, Tier::Province, "", "std26", Vec::new()),
        ("chengjiang", "澄江市基层政务公开标准目录", ListKind::Standard, Tier::City, "", "province", Vec::new()),
        ("qinglan", "青岚县基层政务公开标准目录", ListKind::Standard, Tier::County, "qinglan", "chengjiang", Vec::new()),
        ("yunxi", "云溪镇基层政务公开标准目录", ListKind::Standard, Tier::Town, "qinglan/yunxi", "qinglan", Vec::new()),
    ];
    let mut county = None;
    for (code, title, list_kind, tier, owner, parent, items) in plan {
        let new = NewCatalogue {
            code: code.to_owned(),
            title: title.to_owned(),
            list_kind,
            tier,
            owner: owner.to_owned(),
            parent: parent.to_owned(),
            items,
        };
        let made = told(acts::create(&mut change, &directory, &new, &amendment(today, "首次编制")).await?)?;
        if code == "qinglan" {
            county = Some(made);
            told(acts::amend(&mut change, made, &words(), &amendment(today, "结合本县实际调整")).await?)?;
        }
    }
    let county = county.context("the county's catalogue is in the plan")?;
    let of_fields = BEARERS.iter().map(|(field, agency)| (Target::Field((*field).to_owned()), format!("qinglan/{agency}")));
    let borne: Vec<(Target, String)> = of_fields.chain(budgets()).collect();
    told(acts::bear(&mut change, &directory, county, &borne, today).await?)?;
    change.commit().await?;
    Ok(())
}

fn amendment(on: Date, reason: &str) -> Amendment {
    Amendment { on, reason: reason.to_owned(), basis: "国办发〔2019〕54号".to_owned() }
}

fn told<T, R: std::fmt::Display>(outcome: std::result::Result<T, Vec<R>>) -> Result<T> {
    outcome.map_err(|refusals| anyhow!(refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")))
}

/// What the county says itself: a few items in its own words, a few that have no object.
fn words() -> Vec<Word> {
    let mut words = Vec::new();
    for (word, reason) in ABSENT {
        let named = pack::items().iter().filter(|item| item.names.iter().any(|name| name.contains(word)));
        words.extend(named.map(|item| Word::NotApplicable(item.code.clone(), (*reason).to_owned())));
    }
    for field in ["20", "24", "25"] {
        if let Some(item) = pack::items().iter().find(|item| item.field == field) {
            let content = format!("{}；本县办理窗口、咨询电话和投诉渠道", item.content);
            words.push(Word::Put(Box::new(Item { content, ..item.clone() }), "补充本县办理窗口和咨询电话".to_owned()));
        }
    }
    words
}

/// What each department owes of its own budget is not the finance bureau's.
fn budgets() -> Vec<(Target, String)> {
    let of_departments = pack::items().iter().filter(|item| item.field == "04" && item.names.iter().any(|name| name.contains("部门")));
    let departments = ["edu", "health", "civil", "housing", "agri", "water", "finance", "transport", "culture", "market"];
    let each = |item: &'static Item| departments.map(|agency| (Target::Item(item.code.clone()), format!("qinglan/{agency}")));
    of_departments.filter(|item| item.levels.contains(&Level::County)).flat_map(each).collect()
}

/// What happens to the catalogues and to what they demand: in January the statements, lately a change of the province.
pub(super) fn events(first: Date, today: Date) -> Result<Vec<(Timestamp, u8, Event)>> {
    let mut events = Vec::new();
    for year in first.year() + 1..=today.year() {
        let approved = at(Date::new(year, 1, 16)?, 15, 0)?;
        let stated = at(Date::new(year, 1, 22)?, 10, 0)?;
        events.extend([(approved, 4, Event::Approved(year)), (stated, 4, Event::Stated(year - 1))]);
    }
    let changed = today.saturating_sub(jiff::Span::new().days(20));
    events.push((at(changed, 10, 0)?, 4, Event::Superior));
    let latest = at(today, 0, 0)?;
    events.retain(|(when, ..)| *when < latest);
    Ok(events)
}

impl Filling<'_> {
    /// The items that the drafter of a record chooses: the likeliest one.
    pub(super) async fn items_of(&self, agency: &str, title: &str, kind: &str) -> Result<Vec<String>, Failure> {
        let db = &self.platform.db;
        let (library, directory) = (library(db).await?, directory(db).await?);
        let known = gongkai_catalogue::rules::propose::Known { title, kind, summary: "" };
        let choices = gongkai_catalogue::choices::choices(&library, &directory, agency, &known, &[], db.clock().today());
        Ok(choices.into_iter().take(1).map(|choice| choice.value).collect())
    }

    /// The congress approved the budget of a year.
    pub(super) async fn approved(&self, year: i16) -> Result<(), Failure> {
        let items = pack::items().iter().filter(|item| item.field == "04" && item.time_limit.contains("人民代表大会"));
        let mut change = self.platform.db.change(&self.holder(Role::OpennessOffice)?.actor).await?;
        for item in items {
            let new = NewOccurrence {
                item: ItemRef { line: "std26".to_owned(), code: item.code.clone() },
                agency: "qinglan/finance".to_owned(),
                on: change.today(),
                what: format!("县人民代表大会批准{year}年预算"),
            };
            told(acts::occur(&mut change, &new).await?)?;
        }
        change.commit().await?;
        Ok(())
    }

    /// In January: where nothing arose in the year before, that is stated and signed.
    pub(super) async fn stated(&self, year: i16) -> Result<(), Failure> {
        let db = &self.platform.db;
        let as_of = db.clock().today();
        let read = duties(db, &Ask { agencies: Vec::new(), as_of, from: first_of(year), fields: Vec::new() }).await?;
        let mut drafting = db.change(&self.holder(Role::OpennessOffice)?.actor).await?;
        let mut drafted = Vec::new();
        let open = read.lines.iter().flat_map(|line| line.duties.iter().map(move |duty| (line, duty)));
        let open =
            open.filter(|(_, duty)| duty.state == DutyState::Due && duty.period.is_some_and(|period| period.code() == year.to_string()));
        for (_, (line, duty)) in open.enumerate().filter(|(n, _)| n % FORGOTTEN != 0) {
            let new = NewStatement {
                item: line.owed.item(),
                agency: line.owed.agency.to_string(),
                period: duty.period.map(|period| period.code()).unwrap_or_default(),
                reason: format!("{year}年没有产生此项信息"),
            };
            drafted.push(told(acts::state_nothing(&mut drafting, &new).await?)?);
        }
        drafting.commit().await?;
        let mut signing = db.change(&self.holder(Role::SigningLeader)?.actor).await?;
        for id in drafted {
            told(acts::sign(&mut signing, id, None).await?)?;
        }
        signing.commit().await?;
        Ok(())
    }

    /// The province says more of one item and adds one: the levels below have it before them and have not decided yet; the city
    /// takes it over at once.
    pub(super) async fn superior_changes(&self) -> Result<(), Failure> {
        let known = library(&self.platform.db).await?;
        let id = |code: &str| known.by_code(code).map(|own| own.id).context("a catalogue of the demonstration");
        let item = pack::items().iter().find(|item| item.field == "20").context("the field of social assistance")?;
        let changed = Item { content: format!("{}；低收入人口动态监测预警情况", item.content), ..item.clone() };
        let added = Item {
            code: "209901".to_owned(),
            names: vec!["社会救助".to_owned(), "服务类社会救助".to_owned()],
            content: "服务项目、对象范围、承接机构和服务结果".to_owned(),
            ..item.clone()
        };
        let mut change = self.platform.db.change(&Actor::system(ACTOR)).await?;
        let today = change.today();
        let words = [Word::Put(Box::new(changed), "统一监测口径".to_owned()), Word::Put(Box::new(added), "新增服务类救助".to_owned())];
        told(acts::amend(&mut change, id("province")?, &words, &amendment(today, "省级统一修订社会救助领域目录")).await?)?;
        told(acts::accept_all(&mut change, id("chengjiang")?, &amendment(today, "采纳省级修订")).await?)?;
        change.commit().await?;
        Ok(())
    }
}
