//! How is a term told to people, so that they see what was understood?

use super::parse::{ASSUMED, REMARKED};
use super::{Anchor, Part, Rule, Span, Term, Unit};
use crate::rules::period::{Due, Every};

impl Term {
    /// The term in one sentence beside the phrase: 处罚决定：作出行政决定后7个工作日内公开. It reads back as the same term.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words: Vec<String> = self.parts.iter().map(Part::in_words).collect();
        if self.unless_law_says_otherwise {
            words.push("法律、法规另有规定的，从其规定".to_owned());
        }
        let remarks: String = self.remarks.iter().map(|remark| format!("（{REMARKED}：{remark}）")).collect();
        words.join("；") + &remarks
    }
}

impl Part {
    /// One rule with what it is limited to.
    #[must_use]
    pub fn in_words(&self) -> String {
        let scope = if self.scope.is_empty() { String::new() } else { format!("{}：", self.scope) };
        let (rule, verb) = self.rule.words();
        // 依申请公开 and 提前7日 name no event by themselves: nothing has to be added to them.
        let tells_itself = matches!(self.rule, Rule::OnRequest { .. } | Rule::Before { .. });
        let rule = if self.anchor_assumed && matches!(self.rule, Rule::OnRequest { .. }) { "依申请".to_owned() } else { rule };
        let verb = match (self.channel.as_str(), verb) {
            ("", verb) => verb.to_owned(),
            (channel, "") => format!("，在{channel}公示"),
            (channel, verb) => format!("，在{channel}{verb}"),
        };
        let assumed = if self.anchor_assumed && !tells_itself { format!("（{ASSUMED}）") } else { String::new() };
        format!("{scope}{rule}{verb}{assumed}")
    }
}

impl Rule {
    /// The demand, and the verb that follows it where no channel is named.
    fn words(&self) -> (String, &'static str) {
        let words = match self {
            Rule::Within { anchor, span: Span { amount: 0, .. } } => format!("{}当日", anchor.words()),
            Rule::Within { anchor, span } => format!("{}后{}内", anchor.words(), span.words()),
            Rule::Before { anchor: Anchor::Event(event), span } if event.is_empty() => format!("提前{}", span.words()),
            Rule::Before { anchor, span } => format!("{}前至少{}", anchor.words(), span.words()),
            Rule::RealTime => "实时".to_owned(),
            Rule::Prompt { anchor: Anchor::FormedOrChanged } => "及时".to_owned(),
            Rule::Prompt { anchor } => format!("{}后及时", anchor.words()),
            Rule::Progress => "按进展情况及时".to_owned(),
            Rule::Standing => "长期".to_owned(),
            Rule::Shown { at_least } => return (format!("公示期不少于{}", at_least.words()), ""),
            Rule::Periodic { every, due } => every.words() + &due.words(),
            Rule::With { document } => format!("随{document}"),
            Rule::SetBy { document } => format!("{document}规定的期限内"),
            Rule::OnRequest { span } => format!("收到申请后{}内", span.words()),
        };
        (words, "公开")
    }
}

impl Anchor {
    /// The event as a phrase names it, without 之日起.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Anchor::FormedOrChanged => "信息形成或者变更",
            Anchor::MadeOrObtained => "制定或者获取信息",
            Anchor::DecisionMade => "作出行政决定",
            Anchor::CongressApproved => "本级人民代表大会或其常务委员会批准",
            Anchor::FinanceReplied => "本级政府财政部门批复",
            Anchor::RequestReceived => "收到申请",
            Anchor::ApprovalReceived => "收到批准文件",
            Anchor::Event(event) => event,
        }
    }
}

impl Span {
    /// 20个工作日
    #[must_use]
    pub fn words(self) -> String {
        let unit = match self.unit {
            Unit::WorkingDays => "个工作日",
            Unit::Days => "日",
            Unit::Months => "个月",
            Unit::Hours => "小时",
        };
        format!("{}{unit}", self.amount)
    }
}

impl Every {
    fn words(self) -> String {
        match self {
            Every::Month => "每月".to_owned(),
            Every::Quarter => "每季度".to_owned(),
            Every::HalfYear => "每半年".to_owned(),
            Every::Year => "每年".to_owned(),
            Every::Days(1) => "每日".to_owned(),
            Every::Days(n) => format!("每{n}日"),
            Every::WorkingDays(n) => format!("每{n}个工作日"),
        }
    }
}

impl Due {
    fn words(self) -> String {
        match self {
            Due::WithinPeriod => String::new(),
            Due::FirstDays(n) => format!("前{n}日内"),
            Due::FirstDaysAfter(n) => format!("结束后{n}日内"),
            Due::ByDay { month, day } => format!("{month}月{day}日前"),
        }
    }
}
