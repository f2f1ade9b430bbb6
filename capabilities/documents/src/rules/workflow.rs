//! Who must approve next, and may this person? The chain of reviews, replayed from the approvals that still hold.

use gongkai_identity::Action;
use gongkai_law::Openness;
use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// A step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The openness office agrees that a policy document is not proactively public (国办发〔2016〕80号).
    OpennessReview,
    FirstReview,
    SecondReview,
    FinalReview,
    /// 先审查、后公开 (保密法第三十五条).
    SecrecyReview,
    /// Somebody concerned, with or without an account.
    Stakeholder,
}

impl Step {
    pub const ALL: [Self; 6] =
        [Self::OpennessReview, Self::FirstReview, Self::SecondReview, Self::FinalReview, Self::SecrecyReview, Self::Stakeholder];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OpennessReview => "openness_review",
            Self::FirstReview => "first_review",
            Self::SecondReview => "second_review",
            Self::FinalReview => "final_review",
            Self::SecrecyReview => "secrecy_review",
            Self::Stakeholder => "stakeholder",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::OpennessReview => "公开属性审核",
            Self::FirstReview => "初审",
            Self::SecondReview => "复审",
            Self::FinalReview => "终审",
            Self::SecrecyReview => "保密审查",
            Self::Stakeholder => "相关方确认",
        }
    }

    /// What one must be allowed to do to take the step.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::OpennessReview => Action::DecideOpenness,
            Self::FirstReview => Action::ReviewFirst,
            Self::SecondReview => Action::ReviewSecond,
            Self::FinalReview => Action::ReviewFinal,
            Self::SecrecyReview => Action::ReviewSecrecy,
            Self::Stakeholder => Action::ReadInternal,
        }
    }
}

/// The steps that one submission must pass, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub name: String,
    pub steps: Vec<Step>,
    /// Nobody approves two steps of one round.
    pub distinct: bool,
}

impl Chain {
    /// The chain for a kind of record of an agency with a proposed openness.
    #[must_use]
    pub fn choose(kind: &str, agency_path: &str, openness: Openness) -> Self {
        let fits = |pattern: &&super::chains::Pattern| {
            (pattern.kinds.is_empty() || pattern.kinds.iter().any(|known| known == kind))
                && (pattern.agencies.is_empty()
                    || pattern.agencies.iter().any(|root| agency_path == root || agency_path.starts_with(&format!("{root}/"))))
        };
        let pattern = crate::practice::chains().iter().find(fits).expect("the last chain fits everything: checked when it is read");
        let mut steps = pattern.steps.clone();
        let policy = Kind::get(kind).is_some_and(|kind| kind.policy);
        if pattern.openness_first && policy && openness != Openness::Proactive {
            steps.insert(0, Step::OpennessReview);
        }
        Self { name: pattern.name.clone(), steps, distinct: pattern.distinct }
    }
}

/// An approval that was given and not voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    pub step: Step,
    pub staff_id: i64,
    /// The bytes it names.
    pub content_sha256: String,
}

/// Why a person may not take a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("该文件不在审核中")]
    NotInReview,
    #[error("当前应由“{0}”环节办理")]
    NotThisStep(&'static str),
    #[error("拟稿人不得审核自己起草的文件")]
    OwnText,
    #[error("您已在本轮“{0}”环节审核，不得再审核其他环节")]
    TwoSteps(&'static str),
    #[error("该环节由相关方通过一次性链接确认")]
    ByLinkOnly,
    #[error("文件内容已改变，请刷新后重新核对")]
    OtherBytes,
}

/// The first step that no holding approval of these very bytes covers; `None` when the chain is complete.
#[must_use]
pub fn next_step(chain: &Chain, approvals: &[Approval], content_sha256: &str) -> Option<Step> {
    chain
        .steps
        .iter()
        .copied()
        .find(|step| !approvals.iter().any(|approval| approval.step == *step && approval.content_sha256 == content_sha256))
}

/// Whether a step of the chain still lacks an approval of these bytes.
#[must_use]
pub fn is_open(chain: &Chain, approvals: &[Approval], content_sha256: &str, step: Step) -> bool {
    chain.steps.contains(&step) && !approvals.iter().any(|held| held.step == step && held.content_sha256 == content_sha256)
}

/// Whether a person may approve or return at a step: every reason against it.
#[must_use]
pub fn may_take(
    chain: &Chain,
    approvals: &[Approval],
    content_sha256: &str,
    seen_sha256: &str,
    step: Step,
    authors: &[i64],
    staff_id: i64,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    match next_step(chain, approvals, content_sha256) {
        None => refusals.push(Refusal::NotInReview),
        // 保密审查 may be taken before its turn: it is what even a forced publication needs (保密法第三十五条).
        Some(_) if step == Step::SecrecyReview && is_open(chain, approvals, content_sha256, step) => {}
        Some(next) if next != step => refusals.push(Refusal::NotThisStep(next.label())),
        Some(_) => {}
    }
    if step == Step::Stakeholder {
        refusals.push(Refusal::ByLinkOnly);
    }
    if seen_sha256 != content_sha256 {
        refusals.push(Refusal::OtherBytes);
    }
    if authors.contains(&staff_id) {
        refusals.push(Refusal::OwnText);
    }
    if chain.distinct
        && let Some(other) = approvals.iter().find(|a| a.staff_id == staff_id && a.step != step && a.content_sha256 == content_sha256)
    {
        refusals.push(Refusal::TwoSteps(other.step.label()));
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approval(step: Step, staff_id: i64, bytes: &str) -> Approval {
        Approval { step, staff_id, content_sha256: bytes.into() }
    }

    #[test]
    fn every_kind_and_openness_has_a_chain_that_ends_with_secrecy() {
        for kind in Kind::all() {
            for openness in [Openness::Proactive, Openness::OnRequest, Openness::Withheld] {
                let chain = Chain::choose(&kind.code, "qinglan/edu", openness);
                assert!(chain.steps.contains(&Step::SecrecyReview), "{}: 先审查、后公开", kind.code);
                let first = chain.steps.first() == Some(&Step::OpennessReview);
                assert_eq!(first, kind.policy && openness != Openness::Proactive, "{} {openness:?}", kind.code);
            }
        }
    }

    #[test]
    fn one_changed_byte_starts_the_round_again() {
        let chain = Chain::choose("notice", "qinglan", Openness::Proactive);
        let mut given = Vec::new();
        for (step, person) in chain.steps.iter().zip(11..) {
            assert_eq!(next_step(&chain, &given, "aa"), Some(*step));
            given.push(approval(*step, person, "aa"));
        }
        assert_eq!(next_step(&chain, &given, "aa"), None);
        assert_eq!(next_step(&chain, &given, "ab"), Some(Step::FirstReview));
    }

    #[test]
    fn nobody_approves_what_he_wrote_nor_twice() {
        let chain = Chain::choose("notice", "qinglan", Openness::Proactive);
        assert_eq!(may_take(&chain, &[], "aa", "aa", Step::FirstReview, &[7, 9], 8), []);
        assert_eq!(may_take(&chain, &[], "aa", "aa", Step::FirstReview, &[9, 7], 7), [Refusal::OwnText]);
        let given = [approval(Step::FirstReview, 8, "aa")];
        assert_eq!(may_take(&chain, &given, "aa", "aa", Step::SecondReview, &[7], 8), [Refusal::TwoSteps("初审")]);
        assert_eq!(
            may_take(&chain, &given, "aa", "old", Step::FinalReview, &[7], 7),
            [Refusal::NotThisStep("复审"), Refusal::OtherBytes, Refusal::OwnText]
        );
        assert_eq!(may_take(&chain, &given, "bb", "bb", Step::FirstReview, &[7], 8), [], "his voided approval does not bind him");
    }
}
