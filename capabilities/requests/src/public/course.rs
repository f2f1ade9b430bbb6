//! What happened to my request, in plain words? Each step with its day and article, and what is waited for now.

use jiff::civil::Date;
use serde::Serialize;

use crate::case::Case;
use crate::rules::clock::{Clock, Law, Standing};
use crate::rules::history::{Event, History, PartyKind, What};
use crate::rules::state::State;
use crate::rules::transitions::Transition;

/// One step as the applicant reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Told {
    pub on: Date,
    pub name: &'static str,
    pub words: String,
    /// 条例第三十条; empty for what no article orders.
    pub article: String,
}

/// The steps of a history that concern the applicant: neither who inside the office did them nor whom else it asked.
pub(super) fn course(history: &History, law: Law<'_>) -> Vec<Told> {
    let mut clock = Clock::default();
    let mut told = Vec::new();
    for event in history.events() {
        let article = Transition::of(&event.what, clock.state()).map_or("", |transition| transition.step().article);
        clock.apply(event, law);
        if let Some(words) = words(event, &clock, law) {
            let article = if article.is_empty() { String::new() } else { format!("条例{article}") };
            told.push(Told { on: event.on, name: event.what.label(), words, article });
        }
    }
    told
}

fn words(event: &Event, clock: &Clock, law: Law<'_>) -> Option<String> {
    let terms = law.terms;
    let due = |words: &str| clock.due(law).map_or_else(String::new, |due| format!("{words}{}", day(due.on)));
    Some(match &event.what {
        What::Submitted { channel } if channel.needs_confirmation() => {
            format!("渠道：{}。等待公开工作机构与您确认收到。", channel.label())
        }
        What::Submitted { channel } => format!("渠道：{}。", channel.label()),
        What::Arrived => "申请已经送到公开工作机构。".to_owned(),
        What::Received { .. } => format!("答复期限自次日起计算{}个工作日，{}。", terms.answer, due("应于")),
        What::Assigned { .. } => "已经交承办单位办理。".to_owned(),
        What::ClarificationAsked { items, .. } => format!("申请内容需要补正：{}。补正前不计算答复期限。", items.join("；")),
        What::ClarificationReached { .. } => {
            clock.clarification_due(law).map_or_else(String::new, |due| format!("请在{}前补正。", day(due.on)))
        }
        What::Clarified { .. } => format!("答复期限自次日起重新计算{}个工作日，{}。", terms.answer, due("应于")),
        What::ClarificationLapsed => "补正期限届满没有收到补正，视为放弃申请，不再办理。您可以重新提出申请。".to_owned(),
        What::OpinionSought { party, .. } => format!("已经书面征求{}意见，所需时间不计入答复期限。", asked(*party)),
        What::OpinionReceived { .. } => format!("对方已经反馈意见。{}", due("答复期限恢复计算，应于")),
        What::OpinionLapsed { .. } => format!("对方在期限内没有反馈意见。{}", due("答复期限恢复计算，应于")),
        What::Extended { working_days, reason, .. } => {
            format!("答复期限延长{working_days}个工作日，{}。原因：{reason}", due("应于"))
        }
        What::ExplanationAsked { facts, .. } => format!("申请的数量、频次明显超过合理范围，请说明理由。{facts}"),
        What::ExplanationReceived { .. } => "已经收到您说明的理由。".to_owned(),
        What::ExplanationLapsed => "期限内没有收到您说明的理由。".to_owned(),
        What::Deferred { until, reason, .. } => format!("答复期限确定为{}。原因：{reason}", day(*until)),
        What::FeeNoticed { basis, amount, .. } => {
            format!("{}，应当缴纳信息处理费{amount}元。缴费前不计算答复期限。", basis.label())
        }
        What::FeeNoticeReached => clock.fee_due(law).map_or_else(String::new, |due| format!("请在{}前缴费。", day(due.on))),
        What::FeePaid { amount } => format!("已经缴费{amount}元，答复期限自次日起重新计算，{}。", due("应于")),
        What::FeeLapsed => "期限内没有缴费，视为放弃申请，不再办理。".to_owned(),
        What::DraftSubmitted { .. } => "答复稿进入审核。".to_owned(),
        What::ReplySigned { number: Some(number), .. } => format!("文号：{number}。"),
        What::ReplySigned { .. } => "答复已经签发。".to_owned(),
        What::Dispatched { way, .. } => format!("以{}方式发出。", way.label()),
        What::Delivered => "申请行政复议、提起行政诉讼的期限，依照答复中的告知计算。".to_owned(),
        What::Withdrawn => "申请已经撤回，不再办理。".to_owned(),
        What::Merged { into } => format!("与申请{into}内容相同，并入该件办理。"),
        What::Split { into } => format!("包含多项内容，分为{}件分别办理。", into.len()),
        What::SplitFrom { parent } => format!("由申请{parent}分出，单独办理和答复。"),
        What::Transferred { to, contact } => format!("请向{to}提出申请（{contact}）。"),
        What::PassedOn { to, number } => format!("申请误投，已经转送{to}，新的申请编号为{number}。"),
        What::PassedFrom { from, number } => format!("由{from}转来，原申请编号为{number}。"),
        What::RecordAnswered { result } => format!("{}。", result.label()),
        What::RemedyAccepted { kind, .. } => format!("{}已经受理。", kind.label()),
        What::RemedyDecided { result, .. } => format!("{}。", result.label()),
        What::RedoOrdered { .. } => format!("责令重新答复，{}。", due("应于")),
        What::Converted { document: Some(_) } => "行政机关正在把该信息转为主动公开。".to_owned(),
        What::Converted { document: None } => "该信息已经转为主动公开。".to_owned(),
        // Steps inside the office, and what reached others.
        What::OpinionLetterReached { .. }
        | What::ReviewPassed { .. }
        | What::ReviewReturned { .. }
        | What::ThirdPartyTold { .. }
        | What::Archived => return None,
    })
}

fn asked(party: PartyKind) -> &'static str {
    match party {
        PartyKind::ThirdParty => "第三方",
        PartyKind::CoMaker => "共同制作机关",
        PartyKind::OtherAgency => "有关机关",
    }
}

/// A day as people write it.
pub(super) fn day(day: Date) -> String {
    crate::acts::letters::chinese(day)
}

/// Working days to clarify, as the notice gave them (条例 article 30).
pub(super) fn clarification_term(history: &History, law: Law<'_>) -> u32 {
    let asked = history.events().iter().rev().find_map(|event| match &event.what {
        What::ClarificationAsked { within_working_days, .. } => *within_working_days,
        _ => None,
    });
    asked.unwrap_or(law.terms.clarification)
}

/// What is waited for, and by whom; `term` is that of a correction.
pub(super) fn waits_for(case: &Case, standing: &Standing, confirm_by: Option<Date>, term: u32) -> String {
    let until = |day_: Option<Date>, words: &str| day_.map_or_else(String::new, |on| format!("{words}{}前", day(on)));
    match standing.state {
        State::Draft | State::Submitted => format!("等待公开工作机构与您确认收到申请{}，请保持联系方式畅通。", until(confirm_by, "，应在")),
        State::Received | State::Processing => "正在办理，不需要您做什么。".to_owned(),
        State::Clarifying if standing.clarification_due.is_none() => {
            format!("等待您补正申请，请在收到补正告知书之日起{term}个工作日内补正。")
        }
        State::Clarifying => format!("等待您补正申请{}。", until(standing.clarification_due, "，请在")),
        State::SeekingOpinions => "正在征求意见，答复期限暂停计算，不需要您做什么。".to_owned(),
        State::Explaining => format!("等待您说明理由{}。", until(standing.explanation_due, "，请在")),
        State::FeePending => format!("等待您按照收费通知缴费{}。", until(standing.fee_due, "，请在")),
        State::Reviewing => "答复正在审核，不需要您做什么。".to_owned(),
        State::Decided => "答复已经作出，正在发送。".to_owned(),
        State::Replied if case.merged_into.is_some() => "已经并入另一件申请办理。".to_owned(),
        State::Replied if standing.replied_on.is_some() && standing.delivered_on.is_none() => {
            "答复已经发出。收到后请在下面确认。".to_owned()
        }
        State::Replied | State::Archived => "已经办结。".to_owned(),
        State::AbandonedClarification | State::AbandonedFee => "已经按放弃申请办结，您可以重新提出申请。".to_owned(),
        State::Withdrawn => "申请已经撤回。".to_owned(),
        State::Remedy => "行政复议或者行政诉讼正在进行。".to_owned(),
        State::Redo => "正在重新办理，将重新答复您。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::history::{Channel, ReviewKind};
    use crate::rules::terms::Terms;
    use gongkai_law::Calendar;
    use jiff::civil::date;

    #[test]
    fn the_applicant_reads_days_and_articles_and_no_names_of_others() {
        let (calendar, terms) = (Calendar::national(), Terms::default());
        let law = Law { calendar: &calendar, terms: &terms };
        let history = History::received(Channel::Counter, date(2026, 3, 2))
            .with(date(2026, 3, 3), What::Assigned { unit: "张敏".into() })
            .with(date(2026, 3, 4), What::OpinionSought { id: 1, party: PartyKind::ThirdParty, name: "某公司".into() })
            .with(date(2026, 3, 5), What::ReviewPassed { kind: ReviewKind::Secrecy, by: 3 });
        let told = course(&history, law);
        assert_eq!(told.len(), 3);
        assert_eq!(told[0].words, "答复期限自次日起计算20个工作日，应于2026年3月30日。");
        assert_eq!(told[0].article, "条例第三十一条");
        assert_eq!(told[2].article, "条例第三十二条");
        let all: String = told.iter().map(|told| told.words.as_str()).collect();
        assert!(!all.contains("张敏") && !all.contains("某公司"), "{all}");
    }
}
