//! By which calendar is a request reckoned: the notices known when it came, or those known since?
//!
//! What was promised keeps its inputs: a request goes on by the notices of its own day until a clerk takes the newer ones over.

use std::sync::Arc;

use anyhow::{Context, Result};
use gongkai_capability::Platform;
use gongkai_law::{Calendar, DayRow};

use crate::practice::{Practice, practice};
use crate::rules::clock::Law;
use crate::tables::office::{HolidayNotice, notices};

/// The calendars after each notice that was brought in, and the practice of this place.
#[derive(Debug)]
pub struct Calendars {
    /// Number of the last notice in it; 0 for the calendar that the program comes with.
    by_notice: Vec<(i64, Calendar)>,
    pub practice: Practice,
}

impl Calendars {
    fn new(notices: &[HolidayNotice], practice: Practice) -> Result<Self> {
        let mut by_notice = vec![(0, Calendar::national())];
        for notice in notices {
            let rows: Vec<DayRow> = serde_json::from_str(&notice.body).with_context(|| format!("holiday notice {}", notice.id))?;
            let (_, last) = by_notice.last().expect("there is a first");
            let next = if notice.scope == "regional" { last.clone().with_overlay(&rows) } else { last.clone().with_notice(&rows) };
            by_notice.push((notice.id, next));
        }
        Ok(Self { by_notice, practice })
    }

    /// The number of the newest notice.
    #[must_use]
    pub fn newest(&self) -> i64 {
        self.by_notice.last().map_or(0, |(id, _)| *id)
    }

    /// The law of a request that goes by the notices up to one.
    #[must_use]
    pub fn as_of(&self, notice: i64) -> Law<'_> {
        let known = self.by_notice.iter().rev().find(|(id, _)| *id <= notice).unwrap_or(&self.by_notice[0]);
        Law { calendar: &known.1, terms: &self.practice.terms }
    }

    #[must_use]
    pub fn now(&self) -> Law<'_> {
        self.as_of(i64::MAX)
    }
}

/// The calendars as they stand; kept in memory until a notice is brought in.
pub async fn calendars(platform: &Platform) -> Result<Arc<Calendars>> {
    let db = &platform.db;
    db.remembered::<Calendars, _>(async { Calendars::new(&notices(db).await?, practice(platform.settings.requests.as_deref())?) }).await
}
