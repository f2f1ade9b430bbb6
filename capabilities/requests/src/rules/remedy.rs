//! Where may this reply be challenged, and by when? The paragraph every decision ends with.
//!
//! 行政复议法 (2023) articles 20, 22 to 28; 行政诉讼法 articles 45, 46; 法释〔2025〕8号. A wrong paragraph makes the term start later,
//! so it is made from the outcome and the organ, never typed.

use gongkai_law::{Calendar, Reckoned};
use jiff::civil::Date;
use serde::Serialize;

use super::outcome::{Outcome, RemedyClass};

/// Natural days for a reconsideration (行政复议法 article 20).
const RECONSIDERATION_DAYS: u32 = 60;
/// Months for a suit without reconsideration (行政诉讼法 article 46).
const LITIGATION_MONTHS: u32 = 6;
/// Natural days for a suit after a reconsideration (行政诉讼法 article 45).
const AFTER_RECONSIDERATION_DAYS: u32 = 15;
/// Months at the longest where the right or the term was not told (行政复议法 article 20; 行诉解释 article 64).
const UNTOLD_MONTHS: u32 = 12;

gongkai_law::coded! {
    /// What kind of organ replied; its reconsideration body follows from it (行政复议法 articles 24 to 28).
    pub enum OrganKind "机关类型" {
        /// 县级以上地方政府工作部门: its own government only (article 24).
        Department => "department", "县级以上地方人民政府工作部门";
        /// 县、市、乡镇政府: the government above (article 24).
        LocalGovernment => "local_government", "地方人民政府";
        /// 省级政府: itself (article 24).
        ProvincialGovernment => "provincial_government", "省级人民政府";
        /// 街道办事处 and other 派出机关: the government that set it up (article 24).
        DispatchedOrgan => "dispatched_organ", "人民政府派出机关";
        /// 海关、税务等垂直领导机关: the department above (article 27).
        VerticalOrgan => "vertical_organ", "实行垂直领导的机关";
        /// 法律、法规授权的组织: the government of the department that manages it (article 24).
        AuthorisedOrganisation => "authorised_organisation", "法律、法规授权的组织";
    }
}

/// The names around an organ from which its reconsideration body is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Neighbours<'a> {
    pub own: &'a str,
    /// 本级人民政府; of a 派出机关, the government that set it up.
    pub government: Option<&'a str>,
    /// 上一级人民政府, or the department above of a vertical organ.
    pub superior: Option<&'a str>,
}

/// The body that reconsiders this organ's acts; `None` where its name is not known, for then nothing may be printed.
#[must_use]
pub fn reconsideration_body<'a>(kind: OrganKind, neighbours: Neighbours<'a>) -> Option<&'a str> {
    match kind {
        OrganKind::Department | OrganKind::DispatchedOrgan | OrganKind::AuthorisedOrganisation => neighbours.government,
        OrganKind::LocalGovernment | OrganKind::VerticalOrgan => neighbours.superior,
        OrganKind::ProvincialGovernment => Some(neighbours.own),
    }
    .filter(|name| !name.trim().is_empty())
}

/// What the paragraph is made of.
#[derive(Debug, Clone, Copy)]
pub struct Redress<'a> {
    /// The reconsideration body.
    pub body: &'a str,
    /// The court, where the organ names one.
    pub court: Option<&'a str>,
    /// The internet channel of the reconsideration body; a reply served online must name it (行政复议法 article 22(2)).
    pub online_channel: Option<&'a str>,
    /// 本告知书 or another name of the paper.
    pub paper: &'a str,
}

impl Redress<'_> {
    /// The paragraph for an outcome; `None` where none is told.
    #[must_use]
    pub fn paragraph(&self, outcome: Outcome) -> Option<String> {
        match outcome.remedy() {
            RemedyClass::ReconsiderationFirst if outcome == Outcome::PartlyGranted => Some(self.finish(self.partly())),
            class => self.of_class(class),
        }
    }

    /// The paragraph for a class of remedy.
    #[must_use]
    pub fn of_class(&self, class: RemedyClass) -> Option<String> {
        match class {
            RemedyClass::ReconsiderationFirst => Some(self.finish(self.first())),
            RemedyClass::Either | RemedyClass::EitherDoubtful => Some(self.finish(self.either())),
            RemedyClass::NoRemedy => None,
        }
    }

    fn court(&self) -> &str {
        self.court.unwrap_or("有管辖权的人民法院")
    }

    fn first(&self) -> String {
        let Redress { body, paper, .. } = self;
        let court = self.court();
        format!(
            "如对{paper}不服，应当自收到{paper}之日起60日内先向{body}申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内\
             向{court}提起行政诉讼（《中华人民共和国行政复议法》第二十三条第一款第（四）项、第二款）。"
        )
    }

    fn partly(&self) -> String {
        let Redress { body, paper, .. } = self;
        let court = self.court();
        format!(
            "如对{paper}中不予公开的部分不服，应当自收到{paper}之日起60日内先向{body}申请行政复议；对行政复议决定不服的，可以自收到行政复议\
             决定书之日起15日内向{court}提起行政诉讼（《中华人民共和国行政复议法》第二十三条第一款第（四）项、第二款）。对其余部分不服的，\
             可以在上述期限内申请行政复议，也可以自收到{paper}之日起6个月内向{court}提起行政诉讼。"
        )
    }

    fn either(&self) -> String {
        let Redress { body, paper, .. } = self;
        let court = self.court();
        format!("如对{paper}不服，可以自收到{paper}之日起60日内向{body}申请行政复议，或者自收到{paper}之日起6个月内向{court}提起行政诉讼。")
    }

    fn finish(&self, mut paragraph: String) -> String {
        if let Some(channel) = self.online_channel {
            paragraph.push_str(&format!("申请行政复议可以通过互联网渠道提交：{channel}。"));
        }
        paragraph
    }
}

/// The last days of redress, once the reply is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RemedyTerms {
    pub reconsideration: Reckoned,
    /// `None`: the court is open only after reconsideration.
    pub litigation: Option<Reckoned>,
}

/// The last days to challenge a reply delivered on that day; `None` where nothing can be challenged.
#[must_use]
pub fn terms(class: RemedyClass, delivered_on: Date, calendar: &Calendar) -> Option<RemedyTerms> {
    let litigation = match class {
        RemedyClass::NoRemedy => return None,
        RemedyClass::ReconsiderationFirst => None,
        RemedyClass::Either | RemedyClass::EitherDoubtful => Some(litigation_until(delivered_on, calendar)),
    };
    Some(RemedyTerms { reconsideration: reconsideration_until(delivered_on, calendar), litigation })
}

/// 60 natural days from knowing of the act (行政复议法 article 20).
#[must_use]
pub fn reconsideration_until(known_on: Date, calendar: &Calendar) -> Reckoned {
    calendar.add_natural_days(known_on, RECONSIDERATION_DAYS)
}

/// Six months from knowing of the act, or from the end of the term in which an answer was due (行政诉讼法 article 46).
#[must_use]
pub fn litigation_until(known_on: Date, calendar: &Calendar) -> Reckoned {
    calendar.add_months(known_on, LITIGATION_MONTHS)
}

/// 15 natural days from receiving the reconsideration decision, or from the end of its term (行政诉讼法 article 45).
#[must_use]
pub fn litigation_after_reconsideration_until(decision_received_on: Date, calendar: &Calendar) -> Reckoned {
    calendar.add_natural_days(decision_received_on, AFTER_RECONSIDERATION_DAYS)
}

/// The longest term where right, body or term was not told (行政复议法 article 20).
#[must_use]
pub fn untold_until(known_on: Date, calendar: &Calendar) -> Reckoned {
    calendar.add_months(known_on, UNTOLD_MONTHS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const REDRESS: Redress<'static> = Redress { body: "青岚县人民政府", court: None, online_channel: None, paper: "本告知书" };

    #[test]
    fn a_refusal_names_reconsideration_first() {
        let text = REDRESS.paragraph(Outcome::RefusedProcessInformation).expect("a paragraph");
        assert!(text.contains("应当自收到本告知书之日起60日内先向青岚县人民政府申请行政复议"), "{text}");
        assert!(!text.contains("6个月"), "{text}");
        let partly = REDRESS.paragraph(Outcome::PartlyGranted).expect("a paragraph");
        assert!(partly.contains("不予公开的部分") && partly.contains("6个月"), "{partly}");
    }

    #[test]
    fn other_replies_leave_the_choice() {
        for outcome in [Outcome::Granted, Outcome::CannotProvideNonexistent, Outcome::NotProcessedRepeated, Outcome::ClarificationLapsed] {
            let text = REDRESS.paragraph(outcome).expect("a paragraph");
            assert!(text.contains("60日内") && text.contains("或者") && text.contains("6个月内"), "{text}");
        }
        assert_eq!(REDRESS.paragraph(Outcome::OtherwiseClosed), None);
    }

    #[test]
    fn a_reply_served_online_names_the_online_channel() {
        let online = Redress { online_channel: Some("https://fuyi.qinglan.example"), ..REDRESS };
        assert!(online.paragraph(Outcome::Granted).is_some_and(|text| text.ends_with("https://fuyi.qinglan.example。")));
    }

    #[test]
    fn the_body_follows_from_the_organ() {
        let names = Neighbours { own: "本机关", government: Some("青岚县人民政府"), superior: Some("澄江市人民政府") };
        for (kind, body) in [
            (OrganKind::Department, "青岚县人民政府"),
            (OrganKind::LocalGovernment, "澄江市人民政府"),
            (OrganKind::ProvincialGovernment, "本机关"),
            (OrganKind::DispatchedOrgan, "青岚县人民政府"),
        ] {
            assert_eq!(reconsideration_body(kind, names), Some(body), "{kind}");
        }
        assert_eq!(reconsideration_body(OrganKind::Department, Neighbours { government: Some(" "), ..names }), None);
    }

    #[test]
    fn terms_end_on_working_days() {
        let calendar = Calendar::national();
        assert_eq!(reconsideration_until(date(2025, 8, 3), &calendar).on, date(2025, 10, 9));
        assert_eq!(litigation_until(date(2024, 8, 31), &calendar).on, date(2025, 2, 28));
        assert_eq!(litigation_after_reconsideration_until(date(2026, 2, 4), &calendar).on, date(2026, 2, 24));
        let first = terms(RemedyClass::ReconsiderationFirst, date(2025, 8, 3), &calendar).expect("terms");
        assert_eq!(first.litigation, None);
        assert_eq!(terms(RemedyClass::NoRemedy, date(2025, 8, 3), &calendar), None);
    }
}
