//! How does the demonstration county come into an empty installation? By the acts that people use, each at its own hour.
//!
//! The clock is moved by hand through the county's past, so that journal, reviews, editions and index numbers read as if
//! the county had worked with the program all along. Nothing is written that an act would not write.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use gongkai_agencies::acts::{NewAgency, NewPerson, create_agency, set_site, take_on};
use gongkai_agencies::{AgencyData, AgencyKind, Leader, OpennessContact};
use gongkai_capability::{Platform, Settings, catch_up};
use gongkai_documents::acts::draft::{Source, create};
use gongkai_documents::acts::{publish, review, schedule, submit, validity, withdraw};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::tables::relation::Relation;
use gongkai_documents::{Content, Doer, Handling, incoming};
use gongkai_files::Limits;
use gongkai_identity::{Grant, Role, Staff, Viewer};
use gongkai_law::{FactKind, Topics};
use gongkai_store::{Actor, ActorKind, Clock};
use gongkai_text::extract::Extract;
use gongkai_web::{Failure, Footer, SiteProfile};
use indicatif::ProgressBar;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::capabilities::CAPABILITIES;
use crate::demo::model::{AttachmentContent, Demo, DemoAgency, DemoRecord, DemoStaff, DemoState};
use crate::demo::{self};

/// Every log-in of the demonstration has this password; it is printed, and refused nowhere but in a real installation.
const PASSWORD: &str = "Qinglan-2026";

/// Fills an empty installation and says how to come in.
pub async fn command(settings: Settings, if_empty: bool, show: bool) -> Result<()> {
    let today = Clock::System.today();
    let county = demo::county(today);
    let listen = settings.listen.clone();
    if !show {
        let filled = fill(settings, &county, today, if_empty).await?;
        if !filled {
            eprintln!("gongkai: there are agencies already; nothing was added");
        }
    }
    print_addresses(&county, &listen);
    Ok(())
}

fn print_addresses(county: &Demo, listen: &str) {
    let port = listen.rsplit(':').next().unwrap_or("8080");
    println!("门户  http://{listen}/");
    for site in county.agencies.iter().filter_map(|agency| agency.site.as_ref()) {
        println!("站点  http://{}:{port}/  {}", site.host, site.name);
    }
    println!("后台  http://{listen}/staff\n");
    println!("登录名  密码  角色  姓名");
    for person in &county.staff {
        let roles: Vec<&str> = roles_of(person).into_iter().map(Role::label).collect();
        println!("{}  {PASSWORD}  {}  {}", person.login, roles.join("、"), person.name);
    }
}

fn roles_of(person: &DemoStaff) -> Vec<Role> {
    let known = person.roles.iter().map(|code| match code.as_str() {
        "reviewer_1" => Some(Role::FirstReviewer),
        "reviewer_2" => Some(Role::SecondReviewer),
        "reviewer_3" => Some(Role::FinalReviewer),
        "system_admin" => Some(Role::SystemAdministrator),
        "security_admin" => Some(Role::SecurityAdministrator),
        "audit_admin" => Some(Role::AuditAdministrator),
        other => Role::from_code(other),
    });
    known.flatten().collect()
}

/// Fills the installation of these settings; false where there are agencies already and that was expected.
pub async fn fill(settings: Settings, county: &Demo, today: Date, if_empty: bool) -> Result<bool> {
    let first = county.records.iter().map(|record| record.formed_on).min().unwrap_or(today);
    let clock = Clock::frozen(at(first.checked_sub(30.days())?, 9, 0)?);
    let platform = Platform::open(settings, &CAPABILITIES, clock).await?;
    if !gongkai_agencies::directory(&platform.db).await?.all().is_empty() {
        if if_empty {
            return Ok(false);
        }
        anyhow::bail!("the demonstration fills an empty installation only; this one has agencies already");
    }
    set_up(&platform, county).await?;
    let mut filling = Filling::new(&platform, county).await?;
    let mut events = events(county, today)?;
    events.sort_by_key(|(when, order, _)| (*when, *order));
    let bar = ProgressBar::new(events.len() as u64);
    for (when, _, event) in events {
        let now = platform.db.clock().now();
        if when > now {
            platform.db.clock().advance(when.duration_since(now));
        }
        filling.happen(&event).await.map_err(|failure| anyhow!("{event:?}: {}", failure.reasons().join("；")))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    validity::turn_due(&platform).await?;
    catch_up(&platform).await?;
    platform.db.close().await;
    Ok(true)
}

/// An instant in China.
fn at(day: Date, hour: i8, minute: i8) -> Result<Timestamp> {
    Ok(Offset::constant(8).to_timestamp(day.at(hour, minute, 0, 0))?)
}

/// Agencies, sites and people.
async fn set_up(platform: &Arc<Platform>, county: &Demo) -> Result<()> {
    let actor = Actor::system("demo");
    for (order_no, agency) in (1..).zip(&county.agencies) {
        let mut change = platform.db.change(&actor).await?;
        let new =
            NewAgency { path: agency.path.clone(), parent: agency.parent.clone().unwrap_or_default(), data: agency_data(agency, order_no) };
        told(create_agency(&mut change, &new).await?)?;
        change.commit().await?;
    }
    for (n, agency) in county.agencies.iter().filter(|agency| agency.site.is_some()).enumerate() {
        let Some(site) = &agency.site else { continue };
        let mut change = platform.db.change(&actor).await?;
        let profile = SiteProfile {
            id: 0,
            host: site.host.clone(),
            main: n == 0,
            name: site.name.clone(),
            root: agency.path.clone(),
            colour: site.colour.clone(),
            footer: Footer {
                sponsor: agency.name.clone(),
                operator: agency.openness_unit.clone(),
                contact: format!("{}　电话：{}", agency.address, agency.telephone),
                site_code: format!("999900000{}", n + 1),
                ..Footer::default()
            },
        };
        told(set_site(&mut change, &profile).await?)?;
        change.commit().await?;
    }
    platform.sites.replace(gongkai_agencies::load_sites(&platform.db).await?);
    for person in &county.staff {
        // The county's office works for the whole county; everybody else for their own agency.
        let path = if person.agency == "qinglan/office" { "qinglan" } else { person.agency.as_str() };
        let grants: Vec<Grant> = roles_of(person).into_iter().map(|role| Grant { role, path: path.to_owned() }).collect();
        let new = NewPerson { login: &person.login, name: &person.name, agency: &person.agency, password: PASSWORD, grants: &grants };
        let mut change = platform.db.change(&actor).await?;
        told(take_on(&platform.db, &mut change, &new).await?)?;
        change.commit().await?;
    }
    Ok(())
}

fn told<T, R: std::fmt::Display>(outcome: Result<T, Vec<R>>) -> Result<T> {
    outcome.map_err(|refusals| anyhow!(refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")))
}

fn agency_data(agency: &DemoAgency, order_no: i64) -> AgencyData {
    AgencyData {
        name: agency.name.clone(),
        short_name: agency.short_name.clone(),
        code: agency.uscc.clone(),
        kind: AgencyKind::from_code(agency.kind.code()).unwrap_or_default(),
        order_no,
        address: agency.address.clone(),
        postcode: agency.postcode.clone(),
        office_hours: agency.office_hours.clone(),
        phone: agency.telephone.clone(),
        fax: agency.fax.clone(),
        email: agency.email.clone(),
        functions: agency.functions.join("\n"),
        divisions: agency.divisions.clone(),
        leaders: agency
            .leaders
            .iter()
            .map(|leader| Leader { name: leader.name.clone(), post: leader.post.clone(), duties: leader.duties.clone() })
            .collect(),
        openness: OpennessContact {
            unit: agency.openness_unit.clone(),
            address: agency.address.clone(),
            office_hours: agency.office_hours.clone(),
            phone: agency.telephone.clone(),
            fax: agency.fax.clone(),
            online: agency.email.clone(),
        },
        abbreviations: ["发", "函", "规"].iter().map(|last| format!("{}{last}", agency.number_stem)).collect(),
    }
}

/// Something that happened in the county.
#[derive(Debug, Clone)]
enum Event {
    /// The record goes as far as its state says.
    Record(usize),
    Fact(usize, usize),
    Withdraw(usize),
}

/// What happened, when; at the same instant a record comes before what is done to it.
fn events(county: &Demo, today: Date) -> Result<Vec<(Timestamp, u8, Event)>> {
    let mut events = Vec::new();
    for (n, record) in county.records.iter().enumerate() {
        let day = record.published_on.unwrap_or(record.formed_on).min(today);
        let minute = i8::try_from(n % 60)?;
        let hour = 9 + i8::try_from(n % 8)?;
        let mut when = at(day, hour, minute)?;
        if day == today {
            // Never later than now: the clock must not run ahead of the journal.
            when = when.min(Clock::System.now() - SignedDuration::from_mins(5));
        }
        events.push((when, 0, Event::Record(n)));
        for (i, fact) in record.validity_facts.iter().enumerate() {
            let own = at(fact.on.min(today), 8, 0)?.max(when);
            events.push((own.min(Clock::System.now() - SignedDuration::from_mins(4)), 1, Event::Fact(n, i)));
        }
        if let DemoState::Withdrawn { on, .. } = &record.state {
            events.push((at(*on, 16, minute)?.max(when).min(Clock::System.now() - SignedDuration::from_mins(3)), 2, Event::Withdraw(n)));
        }
    }
    Ok(events)
}

/// The county while it is being filled.
struct Filling<'a> {
    platform: Arc<Platform>,
    county: &'a Demo,
    people: HashMap<String, Staff>,
    ids: BTreeMap<String, i64>,
    topics: Topics,
    names: HashMap<&'a str, &'a str>,
}

impl<'a> Filling<'a> {
    async fn new(platform: &Arc<Platform>, county: &'a Demo) -> Result<Self> {
        let mut people = HashMap::new();
        for person in &county.staff {
            let staff = Staff::by_login(&platform.db, &person.login).await?.context("the people were made just now")?;
            people.insert(person.login.clone(), staff);
        }
        let names = county.agencies.iter().map(|agency| (agency.path.as_str(), agency.name.as_str())).collect();
        Ok(Self { platform: platform.clone(), county, people, ids: BTreeMap::new(), topics: Topics::national(), names })
    }

    async fn happen(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Record(n) => self.record(&self.county.records[*n]).await,
            Event::Fact(n, i) => self.fact(&self.county.records[*n], *i).await,
            Event::Withdraw(n) => self.withdraw(&self.county.records[*n]).await,
        }
    }

    fn doer(&self, staff: &Staff) -> Doer {
        let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: "demo".to_owned() };
        Doer { platform: self.platform.clone(), viewer: Viewer::Staff(staff.clone()), actor }
    }

    /// Somebody of the county's office who holds a role; the departments' own people are left for the visitor to try.
    fn holder(&self, role: Role) -> Result<Doer, Failure> {
        let mut holders: Vec<&Staff> =
            self.people.values().filter(|staff| staff.grants.iter().any(|grant| grant.role == role && grant.path == "qinglan")).collect();
        holders.sort_by_key(|staff| staff.id);
        let staff = holders.first().with_context(|| format!("the county has nobody for {role:?}"))?;
        Ok(self.doer(staff))
    }

    fn author(&self, record: &DemoRecord) -> Result<Doer, Failure> {
        let staff = self.people.get(&record.author).or_else(|| self.people.get("zhangmin")).context("an author of the demonstration")?;
        let reaches = staff.grants.iter().any(|grant| grant.role == Role::Author && grant.reaches(&record.agency));
        let staff = if reaches { staff } else { self.people.get("zhangmin").context("the county's own author")? };
        Ok(self.doer(staff))
    }

    async fn record(&mut self, record: &DemoRecord) -> Result<(), Failure> {
        let author = self.author(record)?;
        let (content, handling) = self.content(record).await?;
        let id = create(&author, &record.agency, content, handling, Source::default()).await?;
        self.ids.insert(record.key.clone(), id);
        let relations: Vec<Relation> = record
            .relations
            .iter()
            .filter_map(|relation| {
                let target = self.county.records.iter().find(|other| other.key == relation.target)?;
                Some(Relation {
                    ordinal: 0,
                    relation: relation.kind.clone(),
                    target_id: self.ids.get(&relation.target).copied(),
                    target_title: target.title.clone(),
                    target_number: target.document_number.clone().unwrap_or_default(),
                    state: "confirmed".to_owned(),
                })
            })
            .collect();
        if !relations.is_empty() {
            submit::decide_relations(&author, id, &relations).await?;
        }
        match &record.state {
            DemoState::Draft => Ok(()),
            DemoState::Waiting { step } => self.until(&author, id, Some(step)).await,
            DemoState::Returned { reason } => {
                self.until(&author, id, Some("review_1")).await?;
                review::return_to_author(&self.holder(Role::FirstReviewer)?, id, Step::FirstReview, reason).await?;
                Ok(())
            }
            DemoState::Scheduled { on, hour, minute } => {
                self.until(&author, id, None).await?;
                schedule::schedule(&self.holder(Role::Publisher)?, id, at(*on, *hour, *minute)?).await?;
                Ok(())
            }
            DemoState::Published | DemoState::Withdrawn { .. } | DemoState::Kept { .. } => {
                self.until(&author, id, None).await?;
                publish::publish(&self.holder(Role::Publisher)?, id).await?;
                Ok(())
            }
        }
    }

    /// Sends a text through its chain until it waits for a step; through all of it where none is named.
    async fn until(&self, author: &Doer, id: i64, wanted: Option<&str>) -> Result<(), Failure> {
        let version = author.document(id).await?.version;
        let mut document = submit::submit(author, id, version).await?;
        while let Some(step) = review::waiting_step(author, &document).await? {
            let (name, role) = match step {
                Step::OpennessReview => ("openness_office", Role::OpennessOffice),
                Step::FirstReview => ("review_1", Role::FirstReviewer),
                Step::SecondReview => ("review_2", Role::SecondReviewer),
                Step::FinalReview => ("review_3", Role::FinalReviewer),
                Step::SecrecyReview => ("secrecy_review", Role::SecrecyReviewer),
                Step::Stakeholder => break,
            };
            if wanted == Some(name) {
                break;
            }
            let sha = document.content_sha256.clone();
            document = review::approve(&self.holder(role)?, id, step, &sha, "同意").await?;
        }
        Ok(())
    }

    async fn content(&self, record: &DemoRecord) -> Result<(Content, Handling), Failure> {
        let extract = Extract::of_lines(&record.body);
        let reading = gongkai_text::reading::read(&extract, &std::collections::BTreeSet::new());
        let mut content = incoming::content_of(&reading);
        let name = |path: &str| self.names.get(path).map_or_else(|| path.to_owned(), |name| (*name).to_owned());
        content.kind = record.kind.clone();
        content.topic = self.topics.by_name(&record.topic).map_or_else(|| record.topic.clone(), |topic| topic.code.to_string());
        content.item = record.disclosure_item.clone().unwrap_or_default();
        content.shown_until = record.notice_until;
        content.ground = record.ground.map(|ground| ground.code().to_owned()).unwrap_or_default();
        let metadata = &mut content.metadata;
        metadata.title = Some(record.title.clone());
        metadata.document_number = record.document_number.clone();
        metadata.issuers = std::iter::once(&record.agency).chain(&record.joint).map(|path| name(path)).collect();
        metadata.formed_on = Some(record.formed_on);
        metadata.published_on = None;
        metadata.effective_on = record.effective_on;
        metadata.ends_on = record.ends_on;
        metadata.genre = record.genre.map(|genre| genre.code().to_owned());
        metadata.audience = record.audiences.first().map(|audience| audience.code().to_owned());
        metadata.openness = Some(record.openness.code().to_owned());
        metadata.owner_unit = Some(record.responsible_unit.clone());
        metadata.source = record.source.clone();
        metadata.summary = Some(record.summary.clone()).filter(|summary| !summary.is_empty());
        metadata.index_number = None;
        metadata.validity = None;
        for attachment in &record.attachments {
            let bytes = bytes_of(&attachment.name, &attachment.content)?;
            content.attachments.push(incoming::keep_attachment(&self.platform, &attachment.name, &bytes, &Limits::default())?);
        }
        let handling = Handling { openness_reason: record.ground_note.clone().unwrap_or_default(), ..Handling::default() };
        Ok((content, handling))
    }

    /// Facts that no relation of another record brings by itself.
    async fn fact(&self, record: &DemoRecord, i: usize) -> Result<(), Failure> {
        let fact = &record.validity_facts[i];
        let relation = match fact.kind {
            FactKind::Repealed => "repeals",
            FactKind::Replaced => "replaces",
            FactKind::Amended => "amends",
            _ => "",
        };
        let brought = self.county.records.iter().flat_map(|other| &other.relations);
        if brought.clone().any(|held| held.kind == relation && held.target == record.key) {
            return Ok(());
        }
        let Some(id) = self.ids.get(&record.key) else { return Ok(()) };
        validity::record_fact(&self.holder(Role::Publisher)?, *id, fact, "文件清理结果").await?;
        Ok(())
    }

    async fn withdraw(&self, record: &DemoRecord) -> Result<(), Failure> {
        let (DemoState::Withdrawn { reason, basis, .. }, Some(id)) = (&record.state, self.ids.get(&record.key)) else { return Ok(()) };
        withdraw::withdraw(&self.holder(Role::Publisher)?, *id, reason, basis).await?;
        Ok(())
    }
}

/// The bytes of an attachment, in the format its name says.
fn bytes_of(name: &str, content: &AttachmentContent) -> Result<Vec<u8>> {
    match content {
        AttachmentContent::Table(rows) if name.ends_with(".xlsx") => sheet(rows),
        AttachmentContent::Table(rows) => Ok(rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n").into_bytes()),
        AttachmentContent::Text(text) if name.ends_with(".docx") => {
            let reading = gongkai_text::reading::read(&Extract::of_lines(text), &std::collections::BTreeSet::new());
            let title = name.trim_end_matches(".docx").to_owned();
            gongkai_letters::docx(&gongkai_letters::Paper { title, paragraphs: reading.paragraphs, ..Default::default() })
        }
        AttachmentContent::Text(text) => Ok(text.clone().into_bytes()),
    }
}

fn sheet(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(line, column, cell)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}
