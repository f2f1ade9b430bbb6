//! How does a template become the text of one record? Slots in braces are filled, and a slot keeps its value within a record.
//!
//! `{town}` draws from a word list, `{town2}` a second one; `{x:10-90}` a number, `{x:1.0-9.9}` one with decimals;
//! `{town#}` the next of the list for each row; `{crop=a|b}` the next of its choices, `{pick:a|b}` any; `{date+7}` a day counted from 成文日期.

use std::collections::BTreeMap;

use gongkai_law::chinese::format_date;
use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::words::Words;

pub struct Slots<'a> {
    pub words: &'a Words,
    pub dice: Dice,
    /// Which of the records of its template this is: named choices go round by it, so that titles differ.
    pub instance: usize,
    pub formed_on: Date,
    pub known: BTreeMap<String, String>,
}

impl Slots<'_> {
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.known.insert(name.to_owned(), value.into());
    }

    /// The text with every slot filled. A slot that no list knows stays as it is: the tests find it.
    pub fn fill(&mut self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            let Some(close) = closing(&rest[open..]) else { break };
            let slot = &rest[open + 1..open + close];
            match self.value(slot) {
                Some(value) => filled.push_str(&value),
                None => filled.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        filled.push_str(rest);
        filled
    }

    /// The same slots for a row of a table: what the record knows, and fresh draws for the rest.
    pub fn row(&mut self, text: &str, number: usize, bound: &BTreeMap<String, String>) -> String {
        let kept = std::mem::replace(&mut self.known, bound.clone());
        let instance = std::mem::replace(&mut self.instance, number - 1);
        self.set("i", number.to_string());
        let filled = self.fill(text);
        self.known = kept;
        self.instance = instance;
        filled
    }

    fn value(&mut self, slot: &str) -> Option<String> {
        if let Some(choices) = slot.strip_prefix("pick:") {
            let choices = split_choices(choices);
            let choice = choices[self.dice.index(choices.len())];
            return Some(self.fill(choice));
        }
        if let Some(days) = slot.strip_prefix("date") {
            return self.day(days);
        }
        if let Some(list) = slot.strip_suffix('#') {
            return self.words.nth(list, self.instance);
        }
        let name = slot.split(['=', ':']).next().unwrap_or(slot);
        if let Some(value) = self.known.get(name) {
            return Some(value.clone());
        }
        let value = if let Some((_, choices)) = slot.split_once('=') {
            let choices = split_choices(choices);
            choices[self.instance % choices.len()].to_owned()
        } else if let Some((_, range)) = slot.split_once(':') {
            self.number(range)?
        } else {
            let list = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let taken: Vec<String> = self.known.values().cloned().collect();
            self.words.draw(list, &taken, &mut self.dice)?
        };
        self.set(name, value.clone());
        Some(value)
    }

    fn day(&self, days: &str) -> Option<String> {
        let days: i64 = if days.is_empty() { 0 } else { days.parse().ok()? };
        Some(format_date(self.formed_on.checked_add(days.days()).ok()?))
    }

    fn number(&mut self, range: &str) -> Option<String> {
        let (low, high) = range.split_once('-')?;
        let decimals = low.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let scale = 10i64.pow(decimals as u32);
        let read = |text: &str| text.replace('.', "").parse::<i64>().ok();
        let value = self.dice.between(read(low)?, read(high)?);
        Some(match decimals {
            0 => value.to_string(),
            _ => format!("{}.{:0decimals$}", value / scale, value % scale),
        })
    }
}

/// The place of the brace that closes the one at the start; slots may stand in the choices of another.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Parts choices at the bars that stand outside inner slots.
fn split_choices(choices: &str) -> Vec<&str> {
    let mut depth = 0;
    choices
        .split(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            c == '|' && depth == 0
        })
        .collect()
}
