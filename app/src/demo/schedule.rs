//! On which days were the records formed and published? Spread over the years, on working days only.

use gongkai_law::Calendar;
use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::template::Template;

/// The days of one record, and the period it reports on.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    pub formed_on: Date,
    pub published_on: Date,
    /// First day of the month, quarter or year that the record is about.
    pub period: Date,
}

/// Article 26: twenty working days. Some records of a real county come later; those of a fixed season do not.
const LATE_PERCENT: i64 = 8;

pub fn days(template: &Template, instance: usize, today: Date, calendar: &Calendar, dice: &mut Dice) -> Days {
    if let Some(back) = template.block.get("formed") {
        return unfinished(back, instance, today, calendar);
    }
    let (aimed, period) = match template.block.get("step") {
        Some("monthly") => monthly(instance, template, today, dice),
        Some("yearly") => yearly(instance, template, today, dice),
        _ => spread(instance, template, today, dice),
    };
    let published_on = last_working_day(aimed.min(today), calendar);
    let lag = match template.block.number_or("lag", 8) {
        0 => 0,
        most if template.block.get("step").is_none() && dice.chance(LATE_PERCENT) => dice.between(22, 34 + most),
        most => dice.between(0, most),
    };
    let formed_on = calendar.subtract_working_days(published_on, lag as u32).on;
    Days { formed_on, published_on, period }
}

/// `formed: 3|24`: so many working days before today, the next of them for each record.
fn unfinished(back: &str, instance: usize, today: Date, calendar: &Calendar) -> Days {
    let choices: Vec<u32> = back.split('|').filter_map(|days| days.trim().parse().ok()).collect();
    let formed_on = calendar.subtract_working_days(today, choices[instance % choices.len()]).on;
    let formed_on = last_working_day(formed_on, calendar);
    let published_on = calendar.add_working_days(formed_on, 2).on.min(last_working_day(today, calendar));
    Days { formed_on, published_on, period: formed_on.first_of_month() }
}

pub fn last_working_day(day: Date, calendar: &Calendar) -> Date {
    if calendar.is_working_day(day) { day } else { calendar.subtract_working_days(day, 1).on }
}

/// One in each equal part of the span, wherever it falls; where the template keeps to certain months, the nearest earlier day
/// in one of them.
fn spread(instance: usize, template: &Template, today: Date, dice: &mut Dice) -> (Date, Date) {
    let span = template.block.number_or("span", 720);
    let part = (span / template.count().max(1) as i64).max(1);
    let back = instance as i64 * part + dice.between(0, part - 1);
    let mut day = back_from(today, back);
    let months = months(template);
    let mut steps = 0;
    while !months.is_empty() && !months.contains(&day.month()) && steps < 400 {
        day = back_from(day, 1);
        steps += 1;
    }
    (day, day.first_of_month())
}

fn monthly(instance: usize, template: &Template, today: Date, dice: &mut Dice) -> (Date, Date) {
    let round = instance as i64 / template.block.words("by").len().max(1) as i64;
    let period = today.first_of_month().checked_sub((round + 1).months()).unwrap_or(today);
    let next = period.checked_add(1.month()).unwrap_or(today);
    (next.checked_add(dice.between(9, 17).days()).unwrap_or(today), period)
}

/// The latest year in which the template's month is over, then the year before for each further round of its agencies.
fn yearly(instance: usize, template: &Template, today: Date, dice: &mut Dice) -> (Date, Date) {
    let round = instance / template.block.words("by").len().max(1);
    let month = months(template).first().copied().unwrap_or(1);
    let day_of_month = dice.between(template.block.number_or("from_day", 5), template.block.number_or("to_day", 26));
    let mut year = today.year() - round as i16;
    if today < day_in(today.year(), month, 28) {
        year -= 1;
    }
    (day_in(year, month, day_of_month as i8), day_in(year, 1, 1))
}

fn day_in(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).expect("no month is shorter than 28 days")
}

fn months(template: &Template) -> Vec<i8> {
    template.block.words("months").into_iter().filter_map(|month| month.parse().ok()).collect()
}

pub fn back_from(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).expect("a few years back is still a date")
}
