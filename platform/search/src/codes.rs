//! Which small number stands for which agency, topic, kind …, so that one 64-bit column answers every filter and facet?
//!
//! Codes are given out in order of appearance, never reused, and travel in the payload of a commit; a reader of any earlier
//! generation therefore reads its codes with any later table. Code 0 means "none".

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::index::Error;

/// The dimensions, in the order of their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dimension {
    Place = 0,
    Topic = 1,
    Kind = 2,
    Genre = 3,
    Validity = 4,
    Year = 5,
}

pub(crate) const DIMENSIONS: usize = 6;
/// Agencies of a province with all towns are some tens of thousands; topics a few hundred; years count from 0.
const BITS: [u32; DIMENSIONS] = [24, 10, 8, 6, 4, 12];
const SHIFTS: [u32; DIMENSIONS] = [0, 24, 34, 42, 48, 52];

#[inline]
pub(crate) fn code_of(packed: u64, dimension: usize) -> usize {
    ((packed >> SHIFTS[dimension]) & ((1 << BITS[dimension]) - 1)) as usize
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Value {
    pub value: String,
    pub label: String,
    /// Only of a place: where in the tree of agencies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Vec<Value>>", into = "Vec<Vec<Value>>")]
pub(crate) struct Codes {
    values: [Vec<Value>; 5],
    codes: [HashMap<(String, String), usize>; 5],
    /// Something was learnt since the last commit.
    pub changed: bool,
}

impl Codes {
    /// The packed code of an entry; unknown values are given a code, changed labels are learnt.
    pub(crate) fn pack(&mut self, entry: &Entry) -> Result<u64, Error> {
        let mut packed = (year_of(entry.published_on) as u64) << SHIFTS[Dimension::Year as usize];
        let parts = [
            (&entry.agency_code, &entry.agency, entry.path.as_str()),
            (&entry.topic, &entry.topic_label, ""),
            (&entry.kind, &entry.kind_label, ""),
            (&entry.genre, &entry.genre_label, ""),
            (&entry.validity, &entry.validity_label, ""),
        ];
        for (dimension, (value, label, path)) in parts.into_iter().enumerate() {
            packed |= (self.code(dimension, value, label, path)? as u64) << SHIFTS[dimension];
        }
        Ok(packed)
    }

    fn code(&mut self, dimension: usize, value: &str, label: &str, path: &str) -> Result<usize, Error> {
        if value.is_empty() && path.is_empty() {
            return Ok(0);
        }
        let key = (value.to_owned(), path.to_owned());
        if let Some(&code) = self.codes[dimension].get(&key) {
            let known = &mut self.values[dimension][code - 1];
            if known.label != label && !label.is_empty() {
                known.label = label.to_owned();
                self.changed = true;
            }
            return Ok(code);
        }
        let code = self.values[dimension].len() + 1;
        if code >= 1 << BITS[dimension] {
            return Err(Error::TooManyValues { value: value.to_owned() });
        }
        self.values[dimension].push(Value { value: value.to_owned(), label: label.to_owned(), path: path.to_owned() });
        self.codes[dimension].insert(key, code);
        self.changed = true;
        Ok(code)
    }

    /// How many counters a dimension needs.
    pub(crate) fn size(&self, dimension: usize) -> usize {
        match self.values.get(dimension) {
            Some(values) => values.len() + 1,
            None => 1 << BITS[dimension],
        }
    }

    pub(crate) fn value(&self, dimension: Dimension, code: usize) -> Option<&Value> {
        code.checked_sub(1).and_then(|at| self.values.get(dimension as usize)?.get(at))
    }

    pub(crate) fn places(&self) -> &[Value] {
        &self.values[Dimension::Place as usize]
    }

    /// Which codes carry one of these values; `None` where no value is asked for.
    pub(crate) fn allowed(&self, dimension: Dimension, wanted: &[String]) -> Option<Vec<bool>> {
        (!wanted.is_empty()).then(|| self.marks(dimension, |value| wanted.contains(&value.value)))
    }

    /// Which places lie at or below a path; `None` where no path is asked for.
    pub(crate) fn within(&self, scope: Option<&str>) -> Option<Vec<bool>> {
        let scope = scope?.trim_end_matches('/');
        (!scope.is_empty()).then(|| self.marks(Dimension::Place, |place| lies_within(&place.path, scope)))
    }

    /// One mark a code of the dimension, code 0 unmarked.
    pub(crate) fn marks(&self, dimension: Dimension, chosen: impl Fn(&Value) -> bool) -> Vec<bool> {
        std::iter::once(false).chain(self.values[dimension as usize].iter().map(chosen)).collect()
    }
}

pub(crate) fn lies_within(path: &str, scope: &str) -> bool {
    path.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) fn year_of(day: Date) -> usize {
    usize::try_from(day.year()).unwrap_or(0).min(4095)
}

impl From<Vec<Vec<Value>>> for Codes {
    fn from(lists: Vec<Vec<Value>>) -> Self {
        let mut codes = Codes::default();
        for (dimension, values) in lists.into_iter().take(5).enumerate() {
            for (at, value) in values.iter().enumerate() {
                codes.codes[dimension].insert((value.value.clone(), value.path.clone()), at + 1);
            }
            codes.values[dimension] = values;
        }
        codes
    }
}

impl From<Codes> for Vec<Vec<Value>> {
    fn from(codes: Codes) -> Self {
        codes.values.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_entry_unpacks_and_survives_a_commit() {
        let mut codes = Codes::default();
        let mut entry = Entry::new(1, "题", "文", jiff::civil::date(2026, 3, 1));
        entry.agency_code = "A1".into();
        entry.path = "qinglan/a1".into();
        entry.topic = "edu".into();
        codes.pack(&entry).expect("few values");
        entry.agency_code = "A2".into();
        let packed = codes.pack(&entry).expect("few values");
        assert_eq!(code_of(packed, Dimension::Place as usize), 2);
        assert_eq!(code_of(packed, Dimension::Topic as usize), 1);
        assert_eq!(code_of(packed, Dimension::Kind as usize), 0);
        assert_eq!(code_of(packed, Dimension::Year as usize), 2026);
        let kept: Codes = serde_json::from_str(&serde_json::to_string(&codes).expect("plain lists")).expect("what was written");
        assert_eq!(kept.clone().pack(&entry).expect("few values"), packed);
        assert_eq!(kept.within(Some("qinglan")).expect("a scope is given"), [false, true, true]);
        assert_eq!(kept.within(Some("qing")).expect("a scope is given"), [false, false, false]);
    }

    #[test]
    fn a_site_is_not_its_namesake() {
        assert!(lies_within("qinglan/town", "qinglan"));
        assert!(!lies_within("qinglanzhen", "qinglan"));
    }
}
