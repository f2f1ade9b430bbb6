//! Who works in the sample county, and what do they write?

use gongkai_agencies::{reload_sites, samples};
use gongkai_capability::Capability;
use gongkai_documents::acts;
use gongkai_documents::acts::draft::Source;
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::{Content, Document, Doer, Handling, tables};
use gongkai_identity::{Role, Staff, Viewer};
use gongkai_store::{Actor, ActorKind};
use gongkai_testing::TestSite;
use gongkai_text::extract::Extract;
use gongkai_text::paragraph::Metadata;
use gongkai_text::structure::structure;
use gongkai_web::Failure;
use jiff::civil::date;

pub const CAPABILITIES: &[Capability] = &[gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY, gongkai_documents::CAPABILITY];

/// Log-in, name and office of those at the education bureau; the last two look after the whole county.
pub const PEOPLE: [(&str, &str, &str, Role); 9] = [
    ("author", "张敏", "qinglan/edu", Role::Author),
    ("author-2", "何欣", "qinglan/edu", Role::Author),
    ("first", "李昊", "qinglan/edu", Role::FirstReviewer),
    ("second", "王秀英", "qinglan/edu", Role::SecondReviewer),
    ("final", "陈国栋", "qinglan/edu", Role::FinalReviewer),
    ("secrecy", "周静", "qinglan/edu", Role::SecrecyReviewer),
    ("publisher", "刘洋", "qinglan/edu", Role::Publisher),
    ("office", "孙丽华", "qinglan", Role::OpennessOffice),
    ("other", "林岚", "qinglan/health", Role::Author),
];

pub const REVIEWS: [(&str, Step); 4] =
    [("first", Step::FirstReview), ("second", Step::SecondReview), ("final", Step::FinalReview), ("secrecy", Step::SecrecyReview)];

/// The sample county and the people.
pub async fn stage(site: &TestSite) {
    let mut change = site.change().await;
    samples::county(&mut change).await.unwrap();
    change.commit().await.unwrap();
    reload_sites(&site.platform).await.unwrap();
    for (login, name, agency, role) in PEOPLE {
        site.staff(login, name, agency, &[role]).await;
    }
}

/// Somebody of the staff as they act.
pub async fn doer(site: &TestSite, login: &str) -> Doer {
    let staff = Staff::by_login(site.db(), login).await.unwrap().unwrap();
    let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: "127.0.0.1".into() };
    Doer { platform: site.platform.clone(), viewer: Viewer::Staff(staff), actor }
}

/// A notice that lacks nothing. Every one has a text of its own, so that none is taken for a copy of another.
pub fn notice(title: &str, subject: &str) -> Content {
    let text = format!(
        "各学校：\n为做好{subject}，保障师生安全，现将有关事项通知如下。\n一、落实责任\n各学校主要负责同志为第一责任人，逐项检查{subject}准备情况，建立台账。\n\
         二、加强值守\n{subject}期间实行领导带班和二十四小时值守，重要情况随时报告。\n三、做好总结\n请于月底前将{subject}开展情况书面报送县教育局办公室。\n\
         青岚县教育局\n2026年2月25日"
    );
    let found = structure(&Extract::of_lines(&format!("{title}\n{text}")).blocks, Some(title));
    Content {
        kind: "notice".into(),
        topic: "1003".into(),
        item: "ZD20-15".into(),
        metadata: Metadata {
            title: Some(title.into()),
            issuers: vec!["青岚县教育局".into()],
            formed_on: Some(date(2026, 2, 25)),
            openness: Some("proactive".into()),
            genre: Some("notice".into()),
            ..Metadata::default()
        },
        paragraphs: found.paragraphs,
        ..Content::default()
    }
}

/// The same with a number.
pub fn numbered(title: &str, subject: &str, number: &str) -> Content {
    let mut content = notice(title, subject);
    content.metadata.document_number = Some(number.into());
    content
}

/// A draft of the author's at the education bureau.
pub async fn draft(site: &TestSite, content: Content) -> i64 {
    acts::draft::create(&doer(site, "author").await, "qinglan/edu", content, Handling::default(), Source::default()).await.unwrap()
}

pub async fn load(site: &TestSite, id: i64) -> Document {
    tables::document::by_id(site.db(), id).await.unwrap().unwrap()
}

pub async fn submit(site: &TestSite, id: i64) -> Document {
    let version = load(site, id).await.version;
    acts::submit::submit(&doer(site, "author").await, id, version).await.unwrap()
}

/// Through all four reviews, each by another person.
pub async fn approve_all(site: &TestSite, id: i64) -> Document {
    let sha = load(site, id).await.content_sha256;
    for (login, step) in REVIEWS {
        acts::review::approve(&doer(site, login).await, id, step, &sha, "同意").await.unwrap();
    }
    load(site, id).await
}

/// From a content to a public record.
pub async fn published(site: &TestSite, content: Content) -> Document {
    let id = draft(site, content).await;
    submit(site, id).await;
    approve_all(site, id).await;
    acts::publish::publish(&doer(site, "publisher").await, id).await.unwrap()
}

/// The reasons of a refusal.
#[track_caller]
pub fn reasons<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Vec<String> {
    match outcome {
        Err(Failure::Refused(reasons)) => reasons,
        other => panic!("expected a refusal: {other:?}"),
    }
}
