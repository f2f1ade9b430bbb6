//! What can the program be told to do? The command line of gongkai.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use gongkai::{bench, catalogue, clock, county, duties, serve, settings, transfer};
use gongkai_capability::Settings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// gongkai: one program in which a Chinese county, city or province runs all of 政务公开.
#[derive(Parser)]
#[command(version, after_help = settings_help())]
struct Cli {
    /// Configuration file (TOML); every setting may also be given as a GONGKAI_* variable.
    #[arg(long, global = true, env = "GONGKAI_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests and do the background work.
    Serve {
        /// Leave the background work to other nodes (`gongkai work`).
        #[arg(long)]
        no_work: bool,
    },
    /// Do only the background work: scheduled publication, validity, the search index.
    Work,
    /// Make or bring up to date the tables of the database.
    Migrate,
    /// Fill an empty installation with the demonstration county.
    Demo {
        /// Do nothing where there are agencies already.
        #[arg(long)]
        if_empty: bool,
        /// Only print the addresses and log-ins.
        #[arg(long)]
        show: bool,
    },
    /// Take documents in: files, folders, zip and tar archives.
    Import(transfer::ImportArguments),
    /// Read and screen files without keeping anything.
    Screen(transfer::ScreenArguments),
    /// By when must requests be answered, and why? Tables of cases, or one request.
    Clock(clock::ClockArguments),
    /// Check catalogues of what must be disclosed, and write the standard one of the 26 fields.
    Catalogue(catalogue::CatalogueArguments),
    /// What must an agency publish, and did it, as of a day?
    Duties(duties::DutiesArguments),
    /// Make the search index of this node anew from the journal.
    Reindex,
    /// Look into the journal.
    Journal {
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// Measure this machine with real texts and print each figure beside its aim and a yardstick.
    Bench(bench::BenchArguments),
    /// Say which fonts are used for papers, and what is missing.
    Fonts,
}

#[derive(Subcommand)]
enum JournalCommand {
    /// Prove that no entry was changed, removed or inserted.
    Verify,
}

fn settings_help() -> String {
    let mut help = String::from("Settings (file key, or variable GONGKAI_<KEY>):\n");
    for (key, meaning) in settings::KEYS {
        help += &format!("  {key:<22} {meaning}\n");
    }
    help
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Wrong use is 1; 2 says that some files of a run could not be read.
            let code = if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
            let _ = error.print();
            return code;
        }
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,pdf_extract=off,lopdf=off".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("gongkai: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the process environment")]
    let variables = std::env::vars();
    let settings = settings::read(cli.config.as_deref(), variables)?;
    if let Command::Screen(arguments) = &cli.command {
        // Without a database and without threads of its own: it must work on any machine that has the program.
        return transfer::screen(arguments, &settings);
    }
    if let Command::Clock(arguments) = &cli.command {
        return clock::command(arguments);
    }
    if let Command::Catalogue(arguments) = &cli.command {
        return catalogue::command(arguments, &settings);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(command(cli.command, settings))
}

async fn command(command: Command, settings: Settings) -> Result<ExitCode> {
    match command {
        Command::Serve { no_work } => serve::serve(settings, !no_work).await?,
        Command::Work => serve::work(settings).await?,
        Command::Migrate => {
            serve::open(settings).await?;
            eprintln!("gongkai: the tables are up to date");
        }
        Command::Demo { if_empty, show } => county::command(settings, if_empty, show).await?,
        Command::Import(arguments) => return transfer::import(arguments, settings).await,
        Command::Screen(_) | Command::Clock(_) | Command::Catalogue(_) => unreachable!("handled before the runtime starts"),
        Command::Duties(arguments) => duties::command(settings, &arguments).await?,
        Command::Reindex => reindex(settings).await?,
        Command::Journal { command: JournalCommand::Verify } => return verify_journal(settings).await,
        Command::Bench(arguments) => tokio::task::block_in_place(|| bench::command(&arguments, &settings))?,
        Command::Fonts => fonts(&settings)?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn reindex(settings: Settings) -> Result<()> {
    let platform = serve::open(settings).await?;
    platform.search.clear().context("emptying the index")?;
    gongkai_capability::catch_up(&platform).await?;
    eprintln!("gongkai: {} records are in the index", platform.search.len());
    Ok(())
}

async fn verify_journal(settings: Settings) -> Result<ExitCode> {
    let platform = serve::open(settings).await?;
    match platform.db.verify_journal().await? {
        Ok(n) => {
            println!("日志完整：{n} 条记录逐条衔接，未发现改动。");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            println!("日志不完整：{fault}。");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn fonts(settings: &Settings) -> Result<()> {
    let fonts = gongkai_letters::Fonts::find(&settings.fonts).map_err(|missing| anyhow::anyhow!("{missing}"))?;
    for line in fonts.report() {
        println!("{line:?}");
    }
    Ok(())
}
