//! What is each event called, in stored rows and in a timeline that people read?

use super::What;

impl What {
    /// The name in stored events and addresses; the same as the `event` tag of its JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        names(self).0
    }

    /// The name people read in a timeline.
    #[must_use]
    pub fn label(&self) -> &'static str {
        names(self).1
    }
}

fn names(what: &What) -> (&'static str, &'static str) {
    match what {
        What::Submitted { .. } => ("submitted", "提交申请"),
        What::Arrived => ("arrived", "来件到达公开工作机构"),
        What::Received { .. } => ("received", "收到申请"),
        What::Assigned { .. } => ("assigned", "交办"),
        What::ClarificationAsked { .. } => ("clarification_asked", "发出补正告知书"),
        What::ClarificationReached { .. } => ("clarification_reached", "申请人收到补正告知书"),
        What::Clarified { .. } => ("clarified", "收到补正后的申请"),
        What::ClarificationLapsed => ("clarification_lapsed", "逾期不补正，视为放弃申请"),
        What::OpinionSought { .. } => ("opinion_sought", "发出征求意见书"),
        What::OpinionLetterReached { .. } => ("opinion_letter_reached", "对方收到征求意见书"),
        What::OpinionReceived { .. } => ("opinion_received", "收到反馈意见"),
        What::OpinionLapsed { .. } => ("opinion_lapsed", "逾期未反馈意见"),
        What::Extended { .. } => ("extended", "延长答复期限"),
        What::ExplanationAsked { .. } => ("explanation_asked", "要求申请人说明理由"),
        What::ExplanationReceived { .. } => ("explanation_received", "收到说明的理由"),
        What::ExplanationLapsed => ("explanation_lapsed", "逾期未说明理由"),
        What::Deferred { .. } => ("deferred", "确定延迟答复的期限"),
        What::FeeNoticed { .. } => ("fee_noticed", "发出收费通知"),
        What::FeeNoticeReached => ("fee_notice_reached", "申请人收到收费通知"),
        What::FeePaid { .. } => ("fee_paid", "缴清信息处理费"),
        What::FeeLapsed => ("fee_lapsed", "逾期未缴费，视为放弃申请"),
        What::DraftSubmitted { .. } => ("draft_submitted", "提交答复稿"),
        What::ReviewPassed { .. } => ("review_passed", "审核通过"),
        What::ReviewReturned { .. } => ("review_returned", "审核退回"),
        What::ReplySigned { .. } => ("reply_signed", "签发答复"),
        What::Dispatched { .. } => ("dispatched", "发出答复"),
        What::Delivered => ("delivered", "申请人收到答复"),
        What::ThirdPartyTold { .. } => ("third_party_told", "告知第三方决定公开"),
        What::Withdrawn => ("withdrawn", "申请人撤回申请"),
        What::Merged { .. } => ("merged", "并入其他申请"),
        What::Split { .. } => ("split", "分为数件办理"),
        What::SplitFrom { .. } => ("split_from", "由其他申请分出"),
        What::Transferred { .. } => ("transferred", "告知负责公开的机关"),
        What::PassedOn { .. } => ("passed_on", "转送负责公开的机关"),
        What::PassedFrom { .. } => ("passed_from", "由其他机关转来"),
        What::RecordAnswered { .. } => ("record_answered", "答复更正申请"),
        What::RemedyAccepted { .. } => ("remedy_accepted", "行政复议或者行政诉讼受理"),
        What::RemedyDecided { .. } => ("remedy_decided", "行政复议或者行政诉讼结案"),
        What::RedoOrdered { .. } => ("redo_ordered", "责令重新答复"),
        What::Archived => ("archived", "归档"),
        What::Converted { .. } => ("converted", "转为主动公开"),
    }
}
