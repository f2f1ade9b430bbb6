//! Which items may the editor of a record choose from? Those already chosen, those proposed with reasons, and all that its agency owes.

use gongkai_agencies::Directory;
use jiff::civil::Date;
use serde::Serialize;

use crate::catalogue::ItemRef;
use crate::duties::owed_by;
use crate::library::Library;
use crate::rules::propose::{Known, ranked};

/// An item as a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemChoice {
    /// `std26/010203`
    pub value: String,
    pub label: String,
    /// Why it is proposed; empty for what was chosen by hand.
    pub why: String,
    pub chosen: bool,
}

/// So many are proposed.
const MOST: usize = 6;

/// The chosen ones, then the proposed ones, the likeliest first.
#[must_use]
pub fn choices(library: &Library, directory: &Directory, agency: &str, known: &Known<'_>, chosen: &[String], day: Date) -> Vec<ItemChoice> {
    let of_chosen =
        |value: &String| ItemChoice { value: value.clone(), label: label(library, agency, value), why: String::new(), chosen: true };
    let mut all: Vec<ItemChoice> = chosen.iter().map(of_chosen).collect();
    let owed = owed_by(library, directory, agency, day);
    for one in ranked(known, owed.iter().map(|owed| &owed.kept.item), MOST) {
        let value = owed[one.at].item().to_string();
        let why = one.reasons.join("；");
        match all.iter_mut().find(|choice| choice.value == value) {
            Some(choice) => choice.why = why,
            None => all.push(ItemChoice { label: label(library, agency, &value), value, why, chosen: false }),
        }
    }
    all
}

/// Everything the agency owes, for a list to type in.
#[must_use]
pub fn all_choices(library: &Library, directory: &Directory, agency: &str, day: Date) -> Vec<ItemChoice> {
    let one = |owed: crate::owed::Owed| {
        let value = owed.item().to_string();
        ItemChoice { label: owed.kept.item.names.join(" › "), value, why: String::new(), chosen: false }
    };
    owed_by(library, directory, agency, day).into_iter().map(one).collect()
}

/// The names of an item; the reference itself where no catalogue of the agency has it.
#[must_use]
pub fn label(library: &Library, agency: &str, value: &str) -> String {
    let found = ItemRef::parse(value).and_then(|item| Some(library.find(&item, agency)?.1.kept.item.names.join(" › ")));
    found.unwrap_or_else(|| value.to_owned())
}
