//! How does the form of a document become content, and content a form again? What was typed is kept as it was.

use std::collections::BTreeMap;

use gongkai_law::{Ground, Openness};
use gongkai_text::dates;
use gongkai_web::multipart::Form;
use jiff::civil::Date;

use super::text_form;
use crate::content::{Content, Handling};
use crate::document::Document;
use crate::rules::required::openness_of;

/// The text of each field.
pub(super) type Typed = BTreeMap<&'static str, String>;

const FIELDS: [&str; 27] = [
    "version",
    "kind",
    "title",
    "document_number",
    "issuers",
    "delegated_by",
    "formed_on",
    "effective_on",
    "ends_on",
    "topic",
    "item",
    "genre",
    "audience",
    "openness",
    "ground",
    "openness_reason",
    "reassess_on",
    "shown_until",
    "after_shown",
    "contact",
    "summary",
    "keywords",
    "owner_unit",
    "source",
    "change_reason",
    "body",
    "items",
];

pub(super) fn of_form(form: &Form) -> Typed {
    let several = |field: &str| form.all(field).map(str::trim).filter(|value| !value.is_empty()).collect::<Vec<_>>().join("\n");
    let value = |field: &str| if field == "items" { several(field) } else { form.get(field).replace("\r\n", "\n") };
    FIELDS.iter().map(|field| (*field, value(field))).collect()
}

pub(super) fn of_document(document: &Document) -> Typed {
    let (content, handling) = (&document.content, &document.handling);
    let metadata = &content.metadata;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<Date>| value.map(|day| day.to_string()).unwrap_or_default();
    BTreeMap::from([
        ("version", document.version.to_string()),
        ("kind", content.kind.clone()),
        ("title", text(&metadata.title)),
        ("document_number", text(&metadata.document_number)),
        ("issuers", metadata.issuers.join("、")),
        ("delegated_by", content.delegated_by.clone()),
        ("formed_on", day(metadata.formed_on)),
        ("effective_on", day(metadata.effective_on)),
        ("ends_on", day(metadata.ends_on)),
        ("topic", content.topic.clone()),
        ("item", content.item.clone()),
        ("genre", text(&metadata.genre)),
        ("audience", text(&metadata.audience)),
        ("openness", openness_of(content).code().to_owned()),
        ("ground", content.ground.clone()),
        ("openness_reason", handling.openness_reason.clone()),
        ("reassess_on", day(handling.reassess_on)),
        ("shown_until", day(content.shown_until)),
        ("after_shown", content.after_shown.clone()),
        ("contact", content.contact.clone()),
        ("summary", text(&metadata.summary)),
        ("keywords", text(&metadata.keywords)),
        ("owner_unit", text(&metadata.owner_unit)),
        ("source", text(&metadata.source)),
        ("change_reason", handling.change_reason.clone()),
        ("body", text_form::to_text(&content.paragraphs)),
        ("items", content.items.join("\n")),
    ])
}

/// What is wrong with a field, as `web/form.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct FieldError {
    pub field: &'static str,
    pub message: String,
}

/// The content that the form describes, over what was there before; every field that cannot be read.
pub(super) fn apply(typed: &Typed, document: &Document) -> (Content, Handling, Vec<FieldError>) {
    let mut errors = Vec::new();
    let get = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let some = |name: &str| Some(get(name).to_owned()).filter(|text| !text.is_empty());
    let mut day = |name: &'static str, label: &str| match day_of(get(name)) {
        Ok(day) => day,
        Err(text) => {
            errors.push(FieldError { field: name, message: format!("{label}“{text}”不是有效日期") });
            None
        }
    };
    let mut content = document.content.clone();
    let metadata = &mut content.metadata;
    metadata.formed_on = day("formed_on", "成文日期");
    metadata.effective_on = day("effective_on", "施行日期");
    metadata.ends_on = day("ends_on", "有效期至");
    content.shown_until = day("shown_until", "公示截止日期");
    let reassess_on = day("reassess_on", "重新评估日期");
    metadata.title = some("title");
    metadata.document_number = some("document_number");
    metadata.issuers = names(get("issuers"));
    metadata.genre = some("genre");
    metadata.audience = some("audience");
    metadata.summary = some("summary");
    metadata.keywords = some("keywords");
    metadata.owner_unit = some("owner_unit");
    metadata.source = some("source");
    content.kind = get("kind").to_owned();
    content.topic = get("topic").to_owned();
    content.item = get("item").to_owned();
    content.delegated_by = get("delegated_by").to_owned();
    content.items = items_of(get("items"));
    // Masking is what happens where nothing else is chosen; what says nothing is kept short.
    content.after_shown = if matches!(get("after_shown"), "withdraw" | "keep") { get("after_shown").to_owned() } else { String::new() };
    content.contact = get("contact").to_owned();
    let openness = get("openness").parse::<Openness>().unwrap_or(Openness::Proactive);
    content.metadata.openness = Some(openness.code().to_owned());
    // The ground is hidden where it has no place; a proactive text carries none.
    content.ground = match get("ground").parse::<Ground>() {
        Ok(ground) if openness != Openness::Proactive => ground.code().to_owned(),
        _ => String::new(),
    };
    content.paragraphs = text_form::from_text(typed.get("body").map_or("", String::as_str), &document.content.paragraphs);
    let mut handling = document.handling.clone();
    let proactive = openness == Openness::Proactive;
    handling.openness_reason = if proactive { String::new() } else { get("openness_reason").to_owned() };
    handling.reassess_on = reassess_on.filter(|_| !proactive);
    handling.change_reason = get("change_reason").to_owned();
    (content, handling, errors)
}

/// The items of catalogues, each once, in the order chosen.
pub(super) fn items_of(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for item in text.lines().map(str::trim).filter(|item| gongkai_catalogue::ItemRef::parse(item).is_some()) {
        if !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// Joint issuers are parted by 、 or a space or a new line; the lead maker stands first.
fn names(text: &str) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；', '\n', ' ', '\u{3000}']);
    parts.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A day as people write it: 2026-03-02, 2026/3/2, 2026年3月2日, 二〇二六年三月二日. The text itself where it is none.
pub(super) fn day_of(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(Some(day));
    }
    let parts: Vec<i16> = text.split(['-', '/', '.']).filter_map(|part| part.trim().parse().ok()).collect();
    if let [year, month, day] = parts[..]
        && let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day))
    {
        return Date::new(year, month, day).map(Some).map_err(|_| text.to_owned());
    }
    dates::is_whole(text).and_then(|found| found.day()).map(Some).ok_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-03-02", "2026/3/2", "2026年3月2日", "二〇二六年三月二日"] {
            assert_eq!(day_of(text), Ok(Some(date(2026, 3, 2))), "{text}");
        }
        assert_eq!(day_of(""), Ok(None));
        for text in ["2026-02-30", "明天", "2026/13/1"] {
            assert_eq!(day_of(text), Err(text.to_owned()));
        }
    }

    #[test]
    fn joint_issuers_are_parted() {
        assert_eq!(names("青岚县教育局、青岚县民政局"), ["青岚县教育局", "青岚县民政局"]);
        assert_eq!(names("青岚县教育局 青岚县民政局"), ["青岚县教育局", "青岚县民政局"]);
        assert!(names(" ").is_empty());
    }
}
