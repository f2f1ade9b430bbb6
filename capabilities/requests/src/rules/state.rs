//! Where does this request stand? S01 to S17.

gongkai_law::coded! {
    /// The states of a request. 逾期 is never a state: it is read from the due day.
    pub enum State "办理状态" {
        /// S01, on the applicant's side.
        Draft => "draft", "草稿";
        /// S02: sent by web, fax or plain letter, and not confirmed yet.
        Submitted => "submitted", "已提交待确认";
        /// S03.
        Received => "received", "已收到、已登记";
        /// S04: the clock is off and will start anew.
        Clarifying => "clarifying", "待申请人补正";
        /// S05.
        Processing => "processing", "办理中";
        /// S06: at least one opinion is awaited; the clock stands still.
        SeekingOpinions => "seeking_opinions", "征求意见中";
        /// S07.
        Explaining => "explaining", "待申请人说明理由";
        /// S08: the clock is off and will start anew.
        FeePending => "fee_pending", "待缴费";
        /// S09.
        Reviewing => "reviewing", "答复审核中";
        /// S10.
        Decided => "decided", "已决定待送达";
        /// S11.
        Replied => "replied", "已答复";
        /// S12 (R41).
        AbandonedClarification => "abandoned_clarification", "逾期不补正、视为放弃";
        /// S13 (R42).
        AbandonedFee => "abandoned_fee", "逾期不缴费、视为放弃";
        /// S14 (R43).
        Withdrawn => "withdrawn", "申请人已撤回";
        /// S15: lies over the state beneath.
        Remedy => "remedy", "复议、诉讼中";
        /// S16.
        Redo => "redo", "责令重新答复";
        /// S17.
        Archived => "archived", "已归档";
    }
}

impl State {
    /// `S01` to `S17`.
    #[must_use]
    pub fn statute_code(self) -> String {
        format!("S{:02}", self as u8 + 1)
    }

    /// The office has it and owes an answer.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(
            self,
            State::Received
                | State::Processing
                | State::SeekingOpinions
                | State::Explaining
                | State::Reviewing
                | State::Decided
                | State::Redo
        )
    }

    /// Nothing more is owed unless a court or a reconsideration says so.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, State::Replied | State::AbandonedClarification | State::AbandonedFee | State::Withdrawn | State::Archived)
    }
}
