//! How are catalogues checked and written from the command line? Neither database nor data folder is touched here.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use gongkai_capability::Settings;
use gongkai_catalogue::rules::term;
use gongkai_catalogue::sheets::{self, Reading};
use gongkai_catalogue::{Item, pack};
use gongkai_files::Limits;
use gongkai_letters::Fonts;
use gongkai_store::Clock;
use gongkai_text::finding::Severity;
use serde_json::json;

/// The file was read, and something in it forbids to take it in.
const STOPPED: u8 = 2;

#[derive(Args)]
pub struct CatalogueArguments {
    #[command(subcommand)]
    command: CatalogueCommand,
}

#[derive(Subcommand)]
enum CatalogueCommand {
    /// Say what is understood of a catalogue (xlsx, xls, docx, html, csv, tsv), and everything that is not, with its cell.
    #[command(after_help = CHECK_HELP)]
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Write the standard catalogue of the 26 fields in the official form.
    #[command(after_help = EXPORT_HELP)]
    Export {
        /// Only these fields (01 … 26, X1); may be given several times.
        #[arg(long, value_name = "CODE", value_parser = field)]
        field: Vec<String>,
        /// Without it, by the name of the output file.
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// What stands over each table.
        #[arg(long, default_value = "基层政务公开标准目录")]
        title: String,
        /// Where to; `-` is the standard output.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Xlsx,
    Docx,
    Pdf,
    Tsv,
    Json,
}

const CHECK_HELP: &str = "\
--json: one object a line, told apart by `kind`:
  catalogue  title, place, field, n_items, kept_columns
  item       place, row, in_words (the time limit as it is understood, or null), item (as it would be kept)
  finding    code, severity (stop|warn), where, excerpt, advice: docs/findings.md
  summary    file, n_catalogues, n_items, n_stops, n_warnings
Exit: 0 it may be taken in; 1 wrong use or an unreadable file; 2 something forbids it (each with its cell).";

const EXPORT_HELP: &str = "\
xlsx, docx: the official form of 12 columns, one table for each field, and to the right what the form has no column for.
pdf:        the official columns, for print on A3; it is not read again.
tsv:        the same columns, one row an item.
json:       one item a line, as it is kept.
xlsx, docx and tsv can be read again without loss (`gongkai catalogue check`).";

fn field(code: &str) -> Result<String, String> {
    let known = || pack::FIELDS.iter().map(|field| format!("{} {}", field.code, field.name)).collect::<Vec<_>>().join("、");
    pack::field_of_code(code).map(|field| field.code.to_owned()).ok_or_else(|| format!("没有这个领域；现有：{}", known()))
}

/// Checks or writes.
///
/// # Errors
/// A file cannot be read or written.
pub fn command(arguments: &CatalogueArguments, settings: &Settings) -> Result<ExitCode> {
    match &arguments.command {
        CatalogueCommand::Check { file, json } => check(file, *json),
        CatalogueCommand::Export { field, format, title, output } => {
            let format = match format {
                Some(format) => *format,
                None => format_of(output)?,
            };
            export(field, format, title, output, settings)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(path: &Path, json: bool) -> Result<ExitCode> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let reading = sheets::read(&name, &bytes, &Limits::default())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if json {
        as_lines(&name, &reading, &mut out)?
    } else {
        for_people(&name, &reading, &mut out)?
    }
    out.flush()?;
    Ok(if reading.is_stopped() { ExitCode::from(STOPPED) } else { ExitCode::SUCCESS })
}

fn as_lines(name: &str, reading: &Reading, out: &mut impl Write) -> Result<()> {
    let mut line = |kind: &str, mut object: serde_json::Value| -> Result<()> {
        object["kind"] = kind.into();
        Ok(writeln!(out, "{object}")?)
    };
    for found in &reading.catalogues {
        line("catalogue", serde_json::to_value(found)?)?;
    }
    for row in &reading.rows {
        let in_words = term::parse(&row.item.time_limit).ok().map(|term| term.in_words());
        line("item", json!({ "place": row.place.first(), "row": row.place.row(), "in_words": in_words, "item": row.item }))?;
    }
    for finding in &reading.findings {
        line("finding", serde_json::to_value(finding)?)?;
    }
    let (n_stops, n_warnings) = counts(reading);
    let summary = json!({ "file": name, "n_catalogues": reading.catalogues.len(), "n_items": reading.rows.len(), "n_stops": n_stops, "n_warnings": n_warnings });
    line("summary", summary)
}

fn for_people(name: &str, reading: &Reading, out: &mut impl Write) -> Result<()> {
    for found in &reading.catalogues {
        let field = pack::field_of_code(&found.field).map_or("未写明领域", |field| field.name);
        writeln!(out, "{}　{}（{field}）：{}项", found.place, found.title, found.n_items)?;
        if !found.kept_columns.is_empty() {
            writeln!(out, "　　照原样保留的栏目：{}", found.kept_columns.join("、"))?;
        }
    }
    for finding in &reading.findings {
        let severity = if finding.severity == Severity::Stop { "须改正" } else { "请核对" };
        writeln!(out, "{severity}　{}　{}　{}（{}）", finding.place, finding.excerpt.replace('\n', " "), finding.advice, finding.code)?;
    }
    let (n_stops, n_warnings) = counts(reading);
    writeln!(out, "{name}：目录{}个，事项{}项，须改正{n_stops}处，请核对{n_warnings}处。", reading.catalogues.len(), reading.rows.len())?;
    Ok(())
}

fn counts(reading: &Reading) -> (usize, usize) {
    let n_stops = reading.findings.iter().filter(|finding| finding.severity == Severity::Stop).count();
    (n_stops, reading.findings.len() - n_stops)
}

fn format_of(output: &Path) -> Result<Format> {
    let extension = output.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match Format::from_str(extension, true) {
        Ok(format) => Ok(format),
        Err(_) => bail!("the format cannot be told from {}; give --format", output.display()),
    }
}

fn export(fields: &[String], format: Format, title: &str, output: &Path, settings: &Settings) -> Result<()> {
    let printed_at = jiff::tz::Offset::constant(8).to_datetime(Clock::System.now());
    let items: Vec<&Item> = pack::items().iter().filter(|item| fields.is_empty() || fields.contains(&item.field)).collect();
    let items = items.into_iter();
    let bytes = match format {
        Format::Xlsx => sheets::write_xlsx(title, items)?,
        Format::Docx => sheets::write_docx(title, items, printed_at)?,
        Format::Pdf => sheets::write_pdf(title, items, printed_at, &fonts(settings)?)?,
        Format::Tsv => sheets::write_tsv(items)?,
        Format::Json => items.flat_map(|item| [item.canonical(), "\n".to_owned()]).collect::<String>().into_bytes(),
    };
    if output == Path::new("-") {
        std::io::stdout().lock().write_all(&bytes).context("writing to the standard output")
    } else {
        std::fs::write(output, bytes).with_context(|| format!("writing {}", output.display()))
    }
}

fn fonts(settings: &Settings) -> Result<Fonts> {
    Fonts::find(&settings.fonts).map_err(|missing| anyhow::anyhow!("{missing}"))
}
