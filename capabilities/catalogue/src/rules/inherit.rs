//! What does a catalogue say, with what it inherits? Effective items, and what a superior's change proposes below.
//!
//! Nothing is copied downwards: a lower catalogue holds its own words alone (localised, own, not applicable) and the version of
//! its parent that it accepted. What the parent says now and did not say then is a proposal, worked out whenever it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::item::Item;
use super::term::{Term, Unread};

/// An item as it is kept: with its digest and what its time limit was read as, worked out once.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub item: Item,
    pub sha256: String,
    pub term: Result<Term, Unread>,
}

impl Kept {
    #[must_use]
    pub fn new(item: Item) -> Self {
        Self { sha256: item.sha256(), term: super::term::parse(&item.time_limit), item }
    }
}

gongkai_law::coded! {
    /// What a catalogue says of an item itself.
    pub enum EntryKind "目录条目类型" {
        /// Its own item, which no superior has.
        Own => "own", "本级新增";
        /// A superior's item in its own words.
        Localised => "localised", "本级调整";
        /// A superior's item that has no object here, with a reason.
        NotApplicable => "not_applicable", "不适用";
        /// As the parent had it when it was accepted; without content: gone, as the parent's was.
        Pinned => "pinned", "已采纳上级调整";
        /// Its own words are taken back: inherited again, or gone.
        Removed => "removed", "撤销本级调整";
    }
}

/// One row of a catalogue's own words.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub code: String,
    /// The version from which it holds.
    pub version: i64,
    pub kind: EntryKind,
    /// [`Effective::mark`] of the parent's item that was known; empty where it had none.
    pub base: String,
    pub content: Option<Arc<Kept>>,
    pub reason: String,
}

gongkai_law::coded! {
    /// How an item came to stand in a catalogue.
    pub enum Status "条目状态" {
        Inherited => "inherited", "承接上级";
        Localised => "localised", "本级调整";
        Own => "own", "本级新增";
        NotApplicable => "not_applicable", "不适用";
    }
}

/// Which catalogue, in which of its versions, said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Origin {
    pub catalogue: i64,
    pub version: i64,
}

/// An item as a catalogue has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effective {
    pub kept: Arc<Kept>,
    pub status: Status,
    pub origin: Origin,
    /// Why it was localised, added or does not apply.
    pub reason: Arc<str>,
    /// Whether it is owed at all: neither this catalogue nor one above says that it does not apply.
    pub applies: bool,
}

impl Effective {
    #[must_use]
    pub fn code(&self) -> &str {
        &self.kept.item.code
    }

    /// What tells whether a parent's item is still what the child knew: its digest, and whether it applies.
    #[must_use]
    pub fn mark(&self) -> String {
        if self.applies { self.kept.sha256.clone() } else { format!("-{}", self.kept.sha256) }
    }
}

/// The items of a catalogue by code.
pub type Items = BTreeMap<String, Effective>;

/// The newest word about each item, in whatever order the entries come.
fn newest(own: &[Entry], version: i64) -> BTreeMap<&str, &Entry> {
    let mut newest: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in own.iter().filter(|entry| entry.version <= version) {
        let known = newest.entry(&entry.code).or_insert(entry);
        if known.version < entry.version {
            *known = entry;
        }
    }
    newest
}

/// What a catalogue says in a version: the parent's items of the version it accepted, under its own words.
#[must_use]
pub fn effective(catalogue: i64, parent: &Items, own: &[Entry], version: i64) -> Items {
    let inherited =
        |above: &Effective| Effective { status: if above.applies { Status::Inherited } else { Status::NotApplicable }, ..above.clone() };
    let mut items: Items = parent.iter().map(|(code, above)| (code.clone(), inherited(above))).collect();
    for (code, entry) in newest(own, version) {
        let status = match entry.kind {
            EntryKind::Removed => continue,
            EntryKind::Own => Status::Own,
            EntryKind::Localised => Status::Localised,
            EntryKind::NotApplicable => Status::NotApplicable,
            EntryKind::Pinned => Status::Inherited,
        };
        let Some(kept) = entry.content.clone() else {
            items.remove(code);
            continue;
        };
        // What was accepted from above is not said by us: it keeps the mark of its origin where that still says the same.
        let above = items.get(code).filter(|above| status == Status::Inherited && above.kept.sha256 == kept.sha256);
        let origin = above.map_or(Origin { catalogue, version: entry.version }, |above| above.origin);
        let own = Effective { kept, status, origin, reason: entry.reason.as_str().into(), applies: status != Status::NotApplicable };
        items.insert(code.to_owned(), own);
    }
    items
}

gongkai_law::coded! {
    /// What a superior did.
    pub enum ProposalKind "上级变更类型" {
        Added => "added", "上级新增";
        Changed => "changed", "上级修改";
        Dropped => "dropped", "上级取消";
    }
}

/// A superior's change that a catalogue has not taken over and not declined.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub code: String,
    pub kind: ProposalKind,
    /// What the child has now.
    pub ours: Option<Effective>,
    /// What the parent has now; none where it has it no longer.
    pub theirs: Option<Effective>,
    pub differences: Vec<Difference>,
}

impl Proposal {
    /// What the child's entry says that it knows, whether it accepts or declines.
    #[must_use]
    pub fn base(&self) -> String {
        self.theirs.as_ref().map(Effective::mark).unwrap_or_default()
    }

    /// Whether the child says something of its own here, so that accepting would lose words of its own.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.ours.as_ref().is_some_and(|ours| ours.status != Status::Inherited)
    }
}

/// Every difference between what the parent says now and what the child knew of it.
#[must_use]
pub fn proposals(accepted: &Items, now: &Items, own: &[Entry], ours: &Items) -> Vec<Proposal> {
    let said = newest(own, i64::MAX);
    let codes: BTreeSet<&str> = accepted.keys().chain(now.keys()).map(String::as_str).chain(said.keys().copied()).collect();
    let mut all = Vec::new();
    for code in codes {
        let theirs = now.get(code);
        let known = match said.get(code).filter(|entry| entry.kind != EntryKind::Removed) {
            Some(entry) => entry.base.clone(),
            None => accepted.get(code).map(Effective::mark).unwrap_or_default(),
        };
        if known == theirs.map(Effective::mark).unwrap_or_default() {
            continue;
        }
        let kind = match (known.is_empty(), theirs) {
            (true, _) => ProposalKind::Added,
            (false, None) => ProposalKind::Dropped,
            (false, Some(_)) => ProposalKind::Changed,
        };
        let ours = ours.get(code);
        let differences = match (ours, theirs) {
            (Some(ours), Some(theirs)) => differences_of(ours, theirs),
            _ => Vec::new(),
        };
        all.push(Proposal { code: code.to_owned(), kind, ours: ours.cloned(), theirs: theirs.cloned(), differences });
    }
    all
}

/// What a catalogue says when it takes a proposal over, or declines it with a reason.
#[must_use]
pub fn decided(proposal: &Proposal, version: i64, declined_because: Option<&str>) -> Entry {
    let entry = |kind, content, reason: &str| Entry {
        code: proposal.code.clone(),
        version,
        kind,
        base: proposal.base(),
        content,
        reason: reason.to_owned(),
    };
    let (theirs, ours) = (proposal.theirs.as_ref(), proposal.ours.as_ref());
    match (declined_because, theirs, ours) {
        (None, Some(theirs), _) if theirs.applies => entry(EntryKind::Pinned, Some(theirs.kept.clone()), ""),
        (None, Some(theirs), _) => entry(EntryKind::NotApplicable, Some(theirs.kept.clone()), &theirs.reason),
        (None, None, _) => entry(EntryKind::Pinned, None, ""),
        (Some(reason), Some(theirs), None) => entry(EntryKind::NotApplicable, Some(theirs.kept.clone()), reason),
        (Some(reason), _, Some(ours)) if !ours.applies => entry(EntryKind::NotApplicable, Some(ours.kept.clone()), reason),
        (Some(reason), Some(_), Some(ours)) => entry(EntryKind::Localised, Some(ours.kept.clone()), reason),
        (Some(reason), None, Some(ours)) => entry(EntryKind::Own, Some(ours.kept.clone()), reason),
        // Gone on both sides: nothing is left to be said.
        (Some(reason), None, None) => entry(EntryKind::Pinned, None, reason),
    }
}

/// One field that reads differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub label: String,
    pub before: String,
    pub after: String,
}

fn differences_of(before: &Effective, after: &Effective) -> Vec<Difference> {
    let mut all = differences(&before.kept.item, &after.kept.item);
    if before.applies != after.applies {
        let word = |applies: bool| if applies { "适用" } else { "不适用" }.to_owned();
        all.push(Difference { label: "是否适用".to_owned(), before: word(before.applies), after: word(after.applies) });
    }
    all
}

/// Field by field, in the order of the official form.
#[must_use]
pub fn differences(before: &Item, after: &Item) -> Vec<Difference> {
    let old = fields(before);
    let new = fields(after);
    let labels = old.iter().chain(&new).map(|(label, _)| label.as_str());
    let mut seen = BTreeSet::new();
    let value = |fields: &[(String, String)], label: &str| {
        fields.iter().find(|(own, _)| own == label).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    labels
        .filter(|label| seen.insert(*label))
        .map(|label| Difference { label: label.to_owned(), before: value(&old, label), after: value(&new, label) })
        .filter(|difference| difference.before != difference.after)
        .collect()
}

/// The elements of an item with their headings, as people read them.
#[must_use]
pub fn fields(item: &Item) -> Vec<(String, String)> {
    let labels = |all: Vec<&'static str>| all.join("、");
    let mut fields = vec![
        ("公开事项".to_owned(), item.names.join(" › ")),
        ("公开内容（要素）".to_owned(), item.content.clone()),
        ("公开依据".to_owned(), item.basis.clone()),
        ("公开时限".to_owned(), item.time_limit.clone()),
        ("公开主体".to_owned(), item.subject.clone()),
        ("公开渠道和载体".to_owned(), item.channels.join("、")),
        ("公开对象".to_owned(), format!("{}{}", item.disclosed_to.label(), bracketed(&item.group_note))),
        ("公开方式".to_owned(), item.mode.label().to_owned()),
        ("公开层级".to_owned(), labels(item.levels.iter().map(|level| level.label()).collect())),
    ];
    if !item.stages.is_empty() {
        fields.push(("五公开".to_owned(), labels(item.stages.iter().map(|stage| stage.label()).collect())));
    }
    fields.extend(item.ext.iter().map(|(label, value)| (label.clone(), value.clone())));
    if !item.steps.is_empty() {
        let step = |step: &super::item::Step| {
            let outputs: Vec<String> = step
                .outputs
                .iter()
                .map(|output| format!("{}：{}{}", output.name, output.openness.label(), bracketed(&output.ground)))
                .collect();
            format!("{}（{}）", step.name, outputs.join("；"))
        };
        fields.push(("办理环节".to_owned(), item.steps.iter().map(step).collect::<Vec<_>>().join("\n")));
    }
    fields
}

fn bracketed(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!("（{note}）") }
}

/// The digest of a whole version: of each item's code, mark and status.
#[must_use]
pub fn digest(items: &Items) -> String {
    let mut hasher = Sha256::new();
    for (code, effective) in items {
        hasher.update(format!("{code}\t{}\t{}\n", effective.mark(), effective.status.code()).as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
