//! What changed between two editions, paragraph by paragraph?

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::normalise::bare;
use crate::paragraph::Paragraph;

/// One line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub change: Change,
    /// The identity in the earlier edition.
    pub before: Option<String>,
    /// The identity in the later edition.
    pub after: Option<String>,
    /// The text of both, in reading order. One `Same` run for an unchanged paragraph.
    pub runs: Vec<Run>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Same,
    Changed,
    Added,
    Removed,
    /// The same words (or nearly) at another place.
    Moved,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub kind: RunKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    Same,
    Inserted,
    Deleted,
}

/// Below this two paragraphs without a common identity are two different ones.
const ALIKE: f64 = 0.55;
/// Two paragraphs of one identity are the same paragraph unless they have next to nothing in common.
const SAME_NAME: f64 = 0.2;

/// Compares two editions. Paragraphs are paired by equal words first, then by identity, then by likeness, so that an
/// inserted article that renumbers all that follow shows as one insertion.
#[must_use]
pub fn compare(before: &[Paragraph], after: &[Paragraph]) -> Vec<Row> {
    let pairs = Pairing::of(before, after).pairs;
    let mut partner_of_after: Vec<Option<usize>> = vec![None; after.len()];
    for (b, a) in pairs.iter().enumerate() {
        if let Some(a) = a {
            partner_of_after[*a] = Some(b);
        }
    }
    let in_order = longest_increasing(&partner_of_after);
    let mut rows = Vec::with_capacity(before.len().max(after.len()));
    let mut next_before = 0;
    for (a, partner) in partner_of_after.iter().enumerate() {
        if let Some(b) = partner.filter(|b| in_order.contains(b)) {
            removed(before, &pairs, next_before..b, &mut rows);
            next_before = b + 1;
            rows.push(pair(&before[b], &after[a], false));
        } else if let Some(b) = partner {
            rows.push(pair(&before[*b], &after[a], true));
        } else {
            let runs = vec![Run { kind: RunKind::Inserted, text: shown(&after[a]) }];
            rows.push(Row { change: Change::Added, before: None, after: Some(after[a].id.clone()), runs });
        }
    }
    removed(before, &pairs, next_before..before.len(), &mut rows);
    rows
}

fn removed(before: &[Paragraph], pairs: &[Option<usize>], range: std::ops::Range<usize>, rows: &mut Vec<Row>) {
    for b in range.filter(|b| pairs[*b].is_none()) {
        let runs = vec![Run { kind: RunKind::Deleted, text: shown(&before[b]) }];
        rows.push(Row { change: Change::Removed, before: Some(before[b].id.clone()), after: None, runs });
    }
}

fn pair(before: &Paragraph, after: &Paragraph, moved: bool) -> Row {
    let (old, new) = (shown(before), shown(after));
    let same = old == new && before.image == after.image;
    let change = match (same, moved) {
        (_, true) => Change::Moved,
        (true, false) => Change::Same,
        (false, false) => Change::Changed,
    };
    let runs = if same { vec![Run { kind: RunKind::Same, text: new }] } else { runs(&old, &new) };
    Row { change, before: Some(before.id.clone()), after: Some(after.id.clone()), runs }
}

/// A table is compared by its cells, a picture by its name.
fn shown(paragraph: &Paragraph) -> String {
    if paragraph.rows.is_empty() {
        return paragraph.text.clone();
    }
    paragraph.rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n")
}

struct Pairing<'a> {
    before: &'a [Paragraph],
    after: &'a [Paragraph],
    /// For each earlier paragraph its later one.
    pairs: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl<'a> Pairing<'a> {
    fn of(before: &'a [Paragraph], after: &'a [Paragraph]) -> Self {
        let mut this = Self { before, after, pairs: vec![None; before.len()], taken: vec![false; after.len()] };
        this.by_words(|p| Some((p.id.clone(), words(p))));
        this.by_words(|p| Some((String::new(), words(p))).filter(|(_, words)| words.chars().count() >= 4));
        this.by_identity(SAME_NAME);
        this.by_likeness();
        this
    }

    fn free_before(&self) -> Vec<usize> {
        (0..self.before.len()).filter(|b| self.pairs[*b].is_none()).collect()
    }

    fn take(&mut self, before: usize, after: usize) {
        self.pairs[before] = Some(after);
        self.taken[after] = true;
    }

    /// Pairs paragraphs whose key is the same, in reading order.
    fn by_words(&mut self, key: impl Fn(&Paragraph) -> Option<(String, String)>) {
        let mut places: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for a in (0..self.after.len()).rev().filter(|a| !self.taken[*a]) {
            if let Some(key) = key(&self.after[a]) {
                places.entry(key).or_default().push(a);
            }
        }
        for b in self.free_before() {
            if let Some(a) = key(&self.before[b]).and_then(|key| places.get_mut(&key)?.pop()) {
                self.take(b, a);
            }
        }
    }

    fn by_identity(&mut self, least: f64) {
        let places: HashMap<&str, usize> = self.after.iter().enumerate().map(|(a, p)| (p.id.as_str(), a)).collect();
        for b in self.free_before() {
            let Some(&a) = places.get(self.before[b].id.as_str()) else { continue };
            if !self.taken[a]
                && self.before[b].kind == self.after[a].kind
                && likeness(&words(&self.before[b]), &words(&self.after[a])) >= least
            {
                self.take(b, a);
            }
        }
    }

    /// The rest by likeness, each within a window around where it stood, so that long editions stay quick.
    fn by_likeness(&mut self) {
        const WINDOW: usize = 60;
        let free_after: Vec<usize> = (0..self.after.len()).filter(|a| !self.taken[*a]).collect();
        let after_words: Vec<String> = free_after.iter().map(|a| words(&self.after[*a])).collect();
        let free_before = self.free_before();
        let mut scored: Vec<(f64, usize, usize)> = Vec::new();
        for (rank, &b) in free_before.iter().enumerate() {
            let old = words(&self.before[b]);
            let centre = rank * free_after.len() / free_before.len().max(1);
            for n in centre.saturating_sub(WINDOW)..free_after.len().min(centre + WINDOW) {
                let score = likeness(&old, &after_words[n]);
                if score >= ALIKE {
                    scored.push((score, b, free_after[n]));
                }
            }
        }
        scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        for (_, b, a) in scored {
            if self.pairs[b].is_none() && !self.taken[a] {
                self.take(b, a);
            }
        }
    }
}

/// The bare words without the numbering, so that a renumbered article has the same ones.
fn words(paragraph: &Paragraph) -> String {
    if !paragraph.rows.is_empty() {
        return bare(&shown(paragraph));
    }
    let key: String = paragraph.text.chars().map(crate::script::fold_char).collect();
    let start = crate::marks::mark(&key).map_or(0, |(_, len)| len);
    match &paragraph.image {
        Some(image) => image.clone(),
        None => bare(&key[start..]),
    }
}

/// The earlier places that keep their order in the later edition; the others moved.
fn longest_increasing(partners: &[Option<usize>]) -> std::collections::HashSet<usize> {
    let sequence: Vec<usize> = partners.iter().flatten().copied().collect();
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; sequence.len()];
    for (at, value) in sequence.iter().enumerate() {
        let place = ends.partition_point(|end| sequence[*end] < *value);
        previous[at] = place.checked_sub(1).map(|before| ends[before]);
        if place == ends.len() { ends.push(at) } else { ends[place] = at }
    }
    let mut kept = std::collections::HashSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.insert(sequence[place]);
        at = previous[place];
    }
    kept
}

/// How much two lines have in common: the share of their neighbouring characters (Dice), 0 to 1.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (neighbours(a), neighbours(b));
    if a.is_empty() || b.is_empty() {
        return f64::from(u8::from(a == b));
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

fn neighbours(text: &str) -> Vec<u64> {
    let mut pairs: Vec<u64> =
        text.chars().zip(text.chars().skip(1)).map(|(a, b)| (u64::from(a as u32) << 32) | u64::from(b as u32)).collect();
    pairs.sort_unstable();
    pairs
}

/// The character runs that turn `old` into `new`.
#[must_use]
pub fn runs(old: &str, new: &str) -> Vec<Run> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut runs = Runs::default();
    runs.push(RunKind::Same, &old[..head]);
    middle(&old[head..old.len() - tail], &new[head..new.len() - tail], &mut runs);
    runs.push(RunKind::Same, &old[old.len() - tail..]);
    runs.0
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, kind: RunKind, chars: &[char]) {
        if chars.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.extend(chars),
            _ => self.0.push(Run { kind, text: chars.iter().collect() }),
        }
    }
}

/// The longest common subsequence of what differs; a rewritten paragraph is replaced as a whole.
fn middle(old: &[char], new: &[char], runs: &mut Runs) {
    /// Cells of the table; more than a thousand characters against a thousand is a rewriting.
    const CELLS: usize = 1_000_000;
    if old.is_empty() || new.is_empty() || old.len() * new.len() > CELLS {
        runs.push(RunKind::Deleted, old);
        runs.push(RunKind::Inserted, new);
        return;
    }
    let width = new.len() + 1;
    let mut table = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i * width + j] = if old[i] == new[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            runs.push(RunKind::Deleted, &std::mem::take(&mut deleted));
            runs.push(RunKind::Inserted, &std::mem::take(&mut inserted));
            runs.push(RunKind::Same, &old[i..=i]);
            i += 1;
            j += 1;
        } else if j == new.len() || (i < old.len() && table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            deleted.push(old[i]);
            i += 1;
        } else {
            inserted.push(new[j]);
            j += 1;
        }
    }
    runs.push(RunKind::Deleted, &deleted);
    runs.push(RunKind::Inserted, &inserted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extract;
    use crate::structure::structure;

    fn paragraphs(text: &str) -> Vec<Paragraph> {
        structure(&Extract::of_lines(text).blocks, None).paragraphs
    }

    fn changes(before: &str, after: &str) -> Vec<(Change, Option<String>, Option<String>)> {
        compare(&paragraphs(before), &paragraphs(after)).into_iter().map(|row| (row.change, row.before, row.after)).collect()
    }

    const LAW: &str = "第一条 为了规范信息公开，制定本办法。\n第二条 县政府办公室负责全县信息公开工作。\n第三条 公开应当及时准确。";

    #[test]
    fn an_inserted_article_is_one_insertion() {
        let after = "第一条 为了规范信息公开，制定本办法。\n第二条 公开不收取任何费用。\n第三条 县政府办公室负责全县信息公开工作。\n第四条 公开应当及时准确。";
        let rows = changes(LAW, after);
        let kinds: Vec<Change> = rows.iter().map(|row| row.0).collect();
        assert_eq!(kinds, [Change::Same, Change::Added, Change::Changed, Change::Changed]);
        assert_eq!(rows[2].1.as_deref(), Some("a2"));
        assert_eq!(rows[2].2.as_deref(), Some("a3"));
    }

    #[test]
    fn a_changed_word_is_shown_inside_its_paragraph() {
        let rows = compare(&paragraphs(LAW), &paragraphs(&LAW.replace("县政府办公室", "县数据局")));
        let runs: Vec<(RunKind, &str)> = rows[1].runs.iter().map(|run| (run.kind, run.text.as_str())).collect();
        assert_eq!(
            runs,
            [
                (RunKind::Same, "第二条 县"),
                (RunKind::Deleted, "政府办公室"),
                (RunKind::Inserted, "数据局"),
                (RunKind::Same, "负责全县信息公开工作。")
            ]
        );
    }

    #[test]
    fn moved_and_removed() {
        let before = "甲单位负责汇总全县数据。\n乙单位负责报送全县数据。\n丙单位监督检查落实情况。";
        let after = "丙单位监督检查落实情况。\n甲单位负责汇总全县数据。";
        let kinds: Vec<Change> = changes(before, after).into_iter().map(|row| row.0).collect();
        assert_eq!(kinds, [Change::Moved, Change::Same, Change::Removed]);
    }

    proptest::proptest! {
        /// The runs give back both texts, and a comparison names every paragraph of both editions once.
        #[test]
        fn nothing_is_lost(old in proptest::collection::vec("[甲乙丙丁、。第一二条 ]{0,12}", 0..8), new in proptest::collection::vec("[甲乙丙丁、。第一二条 ]{0,12}", 0..8)) {
            let (a, b) = (old.concat(), new.concat());
            let side = |runs: &[Run], not: RunKind| runs.iter().filter(|run| run.kind != not).map(|run| run.text.as_str()).collect::<String>();
            let found = runs(&a, &b);
            proptest::prop_assert_eq!(side(&found, RunKind::Inserted), a);
            proptest::prop_assert_eq!(side(&found, RunKind::Deleted), b);
            let (before, after) = (paragraphs(&old.join("\n")), paragraphs(&new.join("\n")));
            let rows = compare(&before, &after);
            proptest::prop_assert_eq!(rows.iter().filter(|row| row.before.is_some()).count(), before.len());
            proptest::prop_assert_eq!(rows.iter().filter(|row| row.after.is_some()).count(), after.len());
        }
    }
}
