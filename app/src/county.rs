//! How does the demonstration county come into an empty installation? By the acts that people use, each at its own hour.
//!
//! The clock is moved by hand through the county's past, so that journal, reviews, editions and index numbers read as if
//! the county had worked with the program all along. Nothing is written that an act would not write.

mod attachments;
mod catalogue;
mod found;
mod history;
mod requests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use gongkai_capability::{Platform, Settings, catch_up};
use gongkai_documents::Doer;
use gongkai_documents::acts::validity;
use gongkai_identity::Role;
use gongkai_store::{Actor, Clock, Fact};
use indicatif::ProgressBar;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use self::found::roles_of;
use self::history::Filling;
use crate::capabilities::CAPABILITIES;
use crate::demo::model::Demo;
use crate::demo::{self};

/// Every log-in of the demonstration has this password; it is printed, and refused nowhere but in a real installation.
const PASSWORD: &str = "Qinglan-2026";

/// From where the journal says that all of the county came.
const ACTOR: &str = "demo";

/// The first and the last line of the county in the journal: one without the other is half a county.
const BEGUN: &str = "demo.begun";
const FINISHED: &str = "demo.finished";

/// Fills an empty installation and says how to come in.
pub async fn command(settings: Settings, if_empty: bool, show: bool) -> Result<()> {
    let today = Clock::System.today();
    let county = demo::county(today);
    let listen = settings.listen.clone();
    if !show {
        if clear_half(&settings).await? {
            eprintln!("gongkai: an interrupted demonstration was found; it is made anew");
        }
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

/// Takes away what an interrupted run left; false where there is none. Only what the demonstration alone has written is
/// taken away: as soon as anybody has worked with half a county, it is theirs.
///
/// # Errors
/// Says what to do where half a county is there that must not be taken away.
async fn clear_half(settings: &Settings) -> Result<bool> {
    let file = sqlite_file(settings);
    if file.as_ref().is_some_and(|file| !file.exists()) {
        return Ok(false);
    }
    let platform = Platform::open(settings.clone(), &CAPABILITIES, Clock::System).await?;
    let marks = platform.db.journal_of(ACTOR, 10).await?;
    let is_half = marks.iter().any(|mark| mark.kind == BEGUN) && !marks.iter().any(|mark| mark.kind == FINISHED);
    let is_ours = is_half && only_the_demonstration_wrote(&platform).await?;
    platform.db.close().await;
    drop(platform);
    match file {
        _ if !is_half => Ok(false),
        Some(file) if is_ours => {
            remove_database(&file, &settings.data)?;
            Ok(true)
        }
        Some(file) => bail!(
            "half a demonstration is in {}, and people have worked with it since; move that folder away (or `make clean-data`) and run this again",
            file.parent().unwrap_or(&file).display()
        ),
        None => bail!("half a demonstration is in this database; drop the database, create it anew and run this again"),
    }
}

async fn only_the_demonstration_wrote(platform: &Arc<Platform>) -> Result<bool> {
    let mut after = 0;
    loop {
        let entries = platform.db.journal_after(after, 1_000).await?;
        let Some(last) = entries.last() else { return Ok(true) };
        // The program's own nightly turns are nobody's work.
        if entries.iter().any(|entry| entry.actor_from != ACTOR && entry.actor_kind != "system") {
            return Ok(false);
        }
        after = last.number;
    }
}

fn sqlite_file(settings: &Settings) -> Option<PathBuf> {
    let path = settings.database.strip_prefix("sqlite://")?;
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// The database and the index that was made from it; files are kept by their content and fit the next run as well.
fn remove_database(file: &Path, data: &Path) -> Result<()> {
    for end in ["-wal", "-shm", ""] {
        let part = PathBuf::from(format!("{}{end}", file.display()));
        if part.exists() {
            std::fs::remove_file(&part).with_context(|| format!("removing {}", part.display()))?;
        }
    }
    let index = data.join("index");
    if index.exists() {
        std::fs::remove_dir_all(&index).with_context(|| format!("removing {}", index.display()))?;
    }
    Ok(())
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
    mark(&platform, BEGUN).await?;
    found::found(&platform, county).await?;
    catalogue::found(&platform).await?;
    let mut filling = Filling::new(&platform, county).await?;
    let mut events = history::events(county, today)?;
    events.extend(catalogue::events(first, today)?);
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
    found::renew_passwords(&platform, county).await?;
    validity::turn_due(&platform).await?;
    let morning = gongkai_requests::acts::tick::tick(&Doer::system(&platform, ACTOR)).await;
    morning.map_err(|failure| anyhow!("the morning of requests: {failure}"))?;
    catch_up(&platform).await?;
    mark(&platform, FINISHED).await?;
    platform.db.close().await;
    Ok(true)
}

/// Not one change: it is hundreds, so the journal says where they begin and end.
async fn mark(platform: &Arc<Platform>, kind: &str) -> Result<()> {
    let mut change = platform.db.change(&Actor::system(ACTOR)).await?;
    change.record(Fact::internal(kind, ACTOR, "", serde_json::json!({})));
    change.commit().await?;
    Ok(())
}

/// An instant in China.
fn at(day: Date, hour: i8, minute: i8) -> Result<Timestamp> {
    Ok(Offset::constant(8).to_timestamp(day.at(hour, minute, 0, 0))?)
}
