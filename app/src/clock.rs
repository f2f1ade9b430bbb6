//! How is the clock of requests asked from the command line? Tables of cases in, days with their reasons out.

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use gongkai_law::Calendar;
use gongkai_requests::rules::cases::{Answer, Answered, Ask, Case, Columns};
use gongkai_requests::rules::clock::Law;
use gongkai_requests::rules::history::Channel;
use gongkai_requests::rules::terms::Terms;
use jiff::civil::Date;

/// Some rows could not be answered; the others were.
const SOME_FAILED: u8 = 2;

#[derive(Args)]
#[command(after_help = CLOCK_HELP)]
pub struct ClockArguments {
    /// Tab-separated cases; `-` reads them from the standard input.
    #[arg(value_name = "CASES.tsv", required_unless_present = "received")]
    cases: Option<PathBuf>,
    /// One request: the day on which it was received (条例 article 31).
    #[arg(long, value_name = "DATE", conflicts_with = "cases", value_parser = day)]
    received: Option<Date>,
    /// COUNTER, EMS, POST, WEB, FAX, ORAL or MISROUTED.
    #[arg(long, value_name = "CHANNEL", requires = "received", default_value = "COUNTER", value_parser = channel)]
    channel: Channel,
    /// What happened since: `CONSULT_START@2025-03-10; CONSULT_END@2025-03-24; EXT@2025-03-31:10`.
    #[arg(long, value_name = "EVENTS", requires = "received", default_value = "")]
    events: String,
    /// What is asked of the one request.
    #[arg(long, value_name = "ASK", requires = "received", default_value = "reply_due", value_parser = ask)]
    ask: Ask,
    /// The day taken as today: for 逾期 without a reply, and to refuse dates in the future.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
    /// One JSON object a line: id, answer, due, provisional, reasons.
    #[arg(long)]
    json: bool,
}

const CLOCK_HELP: &str = "\
Columns: id ask channel submitted signed confirmed events receipt (in this order, or as a head names them; `-` is nothing).
Asks:    reply_due corr_notice_due corr_due corr_notice_late tp_due fee_due overdue,
         and with the first day in `submitted`: review_60d suit_6m suit_after_review_15d proactive_20wd enforce_7wd
         enforce_20wd interpret_3wd retract_3wd comment_min_30d norm_filing_15d rule_effective_30d
Events:  CORR_NOTICE CORR_NOTICE_RECV:n CORR_RECV CORR_LAPSED CONSULT_START AGENCY_START TP_RECV AGENCY_RECV CONSULT_END
         TP_SILENT AGENCY_SILENT EXT:n DEFER:n EXPLAIN_ASK:n EXPLAIN_RECV FEE_NOTICE_SENT FEE_NOTICE_RECV FEE_PAID
         FEE_LAPSED REPLY WITHDRAWN REDO:n, written NAME@DATE[:n] and parted by `;`
Exit:    0 all answered; 1 wrong use or an unreadable file; 2 some rows could not be answered (each is named with its line).";

/// Answers and prints; touches neither database nor data folder.
///
/// # Errors
/// The file cannot be read, or the output cannot be written.
pub fn command(arguments: &ClockArguments) -> Result<ExitCode> {
    let (calendar, terms) = (Calendar::national(), Terms::default());
    let law = Law { calendar: &calendar, terms: &terms };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let n_failed = match (&arguments.cases, arguments.received) {
        (Some(path), _) => table(&read(path)?, arguments, law, &mut out)?,
        (None, Some(received)) => one(received, arguments, law, &mut out)?,
        (None, None) => bail!("name a table of cases or --received"),
    };
    out.flush()?;
    Ok(if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(SOME_FAILED) })
}

fn read(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading the standard input")?;
    } else {
        bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    }
    let text = String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Every row that can be answered is; the others are named with their line. Returns how many could not.
fn table(text: &str, arguments: &ClockArguments, law: Law, out: &mut impl Write) -> Result<usize> {
    let mut columns = Columns::default();
    let mut n_failed = 0;
    let mut first = true;
    if !arguments.json {
        writeln!(out, "id\tanswer\tdue\tprovisional\treasons")?;
    }
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        if std::mem::take(&mut first)
            && let Some(head) = Columns::of_head(&cells)
        {
            columns = head.map_err(|errors| anyhow::anyhow!("第{line}行：{}", joined(&errors)))?;
            continue;
        }
        let answered = columns.read(&cells).map_err(|errors| joined(&errors));
        let answered = answered.and_then(|case| case.answer(law, arguments.today).map_err(|errors| joined(&errors)));
        match answered {
            Ok(answered) => print(columns.id(&cells), &answered, arguments.json, out)?,
            Err(reasons) => {
                n_failed += 1;
                out.flush()?;
                eprintln!("第{line}行（{}）：{reasons}", columns.id(&cells));
            }
        }
    }
    if n_failed > 0 {
        eprintln!("{n_failed}行未能作答。");
    }
    Ok(n_failed)
}

fn one(received: Date, arguments: &ClockArguments, law: Law, out: &mut impl Write) -> Result<usize> {
    let case = Case {
        id: received.to_string(),
        ask: arguments.ask,
        // What is named is the day of receipt itself: no rule of the channel need find it.
        intake: None,
        trigger: Some(received),
        events: arguments.events.clone(),
        receipt: Some(received),
        channel: Some(arguments.channel),
    };
    match case.answer(law, arguments.today) {
        Ok(answered) if arguments.json => print(&case.id, &answered, true, out)?,
        Ok(answered) => tell(&answered, out)?,
        Err(errors) => {
            eprintln!("{}", joined(&errors));
            return Ok(1);
        }
    }
    Ok(0)
}

fn print(id: &str, answered: &Answered, json: bool, out: &mut impl Write) -> Result<()> {
    let Answered { due, provisional, reasons, .. } = answered;
    if json {
        let answer = match &answered.answer {
            Answer::Day(day) => serde_json::json!(day),
            Answer::Whether(is) => serde_json::json!(is),
            Answer::Open => serde_json::Value::Null,
        };
        let object = serde_json::json!({ "id": id, "answer": answer, "due": due, "provisional": provisional, "reasons": reasons });
        writeln!(out, "{object}")?;
    } else {
        let due = due.map_or_else(|| "-".to_owned(), |day| day.to_string());
        writeln!(out, "{id}\t{}\t{due}\t{provisional}\t{}", words(&answered.answer), reasons.join("；"))?;
    }
    Ok(())
}

fn words(answer: &Answer) -> String {
    match answer {
        Answer::Day(day) => day.to_string(),
        Answer::Whether(is) => is.to_string(),
        Answer::Open => "-".to_owned(),
    }
}

/// For a person: the day, then why.
fn tell(answered: &Answered, out: &mut impl Write) -> Result<()> {
    let day = match &answered.answer {
        Answer::Open => "期限停止计算，尚无届满日期".to_owned(),
        Answer::Day(day) => day.to_string(),
        Answer::Whether(is) => {
            let due = answered.due.map(|day| format!("（期限至{day}）")).unwrap_or_default();
            format!("{}{due}", if *is { "是" } else { "否" })
        }
    };
    writeln!(out, "{day}{}", if answered.provisional { "（暂定：放假安排尚未公布）" } else { "" })?;
    for reason in &answered.reasons {
        writeln!(out, "  {reason}")?;
    }
    Ok(())
}

fn joined<E: std::fmt::Display>(errors: &[E]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("“{text}”不是日期，应写作 2026-03-10"))
}

fn channel(code: &str) -> Result<Channel, String> {
    code.to_uppercase().parse().map_err(|_| format!("“{code}”不是渠道，应为 COUNTER、EMS、POST、WEB、FAX、ORAL、MISROUTED 之一"))
}

fn ask(code: &str) -> Result<Ask, String> {
    Ask::from_code(code).ok_or_else(|| format!("“{code}”不是可以提出的问题"))
}
