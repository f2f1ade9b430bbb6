//! On which day was it received? Article 31: each channel has its own day, and the day says which rule made it.

use gongkai_law::Calendar;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::history::Channel;
use super::terms::Terms;

/// The days known of an incoming request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    pub channel: Channel,
    /// Sent, posted or handed in.
    pub submitted_on: Option<Date>,
    /// It reached the openness office.
    pub arrived_on: Option<Date>,
    /// The organ signed for it; its guard or post room counts as the organ.
    pub signed_on: Option<Date>,
    /// Confirmed with the applicant.
    pub confirmed_on: Option<Date>,
}

/// The day of receipt and the rule that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub on: Date,
    pub rule: ReceiptRule,
}

gongkai_law::coded! {
    /// The rules of article 31 and of 国办公开办函〔2015〕207号.
    pub enum ReceiptRule "收到日期规则" {
        HandedIn => "31-1", "当面提交的，以提交之日为收到申请之日";
        SignedFor => "31-2-signed", "以需要签收的邮寄方式提交的，以行政机关签收之日为收到申请之日";
        PlainLetter => "31-2-confirmed", "以平常信函等无需签收的邮寄方式提交的，以与申请人确认之日为收到申请之日";
        ConfirmedOnline => "31-3-internet", "通过互联网渠道提交的，以双方确认之日为收到申请之日";
        ConfirmedFax => "31-3-fax", "通过传真提交的，以双方确认之日为收到申请之日";
        WrittenDown => "29-oral", "口头提出、由公开工作机构代为填写的，以填写并签字之日为收到申请之日";
        FoundAndConfirmed => "207-misrouted", "误投其他科室或者个人的，以公开工作机构实际收到并与申请人确认之日为收到申请之日";
    }
}

impl ReceiptRule {
    #[must_use]
    pub fn of(channel: Channel) -> ReceiptRule {
        match channel {
            Channel::Counter => ReceiptRule::HandedIn,
            Channel::Ems => ReceiptRule::SignedFor,
            Channel::Post => ReceiptRule::PlainLetter,
            Channel::Web => ReceiptRule::ConfirmedOnline,
            Channel::Fax => ReceiptRule::ConfirmedFax,
            Channel::Oral => ReceiptRule::WrittenDown,
            Channel::Misrouted => ReceiptRule::FoundAndConfirmed,
        }
    }

    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            ReceiptRule::HandedIn => "《政府信息公开条例》第三十一条第（一）项",
            ReceiptRule::SignedFor | ReceiptRule::PlainLetter => "《政府信息公开条例》第三十一条第（二）项",
            ReceiptRule::ConfirmedOnline | ReceiptRule::ConfirmedFax => "《政府信息公开条例》第三十一条第（三）项",
            ReceiptRule::WrittenDown => "《政府信息公开条例》第二十九条第一款、第三十一条第（一）项",
            ReceiptRule::FoundAndConfirmed => "国办公开办函〔2015〕207号",
        }
    }
}

impl Channel {
    /// Waits in S02 until it is confirmed with the applicant.
    #[must_use]
    pub fn needs_confirmation(self) -> bool {
        matches!(self, Channel::Post | Channel::Web | Channel::Fax | Channel::Misrouted)
    }
}

/// Why there is no day of receipt, or not this one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRefusal {
    #[error("缺少提交日期：{rule}（{article}）", rule = .0.label(), article = .0.article())]
    NoSubmission(ReceiptRule),
    #[error("缺少签收日期：{rule}（{article}）", rule = .0.label(), article = .0.article())]
    NotSigned(ReceiptRule),
    #[error("尚未与申请人确认：{rule}（{article}）", rule = .0.label(), article = .0.article())]
    NotConfirmed(ReceiptRule),
    #[error("{what}{day}晚于今天，不能登记将来的日期")]
    InFuture { what: &'static str, day: Date },
    #[error("{later}{later_day}早于{earlier}{earlier_day}")]
    OutOfOrder { earlier: &'static str, earlier_day: Date, later: &'static str, later_day: Date },
}

impl Intake {
    #[must_use]
    pub fn of(channel: Channel) -> Intake {
        Intake { channel, submitted_on: None, arrived_on: None, signed_on: None, confirmed_on: None }
    }

    /// The day of receipt under article 31.
    ///
    /// # Errors
    /// All that is missing or contradictory.
    pub fn receipt(&self, today: Date) -> Result<Receipt, Vec<ReceiptRefusal>> {
        let rule = ReceiptRule::of(self.channel);
        let mut refusals = self.disorder(today);
        let day = match self.channel {
            Channel::Counter | Channel::Oral => self.submitted_on.ok_or(ReceiptRefusal::NoSubmission(rule)),
            Channel::Ems => self.signed_on.ok_or(ReceiptRefusal::NotSigned(rule)),
            Channel::Post | Channel::Web | Channel::Fax | Channel::Misrouted => self.confirmed_on.ok_or(ReceiptRefusal::NotConfirmed(rule)),
        };
        match day {
            Ok(on) if refusals.is_empty() => Ok(Receipt { on, rule }),
            Ok(_) => Err(refusals),
            Err(missing) => {
                refusals.push(missing);
                Err(refusals)
            }
        }
    }

    fn disorder(&self, today: Date) -> Vec<ReceiptRefusal> {
        let steps = [
            ("提交日期", self.submitted_on),
            ("签收日期", self.signed_on),
            ("到达公开工作机构的日期", self.arrived_on),
            ("确认日期", self.confirmed_on),
        ];
        let mut refusals = Vec::new();
        let mut before: Option<(&'static str, Date)> = None;
        for (what, day) in steps.into_iter().filter_map(|(what, day)| Some((what, day?))) {
            if day > today {
                refusals.push(ReceiptRefusal::InFuture { what, day });
            }
            match before {
                Some((earlier, earlier_day)) if earlier_day > day => {
                    refusals.push(ReceiptRefusal::OutOfOrder { earlier, earlier_day, later: what, later_day: day });
                }
                _ => before = Some((what, day)),
            }
        }
        refusals
    }

    /// The last day to confirm with the applicant before the office is warned: the letter must be confirmed when it arrives
    /// (article 31(2)); the working day granted is policy. `None`: nothing to confirm, or not here yet.
    #[must_use]
    pub fn confirm_by(&self, calendar: &Calendar, terms: &Terms) -> Option<Date> {
        let here = self.arrived_on.or(match self.channel {
            Channel::Web | Channel::Fax => self.submitted_on,
            _ => None,
        })?;
        self.channel.needs_confirmation().then(|| calendar.add_working_days(here, terms.confirmation).on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn each_channel_has_its_own_day() {
        let days = |channel| Intake {
            channel,
            submitted_on: Some(date(2026, 3, 2)),
            arrived_on: None,
            signed_on: Some(date(2026, 3, 4)),
            confirmed_on: Some(date(2026, 3, 6)),
        };
        for (channel, day, rule) in [
            (Channel::Counter, 2, "31-1"),
            (Channel::Ems, 4, "31-2-signed"),
            (Channel::Post, 6, "31-2-confirmed"),
            (Channel::Web, 6, "31-3-internet"),
            (Channel::Fax, 6, "31-3-fax"),
            (Channel::Oral, 2, "29-oral"),
            (Channel::Misrouted, 6, "207-misrouted"),
        ] {
            let receipt = days(channel).receipt(TODAY).expect("received");
            assert_eq!((receipt.on, receipt.rule.code()), (date(2026, 3, day), rule), "{channel:?}");
        }
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let intake = Intake { submitted_on: Some(date(2026, 12, 1)), signed_on: Some(date(2026, 11, 20)), ..Intake::of(Channel::Web) };
        let refusals = intake.receipt(TODAY).expect_err("refused");
        let words: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert_eq!(words[0], "提交日期2026-12-01晚于今天，不能登记将来的日期");
        assert_eq!(words[1], "签收日期2026-11-20早于提交日期2026-12-01");
        assert!(words[2].starts_with("尚未与申请人确认") && words[2].contains("第三十一条第（三）项"));
    }

    #[test]
    fn a_letter_is_confirmed_when_it_arrives() {
        let (calendar, terms) = (Calendar::national(), Terms::default());
        let web = Intake { submitted_on: Some(date(2025, 1, 11)), ..Intake::of(Channel::Web) };
        assert_eq!(web.confirm_by(&calendar, &terms), Some(date(2025, 1, 13)));
        assert_eq!(Intake::of(Channel::Post).confirm_by(&calendar, &terms), None);
    }
}
