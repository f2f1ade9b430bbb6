//! What does one clause of a phrase demand: 自作出行政决定之日起7个工作日内公示?

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::normal::UNIT;
use super::{Anchor, Part, Rule, Span, Unit, anchor};
use crate::rules::period::{Due, Every};

/// The verbs with which a clause may end; none of them changes what is demanded.
const MADE_PUBLIC: &str = r"(?:向社会|予以|及时|集中|同时|主动|依法|对外|进行|完成|并)*(?:公开发布|发布公告|公开|公示|公布|公告|发布|披露|更新|通报)?(?:上一?(?:个?季度|个?月|年度?|期)(?:的?情况|信息|数据)?)?(?:1次)?";

/// 条例 article 33: within 20 working days of receipt.
const ANSWER_WITHIN: Span = Span { amount: 20, unit: Unit::WorkingDays };

/// Reads one clause; `None` where it says anything that is not understood.
pub(super) fn read(clause: &str) -> Option<Vec<Part>> {
    let (scope, clause) = with_colon(clause);
    let (clause, channel) = with_channel(clause);
    let mut parts = standing(clause)
        .or_else(|| periodic(clause))
        .or_else(|| shown(clause))
        .or_else(|| before(clause))
        .or_else(|| within(clause))
        .or_else(|| progress(clause))
        .or_else(|| keyword(clause))
        .or_else(|| other(clause))?;
    for part in &mut parts {
        if !scope.is_empty() {
            part.scope = if part.scope.is_empty() { scope.to_owned() } else { format!("{scope}·{}", part.scope) };
        }
        channel.clone_into(&mut part.channel);
    }
    Some(parts)
}

/// 在村公示栏公开, standing alone after a comma: the channel of what was said before it.
pub(super) fn channel_alone(clause: &str) -> Option<String> {
    let (rest, channel) = with_channel(clause);
    (rest.is_empty() && !channel.is_empty()).then(|| channel.to_owned())
}

/// `指南类：…`. The headings of the column itself are no part of the content.
fn with_colon(clause: &str) -> (&str, &str) {
    match clause.split_once(':') {
        Some(("公开时限" | "时限" | "公开期限" | "期限" | "公开时间" | "时间", rest)) => ("", rest),
        // 自收到申请之日起:… is no name of a part.
        Some((words, _)) if words.ends_with(['起', '内', '时']) => ("", clause),
        Some((scope, rest)) if !scope.is_empty() => (scope, rest),
        _ => ("", clause),
    }
}

/// 在村公示栏公开, 经国家企业信用信息公示系统公示, at the end of a clause.
fn with_channel(clause: &str) -> (&str, &str) {
    static CHANNEL: LazyLock<Regex> = LazyLock::new(|| {
        let place = "公示栏|公开栏|网站|网|平台|系统|公众号|大厅|报|媒体|现场|显示屏|电子屏|公报";
        let pattern = format!(r"(?:,?(?:在|于|经|通过))(?P<channel>[^0-9,:;]*(?:{place}))(?:上|内)?{MADE_PUBLIC}$");
        Regex::new(&pattern).expect("a constant pattern")
    });
    match CHANNEL.captures(clause) {
        // 在实地启动…时,在村公示栏公开: the last of several 在 begins the channel.
        Some(found) => {
            let channel = found.name("channel").expect("a group of the pattern");
            let start = found.get(0).expect("the whole match").start();
            match channel.as_str().rsplit_once(['在', '于']) {
                Some((_, last)) if !last.is_empty() && !channel.as_str().contains("所在") => {
                    let cut = channel.end() - last.len();
                    let before = clause[..cut].trim_end_matches(['在', '于']).trim_end_matches(',');
                    (before, last)
                }
                _ => (&clause[..start], channel.as_str()),
            }
        }
        None => (clause, ""),
    }
}

fn pattern(inner: &str) -> Regex {
    Regex::new(&format!("^{inner}$")).expect("a constant pattern")
}

fn span(found: &Captures<'_>) -> Option<Span> {
    let number: u16 = found["n"].parse().ok()?;
    let (amount, unit) = match found["unit"].trim_start_matches('个') {
        "工作日" => (number, Unit::WorkingDays),
        "日" | "天" | "自然日" => (number, Unit::Days),
        "周" => (number.checked_mul(7)?, Unit::Days),
        "月" => (number, Unit::Months),
        _ => (number, Unit::Hours),
    };
    (amount > 0).then_some(Span { amount, unit })
}

fn one(rule: Rule, scope: String, anchor_assumed: bool) -> Option<Vec<Part>> {
    Some(vec![Part { rule, scope, channel: String::new(), anchor_assumed }])
}

/// 长期公开, 常年公开, 永久公开, 长期公示, 长期有效
fn standing(clause: &str) -> Option<Vec<Part>> {
    static STANDING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(?P<head>.*?)(?:并|保持|予以|应当?|为)*(?:长期|常年|永久|常态化?|持续)(?:有效|保持|{MADE_PUBLIC})"))
    });
    let found = STANDING.captures(clause)?;
    let scope = if found["head"].is_empty() { String::new() } else { anchor::scope(&found["head"])? };
    one(Rule::Standing, scope, false)
}

/// 每季度, 每年3月底前, 每季度前10日内, 半年至少更新1次, 每20个工作日更新
fn periodic(clause: &str) -> Option<Vec<Part>> {
    static PERIODIC: LazyLock<Regex> = LazyLock::new(|| {
        let every = format!(
            r"每(?:1?个)?(?P<every>季度?|月度?|半年|年度?|周|日|天|(?P<count>[0-9]+){UNIT})|(?P<bare>半年|季度|年|月)(?:至少|不少于)"
        );
        let first = r"(?:的?前|首月前)(?P<first>[0-9]+)(?:日|天)内";
        let after = r"(?:终了|结束|末)?之?后的?(?P<after>[0-9]+)(?:日|天)内";
        let by = r"(?P<month>[0-9]+)月(?:(?P<day>[0-9]+)日|底|末)(?:之|以)?前|(?P<by>[0-9]+)日(?:之|以)?前";
        let when = format!("(?:{first}|{after}|{by})?");
        pattern(&format!(r"(?P<head>[^0-9,:]*?)(?:应当?|须)?(?:{every}){when}(?P<tail>(?:至少|不少于)?{MADE_PUBLIC})"))
    });
    let found = PERIODIC.captures(clause)?;
    let name = found.name("every").or(found.name("bare"))?.as_str();
    let every = every(name, found.name("count").map(|n| n.as_str()))?;
    let number = |group: &str| found.name(group).map(|n| n.as_str().parse::<u16>());
    let due = if let Some(first) = number("first").or(number("by")) {
        // A report on the time past belongs to the period past.
        if found["tail"].contains('上') { Due::FirstDaysAfter(first.ok()?) } else { Due::FirstDays(first.ok()?) }
    } else if let Some(after) = number("after") {
        Due::FirstDaysAfter(after.ok()?)
    } else if let Some(month) = found.name("month") {
        by_day(every, month.as_str(), found.name("day").map(|day| day.as_str()))?
    } else {
        Due::WithinPeriod
    };
    if matches!(every, Every::WorkingDays(_) | Every::Days(_)) && due != Due::WithinPeriod {
        return None;
    }
    // 季度不少于 alone breaks off before it says what.
    if found.name("bare").is_some() && found["tail"].is_empty() {
        return None;
    }
    let scope = if found["head"].is_empty() { String::new() } else { anchor::scope(&found["head"])? };
    one(Rule::Periodic { every, due }, scope, false)
}

fn every(name: &str, count: Option<&str>) -> Option<Every> {
    Some(match name {
        "月" | "月度" => Every::Month,
        "季" | "季度" => Every::Quarter,
        "半年" => Every::HalfYear,
        "年" | "年度" => Every::Year,
        "周" => Every::Days(7),
        "日" | "天" => Every::Days(1),
        _ => {
            let n: u16 = count?.parse().ok().filter(|n| *n > 0)?;
            match name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('个') {
                "工作日" => Every::WorkingDays(n),
                "日" | "天" | "自然日" => Every::Days(n),
                "周" => Every::Days(n.checked_mul(7)?),
                _ => return None,
            }
        }
    })
}

/// 每年3月底前: the day must be one of the calendar, and only years have months to name.
fn by_day(every: Every, month: &str, day: Option<&str>) -> Option<Due> {
    let month: i8 = month.parse().ok()?;
    let last = jiff::civil::Date::new(2001, month, 1).ok()?.days_in_month();
    let day = match day {
        Some(day) => day.parse().ok().filter(|day| (1..=last).contains(day))?,
        None => last,
    };
    (every == Every::Year).then_some(Due::ByDay { month, day })
}

/// 公示期不少于10日, 公示7个工作日, 批前公示时间不得少于30日, 不少于20个工作日
fn shown(clause: &str) -> Option<Vec<Part>> {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        let least = "(?P<least>不得?少于|不得?低于|不得?短于|至少为?|最少)";
        pattern(&format!(
            r"(?P<head>[^0-9,:]*?)(?:的)?(?P<term>期限|时限|时间|期|天数)?(?:应当?|为)*{least}?(?P<n>[0-9]+)(?P<unit>{UNIT})(?:以上)?"
        ))
    });
    let found = SHOWN.captures(clause)?;
    let of_showing = |words: &str| ["公示", "公告", "披露", "征求意见", "征集", "公布", "展示"].iter().any(|end| words.ends_with(end));
    let head = &found["head"];
    if found.name("least").is_none() && !of_showing(head) {
        return None;
    }
    if found.name("least").is_some() && !head.is_empty() && found.name("term").is_none() && !of_showing(head) {
        return None;
    }
    let scope = if matches!(head, "公示" | "公告") { "" } else { head };
    one(Rule::Shown { at_least: span(&found)? }, scope.to_owned(), false)
}

/// 在组织听证7个工作日前予以公开, 至少在投标开始日前20日, 计划停水提前24小时
fn before(clause: &str) -> Option<Vec<Part>> {
    static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
        let told = format!("(?:{MADE_PUBLIC}|(?:发布?)?(?:通知|告知)(?:邀请)?|发通知邀请)");
        pattern(&format!(r"(?P<head>.*?)(?:至少|应当?|须)*提前(?P<n>[0-9]+)(?P<unit>{UNIT})(?:以上)?{told}"))
    });
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        let number = format!(r"(?P<n>[0-9]+)(?P<unit>{UNIT})(?:之|以)?前");
        pattern(&format!(r"(?:至少|最迟|应当?|须)*(?P<head>.+?){number}{MADE_PUBLIC}"))
    });
    static DAYS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(?:至少|最迟|应当?|须)*(?P<head>.+?)(?:之|以)?前(?:至少)?(?P<n>[0-9]+)(?P<unit>{UNIT}){MADE_PUBLIC}"))
    });
    let found = AHEAD.captures(clause).or_else(|| BEFORE.captures(clause)).or_else(|| DAYS.captures(clause))?;
    let span = span(&found)?;
    if found["head"].is_empty() {
        return one(Rule::Before { anchor: Anchor::Event(String::new()), span }, String::new(), true);
    }
    let (anchor, scope) = anchor::event(found["head"].trim_end_matches("日期"))?;
    one(Rule::Before { anchor, span }, scope, false)
}

/// 自作出行政决定之日起7个工作日内公示, 20个工作日, 本级人民代表大会批准后20日内
fn within(clause: &str) -> Option<Vec<Part>> {
    static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
        let most = "(?:最迟|最晚|不得?超过|不得?迟于|不得?晚于|应当?|须)*";
        pattern(&format!(r"(?P<head>.*?){most}(?P<n>[0-9]+)(?P<unit>{UNIT})(?:以内|之内|内)?{MADE_PUBLIC}"))
    });
    let found = WITHIN.captures(clause)?;
    let (span, head) = (span(&found)?, &found["head"]);
    // 部门预算由财政部门批复 (预算法 article 14): in that column 批复 alone is the reply of the treasury.
    if matches!(head, "批复后" | "批复之日起" | "自批复之日起") && span.unit == Unit::Days {
        return one(Rule::Within { anchor: Anchor::FinanceReplied, span }, String::new(), false);
    }
    let head = anchor::head(head)?;
    match head.anchor {
        Some(Anchor::RequestReceived) => one(Rule::OnRequest { span }, head.scope, false),
        Some(anchor) => one(Rule::Within { anchor, span }, head.scope, false),
        None => one(Rule::Within { anchor: Anchor::FormedOrChanged, span }, head.scope, true),
    }
}

/// 按进展情况及时公开
fn progress(clause: &str) -> Option<Vec<Part>> {
    static PROGRESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            r"(?P<head>.*?)(?:按照?|根据|随着?|视)(?:工作|项目|事项|相关|实际)?进[展度](?:情况)?(?:及时|适时|分阶段|实时)?{MADE_PUBLIC}"
        ))
    });
    let found = PROGRESS.captures(clause)?;
    let scope = if found["head"].is_empty() { String::new() } else { anchor::scope(&found["head"])? };
    one(Rule::Progress, scope, false)
}

/// 实时公开, 重大决策作出后及时公开
fn keyword(clause: &str) -> Option<Vec<Part>> {
    static KEYWORD: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"(?P<head>.*?)(?:应当?|须|予以)?(?P<word>实时|即时|及时|随时|第一时间|尽快){MADE_PUBLIC}")));
    let found = KEYWORD.captures(clause)?;
    let head = anchor::head(&found["head"])?;
    match (&found["word"], head.anchor) {
        ("实时" | "即时", None) => one(Rule::RealTime, head.scope, false),
        ("实时" | "即时", Some(_)) => None,
        (_, Some(anchor)) => one(Rule::Prompt { anchor }, head.scope, false),
        (_, None) => one(Rule::Prompt { anchor: Anchor::FormedOrChanged }, head.scope, false),
    }
}

/// 随采购文件公开, 在公告规定期限内, 在实地启动工作时, 为依申请公开
fn other(clause: &str) -> Option<Vec<Part>> {
    static WITH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:随同|随|与|同)(?P<document>[^0-9,:]+?)(?:1并|一并|同步|同时|1起|一起)?(?:公开|公示|公布|公告|发布|披露)")
    });
    static SET: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(?:在|于|按照?)?(?P<document>[^0-9,:]+?)(?:规定|确定|载明|明确)的?(?:期限|时限|时间)以?内?{MADE_PUBLIC}"))
    });
    static AT: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!(r"(?:在|于)?(?P<event>.+?)(?:之时|的?同时|时|之日|当日|当天){MADE_PUBLIC}")));
    static ASKED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<head>.*?)(?:为|属于)?依申请(?:公开)?"));
    const UNNAMED: [&str; 8] = ["法律", "法规", "法律法规", "法律、法规", "国家", "有关", "相关", "上级"];
    if let Some(found) = WITH.captures(clause) {
        return one(Rule::With { document: found["document"].to_owned() }, String::new(), false);
    }
    if let Some(found) = SET.captures(clause) {
        let document = found["document"].to_owned();
        let named = document.chars().count() > 1 && !document.starts_with('按') && !UNNAMED.contains(&document.as_str());
        return if named { one(Rule::SetBy { document }, String::new(), false) } else { None };
    }
    if let Some(found) = ASKED.captures(clause) {
        let scope = if found["head"].is_empty() { String::new() } else { anchor::scope(&found["head"])? };
        return one(Rule::OnRequest { span: ANSWER_WITHIN }, scope, true);
    }
    let found = AT.captures(clause).filter(|found| !found["event"].ends_with(['随', '及', '实', '按', '届', '临', '暂', '同']))?;
    let (anchor, scope) = anchor::event(&found["event"])?;
    one(Rule::Within { anchor, span: Span { amount: 0, unit: Unit::Days } }, scope, false)
}
