//! What does it cost, and by which calculation? 信息处理费 (article 42; 国办函〔2020〕109号 articles 3 to 5).
//!
//! The fee is never automatic: the organ decides case by case. What is here is the sum and the lines that show how it came about.

use std::sync::OnceLock;

use serde::Serialize;

use super::history::FeeBasis;

const TABLE: &str = include_str!("../../data/fee-tiers.tsv");

/// One tier: from this ordinal on, each costs this much.
#[derive(Debug, Clone, Copy)]
struct Tier {
    basis: FeeBasis,
    from: u32,
    until: Option<u32>,
    rate: u32,
    /// From here on the rate grows by `grows_by` each `every`.
    every: u32,
    grows_by: u32,
}

/// One line of a calculation: `第31件至第40件，10件×200元＝2000元`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeLine {
    pub from: u32,
    pub until: u32,
    pub rate: u32,
    pub amount: u32,
    pub words: String,
}

/// A fee with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calculation {
    pub basis: FeeBasis,
    /// 元.
    pub amount: u32,
    pub lines: Vec<FeeLine>,
}

/// How one application is charged: by one basis, never by both (article 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Charge {
    /// Its ordinal among the applicant's applications to this organ in the calendar month.
    Item { ordinal: u32 },
    /// One side up to A4 is a page; pages of different applications are not added up.
    Page { pages: u32 },
}

/// Why it cannot be charged so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeeRefusal {
    #[error("同一申请已经{already}，不能再{wanted}，两种计费方式不得并用（《政府信息公开信息处理费管理办法》第三条）", already = .already.label(), wanted = .wanted.label())]
    BothBases { already: FeeBasis, wanted: FeeBasis },
    #[error("没有超出免费标准，不能收费（《政府信息公开信息处理费管理办法》第四条、第五条）")]
    Free,
}

impl Charge {
    #[must_use]
    pub fn basis(self) -> FeeBasis {
        match self {
            Charge::Item { .. } => FeeBasis::Item,
            Charge::Page { .. } => FeeBasis::Page,
        }
    }

    /// The fee of this one application.
    #[must_use]
    pub fn calculate(self) -> Calculation {
        match self {
            Charge::Item { ordinal } => span(FeeBasis::Item, ordinal, ordinal),
            Charge::Page { pages } => span(FeeBasis::Page, 1, pages),
        }
    }

    /// The fee, if this application may be charged so.
    ///
    /// # Errors
    /// It was charged by the other basis already, or nothing is due; both are told.
    pub fn permitted(self, already: Option<FeeBasis>) -> Result<Calculation, Vec<FeeRefusal>> {
        let mut refusals = Vec::new();
        if let Some(already) = already.filter(|basis| *basis != self.basis()) {
            refusals.push(FeeRefusal::BothBases { already, wanted: self.basis() });
        }
        let calculation = self.calculate();
        if calculation.amount == 0 {
            refusals.push(FeeRefusal::Free);
        }
        if refusals.is_empty() { Ok(calculation) } else { Err(refusals) }
    }
}

/// `n` applications of one month, all by item, the first of which is number `first`.
#[must_use]
pub fn of_items(first: u32, n: u32) -> Calculation {
    span(FeeBasis::Item, first.max(1), first.max(1).saturating_add(n).saturating_sub(1))
}

/// One application by page.
#[must_use]
pub fn of_pages(pages: u32) -> Calculation {
    Charge::Page { pages }.calculate()
}

/// The fees of several applications together.
#[must_use]
pub fn total(charges: &[Charge]) -> u32 {
    charges.iter().fold(0, |sum, charge| sum.saturating_add(charge.calculate().amount))
}

/// Everything from the `first` to the `last` ordinal, tier by tier; a growing tier gives one line for each of its steps.
fn span(basis: FeeBasis, first: u32, last: u32) -> Calculation {
    let mut lines = Vec::new();
    for tier in tiers().iter().filter(|tier| tier.basis == basis) {
        let mut from = tier.from.max(first);
        let end = tier.until.unwrap_or(u32::MAX).min(last);
        while from <= end {
            let (rate, until) = tier.step(from);
            let until = until.min(end);
            lines.push(line(basis, from, until, rate));
            let Some(next) = until.checked_add(1) else { break };
            from = next;
        }
    }
    Calculation { basis, amount: lines.iter().fold(0, |sum: u32, line| sum.saturating_add(line.amount)), lines }
}

impl Tier {
    /// The rate at an ordinal of this tier and the last ordinal that has it.
    fn step(&self, at: u32) -> (u32, u32) {
        if self.every == 0 {
            return (self.rate, self.until.unwrap_or(u32::MAX));
        }
        let step = (at - self.from) / self.every;
        let until = self.from.saturating_add((step + 1).saturating_mul(self.every)) - 1;
        (self.rate.saturating_add(step.saturating_mul(self.grows_by)), until)
    }
}

fn line(basis: FeeBasis, from: u32, until: u32, rate: u32) -> FeeLine {
    let unit = match basis {
        FeeBasis::Item => "件",
        FeeBasis::Page => "页",
    };
    let n = until - from + 1;
    let amount = n.saturating_mul(rate);
    let which = if from == until { format!("第{from}{unit}") } else { format!("第{from}{unit}至第{until}{unit}") };
    let sum = if rate == 0 { "免费".to_owned() } else { format!("{n}{unit}×{rate}元＝{amount}元") };
    FeeLine { from, until, rate, amount, words: format!("{which}：{sum}") }
}

fn tiers() -> &'static [Tier] {
    static TIERS: OnceLock<Vec<Tier>> = OnceLock::new();
    TIERS.get_or_init(|| TABLE.lines().skip(1).map(|row| tier(row).expect("the embedded tiers are checked by a test")).collect())
}

fn tier(row: &str) -> Option<Tier> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [basis, from, until, rate, every, grows_by] = cells[..] else { return None };
    let until = if until == "-" { None } else { Some(until.parse().ok()?) };
    let (from, rate) = (from.parse().ok()?, rate.parse().ok()?);
    Some(Tier { basis: basis.parse().ok()?, from, until, rate, every: every.parse().ok()?, grows_by: grows_by.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_one_month() {
        for (n, amount) in [
            (0, 0),
            (10, 0),
            (11, 100),
            (30, 2000),
            (31, 2200),
            (40, 4000),
            (41, 4300),
            (45, 5500),
            (50, 7000),
            (51, 7400),
            (60, 11_000),
            (61, 11_500),
        ] {
            assert_eq!(of_items(1, n).amount, amount, "{n} items");
        }
    }

    #[test]
    fn pages_of_one_application() {
        for (pages, amount) in
            [(0, 0), (30, 0), (31, 10), (68, 380), (100, 700), (101, 720), (150, 1700), (200, 2700), (201, 2740), (250, 4700)]
        {
            assert_eq!(of_pages(pages).amount, amount, "{pages} pages");
        }
    }

    #[test]
    fn the_calculation_is_shown() {
        let words: Vec<String> = of_items(1, 45).lines.into_iter().map(|line| line.words).collect();
        assert_eq!(
            words,
            [
                "第1件至第10件：免费",
                "第11件至第30件：20件×100元＝2000元",
                "第31件至第40件：10件×200元＝2000元",
                "第41件至第45件：5件×300元＝1500元"
            ]
        );
    }

    #[test]
    fn one_basis_for_one_application() {
        // E3: the 11th by item, the 12th by page.
        assert_eq!(total(&[Charge::Item { ordinal: 11 }, Charge::Page { pages: 150 }]), 1800);
        let refusals = Charge::Page { pages: 10 }.permitted(Some(FeeBasis::Item)).expect_err("refused");
        assert_eq!(refusals.len(), 2);
        assert!(refusals[0].to_string().contains("不得并用"));
        assert_eq!(Charge::Item { ordinal: 11 }.permitted(Some(FeeBasis::Item)).map(|c| c.amount), Ok(100));
    }
}
