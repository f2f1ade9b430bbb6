//! What happens by itself when a day has come: silence takes effect, the head is told what is overdue, identity is erased.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use gongkai_capability::{BoxFuture, Platform};
use gongkai_documents::Doer;
use gongkai_store::{Change, Fact, Job};
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::Work;
use crate::rules::history::{Event, What};
use crate::tables;

pub(crate) const JOB: &str = "requests.tick";
const AT_ONCE: i64 = 500;

/// Queues the look of the next morning; done at every start, so that the chain of days never breaks.
pub async fn queue_next(change: &mut Change) -> Result<()> {
    let tomorrow = change.today().tomorrow()?;
    // Shortly after midnight in Beijing.
    let at = jiff::tz::Offset::constant(8).to_timestamp(tomorrow.at(0, 5, 0, 0))?;
    change.enqueue(JOB, "daily", at, &json!({})).await?;
    Ok(())
}

/// The daily job; queues itself for the next morning.
pub(crate) fn run(platform: Arc<Platform>, _job: Job) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        let doer = Doer::system(&platform, "job");
        tick(&doer).await.map_err(|failure| anyhow!("the morning of requests: {failure}"))?;
        let mut change = platform.db.change(&doer.actor).await?;
        queue_next(&mut change).await?;
        change.commit().await?;
        Ok(())
    })
}

/// Looks at every request one of whose days has come, and says how many it changed. Doing it twice does nothing more. One
/// that cannot be brought forward keeps no other waiting: it is logged and stays for the office.
pub async fn tick(doer: &Doer) -> Result<usize, Failure> {
    let today = doer.platform.db.clock().today();
    let (mut n, mut after) = (0, 0);
    loop {
        let ripe = tables::case::ripe(&doer.platform.db, &today.to_string(), after, AT_ONCE).await?;
        let Some(last) = ripe.last().copied() else { return Ok(n) };
        for id in ripe {
            match one(doer, id, today).await {
                Ok(changed) => n += usize::from(changed),
                Err(failure) => tracing::error!(request = id, reasons = failure.reasons().join("; "), "a request was not brought forward"),
            }
        }
        after = last;
    }
}

/// True where anything was to be done.
async fn one(doer: &Doer, id: i64, today: Date) -> Result<bool, Failure> {
    let mut work = Work::open(doer, id).await?;
    // Silence of a third party or a co-maker: its effect is the law's, nobody need confirm it (articles 32, 34).
    let silent: Vec<(u32, Date)> = work
        .clock()
        .sought()
        .iter()
        .filter(|sought| sought.ended_on.is_none())
        .filter_map(|sought| Some((sought.id, sought.due?)))
        .filter(|(_, due)| *due < today)
        .collect();
    // A row of an older program is made anew from its history.
    let mut changed = !silent.is_empty() || work.case.projected_by < tables::case::PROJECTION;
    for (consultation, due) in silent {
        work.take(Event { on: due, what: What::OpinionLapsed { id: consultation } }, None).await?;
    }
    if work.clock().is_overdue(work.law(), today) && !work.case.overdue_told {
        work.case.overdue_told = true;
        let (subject, path) = (work.case.subject(), work.case.agency_path.clone());
        let detail = json!({"number": work.case.number, "due": work.case.due_on});
        work.change.record(Fact::internal("requests.overdue", subject, &path, detail));
        changed = true;
    }
    let erased = if work.case.erase_on.is_some_and(|on| on <= today) && work.case.erased_at.is_none() {
        Some(erase(&mut work).await?)
    } else {
        None
    };
    if !changed && erased.is_none() {
        return Ok(false);
    }
    work.close("requests.ticked", json!({})).await?;
    // After the commit: a row never names what is gone before it says so.
    for file in erased.into_iter().flatten() {
        super::keep::remove(&doer.platform, &file)?;
    }
    Ok(true)
}

/// Forgets who asked: the sealed texts, the way in, and the files that show it. The letters stay, sealed, with the case.
async fn erase(work: &mut Work) -> Result<Vec<String>, Failure> {
    let id = work.case.id;
    tables::person::erase(&mut work.change, id).await?;
    let mut files = tables::file::erase_sealed(&mut work.change, id).await?;
    files.extend(tables::redaction::erase(&mut work.change, id).await?);
    work.case.erased_at = Some(work.change.at_iso());
    work.case.access_sealed = String::new();
    let (subject, path) = (work.case.subject(), work.case.agency_path.clone());
    work.change.record(Fact::internal("requests.identity_erased", subject, &path, json!({"number": work.case.number})));
    Ok(files)
}
