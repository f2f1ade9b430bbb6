//! What did a year of requests amount to? Tables 3 and 4 of the annual report, counted from the cases themselves.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use gongkai_store::Db;

use crate::rules::applicant::ApplicantKind;
use crate::rules::outcome::Outcome;
use crate::rules::tally::{CountedRemedy, Part, Tally};
use crate::tables::list::{YearCount, remedies, year_counts};

/// Tables 3 and 4 of an agency and everything below its path in a year (国办公开办函〔2021〕30号).
///
/// # Errors
/// The database cannot be read.
pub async fn tally(db: &Db, agency: &str, year: i16) -> Result<Tally> {
    let mut all = Tally { year, ..Tally::default() };
    for count in year_counts(db, agency, year).await? {
        add(&mut all, &count)?;
    }
    for (_, remedy) in remedies(db, agency).await? {
        all.table4.count(year, counted(&remedy));
    }
    Ok(all)
}

/// The same for each agency below a path that had any request, in one pass.
///
/// # Errors
/// The database cannot be read.
pub async fn tallies(db: &Db, below: &str, year: i16) -> Result<BTreeMap<String, Tally>> {
    let mut all: BTreeMap<String, Tally> = BTreeMap::new();
    let empty = || Tally { year, ..Tally::default() };
    for count in year_counts(db, below, year).await? {
        add(all.entry(count.agency_path.clone()).or_insert_with(empty), &count)?;
    }
    for (path, remedy) in remedies(db, below).await? {
        all.entry(path).or_insert_with(empty).table4.count(year, counted(&remedy));
    }
    Ok(all)
}

fn add(tally: &mut Tally, count: &YearCount) -> Result<()> {
    let kind: ApplicantKind = count.applicant_kind.parse().context("kind of an applicant")?;
    let n = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let parts = [(Part::Received, count.new), (Part::CarriedOver, count.carried), (Part::CarriedOn, count.open)];
    for (part, times) in parts {
        tally.table3.add(part, kind, n(times));
    }
    if count.decided > 0 {
        let outcome: Outcome = count.outcome.parse().context("outcome of a request")?;
        tally.table3.add(Part::Closed(outcome), kind, n(count.decided));
    }
    Ok(())
}

fn counted(remedy: &crate::case::Remedy) -> CountedRemedy {
    CountedRemedy { kind: remedy.kind, accepted_on: remedy.accepted_on, decided: remedy.decided_on.zip(remedy.result) }
}
