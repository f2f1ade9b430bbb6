//! Which event do the words before a number name, and is a part of the content named with it?

use std::sync::LazyLock;

use regex::Regex;

use super::Anchor;

/// What stands before a number: an event, the part of the content meant, or both.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// `None`: no event is named.
    pub anchor: Option<Anchor>,
    pub scope: String,
}

/// Reads `head`, the words before a number or before 及时. `None`: they are neither an event nor a part of the content.
pub(super) fn head(head: &str) -> Option<Head> {
    let head = trimmed(head);
    if head.is_empty() {
        return Some(Head { anchor: None, scope: String::new() });
    }
    let (event, marked) = without_suffix(head);
    if let Some((anchor, scope)) = known(event) {
        return Some(Head { anchor: Some(anchor), scope });
    }
    if let Some((scope, event)) = parted(event) {
        let anchor = match known(event) {
            Some((anchor, _)) => anchor,
            None if marked && is_event(event) => Anchor::Event(event.to_owned()),
            None => return None,
        };
        return Some(Head { anchor: Some(anchor), scope });
    }
    if marked {
        return is_event(event).then(|| Head { anchor: Some(Anchor::Event(event.to_owned())), scope: String::new() });
    }
    scope(event).map(|scope| Head { anchor: None, scope })
}

/// An event in the words of the phrase, without a 之日起 to mark it: 组织听证, 计划停水.
pub(super) fn event(words: &str) -> Option<(Anchor, String)> {
    let words = trimmed(words);
    if let Some((scope, event)) = parted(words) {
        return is_event(event).then(|| (Anchor::Event(event.to_owned()), scope));
    }
    is_event(words).then(|| (Anchor::Event(words.to_owned()), String::new()))
}

/// A part of the content named without a colon: it must end as such names do, or a sentence would pass for a name.
pub(super) fn scope(words: &str) -> Option<String> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let ends = "决定|处罚|许可|强制|信息|事项|结果|内容|其他|情况|公示|公布|公告|文件|材料|名单|名录|等|类|部分|政策|方案|计划|规划|目录|数据|报告|指南|水质|质量|预案|标准|条件|通知书|》|台账|清单|项目|资金|价格|户|企业|单位|个人|人员|对象";
        Regex::new(&format!(r"^[^0-9,:;()]*(?:{ends})$")).expect("a constant pattern")
    });
    let words = words.trim_end_matches(['应', '的']).trim_end_matches("应当").trim_end_matches('为');
    (words.chars().count() <= 40 && NAME.is_match(words)).then(|| words.to_owned())
}

fn trimmed(words: &str) -> &str {
    let words = words.trim_start_matches(',');
    let words = words.strip_prefix("其中").unwrap_or(words).trim_start_matches(',');
    let words = ["应当", "应", "须"].into_iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let words = ["自", "从", "在", "于"].into_iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    words.trim_end_matches(',')
}

/// Takes 之日起, 后 … off; says whether there was one.
fn without_suffix(words: &str) -> (&str, bool) {
    const SUFFIXES: [&str; 12] =
        ["的当日起", "之日起的", "之日起", "次日起", "之日后", "日起", "之日", "之后的", "以后", "之后", "起", "后"];
    let words = words.trim_end_matches(',');
    let found = SUFFIXES.into_iter().find_map(|suffix| words.strip_suffix(suffix));
    (found.unwrap_or(words).trim_end_matches('的'), found.is_some())
}

/// The events that the law names.
fn known(event: &str) -> Option<(Anchor, String)> {
    static FORMED: LazyLock<Regex> = LazyLock::new(|| {
        let verb = "(?:形成|产生|生成|变更|更新|获取|获得|制作|制定|修订)";
        Regex::new(&format!(r"^(?P<object>[^0-9,]*?)(?P<verbs>{verb}(?:(?:或者?|、|和|及|/){verb})*)(?P<after>[^0-9,]*)$"))
            .expect("a constant pattern")
    });
    static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?P<of>[^0-9,自在于]*?决定)?(?:作出|形成|送达)|作出(?P<made>[^0-9,]*决定)?)$").expect("a constant pattern")
    });
    if event.contains("收到") && event.ends_with("申请") {
        return Some((Anchor::RequestReceived, String::new()));
    }
    if event.starts_with("收到") && ["批准文件", "批文", "批复文件"].iter().any(|end| event.ends_with(end)) {
        return Some((Anchor::ApprovalReceived, String::new()));
    }
    if (event.contains("人民代表大会") || event.contains("人大")) && ["批准", "通过"].iter().any(|end| event.ends_with(end)) {
        return Some((Anchor::CongressApproved, String::new()));
    }
    if event.contains("财政") && event.ends_with("批复") {
        return Some((Anchor::FinanceReplied, String::new()));
    }
    if let Some(found) = DECIDED.captures(event).filter(|_| event != "形成" && event != "送达") {
        let named = found.name("of").or(found.name("made")).map_or("", |name| name.as_str());
        let scope = if matches!(named, "决定" | "行政决定" | "该决定") { "" } else { named };
        return Some((Anchor::DecisionMade, scope.to_owned()));
    }
    // 信息形成下发至本单位: for those below, information is formed when it reaches them.
    let found = FORMED.captures(event.split_once("下发至本").map_or(event, |(formed, _)| formed))?;
    formed(&found["object"], &found["verbs"], &found["after"])
}

/// Words by which a phrase means the information of the item itself.
const ITSELF: [&str; 13] = [
    "",
    "信息",
    "该信息",
    "政府信息",
    "该政府信息",
    "公开事项信息",
    "相关信息",
    "有关信息",
    "本信息",
    "公开信息",
    "此信息",
    "该事项信息",
    "事项信息",
];

fn formed(object: &str, verbs: &str, after: &str) -> Option<(Anchor, String)> {
    let object = object.strip_prefix('自').unwrap_or(object);
    // 形成 and 变更 say the same of all; 制定或获取 also names what is made, which is the item's own content.
    let anchor = if ["形成", "产生", "生成", "变更", "更新"].iter().any(|verb| verbs.contains(verb)) {
        if !ITSELF.contains(&after) {
            return None;
        }
        Anchor::FormedOrChanged
    } else if verbs.contains("制") && (verbs.contains("获") || ITSELF.contains(&after)) {
        Anchor::MadeOrObtained
    } else {
        return None;
    };
    if ITSELF.contains(&object) {
        return Some((anchor, String::new()));
    }
    scope(object).map(|scope| (anchor, scope))
}

/// 执法决定信息在决定作出, 批后公布应在规划批准, 行政处罚事项应自作出行政决定: the part of the content, then the event.
fn parted(words: &str) -> Option<(String, &str)> {
    let joints = ["应当自", "应当在", "应自", "应在", "应于", "须在", "自", "在", "于"];
    joints.into_iter().find_map(|joint| {
        let (left, right) = words.split_once(joint)?;
        Some((scope(left)?, right)).filter(|(_, right)| !right.is_empty())
    })
}

/// Words that can be an event: Chinese without numbers or signs, and none of the words by which a sentence says something else.
fn is_event(words: &str) -> bool {
    const NO_EVENT: [&str; 12] = ["延长", "不得", "不少", "超过", "除", "工作日", "每", "另有", "提前", "不超", "最迟", "及时"];
    let n = words.chars().count();
    (2..=40).contains(&n)
        && words.chars().all(|c| gongkai_text::normalise::is_han(c) || matches!(c, '、' | '《' | '》' | '(' | ')' | '-'))
        && !NO_EVENT.iter().any(|word| words.contains(word))
}
