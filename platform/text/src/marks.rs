//! What does the beginning of a line, or the whole of a short line, say about its part in an official document?
//!
//! All functions expect Simplified characters (see `script::fold_char`); brackets and digits may have either width.

mod numbering;

use std::sync::LazyLock;

use regex::Regex;

use crate::dates::number;

pub use self::numbering::{Mark, mark};
use self::numbering::{is_chinese_number, is_digit, run};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[（(]?([\p{Han}（）()]{1,16}?)\s*",
        r"[〔\[(（【﹝〖［<〈](\d{4})[〕\])）】﹞〗］>〉]\s*",
        r"(?:第)?\s*(\d{1,5})\s*号[）)]?$"
    ))
    .expect("the pattern is fixed")
});

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[（(]?((?:[\p{Han}、 ]{2,40}?(?:令|公告|通告|决定))?\s*第?\s*[0-9０-９一二三四五六七八九十百零〇○]{1,6}\s*号)[）)]?$")
        .expect("the pattern is fixed")
});

/// A 发文字号 that fills the line, in the official form `代字〔年〕顺序号` whatever the brackets were, or an order number.
#[must_use]
pub fn document_number(line: &str) -> Option<String> {
    if line.len() > 160 || !line.contains('号') {
        return None;
    }
    let squeezed: String = narrow_digits(line).chars().filter(|c| !crate::normalise::is_space(*c)).collect();
    if let Some(found) = NUMBER.captures(&squeezed) {
        return Some(format!("{}〔{}〕{}号", &found[1], &found[2], &found[3]));
    }
    let found = ORDER.captures(&squeezed)?.get(1)?.as_str();
    // 12号 alone is a house number, not an order.
    (found.contains('第') || found.contains('令')).then(|| found.to_owned())
}

static NUMBER_ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([\p{Han}]{2,12}(?:[（(][\p{Han}]{1,6}[）)])?)[〔\[(（【﹝〖［](\d{4})[〕\])）】﹞〗］](?:第)?(\d{1,5})号")
        .expect("the pattern is fixed")
});

/// Every 发文字号 inside a text: byte range and official form.
pub fn document_numbers(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, String)> + '_ {
    NUMBER_ANYWHERE.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?;
        Some((whole.range(), format!("{}〔{}〕{}号", &found[1], &found[2], &found[3])))
    })
}

fn narrow_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// 附注: （此件公开发布）, （此件主动公开）, （此件不公开）.
#[must_use]
pub fn is_note(line: &str) -> bool {
    if line.len() > 90 {
        return false;
    }
    let inner = line.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    inner.is_some_and(|inner| inner.starts_with("此件") && inner.chars().count() <= 20)
}

/// 附件：… below the body; gives what follows the colon.
#[must_use]
pub fn annex_note(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('附')?.trim_start_matches(crate::normalise::is_space);
    let rest = rest.strip_prefix('件').or_else(|| rest.strip_prefix('表')).or_else(|| rest.strip_prefix('图'))?;
    let rest = rest.trim_start_matches(crate::normalise::is_space);
    // 附件1：名称 names one annex in the note as well.
    let rest = rest.trim_start_matches(is_digit);
    rest.strip_prefix([':', '：']).map(|rest| rest.trim_matches(crate::normalise::is_space))
}

/// The marker that opens an annex: 附件, 附件1, 附件一, 附件2 名称. Gives its number and what follows on the line.
#[must_use]
pub fn annex_marker(line: &str) -> Option<(i64, &str)> {
    let rest = line.strip_prefix('附')?.trim_start_matches(crate::normalise::is_space).strip_prefix('件')?;
    let rest = rest.trim_matches(crate::normalise::is_space);
    let digits = run(rest, |c| is_digit(c) || is_chinese_number(c));
    let name = rest[digits.len()..].trim_start_matches(crate::normalise::is_space);
    let name = name.strip_prefix([':', '：']).unwrap_or(name).trim_start_matches(crate::normalise::is_space);
    // 附件材料应当… is a sentence; a marker is bare, or a number with a short name.
    let fits = if digits.is_empty() { name.is_empty() } else { name.chars().count() <= 60 && !name.contains(['。', '；', '，']) };
    fits.then(|| (number(digits).unwrap_or(0), name))
}

/// 责任单位：, 牵头单位：, 配合单位： and their like at the head of a line.
#[must_use]
pub fn is_responsible(line: &str) -> bool {
    const HEADS: [&str; 12] = [
        "责任单位",
        "责任部门",
        "责任领导",
        "责任人",
        "责任科室",
        "牵头单位",
        "牵头部门",
        "配合单位",
        "配合部门",
        "完成时限",
        "完成时间",
        "协办单位",
    ];
    let line = line.strip_prefix(['(', '（', '[', '【']).unwrap_or(line);
    HEADS.iter().any(|head| {
        line.strip_prefix(head).is_some_and(|rest| rest.trim_start_matches(crate::normalise::is_space).starts_with([':', '：', ']', '】']))
    })
}

/// 版记: 抄送 and the line of printing.
#[must_use]
pub fn is_imprint(line: &str) -> bool {
    if !line.starts_with('抄') && !line.ends_with("印发") {
        return false;
    }
    let head: String = line.chars().filter(|c| !crate::normalise::is_space(*c)).take(4).collect();
    head.starts_with("抄送：") || head.starts_with("抄送:") || head.starts_with("抄报：") || head.starts_with("抄报:") || {
        line.len() <= 150 && line.ends_with("印发") && crate::dates::find(line).is_some()
    }
}

/// Words that end the name of an official body.
const ORGANS: [&str; 40] = [
    "政府",
    "办公室",
    "办公厅",
    "委员会",
    "管委会",
    "局",
    "厅",
    "部",
    "院",
    "委",
    "办",
    "中心",
    "大队",
    "支队",
    "总队",
    "领导小组",
    "指挥部",
    "联合会",
    "工会",
    "协会",
    "公司",
    "银行",
    "大学",
    "学院",
    "学校",
    "医院",
    "党组",
    "党委",
    "常委会",
    "法院",
    "检察院",
    "组",
    "署",
    "会议",
    "会",
    "所",
    "社",
    "站",
    "队",
    "处",
];

/// Whether the line may be the name of an official body: short, no sentence, ending as such names end.
#[must_use]
pub fn is_organ(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let n = line.chars().filter(|c| !crate::normalise::is_space(*c)).count();
    (3..=40).contains(&n)
        && !line.contains(['。', '，', ',', '；', ';', '：', ':', '《', '“', '.'])
        && !line.starts_with(['第', '各', '附'])
        && ORGANS.iter().any(|end| line.trim_end_matches(['）', ')']).ends_with(end))
}

/// Nouns that end the title of an official document (the 15 kinds of 2012 and what web lists add).
const TITLE_ENDS: [&str; 62] = [
    "通知",
    "意见",
    "决定",
    "决议",
    "通告",
    "公告",
    "公报",
    "公示",
    "函",
    "批复",
    "报告",
    "请示",
    "议案",
    "纪要",
    "通报",
    "命令",
    "方案",
    "要点",
    "办法",
    "规定",
    "条例",
    "细则",
    "规则",
    "规程",
    "规范",
    "规划",
    "计划",
    "名单",
    "指南",
    "目录",
    "清单",
    "制度",
    "预案",
    "标准",
    "章程",
    "措施",
    "总结",
    "安排",
    "分工",
    "表",
    "令",
    "法",
    "解释",
    "解读",
    "说明",
    "一览",
    "概况",
    "情况",
    "要求",
    "准则",
    "办法全文",
    "预算",
    "决算",
    "简章",
    "须知",
    "流程",
    "清册",
    "倡议书",
    "承诺书",
    "协议",
    "责任书",
    "答复",
];

/// Whether a title is complete with this line: it ends with the noun of a kind of document, a bracketed 试行 or 草案 allowed.
#[must_use]
pub fn ends_title(line: &str) -> bool {
    let line = line.trim_end_matches(crate::normalise::is_space);
    let line = match line.strip_suffix(['）', ')']) {
        Some(inner) => inner.rfind(['（', '(']).map_or(line, |at| &inner[..at]),
        None => line,
    };
    TITLE_ENDS.iter().any(|end| line.ends_with(end))
}

/// Whether a line may be (part of) a title: short, and not a sentence.
#[must_use]
pub fn may_be_title(line: &str) -> bool {
    if line.len() > 280 {
        return false;
    }
    let n = line.chars().count();
    (2..=70).contains(&n)
        && !line.contains(['。', '；', ';', '：', ':', '|', '？', '！'])
        && !line.ends_with(['，', ',', '、'])
        && line.chars().any(crate::normalise::is_han)
}

/// 主送机关: the line that ends with a colon and names bodies.
#[must_use]
pub fn is_salutation(line: &str) -> bool {
    let Some(inner) = line.strip_suffix(['：', ':']) else { return false };
    if inner.len() > 500 {
        return false;
    }
    let n = inner.chars().count();
    const BODIES: [&str; 20] = [
        "政府",
        "单位",
        "部门",
        "机关",
        "委员会",
        "局",
        "厅",
        "街道",
        "企业",
        "公司",
        "学校",
        "中心",
        "各",
        "你",
        "院",
        "镇",
        "乡",
        "委",
        "同志",
        "办",
    ];
    const SENTENCES: [&str; 14] =
        ["为", "根据", "按照", "现", "经", "如下", "以下", "下列", "应当", "通知", "是指", "包括", "制定", "要求"];
    (2..=160).contains(&n)
        && !inner.contains(['。', '；', '：', ':', '“', '《'])
        && BODIES.iter().any(|word| inner.contains(word))
        && !inner.starts_with(['为', '经', '现', '附', '第'])
        && !SENTENCES[1..].iter().any(|word| inner.contains(word))
        && !is_responsible(line)
        && mark(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn level(line: &str, depth: u8, number: i64) {
        assert_eq!(mark(line).map(|found| found.0), Some(Mark::Level { depth, number }), "{line}");
    }

    #[test]
    fn levels() {
        level("一、总体要求", 1, 1);
        level("（十二）完善制度", 2, 12);
        level("(三)推进", 2, 3);
        level("1.加强", 3, 1);
        level("１．在线申请", 3, 1);
        level("（4）办理", 4, 4);
        level("②其他", 5, 2);
        for line in ["1.5万元", "2011.2.10", "（2020）", "一方面", "第三季度", "第三条规定的情形", "十分重要"] {
            assert_eq!(mark(line), None, "{line}");
        }
    }

    #[test]
    fn articles_and_parts() {
        assert_eq!(mark("第十二条 为了").map(|m| m.0), Some(Mark::Article { number: 12, inserted: 0 }));
        assert_eq!(mark("第一百零三条之二　有下列").map(|m| m.0), Some(Mark::Article { number: 103, inserted: 2 }));
        assert_eq!(mark("第二章 公开的主体").map(|m| m.0), Some(Mark::Part { unit: '章', number: 2 }));
    }

    #[test]
    fn document_numbers_in_every_bracket() {
        for line in [
            "青政办发〔2026〕12号",
            "青政办发[2026]12号",
            "青政办发（2026）12号",
            "青政办发【2026】第12号",
            "（青政办发﹝2026﹞12号）",
            "青政办发 〖２０２６〗 １２ 号",
        ] {
            assert_eq!(document_number(line).as_deref(), Some("青政办发〔2026〕12号"), "{line}");
        }
        assert_eq!(document_number("青岚县人民政府令第7号").as_deref(), Some("青岚县人民政府令第7号"));
        assert_eq!(document_number("第7号").as_deref(), Some("第7号"));
        assert_eq!(document_number("人民路7号"), None);
    }

    #[test]
    fn short_lines() {
        assert!(is_salutation("各乡镇人民政府,县政府各部门:"));
        assert!(!is_salutation("为落实要求,结合实际,现制定如下方案:"));
        assert!(!is_salutation("责任单位:"));
        assert!(is_organ("青岚县人民政府办公室"));
        assert!(is_note("（此件公开发布）"));
        assert_eq!(annex_note("附件：1.分工表"), Some("1.分工表"));
        assert_eq!(annex_note("附件:"), Some(""));
        assert_eq!(annex_marker("附 件 2"), Some((2, "")));
        assert_eq!(annex_marker("附件材料应当齐全"), None);
        assert!(ends_title("青岚县信息公开办法（试行）"));
        assert!(is_imprint("青岚县人民政府办公室 2026年5月6日印发"));
    }
}
