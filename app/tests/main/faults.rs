//! What is left after a kill -9, on a full disk, after a slip of the operator? Nothing half done, and a clear word.

mod intake;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gongkai_capability::Platform;
use gongkai_documents::acts::draft::{Source, create};
use gongkai_documents::acts::{review, schedule, submit};
use gongkai_documents::content::sha256;
use gongkai_documents::{Content, Doer, Filter, Handling, PublicState, Sort, State, incoming, tables};
use gongkai_files::Limits;
use gongkai_identity::{Grant, NewStaff, Role, Scope, Staff, Viewer};
use gongkai_store::{Actor, ActorKind};
use jiff::SignedDuration;

use crate::binary::{Installation, bare, said, until};
use crate::stage::{AGENCY, done};

const FILES: usize = 300;
const REASON: &str = "旧站历史文件迁移";

/// An ordinary notice; `n` makes it another one.
fn notice(n: usize) -> String {
    const MATTERS: [&str; 10] =
        ["节约用水", "森林防火", "公路养护", "入学登记", "防汛抗旱", "粮食收购", "无偿献血", "垃圾分类", "小区改造", "流感防控"];
    const PLACES: [&str; 9] = ["河堤", "林场", "路口", "学校", "水库", "粮站", "血站", "街巷", "楼院"];
    let word = |seed: usize| -> String {
        (0..4).filter_map(|k| char::from_u32(0x4e00 + ((n * 7919 + seed * 104_729 + k * 1_299_709) % 6000) as u32)).collect()
    };
    let (matter, place) = (MATTERS[n % MATTERS.len()], PLACES[n / 3 % PLACES.len()]);
    let lines: String = (0..5)
        .map(|k| {
            format!(
                "{}、{place}{}段由{matter}小组第{}组在{}日内办结，登记为“{}”，报县教育局备查。\n",
                ["一", "二", "三", "四", "五"][k],
                word(k),
                n + k,
                n % 27 + 3,
                word(k + 9)
            )
        })
        .collect();
    format!(
        "青岚县教育局关于做好{matter}工作的通知（第{n}期）\n青教发〔2026〕{}号\n各中小学校：\n为做好{matter}工作，现就有关事项通知如下：\n{lines}青岚县教育局\n2026年2月{}日\n",
        n + 1,
        n % 27 + 1
    )
}

/// What is public is whole: its edition, the bytes that its hash names, and its line in the journal; and nothing else is public.
async fn assert_whole(platform: &Arc<Platform>) -> (usize, BTreeSet<String>) {
    platform.db.verify_journal().await.expect("reading the journal").expect("the journal holds together");
    let everything = Scope { root: String::new(), internal: vec![String::new()] };
    let filter = Filter { sort: Sort::Id, ..Filter::default() };
    let lines = tables::list::lines(&platform.db, &everything, &filter, 10_000, 0).await.expect("all documents");
    let mut names = BTreeSet::new();
    for line in &lines {
        let document = tables::document::by_id(&platform.db, line.id).await.expect("a document").expect("it is listed");
        assert_eq!(sha256(&document.content.canonical()), document.content_sha256, "document {}", line.id);
        let name = document.source_name.clone().unwrap_or_else(|| format!("{}", line.id));
        assert!(names.insert(name.clone()), "{name} is there once");
        let facts = platform.db.journal_of(&document.subject(), 50).await.expect("its journal");
        let published: Vec<_> = facts.iter().filter(|fact| fact.kind == "documents.published").collect();
        let edition = tables::edition::get(&platform.db, line.id, 1).await.expect("its edition");
        assert_eq!((published.len(), edition.is_some()), if document.is_public() { (1, true) } else { (0, false) }, "document {}", line.id);
        if document.public_state == PublicState::Published {
            let edition = edition.expect("just seen");
            assert_eq!((&edition.sha256, document.edition, document.state), (&document.content_sha256, 1, State::Settled));
            assert_eq!(sha256(&edition.content.canonical()), edition.sha256);
            assert_eq!(published[0].detail["sha256"].as_str(), Some(edition.sha256.as_str()));
            assert!(document.index_number.is_some() && document.first_online_at.is_some());
        }
        for file in document
            .content
            .attachments
            .iter()
            .map(|file| &file.hash)
            .chain(document.handling.original.iter().map(|original| &original.hash))
        {
            platform.files.get(file).expect("a file that a document names is there");
        }
    }
    (lines.iter().filter(|line| line.public_state == PublicState::Published).count(), names)
}

fn files(folder: &Path) -> String {
    std::fs::create_dir_all(folder).expect("a folder");
    for n in 0..FILES {
        std::fs::write(folder.join(format!("{n:03}.txt")), notice(n)).expect("a file");
    }
    folder.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_again_and_again_is_finished_by_the_next() {
    let installation = Installation::new().await;
    let folder = files(&installation.data.join("incoming"));
    let order = ["import", &folder, "--agency", "青岚县教育局", "--publish", "--reason", REASON, "--batch", "7", "--json"];
    let mut before = 0;
    // Each run gets a little further; the last blow falls between two lines and not after one.
    for (lines, beyond) in [(1, 0), (23, 3), (61, 11), (140, 29)] {
        let mut child = installation.command(&order).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
        let told = BufReader::new(child.stdout.take().expect("piped")).lines();
        let told = told.map_while(Result::ok).take(before + lines).count();
        assert_eq!(told, before + lines, "it was killed while it worked");
        std::thread::sleep(Duration::from_millis(beyond));
        child.kill().expect("it was running");
        child.wait().expect("it is gone");
        let verified = installation.run(&["journal", "verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
        let platform = installation.opened().await;
        let (_, names) = assert_whole(&platform).await;
        assert!(names.len() < FILES, "killed too late");
        before = names.len();
        platform.db.close().await;
    }
    assert!(before > 0, "something was kept of what was killed");
    let last = installation.run(&order);
    assert!(last.status.success(), "{}", said(&last));
    let platform = installation.opened().await;
    let (n_public, names) = assert_whole(&platform).await;
    assert_eq!((names.len(), n_public), (FILES, FILES));
    assert_eq!(platform.search.len(), FILES as u64, "and each is found");
    platform.db.close().await;
    let again = installation.run(&order);
    assert!(again.status.success(), "{}", said(&again));
    let outcomes = String::from_utf8_lossy(&again.stdout).lines().filter(|line| line.contains("\"known\"")).count();
    assert_eq!(outcomes, FILES, "nothing is taken in twice: {}", said(&again));
}

/// Somebody who drafts, and reviewers, on an installation that runs by the machine's clock.
async fn doer(platform: &Arc<Platform>, login: &str, role: Role) -> Doer {
    let known = Staff::by_login(&platform.db, login).await.expect("reading staff");
    let staff = match known {
        Some(staff) => staff,
        None => {
            let mut change = platform.db.change(&Actor::system("test")).await.expect("a change");
            let grants = [Grant { role, path: "qinglan".to_owned() }];
            let new = NewStaff { login, name: login, agency_path: "qinglan", password: gongkai_testing::PASSWORD, grants: &grants };
            Staff::create(&mut change, &new).await.expect("creating staff").expect("a good password");
            change.commit().await.expect("creating staff");
            Staff::by_login(&platform.db, login).await.expect("reading staff").expect("taken on")
        }
    };
    let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: "127.0.0.1".to_owned() };
    Doer { platform: platform.clone(), viewer: Viewer::Staff(staff), actor }
}

/// A notice that has passed its reviews.
async fn approved(platform: &Arc<Platform>, n: usize) -> i64 {
    let author = doer(platform, "author", Role::Author).await;
    let opened = incoming::open("a.txt", notice(n).as_bytes(), &Limits::default(), &BTreeSet::new()).expect("a text");
    let content: Content = incoming::content_of(&opened.reading);
    let id = done(create(&author, AGENCY, content, Handling::default(), Source::default()).await);
    let document = done(submit::submit(&author, id, 1).await);
    let people = [
        ("first", Role::FirstReviewer),
        ("second", Role::SecondReviewer),
        ("final", Role::FinalReviewer),
        ("secrecy", Role::SecrecyReviewer),
    ];
    for (login, role) in people {
        let reviewer = doer(platform, login, role).await;
        let seen = tables::document::by_id(&platform.db, id).await.expect("a document").expect("it is there");
        let step = done(review::waiting_step(&reviewer, &seen).await).expect("a step is left");
        done(review::approve(&reviewer, id, step, &document.content_sha256, "同意").await);
    }
    id
}

/// So late may a scheduled publication be.
const SO_LATE: Duration = Duration::from_secs(2);

/// On a machine that builds and tests at the same time the two seconds are stretched; the bench holds them strictly.
const STRETCHED: Duration = Duration::from_secs(6);

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_publication_survives_a_kill_before_its_time_and_one_after_it() {
    let installation = Installation::new().await;
    let platform = installation.opened().await;
    let (soon, missed) = (approved(&platform, 1).await, approved(&platform, 2).await);
    let publisher = doer(&platform, "publisher", Role::Publisher).await;
    let served = installation.serve(&[]);
    let at = platform.db.clock().now() + SignedDuration::from_secs(3);
    done(schedule::schedule(&publisher, soon, at).await);
    done(schedule::schedule(&publisher, missed, at).await);
    served.kill();
    // Back before the time has come.
    let served = installation.serve(&[]);
    let address = format!("/documents/{soon}");
    assert_eq!(served.get(&address).0, 404, "not before its time");
    let left = Duration::try_from(at.duration_since(platform.db.clock().now())).unwrap_or_default();
    let took = until("public at its time", left + STRETCHED, || served.get(&address).0 == 200);
    println!("public {:?} after its time (promised: {SO_LATE:?})", took.saturating_sub(left));
    assert!(took + Duration::from_millis(200) >= left, "not before its time");
    served.kill();
    // Another one whose time passes while no program runs.
    let late = approved(&platform, 3).await;
    let at = platform.db.clock().now() + SignedDuration::from_millis(300);
    done(schedule::schedule(&publisher, late, at).await);
    until("its time has passed", Duration::from_secs(5), || platform.db.clock().now() > at);
    let restarted = Instant::now();
    let served = installation.serve(&[]);
    let address = format!("/documents/{late}");
    until("public after the restart", STRETCHED, || served.get(&address).0 == 200);
    println!("public {:?} after the restart", restarted.elapsed());
    served.kill();
    assert_whole(&platform).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_publishing_leaves_no_half_of_a_record() {
    const MANY: usize = 24;
    let installation = Installation::new().await;
    let platform = installation.opened().await;
    let mut ids = Vec::new();
    for n in 0..MANY {
        ids.push(approved(&platform, n + 10).await);
    }
    let publisher = doer(&platform, "publisher", Role::Publisher).await;
    let at = platform.db.clock().now() + SignedDuration::from_millis(1500);
    for id in &ids {
        done(schedule::schedule(&publisher, *id, at).await);
    }
    let mut n_public = 0;
    for blow in 1..=3 {
        let served = installation.serve(&[]);
        let count = || {
            let (_, body) = served.get("/api/v1/documents?limit=200");
            body.matches("\"index_number\"").count()
        };
        until("some of them are public", Duration::from_secs(20), || count() >= (n_public + 4).min(MANY));
        served.kill();
        let verified = installation.run(&["journal", "verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
        n_public = assert_whole(&platform).await.0;
        println!("blow {blow}: {n_public} of {MANY} are public, each whole");
        if n_public == MANY {
            break;
        }
    }
    let served = installation.serve(&[]);
    // A job that was in hand when the program died waits until its lease is over; the others do not.
    let last = || served.get("/api/v1/documents?limit=200").1.matches("\"index_number\"").count();
    until("all but what was in hand are public", Duration::from_secs(20), || last() + 3 >= MANY);
    until("all of them are public", Duration::from_secs(75), || last() == MANY);
    served.kill();
    assert_eq!(assert_whole(&platform).await.0, MANY);
}

/// What is left of a full disk: an import breaks in its middle, not at its first byte.
const ROOM: u64 = 2 * 1024 * 1024;

/// A small disk of its own, gone when the test is over.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mounted(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).expect("a folder");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }

    fn filler(&self) -> std::path::PathBuf {
        self.0.join("filler")
    }

    /// Fills the disk up to [`ROOM`]. A machine may take the mount and not hold to its size: then nothing is refused.
    fn fill(&self, at_most: u64) -> bool {
        let mut filler = std::fs::File::create(self.filler()).expect("a filler");
        let mut n_written = 0;
        while n_written < at_most {
            match filler.write(&[0x5a; 64 * 1024]) {
                Ok(n) if n > 0 => n_written += n as u64,
                _ => break,
            }
        }
        let refused = n_written < at_most;
        if refused {
            filler.set_len(n_written.saturating_sub(ROOM)).expect("room again");
        }
        refused
    }

    fn free(&self) {
        std::fs::remove_file(self.filler()).expect("the filler is gone");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn publishing(folder: &str) -> [&str; 8] {
    ["import", folder, "--agency", "青岚县教育局", "--publish", "--reason", REASON, "--batch=20"]
}

/// The import broke in its middle and said why; with room again nothing is half, and the next run ends the work.
async fn broke_and_goes_on(installation: &Installation, order: &[&str], broken: &Output, causes: &[&str]) {
    let words = said(broken);
    assert!(!broken.status.success(), "{words}");
    assert!(!words.contains("panicked at"), "{words}");
    assert!(causes.iter().any(|cause| words.contains(cause)), "the cause is named: {words}");
    let verified = installation.run(&["journal", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let platform = installation.opened().await;
    let (_, names) = assert_whole(&platform).await;
    assert!(names.len() < FILES, "it broke before its end");
    platform.db.close().await;
    let again = installation.run(order);
    assert!(again.status.success(), "{}", said(&again));
    let platform = installation.opened().await;
    assert_eq!(assert_whole(&platform).await.0, FILES);
    platform.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::mounted(&dir.path().join("data"), "64m") else {
        println!("skipped: a small disk can be mounted by root only");
        return;
    };
    let installation = Installation::at(&dir.path().join("data")).await;
    let folder = files(&dir.path().join("incoming"));
    if !disk.fill(96 * 1024 * 1024) {
        println!("skipped: this machine mounts a small disk and lets it grow past its size; the bounded files below stand in for it");
        return;
    }
    let full = installation.run(&publishing(&folder));
    disk.free();
    broke_and_goes_on(&installation, &publishing(&folder), &full, &["full", "No space", "空间"]).await;
}

/// The same order under a bound on the size of each file; a write past it fails instead of ending the program.
fn bounded(order: &Command, bytes: u64) -> Command {
    let mut command = Command::new("/bin/sh");
    // `ulimit -f` counts in blocks of 512 bytes.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
    command.args(["-c", &script]).arg(order.get_program()).args(order.get_args()).env_clear().stdin(Stdio::null());
    command.envs(order.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// Needs no disk and no root: every machine that runs the tests sees writing fail in the middle of an import.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_is_said_and_loses_nothing() {
    let installation = Installation::new().await;
    let probe = installation.data.join("probe");
    let mut write = Command::new("/usr/bin/dd");
    write.args(["if=/dev/zero", "bs=65536", "count=2"]).arg(format!("of={}", probe.display()));
    if bounded(&write, 65536).output().is_ok_and(|output| output.status.success()) {
        println!("skipped: this machine does not hold to a bound on the size of files");
        return;
    }
    let folder = files(&installation.data.join("incoming"));
    let database = std::fs::metadata(installation.data.join("gongkai.sqlite")).expect("the database is there").len();
    let broken = bounded(&installation.command(&publishing(&folder)), database + ROOM / 2).output().expect("the program runs");
    broke_and_goes_on(&installation, &publishing(&folder), &broken, &["too large", "disk I/O error", "full", "空间"]).await;
}

fn n_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries.iter().map(|entry| if entry.path().is_dir() { n_files(&entry.path()) } else { 1 }).sum()
}

/// How many lines the journal of an installation has.
async fn n_entries(installation: &Installation) -> i64 {
    let platform = installation.opened().await;
    let (n, _) = platform.db.journal_head().await.expect("the journal has a head");
    platform.db.close().await;
    n
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_that_is_killed_is_made_anew_by_the_next_run() {
    let dir = tempfile::tempdir().expect("a folder");
    let installation = Installation::empty(&dir.path().join("data"));
    let half = || {
        let mut child = installation.command(&["demo", "--if-empty"]).stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("it runs");
        let begun = Instant::now();
        // Its first attachments are kept: it is well beyond its agencies and people.
        while n_files(&installation.data.join("files")) < 8 {
            assert!(begun.elapsed() < Duration::from_secs(60), "it fills the county");
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().expect("it was running");
        child.wait().expect("it is gone");
    };
    half();
    let again = installation.run(&["demo", "--if-empty"]);
    assert!(again.status.success() && said(&again).contains("made anew"), "{}", said(&again));
    let platform = installation.opened().await;
    let whole = platform.db.journal_of("demo", 10).await.expect("its marks");
    assert_eq!(whole.iter().filter(|mark| mark.kind == "demo.finished").count(), 1);
    let n_public = assert_whole_county(&platform).await;
    platform.db.close().await;
    // What is whole is left alone.
    let third = installation.run(&["demo", "--if-empty"]);
    assert!(third.status.success() && said(&third).contains("nothing was added"), "{}", said(&third));
    let platform = installation.opened().await;
    assert_eq!(assert_whole_county(&platform).await, n_public);
    platform.db.close().await;
    // Half a county that people have worked with is theirs.
    std::fs::remove_dir_all(&installation.data).expect("away with it");
    half();
    let platform = installation.opened().await;
    let somebody = Actor { kind: ActorKind::Staff, id: 1, name: "张敏".to_owned(), from: "127.0.0.1".to_owned() };
    let mut change = platform.db.change(&somebody).await.expect("a change");
    change.record(gongkai_store::Fact::internal("identity.signed_in", "staff:1", "", serde_json::json!({})));
    let n_before = change.commit().await.expect("a change");
    platform.db.close().await;
    let refused = installation.run(&["demo", "--if-empty"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("half a demonstration") && said(&refused).contains("make clean-data"), "{}", said(&refused));
    assert_eq!(n_entries(&installation).await, n_before, "nothing was taken away");
}

/// The whole county is there: as many public records as it has, and each can be found.
async fn assert_whole_county(platform: &Arc<Platform>) -> usize {
    platform.db.verify_journal().await.expect("reading the journal").expect("the journal holds together");
    let everything = Scope { root: String::new(), internal: vec![String::new()] };
    let filter = Filter { sort: Sort::Id, ..Filter::default() };
    let lines = tables::list::lines(&platform.db, &everything, &filter, 10_000, 0).await.expect("all documents");
    assert!(lines.len() >= 380, "{} records", lines.len());
    let n_public = lines.iter().filter(|line| line.public_state == PublicState::Published).count();
    assert!(platform.search.len() >= n_public as u64, "{} of {n_public} are found", platform.search.len());
    n_public
}

#[test]
fn a_wrong_setting_is_named() {
    let refused = |name: &str, value: &str| {
        let output = bare(&["migrate"]).env(name, value).env("GONGKAI_DATA", "/nowhere/at/all").output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{name}={value}: {}", said(&output));
        assert!(output.stdout.is_empty());
        said(&output)
    };
    for (name, value, word) in [
        ("GONGKAI_LISTN", "127.0.0.1:80", "GONGKAI_LISTN"),
        ("GONGKAI_LISTEN", "nowhere", "`nowhere`"),
        ("GONGKAI_DATABASE", "mysql://x", "GONGKAI_DATABASE"),
        ("GONGKAI_READERS", "many", "`many`"),
        ("GONGKAI_HTTPS", "perhaps", "GONGKAI_HTTPS"),
        ("GONGKAI_UPLOAD_MB", "0", "GONGKAI_UPLOAD_MB"),
        ("GONGKAI_UPLOAD_MB", "80", "from 1 to 50"),
        ("GONGKAI_PASSWORD_DAYS", "often", "GONGKAI_PASSWORD_DAYS"),
        ("GONGKAI_TEMPLATES", "/nowhere", "GONGKAI_TEMPLATES"),
        ("GONGKAI_CONFIG", "/nowhere/gongkai.toml", "/nowhere/gongkai.toml"),
    ] {
        let words = refused(name, value);
        assert!(words.contains(word), "{name}={value}: {words}");
        assert!(!words.contains("panicked at") && words.lines().count() <= 3, "{words}");
    }
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("gongkai.toml");
    for (text, word) in [("lisen = \"x\"", "`lisen`"), ("readers = \"many\"", "`readers`"), ("listen = ", "TOML")] {
        std::fs::write(&file, text).expect("a file");
        let words = refused("GONGKAI_CONFIG", &file.display().to_string());
        assert!(words.contains(word) && words.contains("gongkai.toml"), "{text}: {words}");
    }
    // A database that does not answer is named, its password is not.
    let output = bare(&["migrate"]).env("GONGKAI_DATA", dir.path()).env("GONGKAI_DATABASE", "postgres://gk:hush@127.0.0.1:9/none").output();
    let words = said(&output.expect("the program runs"));
    assert!(words.contains("127.0.0.1:9") && !words.contains("hush"), "{words}");
}

#[test]
fn help_is_complete() {
    let help = said(&bare(&["--help"]).output().expect("the program runs"));
    for (key, meaning) in gongkai::settings::KEYS {
        assert!(help.contains(key) && help.contains(meaning), "{key}: {help}");
    }
    let section = help.split_once("Commands:\n").expect("it lists its commands").1;
    let named = |line: &str| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')).map(str::to_owned);
    let lines: Vec<String> = section.lines().take_while(|line| !line.is_empty()).filter_map(named).collect();
    let mut commands = BTreeSet::new();
    for line in lines {
        let (command, meaning) = line.split_once(' ').map_or((line.as_str(), ""), |(command, meaning)| (command, meaning.trim()));
        assert!(!meaning.is_empty(), "what does {command} do?");
        // What the parser itself offers.
        if command == "help" {
            continue;
        }
        let own = bare(&[command, "--help"]).output().expect("the program runs");
        assert!(own.status.success() && said(&own).contains("Usage:"), "{command}: {}", said(&own));
        commands.insert(command.to_owned());
    }
    for command in ["serve", "work", "migrate", "demo", "import", "screen", "reindex", "journal", "bench", "fonts"] {
        assert!(commands.contains(command), "{command} is not among {commands:?}");
    }
    assert!(bare(&["--version"]).output().expect("the program runs").status.success());
    // 2 is kept for a run in which some files failed.
    assert_eq!(bare(&["dance"]).output().expect("the program runs").status.code(), Some(1));
}
