//! Which letter do the facts of a case make?

use gongkai_letters::letter::{Block, Check, Letter, Seal};
use jiff::civil::DateTime;
use serde_json::Value as Json;

use super::fill::{Filler, at};
use super::sheet;
use super::template::{self, Annex, LetterTemplate, Part};
use crate::rules::outcome::RemedyClass;
use crate::rules::papers::{Addressee, Paper};

/// What a third party never learns (article 32 asks for its opinion, not who asks): these values are taken away before its
/// letter is filled, so that no agency's own template can print them.
const HIDDEN_FROM_THIRD_PARTIES: [&str; 2] = ["applicant", "agent"];
const HIDDEN_IN_REQUEST: [&str; 2] = ["content", "channel"];

/// An item is a sentence, or something with a name.
const ITEM: &str = "{{ row.name if row is mapping else row }}";

/// The letter of a case, or everything that keeps it from being written.
///
/// `own` is the agency's own template, if it has one. `values` holds the facts by name: `agency.name`, `number.mark`,
/// `number.year`, `number.serial`, `applicant.name`, `request.number`, …, `remedy`, `date`, `printed_at`, `check.address` and what
/// the template of the paper asks for. The paragraph on redress is given as text; a step on the way bears none.
pub fn compose(paper: Paper, own: Option<&str>, values: &Json) -> Result<Letter, Vec<String>> {
    let template: LetterTemplate = template::read(paper.code(), own)?;
    let values = seen_by(paper.addressee(), paper, values);
    let mut filler = Filler::new(paper.code(), &values, true);
    admitted(&template, &mut filler);
    let agency = filler.need("agency.name");
    let annexed = template.annex.iter().map(|annex| self::annex(annex, &mut filler)).collect::<Vec<_>>();
    let mut body = parts(&template.body, &mut filler);
    body.extend(annexed);
    let mut annexes: Vec<String> = template.annexes.iter().map(|name| filler.text(name)).collect();
    annexes.extend(template.annexes_from.iter().flat_map(|path| filler.words(path)));
    let salutation = filler.text(template.salutation.as_deref().unwrap_or("{{ applicant.name }}："));
    let letter = Letter {
        number: paper.is_numbered().then(|| filler.need("full_number")),
        title: template.title.map_or_else(|| paper.label().to_owned(), |title| filler.text(&title)),
        salutation,
        body,
        remedy: (paper.remedy() != RemedyClass::NoRemedy).then(|| filler.need("remedy")),
        annexes,
        seal: filler.may("seal").map(|middle| Seal { ring: agency.clone(), middle }),
        agency,
        date: filler.need("date"),
        contact: contact(&mut filler),
        delivery: filler.may("delivery"),
        check: filler.may("check.address").map(|address| Check { address, text: filler.may("check.text").unwrap_or_default() }),
        printed_at: printed_at(&mut filler),
    };
    let mut problems = filler.problems;
    problems.sort();
    if problems.is_empty() { Ok(letter) } else { Err(problems) }
}

/// The values that the reader of a letter may see, with the few that follow from others.
fn seen_by(addressee: Addressee, paper: Paper, values: &Json) -> Json {
    let mut seen = values.clone();
    let organisation = |path: &str| at(values, path).and_then(Json::as_bool).unwrap_or(false);
    let you = |organisation| Json::from(if organisation { "你单位" } else { "你" });
    let Json::Object(map) = &mut seen else { return seen };
    if let (true, Some(number)) = (paper.is_numbered(), full_number(values)) {
        map.insert("full_number".into(), number.into());
    }
    map.insert("you".into(), you(organisation("applicant.is_organisation")));
    if let Some(Json::Object(recipient)) = map.get_mut("recipient") {
        recipient.entry("you").or_insert_with(|| you(organisation("recipient.is_organisation")));
    }
    if addressee == Addressee::ThirdParty {
        for name in HIDDEN_FROM_THIRD_PARTIES {
            map.remove(name);
        }
        map.remove("you");
        if let Some(Json::Object(request)) = map.get_mut("request") {
            for name in HIDDEN_IN_REQUEST {
                request.remove(name);
            }
        }
        conceal(&mut seen, values);
    }
    seen
}

/// A name that stands inside another text is as telling as the value itself.
fn conceal(seen: &mut Json, values: &Json) {
    let name = at(values, "applicant.name").and_then(Json::as_str).map(str::trim).unwrap_or_default();
    if name.chars().count() >= 2 {
        replace(seen, name);
    }
}

fn replace(value: &mut Json, name: &str) {
    match value {
        Json::String(text) if text.contains(name) => *text = text.replace(name, "申请人"),
        Json::Array(entries) => entries.iter_mut().for_each(|entry| replace(entry, name)),
        Json::Object(entries) => entries.iter_mut().for_each(|(_, entry)| replace(entry, name)),
        _ => {}
    }
}

/// 青教公开〔2026〕12号: no 第, no leading zero (GB/T 9704-2012, 7.2.5).
fn full_number(values: &Json) -> Option<String> {
    let mark = at(values, "number.mark").and_then(Json::as_str).map(str::trim).filter(|mark| !mark.is_empty())?;
    let figure = |path: &str| at(values, path).and_then(Json::as_u64).filter(|figure| *figure > 0);
    Some(format!("{mark}〔{}〕{}号", figure("number.year")?, figure("number.serial")?))
}

/// A letter that serves a few outcomes or grounds is not used for others.
fn admitted(template: &LetterTemplate, filler: &mut Filler) {
    for (name, allowed) in [("outcome", &template.outcomes), ("ground", &template.grounds)] {
        if !allowed.is_empty() {
            let given = filler.need(name);
            if !given.is_empty() && !allowed.contains(&given) {
                filler.refuse(format!("“{name}”为“{given}”，本文书只用于{}", allowed.join("、")));
            }
        }
    }
}

fn annex(annex: &Annex, filler: &mut Filler) -> Block {
    Block::Annex { mark: filler.text(&annex.mark), title: filler.text(&annex.title), body: parts(&annex.body, filler) }
}

fn parts(parts: &[Part], filler: &mut Filler) -> Vec<Block> {
    let mut body = Vec::new();
    for part in parts {
        if part.when.as_ref().is_none_or(|when| filler.holds(when)) {
            self::part(part, filler, &mut body);
        }
    }
    body
}

fn part(part: &Part, filler: &mut Filler, body: &mut Vec<Block>) {
    match part {
        Part { text: Some(text), lines: Some(path), .. } => {
            let lines = filler.for_each(path, std::slice::from_ref(text));
            body.extend(lines.into_iter().flatten().map(|text| Block::Paragraph { text }));
        }
        Part { text: Some(text), .. } => body.push(Block::Paragraph { text: filler.text(text) }),
        Part { items: Some(path), .. } => {
            let items = filler.for_each(path, &[ITEM.to_owned()]).into_iter().flatten().map(|item| stopped(&item)).collect();
            body.push(Block::Items { items });
        }
        Part { quotation: Some(text), .. } => body.push(Block::Quotation { text: filler.text(text) }),
        Part { sheet, .. } if !sheet.is_empty() => {
            body.push(Block::Sheet { rows: sheet.iter().map(|row| sheet::row(row, filler)).collect() });
        }
        Part { rows: Some(rows), .. } => {
            let rows = rows.iter().map(|row| row.iter().map(|cell| filler.text(cell)).collect()).collect();
            body.push(Block::Table { rows });
        }
        Part { each: Some(path), head, cells, .. } => {
            let mut rows = vec![head.clone()];
            rows.extend(filler.for_each(path, cells));
            body.push(Block::Table { rows });
        }
        _ => filler.refuse("模板中有一段没有内容".to_owned()),
    }
}

/// An item of a list ends with a stop.
fn stopped(item: &str) -> String {
    let item = item.trim();
    if item.is_empty() || item.ends_with(['。', '；', '！', '？', '：']) { item.to_owned() } else { format!("{item}。") }
}

fn contact(filler: &mut Filler) -> Vec<(String, String)> {
    let mut contact = vec![("联系人".to_owned(), filler.need("contact.person")), ("联系电话".to_owned(), filler.need("contact.phone"))];
    contact.extend(filler.may("contact.address").map(|address| ("地址".to_owned(), address)));
    contact
}

/// The time of making stands in the file; without one there is no file that can be made again.
pub(super) fn printed_at(filler: &mut Filler) -> DateTime {
    let given = filler.need("printed_at");
    given.parse().unwrap_or_else(|_| {
        if !given.is_empty() {
            filler.refuse(format!("“printed_at”不是日期和时间：{given}"));
        }
        DateTime::MIN
    })
}
