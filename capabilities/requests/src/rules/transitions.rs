//! What may be done with this request now, by whom, and if not, why not?
//!
//! The table of steps X01 to X34. The clock says what an event does; this says whether it may be done, with every refusal at
//! once and its article, so that a desk can show what is open and what is closed.

mod check;
mod refusal;

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Serialize;

use super::clock::{Clock, Law};
use super::history::{Event, PartyKind, What};
use super::papers::Paper;
use super::state::State;

pub use check::{DraftMaterials, Proposal, Verdict, examine};
pub use refusal::{Refusal, Warning};

gongkai_law::coded! {
    /// Who acts.
    pub enum Role "办理角色" {
        Applicant => "applicant", "申请人";
        Clerk => "clerk", "公开工作机构经办人";
        Unit => "unit", "业务承办单位";
        Secrecy => "secrecy", "保密审查人";
        Legal => "legal", "合法性审核人";
        Head => "head", "公开工作机构负责人";
        Leader => "leader", "机关负责人";
        ThirdParty => "third", "第三方";
        Agency => "agency", "其他机关";
        Finance => "finance", "财务人员";
        /// The program, when a term has passed.
        Timer => "timer", "系统";
        /// 复议机关 or court.
        Body => "body", "复议机关或者人民法院";
    }
}

gongkai_law::coded! {
    /// The steps of a request.
    pub enum Transition "办理步骤" {
        Submit => "X01", "提交申请";
        Receive => "X02", "收到申请";
        Confirm => "X03", "与申请人确认收到";
        Assign => "X04", "交办";
        AskClarification => "X05", "告知补正";
        Clarify => "X06", "收到补正";
        LapseClarification => "X07", "逾期不补正";
        AnswerOnSpot => "X08", "当场答复";
        SeekThirdParty => "X09", "征求第三方意见";
        SeekAgency => "X10", "征求其他机关意见";
        TakeOpinion => "X11", "登记反馈意见";
        LapseThirdParty => "X12", "第三方逾期未答";
        LapseAgency => "X13", "其他机关逾期未答";
        Extend => "X14", "延长答复期限";
        AskExplanation => "X15", "要求说明理由";
        TakeExplanation => "X16", "登记说明的理由";
        Defer => "X17", "确定延迟答复期限";
        LapseExplanation => "X18", "逾期未说明理由";
        NoticeFee => "X19", "发出收费通知";
        PayFee => "X20", "登记缴费";
        LapseFee => "X21", "逾期未缴费";
        SubmitDraft => "X22", "提交答复稿";
        ReturnDraft => "X23", "审核退回";
        PassReview => "X23p", "审核通过";
        Sign => "X24", "签发";
        Dispatch => "X25", "发出答复";
        Withdraw => "X26", "撤回申请";
        AcceptRemedy => "X27", "登记复议、诉讼";
        OrderRedo => "X28", "登记责令重新答复";
        DecideRemedy => "X29", "登记复议、诉讼结果";
        Redraft => "X30", "提交重新答复稿";
        Archive => "X31", "归档";
        Convert => "X32", "转为主动公开";
        /// Not of the course of a request: what comes in as one may be something else, or somebody else's.
        AnswerRecord => "X33", "答复更正申请";
        PassOn => "X34", "转送误投的申请";
    }
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub from: Vec<State>,
    pub roles: Vec<Role>,
    /// The papers it sends.
    pub papers: Vec<Paper>,
    /// Of the regulation.
    pub article: &'static str,
}

/// A step, who may take it, and what stands in its way today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    pub transition: Transition,
    pub roles: &'static [Role],
    /// Empty: it may be taken.
    pub obstacles: Vec<Refusal>,
}

const TABLE: &str = include_str!("../../data/transitions.tsv");

impl Transition {
    #[must_use]
    pub fn step(self) -> &'static Step {
        static STEPS: OnceLock<Vec<Step>> = OnceLock::new();
        &STEPS.get_or_init(read)[self as usize]
    }

    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        &self.step().roles
    }

    /// The step that an event is; `None` for what is only noted (arrival, delivery, splitting).
    #[must_use]
    pub fn of(what: &What, state: State) -> Option<Transition> {
        use Transition as T;
        Some(match what {
            What::Submitted { .. } => T::Submit,
            What::Received { .. } if state == State::Submitted => T::Confirm,
            What::Received { .. } => T::Receive,
            What::Assigned { .. } => T::Assign,
            What::ClarificationAsked { .. } => T::AskClarification,
            What::Clarified { .. } => T::Clarify,
            What::ClarificationLapsed => T::LapseClarification,
            What::OpinionSought { party: PartyKind::ThirdParty, .. } => T::SeekThirdParty,
            What::OpinionSought { .. } => T::SeekAgency,
            What::OpinionReceived { .. } => T::TakeOpinion,
            What::OpinionLapsed { .. } => T::LapseThirdParty,
            What::Extended { .. } => T::Extend,
            What::ExplanationAsked { .. } => T::AskExplanation,
            What::ExplanationReceived { .. } => T::TakeExplanation,
            What::ExplanationLapsed => T::LapseExplanation,
            What::Deferred { .. } => T::Defer,
            What::FeeNoticed { .. } => T::NoticeFee,
            What::FeePaid { .. } => T::PayFee,
            What::FeeLapsed => T::LapseFee,
            What::DraftSubmitted { .. } if state == State::Redo => T::Redraft,
            What::DraftSubmitted { .. } => T::SubmitDraft,
            What::ReviewPassed { .. } => T::PassReview,
            What::ReviewReturned { .. } => T::ReturnDraft,
            What::ReplySigned { .. } => T::Sign,
            What::Dispatched { .. } => T::Dispatch,
            What::Withdrawn => T::Withdraw,
            What::RemedyAccepted { .. } => T::AcceptRemedy,
            What::RedoOrdered { .. } => T::OrderRedo,
            What::RemedyDecided { .. } => T::DecideRemedy,
            What::Archived => T::Archive,
            What::Converted { .. } => T::Convert,
            What::RecordAnswered { .. } => T::AnswerRecord,
            What::PassedOn { .. } => T::PassOn,
            _ => return None,
        })
    }
}

/// Every step with who may take it and what stands in its way on that day.
#[must_use]
pub fn availability(clock: &Clock, law: Law, today: Date) -> Vec<Availability> {
    let of = |transition: &Transition| Availability {
        transition: *transition,
        roles: transition.roles(),
        obstacles: check::obstacles(*transition, clock, law, today),
    };
    Transition::ALL.iter().map(of).collect()
}

/// The steps that may be taken on that day, with who may take them.
#[must_use]
pub fn permitted(clock: &Clock, law: Law, today: Date) -> Vec<(Transition, &'static [Role])> {
    let open = availability(clock, law, today).into_iter().filter(|step| step.obstacles.is_empty());
    open.map(|step| (step.transition, step.roles)).collect()
}

/// What the program itself writes down when terms have passed: silences, dated to the last day of their term (X12, X13), and
/// an unpaid fee (X21). A clarification that did not come wants a clerk to say that there was no good reason (X07).
#[must_use]
pub fn lapses(clock: &Clock, law: Law, today: Date) -> Vec<Event> {
    let silent = clock.sought().iter().filter(|sought| sought.ended_on.is_none());
    let silent = silent.filter_map(|sought| Some((sought.id, sought.due.filter(|due| *due < today)?)));
    let mut events: Vec<Event> = silent.map(|(id, due)| Event { on: due, what: What::OpinionLapsed { id } }).collect();
    if check::obstacles(Transition::LapseFee, clock, law, today).is_empty() {
        events.push(Event { on: today, what: What::FeeLapsed });
    }
    events
}

fn read() -> Vec<Step> {
    fn codes<T: std::str::FromStr>(cell: &str) -> Vec<T> {
        cell.split_whitespace().filter(|code| *code != "-").filter_map(|code| code.parse().ok()).collect()
    }
    let rows = || TABLE.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let step = |transition: &Transition| {
        let row = rows().find(|row| row[0] == transition.code()).expect("every step has its row: checked by a test");
        let [_, from, roles, papers, article] = row[..] else { unreachable!("every row has five cells: checked by a test") };
        Step { from: codes(from), roles: codes(roles), papers: codes(papers), article }
    };
    Transition::ALL.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let words = |n: usize| TABLE.lines().skip(1).flat_map(move |line| line.split('\t').nth(n).unwrap_or_default().split(' '));
        assert_eq!(TABLE.lines().count(), Transition::ALL.len() + 1);
        let steps: Vec<&Step> = Transition::ALL.iter().map(|t| t.step()).collect();
        assert_eq!(steps.iter().map(|s| s.from.len()).sum::<usize>(), words(1).count());
        assert_eq!(steps.iter().map(|s| s.roles.len()).sum::<usize>(), words(2).count());
        assert_eq!(steps.iter().map(|s| s.papers.len()).sum::<usize>(), words(3).filter(|w| *w != "-").count());
        assert!(steps.iter().all(|s| s.article.starts_with('第')));
    }
}
