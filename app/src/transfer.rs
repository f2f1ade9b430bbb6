//! How are files brought in and looked at from the command line?

use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use gongkai_capability::{Platform, Screens, Settings, feed_in_bulk};
use gongkai_documents::Kind;
use gongkai_documents::acts::import::Until;
use gongkai_exchange::{Check, Order, Outcome, Progress, Report, Tally, resembling};
use gongkai_files::Limits;
use gongkai_law::Openness;
use gongkai_store::Clock;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Some files could not be read: the run went on, and the summary names them.
const SOME_FAILED: u8 = 2;

#[derive(Args)]
#[command(after_help = EXIT_HELP)]
pub struct ScreenArguments {
    /// Files, folders, zip or tar archives.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// 公开属性 for all files, in place of what they say of themselves.
    #[arg(long, value_parser = openness, value_name = "proactive|on_request|withheld")]
    openness: Option<Openness>,
}

#[derive(Args)]
#[command(after_help = EXIT_HELP)]
pub struct ImportArguments {
    /// Files, folders, zip or tar archives.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Whose documents they are: 统一社会信用代码, full or short name, or path of an agency.
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// Send what has nothing against it into review.
    #[arg(long, conflicts_with = "publish")]
    submit: bool,
    /// A migration: make public what was public on an old site, without review. Needs --reason.
    #[arg(long, requires = "reason")]
    publish: bool,
    /// Why documents are made public without review; kept with each of them.
    #[arg(long, requires = "publish")]
    reason: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Look only: write nothing.
    #[arg(long)]
    dry_run: bool,
    /// The kind of all documents (notice, normative, …), where their titles are not to decide.
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    /// 公开属性 for all files, in place of what they say of themselves.
    #[arg(long, value_parser = openness, value_name = "proactive|on_request|withheld")]
    openness: Option<Openness>,
    /// Documents in one transaction.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000), value_name = "N")]
    batch: u16,
}

const EXIT_HELP: &str = "Exit status: 0 all files were read; 2 some failed (named at the end, the others were done); 1 anything else.";

fn openness(word: &str) -> Result<Openness, String> {
    word.parse().map_err(|_| "one of proactive, on_request, withheld".to_owned())
}

/// Asked when the operator's own kinds are known.
fn kind(code: &str) -> Result<&'static Kind> {
    Kind::get(code).with_context(|| {
        let all: Vec<&str> = Kind::all().iter().map(|kind| kind.code.as_str()).collect();
        format!("--kind `{code}`: there is no such kind; the kinds are {}", all.join(", "))
    })
}

/// Reads and screens files; keeps nothing and asks no database.
pub fn screen(arguments: &ScreenArguments, settings: &Settings) -> Result<ExitCode> {
    there(&arguments.paths)?;
    let rules = Screens::open(settings.screening.as_deref())?;
    let check =
        Check { paths: arguments.paths.clone(), limits: Limits::default(), today: Clock::System.today(), openness: arguments.openness };
    let bar = Bar::new();
    let mut printer = Printer::new(arguments.json);
    let mut tell = |report: &Report| bar.suspend(|| printer.print(report));
    let tally = gongkai_exchange::screen(&check, rules.everywhere(), &mut tell, &mut |progress| bar.advance(progress));
    bar.end();
    printer.end(&tally)
}

/// Takes files into the database.
pub async fn import(arguments: ImportArguments, settings: Settings) -> Result<ExitCode> {
    there(&arguments.paths)?;
    let platform = crate::serve::open(settings).await?;
    let order = Order {
        agency_path: agency(&platform, &arguments.agency).await?,
        until: if arguments.publish {
            Until::Public
        } else if arguments.submit {
            Until::Review
        } else {
            Until::Draft
        },
        reason: reason(&arguments)?,
        kind: arguments.kind.as_deref().map(kind).transpose()?,
        openness: arguments.openness,
        batch: arguments.batch.into(),
        dry_run: arguments.dry_run,
        limits: Limits::default(),
        paths: arguments.paths,
    };
    let bar = Bar::new();
    let mut printer = Printer::new(arguments.json);
    let mut gone = false;
    // Somebody who reads only the first lines does not end an import.
    let mut tell = |report: &Report| gone = gone || bar.suspend(|| printer.print(report)).is_break();
    let indexing = Indexing::begin(&platform, order.dry_run);
    let done = gongkai_exchange::import(&platform, &order, &mut tell, &mut |progress| bar.advance(progress)).await;
    bar.end();
    indexing.end(&platform).await?;
    let code = printer.end(&done?)?;
    platform.db.close().await;
    Ok(code)
}

/// Feeds the index while documents come in, so that neither core waits, and what was imported is found at once.
struct Indexing(Option<(watch::Sender<bool>, JoinHandle<()>)>);

impl Indexing {
    fn begin(platform: &Arc<Platform>, dry_run: bool) -> Self {
        if dry_run {
            return Self(None);
        }
        let (stop, stopped) = watch::channel(false);
        Self(Some((stop, tokio::spawn(feed_in_bulk(platform.clone(), stopped)))))
    }

    async fn end(self, platform: &Arc<Platform>) -> Result<()> {
        let Some((stop, feeding)) = self.0 else { return Ok(()) };
        // The task may have ended by itself; then nobody listens.
        let _ = stop.send(true);
        feeding.await.context("feeding the index")?;
        if let Err(error) = gongkai_capability::catch_up(platform).await {
            // A server on the same folder holds the index, and hears of the documents from the journal.
            eprintln!("gongkai: 检索索引由正在运行的服务更新，或稍后运行 gongkai reindex（{error:#}）");
        }
        Ok(())
    }
}

fn reason(arguments: &ImportArguments) -> Result<String> {
    const SHORTEST: usize = 4;
    let reason = arguments.reason.clone().unwrap_or_default().trim().to_owned();
    if arguments.publish && reason.chars().count() < SHORTEST {
        bail!("--reason 应当写明免予审核直接公开的理由（不少于四个字）");
    }
    Ok(reason)
}

async fn agency(platform: &Platform, word: &str) -> Result<String> {
    let directory = gongkai_agencies::directory(&platform.db).await?;
    if let Some(agency) = directory.find(word) {
        return Ok(agency.path.clone());
    }
    let near: Vec<String> = resembling(word, directory.all())
        .iter()
        .map(|agency| format!("\n  {}  {}  {}", agency.code(), agency.path, agency.name()))
        .collect();
    match (directory.all().len(), near.is_empty()) {
        (0, _) => bail!("还没有任何机构，请先建立机构（或运行 gongkai demo）"),
        (n, true) => bail!("没有代码、路径或名称为“{word}”的机构（现有 {n} 个）"),
        (_, false) => bail!("没有代码、路径或名称为“{word}”的机构，相近的有：{}", near.concat()),
    }
}

/// A path that does not exist is a slip of the one who typed it, not a bad file.
fn there(paths: &[PathBuf]) -> Result<()> {
    let missing: Vec<String> = paths.iter().filter(|path| !path.exists()).map(|path| path.display().to_string()).collect();
    if missing.is_empty() { Ok(()) } else { bail!("没有这个文件或目录：{}", missing.join("、")) }
}

/// Writes the lines of a run to standard output and its summary to standard error.
struct Printer {
    json: bool,
    out: BufWriter<std::io::Stdout>,
}

impl Printer {
    fn new(json: bool) -> Self {
        Self { json, out: BufWriter::new(std::io::stdout()) }
    }

    /// Breaks when nobody reads on (`… | head`).
    fn print(&mut self, report: &Report) -> ControlFlow<()> {
        let line =
            if self.json { serde_json::to_string(report).expect("a report holds nothing that JSON cannot") + "\n" } else { report.text() };
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.flush());
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn end(mut self, tally: &Tally) -> Result<ExitCode> {
        if tally.total() == 0 {
            bail!("没有找到任何文件");
        }
        if !self.json {
            // A reader who is gone needs no table.
            let _ = write!(self.out, "{}", tally.table()).and_then(|()| self.out.flush());
        }
        let failed = tally.of(Outcome::Failed);
        if failed == 0 {
            if self.json {
                eprintln!("gongkai: {}", tally.line());
            }
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("gongkai: {}", tally.line());
        for failure in &tally.failures {
            eprintln!("  {failure}");
        }
        if failed > tally.failures.len() {
            eprintln!("  ……另有 {} 个", failed - tally.failures.len());
        }
        Ok(ExitCode::from(SOME_FAILED))
    }
}

/// A progress bar on a terminal, nothing elsewhere.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} (ETA {eta}) {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(Some(bar))
    }

    fn advance(&self, progress: Progress<'_>) {
        if let Some(bar) = &self.0 {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
            bar.set_message(progress.path.to_owned());
        }
    }

    fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
