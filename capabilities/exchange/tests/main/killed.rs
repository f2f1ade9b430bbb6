//! Is what was taken in before a kill -9 kept whole, and does the next run finish the rest?
//!
//! The test binary starts itself as the process that is killed: a test of this name in a child that finds its folder in the
//! environment.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use gongkai_agencies::samples;
use gongkai_capability::{Platform, Settings};
use gongkai_documents::acts::import::Until;
use gongkai_exchange::{Order, Outcome, import};
use gongkai_store::{Actor, Clock};

use crate::{CAPABILITIES, importing::order, notice, write};

const FOLDER: &str = "GONGKAI_TEST_KILLED_IN";
const FILES: usize = 300;
const BATCH: usize = 10;

async fn opened(folder: &Path) -> Arc<Platform> {
    let settings = Settings::in_folder(folder.join("data"));
    Platform::open(settings, CAPABILITIES, Clock::System).await.expect("a platform")
}

fn asked(folder: &Path) -> Order {
    Order { batch: BATCH, ..order(&folder.join("files"), Until::Public) }
}

/// In the child: imports and prints a line a document. Elsewhere it does nothing.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the child is told its folder by its parent's environment")]
async fn child_that_imports() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let platform = opened(folder).await;
    let mut say = |report: &gongkai_exchange::Report| println!("taken {:?}", report.outcome);
    import(&platform, &asked(folder), &mut say, &mut |_| {}).await.expect("an import");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_leaves_whole_batches_and_the_next_run_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..FILES {
        write(dir.path(), &format!("files/{n:03}.txt"), notice(n));
    }
    let platform = opened(dir.path()).await;
    let mut change = platform.db.change(&Actor::system("test")).await.unwrap();
    samples::county(&mut change).await.unwrap();
    change.commit().await.unwrap();
    platform.db.close().await;
    drop(platform);

    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_that_imports", "--nocapture"])
        .env(FOLDER, dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines.map_while(Result::ok).filter(|line| line.contains("taken ")).take(3 * BATCH + 1).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(told, 3 * BATCH + 1, "the child was killed while it imported");

    let platform = opened(dir.path()).await;
    let mut reports = Vec::new();
    let tally = import(&platform, &asked(dir.path()), &mut |report| reports.push(report.clone()), &mut |_| {}).await.unwrap();
    let known = tally.of(Outcome::Known);
    assert!((3 * BATCH..FILES).contains(&known) && known % BATCH == 0, "whole batches were kept: {known}");
    assert_eq!(known + tally.of(Outcome::Published) + tally.of(Outcome::Held), FILES, "{tally:?}");
    assert!(reports[..known].iter().all(|report| report.outcome == Outcome::Known), "in order: nothing was left out");
    assert_eq!(platform.db.verify_journal().await.unwrap().map_err(|fault| fault.to_string()).map(|n| n > 0), Ok(true));
    let again = import(&platform, &asked(dir.path()), &mut |_| {}, &mut |_| {}).await.unwrap();
    assert_eq!(again.of(Outcome::Known), FILES);
}
