//! Was what an item demands done in each period, by which record and how early or late — as of a day?
//!
//! A duty is read, never stored: from the item's term, the records that fulfil it, the statements that nothing arose and the days
//! on which clocks were set going. Read as of a past day it says what was true on that day.

mod period;

use gongkai_law::Calendar;
use jiff::civil::Date;

use super::inherit::Kept;
use super::item::Mode;
use super::period::{Due, Every, Period};
use super::practice::Practice;
use super::term::{Anchor, DueDay, Part, Rule, Settled, Term, due};
use crate::fulfilment::Fulfilment;
use crate::statement::{NilStatement, Occurrence};

gongkai_law::coded! {
    /// How a duty stands.
    pub enum DutyState "履行情况" {
        Met => "met", "按时公开";
        MetLate => "met_late", "逾期公开";
        /// A signed statement that nothing arose.
        Nil => "nil", "零报告";
        Due => "due", "待公开";
        Late => "late", "逾期未公开";
        /// Late, and never filed since the item binds: 空目录.
        NeverFiled => "never_filed", "从未公开";
        NotApplicable => "not_applicable", "不适用";
        /// Only when somebody asks.
        OnRequest => "on_request", "依申请公开";
    }
}

impl DutyState {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::Due | Self::Late | Self::NeverFiled)
    }

    /// Whether something is missing that should be there.
    #[must_use]
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Late | Self::NeverFiled)
    }
}

/// What an item demands in one period, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// None for what must simply be on line.
    pub period: Option<Period>,
    pub state: DutyState,
    /// The last day on which it is in time; provisional where it may yet move.
    pub due: Option<DueDay>,
    /// Of what was filed: days of the worst record after its last day; negative where even that was early. None where no day is set.
    pub days: Option<i32>,
    /// Where the records that fulfil it stand in what was given.
    pub records: Vec<usize>,
    /// Number of the statement.
    pub nil: Option<i64>,
}

/// Everything from which a duty is read.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    pub kept: &'a Kept,
    pub applies: bool,
    /// The day from which the item binds.
    pub since: Date,
    /// Periods before this day are not asked for.
    pub from: Date,
    pub as_of: Date,
    pub settled: Settled,
    pub calendar: &'a Calendar,
    pub practice: &'a Practice,
    /// Public on that day, in the order of publication.
    pub records: &'a [&'a Fulfilment],
    /// Signed on or before that day.
    pub nils: &'a [&'a NilStatement],
    pub occurrences: &'a [&'a Occurrence],
}

/// Of what kind an item's demand is.
enum Shape<'a> {
    /// Depends on events: looked at year by year.
    Yearly,
    /// Once a year, after an event that comes in its season.
    Seasonal(&'a Anchor, &'a Rule),
    Periodic(Every, Due),
    /// Counted from the last record.
    Rolling(Every),
    Standing,
    OnRequest,
}

fn shape<'a>(term: Option<&'a Term>, mode: Mode) -> Shape<'a> {
    let parts = term.map_or(&[][..], |term| term.parts.as_slice());
    if mode == Mode::OnRequest || (!parts.is_empty() && parts.iter().all(|part| matches!(part.rule, Rule::OnRequest { .. }))) {
        return Shape::OnRequest;
    }
    for part in parts {
        match &part.rule {
            Rule::Periodic { every: every @ (Every::Days(_) | Every::WorkingDays(_)), .. } => return Shape::Rolling(*every),
            Rule::Periodic { every, due } => return Shape::Periodic(*every, *due),
            Rule::Within { anchor: anchor @ (Anchor::CongressApproved | Anchor::FinanceReplied), .. } => {
                return Shape::Seasonal(anchor, &part.rule);
            }
            _ => {}
        }
    }
    if parts.iter().any(|part| part.rule == Rule::Standing) { Shape::Standing } else { Shape::Yearly }
}

/// Every period of an item from the day on which it binds, the first one first.
#[must_use]
pub fn duties(given: &Given<'_>) -> Vec<Duty> {
    let single = |state| vec![Duty { period: None, state, due: None, days: None, records: Vec::new(), nil: None }];
    if !given.applies {
        return single(DutyState::NotApplicable);
    }
    if given.since > given.as_of {
        return Vec::new();
    }
    let term = given.kept.term.as_ref().ok();
    let mut all = match shape(term, given.kept.item.mode) {
        Shape::OnRequest => return single(DutyState::OnRequest),
        Shape::Standing => vec![given.standing(term)],
        Shape::Rolling(every) => vec![given.rolling(every)],
        Shape::Periodic(every, due) => given.periodic(every, due),
        Shape::Seasonal(anchor, rule) => given.years().into_iter().filter_map(|year| given.seasonal(year, anchor, rule)).collect(),
        Shape::Yearly => given.years().into_iter().filter_map(|year| given.yearly(year, term)).collect(),
    };
    if given.records.is_empty() && given.nils.is_empty() {
        for duty in all.iter_mut().filter(|duty| duty.state == DutyState::Late) {
            duty.state = DutyState::NeverFiled;
        }
    }
    all
}

/// The day on which a record came to be; of one that does not say, the day of its publication, which is never late.
fn formed(record: &Fulfilment) -> Date {
    record.formed_on.unwrap_or(record.published_on)
}

fn days_after(day: Date, due: Date) -> i32 {
    day.since(due).map_or(0, |span| span.get_days())
}

impl Given<'_> {
    fn first_day(&self) -> Date {
        self.since.max(self.from)
    }

    fn years(&self) -> Vec<i16> {
        (self.first_day().year()..=self.as_of.year()).collect()
    }

    fn year(year: i16) -> Option<Period> {
        Period::containing(Date::new(year, 1, 1).ok()?, Every::Year)
    }

    fn indexes(&self, holds: impl Fn(&Fulfilment) -> bool) -> Vec<usize> {
        self.records.iter().enumerate().filter(|(_, record)| holds(record)).map(|(at, _)| at).collect()
    }

    /// The statement for a period, or for the year that it lies in.
    fn nil(&self, period: &Period) -> Option<i64> {
        if self.nils.is_empty() {
            return None;
        }
        let (own, year) = (period.code(), format!("{:04}", period.first.year()));
        self.nils.iter().find(|nil| nil.period == own || nil.period == year).map(|nil| nil.id)
    }

    /// How late the worst of these records was, each by the part of the term that is for it.
    fn worst(&self, records: &[usize], term: Option<&Term>) -> Option<i32> {
        let own = records.iter().filter_map(|at| {
            let record = self.records[*at];
            let last = due(&part_for(term?, &record.title)?.rule, formed(record), &self.settled, self.calendar)?;
            Some(days_after(record.published_on, last.on))
        });
        own.max()
    }

    fn filed(&self, period: Option<Period>, records: Vec<usize>, days: Option<i32>, due: Option<DueDay>) -> Duty {
        let state = if days.is_some_and(|days| days > 0) { DutyState::MetLate } else { DutyState::Met };
        Duty { period, state, due, days, records, nil: None }
    }

    fn unfiled(&self, period: Option<Period>, due: Option<DueDay>) -> Duty {
        let nil = period.and_then(|period| self.nil(&period));
        let state = match due {
            _ if nil.is_some() => DutyState::Nil,
            Some(due) if due.on < self.as_of => DutyState::Late,
            _ => DutyState::Due,
        };
        Duty { period, state, due, days: None, records: Vec::new(), nil }
    }

    fn yearly(&self, year: i16, term: Option<&Term>) -> Option<Duty> {
        let period = Self::year(year)?;
        let records = self.indexes(|record| formed(record).year() == year);
        // An event that nothing answers is late by itself, whatever else was filed in the year.
        let unanswered = self.unanswered(year, term);
        if let Some(due) = unanswered.filter(|due| due.on < self.as_of || records.is_empty()) {
            return Some(Duty { records, ..self.unfiled(Some(period), Some(due)) });
        }
        if !records.is_empty() {
            let days = self.worst(&records, term);
            return Some(self.filed(Some(period), records, days, None));
        }
        let nil_by = self.practice.nil_by;
        let on = Date::new(year + 1, nil_by.month, nil_by.day).ok()?;
        Some(self.unfiled(Some(period), Some(DueDay { on, provisional: false })))
    }

    /// The earliest last day of an event of the year after which nothing was published.
    fn unanswered(&self, year: i16, term: Option<&Term>) -> Option<DueDay> {
        let events = self.occurrences.iter().filter(|event| event.on.year() == year && event.on <= self.as_of);
        let open = events.filter(|event| !self.records.iter().any(|record| record.published_on >= event.on));
        let part = part_for(term?, "")?;
        open.filter_map(|event| due(&part.rule, event.on, &self.settled, self.calendar)).min_by_key(|due| due.on)
    }

    fn seasonal(&self, year: i16, anchor: &Anchor, rule: &Rule) -> Option<Duty> {
        let period = Self::year(year)?;
        let known = self.occurrences.iter().find(|event| event.on.year() == year && event.on <= self.as_of).map(|event| event.on);
        let usual = self.practice.season(anchor).and_then(|season| Date::new(year, season.month, season.day).ok());
        let last = due(rule, known.or(usual)?, &self.settled, self.calendar)?;
        let last = DueDay { provisional: known.is_none() || last.provisional, ..last };
        if last.on < self.since {
            return None;
        }
        let records = self.indexes(|record| record.published_on.year() == year);
        if records.is_empty() {
            return Some(self.unfiled(Some(period), Some(last)));
        }
        // The first one answers; what comes later in the year corrects or completes it.
        let days = records.first().map(|at| days_after(self.records[*at].published_on, last.on));
        // A usual day is no law: nobody is late by it who filed.
        let days = days.filter(|days| known.is_some() || *days <= 0);
        Some(self.filed(Some(period), records, days, Some(last)))
    }

    fn periodic(&self, every: Every, due: Due) -> Vec<Duty> {
        let periods = every.periods(self.first_day(), self.as_of);
        let dues: Vec<DueDay> = periods.iter().map(|period| due.day(*period, self.calendar)).collect();
        let served = period::served(self.records, every, &periods, &dues);
        let duty = |at: usize| {
            let (period, last) = (periods[at], dues[at]);
            let records: Vec<usize> = (0..self.records.len()).filter(|record| served[*record] == Some(at)).collect();
            if records.is_empty() {
                return self.unfiled(Some(period), Some(last));
            }
            let days = records.first().map(|record| days_after(self.records[*record].published_on, last.on));
            self.filed(Some(period), records, days, Some(last))
        };
        // What was due before the item bound is nobody's.
        (0..periods.len()).filter(|at| dues[*at].on >= self.since).map(duty).collect()
    }

    fn rolling(&self, every: Every) -> Duty {
        match self.records.last() {
            Some(last) => match every.next_after(last.published_on, self.calendar) {
                Some(due) if due.on < self.as_of => Duty { records: vec![self.records.len() - 1], ..self.unfiled(None, Some(due)) },
                due => self.filed(None, vec![self.records.len() - 1], None, due),
            },
            None => self.unfiled(None, every.next_after(self.since, self.calendar)),
        }
    }

    fn standing(&self, term: Option<&Term>) -> Duty {
        let records = self.indexes(|_| true);
        if records.is_empty() {
            return self.unfiled(None, due(&Rule::Standing, self.since, &self.settled, self.calendar));
        }
        // What stands for long is judged by its newest word.
        let newest = [records.len() - 1];
        let days = self.worst(&newest, term);
        self.filed(None, records, days, None)
    }
}

/// The part of a term that is for a record: the one whose scope its title names, else the first that is for everything, else the
/// first that sets a day.
fn part_for<'a>(term: &'a Term, title: &str) -> Option<&'a Part> {
    let sets_a_day =
        |part: &&Part| !matches!(part.rule, Rule::Periodic { .. } | Rule::Shown { .. } | Rule::With { .. } | Rule::SetBy { .. });
    let scoped = term.parts.iter().filter(sets_a_day).find(|part| !part.scope.is_empty() && title.contains(&part.scope));
    let whole = || term.parts.iter().filter(sets_a_day).find(|part| part.scope.is_empty());
    scoped.or_else(whole).or_else(|| term.parts.iter().find(sets_a_day))
}

#[cfg(test)]
mod tests;
