//! What does the address of a list ask for? Read once, for pages, feeds, exports and the interface alike.

use gongkai_web::Format;
use gongkai_web::listing::percent;
use jiff::civil::Date;
use serde::Serialize;

use crate::filter::{Filter, Sort};

/// Longest search text and value that is looked at.
const LONGEST: usize = 200;
/// So many values of one parameter count: a longer list is no visitor's.
const MOST_VALUES: usize = 40;

/// A list as it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub filter: Filter,
    /// `None` for a form that is not known.
    pub format: Option<Format>,
    pub page: i64,
    /// What cannot be read, for the visitor; what was typed stays in the form.
    pub problems: Vec<String>,
    pub typed: Typed,
    /// What was asked for in its order, without page and form.
    pairs: Vec<(String, String)>,
}

/// What stands in the fields of the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Typed {
    pub q: String,
    pub from: String,
    pub to: String,
    pub sort: String,
    /// `exact`: the very characters side by side; lists have no such mode, searching has.
    pub mode: String,
}

impl Asked {
    /// Reads the pairs of a query. Unknown names are passed over; unknown values find nothing; a day that is none is said.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut asked = Self { format: Some(Format::Page), page: 1, ..Self::default() };
        for (name, value) in pairs {
            let value = plain(value);
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "page" => asked.page = value.parse().unwrap_or(1),
                "format" => asked.format = Format::of(&value),
                _ => asked.take(name, value),
            }
        }
        if let (Some(from), Some(to)) = (asked.filter.from, asked.filter.to)
            && from > to
        {
            asked.problems.push("起始日期晚于截止日期".to_owned());
        }
        asked
    }

    fn take(&mut self, name: &str, value: String) {
        let filter = &mut self.filter;
        match name {
            "q" => {
                filter.words.clone_from(&value);
                self.typed.q.clone_from(&value);
            }
            "from" => {
                filter.from = day(&value, "起始日期", &mut self.problems);
                self.typed.from.clone_from(&value);
            }
            "to" => {
                filter.to = day(&value, "截止日期", &mut self.problems);
                self.typed.to.clone_from(&value);
            }
            "sort" => {
                filter.sort = if value == "oldest" { Sort::Oldest } else { Sort::Newest };
                self.typed.sort.clone_from(&value);
            }
            "mode" => self.typed.mode.clone_from(&value),
            // No record has the year 0: a year that is none finds nothing.
            "year" => push(&mut filter.years, value.parse().unwrap_or(0)),
            "agency" => push(&mut filter.agencies, value.clone()),
            "kind" => push(&mut filter.kinds, value.clone()),
            "topic" => push(&mut filter.topics, value.clone()),
            "genre" => push(&mut filter.genres, value.clone()),
            "item" => push(&mut filter.items, value.clone()),
            "validity" => push(&mut filter.validities, value.clone()),
            _ => return,
        }
        let pair = (name.to_owned(), value);
        if !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
    }

    /// The values of one list that were asked for.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.chosen().next().is_some()
    }

    /// Every value of a list in turn, for the chips above it.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(pair).filter(|(name, _)| !matches!(*name, "sort" | "mode"))
    }

    /// The address of this list below a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        written(path, self.pairs.iter().map(pair))
    }

    /// The same without one value.
    #[must_use]
    pub fn without(&self, path: &str, name: &str, value: &str) -> String {
        written(path, self.pairs.iter().map(pair).filter(|(key, own)| (*key, *own) != (name, value)))
    }

    /// The same in another order.
    #[must_use]
    pub fn sorted(&self, path: &str, sort: &str) -> String {
        let others = self.pairs.iter().map(pair).filter(|(key, _)| *key != "sort");
        written(path, others.chain([("sort", sort)].into_iter().filter(|(_, sort)| !sort.is_empty())))
    }

    /// Ends so that the name of a form can be appended.
    #[must_use]
    pub fn forms(&self, path: &str) -> String {
        let address = self.address(path);
        let join = if address.contains('?') { '&' } else { '?' };
        format!("{address}{join}format=")
    }
}

fn pair(pair: &(String, String)) -> (&str, &str) {
    (pair.0.as_str(), pair.1.as_str())
}

fn written<'a>(path: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", percent(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST_VALUES && !list.contains(&value) {
        list.push(value);
    }
}

/// Without what no field can hold (a database refuses NUL) and without surrounding spaces.
fn plain(value: &str) -> String {
    let text: String = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    text.trim().to_owned()
}

fn day(value: &str, name: &str, problems: &mut Vec<String>) -> Option<Date> {
    // `2026-3-2`, `2026/03/02`, `2026年3月2日`: as people type it.
    let numbers: Vec<&str> = value.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let read = match numbers[..] {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            Date::new(year.parse().unwrap_or(0), month.parse().unwrap_or(0), day.parse().unwrap_or(0)).ok()
        }
        _ => None,
    };
    if read.is_none() {
        problems.push(format!("{name}“{value}”不是有效的日期，请按 2026-03-02 的形式填写"));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&str, &str)]) -> Asked {
        Asked::read(&query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn one_reading_serves_all() {
        let read = asked(&[
            ("kind", "notice"),
            ("kind", "opinion"),
            ("year", "2026"),
            ("q", " 住房 "),
            ("page", "2"),
            ("format", "csv"),
            ("x", "1"),
        ]);
        assert_eq!(read.filter.kinds, ["notice", "opinion"]);
        assert_eq!((read.filter.years.as_slice(), read.filter.words.as_str(), read.page), (&[2026][..], "住房", 2));
        assert_eq!(read.format, Some(Format::Csv));
        assert_eq!(read.address("/policies"), "/policies?kind=notice&kind=opinion&year=2026&q=%E4%BD%8F%E6%88%BF");
        assert_eq!(read.without("/policies", "kind", "notice"), "/policies?kind=opinion&year=2026&q=%E4%BD%8F%E6%88%BF");
        assert_eq!(asked(&[]).forms("/news"), "/news?format=");
    }

    #[test]
    fn a_day_that_is_none_is_said_and_kept() {
        let read = asked(&[("from", "2026-02-30"), ("to", "2026年3月2日")]);
        assert_eq!(read.problems.len(), 1);
        assert_eq!(read.typed.from, "2026-02-30");
        assert_eq!(read.filter.to, Some(jiff::civil::date(2026, 3, 2)));
        assert_eq!(asked(&[("from", "2026-03-02"), ("to", "2026-03-01")]).problems, ["起始日期晚于截止日期"]);
    }

    #[test]
    fn nonsense_finds_nothing_and_breaks_nothing() {
        let read = asked(&[("year", "abc"), ("page", "-99999999999999999999"), ("q", "\u{0}a"), ("format", "exe")]);
        assert_eq!((read.filter.years.as_slice(), read.page, read.filter.words.as_str(), read.format), (&[0][..], 1, "a", None));
    }
}
