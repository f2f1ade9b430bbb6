//! How fast is it on this machine, and compared to what? Prints each figure beside its aim and its yardstick.
//!
//! Figures are taken from outside where they are promised from outside: a server of its own in another process, whose CPU
//! time the kernel counts. Nothing is judged; a figure that misses its aim is printed like any other.

mod cases;
pub mod chance;
pub mod client;
mod corpus;
mod course;
pub mod intake;
mod letters;
mod requests;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use gongkai_capability::Settings;
use gongkai_search::{Index, Query};
use gongkai_text::screen::{Profile, Screen, Subject};
use tempfile::TempDir;

use self::client::Client;
use self::corpus::Law;

#[derive(Args)]
pub struct BenchArguments {
    /// Archive or folder of real texts to measure with.
    #[arg(long, default_value = "../shared/corpus/laws.tar.xz")]
    corpus: PathBuf,
    /// Requests for each kind of page in one round.
    #[arg(long, default_value_t = 1000)]
    requests: usize,
    /// Rounds of each measurement; printed are the middle one and, in brackets, the lowest and the highest.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Imports of the whole corpus, each into a folder of its own.
    #[arg(long, default_value_t = 3)]
    imports: usize,
    /// Requests for information (依申请公开) to measure with.
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// Only this part.
    #[arg(long)]
    only: Option<Part>,
}

/// What can be measured alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Screening, import, pages, search: needs the corpus.
    Documents,
    /// Desk, tally, clock, letters, intake of requests for information.
    Requests,
}

/// Memory for drawn pages as delivered (`page_cache_mb`).
const DEFAULT_CACHE_MB: u32 = 48;

/// One line of the result.
fn line(what: &str, figure: &str, aim: &str, yardstick: &str) {
    println!("{what:<44} {figure:>44}   aim {aim:<22} {yardstick}");
}

/// Runs everything; needs no installation and leaves nothing behind.
pub fn command(arguments: &BenchArguments, settings: &Settings) -> Result<()> {
    println!("gongkai {} · {} processors · load {}", env!("CARGO_PKG_VERSION"), processors(), load());
    if arguments.only != Some(Part::Requests) {
        documents(arguments, settings)?;
    }
    if arguments.only != Some(Part::Documents) {
        requests::measure(arguments, settings)?;
    }
    println!("load {} at the end", load());
    Ok(())
}

fn documents(arguments: &BenchArguments, settings: &Settings) -> Result<()> {
    if !arguments.corpus.exists() {
        bail!("{} does not exist; name texts with --corpus", arguments.corpus.display());
    }
    let laws = corpus::read_laws(&arguments.corpus);
    let bytes: usize = laws.iter().map(|law| law.bytes).sum();
    println!("corpus {}: {} texts, {:.1} MB\n", arguments.corpus.display(), laws.len(), bytes as f64 / 1e6);
    screening(&laws, arguments.rounds)?;
    let folder = importing(arguments, settings, laws.len())?;
    serving(arguments, settings, folder.path(), &laws)
}

/// How busy the machine is: the kernel's averages over one, five and fifteen minutes.
fn load() -> String {
    let averages = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Screening of plain text on one core.
fn screening(laws: &[Law], rounds: usize) -> Result<()> {
    let screen = Screen::new(&Profile::default()).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let today = gongkai_store::Clock::System.today();
    let bytes: usize = laws.iter().flat_map(|law| &law.reading.paragraphs).map(|paragraph| paragraph.text.len()).sum();
    let mut rates = Vec::new();
    let mut findings = 0;
    for _ in 0..rounds.max(1) {
        let before = cpu_of("self")?;
        findings = 0;
        for law in laws {
            findings += screen.screen(&Subject::new(&law.reading.metadata, &law.reading.paragraphs, today)).len();
        }
        rates.push(bytes as f64 / 1e6 / (cpu_of("self")? - before).as_secs_f64().max(1e-9));
    }
    let (low, middle, high) = spread(&mut rates);
    let figure = format!("{middle:.0} ({low:.0}–{high:.0}) MB/s");
    line("screening, one core", &figure, "≥ 90 MB/s", "Presidio 0.54 MB/s");
    line("  findings in these texts", &findings.to_string(), "", "");
    Ok(())
}

/// The whole way in: reading, structure, screening, publication, indexing; by the program itself in another process. Gives
/// the folder of the last import.
fn importing(arguments: &BenchArguments, settings: &Settings, n: usize) -> Result<TempDir> {
    let program = std::env::current_exe()?;
    let (mut walls, mut costs) = (Vec::new(), Vec::new());
    let mut last = None;
    let mut code = 0;
    for _ in 0..arguments.imports.max(1) {
        let folder = tempfile::tempdir_in(std::env::temp_dir()).context("a folder to work in")?;
        let demo = Command::new(&program).arg("demo").envs(environment(folder.path(), settings)).stdout(Stdio::null()).status()?;
        anyhow::ensure!(demo.success(), "the demonstration could not be made");
        let (started, before) = (Instant::now(), cpu_of_children()?);
        let mut import = Command::new(&program);
        import.args(["import", "--agency", "qinglan", "--publish", "--reason", "bench"]).arg(&arguments.corpus);
        let status = import.envs(environment(folder.path(), settings)).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        walls.push(n as f64 / started.elapsed().as_secs_f64());
        costs.push((cpu_of_children()? - before).as_secs_f64() * 1e3 / n as f64);
        // Some texts may be held back; the run says so with its exit code, which is not what is measured here.
        code = status.code().unwrap_or(-1);
        last = Some(folder);
    }
    let (low, middle, high) = spread(&mut walls);
    let figure = format!("{middle:.0} ({low:.0}–{high:.0}) documents/s");
    line("import with indexing, both cores", &figure, "≥ 300 documents/s", "jieba alone 3.5 ms, Wagtail 46–140 ms a document");
    let (low, middle, high) = spread(&mut costs);
    let figure = format!("{middle:.2} ({low:.2}–{high:.2}) ms CPU");
    line(&format!("  a document of it (exit {code})"), &figure, "≤ 6.67 ms on two cores", "");
    last.context("at least one import")
}

fn environment(folder: &Path, _settings: &Settings) -> Vec<(String, String)> {
    vec![("GONGKAI_DATA".to_owned(), folder.display().to_string()), ("GONGKAI_REQUESTS_PER_MINUTE".to_owned(), "10000000".to_owned())]
}

/// A server that ends with its handle.
struct Server {
    child: Child,
    address: String,
    /// From the start of the process to the first answered page.
    first_answer: Duration,
}

impl Server {
    fn start(folder: &Path, cache_mb: u32) -> Result<Self> {
        Self::start_with(folder, &[("GONGKAI_PAGE_CACHE_MB", cache_mb.to_string())])
    }

    /// With further settings.
    fn start_with(folder: &Path, settings: &[(&str, String)]) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .env("GONGKAI_DATA", folder)
            .env("GONGKAI_LISTEN", &address)
            .env("GONGKAI_REQUESTS_PER_MINUTE", "10000000")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self { child, address, first_answer: Duration::ZERO };
        loop {
            if Client::connect(&server.address).and_then(|mut client| client.get("/")).is_ok_and(|answer| answer.status == 200) {
                server.first_answer = started.elapsed();
                return Ok(server);
            }
            anyhow::ensure!(started.elapsed() < Duration::from_secs(60), "the server did not answer within a minute");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn cpu(&self) -> Result<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    fn resident_mb(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kb = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).and_then(|rest| rest.trim().strip_suffix(" kB"));
        Ok(kb.and_then(|kb| kb.trim().parse::<u64>().ok()).context("resident memory")? / 1024)
    }

    /// CPU per request of the server over many addresses, in ms, and the 99th percentile of the wall time; a round at a time.
    fn measure(&self, addresses: &[String], n: usize, rounds: usize) -> Result<(Vec<f64>, f64)> {
        self.measure_for(&mut Client::connect(&self.address)?, addresses, n, rounds)
    }

    /// The same for somebody whose connection says who he is.
    fn measure_for(&self, client: &mut Client, addresses: &[String], n: usize, rounds: usize) -> Result<(Vec<f64>, f64)> {
        let mut walls = Vec::with_capacity(n * rounds);
        let mut costs = Vec::with_capacity(rounds);
        for _ in 0..rounds.max(1) {
            let before = self.cpu()?;
            for i in 0..n {
                let started = Instant::now();
                let answer = client.get(&addresses[i % addresses.len()])?;
                anyhow::ensure!(answer.status == 200, "{} answered {}", addresses[i % addresses.len()], answer.status);
                walls.push(started.elapsed().as_secs_f64() * 1e3);
            }
            costs.push((self.cpu()? - before).as_secs_f64() * 1e3 / n as f64);
        }
        walls.sort_by(f64::total_cmp);
        Ok((costs, walls[walls.len() * 99 / 100]))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serving(arguments: &BenchArguments, settings: &Settings, folder: &Path, laws: &[Law]) -> Result<()> {
    let server = Server::start(folder, 0)?;
    line("start to first answer", &format!("{} ms", server.first_answer.as_millis()), "≤ 500 ms", "with this corpus and the demonstration");
    let ids = client::ids(&server.address)?;
    let records: Vec<String> = ids.iter().take(1000).map(|id| format!("/documents/{id}")).collect();
    let yardstick = "Wagtail 20.7–30.7, CKAN 182, bare axum 0.055 ms";
    page(&server, "record page, not in cache", &records, arguments, "≤ 0.5 ms", yardstick)?;
    let lists: Vec<String> = (1..=20).map(|page| format!("/policies?page={page}")).collect();
    page(&server, "list page, not in cache", &lists, arguments, "≤ 1 ms", "Wagtail 30–35 ms")?;
    let words = ["罚款", "社会保险", "信息公开", "许可", "食品安全", "税收", "環境保護", "勞動合同"];
    page(&server, "search page, not in cache", &searches(&words), arguments, "≤ 1 ms", "Wagtail 30–35 ms")?;
    let api: Vec<String> = (0..20).map(|i| format!("/api/v1/documents?limit=100&after={}", i * 100)).collect();
    let (mut costs, _) = server.measure(&api, (arguments.requests / 10).max(10), arguments.rounds)?;
    costs.iter_mut().for_each(|cost| *cost /= 100.0);
    line("a row of the API", &format!("{} ms CPU", told(&mut costs)), "≤ 0.2 ms", "Datasette 1.9 ms");
    let without = server.resident_mb()?;
    drop(server);
    let server = Server::start(folder, DEFAULT_CACHE_MB)?;
    for addresses in [&records, &lists, &searches(&words), &api] {
        server.measure(addresses, addresses.len(), 1)?;
    }
    let figure = format!("{} MB ({without} MB without a page cache)", server.resident_mb()?);
    line("resident memory, all these pages in cache", &figure, "≤ 250 MB", "settings as delivered");
    cached(arguments, &server, &records[0])?;
    drop(server);
    articles(arguments, settings, folder, laws, ids[0])
}

fn searches(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("/search?q={}", gongkai_web::listing::percent(word))).collect()
}

fn page(server: &Server, what: &str, addresses: &[String], arguments: &BenchArguments, aim: &str, yardstick: &str) -> Result<()> {
    server.measure(addresses, 50, 1)?;
    let (mut costs, p99) = server.measure(addresses, arguments.requests, arguments.rounds)?;
    line(what, &format!("{} ms CPU, p99 {p99:.2} ms", told(&mut costs)), aim, yardstick);
    Ok(())
}

/// A page from memory, and the same bytes by another server, turn by turn: what else the machine does falls on both.
fn cached(arguments: &BenchArguments, server: &Server, address: &str) -> Result<()> {
    let n = arguments.requests * 10;
    let nginx = client::Nginx::start(&server.address, address);
    let (mut ours, mut theirs, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..arguments.rounds.max(1) {
        let own = client::cost_of_many(&server.child.id().to_string(), &server.address, address, n)?;
        ours.push(own);
        if let Ok(nginx) = &nginx {
            let other = nginx.cost(n)?;
            theirs.push(other);
            shares.push(other / own * 100.0);
        }
    }
    let yardstick = match &nginx {
        Ok(_) => format!("nginx, same bytes, same client: {} ms CPU", told(&mut theirs)),
        Err(error) => format!("nginx 0.026 ms CPU elsewhere ({error:#})"),
    };
    line("cached page, 16 connections", &format!("{} ms CPU", told(&mut ours)), "", &yardstick);
    if !shares.is_empty() {
        let (low, middle, high) = spread(&mut shares);
        line("  as many pages a second of CPU as nginx", &format!("{middle:.0} ({low:.0}–{high:.0}) %"), "≥ 70 %", "");
    }
    Ok(())
}

/// Search over 150,000 articles of the corpus, each a public record of its own: the page asks the database for every hit.
fn articles(arguments: &BenchArguments, settings: &Settings, folder: &Path, laws: &[Law], pattern: i64) -> Result<()> {
    let entries = corpus::articles(laws);
    let rows = corpus::keep_as_records(folder, settings, &entries, pattern);
    tokio::runtime::Handle::current().block_on(rows).context("keeping the articles as records")?;
    let index = Index::open(folder.join("index"))?;
    let position = index.position();
    let started = Instant::now();
    for chunk in entries.chunks(2000) {
        index.put(chunk)?;
    }
    index.commit(position)?;
    let took = started.elapsed().as_secs_f64();
    line("indexing of articles", &format!("{} in {took:.1} s", entries.len()), "", "tantivy with jieba 6.4 s for 150,730");
    let found = corpus::TRADITIONAL.iter().filter(|words| index.search(&Query::new(words)).is_ok_and(|hits| hits.total > 0)).count();
    line("Traditional queries answered", &format!("{found} of {}", corpus::TRADITIONAL.len()), "20 of 20", "no peer answers one");
    drop(index);
    let server = Server::start(folder, 0)?;
    let searches = searches(&corpus::QUERIES);
    let body = Client::connect(&server.address)?.get(&searches[0])?.body;
    let drawn = String::from_utf8_lossy(&body).matches("class=\"record-title\"").count();
    let yardstick = "bare tantivy 0.58, FTS5 5.9, PostgreSQL 4.9 ms";
    let what = format!("search over all articles, {drawn} hits drawn");
    page(&server, &what, &searches, arguments, "p99 ≤ 6 ms", yardstick)?;
    line("resident memory with all articles", &format!("{} MB", server.resident_mb()?), "", "");
    Ok(())
}

/// CPU time of a process so far, all threads, as the kernel counts it (in hundredths of a second).
fn cpu_of(process: &str) -> Result<Duration> {
    ticks_of(process, 11)
}

/// The same of all child processes that have ended.
fn cpu_of_children() -> Result<Duration> {
    ticks_of("self", 13)
}

fn ticks_of(process: &str, first: usize) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    let (user, system) = (ticks(first).context("user time")?, ticks(first + 1).context("system time")?);
    Ok(Duration::from_millis((user + system) * 10))
}

/// `0.42 (0.40–0.47)`: the middle one, the lowest, the highest.
fn told(values: &mut [f64]) -> String {
    let (low, middle, high) = spread(values);
    format!("{middle:.3} ({low:.3}–{high:.3})")
}

fn spread(values: &mut [f64]) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[0], values[values.len() / 2], values[values.len() - 1])
}
