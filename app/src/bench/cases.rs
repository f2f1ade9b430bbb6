//! Which requests is it measured with? A county of a hundred agencies and three years of their cases, drawn by a seed.
//!
//! Days and outcomes are drawn, nothing else: the rows are made by the rules themselves from the events, as the acts make them.
//! Who asked is not kept (no list reads it), nor letters and the journal of the single acts.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use gongkai_agencies::acts::{NewAgency, create_agency};
use gongkai_agencies::{AgencyData, AgencyKind, samples};
use gongkai_capability::Platform;
use gongkai_identity::{Grant, NewStaff, Role, Staff};
use gongkai_requests::acts::Work;
use gongkai_requests::acts::receive::title_of;
use gongkai_requests::calendars::{Calendars, calendars};
use gongkai_requests::case::{AnswerState, Case, PublicAnswer};
use gongkai_requests::rules::applicant::{ApplicantKind, DeliveryWish, FormWish};
use gongkai_requests::rules::clock::Clock;
use gongkai_requests::rules::history::{Channel, History};
use gongkai_requests::tables;
use gongkai_store::{Actor, Change, iso};
use indicatif::ProgressBar;
use jiff::civil::Date;

use super::chance::Chance;
use super::course::course;

pub const AGENCIES: usize = 100;
const YEARS: i64 = 3;
/// Cases of one change.
const BATCH: usize = 5000;
/// The agency at which most is asked.
pub const BUSIEST: &str = "qinglan/edu";
pub const PASSWORD: &str = "Ceshi-2026-jisuan";
/// Log-ins: whoever watches over the county, and the clerk of [`BUSIEST`] and of a small agency.
pub const PEOPLE: [(&str, &str, Role); 3] = [
    ("supervisor", "qinglan", Role::Supervisor),
    ("clerk", "qinglan/edu", Role::RequestClerk),
    ("small", "qinglan/b090", Role::RequestClerk),
];

const MATTERS: [&str; 12] = [
    "校舍安全检查结果",
    "征地补偿安置方案",
    "道路改造工程招标文件和中标通知书",
    "食堂食材采购合同",
    "环境影响评价批复",
    "老旧小区改造资金使用情况",
    "低保对象评定办法和年度名单",
    "医疗机构设置规划",
    "河道采砂许可情况",
    "公务用车购置和运行经费决算",
    "农村危房改造验收记录",
    "应急物资储备清单",
];

/// The agencies, their people and their sites.
pub async fn found(platform: &Platform) -> Result<Vec<String>> {
    let mut change = platform.db.change(&Actor::system("bench")).await?;
    samples::county(&mut change).await?;
    let mut paths: Vec<String> =
        [BUSIEST, "qinglan", "qinglan/health", "qinglan/office", "qinglan/civil", "qinglan/yunxi"].map(str::to_owned).into();
    for n in paths.len()..AGENCIES {
        let (path, name) = (format!("qinglan/b{n:03}"), format!("青岚县第{n}测算局"));
        let data =
            AgencyData {
                short_name: format!("第{n}局"), name, kind: AgencyKind::Department, order_no: n as i64, ..AgencyData::default()
            };
        let new = NewAgency { path: path.clone(), parent: "qinglan".to_owned(), data };
        create_agency(&mut change, &new).await?.map_err(|refusals| anyhow!("{path}: {refusals:?}"))?;
        paths.push(path);
    }
    for (login, path, role) in PEOPLE {
        let grants = [Grant { role, path: path.to_owned() }];
        let new = NewStaff { login, name: login, agency_path: path, password: PASSWORD, grants: &grants };
        Staff::create(&mut change, &new).await?.map_err(|refusals| anyhow!("{login}: {refusals:?}"))?;
    }
    change.commit().await?;
    Ok(paths)
}

/// Draws cases and keeps them, in the order of the days on which they came.
pub async fn keep(platform: &Platform, paths: &[String], n: usize, bar: &ProgressBar) -> Result<()> {
    let (calendars, today) = (calendars(platform).await?, platform.db.clock().today());
    let mut chance = Chance::new(20_261_124);
    let mut days: Vec<Date> = (0..n).map(|_| today.saturating_sub(jiff::Span::new().days(chance.below(YEARS * 365)))).collect();
    days.sort_unstable();
    let mut serials: BTreeMap<i16, i64> = BTreeMap::new();
    for chunk in days.chunks(BATCH) {
        let mut change = platform.db.change(&Actor::system("bench")).await?;
        let first = change.next_block("request", chunk.len() as i64).await?;
        let (mut cases, mut histories) = (Vec::with_capacity(chunk.len()), Vec::with_capacity(chunk.len()));
        for (id, day) in (first..).zip(chunk) {
            let serial = serials.entry(day.year()).or_default();
            *serial += 1;
            let mut case = blank(&mut chance, paths, id, *day, *serial, &calendars);
            let history = course(&mut chance, case.channel, *day, today, calendars.as_of(case.notice_id));
            follow(&mut case, &history, &calendars, today);
            finish(&mut chance, &mut case, today);
            case.access_sealed = platform.seal.seal_text(&case.place("access"), &format!("{id:064x} {id:08}"))?;
            cases.push(case);
            histories.push((id, history));
        }
        tables::case::insert_all(&mut change, &cases).await?;
        tables::event::insert_all(&mut change, &histories).await?;
        number_on(&mut change, &mut serials, chunk).await?;
        change.commit().await?;
        bar.inc(chunk.len() as u64);
    }
    Ok(())
}

/// Takes the numbers that were given from the sequences of their years, so that whoever asks next gets the next one.
async fn number_on(change: &mut Change, serials: &mut BTreeMap<i16, i64>, chunk: &[Date]) -> Result<()> {
    for year in serials.keys() {
        let n = chunk.iter().filter(|day| day.year() == *year).count();
        if n > 0 {
            change.next_block(&format!("request.number.{year}"), n as i64).await?;
        }
    }
    Ok(())
}

/// The row after each of its events, as the acts leave it behind.
pub fn follow(case: &mut Case, history: &History, calendars: &Calendars, today: Date) {
    let (law, mut clock) = (calendars.as_of(case.notice_id), Clock::default());
    for event in history.events() {
        clock.apply(event, law);
        Work::project_row(case, &clock, law, &calendars.practice, today);
    }
}

fn blank(chance: &mut Chance, paths: &[String], id: i64, day: Date, serial: i64, calendars: &Calendars) -> Case {
    // Few are asked much, many little: the busiest has a tenth of all.
    let share = chance.unit();
    let path = paths[((share * share * paths.len() as f64) as usize).min(paths.len() - 1)].clone();
    let matter = MATTERS[chance.below(MATTERS.len() as i64) as usize];
    let place = chance.below(400);
    let description = format!(
        "申请公开{}年第{place}号地块（路段、学校）{matter}，包括批准文件、实施过程中的会议纪要、验收材料和资金拨付凭证；\
         如有附图、附表，请一并提供。申请人此前已在门户网站检索，未见公开。",
        day.year()
    );
    let channels = [
        Channel::Web,
        Channel::Web,
        Channel::Web,
        Channel::Ems,
        Channel::Ems,
        Channel::Counter,
        Channel::Post,
        Channel::Fax,
        Channel::Oral,
    ];
    let at = iso(jiff::tz::Offset::constant(8).to_timestamp(day.at(9, 30, 0, 0)).unwrap_or(jiff::Timestamp::UNIX_EPOCH));
    Case {
        id,
        agency_path: path,
        number: format!("{}-{serial:06}", day.year()),
        submission_key: format!("{id:064x}"),
        access_hash: format!("{:064x}", id.wrapping_mul(0x9E37_79B9) ^ 0x5555),
        query_hash: format!("{:064x}", id ^ 0x3333),
        access_sealed: String::new(),
        parent_id: None,
        merged_into: None,
        passed_from: None,
        document_id: None,
        projected_by: gongkai_requests::tables::case::PROJECTION,
        counted: true,
        is_open: true,
        state: "submitted".to_owned(),
        channel: channels[chance.below(channels.len() as i64) as usize],
        applicant_kind: if chance.percent(88) { ApplicantKind::NaturalPerson } else { ApplicantKind::ALL[1 + chance.below(5) as usize] },
        title: title_of(&description),
        description,
        medium: FormWish::Electronic.code().to_owned(),
        delivery: DeliveryWish::Online.code().to_owned(),
        assistance: String::new(),
        submitted_on: day,
        receipt_on: None,
        due_on: None,
        provisional: false,
        notice_id: calendars.newest(),
        waits_until: None,
        overdue_told: false,
        assignee_id: Some(1 + chance.below(3)),
        assignee_name: "测算".to_owned(),
        outcome: None,
        replied_on: None,
        in_time: None,
        days_used: None,
        remedies: Vec::new(),
        applicant_key: format!("{:064x}", chance.below(30_000)),
        answer: PublicAnswer { state: AnswerState::Closed, title: String::new(), question: String::new(), text: String::new(), on: None },
        erase_on: None,
        erased_at: None,
        version: 1,
        created_at: at.clone(),
        changed_at: at,
    }
}

/// What the office adds: some answers are made public, and of what is overdue the head was told.
fn finish(chance: &mut Chance, case: &mut Case, today: Date) {
    case.overdue_told = case.is_open && case.due_on.is_some_and(|due| due < today);
    let discloses = case.outcome.is_some_and(|outcome| outcome.discloses());
    if !case.is_open && discloses && chance.percent(8) {
        let text = "经检索，本机关已将所申请信息整理并公开，可以在门户网站“政府信息公开”栏目查阅；涉及个人隐私的内容已作处理。".repeat(3);
        let (title, question) = (case.title.clone(), case.description.clone());
        case.answer = PublicAnswer { state: AnswerState::Public, title, question, text, on: case.replied_on };
    }
}

/// Every history that is kept.
pub async fn histories(platform: &Platform) -> Result<Vec<(i64, History)>> {
    let ids: Vec<i64> = (1..=i64::MAX).take(usize::try_from(last(platform).await?)?).collect();
    tables::event::of_many(&platform.db, &ids).await.context("reading the histories")
}

async fn last(platform: &Platform) -> Result<i64> {
    let everything = gongkai_identity::Scope { root: String::new(), internal: vec![String::new()] };
    let filter = tables::list::Filter::default();
    let (_, total) = tables::list::page(&platform.db, &everything, &filter, platform.db.clock().today(), 1, 0).await?;
    Ok(total)
}
