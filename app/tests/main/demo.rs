//! Is the demonstration county whole, lawful on its face, and the same for the same day?

use std::collections::{BTreeMap, BTreeSet};

use gongkai::demo;
use gongkai::demo::model::{AttachmentContent, Demo, DemoRecord, DemoState};
use gongkai_law::{Calendar, DisclosureItem, DocumentNumber, FactKind, Openness, Topics, Uscc, Validity, validity_on};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 24);

const KINDS: &[&str] = &[
    "notice",
    "opinion",
    "decision",
    "order",
    "announcement",
    "public_notice",
    "reply",
    "letter",
    "bulletin",
    "minutes",
    "report",
    "normative",
    "rule",
    "plan",
    "statistics",
    "budget",
    "final_accounts",
    "personnel",
    "list",
    "news",
    "interpretation",
    "guide",
    "institution",
    "emergency",
    "project",
    "procurement",
    "enforcement",
    "annual_report",
    "recruitment",
    "standard_catalogue",
];

fn county() -> Demo {
    demo::county(TODAY)
}

fn texts(record: &DemoRecord) -> Vec<String> {
    let mut texts = vec![record.title.clone(), record.summary.clone(), record.body.clone()];
    for attachment in &record.attachments {
        texts.push(attachment.name.clone());
        match &attachment.content {
            AttachmentContent::Table(rows) => texts.extend(rows.iter().flatten().cloned()),
            AttachmentContent::Text(text) => texts.push(text.clone()),
        }
    }
    texts
}

#[test]
fn the_same_day_gives_the_same_county() {
    assert_eq!(county(), county());
    assert_ne!(demo::county(date(2026, 11, 25)).records, county().records);
}

#[test]
fn agencies_are_whole() {
    let demo = county();
    assert_eq!(demo.agencies.len(), 34);
    assert_eq!(demo.agencies.iter().filter(|a| a.kind.code() == "department").count(), 24);
    assert_eq!(demo.agencies.iter().filter(|a| matches!(a.kind.code(), "town" | "subdistrict")).count(), 8);
    assert_eq!(demo.agencies.iter().filter(|a| a.site.is_some()).count(), 2);
    let mut seen = BTreeSet::new();
    for agency in &demo.agencies {
        assert!(Uscc::parse(&agency.uscc).is_ok(), "{}", agency.uscc);
        assert!(agency.parent.as_ref().is_none_or(|parent| seen.contains(parent)), "{} after its parent", agency.path);
        assert!(!agency.functions.is_empty() && !agency.divisions.is_empty() && !agency.leaders.is_empty(), "{}", agency.path);
        assert!(seen.insert(agency.path.clone()), "{}", agency.path);
    }
    let distinct = |field: fn(&demo::model::DemoAgency) -> &String| demo.agencies.iter().map(field).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|a| &a.uscc), 34);
    assert_eq!(distinct(|a| &a.number_stem), 34);
    assert_eq!(distinct(|a| &a.telephone), 34);
}

#[test]
fn every_role_is_filled() {
    let demo = county();
    let logins: BTreeSet<_> = demo.staff.iter().map(|s| &s.login).collect();
    assert_eq!(logins.len(), demo.staff.len());
    for role in [
        "author",
        "reviewer_1",
        "reviewer_2",
        "reviewer_3",
        "secrecy_reviewer",
        "publisher",
        "openness_office",
        "supervisor",
        "system_admin",
        "security_admin",
        "audit_admin",
    ] {
        assert!(demo.staff.iter().any(|s| s.agency == "qinglan/office" && s.roles.iter().any(|r| r == role)), "{role}");
    }
    for person in &demo.staff {
        assert!(demo.agencies.iter().any(|a| a.path == person.agency), "{}", person.login);
    }
    for record in &demo.records {
        assert!(demo.staff.iter().any(|s| s.login == record.author && s.roles.iter().any(|r| r == "author")), "{}", record.key);
    }
}

#[test]
fn records_in_number_and_mix() {
    let demo = county();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &demo.records {
        *kinds.entry(record.kind.as_str()).or_default() += 1;
    }
    println!("{} records: {kinds:?}", demo.records.len());
    assert!((380..=520).contains(&demo.records.len()), "{}", demo.records.len());
    let known: BTreeSet<&str> = KINDS.iter().copied().collect();
    assert_eq!(kinds.keys().copied().collect::<BTreeSet<_>>(), known);
    let state = |wanted: fn(&DemoState) -> bool| demo.records.iter().filter(|r| wanted(&r.state)).count();
    assert_eq!(state(|s| matches!(s, DemoState::Draft)), 12);
    assert_eq!(state(|s| matches!(s, DemoState::Waiting { .. })), 10);
    assert_eq!(state(|s| matches!(s, DemoState::Scheduled { .. })), 3);
    assert_eq!(state(|s| matches!(s, DemoState::Withdrawn { .. })), 5);
    assert!(state(|s| matches!(s, DemoState::Kept { .. })) >= 8);
}

#[test]
fn texts_are_filled_and_differ() {
    let demo = county();
    let mut bodies = BTreeSet::new();
    let mut keys = BTreeSet::new();
    let mut titles: BTreeMap<(String, String), usize> = BTreeMap::new();
    for record in &demo.records {
        for text in texts(record) {
            assert!(!text.contains(['{', '}']) && !text.contains("<<") && !text.contains(">>"), "{}: {text}", record.key);
            assert!(!text.trim().is_empty(), "{}", record.key);
        }
        assert!(record.body.chars().count() >= 90, "{}: {}", record.key, record.body);
        assert!(bodies.insert(record.body.clone()), "{}", record.key);
        assert!(keys.insert(record.key.clone()), "{}", record.key);
        *titles.entry((record.agency.clone(), record.title.clone())).or_default() += 1;
    }
    // Only editions of one normative text share a title.
    for ((agency, title), times) in titles {
        let editions = demo.records.iter().filter(|r| r.title == title && r.kind == "normative").count();
        assert!(times == 1 || editions == times, "{agency}: {title} {times}");
    }
}

#[test]
fn numbers_are_unique_and_canonical() {
    let demo = county();
    let mut numbers = BTreeSet::new();
    let mut latest: BTreeMap<(String, Option<i16>), (u32, Date)> = BTreeMap::new();
    let mut numbered: Vec<(&DemoRecord, DocumentNumber)> = Vec::new();
    for record in &demo.records {
        let Some(text) = &record.document_number else { continue };
        let number = DocumentNumber::parse(text).expect("canonical");
        assert_eq!(&number.to_string(), text);
        assert!(numbers.insert(number.key()), "{text}");
        assert!(number.year.is_none_or(|year| year == record.formed_on.year()), "{text} {}", record.formed_on);
        numbered.push((record, number));
    }
    numbered.sort_by_key(|(record, number)| (number.code.clone(), number.year, number.serial, record.formed_on));
    for (record, number) in numbered {
        let last = latest.entry((number.code.clone(), number.year)).or_insert((0, record.formed_on));
        assert!(number.serial > last.0 && record.formed_on >= last.1, "{number} {}", record.formed_on);
        *last = (number.serial, record.formed_on);
    }
}

#[track_caller]
fn check_days(today: Date) {
    let calendar = Calendar::national();
    let demo = demo::county(today);
    let mut late = 0;
    let mut published = 0;
    for record in &demo.records {
        assert!(record.formed_on <= today, "{}", record.key);
        assert!(calendar.is_working_day(record.formed_on), "{} formed {}", record.key, record.formed_on);
        if let Some(on) = record.published_on {
            assert!(record.formed_on <= on && on <= today, "{} {} {on}", record.key, record.formed_on);
            assert!(calendar.is_working_day(on), "{} published {on}", record.key);
            published += 1;
            late += usize::from(calendar.working_days_between(record.formed_on, on) > 20);
        }
        match record.state {
            DemoState::Scheduled { on, .. } => assert!(on > today && calendar.is_working_day(on)),
            DemoState::Withdrawn { on, .. } => assert!(record.published_on.is_some_and(|p| p <= on) && on <= today),
            DemoState::Published => assert!(record.published_on.is_some(), "{}", record.key),
            _ => assert_eq!(record.published_on, None, "{}", record.key),
        }
        if let (Some(from), Some(end)) = (record.effective_on, record.ends_on) {
            assert!(from < end && from >= record.formed_on, "{}", record.key);
        }
    }
    assert!(late >= 5 && late * 5 < published, "{late} of {published} late");
    let waiting_long = demo
        .records
        .iter()
        .filter(|r| matches!(r.state, DemoState::Draft | DemoState::Waiting { .. } | DemoState::Returned { .. }))
        .filter(|r| calendar.working_days_between(r.formed_on, today) > 20)
        .count();
    assert!(waiting_long >= 4, "{waiting_long} overdue and not public");
}

#[test]
fn days_are_possible() {
    // A weekday, a Saturday, a day in Spring Festival, New Year, the last of February, a day without holiday notice.
    for today in [TODAY, date(2026, 11, 28), date(2026, 2, 18), date(2026, 1, 1), date(2028, 2, 29), date(2027, 6, 9)] {
        check_days(today);
    }
}

#[test]
fn normative_texts_stand_in_every_state() {
    let demo = county();
    let normative: Vec<_> = demo.records.iter().filter(|r| r.kind == "normative").collect();
    assert!((30..=45).contains(&normative.len()), "{}", normative.len());
    let mut states: BTreeMap<Validity, usize> = BTreeMap::new();
    for record in &normative {
        *states.entry(validity_on(TODAY, record.effective_on, record.ends_on, &record.validity_facts)).or_default() += 1;
        assert!(record.body.contains("第一条") && record.body.contains("施行"), "{}", record.key);
        assert!(record.document_number.as_ref().is_some_and(|n| n.contains('规')), "{}", record.key);
    }
    println!("{states:?}");
    for validity in
        [Validity::NotYet, Validity::InForce, Validity::Amended, Validity::Partly, Validity::Lapsed, Validity::Repealed, Validity::Replaced]
    {
        assert!(states.contains_key(&validity), "{validity:?} in {states:?}");
    }
    assert!(normative.iter().any(|r| r.validity_facts.iter().any(|f| matches!(f.kind, FactKind::Extended { .. }))));
}

#[test]
fn relations_and_citations_hold() {
    let demo = county();
    let by_key: BTreeMap<&str, &DemoRecord> = demo.records.iter().map(|r| (r.key.as_str(), r)).collect();
    let mut interpretations = 0;
    for record in &demo.records {
        for relation in &record.relations {
            let target = by_key.get(relation.target.as_str()).expect("relations name records");
            assert!(target.formed_on <= record.formed_on, "{} {}", record.key, relation.target);
            if relation.kind == "interprets" {
                interpretations += 1;
                continue;
            }
            let number = target.document_number.as_ref().expect("what is repealed has a number");
            assert!(record.body.contains(&format!("《{}》（{number}）", target.title)), "{} names {number}", record.key);
        }
    }
    assert!(interpretations >= 10);
}

#[test]
fn codes_are_known() {
    let demo = county();
    let topics = Topics::national();
    for record in &demo.records {
        assert!(topics.get(&record.topic).is_some(), "{} {}", record.key, record.topic);
        assert!(record.disclosure_item.as_ref().is_none_or(|item| DisclosureItem::get(item).is_some()), "{}", record.key);
        assert_eq!(record.openness != Openness::Proactive, record.ground.is_some(), "{}", record.key);
    }
    let tables = demo.records.iter().filter(|r| !r.attachments.is_empty()).count();
    assert!(tables >= 80, "{tables} with attachments");
}

#[test]
fn only_drafts_show_personal_data() {
    let demo = county();
    for record in &demo.records {
        let shows = texts(record).iter().any(|text| text.contains("11010119900307001") || text.contains("13800138000"));
        assert!(!shows || record.state == DemoState::Draft, "{}", record.key);
    }
    assert!(demo.records.iter().any(|r| texts(r).iter().any(|t| t.contains("身份证号"))));
}
