//! Which number does each record bear, what does it do to others, and how far has it come?

use std::collections::BTreeMap;

use gongkai_law::{Calendar, DocumentNumber, FactKind, TermReckoning, ValidityFact, term_end};
use jiff::civil::Date;

use super::dice::Dice;
use super::model::{AttachmentContent, DemoRecord, DemoState};
use super::records::Made;
use super::template::Template;

/// How long a renewed text stays in force from the day of the decision that renews it.
const RENEWED_YEARS: u16 = 3;

pub fn finish(mut made: Vec<Made>, today: Date, calendar: &Calendar) -> Vec<DemoRecord> {
    number(&mut made);
    let mut records: Vec<DemoRecord> = made.into_iter().map(|made| made.record).collect();
    record_facts(&mut records);
    cite(&mut records);
    let newest = records.iter().filter_map(|record| record.published_on).max();
    debug_assert!(newest.is_none_or(|newest| newest <= today && calendar.is_working_day(newest)));
    records
}

/// Numbers are given out in the order in which papers were signed, with gaps for papers that are not public. What is not yet
/// signed has none.
fn number(made: &mut [Made]) {
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| (made[*at].record.formed_on, *at));
    let mut last: BTreeMap<(String, i16), u32> = BTreeMap::new();
    let mut dice = Dice::for_label("numbers");
    for at in order {
        let Some(series) = made[at].series.clone() else { continue };
        if matches!(made[at].record.state, DemoState::Draft | DemoState::Waiting { .. } | DemoState::Returned { .. }) {
            continue;
        }
        let year = made[at].record.formed_on.year();
        let counted_through = series.ends_with('令');
        let serial = last.entry((series.clone(), if counted_through { 0 } else { year })).or_insert(0);
        *serial += if counted_through || series.ends_with('规') || series.ends_with("公告") { 1 } else { dice.between(1, 3) as u32 };
        let number = DocumentNumber { code: series, year: (!counted_through).then_some(year), serial: *serial, ordinal: false };
        let number = DocumentNumber { ordinal: counted_through || number.code.ends_with("公告"), ..number };
        made[at].record.document_number = Some(number.to_string());
    }
}

/// What one text does to another becomes a dated fact of the other.
fn record_facts(records: &mut [DemoRecord]) {
    let mut facts: Vec<(String, ValidityFact)> = Vec::new();
    for record in records.iter().filter(|record| matches!(record.state, DemoState::Published)) {
        let on = record.effective_on.unwrap_or(record.formed_on);
        for relation in &record.relations {
            let kind = match relation.kind.as_str() {
                "replaces" => FactKind::Replaced,
                "repeals" => FactKind::Repealed,
                "partly_repeals" => FactKind::PartlyRepealed,
                "amends" => FactKind::Amended,
                "extends" => FactKind::Extended { until: term_end(on, RENEWED_YEARS, TermReckoning::default()) },
                _ => continue,
            };
            facts.push((relation.target.clone(), ValidityFact { on, kind }));
        }
    }
    for (target, fact) in facts {
        let record = records.iter_mut().find(|record| record.key == target).expect("relations name records that exist");
        record.validity_facts.push(fact);
    }
}

/// `<<key>>` becomes 《title》（number）.
fn cite(records: &mut [DemoRecord]) {
    let citations: BTreeMap<String, String> = records
        .iter()
        .map(|record| {
            let number = record.document_number.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
            (record.key.clone(), format!("《{}》{number}", record.title))
        })
        .collect();
    for record in records {
        record.title = resolved(&record.title, &citations);
        record.summary = resolved(&record.summary, &citations);
        record.body = resolved(&record.body, &citations);
        for attachment in &mut record.attachments {
            if let AttachmentContent::Text(text) = &mut attachment.content {
                *text = resolved(text, &citations);
            }
        }
    }
}

fn resolved(text: &str, citations: &BTreeMap<String, String>) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<") {
        let Some((key, tail)) = after.split_once(">>") else { break };
        done.push_str(before);
        done.push_str(citations.get(key).map_or(key, String::as_str));
        rest = tail;
    }
    done.push_str(rest);
    done
}

/// How far a record of `state:` templates has come. `formed: 1|24` are working days before today.
pub fn apply_state(made: &mut Made, template: &Template, instance: usize, today: Date, calendar: &Calendar) {
    let nth = |key: &str| {
        template.block.get(key).map(|value| {
            let choices: Vec<&'static str> = value.split('|').map(str::trim).collect();
            choices[instance % choices.len()]
        })
    };
    let Some(state) = nth("state") else { return };
    let record = &mut made.record;
    let (name, rest) = state.split_once(' ').unwrap_or((state, ""));
    record.state = match name {
        "waiting" => DemoState::Waiting { step: rest.to_owned() },
        "returned" => DemoState::Returned { reason: nth("reason").unwrap_or("请补充依据后重新报送。").to_owned() },
        "scheduled" => {
            let hour = 9 + instance as i8 * 3;
            DemoState::Scheduled { on: calendar.add_working_days(today, 1 + instance as u32).on, hour, minute: 30 }
        }
        "withdrawn" => {
            let published = record.published_on.unwrap_or(record.formed_on);
            let last = if calendar.is_working_day(today) { today } else { calendar.subtract_working_days(today, 1).on };
            let on = calendar.add_working_days(published, 6).on.min(last);
            let text = |key: &str| nth(key).expect("a withdrawal has its reason and basis").to_owned();
            DemoState::Withdrawn { on, reason: text("reason"), basis: text("basis") }
        }
        "kept" => DemoState::Kept { reassess_on: calendar.add_months(record.formed_on, 12).on },
        _ => DemoState::Draft,
    };
    if !matches!(record.state, DemoState::Withdrawn { .. }) {
        record.published_on = None;
        record.notice_until = None;
    }
}
