//! What must an agency publish, and did it, as of a day? `gongkai duties`.

use anyhow::{Context, Result, bail};
use clap::Args;
use gongkai_agencies::directory;
use gongkai_capability::Settings;
use gongkai_catalogue::rules::duty::DutyState;
use gongkai_catalogue::{Ask, api, duties, first_of};
use jiff::civil::Date;
use serde_json::json;

use crate::serve;

#[derive(Args)]
pub struct DutiesArguments {
    /// Path, code or name of the agency; all of them where it is not given.
    #[arg(long)]
    agency: Option<String>,
    /// The day as of which it is read (2026-03-02); today where it is not given.
    #[arg(long)]
    as_of: Option<Date>,
    /// The first year asked for; two years before that day where it is not given.
    #[arg(long)]
    from_year: Option<i16>,
    /// Only what is missing: late and never filed.
    #[arg(long)]
    missing: bool,
    /// As JSON, with every record.
    #[arg(long)]
    json: bool,
}

/// Prints the duties, one a line, and how many are met and missing.
pub async fn command(settings: Settings, arguments: &DutiesArguments) -> Result<()> {
    let platform = serve::open(settings).await?;
    let directory = directory(&platform.db).await?;
    let today = platform.db.clock().today();
    let as_of = arguments.as_of.unwrap_or(today);
    if as_of > today {
        bail!("{as_of} is after today: what is not yet cannot be read");
    }
    let agencies = match &arguments.agency {
        Some(word) => vec![directory.find(word).with_context(|| format!("there is no agency “{word}”"))?.path.clone()],
        None => Vec::new(),
    };
    let from = first_of(arguments.from_year.unwrap_or(as_of.year() - 2));
    let mut read = duties(&platform.db, &Ask { agencies, as_of, from, fields: Vec::new() }).await?;
    if arguments.missing {
        for line in &mut read.lines {
            line.duties.retain(|duty| duty.state.is_gap());
        }
    }
    if arguments.json {
        let orphans: Vec<_> = read
            .orphans
            .iter()
            .map(|orphan| json!({"item": orphan.code, "name": orphan.name, "why": orphan.why.iter().map(ToString::to_string).collect::<Vec<_>>()}))
            .collect();
        let rows: Vec<_> =
            read.lines.iter().map(|line| json!({"agency": &*line.owed.agency, "duties": api::rows(std::slice::from_ref(line))})).collect();
        println!("{}", serde_json::to_string_pretty(&json!({"as_of": as_of, "rows": rows, "without_bearer": orphans}))?);
        return Ok(());
    }
    let mut counts = vec![0_usize; DutyState::ALL.len()];
    for line in &read.lines {
        for (row, duty) in api::rows(std::slice::from_ref(line)).into_iter().zip(&line.duties) {
            counts[DutyState::ALL.iter().position(|state| *state == duty.state).unwrap_or(0)] += 1;
            let agency = directory.name_of(&line.owed.agency);
            println!("{agency}\t{}\t{}\t{}\t{}\t{}", row.item, row.names.join(" › "), row.period, duty.state.label(), row.told);
        }
    }
    let told = DutyState::ALL.iter().zip(counts).filter(|(_, n)| *n > 0).map(|(state, n)| format!("{}{n}", state.label()));
    println!("截至{as_of}：{}。没有承担单位的事项{}项。", told.collect::<Vec<_>>().join("，"), read.orphans.len());
    Ok(())
}
