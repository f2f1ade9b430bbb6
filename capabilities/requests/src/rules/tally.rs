//! What did the year amount to? Tables 3 and 4 of the annual report, counted from the cases and held against their own sums.
//!
//! 国办公开办函〔2021〕30号. A cell is counted by the same function that names the cases behind it, so the two cannot differ.

use std::ops::{Add, AddAssign};
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::applicant::ApplicantKind;
use super::history::{RemedyKind, RemedyResult};
use super::outcome::Outcome;

const TABLE: &str = include_str!("../../data/table3.tsv");

/// The data rows of table 3.
pub const N_ROWS: usize = 25;
/// Six kinds of applicant and their sum.
pub const N_COLUMNS: usize = 7;

const RECEIVED: usize = 0;
const CARRIED_OVER: usize = 1;
const FIRST_OUTCOME: usize = 2;
const CLOSED: usize = 23;
const CARRIED_ON: usize = 24;

/// A row of table 3: its code and its label as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    pub code: &'static str,
    pub label: &'static str,
}

/// The rows of table 3 in their order.
#[must_use]
pub fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().skip(1).filter_map(|line| line.split_once('\t')).map(|(code, label)| Row { code, label }).collect())
}

/// A counted request. A split one is not counted, its children are; a reply made anew after a remedy is not counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub applicant: ApplicantKind,
    /// The day of receipt under article 31, not the day of sending.
    pub received_on: Date,
    /// The first reply, lapse or withdrawal.
    pub closed: Option<(Date, Outcome)>,
}

/// A reconsideration or suit against a request's handling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRemedy {
    pub kind: RemedyKind,
    pub accepted_on: Date,
    pub decided: Option<(Date, RemedyResult)>,
}

impl Counted {
    /// The rows of table 3 in which this request stands for a year: it came in or was carried over, and it was closed (in its
    /// outcome's row and in the sum) or goes on into the next.
    #[must_use]
    pub fn rows_in(&self, year: i16) -> Vec<usize> {
        let mut rows = Vec::with_capacity(3);
        self.each_row_in(year, |row| rows.push(row));
        rows
    }

    fn each_row_in(&self, year: i16, mut stands: impl FnMut(usize)) {
        let closed = self.closed.map(|(on, outcome)| (on.year(), outcome));
        if self.received_on.year() > year || closed.is_some_and(|(closed, _)| closed < year) {
            return;
        }
        stands(if self.received_on.year() == year { RECEIVED } else { CARRIED_OVER });
        match closed {
            Some((closed, outcome)) if closed == year => {
                stands(outcome_row(outcome));
                stands(CLOSED);
            }
            _ => stands(CARRIED_ON),
        }
    }
}

fn outcome_row(outcome: Outcome) -> usize {
    // By the code of the row, since R01 and R02, and R21 and R22, share one.
    static PLACES: OnceLock<Vec<usize>> = OnceLock::new();
    let place = |outcome: &Outcome| {
        rows().iter().position(|row| row.code == outcome.row()).expect("every outcome's row is in the table: checked by a test")
    };
    PLACES.get_or_init(|| Outcome::ALL.iter().map(place).collect())[outcome as usize]
}

/// Table 3: 25 rows of seven columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table3 {
    pub cells: [[u32; N_COLUMNS]; N_ROWS],
}

impl Default for Table3 {
    fn default() -> Table3 {
        Table3 { cells: [[0; N_COLUMNS]; N_ROWS] }
    }
}

/// One block of table 4.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub upheld: u32,
    pub corrected: u32,
    pub other: u32,
    /// 尚未审结.
    pub pending: u32,
    pub total: u32,
}

/// Table 4: 行政复议, 未经复议直接起诉, 复议后起诉.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table4 {
    pub reconsideration: Block,
    pub direct_litigation: Block,
    pub litigation_after_reconsideration: Block,
}

/// Both tables of one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub year: i16,
    pub table3: Table3,
    pub table4: Table4,
}

/// A sum that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Imbalance {
    #[error("第{column}列不平衡：本年新收{received}＋上年结转{carried_over}≠办理结果总计{closed}＋结转下年度{carried_on}")]
    Balance { column: usize, received: u32, carried_over: u32, closed: u32, carried_on: u32 },
    #[error("第{column}列办理结果总计{stated}不等于各项之和{sum}")]
    Outcomes { column: usize, stated: u32, sum: u32 },
    #[error("第{row}行总计{stated}不等于各类申请人之和{sum}")]
    Columns { row: &'static str, stated: u32, sum: u32 },
    #[error("{block}总计{stated}不等于各项之和{sum}")]
    Remedies { block: &'static str, stated: u32, sum: u32 },
    #[error("第{column}列上年结转{carried_over}不等于上一年度报告的结转下年度{before}")]
    CarriedOver { column: usize, carried_over: u32, before: u32 },
}

/// The tables of a year.
pub fn tally(year: i16, requests: impl IntoIterator<Item = Counted>, remedies: impl IntoIterator<Item = CountedRemedy>) -> Tally {
    let mut tally = Tally { year, ..Tally::default() };
    for request in requests {
        let column = request.applicant.column();
        request.each_row_in(year, |row| {
            tally.table3.cells[row][column] += 1;
            tally.table3.cells[row][N_COLUMNS - 1] += 1;
        });
    }
    for remedy in remedies {
        tally.table4.count(year, remedy);
    }
    tally
}

/// Where a group of requests stands in table 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Received,
    CarriedOver,
    /// In the row of its outcome and in the sum.
    Closed(Outcome),
    CarriedOn,
}

impl Table3 {
    /// Adds a group that was counted by the database.
    pub fn add(&mut self, part: Part, applicant: ApplicantKind, n: u32) {
        let rows = match part {
            Part::Received => [Some(RECEIVED), None],
            Part::CarriedOver => [Some(CARRIED_OVER), None],
            Part::Closed(outcome) => [Some(outcome_row(outcome)), Some(CLOSED)],
            Part::CarriedOn => [Some(CARRIED_ON), None],
        };
        for row in rows.into_iter().flatten() {
            self.cells[row][applicant.column()] += n;
            self.cells[row][N_COLUMNS - 1] += n;
        }
    }

    /// A cell by the code of its row; `None`: no such row or column. Columns count from 0; 6 is the sum.
    #[must_use]
    pub fn cell(&self, row: &str, column: usize) -> Option<u32> {
        let row = rows().iter().position(|known| known.code == row)?;
        self.cells[row].get(column).copied()
    }

    /// The rules V01 to V03 of the form.
    #[must_use]
    pub fn imbalances(&self) -> Vec<Imbalance> {
        let mut found = Vec::new();
        for column in 0..N_COLUMNS {
            let of = |row: usize| self.cells[row][column];
            let (received, carried_over, closed, carried_on) = (of(RECEIVED), of(CARRIED_OVER), of(CLOSED), of(CARRIED_ON));
            if u64::from(received) + u64::from(carried_over) != u64::from(closed) + u64::from(carried_on) {
                found.push(Imbalance::Balance { column: column + 1, received, carried_over, closed, carried_on });
            }
            let sum = (FIRST_OUTCOME..CLOSED).map(of).fold(0, u32::saturating_add);
            if closed != sum {
                found.push(Imbalance::Outcomes { column: column + 1, stated: closed, sum });
            }
        }
        for (row, cells) in rows().iter().zip(&self.cells) {
            let sum = cells[..N_COLUMNS - 1].iter().copied().fold(0, u32::saturating_add);
            let stated = cells[N_COLUMNS - 1];
            if stated != sum {
                found.push(Imbalance::Columns { row: row.code, stated, sum });
            }
        }
        found
    }

    /// Rule V05: what was carried over is what the year before carried on.
    #[must_use]
    pub fn carried_over_from(&self, before: &Table3) -> Vec<Imbalance> {
        let differs = |column: &usize| self.cells[CARRIED_OVER][*column] != before.cells[CARRIED_ON][*column];
        let told = |column: usize| Imbalance::CarriedOver {
            column: column + 1,
            carried_over: self.cells[CARRIED_OVER][column],
            before: before.cells[CARRIED_ON][column],
        };
        (0..N_COLUMNS).filter(differs).map(told).collect()
    }
}

impl Table4 {
    /// By the state at the end of the year: decided in it, or not decided at its end.
    pub fn count(&mut self, year: i16, remedy: CountedRemedy) {
        let decided = remedy.decided.filter(|(on, _)| on.year() <= year);
        if remedy.accepted_on > date(year, 12, 31) || decided.is_some_and(|(on, _)| on.year() < year) {
            return;
        }
        let block = match remedy.kind {
            RemedyKind::Reconsideration => &mut self.reconsideration,
            RemedyKind::DirectLitigation => &mut self.direct_litigation,
            RemedyKind::LitigationAfterReconsideration => &mut self.litigation_after_reconsideration,
        };
        let cell = match decided.map(|(_, result)| result) {
            Some(RemedyResult::Upheld) => &mut block.upheld,
            Some(RemedyResult::Corrected) => &mut block.corrected,
            Some(RemedyResult::Other) => &mut block.other,
            None => &mut block.pending,
        };
        *cell += 1;
        block.total += 1;
    }

    #[must_use]
    pub fn blocks(&self) -> [(RemedyKind, Block); 3] {
        [
            (RemedyKind::Reconsideration, self.reconsideration),
            (RemedyKind::DirectLitigation, self.direct_litigation),
            (RemedyKind::LitigationAfterReconsideration, self.litigation_after_reconsideration),
        ]
    }

    /// Rule V04 of the form.
    #[must_use]
    pub fn imbalances(&self) -> Vec<Imbalance> {
        let of = |(kind, block): (RemedyKind, Block)| {
            let sum = [block.upheld, block.corrected, block.other, block.pending].into_iter().fold(0, u32::saturating_add);
            (block.total != sum).then_some(Imbalance::Remedies { block: kind.label(), stated: block.total, sum })
        };
        self.blocks().into_iter().filter_map(of).collect()
    }
}

impl Tally {
    /// Every sum of the form that does not hold; none for what [`tally`] counted.
    #[must_use]
    pub fn imbalances(&self) -> Vec<Imbalance> {
        let mut found = self.table3.imbalances();
        found.extend(self.table4.imbalances());
        found
    }
}

/// Rule V09: the report of a government is the sum of its units.
impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        for (mine, theirs) in self.table3.cells.as_flattened_mut().iter_mut().zip(other.table3.cells.as_flattened()) {
            *mine += theirs;
        }
        let Table4 { reconsideration, direct_litigation, litigation_after_reconsideration } = &mut self.table4;
        *reconsideration = *reconsideration + other.table4.reconsideration;
        *direct_litigation = *direct_litigation + other.table4.direct_litigation;
        *litigation_after_reconsideration = *litigation_after_reconsideration + other.table4.litigation_after_reconsideration;
    }
}

impl Add for Block {
    type Output = Block;
    fn add(self, other: Block) -> Block {
        Block {
            upheld: self.upheld + other.upheld,
            corrected: self.corrected + other.corrected,
            other: self.other + other.other,
            pending: self.pending + other.pending,
            total: self.total + other.total,
        }
    }
}

impl Serialize for Table3 {
    /// `{"3.1": [c1, …, c7], …}` in the order of the rows.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(rows().iter().map(|row| row.code).zip(&self.cells))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(applicant: ApplicantKind, received: (i16, i8), closed: Option<(i16, Outcome)>) -> Counted {
        Counted {
            applicant,
            received_on: date(received.0, received.1, 15),
            closed: closed.map(|(year, outcome)| (date(year, 6, 1), outcome)),
        }
    }

    #[test]
    fn the_rows_of_the_form() {
        assert_eq!(rows().len(), N_ROWS);
        assert_eq!((rows()[CLOSED].code, rows()[CARRIED_ON].code), ("3.7", "4"));
        for outcome in Outcome::ALL {
            assert_eq!(rows()[outcome_row(*outcome)].code, outcome.row());
        }
    }

    #[test]
    fn a_year_is_counted_and_balances() {
        let requests = [
            request(ApplicantKind::NaturalPerson, (2025, 2), Some((2025, Outcome::Granted))),
            request(ApplicantKind::NaturalPerson, (2024, 12), Some((2025, Outcome::AlreadyPublic))),
            request(ApplicantKind::Business, (2025, 11), Some((2026, Outcome::FeeLapsed))),
            request(ApplicantKind::LegalService, (2024, 11), None),
            request(ApplicantKind::Research, (2024, 1), Some((2024, Outcome::Granted))),
            request(ApplicantKind::Charity, (2026, 1), None),
        ];
        let remedy = |kind, accepted, decided| CountedRemedy { kind, accepted_on: date(accepted, 3, 1), decided };
        let remedies = [
            remedy(RemedyKind::Reconsideration, 2025, Some((date(2025, 5, 1), RemedyResult::Corrected))),
            remedy(RemedyKind::Reconsideration, 2025, Some((date(2026, 1, 5), RemedyResult::Upheld))),
            remedy(RemedyKind::DirectLitigation, 2024, Some((date(2024, 5, 1), RemedyResult::Upheld))),
            remedy(RemedyKind::LitigationAfterReconsideration, 2026, None),
        ];
        let tally = tally(2025, requests, remedies);
        let cell = |row, column| tally.table3.cell(row, column).expect("a cell");
        assert_eq!([cell("1", 0), cell("2", 0), cell("3.1", 0), cell("3.7", 0), cell("4", 0)], [1, 1, 2, 2, 0]);
        assert_eq!([cell("1", 6), cell("2", 6), cell("3.7", 6), cell("4", 6)], [2, 2, 2, 2]);
        assert_eq!([cell("4", 1), cell("4", 4), cell("3.6.2", 1)], [1, 1, 0]);
        let block = tally.table4.reconsideration;
        assert_eq!((block.corrected, block.pending, block.total), (1, 1, 2));
        assert_eq!(tally.table4.direct_litigation.total + tally.table4.litigation_after_reconsideration.total, 0);
        assert_eq!(tally.imbalances(), []);
        assert_eq!(requests[1].rows_in(2025), [CARRIED_OVER, FIRST_OUTCOME, CLOSED]);
        assert_eq!(requests[4].rows_in(2025), [0usize; 0]);
    }

    #[test]
    fn a_typed_table_that_does_not_balance_is_found() {
        let mut tally = Tally::default();
        tally.table3.cells[RECEIVED][0] = 5;
        tally.table4.reconsideration.total = 1;
        let found = tally.imbalances();
        assert_eq!(found.len(), 3, "{found:?}");
        let mut before = Table3::default();
        before.cells[CARRIED_ON][6] = 2;
        assert_eq!(tally.table3.carried_over_from(&before).len(), 1);
    }
}
