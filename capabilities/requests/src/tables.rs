//! How are requests, their history, people, papers and files kept? All SQL of this capability, a file a subject.

pub mod case;
pub mod event;
pub mod file;
pub mod letter;
pub mod list;
pub mod office;
pub mod person;
pub mod redaction;
pub mod wish;

use anyhow::{Context, Result};
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An optional ISO day of a column.
pub(crate) fn day_of(row: &AnyRow, column: &str) -> Result<Option<Date>> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().with_context(|| format!("day in column {column}"))).transpose()
}

pub(crate) fn iso_day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}
