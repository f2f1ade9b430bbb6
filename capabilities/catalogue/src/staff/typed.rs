//! How does the form of an item become an item, and an item a form again?

use std::collections::BTreeMap;

use gongkai_web::multipart::Form;

use super::FieldError;
use crate::acts::Amendment;
use crate::rules::item::{DisclosedTo, Item, Level, Mode};

/// The text of each field.
pub(super) type Typed = BTreeMap<&'static str, String>;

const FIELDS: [&str; 14] = [
    "code",
    "names",
    "content",
    "basis",
    "time_limit",
    "subject",
    "channels",
    "disclosed_to",
    "group_note",
    "mode",
    "reason",
    "document",
    "on",
    "act",
];

pub(super) fn of_form(form: &Form) -> Typed {
    let mut typed: Typed = FIELDS.iter().map(|field| (*field, form.get(field).replace("\r\n", "\n"))).collect();
    typed.insert("levels", form.all("levels").collect::<Vec<_>>().join("、"));
    typed
}

pub(super) fn of_item(item: &Item, today: jiff::civil::Date) -> Typed {
    let mut typed: Typed = FIELDS.iter().map(|field| (*field, String::new())).collect();
    typed.extend([
        ("code", item.code.clone()),
        ("names", item.names.join("\n")),
        ("content", item.content.clone()),
        ("basis", item.basis.clone()),
        ("time_limit", item.time_limit.clone()),
        ("subject", item.subject.clone()),
        ("channels", item.channels.join("、")),
        ("disclosed_to", item.disclosed_to.code().to_owned()),
        ("group_note", item.group_note.clone()),
        ("mode", item.mode.code().to_owned()),
        ("levels", item.levels.iter().map(|level| level.code()).collect::<Vec<_>>().join("、")),
        ("on", today.to_string()),
    ]);
    typed
}

/// The item that the form describes, over what it was.
pub(super) fn item(typed: &Typed, known: &Item) -> Item {
    let get = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let list = |name: &str, by: &[char]| get(name).split(by).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Item {
        names: list("names", &['\n']),
        content: get("content").to_owned(),
        basis: get("basis").to_owned(),
        time_limit: get("time_limit").to_owned(),
        subject: get("subject").to_owned(),
        channels: list("channels", &['、', ';', '；', '\n']),
        disclosed_to: get("disclosed_to").parse().unwrap_or(DisclosedTo::Everybody),
        group_note: get("group_note").to_owned(),
        mode: get("mode").parse().unwrap_or(Mode::Proactive),
        levels: Level::ALL.iter().copied().filter(|level| get("levels").split('、').any(|code| code == level.code())).collect(),
        ..known.clone()
    }
}

/// Why, from when and by which document; a day that cannot be read is told.
pub(super) fn amendment(typed: &Typed) -> Result<Amendment, FieldError> {
    let get = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let on =
        get("on").parse().map_err(|_| FieldError { field: "on", message: format!("生效日期“{}”不是有效日期", get("on")) })?;
    Ok(Amendment { on, reason: get("reason").to_owned(), basis: get("document").to_owned() })
}
