//! Which records does a test begin with? A few of each sort, published as a migration publishes them.

use std::sync::OnceLock;

use gongkai_capability::Capability;
use gongkai_documents::acts::import::{Incoming, Taken, Until, take_in};
use gongkai_documents::{Attachment, Content, Doer, Handling};
use gongkai_testing::TestSite;
use gongkai_text::paragraph::{Metadata, Paragraph, ParagraphKind};
use jiff::civil::{Date, date};

pub static CAPABILITIES: [Capability; 4] =
    [gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY, gongkai_documents::CAPABILITY, gongkai_portal::CAPABILITY];

pub const FILE: &str = "一户一人，逐项清点：救生衣三十件，铁锹五十把，编织袋二千条，应急照明灯二十盏，由各乡镇应急办登记保管。";

/// A county with its agencies and both of its sites, and nothing published yet.
pub async fn county() -> TestSite {
    let site = TestSite::new(&CAPABILITIES).await;
    settle(&site).await;
    site
}

/// The agencies and sites of the county.
async fn settle(site: &TestSite) {
    let mut change = site.change().await;
    gongkai_agencies::samples::county(&mut change).await.expect("the sample county");
    change.commit().await.expect("the sample county");
    gongkai_agencies::reload_sites(&site.platform).await.expect("its sites");
}

pub fn p(kind: ParagraphKind, id: &str, level: u8, text: &str) -> Paragraph {
    Paragraph { id: id.into(), kind, level, text: text.into(), rows: Vec::new(), image: None }
}

/// A text of the kind, with a heading, an article, a table and a signature.
pub fn content(kind: &str, item: &str, title: &str) -> Content {
    use ParagraphKind as K;
    let table =
        Paragraph { rows: vec![vec!["事项".into(), "数量".into()], vec!["路灯".into(), "12".into()]], ..p(K::Table, "t-1", 0, "") };
    Content {
        kind: kind.into(),
        topic: "0401".into(),
        item: item.into(),
        metadata: Metadata {
            title: Some(title.into()),
            issuers: vec!["青岚县人民政府办公室".into()],
            formed_on: Some(date(2026, 2, 26)),
            published_on: Some(date(2026, 2, 27)),
            openness: Some("proactive".into()),
            genre: Some("notice".into()),
            ..Metadata::default()
        },
        paragraphs: vec![
            p(K::Salutation, "salutation", 0, "各乡镇人民政府，县政府各部门："),
            p(K::Heading, "s1", 1, "一、总体要求"),
            p(K::Body, "p-1", 0, "各单位应当结合实际，抓好春季防汛值守和物资清点工作。"),
            p(K::Article, "a3", 0, "第三条　本办法由县应急管理局负责解释。"),
            table,
            p(K::Signature, "signature", 0, "青岚县人民政府办公室"),
            p(K::FormedOn, "formed-on", 0, "2026年2月26日"),
        ],
        ..Content::default()
    }
}

pub fn numbered(content: Content, number: &str) -> Content {
    Content { metadata: Metadata { document_number: Some(number.into()), ..content.metadata }, ..content }
}

pub fn in_force(content: Content, from: Date, until: Option<Date>) -> Content {
    Content { metadata: Metadata { effective_on: Some(from), ends_on: until, ..content.metadata }, ..content }
}

/// Publishes texts of an agency; gives their numbers.
pub async fn publish(site: &TestSite, agency: &str, texts: Vec<Content>) -> Vec<i64> {
    let doer = Doer::system(&site.platform, "test");
    let incoming = texts.into_iter().map(|content| Incoming {
        agency_path: agency.to_owned(),
        key: format!("{agency} {}", content.title()),
        name: format!("{}.docx", content.title()),
        content,
        handling: Handling::default(),
        stops: Vec::new(),
    });
    let mut batch: Vec<Incoming> = incoming.collect();
    let taken = take_in(&doer, &mut batch, Until::Public).await.expect("taking in");
    site.catch_up().await;
    let id = |taken: &Taken| match taken {
        Taken::Published(id) => *id,
        other => panic!("not published: {other:?}"),
    };
    taken.iter().map(id).collect()
}

/// Adds a file to a text.
pub fn with_file(site: &TestSite, mut content: Content, name: &str, bytes: &[u8]) -> Content {
    let hash = site.platform.files.put(bytes).expect("keeping a file");
    let kind = gongkai_files::sniff(name, bytes);
    let n_bytes = bytes.len() as u64;
    content.attachments.push(Attachment {
        name: name.into(),
        hash,
        n_bytes,
        kind: format!("{kind:?}").to_lowercase(),
        extract: None,
        inline: false,
    });
    content
}

/// A county with something under every heading.
pub struct Full {
    pub site: TestSite,
    pub notice: i64,
    pub repealed: i64,
    pub repealing: i64,
    pub town: i64,
}

pub async fn full() -> Full {
    fill(TestSite::new(&CAPABILITIES).await).await
}

/// The same on a site that is there already.
pub async fn fill(site: TestSite) -> Full {
    settle(&site).await;
    let notice = numbered(content("notice", "ZD20-15", "关于做好春季防汛值守工作的通知"), "青政办发〔2026〕4号");
    let notice = with_file(&site, notice, "物资清单.txt", FILE.as_bytes());
    let old = in_force(numbered(content("normative", "ZD20-01", "青岚县住房保障办法"), "青政规〔2021〕2号"), date(2021, 3, 1), None);
    let new = in_force(
        numbered(content("normative", "ZD20-01", "青岚县住房保障管理办法"), "青政规〔2026〕1号"),
        date(2026, 3, 1),
        Some(date(2031, 2, 28)),
    );
    let ids = publish(&site, "qinglan/office", vec![notice, old, new]).await;
    relate(&site, ids[2], ids[1], "青岚县住房保障办法").await;
    let of = |kind: &str, item: &str, title: &str| content(kind, item, title);
    publish(
        &site,
        "qinglan/edu",
        vec![
            of("news", "", "县教育局走访乡村学校"),
            of("annual_report", "", "青岚县教育局2025年政府信息公开工作年度报告"),
            of("institution", "", "青岚县政府信息公开工作制度"),
            of("public_notice", "ZD20-15", "关于拟表彰集体的公示"),
            of("interpretation", "ZD20-01", "《青岚县住房保障管理办法》政策解读"),
        ],
    )
    .await;
    let town = publish(&site, "qinglan/yunxi", vec![of("notice", "ZD21-X2", "云溪镇关于灌溉渠道维修的通知")]).await[0];
    Full { site, notice: ids[0], repealed: ids[1], repealing: ids[2], town }
}

async fn relate(site: &TestSite, from: i64, to: i64, title: &str) {
    use gongkai_documents::acts::submit::decide_relations;
    use gongkai_documents::acts::validity::record_fact;
    use gongkai_documents::tables::relation::Relation;
    let doer = Doer::system(&site.platform, "test");
    let relation = Relation {
        ordinal: 1,
        relation: "repeals".into(),
        target_id: Some(to),
        target_title: title.into(),
        target_number: "青政规〔2021〕2号".into(),
        state: "confirmed".into(),
    };
    decide_relations(&doer, from, &[relation]).await.expect("relating");
    let fact = gongkai_law::ValidityFact { on: date(2026, 3, 1), kind: gongkai_law::FactKind::Repealed };
    record_fact(&doer, to, &fact, "依据《青岚县住房保障管理办法》").await.expect("repealing");
    site.catch_up().await;
}

/// Every public page that a test walks; those of records come with their numbers.
pub fn pages(full: &Full) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/open",
        "/open/guide",
        "/open/institutions",
        "/open/items",
        "/open/items/ZD20-01",
        "/open/items/ZD20-09",
        "/open/annual-reports",
        "/open/requests",
        "/agencies",
        "/agencies/qinglan",
        "/agencies/qinglan/edu",
        "/policies",
        "/policies?validity=repealed&kind=normative",
        "/news",
        "/documents",
        "/documents?q=%E4%BD%8F%E6%88%BF&from=2026-01-01",
        "/search",
        "/search?q=%E4%BD%8F%E6%88%BF%E4%BF%9D%E9%9A%9C",
        "/search?q=%E4%B9%8C%E6%9C%89",
        "/about",
        "/site-map",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    pages.extend([full.notice, full.repealed, full.repealing, full.town].map(|id| format!("/documents/{id}")));
    pages
}

/// Where a test leaves the pages it drew, for looking at them in a browser.
#[expect(clippy::disallowed_methods, reason = "whoever wants to look at the pages names a folder")]
pub fn folder() -> Option<&'static std::path::Path> {
    static FOLDER: OnceLock<Option<std::path::PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(|| std::env::var("GONGKAI_PAGES").ok().map(Into::into)).as_deref()
}
