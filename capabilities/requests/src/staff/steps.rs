//! What can be done with the case now, by whom, and if not, why not? The table of the law against the person's offices.

use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use serde::Serialize;

use super::view::Seen;
use crate::rules::transitions::{Role, Transition, availability};

/// One step of the law's course, as the page of the case shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Step {
    pub code: &'static str,
    pub label: &'static str,
    pub article: &'static str,
    /// Who may take it.
    pub roles: String,
    /// The form on the page that takes it.
    pub anchor: &'static str,
    /// Nothing stands against it in law.
    pub open: bool,
    /// The person looking may take it.
    pub mine: bool,
    pub obstacles: Vec<String>,
}

/// What this program asks of whoever takes a step, and the form that takes it.
fn door(transition: Transition) -> Option<(Action, &'static str)> {
    use Transition as T;
    Some(match transition {
        // Taken by the applicant, or together with another one.
        T::Submit | T::Receive | T::AnswerOnSpot | T::OrderRedo => return None,
        T::Confirm => (Action::RegisterRequest, "act-confirm"),
        T::Assign => (Action::RegisterRequest, "act-assign"),
        T::AskClarification => (Action::RegisterRequest, "act-ask-clarification"),
        T::Clarify => (Action::RegisterRequest, "act-clarify"),
        T::LapseClarification | T::LapseFee | T::LapseExplanation => (Action::RegisterRequest, "act-lapse"),
        T::SeekThirdParty | T::SeekAgency => (Action::RegisterRequest, "act-consult"),
        T::TakeOpinion => (Action::RegisterRequest, "act-take-opinion"),
        T::LapseThirdParty | T::LapseAgency => (Action::RegisterRequest, "act-lapse-opinion"),
        T::Extend => (Action::ApproveRequest, "act-extend"),
        T::AskExplanation => (Action::RegisterRequest, "act-ask-explanation"),
        T::TakeExplanation => (Action::HandleRequest, "act-take-explanation"),
        T::Defer => (Action::ApproveRequest, "act-defer"),
        T::NoticeFee => (Action::ApproveRequest, "act-fee"),
        T::PayFee => (Action::RegisterRequest, "act-paid"),
        T::SubmitDraft | T::Redraft => (Action::HandleRequest, "act-submit"),
        // Which of the reviews is known by the office; see `reviews`.
        T::ReturnDraft | T::PassReview => (Action::ReadRequests, "act-review"),
        T::Sign => (Action::SignRequest, "act-sign"),
        T::Dispatch => (Action::RegisterRequest, "act-dispatch"),
        T::Withdraw => (Action::RegisterRequest, "act-withdraw"),
        T::AcceptRemedy => (Action::RegisterRequest, "act-accept-remedy"),
        T::DecideRemedy => (Action::RegisterRequest, "act-decide-remedy"),
        T::Archive => (Action::RegisterRequest, "act-archive"),
        T::Convert => (Action::ApproveRequest, "act-approve-public"),
        T::AnswerRecord => (Action::ApproveRequest, "act-answer-record"),
        T::PassOn => (Action::RegisterRequest, "act-pass-on"),
    })
}

/// Who does it here: the offices of the law that this program gives the act to.
fn roles(transition: Transition) -> String {
    let only: &[Role] = match transition {
        Transition::Extend | Transition::NoticeFee => &[Role::Head],
        Transition::Sign => &[Role::Leader],
        _ => transition.roles(),
    };
    let inside = only
        .iter()
        .filter(|role| !matches!(role, Role::Applicant | Role::ThirdParty | Role::Agency | Role::Body | Role::Timer | Role::Finance));
    inside.map(|role| role.label()).collect::<Vec<_>>().join("、")
}

/// Every step with its obstacles, in the order of the law: what the person can do first.
pub(super) fn steps(page: &StaffPage, seen: &Seen) -> Vec<Step> {
    let path = &seen.case.agency_path;
    let all = availability(&seen.clock(), seen.law(), seen.today);
    let mut steps: Vec<Step> = all
        .into_iter()
        .filter_map(|step| {
            let (action, anchor) = door(step.transition)?;
            let reviews = [Action::ReviewSecrecy, Action::ReviewLegal, Action::ApproveRequest];
            let allowed = match anchor {
                "act-review" => reviews.into_iter().any(|action| page.offers(action, path)),
                _ => page.offers(action, path),
            };
            let mut obstacles: Vec<String> = step.obstacles.iter().map(ToString::to_string).collect();
            if step.transition == Transition::Confirm && seen.case.receipt_on.is_some() {
                obstacles = vec!["已经收到".to_owned()];
            }
            Some(Step {
                code: step.transition.code(),
                label: step.transition.label(),
                article: step.transition.step().article,
                roles: roles(step.transition),
                anchor,
                open: obstacles.is_empty(),
                mine: allowed,
                obstacles,
            })
        })
        .collect();
    steps.sort_by_key(|step| (!step.open, !step.mine));
    steps
}
