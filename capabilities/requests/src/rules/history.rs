//! What happened to this request, and on which day?
//!
//! The history is all that is kept of the course of a request: state, due day and reasons are replayed from it. An event
//! stands on the day on which it has its effect in law (the day a letter was signed for, not the day a clerk typed it in).

mod compact;
mod names;

use gongkai_law::Ground;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

pub use compact::CompactError;

gongkai_law::coded! {
    /// How the request came in; the day of receipt depends on it (article 31).
    pub enum Channel "申请渠道" {
        /// Handed in over the counter.
        Counter => "COUNTER", "当面提交";
        /// A letter that is signed for: registered mail, EMS.
        Ems => "EMS", "挂号信或者邮政特快专递";
        /// A plain letter without signature.
        Post => "POST", "平常信函";
        /// The form on the site, or e-mail.
        Web => "WEB", "互联网";
        Fax => "FAX", "传真";
        /// Writing is truly difficult: the office writes the form down (article 29).
        Oral => "ORAL", "口头申请、代为填写";
        /// A letter to another unit or person of the organ (国办公开办函〔2015〕207号).
        Misrouted => "MISROUTED", "误投其他科室或者个人";
    }
}

gongkai_law::coded! {
    /// Whose opinion is sought; silence means something different for each (articles 32, 34).
    pub enum PartyKind "征求意见对象" {
        /// Silence: the organ decides (article 32).
        ThirdParty => "third_party", "第三方";
        /// Silence is consent (article 34).
        CoMaker => "co_maker", "共同制作机关";
        /// Coordination under article 11; silence settles nothing.
        OtherAgency => "other_agency", "其他机关";
    }
}

gongkai_law::coded! {
    /// What the third party or the other organ answered.
    pub enum Opinion "意见" {
        Agreed => "agreed", "同意公开";
        AgreedInPart => "agreed_in_part", "同意部分公开";
        Objected => "objected", "不同意公开";
    }
}

gongkai_law::coded! {
    /// Which review of a draft reply.
    pub enum ReviewKind "审核环节" {
        /// 保密审查 (article 17).
        Secrecy => "secrecy", "保密审查";
        /// 合法性审核.
        Legal => "legal", "合法性审核";
        /// The head of the openness office.
        Head => "head", "公开工作机构负责人审核";
    }
}

gongkai_law::coded! {
    /// How a letter leaves (国办公开办函〔2016〕235号): each way has its own day of reply.
    pub enum Way "送达方式" {
        /// 邮政企业 only: the day of posting.
        Post => "post", "邮寄";
        /// The day of signing.
        Hand => "hand", "当面送达";
        /// The day of sending.
        Online => "online", "互联网";
        Fax => "fax", "传真";
        /// Read or copied by hand on the spot (article 40).
        OnSite => "on_site", "现场查阅、抄录";
    }
}

gongkai_law::coded! {
    /// The basis of a fee; never both for one application (国办函〔2020〕109号 article 3).
    pub enum FeeBasis "计费方式" {
        Item => "item", "按件计收";
        Page => "page", "按量计收";
    }
}

gongkai_law::coded! {
    /// The three blocks of table 4 of the annual report.
    pub enum RemedyKind "救济类型" {
        Reconsideration => "reconsideration", "行政复议";
        /// 未经复议直接起诉.
        DirectLitigation => "direct_litigation", "未经复议直接起诉";
        /// 复议后起诉.
        LitigationAfterReconsideration => "litigation_after_reconsideration", "复议后起诉";
    }
}

gongkai_law::coded! {
    /// How a reconsideration or a suit ended; the columns of table 4.
    pub enum RemedyResult "救济结果" {
        Upheld => "upheld", "结果维持";
        Corrected => "corrected", "结果纠正";
        Other => "other", "其他结果";
    }
}

gongkai_law::coded! {
    /// What became of a wish to have a record about oneself corrected (article 41).
    pub enum RecordResult "更正结果" {
        Corrected => "corrected", "已经更正";
        /// The organ has no power over it and sent the wish on.
        Forwarded => "forwarded", "转送有权更正的机关";
        /// The same, and the applicant is told whom to ask.
        Referred => "referred", "告知向有权更正的机关提出";
        Refused => "refused", "不予更正";
    }
}

/// One thing that happened, on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub on: Date,
    #[serde(flatten)]
    pub what: What,
}

/// What happened. Staff are named by their number; `id` of an opinion or of a remedy is counted within the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What {
    /// X01: it was sent; for channels that want a confirmation the clock does not run yet.
    Submitted {
        channel: Channel,
    },
    /// The letter reached the openness office, which must confirm it on the same day (article 31(2)).
    Arrived,
    /// X02, X03: the day of receipt (article 31). The clock starts.
    Received {
        channel: Channel,
    },
    /// X04: given to the unit that handles it.
    Assigned {
        unit: String,
    },
    /// X05: 补正通知, once only (article 30).
    ClarificationAsked {
        items: Vec<String>,
        within_working_days: Option<u32>,
    },
    /// The applicant has the notice: the term to clarify runs from here.
    ClarificationReached {
        within_working_days: Option<u32>,
    },
    /// X06: the corrected request is here, and the clock starts again (article 30). Late ones need a good reason.
    Clarified {
        good_reason: Option<String>,
    },
    /// X07: the term passed without good reason: given up.
    ClarificationLapsed,
    /// X09, X10: 征求意见.
    OpinionSought {
        id: u32,
        party: PartyKind,
        name: String,
    },
    /// The letter reached the third party or organ: its 15 working days run.
    OpinionLetterReached {
        id: u32,
    },
    /// X11.
    OpinionReceived {
        id: u32,
        opinion: Option<Opinion>,
        reasons: String,
    },
    /// X12, X13: silence. The pause ends on the last day of the term, whenever this is written down.
    OpinionLapsed {
        id: u32,
    },
    /// X14: 延期 (article 33).
    Extended {
        working_days: u32,
        reason: String,
        approved_by: Option<i64>,
    },
    /// X15: 说明理由 (article 35).
    ExplanationAsked {
        facts: String,
        within_working_days: Option<u32>,
    },
    /// X16, X18.
    ExplanationReceived {
        reasonable: Option<bool>,
    },
    /// X18: none given in time.
    ExplanationLapsed,
    /// X17: 延迟答复: the day set under article 35.
    Deferred {
        until: Date,
        reason: String,
        approved_by: Option<i64>,
    },
    /// X19: 收费通知 sent (article 42).
    FeeNoticed {
        basis: FeeBasis,
        count: u32,
        amount: u32,
    },
    /// The applicant has the notice: 20 working days to pay.
    FeeNoticeReached,
    /// X20: paid in full; the clock starts again.
    FeePaid {
        amount: u32,
    },
    /// X21: not paid: given up.
    FeeLapsed,
    /// X22, X30: a draft reply with its decision.
    DraftSubmitted {
        outcome: Outcome,
        grounds: Vec<Ground>,
        by: i64,
    },
    ReviewPassed {
        kind: ReviewKind,
        by: i64,
    },
    /// X23.
    ReviewReturned {
        kind: ReviewKind,
        by: i64,
        reason: String,
    },
    /// X24: signed; number and seal.
    ReplySigned {
        by: i64,
        number: Option<String>,
    },
    /// X25: the day the law counts as the day of reply.
    Dispatched {
        way: Way,
        reference: Option<String>,
    },
    /// The applicant has the reply; terms of remedy run from here.
    Delivered,
    /// D24 went to a third party over whose objection something is disclosed (article 32).
    ThirdPartyTold {
        id: u32,
    },
    /// X26.
    Withdrawn,
    /// The duplicate goes on in another request.
    Merged {
        into: String,
    },
    /// 一事一申请: goes on in children, each with its own clock and outcome.
    Split {
        into: Vec<String>,
    },
    /// This request is one of the matters of another; its day of receipt is that one's.
    SplitFrom {
        parent: String,
    },
    /// The applicant was told which organ answers for it; closes nothing by itself.
    Transferred {
        to: String,
        contact: String,
    },
    /// It was for another agency and goes on there under another number; nothing was received here (国办公开办函〔2015〕207号).
    PassedOn {
        to: String,
        number: String,
    },
    /// It came from another agency of the installation, which had it by mistake.
    PassedFrom {
        from: String,
        number: String,
    },
    /// 更正: no request for information but a wish to have a record corrected; answered by D25 (article 41).
    RecordAnswered {
        result: RecordResult,
    },
    /// X27.
    RemedyAccepted {
        id: u32,
        kind: RemedyKind,
        number: Option<String>,
    },
    /// X29.
    RemedyDecided {
        id: u32,
        result: RemedyResult,
    },
    /// X28: ordered to answer anew, within working days or by a day.
    RedoOrdered {
        id: Option<u32>,
        within_working_days: Option<u32>,
        until: Option<Date>,
    },
    /// X31.
    Archived,
    /// X32: 转为主动公开 (article 44).
    Converted {
        document: Option<String>,
    },
}

/// All that happened, in the order of days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History {
    events: Vec<Event>,
}

impl History {
    /// The events in order of days; those of one day stay in the order given.
    #[must_use]
    pub fn new(mut events: Vec<Event>) -> History {
        events.sort_by_key(|event| event.on);
        History { events }
    }

    /// A request received on that day, which is where most histories begin.
    #[must_use]
    pub fn received(channel: Channel, on: Date) -> History {
        History { events: vec![Event { on, what: What::Received { channel } }] }
    }

    /// Adds an event behind those of its day and before those of later days.
    pub fn insert(&mut self, event: Event) {
        let at = self.events.partition_point(|known| known.on <= event.on);
        self.events.insert(at, event);
    }

    /// The same history with one more event.
    #[must_use]
    pub fn with(mut self, on: Date, what: What) -> History {
        self.insert(Event { on, what });
        self
    }

    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The day of the last event.
    #[must_use]
    pub fn last_on(&self) -> Option<Date> {
        self.events.last().map(|event| event.on)
    }

    /// How it came in.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        self.events.iter().find_map(|event| match event.what {
            What::Received { channel } | What::Submitted { channel } => Some(channel),
            _ => None,
        })
    }

    /// The day of receipt (article 31).
    #[must_use]
    pub fn received_on(&self) -> Option<Date> {
        self.first_on(|what| matches!(what, What::Received { .. }))
    }

    /// The day of the first event of a kind.
    #[must_use]
    pub fn first_on(&self, is: impl Fn(&What) -> bool) -> Option<Date> {
        self.events.iter().find(|event| is(&event.what)).map(|event| event.on)
    }

    /// The number for the next opinion sought.
    #[must_use]
    pub fn next_opinion_id(&self) -> u32 {
        1 + self.events.iter().filter(|event| matches!(event.what, What::OpinionSought { .. })).count() as u32
    }

    /// The number for the next reconsideration or suit.
    #[must_use]
    pub fn next_remedy_id(&self) -> u32 {
        1 + self.events.iter().filter(|event| matches!(event.what, What::RemedyAccepted { .. })).count() as u32
    }
}
