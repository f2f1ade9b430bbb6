//! What do the sheets of a workbook hold, and what do they hide?

mod biff;
mod grid;
mod layout;
mod xls;
mod xlsx;

pub use grid::column_letters;
pub(crate) use layout::Region;
pub(crate) use xls::{read as read_xls, sheets as xls_sheets};
pub(crate) use xlsx::{read as read_xlsx, sheets as xlsx_sheets};

use calamine::ExcelDateTime;
use grid::Grid;
use layout::Layout;

/// One sheet before it is told: its cells where they stand, and what is hidden and merged.
pub(crate) struct Sheet {
    pub name: String,
    pub layout: Layout,
    pub grid: Grid,
}

/// A number as a person would write it: whole numbers without a point.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value}") }
}

/// A date cell by the calendar; the time only where there is one.
fn moment(value: &ExcelDateTime) -> String {
    if value.is_duration() || !(0.0..2_958_466.0).contains(&value.as_f64()) {
        return number(value.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        (_, _, 0) => format!("{date} {hour:02}:{minute:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
