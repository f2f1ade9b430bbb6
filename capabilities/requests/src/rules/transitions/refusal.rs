//! Why may this step not be taken? Every reason with its article, as it is shown.

use jiff::civil::Date;

use super::{Role, Transition};
use crate::rules::clock::Violation;
use crate::rules::outcome::{Demand, Outcome};
use crate::rules::state::State;

/// A reason against a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{role}”不能{step}，应由{allowed}办理（条例{article}）", allowed = names(.0.roles()), step = .0.label(), role = .1.label(), article = .0.step().article)]
    Role(Transition, Role),
    #[error("申请处于“{state}”状态，不能{step}（条例{article}）", state = .1.label(), step = .0.label(), article = .0.step().article)]
    State(Transition, State),
    #[error("日期{0}晚于今天，不能登记将来的事项")]
    InFuture(Date),
    #[error("{0}")]
    Violation(#[from] Violation),
    #[error("没有写明需要补正的事项，补正通知应当一次性告知需要补正的内容（条例第三十条）")]
    NothingToClarify,
    #[error("补正期限{0}个工作日不合理，应为{1}至{2}个工作日（条例第三十条）")]
    ClarificationTerm(u32, u32, u32),
    #[error("补正已超过期限{0}，应当登记逾期的正当理由（条例第三十条）")]
    LateWithoutReason(Date),
    #[error("没有写明第三方或者被征求意见机关的名称，无法征求意见（条例第三十二条、第三十四条）")]
    NoParty,
    #[error("没有正在征求的意见（条例第三十二条、第三十四条）")]
    NothingSought,
    #[error("征求意见书尚未送达对方，期限未起算（条例第三十二条、第三十四条）")]
    LetterNotReached,
    #[error("对方的答复期限至{0}届满，尚不能认定逾期未答（条例第三十二条、第三十四条）")]
    OpinionTermRuns(Date),
    #[error("期限至{until}届满，尚不能{step}（条例{article}）", until = .1, step = .0.label(), article = .0.step().article)]
    TermRuns(Transition, Date),
    #[error("通知尚未送达申请人，期限未起算，不能{step}（条例{article}）", step = .0.label(), article = .0.step().article)]
    NoticeNotReached(Transition),
    #[error("没有写明理由，{step}应当说明理由（条例{article}）", step = .0.label(), article = .0.step().article)]
    NoReason(Transition),
    #[error("延期应当经公开工作机构负责人同意（条例第三十三条第二款）")]
    NotApproved,
    #[error("未经申请人说明理由并认定合理，不能确定延迟答复期限（条例第三十五条）")]
    NotExplained,
    #[error("已经要求申请人说明过理由（条例第三十五条）")]
    ExplanationAskedBefore,
    #[error("没有超出免费标准，不能收费（《政府信息公开信息处理费管理办法》第四条、第五条）")]
    NothingToCharge,
    #[error("缴费{paid}元，少于通知的{amount}元，应当全额缴纳（《政府信息公开信息处理费管理办法》第六条）")]
    NotPaidInFull { paid: u32, amount: u32 },
    #[error("没有选定答复类型，答复必须有且只有一种答复类型（条例第三十六条）")]
    NoOutcome,
    #[error("“{}”由事实产生，不能作为答复稿提交", .0.label())]
    NotDrafted(Outcome),
    #[error("“{outcome}”缺少{demand}（{article}）", outcome = .0.label(), demand = .1.label(), article = .0.articles())]
    Missing(Outcome, Demand),
    #[error("不予公开的理由与答复类型“{outcome}”不符：{ground}", outcome = .0.label(), ground = .1)]
    GroundMismatch(Outcome, &'static str),
    #[error("审核人不能是拟稿人（条例第十七条）")]
    ReviewerIsDrafter,
    #[error("签发人不能是拟稿人（条例第十七条）")]
    SignerIsDrafter,
    #[error("尚未通过保密审查，不能签发（条例第十七条）")]
    NoSecrecyReview,
    #[error("不同环节不能由同一人审核，{0}已由其审核")]
    SameReviewer(&'static str),
    #[error("答复期限尚未届满，也未作出处理，不能登记复议、诉讼（条例第五十一条）")]
    NothingToChallenge,
    #[error("没有尚未审结的复议、诉讼")]
    NoRemedyOpen,
    #[error("当场答复应当在收到申请的当日作出（条例第三十三条第一款）")]
    NotSameDay,
    #[error("第三方不同意公开而决定公开的，应当写明不公开会对公共利益造成重大影响的理由，并书面告知第三方（条例第十五条、第三十二条）")]
    NoPublicInterest,
    #[error(
        "只有误投的来件可以转送；向本机关提出的申请不属于本机关负责公开的，应当作出答复并告知负责公开的机关（条例第三十六条第（五）项）"
    )]
    NotMisrouted,
    #[error("只有予以公开或者部分公开的信息可以转为主动公开（条例第四十四条）")]
    NothingToConvert,
}

fn names(roles: &[Role]) -> String {
    roles.iter().map(|role| role.label()).collect::<Vec<_>>().join("、")
}

/// What does not forbid a step but should be seen before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    #[error("{0}")]
    Late(Violation),
    #[error("第三方不同意公开而决定公开，应当将决定公开的内容和理由书面告知第三方（条例第三十二条）")]
    TellThirdParty,
    #[error("第三方不同意公开，只有不公开会对公共利益造成重大影响的才可以公开（条例第十五条、第三十二条）")]
    OverObjection,
    #[error("尚有{0}件意见没有反馈")]
    OpinionsOpen(usize),
}
