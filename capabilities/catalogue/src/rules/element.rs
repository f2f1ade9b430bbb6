//! Which parts does an item have, and which must not be empty? 公开要素 (国办发〔2019〕54号).

use super::item::Item;

gongkai_law::coded! {
    /// A part of an item, as forms and findings name it.
    pub enum Element "公开要素" {
        Code => "code", "事项编码";
        Field => "field", "领域";
        Name => "name", "公开事项";
        Content => "content", "公开内容（要素）";
        Basis => "basis", "公开依据";
        TimeLimit => "time_limit", "公开时限";
        Subject => "subject", "公开主体";
        Channels => "channels", "公开渠道和载体";
        DisclosedTo => "disclosed_to", "公开对象";
        Mode => "mode", "公开方式";
        Level => "level", "公开层级";
        Stage => "stage", "五公开";
        Step => "step", "办理环节";
    }
}

/// 名称、内容、依据、时限、主体、方式、渠道、公开对象: the least that a catalogue says of an item.
pub const REQUIRED: [Element; 8] = [
    Element::Name,
    Element::Content,
    Element::Basis,
    Element::TimeLimit,
    Element::Subject,
    Element::Mode,
    Element::Channels,
    Element::DisclosedTo,
];

impl Element {
    /// Whether an item says nothing here. How and to whom it is disclosed cannot be left open in an item.
    #[must_use]
    pub fn is_missing_in(self, item: &Item) -> bool {
        let empty = |text: &str| matches!(text.trim(), "" | "无" | "-" | "—" | "——" | "/" | "None");
        match self {
            Element::Code => empty(&item.code),
            Element::Field => empty(&item.field),
            Element::Name => item.names.iter().all(|name| empty(name)),
            Element::Content => empty(&item.content),
            Element::Basis => empty(&item.basis),
            Element::TimeLimit => empty(&item.time_limit),
            Element::Subject => empty(&item.subject),
            Element::Channels => item.channels.iter().all(|channel| empty(channel)),
            Element::Level => item.levels.is_empty(),
            Element::Stage => item.stages.is_empty(),
            Element::Step => item.steps.is_empty(),
            Element::DisclosedTo | Element::Mode => false,
        }
    }
}
