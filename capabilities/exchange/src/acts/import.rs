//! Takes files in: originals are kept, documents come as drafts, into review, or (a migration) straight to the public.
//!
//! A batch is one transaction, so a process that is killed leaves whole batches behind, and the next run goes on from there:
//! what came before is known by the hash of its bytes. Files are kept before their batch: what a killed run leaves among
//! them is named by nothing and harmless.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use gongkai_capability::Platform;
use gongkai_documents::acts::import::{Incoming, Taken, Until, stopping, take_in};
use gongkai_documents::rules::required::missing;
use gongkai_documents::screening::bands_of;
use gongkai_documents::{Doer, Kind, tables};
use gongkai_files::Limits;
use gongkai_law::Openness;
use gongkai_store::Fact;
use gongkai_text::finding::{Finding, Severity};
use gongkai_text::screen::Code;
use gongkai_text::screen::similarity::{self, Signature};
use gongkai_web::Failure;
use serde_json::json;
use tokio::sync::mpsc;

use crate::examine::{Body, Examined, Lens};
use crate::rules::duplicates::{Run, number_key};
use crate::rules::report::{Outcome, Problem, Report, Tally, Told};
use crate::survey::survey;
use crate::tables::note_old_address;
use crate::{Progress, pipeline};

/// What is to be imported, and how far.
#[derive(Debug, Clone)]
pub struct Order {
    pub paths: Vec<PathBuf>,
    pub agency_path: String,
    pub until: Until,
    /// Why documents go to the public without review here; kept with each of them.
    pub reason: String,
    /// The kind of all documents, where their titles are not to decide.
    pub kind: Option<&'static Kind>,
    pub openness: Option<Openness>,
    /// Documents in one transaction.
    pub batch: usize,
    /// Look only: nothing is written, no file is kept.
    pub dry_run: bool,
    pub limits: Limits,
}

/// Why a run ended before its last file. What was taken in before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("导入中断，已入库的保留，排除故障后重新运行即可接续")]
    Broken(#[source] anyhow::Error),
    #[error("{}", .0.join("；"))]
    Refused(Vec<String>),
}

/// Imports every file under the paths and tells each in the order of the walk.
///
/// # Errors
/// Where the database or the file store fails (a full disk): the batch under way is not taken in, those before it are.
pub async fn import(
    platform: &Arc<Platform>,
    order: &Order,
    tell: &mut (dyn FnMut(&Report) + Send),
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Tally, ImportError> {
    let doer = Doer::system(platform, "import");
    let mut files = start(platform, order);
    let mut batch = Vec::new();
    let mut bodies = 0;
    let mut keeper = Keeper { doer, order, run: Run::default(), tally: Tally::default() };
    let mut done = 0;
    while let Some((examined, total)) = files.recv().await {
        let examined = examined.map_err(ImportError::Broken)?;
        done += examined.files;
        progress(Progress { done, total, path: &examined.report.path });
        bodies += usize::from(examined.body.is_some());
        batch.push(examined);
        // Failed files have no body; a folder of nothing else is told as it is read all the same.
        if bodies >= order.batch.max(1) || batch.len() >= 4 * order.batch.max(1) {
            keeper.keep(std::mem::take(&mut batch), tell).await?;
            bodies = 0;
        }
    }
    keeper.keep(batch, tell).await?;
    Ok(keeper.tally)
}

type Sent = (anyhow::Result<Examined>, usize);

/// Reading goes on by itself, as far ahead as the channel is long; it ends when nobody listens any more.
fn start(platform: &Arc<Platform>, order: &Order) -> mpsc::Receiver<Sent> {
    let (send, receive) = mpsc::channel::<Sent>(32);
    let (platform, order) = (platform.clone(), order.clone());
    // A thread of its own rather than the runtime's: a process that gives up does not wait for the rest of the walk.
    std::thread::spawn(move || {
        let plan = survey(&order.paths, &order.limits);
        let n_files = plan.files;
        let named: Vec<String> = order.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let own_hosts: Vec<String> = platform.sites.all().iter().map(|site| site.host.clone()).collect();
        let lens = Lens {
            screen: platform.screens.of(&order.agency_path),
            limits: &order.limits,
            today: platform.db.clock().today(),
            openness: order.openness,
            kind: order.kind,
            own_hosts: &own_hosts,
            keep: (!order.dry_run).then_some(&*platform),
            named: &named,
        };
        pipeline::run(&order.paths, &order.limits, plan, &|item| lens.examine(item), &mut |examined| {
            let broken = examined.is_err();
            match send.blocking_send((examined, n_files)) {
                Ok(()) if !broken => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        });
    });
    receive
}

/// Takes batches in and remembers the run.
struct Keeper<'a> {
    doer: Doer,
    order: &'a Order,
    run: Run,
    tally: Tally,
}

/// One document on its way into the database.
struct Ready {
    /// Its place in the batch.
    at: usize,
    addresses: Vec<String>,
}

fn id_of(taken: &Taken) -> i64 {
    let (Taken::Drafted(id) | Taken::Submitted(id) | Taken::Published(id) | Taken::Known(id)) = *taken;
    id
}

impl Keeper<'_> {
    async fn keep(&mut self, batch: Vec<Examined>, tell: &mut (dyn FnMut(&Report) + Send)) -> Result<(), ImportError> {
        let keys: Vec<Option<String>> = batch.iter().map(|examined| examined.body.as_ref().map(|body| self.key(body))).collect();
        let known = self.known(keys.iter().flatten().cloned().collect()).await?;
        let mut reports = Vec::with_capacity(batch.len());
        let mut refused = Vec::with_capacity(batch.len());
        let (mut ready, mut texts) = (Vec::new(), Vec::new());
        let mut moved = Vec::new();
        for (at, (examined, key)) in batch.into_iter().zip(keys).enumerate() {
            let Examined { mut report, body, refused: beside, .. } = examined;
            if let (Some(body), Some(key)) = (body, key) {
                let repeats = self.run.note(&report.path, &body.content.metadata, body.signature.as_ref());
                if let Some(id) = known.get(&key) {
                    report.outcome = Outcome::Known;
                    // A run that was killed between its batch and this finds its way back here.
                    moved.extend(body.addresses.into_iter().map(|address| (address, *id)));
                } else {
                    let addresses = body.addresses.clone();
                    texts.push(self.incoming(body, key, repeats, &mut report).await?);
                    ready.push(Ready { at, addresses });
                }
            }
            reports.push(report);
            refused.push(beside);
        }
        if !self.order.dry_run {
            moved.extend(self.take(ready, texts, &mut reports).await?);
            self.note_addresses(moved).await.map_err(ImportError::Broken)?;
        }
        for report in reports.into_iter().zip(refused).flat_map(|(report, beside)| std::iter::once(report).chain(beside)) {
            self.tally.add(&report);
            tell(&report);
        }
        Ok(())
    }

    /// Identity of an original: whose it is and the hash of its bytes.
    fn key(&self, body: &Body) -> String {
        format!("{} {}", self.order.agency_path, body.hash)
    }

    async fn known(&self, keys: Vec<String>) -> Result<HashMap<String, i64>, ImportError> {
        let mut connection = self.doer.platform.db.read().acquire().await.context("reading").map_err(ImportError::Broken)?;
        let known = tables::document::by_source_keys(&mut connection, &keys).await.map_err(ImportError::Broken)?;
        Ok(known.into_iter().collect())
    }

    /// Where the pages stood before, so that links to them and bookmarks lead on.
    async fn note_addresses(&self, moved: Vec<(String, i64)>) -> anyhow::Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let mut change = self.doer.change().await?;
        let mut n_new = 0;
        for (address, id) in &moved {
            n_new += u64::from(note_old_address(&mut change, address, *id).await?);
        }
        if n_new > 0 {
            let detail = json!({"n_addresses": n_new, "first": moved[0].0});
            change.record(Fact::internal("exchange.addresses_noted", "import", &self.order.agency_path, detail));
            change.commit().await?;
        }
        Ok(())
    }

    /// Brings the last findings together: what the run and what the public repeats.
    async fn incoming(&self, body: Body, key: String, repeats: Vec<Finding>, report: &mut Report) -> Result<Incoming, ImportError> {
        let Body { name, content, mut handling, signature, mut findings, .. } = body;
        let public = self.public(signature.as_ref(), &content.metadata).await.map_err(ImportError::Broken)?;
        for finding in repeats.into_iter().chain(public) {
            report.findings.push(Told::from(&finding));
            findings.push(finding);
        }
        if self.order.until == Until::Public {
            handling.change_reason.clone_from(&self.order.reason);
            handling.forced_reason.clone_from(&self.order.reason);
        }
        let agency_path = self.order.agency_path.clone();
        Ok(Incoming { agency_path, content, handling, key, name, stops: stopping(&findings) })
    }

    /// What is in the database that a text repeats: one look by its bands, and one by its 文号.
    async fn public(&self, signature: Option<&Signature>, metadata: &gongkai_text::paragraph::Metadata) -> anyhow::Result<Vec<Finding>> {
        let mut found = Vec::new();
        let mut connection = self.doer.platform.db.read().acquire().await?;
        if let Some(signature) = signature {
            for other in tables::sundry::sharing_bands(&mut connection, &bands_of(signature), 0).await? {
                let Ok(theirs) = other.signature.parse::<Signature>() else { continue };
                if let Some(code) = similarity::compare(signature, &theirs) {
                    found.push(similarity::finding(code, &other.title, &format!("/documents/{}", other.id)));
                }
            }
        }
        if let Some(key) = number_key(metadata)
            && let Some((id, title)) = tables::document::holder_of_number(&mut connection, &key, 0).await?
        {
            found.push(similarity::finding(Code::DuplicateNumber, &title, &format!("/documents/{id}")));
        }
        Ok(found)
    }

    /// One transaction for all; where the rules refuse one of them, each by itself, so that it alone fails.
    async fn take(&self, ready: Vec<Ready>, mut texts: Vec<Incoming>, reports: &mut [Report]) -> Result<Vec<(String, i64)>, ImportError> {
        if ready.is_empty() {
            return Ok(Vec::new());
        }
        match take_in(&self.doer, &mut texts, self.order.until).await {
            Ok(taken) => {
                let mut moved = Vec::new();
                for ((one, incoming), taken) in ready.into_iter().zip(&texts).zip(taken) {
                    self.tell_taken(incoming, &taken, &mut reports[one.at]);
                    moved.extend(one.addresses.into_iter().map(|address| (address, id_of(&taken))));
                }
                Ok(moved)
            }
            Err(Failure::Broken(error)) => Err(ImportError::Broken(error)),
            Err(Failure::Denied(denied)) => Err(ImportError::Refused(vec![denied.to_string()])),
            Err(_) => self.take_singly(ready, texts, reports).await,
        }
    }

    async fn take_singly(
        &self,
        ready: Vec<Ready>,
        texts: Vec<Incoming>,
        reports: &mut [Report],
    ) -> Result<Vec<(String, i64)>, ImportError> {
        let mut moved = Vec::new();
        for (one, mut incoming) in ready.into_iter().zip(texts) {
            let report = &mut reports[one.at];
            match take_in(&self.doer, std::slice::from_mut(&mut incoming), self.order.until).await {
                Ok(taken) => {
                    for taken in taken {
                        self.tell_taken(&incoming, &taken, report);
                        moved.extend(one.addresses.iter().cloned().map(|address| (address, id_of(&taken))));
                    }
                }
                Err(Failure::Broken(error)) => return Err(ImportError::Broken(error)),
                Err(failure) => {
                    let reasons = if let Failure::Refused(reasons) = &failure { reasons.join("；") } else { failure.to_string() };
                    report.outcome = Outcome::Failed;
                    report.error =
                        Some(Problem { code: "refused".to_owned(), message: format!("“{}”未能入库：{reasons}", incoming.name) });
                }
            }
        }
        Ok(moved)
    }

    fn tell_taken(&self, incoming: &Incoming, taken: &Taken, report: &mut Report) {
        report.outcome = match taken {
            Taken::Known(_) => Outcome::Known,
            Taken::Published(_) => Outcome::Published,
            Taken::Submitted(_) => Outcome::Submitted,
            Taken::Drafted(_) if self.order.until == Until::Draft => Outcome::Imported,
            Taken::Drafted(_) => Outcome::Held,
        };
        // Where a finding stops it the reader sees why; what is lacking otherwise is said here.
        let stopped = report.findings.iter().any(|told| told.severity == Severity::Stop);
        if report.outcome == Outcome::Held && !stopped {
            let mut reasons: Vec<String> =
                missing(&incoming.content, &incoming.handling.openness_reason).iter().map(ToString::to_string).collect();
            if reasons.is_empty() {
                reasons.push("需要人工核对后送审".to_owned());
            }
            report.error = Some(Problem {
                code: "held".to_owned(),
                message: format!("“{}”存为草稿：{}", incoming.name, reasons.join("；")),
            });
        }
    }
}

/// Agencies whose name, code or path resembles a word that names none, the closest first: for the error message.
#[must_use]
pub fn resembling<'a>(word: &str, all: &'a [gongkai_agencies::Agency]) -> Vec<&'a gongkai_agencies::Agency> {
    const MOST: usize = 5;
    const LEAST: f64 = 0.3;
    let mut scored: HashMap<usize, f64> = HashMap::new();
    for (at, agency) in all.iter().enumerate() {
        let names = [agency.name(), agency.short_name(), agency.code(), agency.path.as_str()];
        let closest = names.iter().map(|name| gongkai_text::compare::likeness(word, name)).fold(0.0, f64::max);
        if closest >= LEAST {
            scored.insert(at, closest);
        }
    }
    let mut order: Vec<(usize, f64)> = scored.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    order.into_iter().take(MOST).map(|(at, _)| &all[at]).collect()
}
