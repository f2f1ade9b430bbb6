//! Which case does this row of cells tell? Columns by name, every fault at once.

use jiff::civil::Date;

use super::{Ask, Case};
use crate::rules::history::Channel;
use crate::rules::receipt::Intake;

const NAMES: [&str; 8] = ["id", "ask", "channel", "submitted", "signed", "confirmed", "events", "receipt"];

/// Where each column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; 8],
}

/// Why a row cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    #[error("缺少“{0}”列的内容")]
    Missing(&'static str),
    #[error("“{1}”不是日期（{0} 列），应写作 2026-03-10")]
    BadDate(&'static str, String),
    #[error("“{0}”不是渠道，应为 COUNTER、EMS、POST、WEB、FAX、ORAL、MISROUTED 之一")]
    BadChannel(String),
    #[error("“{0}”不是可以提出的问题（ask 列）")]
    BadAsk(String),
    #[error("表头缺少“{0}”列")]
    NoColumn(&'static str),
}

impl Default for Columns {
    /// The usual order, for tables without a head.
    fn default() -> Columns {
        Columns { at: std::array::from_fn(Some) }
    }
}

impl Columns {
    /// The order in which a head names them; `None`: this line is no head.
    ///
    /// # Errors
    /// Columns without which no row can be read.
    #[must_use]
    pub fn of_head(cells: &[&str]) -> Option<Result<Columns, Vec<RowError>>> {
        let cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
        if !cells.iter().any(|cell| cell == "id") || !cells.iter().any(|cell| cell == "ask") {
            return None;
        }
        let columns = Columns { at: NAMES.map(|name| cells.iter().position(|cell| cell == name)) };
        let missing: Vec<RowError> =
            if columns.at[3].is_none() && columns.at[7].is_none() { vec![RowError::NoColumn("submitted")] } else { Vec::new() };
        Some(if missing.is_empty() { Ok(columns) } else { Err(missing) })
    }

    fn cell<'a>(&self, cells: &[&'a str], column: usize) -> Option<&'a str> {
        let cell = cells.get(self.at[column]?)?.trim();
        (!cell.is_empty() && cell != "-").then_some(cell)
    }

    /// The name of a row, for messages about it.
    #[must_use]
    pub fn id<'a>(&self, cells: &[&'a str]) -> &'a str {
        self.cell(cells, 0).unwrap_or("-")
    }

    /// The case of a row; empty cells and `-` are nothing.
    ///
    /// # Errors
    /// Every cell that cannot be read.
    pub fn read(&self, cells: &[&str]) -> Result<Case, Vec<RowError>> {
        let mut errors = Vec::new();
        let id = self.cell(cells, 0).unwrap_or_else(|| {
            errors.push(RowError::Missing("id"));
            ""
        });
        let ask = match self.cell(cells, 1).map(|code| (code, Ask::from_code(code))) {
            Some((_, Some(ask))) => Some(ask),
            Some((code, None)) => {
                errors.push(RowError::BadAsk(code.to_owned()));
                None
            }
            None => {
                errors.push(RowError::Missing("ask"));
                None
            }
        };
        let channel: Option<Channel> = self.cell(cells, 2).and_then(|code| match code.to_uppercase().parse() {
            Ok(channel) => Some(channel),
            Err(_) => {
                errors.push(RowError::BadChannel(code.to_owned()));
                None
            }
        });
        let [submitted, signed, confirmed, receipt] = [3, 4, 5, 7].map(|column| {
            let text = self.cell(cells, column)?;
            text.parse::<Date>().map_err(|_| errors.push(RowError::BadDate(NAMES[column], text.to_owned()))).ok()
        });
        match ask {
            Some(ask) if errors.is_empty() => {
                let intake =
                    |channel| Intake { submitted_on: submitted, signed_on: signed, confirmed_on: confirmed, ..Intake::of(channel) };
                let events = self.cell(cells, 6).unwrap_or_default().to_owned();
                Ok(Case { id: id.to_owned(), ask, intake: channel.map(intake), channel, trigger: submitted, events, receipt })
            }
            _ => Err(errors),
        }
    }
}
