//! Was this text finished: no field left blank, no date that does not exist, no number that cannot be, no broken encoding?

use super::codes::Code;
use super::lexicon::Group;
use super::look::{Hit, Look};
use super::numbers;
use super::scan::{Run, fold};
use crate::finding::Severity;
use jiff::civil::Date;

/// `in_form`: the text is an annex or a table, where blanks are for the citizen to fill in.
pub(crate) fn find(look: &Look<'_>, in_form: bool, hits: &mut Vec<Hit>) {
    if !look.marks.is_empty() {
        templates(look, in_form, hits);
        if let Some(mark) = look.of(Group::Mojibake).next() {
            hits.push(look.hit(Code::ReplacementCharacter, mark.start, mark.end, None));
        }
    }
    for (at, run) in look.scan.runs.iter().enumerate() {
        if run.n_letters == 0 && run.n_digits <= 2 {
            date(look, at, run, hits);
        } else if run.n_letters == 0 && run.n_digits == 4 {
            reference(look, run, hits);
            iso_date(look, at, hits);
        } else if run.n_digits + run.n_letters == 18 {
            credit_code(look, run, hits);
        }
    }
}

/// One finding a paragraph, over the first blank.
fn templates(look: &Look<'_>, in_form: bool, hits: &mut Vec<Hit>) {
    let found = look.of(Group::Template).find_map(|mark| {
        let word = &look.text[mark.start..mark.end];
        // A program's own field is never for a reader; a blank may be a form's.
        let field = word.starts_with(['{', '$', '<', '【', '此', '（']) || word.eq_ignore_ascii_case("lorem ipsum");
        let blank = !in_form && (!word.ends_with('〕') || look.text[mark.end..].trim_start_matches([' ', '　']).starts_with('号'));
        (field || blank).then_some((mark, if field { Severity::Stop } else { Severity::Warn }))
    });
    if let Some((mark, severity)) = found {
        let end = look.text.len() - look.text[mark.end..].trim_start_matches(['_', '＿']).len();
        hits.push(Hit { severity, ..look.hit(Code::TemplateField, mark.start, end, None) });
    }
}

fn days_in(year: Option<i16>, month: u32) -> Option<u32> {
    let month = i8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    // Without a year 29 February may be a day.
    let first = Date::new(year.unwrap_or(2024), month, 1).ok()?;
    u32::try_from(first.days_in_month()).ok()
}

fn value(look: &Look<'_>, run: &Run) -> u32 {
    fold(&look.text[run.start..run.end]).parse().unwrap_or(0)
}

/// `2月30日`, `13月1日`: a month run followed by a day run.
fn date(look: &Look<'_>, at: usize, month: &Run, hits: &mut Vec<Hit>) {
    let runs = &look.scan.runs;
    let Some(day) = runs.get(at + 1).filter(|day| day.n_letters == 0 && day.n_digits <= 2) else { return };
    if look.text[month.end..day.start].trim() != "月" || !look.text[day.end..].trim_start().starts_with('日') {
        return;
    }
    let year = at
        .checked_sub(1)
        .map(|before| &runs[before])
        .filter(|year| year.n_letters == 0 && year.n_digits == 4 && look.text[year.end..month.start].trim() == "年");
    let number = year.and_then(|year| i16::try_from(value(look, year)).ok()).filter(|year| (1..=9999).contains(year));
    let days = days_in(number, value(look, month));
    if days.is_none_or(|days| !(1..=days).contains(&value(look, day))) {
        let start = year.map_or(month.start, |year| year.start);
        let end = look.text.len() - look.text[day.end..].trim_start().len() + '日'.len_utf8();
        hits.push(look.hit(Code::DateInvalid, start, end, None));
    }
}

/// `2026-02-30`; what has a thirteenth month is no date but a number of some kind.
fn iso_date(look: &Look<'_>, at: usize, hits: &mut Vec<Hit>) {
    let runs = &look.scan.runs;
    let (Some(month), Some(day)) = (runs.get(at + 1), runs.get(at + 2)) else { return };
    let year = &runs[at];
    let shape = [month, day].iter().all(|run| run.n_letters == 0 && run.n_digits == 2)
        && &look.text[year.end..month.start] == "-"
        && &look.text[month.end..day.start] == "-";
    let number = value(look, year);
    if !shape || !(1900..=2100).contains(&number) || look.after(day.end) == Some('-') {
        return;
    }
    if let Some(days) = days_in(i16::try_from(number).ok(), value(look, month))
        && !(1..=days).contains(&value(look, day))
        && value(look, day) <= 31
    {
        hits.push(look.hit(Code::DateInvalid, year.start, day.end, None));
    }
}

/// `国办发〔2107〕54号`: the year of a paper that was quoted cannot lie ahead, nor before the republic.
fn reference(look: &Look<'_>, run: &Run, hits: &mut Vec<Hit>) {
    let opens = look.before(run.start).is_some_and(|c| matches!(c, '〔' | '［' | '[' | '【' | '﹝' | '（' | '('));
    if !opens {
        return;
    }
    let Some(close) = look.after(run.end).filter(|c| matches!(c, '〕' | '］' | ']' | '】' | '﹞' | '）' | ')')) else { return };
    let rest = look.text[run.end + close.len_utf8()..].trim_start_matches(['第', ' ']);
    let digits: usize = rest.chars().take_while(|c| c.is_numeric()).map(char::len_utf8).sum();
    let year = value(look, run);
    if digits > 0
        && rest[digits..].trim_start().starts_with('号')
        && !(1949..=u32::try_from(look.today.year()).unwrap_or(0)).contains(&year)
    {
        hits.push(look.hit(Code::ReferenceYear, run.start, run.end, None));
    }
}

/// A credit code by its label that fails its check.
fn credit_code(look: &Look<'_>, run: &Run, hits: &mut Vec<Hit>) {
    let value = fold(&look.text[run.start..run.end]);
    if !numbers::uscc_shape(&value) || numbers::is_uscc(&value) {
        return;
    }
    let context = look.context(run.start);
    let labelled = ["统一社会信用代码", "信用代码"]
        .iter()
        .filter_map(|label| context.text.rfind(label))
        .max()
        .is_some_and(|at| context.text[at..].chars().count() <= 16);
    if labelled {
        hits.push(look.hit(Code::UsccCheck, run.start, run.end, None));
    }
}
