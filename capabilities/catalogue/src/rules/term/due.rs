//! By which day is a deed in time under a rule, once the event is known?

use gongkai_law::Calendar;
use jiff::civil::Date;

use super::{DueDay, Rule, Settled, Span, Unit};

/// 条例 article 26: whatever is disclosed by the organ itself, within 20 working days.
const AT_MOST: Span = Span { amount: 20, unit: Unit::WorkingDays };

/// The last day for a deed after `event`, the day on which it happened; for [`Rule::Before`] the last day on which one is in
/// time for an event to come. `None` where the rule sets no day after an event: periods (see `Due::day`), times of showing
/// (see [`shown_until`]), and what another document sets.
#[must_use]
pub fn due(rule: &Rule, event: Date, settled: &Settled, calendar: &Calendar) -> Option<DueDay> {
    match rule {
        Rule::Within { span, .. } | Rule::OnRequest { span } => Some(after(event, *span, calendar)),
        Rule::Before { span, .. } => Some(ahead(event, *span, calendar)),
        Rule::RealTime => Some(after(event, settled.real_time, calendar)),
        Rule::Prompt { .. } | Rule::Progress => {
            let (settled, most) = (after(event, settled.prompt, calendar), after(event, AT_MOST, calendar));
            Some(if settled.on <= most.on { settled } else { most })
        }
        // What stands for long is changed like all else.
        Rule::Standing => Some(after(event, AT_MOST, calendar)),
        Rule::Shown { .. } | Rule::Periodic { .. } | Rule::With { .. } | Rule::SetBy { .. } => None,
    }
}

/// The first day on which what was put up on `from` may come down.
#[must_use]
pub fn shown_until(at_least: Span, from: Date, calendar: &Calendar) -> DueDay {
    let whole = match at_least.unit {
        // The whole of the last day belongs to the time of showing, also where it is no working day.
        Unit::Days => sure(plus_days(from, i64::from(at_least.amount))),
        _ => after(from, at_least, calendar),
    };
    DueDay { on: whole.on.tomorrow().unwrap_or(whole.on), ..whole }
}

/// Day 0 is that of the event (民法典 article 201); limits of natural days end on a working day (article 203), hours do not wait.
fn after(event: Date, span: Span, calendar: &Calendar) -> DueDay {
    let n = u32::from(span.amount);
    let reckoned = match span.unit {
        _ if n == 0 => return sure(event),
        Unit::WorkingDays => calendar.add_working_days(event, n),
        Unit::Days => calendar.add_natural_days(event, n),
        Unit::Months => calendar.add_months(event, n),
        Unit::Hours => return sure(plus_days(event, i64::from(n.div_ceil(24)))),
    };
    DueDay { on: reckoned.on, provisional: reckoned.provisional }
}

fn ahead(event: Date, span: Span, calendar: &Calendar) -> DueDay {
    let n = i64::from(span.amount);
    match span.unit {
        Unit::WorkingDays => {
            let reckoned = calendar.subtract_working_days(event, u32::from(span.amount));
            DueDay { on: reckoned.on, provisional: reckoned.provisional }
        }
        Unit::Days => sure(plus_days(event, -n)),
        Unit::Months => sure(event.saturating_sub(jiff::Span::new().months(n))),
        Unit::Hours => sure(plus_days(event, -i64::from(u32::from(span.amount).div_ceil(24)))),
    }
}

fn plus_days(day: Date, n: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(n))
}

fn sure(on: Date) -> DueDay {
    DueDay { on, provisional: false }
}
