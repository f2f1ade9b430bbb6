//! What stands on the stage? Documents of the sample county in every state, brought there by the acts that people use, each
//! with words of its own that occur nowhere else.

use std::collections::BTreeSet;

use gongkai_documents::acts::draft::{Source, create, save};
use gongkai_documents::acts::{publish, review, schedule, submit, withdraw};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::{Attachment, Content, Document, Doer, Handling, incoming, tables};
use gongkai_files::Limits;
use gongkai_identity::{Role, Staff, Viewer};
use gongkai_store::{Actor, ActorKind};
use gongkai_testing::TestSite;
use gongkai_web::Failure;
use jiff::SignedDuration;

/// The agency whose documents stand on the stage.
pub const AGENCY: &str = "qinglan/edu";

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    InReview,
    Approved,
    Scheduled,
    Published,
    /// Published twice: there is an older edition.
    Revised,
    /// Published, and beside it a draft of what shall take its place.
    Amended,
    Withdrawn,
    /// Not to be public (依申请公开), registered after its reviews.
    Registered,
}

impl State {
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::InReview,
        Self::Approved,
        Self::Scheduled,
        Self::Published,
        Self::Revised,
        Self::Amended,
        Self::Withdrawn,
        Self::Registered,
    ];

    pub fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Revised | Self::Amended)
    }
}

/// Words that occur in one document alone. They read the same in both scripts.
#[derive(Debug, Clone)]
pub struct Marks {
    pub title: String,
    pub body: String,
    pub file_name: String,
    pub file_text: String,
}

impl Marks {
    fn of(n: usize) -> Self {
        let own: String = format!("{n:03}")
            .chars()
            .map(|digit| "甲乙丙丁戊己庚辛壬癸".chars().nth(digit as usize - '0' as usize).expect("a digit"))
            .collect();
        let mark = |bird: &str| format!("琥珀{bird}{own}");
        Self { title: mark("隼"), body: mark("雀"), file_name: mark("雁"), file_text: mark("雉") }
    }

    pub fn all(&self) -> [&str; 4] {
        [&self.title, &self.body, &self.file_name, &self.file_text]
    }
}

/// A document on the stage.
#[derive(Debug, Clone)]
pub struct Staged {
    pub id: i64,
    pub state: State,
    /// The words of its working copy.
    pub marks: Marks,
    /// The words of its published edition, where that is another text.
    pub public_marks: Option<Marks>,
    /// Hash of the attachment of the working copy, and of the edition where that is another.
    pub file: String,
    pub public_file: String,
}

/// Everybody who brings documents where they are to be. Their log-ins begin with `made-`.
pub async fn people(site: &TestSite) {
    for (login, role) in [
        ("made-author", Role::Author),
        ("made-first", Role::FirstReviewer),
        ("made-second", Role::SecondReviewer),
        ("made-final", Role::FinalReviewer),
        ("made-secrecy", Role::SecrecyReviewer),
        ("made-office", Role::OpennessOffice),
        ("made-publisher", Role::Publisher),
    ] {
        site.staff(login, login, "qinglan", &[role]).await;
    }
}

/// Somebody of the staff as one who acts.
pub async fn doer(site: &TestSite, login: &str) -> Doer {
    let staff = Staff::by_login(site.db(), login).await.expect("reading staff").expect("somebody of that log-in");
    let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: "127.0.0.1".to_owned() };
    Doer { platform: site.platform.clone(), viewer: Viewer::Staff(staff), actor }
}

#[track_caller]
pub fn done<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("{failure}: {:?}", failure.reasons()))
}

const MATTERS: [(&str, &str, &str, &str); 12] = [
    ("校园足球", "训练场地", "体育教师", "联赛"),
    ("阳光食堂", "留样冰箱", "营养配餐员", "陪餐"),
    ("校车接送", "停靠站点", "随车照管员", "检修"),
    ("晨间阅读", "图书角落", "语文教研员", "共读"),
    ("航模社团", "活动教室", "科技辅导员", "试飞"),
    ("书法进课堂", "笔墨纸张", "美术教师", "展览"),
    ("近视防控", "护眼照明", "校医", "筛查"),
    ("劳动实践", "菜园果林", "班主任", "收割"),
    ("合唱排练", "音乐厅", "指挥教师", "汇演"),
    ("冬季取暖", "锅炉管网", "后勤人员", "巡查"),
    ("心理辅导", "谈心小屋", "专职教师", "讲座"),
    ("家长学校", "大礼堂", "关工委老师", "开班"),
];

/// A notice of the education bureau about matter `n`, with these words in it.
fn text(n: usize, marks: &Marks) -> String {
    let (matter, place, person, event) = MATTERS[n % MATTERS.len()];
    let (other, elsewhere, another, later) = MATTERS[(n * 5 + 7) % MATTERS.len()];
    let day = n % 20 + 3;
    format!(
        "青岚县教育局关于做好{matter}（{title}）有关事项的通知\n青教函〔2026〕{number}号\n各中小学校：\n\
         为办好{matter}，经研究，现将{matter}和{other}的有关事项通知如下：\n\
         一、各校应当于{day}日前查看{place}，由{person}逐项登记，{body}一并报送。\n\
         二、{person}负责{event}的日常安排，每{day}天向{another}通报一次进展，{elsewhere}同步整理。\n\
         三、{later}与{event}错开时段进行，{place}每次最多容纳{crowd}人，由{another}清点。\n\
         四、有不明之处，可以向{matter}协调小组询问，{other}另行通知。\n\
         青岚县教育局\n2026年2月{signed}日\n",
        title = marks.title,
        number = n + 100,
        body = marks.body,
        crowd = n * 3 + 40,
        signed = n % 20 + 5,
    )
}

/// What is read of that text, with its original kept.
fn content(site: &TestSite, n: usize, marks: &Marks) -> (Content, Handling) {
    let name = format!("通知{n}.txt");
    let bytes = text(n, marks).into_bytes();
    let opened = incoming::open(&name, &bytes, &Limits::default(), &BTreeSet::new()).expect("a plain text can be read");
    let mut content = incoming::content_of(&opened.reading);
    content.attachments = vec![attachment(site, marks)];
    let original = incoming::keep_original(&site.platform, &name, &bytes, &opened.extract).expect("keeping an original");
    (content, Handling { original: Some(original), ..Handling::default() })
}

fn attachment(site: &TestSite, marks: &Marks) -> Attachment {
    let name = format!("附件 {}.csv", marks.file_name);
    let rows = format!("序号,学校,事项\n1,第一小学,{}\n2,第二小学,登记\n", marks.file_text);
    incoming::keep_attachment(&site.platform, &name, rows.as_bytes(), &Limits::default()).expect("keeping an attachment")
}

/// Brings documents into being; each gets the next number.
#[derive(Debug)]
pub struct Maker<'a> {
    pub site: &'a TestSite,
    n: usize,
}

impl<'a> Maker<'a> {
    pub fn new(site: &'a TestSite) -> Self {
        Self { site, n: 0 }
    }

    fn next(&mut self) -> (usize, Marks) {
        self.n += 1;
        (self.n, Marks::of(self.n))
    }

    /// A document in this state, with words that no other has.
    pub async fn make(&mut self, state: State) -> Staged {
        let site = self.site;
        let (n, marks) = self.next();
        let (mut content, mut handling) = content(site, n, &marks);
        if state == State::Registered {
            content.metadata.openness = Some("on_request".to_owned());
            content.ground = "internal_affairs".to_owned();
            handling.openness_reason = "属于本机关内部事务".to_owned();
        }
        let author = doer(site, "made-author").await;
        let id = done(create(&author, AGENCY, content.clone(), handling, Source::default()).await);
        let file = content.attachments[0].hash.as_str().to_owned();
        let mut staged = Staged { id, state, marks, public_marks: None, public_file: file.clone(), file };
        match state {
            State::Draft => {}
            State::InReview => submitted(site, id).await,
            State::Approved | State::Scheduled => {
                approved(site, id).await;
                if state == State::Scheduled {
                    let at = site.db().clock().now() + SignedDuration::from_hours(24 * 30);
                    done(schedule::schedule(&doer(site, "made-publisher").await, id, at).await);
                }
            }
            State::Published | State::Registered => published(site, id).await,
            State::Withdrawn => {
                published(site, id).await;
                let office = doer(site, "made-office").await;
                done(withdraw::withdraw(&office, id, "内容有误", "政府信息公开条例第六条").await);
            }
            State::Revised | State::Amended => {
                published(site, id).await;
                self.amend(&mut staged).await;
                if state == State::Revised {
                    published(site, id).await;
                    staged.public_marks = None;
                    staged.public_file.clone_from(&staged.file);
                }
            }
        }
        staged
    }

    /// Puts another text beside the published one.
    async fn amend(&mut self, staged: &mut Staged) {
        let site = self.site;
        let (n, marks) = self.next();
        let (content, mut handling) = content(site, n, &marks);
        handling.change_reason = "完善有关安排".to_owned();
        let before = document(site, staged.id).await;
        staged.file = content.attachments[0].hash.as_str().to_owned();
        done(save(&doer(site, "made-author").await, staged.id, before.version, content, handling).await);
        staged.public_marks = Some(std::mem::replace(&mut staged.marks, marks));
    }
}

/// The document as it is kept.
pub async fn document(site: &TestSite, id: i64) -> Document {
    tables::document::by_id(site.db(), id).await.expect("loading a document").expect("it is there")
}

pub async fn submitted(site: &TestSite, id: i64) {
    let version = document(site, id).await.version;
    done(submit::submit(&doer(site, "made-author").await, id, version).await);
}

pub async fn approved(site: &TestSite, id: i64) {
    submitted(site, id).await;
    loop {
        let seen = document(site, id).await;
        let office = doer(site, "made-office").await;
        let Some(step) = done(review::waiting_step(&office, &seen).await) else { break };
        let login = match step {
            Step::OpennessReview => "made-office",
            Step::FirstReview => "made-first",
            Step::SecondReview => "made-second",
            Step::FinalReview => "made-final",
            Step::SecrecyReview => "made-secrecy",
            Step::Stakeholder => panic!("nobody was invited"),
        };
        done(review::approve(&doer(site, login).await, id, step, &seen.content_sha256, "同意").await);
    }
}

pub async fn published(site: &TestSite, id: i64) {
    approved(site, id).await;
    done(publish::publish(&doer(site, "made-publisher").await, id).await);
}
