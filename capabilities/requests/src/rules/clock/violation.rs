//! What in this history went against the rules, and did it have its effect all the same?

use jiff::civil::Date;

use crate::rules::state::State;

/// Something that happened against the rules. The message is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("{on}的“{what}”早于已登记的事件，日期先后颠倒")]
    OutOfOrder { on: Date, what: &'static str },
    #[error("{on}的“{what}”无效：申请当时处于“{state}”状态")]
    NotNow { on: Date, what: &'static str, state: State },
    #[error("{on}再次登记收到申请，收到日期只有一个（条例第三十一条）")]
    SecondReceipt { on: Date },
    #[error("{on}再次要求补正，补正只能一次性告知（条例第三十条）")]
    SecondClarification { on: Date },
    #[error("补正告知迟于法定期限：最后一日为{due}，实际为{on}（条例第三十条）")]
    LateClarificationNotice { on: Date, due: Date },
    #[error("{on}收到的补正迟于补正期限{due}，未说明正当理由（条例第三十条）")]
    LateClarification { on: Date, due: Date },
    #[error("{on}尚不能认定逾期：{what}的期限{until}（条例第三十条、第三十二条、第四十二条）", until = ends(.due))]
    TooEarly { on: Date, what: &'static str, due: Option<Date> },
    #[error("{on}的“{what}”没有对应的征求意见记录")]
    NothingSought { on: Date, what: &'static str },
    #[error("{on}才征求意见，答复期限已于{due}届满，所需时间不予扣除（条例第三十三条）")]
    SoughtAfterDue { on: Date, due: Date },
    #[error("{on}再次延期，答复期限只能延长一次（条例第三十三条第二款）")]
    SecondExtension { on: Date },
    #[error("{on}延期{days}个工作日无效，延长的期限为1至{longest}个工作日（条例第三十三条第二款）")]
    ExtensionLength { on: Date, days: u32, longest: u32 },
    #[error("{on}才决定延期，答复期限已于{due}届满（条例第三十三条第二款）")]
    ExtensionAfterDue { on: Date, due: Date },
    #[error("{on}确定的延迟答复期限{until}不晚于原期限（条例第三十五条）")]
    DeferralNotLater { on: Date, until: Date },
    #[error("{on}才发出收费通知，答复期限已于{due}届满（《政府信息公开信息处理费管理办法》第六条）")]
    FeeAfterDue { on: Date, due: Date },
    #[error("{on}再次发出收费通知，同一申请只通知一次")]
    SecondFee { on: Date },
    #[error("{on}缴费迟于缴费期限{due}，视为放弃申请（《政府信息公开信息处理费管理办法》第六条）")]
    LatePayment { on: Date, due: Date },
    #[error("答复迟于期限：最后一日为{due}，实际为{on}（条例第三十三条）")]
    LateReply { on: Date, due: Date },
}

fn ends(due: &Option<Date>) -> String {
    due.map_or_else(|| "尚未起算".to_owned(), |day| format!("至{day}届满"))
}

impl Violation {
    /// It happened and counts, only too late; the others have no effect in law.
    #[must_use]
    pub fn took_effect(&self) -> bool {
        use Violation as V;
        matches!(self, V::LateClarificationNotice { .. } | V::LateClarification { .. } | V::LateReply { .. } | V::SoughtAfterDue { .. })
    }
}
