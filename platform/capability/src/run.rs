//! Who does what waits? The loops that run due jobs and let followers hear the journal.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use gongkai_store::Entry;
use tokio::sync::watch;

use crate::manifest::Place;
use crate::platform::Platform;

/// So many journal entries are heard at a time.
const BATCH: i64 = 500;
/// What was read into the index becomes visible at the end, and after so many entries: each time makes a piece of its own, and
/// pieces are merged later.
const VISIBLE_AFTER: i64 = 4_000;

/// Takes up again what this node had in hand when its process died: a publication waits for no lease. The lock lasts as long
/// as the process; while another worker of the same folder lives, nothing is taken from it.
pub async fn take_up(platform: &Platform) -> Result<Option<File>> {
    let path = platform.settings.data.join("worker.lock");
    let lock = File::create(&path).with_context(|| format!("opening {}", path.display()))?;
    if lock.try_lock().is_err() {
        return Ok(None);
    }
    let n = platform.db.release_jobs().await?;
    if n > 0 {
        tracing::warn!(jobs = n, "taken up again: this node had them in hand when it stopped");
    }
    Ok(Some(lock))
}

/// Runs every job that is due; gives how many were run.
pub async fn run_due_jobs(platform: &Arc<Platform>) -> Result<usize> {
    let mut n = 0;
    while let Some(job) = platform.db.claim_job().await? {
        let kind = platform.capabilities.iter().flat_map(|capability| capability.jobs).find(|kind| kind.name == job.kind);
        let outcome = match kind {
            Some(kind) => (kind.run)(platform.clone(), job.clone()).await,
            None => Err(anyhow::anyhow!("no capability does jobs of kind {}", job.kind)),
        };
        if let Err(error) = &outcome {
            tracing::error!(job = job.id, kind = job.kind, error = format!("{error:#}"), "job failed");
        }
        platform.db.finish_job(&job, outcome.map_err(|error| format!("{error:#}"))).await?;
        n += 1;
    }
    Ok(n)
}

/// Lets every follower hear what it has not heard yet.
pub async fn catch_up(platform: &Arc<Platform>) -> Result<()> {
    feed_index(platform).await?;
    for follower in platform.capabilities.iter().flat_map(|capability| capability.followers) {
        if follower.place == Place::Node {
            continue;
        }
        let mut heard = platform.db.follower_position(follower.name).await?;
        loop {
            let entries = platform.db.journal_after(heard, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.number) else { break };
            (follower.follow)(platform.clone(), entries).await.with_context(|| format!("follower {}", follower.name))?;
            platform.db.set_follower_position(follower.name, last).await?;
            heard = last;
        }
    }
    Ok(())
}

/// The index of this node reads the journal like any follower; its place is kept with the index itself.
async fn feed_index(platform: &Arc<Platform>) -> Result<()> {
    let mut heard = platform.search.position();
    loop {
        let entries = platform.db.journal_after(heard, BATCH).await?;
        let Some(last) = entries.last().map(|entry| entry.number) else { return make_visible(platform, heard).await };
        for capability in platform.capabilities {
            let Some(searchable) = capability.searchable else { continue };
            let ids = subjects(&entries, searchable.subject);
            if ids.is_empty() {
                continue;
            }
            let read = (searchable.read)(platform.clone(), ids.iter().copied().collect()).await?;
            let present: BTreeSet<i64> = read.iter().map(|entry| entry.id).collect();
            let platform = platform.clone();
            tokio::task::spawn_blocking(move || {
                platform.search.put(&read)?;
                ids.difference(&present).try_for_each(|gone| platform.search.remove(*gone))
            })
            .await?
            .context("feeding the index")?;
        }
        // What else lives on this node keeps its place with the index.
        for follower in platform.capabilities.iter().flat_map(|capability| capability.followers) {
            if follower.place == Place::Node {
                (follower.follow)(platform.clone(), entries.clone()).await.with_context(|| format!("follower {}", follower.name))?;
            }
        }
        heard = last;
        if heard - platform.search.position() >= VISIBLE_AFTER {
            make_visible(platform, heard).await?;
        }
    }
}

/// Commits the index up to a place in the journal, unless it stands there already.
async fn make_visible(platform: &Arc<Platform>, heard: i64) -> Result<()> {
    if heard == platform.search.position() {
        return Ok(());
    }
    let platform = platform.clone();
    tokio::task::spawn_blocking(move || platform.search.commit(heard)).await?.context("committing the index")
}

/// Feeds the index beside a large import, in large pieces; the importer catches up at its end. Ends by itself where another
/// process holds the index: that one hears of it all.
pub async fn feed_in_bulk(platform: Arc<Platform>, mut stop: watch::Receiver<bool>) {
    let mut journal = platform.db.journal_watch();
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            heard = journal.changed() => if heard.is_err() { return },
        }
        let behind = *journal.borrow_and_update() - platform.search.position();
        if behind < VISIBLE_AFTER {
            continue;
        }
        if let Err(error) = feed_index(&platform).await {
            tracing::debug!(error = format!("{error:#}"), "the index is not fed beside the import");
            return;
        }
    }
}

fn subjects(entries: &[Entry], prefix: &str) -> BTreeSet<i64> {
    entries
        .iter()
        .filter(|entry| entry.public)
        .filter_map(|entry| entry.subject.strip_prefix(prefix)?.strip_prefix(':')?.parse().ok())
        .collect()
}

/// What a node does besides answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Hears other nodes and keeps its own index: whoever answers requests must.
    Node,
    /// That, and the jobs and followers of the whole installation.
    Worker,
}

/// Does a node's duty until told to stop. Wakes at once for what this process wrote, twice a second for other nodes and for
/// what falls due.
pub async fn run_forever(platform: Arc<Platform>, duty: Duty, mut stop: watch::Receiver<bool>) {
    let mut journal = platform.db.journal_watch();
    let mut lock = None;
    loop {
        let round = async {
            platform.db.listen().await?;
            platform.rate.sweep();
            platform.sign_in_rate.sweep();
            if duty == Duty::Node {
                return feed_index(&platform).await;
            }
            // Asked again while another worker of this folder holds it: what that one drops is taken up here.
            if lock.is_none() {
                // Where no lock can be had (a full disk), leases run out by themselves and the work goes on.
                lock = take_up(&platform).await.unwrap_or_else(|error| {
                    tracing::debug!(error = format!("{error:#}"), "jobs in hand are left to their lease");
                    None
                });
            }
            run_due_jobs(&platform).await?;
            catch_up(&platform).await
        };
        if let Err(error) = round.await {
            tracing::error!(error = format!("{error:#}"), "a round of background work failed");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        tokio::select! {
            _ = stop.changed() => return,
            _ = journal.changed() => {}
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}
