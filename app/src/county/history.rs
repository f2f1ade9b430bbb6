//! What happened in the county, when, and by whose hand? Each event is an act at its own hour.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_documents::acts::draft::{Source, create};
use gongkai_documents::acts::{publish, review, schedule, submit, validity, withdraw};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::tables::relation::Relation;
use gongkai_documents::{Content, Doer, Handling, incoming};
use gongkai_files::Limits;
use gongkai_identity::{Role, Staff, Viewer};
use gongkai_law::{FactKind, Topics};
use gongkai_store::{Actor, ActorKind, Clock};
use gongkai_text::extract::Extract;
use gongkai_web::Failure;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::attachments::bytes_of;
use super::{ACTOR, at};
use crate::demo::model::{Demo, DemoRecord, DemoState};

/// Something that happened in the county.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The record goes as far as its state says.
    Record(usize),
    Fact(usize, usize),
    Withdraw(usize),
    /// One step of one request.
    Request(usize, usize),
    /// The congress approved the budget of a year.
    Approved(i16),
    /// Where nothing arose in a year, that is stated.
    Stated(i16),
    /// A level above changes its catalogue.
    Superior,
}

/// What happened, when; at the same instant a record comes before what is done to it.
pub(super) fn events(county: &Demo, today: Date) -> Result<Vec<(Timestamp, u8, Event)>> {
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
    events.extend(super::requests::events(county, today)?);
    Ok(events)
}

/// The county while it is being filled.
pub(super) struct Filling<'a> {
    pub(super) platform: Arc<Platform>,
    county: &'a Demo,
    people: HashMap<String, Staff>,
    pub(super) ids: BTreeMap<String, i64>,
    topics: Topics,
    names: HashMap<&'a str, &'a str>,
}

impl<'a> Filling<'a> {
    pub(super) async fn new(platform: &Arc<Platform>, county: &'a Demo) -> Result<Self> {
        let mut people = HashMap::new();
        for person in &county.staff {
            let staff = Staff::by_login(&platform.db, &person.login).await?.context("the people were made just now")?;
            people.insert(person.login.clone(), staff);
        }
        let names = county.agencies.iter().map(|agency| (agency.path.as_str(), agency.name.as_str())).collect();
        Ok(Self { platform: platform.clone(), county, people, ids: BTreeMap::new(), topics: Topics::national(), names })
    }

    pub(super) async fn happen(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Record(n) => self.record(&self.county.records[*n]).await,
            Event::Fact(n, i) => self.fact(&self.county.records[*n], *i).await,
            Event::Withdraw(n) => self.withdraw(&self.county.records[*n]).await,
            Event::Request(n, step) => self.request(&self.county.requests[*n], *step).await,
            Event::Approved(year) => self.approved(*year).await,
            Event::Stated(year) => self.stated(*year).await,
            Event::Superior => self.superior_changes().await,
        }
    }

    fn doer(&self, staff: &Staff) -> Doer {
        let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: ACTOR.to_owned() };
        Doer { platform: self.platform.clone(), viewer: Viewer::Staff(staff.clone()), actor }
    }

    /// Somebody of the county's office who holds a role; the departments' own people are left for the visitor to try.
    pub(super) fn holder(&self, role: Role) -> Result<Doer, Failure> {
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
        let (mut content, handling) = self.content(record).await?;
        // Now and then the drafter chooses nothing, and the program proposes.
        if !self.ids.len().is_multiple_of(7) {
            content.items = self.items_of(&record.agency, &record.title, gongkai_documents::Kind::label_of(&record.kind)).await?;
        }
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
