//! What did the form say? Days, numbers and words of one form, with everything that cannot be read told at once.

use std::str::FromStr;

use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use jiff::civil::Date;

use crate::acts::keep::Incoming;

/// A form in reading.
pub(super) struct Reading<'a> {
    pub form: &'a Form,
    reasons: Vec<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        Self { form, reasons: Vec::new() }
    }

    pub(super) fn text(&self, name: &str) -> &'a str {
        self.form.get(name).trim()
    }

    /// A day that may be left out.
    pub(super) fn day_if_any(&mut self, name: &str, label: &str) -> Option<Date> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let day = text.replace('/', "-").parse().ok();
        if day.is_none() {
            self.reasons.push(format!("{label}“{text}”不是有效的日期，请按2026-03-02的格式填写"));
        }
        day
    }

    /// A day that must be there. What stands for a missing one is never used: [`Reading::done`] refuses first.
    pub(super) fn day(&mut self, name: &str, label: &str) -> Date {
        let before = self.reasons.len();
        let day = self.day_if_any(name, label);
        if day.is_none() && self.reasons.len() == before {
            self.reasons.push(format!("请填写{label}"));
        }
        day.unwrap_or(Date::ZERO)
    }

    pub(super) fn number(&mut self, name: &str, label: &str) -> u32 {
        let text = self.text(name);
        text.parse().unwrap_or_else(|_| {
            self.reasons.push(if text.is_empty() { format!("请填写{label}") } else { format!("{label}“{text}”不是数字") });
            0
        })
    }

    pub(super) fn number_if_any(&mut self, name: &str, label: &str) -> Option<u32> {
        if self.text(name).is_empty() { None } else { Some(self.number(name, label)) }
    }

    pub(super) fn words(&mut self, name: &str, label: &str) -> &'a str {
        let text = self.text(name);
        if text.is_empty() {
            self.reasons.push(format!("请填写{label}"));
        }
        text
    }

    /// A member of a coded list.
    pub(super) fn one<T: FromStr>(&mut self, name: &str, label: &str) -> Option<T> {
        let known = self.text(name).parse().ok();
        if known.is_none() {
            self.reasons.push(format!("请选择{label}"));
        }
        known
    }

    /// One more reason, beside those of what cannot be read.
    pub(super) fn refuse(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// # Errors
    /// All that could not be read.
    pub(super) fn done(self) -> Result<(), Failure> {
        if self.reasons.is_empty() { Ok(()) } else { Err(Failure::Refused(self.reasons)) }
    }
}

/// The files of one field, as a kind of file.
pub(super) fn files_of(form: &Form, field: &str, kind: &'static str) -> Vec<Incoming> {
    let own = form.files.iter().filter(|file| file.field == field);
    own.map(|file| Incoming { kind, name: file.name.clone(), bytes: file.bytes.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_cannot_be_read_is_told_at_once() {
        let fields = [("on", "昨天"), ("days", "十"), ("other", "2026-03-02")];
        let form = Form { fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into(), files: Vec::new() };
        let mut read = Reading::of(&form);
        assert_eq!(read.day("other", "日期").to_string(), "2026-03-02");
        read.day("on", "签收日期");
        read.day("none", "发出日期");
        read.number("days", "天数");
        let Err(Failure::Refused(reasons)) = read.done() else { panic!("refused") };
        assert_eq!(reasons.len(), 3, "{reasons:?}");
    }
}
