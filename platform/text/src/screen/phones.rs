//! Is this telephone a person's, or an office's that must be public?

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Context, Hit, Look};
use super::numbers;
use super::personal::{in_address, masked};
use crate::finding::Severity;

/// A number of 10 to 15 digits that stands alone.
pub(crate) fn find(look: &Look<'_>, start: usize, end: usize, digits: &str, hits: &mut Vec<Hit>) {
    let bare = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(digits);
    if numbers::is_mobile(bare) {
        if is_quantity(look, end) || in_address(look.text, start, end) {
            return;
        }
        if let Some(severity) = judge(look, &look.context(start)) {
            let mask = masked(look, look.profile.masks.mobile, bare);
            hits.push(Hit { severity, ..look.hit(Code::Mobile, start, end, Some(mask)) });
        }
    } else if is_landline(digits) {
        landline(look, start, end, hits);
    }
}

/// `13812345678元`
fn is_quantity(look: &Look<'_>, end: usize) -> bool {
    look.after(end).is_some_and(|c| matches!(c, '元' | '万' | '亿' | '吨' | '米' | '人' | '户' | '平' | '亩' | '%' | '％' | '美'))
}

fn is_landline(digits: &str) -> bool {
    digits.starts_with('0') && (10..=12).contains(&digits.len())
}

/// Only the telephone of a home is personal.
fn landline(look: &Look<'_>, start: usize, end: usize, hits: &mut Vec<Hit>) {
    let context = look.context(start);
    if ["家庭电话", "住宅电话", "宅电", "家中电话", "家庭联系电话"].iter().any(|label| context.text.contains(label)) {
        let mask = masked(look, look.profile.masks.landline, &look.text[start..end]);
        hits.push(look.hit(Code::Landline, start, end, Some(mask)));
    }
}

/// `None` where the words before the number say that it is an office's.
fn judge(look: &Look<'_>, context: &Context) -> Option<Severity> {
    let is_office = |word: &str| look.profile.words.office_unit.iter().any(|unit| word.ends_with(unit.as_str()));
    let named = context.has(Group::Contact) || context.has(Group::Individual);
    let office = context.last(Group::OfficePhone);
    let phone = context.last(Group::Phone);
    // The nearest label counts: `咨询电话：0951-…，联系人：张某，手机：138…`.
    if let Some(end) = office.filter(|end| phone.is_none_or(|phone| phone <= *end)) {
        let between = context.between(end);
        let own = context.has(Group::Individual) || ["联系人", "联络人", "手机"].iter().any(|label| context.text.contains(label));
        return if own || !(between.is_empty() || is_office(&between) || between.chars().count() > 8) {
            Some(Severity::Stop)
        } else {
            None
        };
    }
    if let Some(end) = phone {
        if named {
            return Some(Severity::Stop);
        }
        let between = context.between(end);
        let office = look.profile.words.office_unit.iter().any(|unit| context.text.contains(unit.as_str()));
        return match () {
            () if !between.is_empty() && !is_office(&between) => Some(Severity::Stop),
            () if office => None,
            // A bare label says nothing of whose it is: let the editor look.
            () => Some(Severity::Warn),
        };
    }
    if !named && is_office(context.last_word()) { None } else { Some(Severity::Stop) }
}
