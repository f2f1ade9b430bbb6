//! Of the records that contain the words: which are the best, and how many are there of each agency, topic, year …?
//!
//! One pass. A record that fails no filter counts everywhere; one that fails exactly one filter counts in that facet only,
//! which is what makes several values of one facet choosable.

use std::cmp::Ordering;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::codes::{DIMENSIONS, Dimension, code_of};
use crate::entry::Sort;
use crate::view::Columns;

/// Repealed and lapsed texts stay findable, below what is in force.
const NO_LONGER_IN_FORCE: f32 = 0.8;
/// A text of the newest day outranks an equal one of [`MEMORY_DAYS`] ago by this much.
const NEWNESS: f32 = 0.1;
const MEMORY_DAYS: f32 = 20.0 * 365.0;

pub(crate) struct Plan {
    pub columns: Vec<Arc<Columns>>,
    pub scope: Option<Vec<bool>>,
    pub allowed: [Option<Vec<bool>>; DIMENSIONS],
    pub sizes: [usize; DIMENSIONS],
    /// Which codes of validity mean that the text no longer holds.
    pub no_longer: Vec<bool>,
    pub from: i64,
    pub to: i64,
    pub sort: Sort,
    pub scoring: bool,
    pub wanted: usize,
    pub newest: i64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub score: f32,
    pub day: i64,
    pub packed: u64,
    pub address: DocAddress,
}

#[derive(Default)]
pub(crate) struct Collected {
    pub best: Vec<Found>,
    pub total: usize,
    /// How many contain the words before any filter but the scope.
    pub in_scope: usize,
    pub counts: [Vec<u32>; DIMENSIONS],
}

pub(crate) struct Part {
    plan: Arc<Plan>,
    columns: Arc<Columns>,
    segment: SegmentOrdinal,
    dated: bool,
    found: Collected,
    /// What does not come before this cannot be among the best.
    bar: Option<Found>,
}

pub(crate) struct Collecting(pub Arc<Plan>);

impl Collector for Collecting {
    type Fruit = Collected;
    type Child = Part;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Part> {
        let plan = Arc::clone(&self.0);
        let counts = plan.sizes.map(|size| vec![0; size]);
        Ok(Part {
            columns: Arc::clone(&plan.columns[segment as usize]),
            segment,
            dated: plan.from != i64::MIN || plan.to != i64::MAX,
            bar: None,
            found: Collected {
                best: Vec::with_capacity((plan.wanted * 2 + 1).min(reader.max_doc() as usize)),
                counts,
                ..Collected::default()
            },
            plan,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.0.scoring
    }

    fn merge_fruits(&self, parts: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut whole = Collected { counts: self.0.sizes.map(|size| vec![0; size]), ..Collected::default() };
        for part in parts {
            whole.total += part.total;
            whole.in_scope += part.in_scope;
            whole.best.extend(part.best);
            for (sum, counts) in whole.counts.iter_mut().zip(part.counts) {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
        }
        keep_best(&mut whole.best, self.0.wanted, self.0.sort);
        Ok(whole)
    }
}

impl SegmentCollector for Part {
    type Fruit = Collected;

    #[inline]
    fn collect(&mut self, doc: DocId, score: Score) {
        self.take(doc, self.columns.packed[doc as usize], score);
    }

    fn harvest(mut self) -> Collected {
        keep_best(&mut self.found.best, self.plan.wanted, self.plan.sort);
        self.found
    }
}

impl Part {
    #[inline]
    fn take(&mut self, doc: DocId, packed: u64, score: Score) {
        let plan = &*self.plan;
        let codes: [usize; DIMENSIONS] = std::array::from_fn(|dimension| code_of(packed, dimension));
        if !passes(plan.scope.as_deref(), codes[Dimension::Place as usize]) {
            return;
        }
        self.found.in_scope += 1;
        if self.dated && !(plan.from..=plan.to).contains(&i64::from(self.columns.days[doc as usize])) {
            return;
        }
        let mut failed = None;
        for (dimension, &code) in codes.iter().enumerate() {
            if !passes(plan.allowed[dimension].as_deref(), code) {
                if failed.is_some() {
                    return;
                }
                failed = Some(dimension);
            }
        }
        match failed {
            Some(dimension) => count(&mut self.found.counts, dimension, codes[dimension]),
            None => {
                (0..DIMENSIONS).for_each(|dimension| count(&mut self.found.counts, dimension, codes[dimension]));
                self.found.total += 1;
                self.keep(doc, packed, codes[Dimension::Validity as usize], score);
            }
        }
    }

    #[inline]
    fn keep(&mut self, doc: DocId, packed: u64, validity: usize, score: Score) {
        let plan = &*self.plan;
        if plan.wanted == 0 {
            return;
        }
        let day = i64::from(self.columns.days[doc as usize]);
        let score = if plan.scoring { weighed(plan, score, day, validity) } else { score };
        let found = Found { score, day, packed, address: DocAddress::new(self.segment, doc) };
        if self.bar.is_some_and(|bar| order(plan.sort, &found, &bar).is_gt()) {
            return;
        }
        self.found.best.push(found);
        if self.found.best.len() >= plan.wanted * 2 {
            keep_best(&mut self.found.best, plan.wanted, plan.sort);
            self.bar = self.found.best.last().copied();
        }
    }
}

#[inline]
fn passes(allowed: Option<&[bool]>, code: usize) -> bool {
    allowed.is_none_or(|allowed| allowed.get(code).copied().unwrap_or(false))
}

#[inline]
fn count(counts: &mut [Vec<u32>; DIMENSIONS], dimension: usize, code: usize) {
    if let Some(count) = counts[dimension].get_mut(code) {
        *count += 1;
    }
}

fn weighed(plan: &Plan, score: f32, day: i64, validity: usize) -> f32 {
    let age = (plan.newest - day).max(0) as f32;
    let newness = 1.0 + NEWNESS * (1.0 - age / MEMORY_DAYS).max(0.0);
    let validity = if plan.no_longer.get(validity).copied().unwrap_or(false) { NO_LONGER_IN_FORCE } else { 1.0 };
    score * newness * validity
}

/// The order is total, so that pages neither repeat nor skip a record.
#[inline]
fn order(sort: Sort, a: &Found, b: &Found) -> Ordering {
    let newest = || b.day.cmp(&a.day);
    match sort {
        Sort::Relevance => b.score.total_cmp(&a.score).then_with(newest),
        Sort::Newest => newest(),
        Sort::Oldest => a.day.cmp(&b.day),
    }
    .then_with(|| b.address.cmp(&a.address))
}

fn keep_best(found: &mut Vec<Found>, wanted: usize, sort: Sort) {
    if found.len() > wanted && wanted > 0 {
        found.select_nth_unstable_by(wanted - 1, |a, b| order(sort, a, b));
    }
    found.truncate(wanted);
    found.sort_unstable_by(|a, b| order(sort, a, b));
}
