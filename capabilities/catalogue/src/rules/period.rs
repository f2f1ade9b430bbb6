//! Which stretch of time is a duty of? 周期: quarters, months, years, and the day by which each is due.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Month,
    Quarter,
    HalfYear,
    Year,
    /// 每20个工作日: counted from the last record
    WorkingDays(u16),
}

/// The last day for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Within the period itself: its last day.
    WithinPeriod,
    /// 每季度前10日内: within the first days of the period that follows, or of the period itself where it announces.
    FirstDays(u16),
    /// 每年1月31日前, 3月底前: month and day of the year.
    ByDay { month: i8, day: i8 },
}

/// A stretch of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}
