//! How fast are requests for information: the desk, the year's tables, the clock, letters, and fifty people at the form?

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use gongkai_capability::{Platform, Settings};
use gongkai_requests::calendars::calendars;
use gongkai_requests::rules::clock::{Law, due_of, replay};
use gongkai_requests::rules::history::History;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::runtime::Handle;

use super::client::Client;
use super::intake::{Asked, Crowd, is_found};
use super::{BenchArguments, Server, cases, cpu_of, letters, line, spread, told};

/// The name of the site, as the sample county has it.
const HOST: &str = "www.qinglan.test";
/// People who ask at the same time.
const APPLICANTS: usize = 50;

/// Runs everything that concerns requests; on PostgreSQL where the settings name an empty database of it.
pub fn measure(arguments: &BenchArguments, settings: &Settings) -> Result<()> {
    let folder = tempfile::tempdir().context("a folder to work in")?;
    let mut own = Settings::in_folder(folder.path().to_owned());
    if settings.database.starts_with("postgres") {
        own.database.clone_from(&settings.database);
    }
    let backend = if own.database.starts_with("postgres") { "PostgreSQL" } else { "SQLite" };
    println!("\nrequests for information · {} cases over {} agencies and three years · {backend}", arguments.cases, cases::AGENCIES);
    let county = Handle::current().block_on(County::of(own, arguments.cases))?;
    clock(&county, arguments)?;
    tally(&county, arguments)?;
    letters::measure(arguments.rounds)?;
    Handle::current().block_on(county.platform.db.close());
    desk(&county, folder.path(), arguments)?;
    intake(&county, folder.path(), arguments)?;
    killed(&county, folder.path())
}

/// The cases to measure with, and where they lie.
struct County {
    platform: Arc<Platform>,
    paths: Vec<String>,
    histories: Vec<History>,
}

impl County {
    async fn of(settings: Settings, n: usize) -> Result<Self> {
        let platform = crate::serve::open(settings).await?;
        if !gongkai_agencies::directory(&platform.db).await?.all().is_empty() {
            bail!("the database has agencies already; measure with an empty one");
        }
        let bar = bar("drawing and keeping cases", n);
        let began = Instant::now();
        let paths = cases::found(&platform).await?;
        cases::keep(&platform, &paths, n, &bar).await?;
        bar.finish_and_clear();
        let kept = began.elapsed().as_secs_f64();
        let began = Instant::now();
        let histories: Vec<History> = cases::histories(&platform).await?.into_iter().map(|(_, history)| history).collect();
        ensure!(histories.len() == n, "{} of {n} histories", histories.len());
        let events: usize = histories.iter().map(|history| history.events().len()).sum();
        line("drawn, projected and kept", &format!("{kept:.1} s, {events} events"), "", "");
        line("  read again, all histories", &format!("{:.1} s", began.elapsed().as_secs_f64()), "", "");
        Ok(Self { platform, paths, histories })
    }

    fn serve(&self, folder: &Path) -> Result<Server> {
        let database = self.platform.settings.database.clone();
        Server::start_with(folder, &[("GONGKAI_DATABASE", database), ("GONGKAI_BEHIND_PROXY", "true".to_owned())])
    }
}

fn bar(what: &'static str, n: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bar:24} {pos}/{len} {elapsed} (ETA {eta})");
    let bar = ProgressBar::new(n as u64).with_message(what);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// The clock on one core: all histories replayed into their standings, with and without the sentences.
fn clock(county: &County, arguments: &BenchArguments) -> Result<()> {
    let calendars = Handle::current().block_on(calendars(&county.platform))?;
    let (law, today) = (calendars.now(), county.platform.db.clock().today());
    let Law { calendar, terms } = law;
    let whole = |history: &History| replay(history, calendar, terms, today).reasons.len();
    rate("replay with its sentences, one core", &county.histories, arguments.rounds, whole)?;
    rate("  the due day alone", &county.histories, arguments.rounds, |history| usize::from(due_of(history, law).is_some()))
}

fn rate(what: &str, histories: &[History], rounds: usize, replayed: impl Fn(&History) -> usize) -> Result<()> {
    let (mut rates, mut sum) = (Vec::new(), 0);
    for _ in 0..rounds.max(1) {
        let before = cpu_of("self")?;
        // Often enough that the kernel's hundredths of a second do not matter.
        let times = (400_000 / histories.len().max(1)).max(1);
        for _ in 0..times {
            sum += histories.iter().map(&replayed).sum::<usize>();
        }
        rates.push((times * histories.len()) as f64 / (cpu_of("self")? - before).as_secs_f64().max(1e-9));
    }
    ensure!(sum > 0, "nothing was replayed");
    let (low, middle, high) = spread(&mut rates);
    let figure = format!("{:.0} ({:.0}–{:.0}) thousand histories/s", middle / 1e3, low / 1e3, high / 1e3);
    line(what, &figure, "≥ 200 thousand/s", "");
    Ok(())
}

/// The tables of the annual report, from the cases themselves.
fn tally(county: &County, arguments: &BenchArguments) -> Result<()> {
    let db = &county.platform.db;
    let year = db.clock().today().year() - 1;
    let one = || Handle::current().block_on(gongkai_requests::tally(db, cases::BUSIEST, year)).map(|tally| tally.table3.cell("1", 6));
    let n = one()?.unwrap_or_default();
    ensure!(n > 0, "the busiest agency was asked nothing");
    timed(&format!("tally of one agency-year ({n} received)"), arguments.rounds, "≤ 50 ms", || one().map(drop))?;
    let small = "qinglan/b090";
    timed("  of a small agency", arguments.rounds, "≤ 50 ms", || {
        Handle::current().block_on(gongkai_requests::tally(db, small, year)).map(drop)
    })?;
    let all = || Handle::current().block_on(gongkai_requests::tallies(db, "qinglan", year));
    let tallies = all()?;
    ensure!(tallies.values().all(|tally| tally.imbalances().is_empty()), "the tables balance");
    timed(&format!("tally of {} agencies", tallies.len()), arguments.rounds, "≤ 1000 ms", || all().map(drop))
}

/// Wall and CPU time of something done ten times a round.
fn timed(what: &str, rounds: usize, aim: &str, act: impl Fn() -> Result<()>) -> Result<()> {
    const TIMES: usize = 10;
    let (mut walls, mut costs) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        let before = cpu_of("self")?;
        for _ in 0..TIMES {
            let began = Instant::now();
            act()?;
            walls.push(began.elapsed().as_secs_f64() * 1e3);
        }
        costs.push((cpu_of("self")? - before).as_secs_f64() * 1e3 / TIMES as f64);
    }
    let (low, middle, high) = spread(&mut walls);
    let (_, cpu, _) = spread(&mut costs);
    line(what, &format!("{middle:.1} ({low:.1}–{high:.1}) ms, CPU {cpu:.1} ms"), aim, "");
    Ok(())
}

/// Who looks at which lists: the parameters of their addresses.
const LISTS: [(&str, &str, &[&str]); 3] = [
    ("a clerk's", "clerk", &["desk=open", "desk=closed", "words=%E5%AD%A6%E6%A0%A1"]),
    ("a small office's", "small", &["desk=open", "desk=closed"]),
    (
        "the county's",
        "supervisor",
        &[
            "desk=open",
            "desk=overdue",
            "desk=closed",
            "desk=closed&page=400",
            "all=1",
            "year=2025&row=3.3",
            "all=1&agency=qinglan/health",
            "words=%E6%8B%9B%E6%A0%87",
        ],
    ),
];

/// The list of the desk as three people see it, drawn whole by a server of its own.
fn desk(county: &County, folder: &Path, arguments: &BenchArguments) -> Result<()> {
    let server = county.serve(folder)?;
    line("start to first answer with these cases", &format!("{} ms", server.first_answer.as_millis()), "≤ 500 ms", "");
    for (who, login, lists) in LISTS {
        let mut client = signed_in(&server, login)?;
        for list in lists {
            let address = [format!("/staff/requests?{list}")];
            server.measure_for(&mut client, &address, 5, 1)?;
            let n = (arguments.requests / 20).max(10);
            let began = Instant::now();
            let (mut costs, p99) = server.measure_for(&mut client, &address, n, arguments.rounds)?;
            let mean = began.elapsed().as_secs_f64() * 1e3 / (n * arguments.rounds.max(1)) as f64;
            let figure = format!("{mean:.1} ms, p99 {p99:.1} ms, CPU {} ms", told(&mut costs));
            // Every word is looked for in every text: that is no list of the desk.
            let aim = if list.starts_with("words") { "" } else { "≤ 20 ms" };
            line(&format!("{who} list, {list}"), &figure, aim, "");
        }
    }
    line("resident memory after these lists", &format!("{} MB", server.resident_mb()?), "", "");
    Ok(())
}

/// A connection of somebody of the staff.
fn signed_in(server: &Server, login: &str) -> Result<Client> {
    let mut client = Client::named(&server.address, HOST)?.with("x-forwarded-for", "10.1.0.1");
    let body = format!("login={login}&password={}&back=/staff", cases::PASSWORD);
    let answer = client.post("/staff/sign-in", "application/x-www-form-urlencoded", body.as_bytes())?;
    ensure!(answer.status == 303 && !answer.cookie.is_empty(), "{login} could not sign in: {}", answer.status);
    Ok(client.with("cookie", &answer.cookie))
}

/// Fifty people at the form without a moment to think: each opens it, sends it and reads the receipt, over and over.
fn intake(county: &County, folder: &Path, arguments: &BenchArguments) -> Result<()> {
    let server = county.serve(folder)?;
    let n = arguments.requests.max(APPLICANTS);
    let crowd = Crowd { address: &server.address, host: HOST, agencies: &county.paths, people: APPLICANTS, most: n };
    let (mut p99s, mut sending, mut rates, mut costs, mut errors) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
    let bar = bar("people at the form", n * arguments.rounds.max(1));
    for _ in 0..arguments.rounds.max(1) {
        let (served, before, began) = (AtomicUsize::new(0), server.cpu()?, Instant::now());
        let (asked, failures) = crowd.ask(&served, &AtomicBool::new(false));
        bar.inc(asked.len() as u64);
        let took = began.elapsed().as_secs_f64();
        errors += failures.len();
        failures.iter().take(3).for_each(|failure| eprintln!("{failure}"));
        costs.push((server.cpu()? - before).as_secs_f64() * 1e3 / asked.len().max(1) as f64);
        rates.push(asked.len() as f64 / took);
        p99s.push(p99(asked.iter().flat_map(|one| one.took.iter().copied())));
        sending.push(p99(asked.iter().filter_map(|one| one.took.get(1).copied())));
    }
    bar.finish_and_clear();
    let (_, rate, _) = spread(&mut rates);
    let figure = format!("{rate:.0} requests/s, {errors} errors of {}", n * arguments.rounds.max(1));
    line(&format!("intake, {APPLICANTS} people at once"), &figure, "no error", "");
    line("  p99 of every page (form, sending, receipt)", &format!("{} ms", told(&mut p99s)), "≤ 300 ms", "");
    line("  p99 of sending alone", &format!("{} ms", told(&mut sending)), "≤ 300 ms", "");
    line("  server's CPU for form, sending and receipt", &format!("{} ms", told(&mut costs)), "", "");
    Ok(())
}

fn p99(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() * 99 / 100).copied().unwrap_or_default()
}

/// The server is killed while they ask; whatever a receipt was given for is found after the restart.
fn killed(county: &County, folder: &Path) -> Result<()> {
    let (served, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let server = county.serve(folder)?;
    let address = server.address.clone();
    let crowd = Crowd { address: &address, host: HOST, agencies: &county.paths, people: APPLICANTS, most: usize::MAX };
    let asked: Vec<Asked> = std::thread::scope(|scope| -> Result<Vec<Asked>> {
        let asking = scope.spawn(|| crowd.ask(&served, &stop).0);
        let began = Instant::now();
        while served.load(Ordering::Relaxed) < 4 * APPLICANTS && began.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
        drop(server);
        stop.store(true, Ordering::Relaxed);
        asking.join().map_err(|_| anyhow::anyhow!("the applicants fell over"))
    })?;
    let server = county.serve(folder)?;
    let receipts: Vec<_> = asked.iter().filter_map(|one| one.receipt.as_ref()).collect();
    let mut found = 0;
    for (n, receipt) in receipts.iter().enumerate() {
        let mut client = Client::named(&server.address, HOST)?.with("x-forwarded-for", &format!("10.2.{}.{}", n / 250, n % 250 + 1));
        found += usize::from(is_found(&mut client, receipt)?);
    }
    line("kill -9 while they ask", &format!("{found} of {} receipts found after the restart", receipts.len()), "all", "");
    Ok(())
}
