//! How fast is it on this machine, and compared to what? Prints each figure beside its aim and its yardstick.
//!
//! Figures are taken from outside where they are promised from outside: a server of its own in another process, whose CPU
//! time the kernel counts. Nothing is judged; a figure that misses its aim is printed like any other.

mod client;
mod corpus;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use gongkai_capability::Settings;
use gongkai_search::{Index, Query};
use gongkai_text::screen::{Profile, Screen, Subject};

use self::client::Client;
use self::corpus::Law;

#[derive(Args)]
pub struct BenchArguments {
    /// Archive or folder of real texts to measure with.
    #[arg(long, default_value = "../shared/corpus/laws.tar.xz")]
    corpus: PathBuf,
    /// Requests for each kind of page.
    #[arg(long, default_value_t = 2000)]
    requests: usize,
}

/// One line of the result.
fn line(what: &str, figure: &str, aim: &str, yardstick: &str) {
    println!("{what:<44} {figure:>24}   aim {aim:<22} {yardstick}");
}

/// Runs everything; needs no installation and leaves nothing behind.
pub fn command(arguments: &BenchArguments, settings: &Settings) -> Result<()> {
    if !arguments.corpus.exists() {
        bail!("{} does not exist; name texts with --corpus", arguments.corpus.display());
    }
    println!("gongkai {} · {} processors · corpus {}", env!("CARGO_PKG_VERSION"), processors(), arguments.corpus.display());
    let laws = corpus::read_laws(&arguments.corpus);
    let bytes: usize = laws.iter().map(|law| law.bytes).sum();
    println!("{} texts, {:.1} MB\n", laws.len(), bytes as f64 / 1e6);
    screening(&laws)?;
    let folder = tempfile::tempdir_in(std::env::temp_dir()).context("a folder to work in")?;
    importing(arguments, settings, folder.path(), laws.len())?;
    serving(arguments, folder.path(), &laws)?;
    Ok(())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Screening of plain text on one core.
fn screening(laws: &[Law]) -> Result<()> {
    let screen = Screen::new(&Profile::default()).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let today = gongkai_store::Clock::System.today();
    let bytes: usize = laws.iter().flat_map(|law| &law.reading.paragraphs).map(|paragraph| paragraph.text.len()).sum();
    let mut rates = Vec::new();
    let mut findings = 0;
    for _ in 0..5 {
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

/// The whole way in: reading, structure, screening, publication, indexing; by the program itself in another process.
fn importing(arguments: &BenchArguments, settings: &Settings, folder: &Path, n: usize) -> Result<()> {
    let program = std::env::current_exe()?;
    let demo = Command::new(&program).arg("demo").envs(environment(folder, settings)).stdout(Stdio::null()).status()?;
    anyhow::ensure!(demo.success(), "the demonstration could not be made");
    let started = Instant::now();
    let mut import = Command::new(&program);
    import.args(["import", "--agency", "qinglan", "--publish", "--reason", "bench"]).arg(&arguments.corpus);
    let status = import.envs(environment(folder, settings)).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let wall = started.elapsed();
    // Some texts may be held back; the run says so with its exit code, which is not what is measured here.
    let figure =
        format!("{:.0} documents/s ({:.1} s, exit {})", n as f64 / wall.as_secs_f64(), wall.as_secs_f64(), status.code().unwrap_or(-1));
    line("import with indexing, both cores", &figure, "≥ 300 documents/s", "jieba alone 3.5 ms, Wagtail 46–140 ms a document");
    Ok(())
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
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .env("GONGKAI_DATA", folder)
            .env("GONGKAI_LISTEN", &address)
            .env("GONGKAI_PAGE_CACHE_MB", cache_mb.to_string())
            .env("GONGKAI_REQUESTS_PER_MINUTE", "10000000")
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

    /// CPU per request of the server over many addresses, in ms, and the 99th percentile of the wall time.
    fn measure(&self, addresses: &[String], n: usize) -> Result<(f64, f64)> {
        let mut client = Client::connect(&self.address)?;
        let mut walls = Vec::with_capacity(n);
        let before = self.cpu()?;
        for i in 0..n {
            let started = Instant::now();
            let answer = client.get(&addresses[i % addresses.len()])?;
            anyhow::ensure!(answer.status == 200, "{} answered {}", addresses[i % addresses.len()], answer.status);
            walls.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let cpu = (self.cpu()? - before).as_secs_f64() * 1e3 / n as f64;
        walls.sort_by(f64::total_cmp);
        Ok((cpu, walls[n * 99 / 100]))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serving(arguments: &BenchArguments, folder: &Path, laws: &[Law]) -> Result<()> {
    let n = arguments.requests;
    let server = Server::start(folder, 0)?;
    line("start to first answer", &format!("{} ms", server.first_answer.as_millis()), "≤ 500 ms", "with this corpus and the demonstration");
    let ids = client::ids(&server.address)?;
    let records: Vec<String> = ids.iter().take(1000).map(|id| format!("/documents/{id}")).collect();
    page(&server, "record page, not in cache", &records, n, "≤ 0.5 ms", "Wagtail 20.7–30.7, CKAN 182, bare axum 0.055 ms")?;
    let lists: Vec<String> = (1..=20).map(|page| format!("/policies?page={page}")).collect();
    page(&server, "list page, not in cache", &lists, n, "≤ 1 ms", "Wagtail 30–35 ms")?;
    let words = ["罚款", "社会保险", "信息公开", "许可", "食品安全", "税收", "環境保護", "勞動合同"];
    let searches: Vec<String> = words.iter().map(|word| format!("/search?q={}", gongkai_web::listing::percent(word))).collect();
    page(&server, "search page, not in cache", &searches, n, "≤ 1 ms", "Wagtail 30–35 ms")?;
    let api: Vec<String> = (0..20).map(|i| format!("/api/v1/documents?limit=100&after={}", i * 100)).collect();
    let (cpu, _) = server.measure(&api, n / 10)?;
    line("a row of the API", &format!("{:.4} ms CPU", cpu / 100.0), "≤ 0.2 ms", "Datasette 1.9 ms");
    line("resident memory", &format!("{} MB", server.resident_mb()?), "≤ 250 MB", "after these requests");
    drop(server);
    let server = Server::start(folder, 48)?;
    let cached = &records[..records.len().min(20)];
    server.measure(cached, 100)?;
    let (cpu, p99) = server.measure(cached, n * 5)?;
    line(
        "cached page",
        &format!("{cpu:.3} ms CPU, p99 {p99:.2} ms"),
        "≥ 70 % of nginx",
        &client::nginx_yardstick(&server.address, &cached[0], n * 5),
    );
    drop(server);
    articles(folder, laws, n)
}

fn page(server: &Server, what: &str, addresses: &[String], n: usize, aim: &str, yardstick: &str) -> Result<()> {
    server.measure(addresses, 50)?;
    let (cpu, p99) = server.measure(addresses, n)?;
    line(what, &format!("{cpu:.3} ms CPU, p99 {p99:.2} ms"), aim, yardstick);
    Ok(())
}

/// Search over every article of the corpus, as 150,000 small records.
fn articles(folder: &Path, laws: &[Law], n: usize) -> Result<()> {
    let index = Index::open(folder.join("index"))?;
    let position = index.position();
    let entries = corpus::articles(laws);
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
    let searches: Vec<String> = corpus::QUERIES.iter().map(|word| format!("/search?q={}", gongkai_web::listing::percent(word))).collect();
    page(&server, "search over all articles, over HTTP", &searches, n, "p99 ≤ 6 ms", "bare tantivy 0.58, FTS5 5.9, PostgreSQL 4.9 ms")?;
    line("resident memory with all articles", &format!("{} MB", server.resident_mb()?), "", "");
    Ok(())
}

/// CPU time of a process so far, all threads, as the kernel counts it (in hundredths of a second).
fn cpu_of(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    let (user, system) = (ticks(11).context("user time")?, ticks(12).context("system time")?);
    Ok(Duration::from_millis((user + system) * 10))
}

fn spread(values: &mut [f64]) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[0], values[values.len() / 2], values[values.len() - 1])
}
