//! Is inheritance idempotent and free of order, and is no item ever lost?

use proptest::prelude::*;

use super::*;
use crate::rules::item::Level;

fn item(code: &str, content: &str) -> Item {
    Item {
        code: code.into(),
        field: code.chars().take(2).collect(),
        names: vec!["规划编制".into(), format!("事项{code}")],
        content: content.into(),
        basis: "《政府信息公开条例》".into(),
        time_limit: "信息形成或者变更之日起20个工作日内".into(),
        subject: "县级自然资源主管部门".into(),
        channels: vec!["政府网站".into()],
        levels: vec![Level::County],
        ..Item::default()
    }
}

fn own(code: &str, version: i64, kind: EntryKind, base: &str, content: &str) -> Entry {
    let content = (!content.is_empty()).then(|| Arc::new(Kept::new(item(code, content))));
    Entry { code: code.into(), version, kind, base: base.into(), content, reason: "本县情况".into() }
}

/// A root with items `(code, content)`.
fn root(items: &[(&str, &str)]) -> Items {
    let entries: Vec<Entry> = items.iter().map(|(code, content)| own(code, 1, EntryKind::Own, "", content)).collect();
    effective(1, &Items::new(), &entries, 1)
}

fn content<'a>(items: &'a Items, code: &str) -> &'a str {
    &items[code].kept.item.content
}

#[test]
fn a_county_localises_and_a_town_inherits_it() {
    let nation = root(&[("010101", "甲"), ("010102", "乙"), ("010103", "丙")]);
    let entries = [
        own("010102", 1, EntryKind::Localised, &nation["010102"].mark(), "乙，另加本县图纸"),
        own("010103", 1, EntryKind::NotApplicable, &nation["010103"].mark(), "丙"),
        own("019901", 1, EntryKind::Own, "", "本县新增"),
    ];
    let county = effective(2, &nation, &entries, 1);
    let statuses: Vec<(&str, Status)> = county.iter().map(|(code, item)| (code.as_str(), item.status)).collect();
    assert_eq!(
        statuses,
        [("010101", Status::Inherited), ("010102", Status::Localised), ("010103", Status::NotApplicable), ("019901", Status::Own)]
    );
    let town = effective(3, &county, &[], 1);
    assert_eq!(content(&town, "010102"), "乙，另加本县图纸");
    assert_eq!(town["010102"].origin, Origin { catalogue: 2, version: 1 });
    assert_eq!(town["010101"].origin, Origin { catalogue: 1, version: 1 }, "who said it first is told at every level");
    assert_eq!((town["010103"].status, town["010103"].applies), (Status::NotApplicable, false));
    assert!(proposals(&nation, &nation, &entries, &county).is_empty(), "nothing changed above");
}

#[test]
fn a_change_above_is_proposed_with_its_differences() {
    let before = root(&[("010101", "甲"), ("010102", "乙"), ("010103", "丙")]);
    let after = root(&[("010101", "甲，新增附图"), ("010102", "乙二"), ("010104", "丁")]);
    let entries = [own("010102", 1, EntryKind::Localised, &before["010102"].mark(), "本县的乙")];
    let county = effective(2, &before, &entries, 1);
    let all = proposals(&before, &after, &entries, &county);
    let kinds: Vec<(&str, ProposalKind, bool)> = all.iter().map(|one| (one.code.as_str(), one.kind, one.is_ours())).collect();
    assert_eq!(
        kinds,
        [
            ("010101", ProposalKind::Changed, false),
            ("010102", ProposalKind::Changed, true),
            ("010103", ProposalKind::Dropped, false),
            ("010104", ProposalKind::Added, false),
        ]
    );
    assert_eq!(all[0].differences.len(), 1);
    assert_eq!((all[0].differences[0].before.as_str(), all[0].differences[0].after.as_str()), ("甲", "甲，新增附图"));

    // Two are taken over one by one, one is declined, one stays open.
    let mut said = entries.to_vec();
    said.push(decided(&all[0], 2, None));
    said.push(decided(&all[1], 2, Some("本县事权不同")));
    said.push(decided(&all[2], 2, None));
    let county = effective(2, &before, &said, 2);
    assert_eq!(content(&county, "010101"), "甲，新增附图");
    assert_eq!((content(&county, "010102"), county["010102"].status), ("本县的乙", Status::Localised));
    assert!(!county.contains_key("010103"));
    let left = proposals(&before, &after, &said, &county);
    assert_eq!(left.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["010104"]);
    assert_eq!(content(&effective(2, &before, &said, 1), "010101"), "甲", "the first version is read as it was");
}

#[test]
fn an_item_of_ours_that_a_superior_takes_up_is_proposed() {
    let (before, after) = (root(&[]), root(&[("010101", "上级的")]));
    let entries = [own("010101", 1, EntryKind::Own, "", "本县的")];
    let county = effective(2, &before, &entries, 1);
    let all = proposals(&before, &after, &entries, &county);
    assert_eq!((all[0].kind, all[0].is_ours()), (ProposalKind::Added, true));
    let taken = [entries[0].clone(), decided(&all[0], 2, None)];
    assert_eq!(effective(2, &after, &taken, 2)["010101"].origin, Origin { catalogue: 1, version: 1 }, "it is the superior's now");
}

/// What happens to each of ten items: content above before and after (empty: not there), and the child's own word.
type Case = (u8, u8, u8);

fn cases() -> impl Strategy<Value = Vec<Case>> {
    prop::collection::vec((0u8..4, 0u8..4, 0u8..5), 10)
}

fn staged(cases: &[Case]) -> (Items, Items, Vec<Entry>) {
    let code = |n: usize| format!("0101{n:02}");
    let above = |pick: fn(&Case) -> u8| {
        let there = cases.iter().enumerate().filter(|(_, case)| pick(case) > 0);
        let entries: Vec<Entry> = there.map(|(n, case)| own(&code(n), 1, EntryKind::Own, "", &format!("内容{}", pick(case)))).collect();
        effective(1, &Items::new(), &entries, 1)
    };
    let (before, after) = (above(|case| case.0), above(|case| case.1));
    let said = cases.iter().enumerate().filter_map(|(n, case)| {
        let base = before.get(&code(n)).map(Effective::mark).unwrap_or_default();
        let kind = match (case.2, base.is_empty()) {
            (0, _) => return None,
            (_, true) => EntryKind::Own,
            (1, _) => EntryKind::Localised,
            (2, _) => EntryKind::NotApplicable,
            _ => EntryKind::Removed,
        };
        let content = if kind == EntryKind::Removed { "" } else { "本县的内容" };
        Some(own(&code(n), 1, kind, &base, content))
    });
    let said = said.collect();
    (before, after, said)
}

proptest! {
    #[test]
    fn no_item_is_lost_and_none_is_made(cases in cases()) {
        let (before, _, said) = staged(&cases);
        let county = effective(2, &before, &said, 1);
        for code in before.keys() {
            prop_assert!(county.contains_key(code), "{code} came from above and is gone");
        }
        for code in county.keys() {
            prop_assert!(before.contains_key(code) || said.iter().any(|entry| entry.code == *code), "{code} comes from nowhere");
        }
    }

    #[test]
    fn the_order_in_which_things_are_said_changes_nothing(cases in cases(), seed in 0usize..10) {
        let (before, after, said) = staged(&cases);
        let county = effective(2, &before, &said, 1);
        let mut turned = said.clone();
        turned.rotate_left(seed % said.len().max(1));
        turned.reverse();
        prop_assert_eq!(&effective(2, &before, &turned, 1), &county);
        prop_assert_eq!(proposals(&before, &after, &turned, &county), proposals(&before, &after, &said, &county));
        prop_assert_eq!(digest(&effective(2, &before, &turned, 1)), digest(&county));
    }

    #[test]
    fn what_is_decided_is_not_proposed_again(cases in cases(), accept in prop::collection::vec(any::<bool>(), 10)) {
        let (before, after, mut said) = staged(&cases);
        let county = effective(2, &before, &said, 1);
        let all = proposals(&before, &after, &said, &county);
        for (proposal, accept) in all.iter().zip(&accept) {
            said.push(decided(proposal, 2, (!accept).then_some("本级另有规定")));
        }
        let now = effective(2, &before, &said, 2);
        let left = proposals(&before, &after, &said, &now);
        prop_assert_eq!(left.len(), all.len().saturating_sub(accept.len()), "{:?}", left);
        prop_assert_eq!(&effective(2, &before, &said, 1), &county, "the version before reads as it did");
        for (proposal, accept) in all.iter().zip(&accept) {
            if *accept {
                let taken = now.get(&proposal.code).map(Effective::mark).unwrap_or_default();
                prop_assert_eq!(taken, proposal.base());
            }
        }
        // Inherited by a level below that says nothing of its own, it reads the same: once or twice.
        let town = effective(3, &now, &[], 1);
        prop_assert_eq!(&effective(4, &town, &[], 1), &town);
        prop_assert!(proposals(&now, &now, &[], &town).is_empty());
    }
}
