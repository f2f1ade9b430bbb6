//! What holds for every text and every query.

use std::sync::LazyLock;

use gongkai_search::{Entry, Index, Mode, Query, fold_text};
use jiff::civil::date;
use proptest::prelude::*;

use crate::corpus::{ids, index, plain};

static COUNTY: LazyLock<Index> = LazyLock::new(index);

/// Texts over a small alphabet, so that words recur across boundaries.
const ALPHABET: &str = "社会保险费征缴养老服务社會保險，。5A ";

static SYNTHETIC: LazyLock<(Index, Vec<String>)> = LazyLock::new(|| {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let mut state = 42_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let texts: Vec<String> = (0..400).map(|_| (0..next() % 60 + 1).map(|_| alphabet[next() % alphabet.len()]).collect()).collect();
    let index = Index::in_memory().unwrap();
    let entries: Vec<Entry> = texts.iter().enumerate().map(|(at, text)| Entry::new(at as i64, "题", text, date(2026, 1, 1))).collect();
    for batch in entries.chunks(90) {
        index.put(batch).unwrap();
        index.commit(1).unwrap();
    }
    (index, texts)
});

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::string::string_regex("\\PC{0,60}").unwrap(),
        proptest::string::string_regex("[ \"“”《》()\\[\\]〔〕:*?~^\\\\+\\-&|!养老服务青政办发0-9a-c👍\n]{0,80}").unwrap(),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn recall_and_precision_are_those_of_substring(sought in "[社会保险费征缴养老服务]{1,6}") {
        let (index, texts) = &*SYNTHETIC;
        let hits = index.search(&Query { mode: Mode::Exact, limit: 1000, ..Query::new(&sought) }).unwrap();
        let mut found = ids(&hits);
        found.sort_unstable();
        let containing: Vec<i64> = texts.iter().enumerate()
            .filter(|(_, text)| fold_text(text).contains(&sought)).map(|(at, _)| at as i64).collect();
        prop_assert_eq!(hits.total, containing.len());
        prop_assert_eq!(found, containing);
    }

    #[test]
    fn every_text_is_a_query_and_parts_rebuild_the_title(text in any_text(), exact in any::<bool>()) {
        let mode = if exact { Mode::Exact } else { Mode::All };
        let hits = COUNTY.search(&Query { mode, ..Query::new(&text) }).unwrap();
        prop_assert!(hits.total >= hits.hits.len());
        for hit in &hits.hits {
            prop_assert_eq!(plain(&hit.title_parts), hit.title.as_str());
            prop_assert!(plain(&hit.snippet).chars().count() <= 130);
        }
        COUNTY.suggest(&text, None, 8).unwrap();
        COUNTY.similar(&text, 3).unwrap();
    }

    #[test]
    fn every_text_can_be_put(title in any_text(), text in any_text()) {
        let index = Index::in_memory().unwrap();
        let mut entry = Entry::new(1, &title, &text, date(2026, 1, 1));
        entry.document_number = Some(text.clone());
        entry.index_number = Some(title.clone());
        index.put(&[entry]).unwrap();
        index.commit(1).unwrap();
        let hits = index.search(&Query::new("")).unwrap();
        prop_assert_eq!(hits.hits[0].title.as_str(), title.as_str());
        index.search(&Query::new(&text)).unwrap();
    }
}

#[test]
fn a_pasted_page_is_a_query() {
    let long: String = "为推进养老服务体系建设，完善社会保险费征缴，现提出以下意见。".chars().cycle().take(2_000).collect();
    for mode in [Mode::All, Mode::Exact] {
        COUNTY.search(&Query { mode, ..Query::new(&long) }).unwrap();
    }
    let beginning = COUNTY.search(&Query::new("为推进养老服务体系建设，完善社会保险费征缴，现提出以下意见。一、发展社区居家养老")).unwrap();
    assert_eq!(ids(&beginning), [1]);
    COUNTY.search(&Query::new(&"a".repeat(100_000))).unwrap();
}
