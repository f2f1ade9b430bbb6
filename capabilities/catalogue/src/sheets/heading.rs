//! Which column is meant by a heading, whatever a county calls it?

use gongkai_text::normalise::{label_name, squeeze};

use crate::rules::channel;
use crate::rules::element::Element;
use crate::rules::item::{Level, Stage};

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// 序号, numbered anew on the way out.
    Number,
    Code,
    Field,
    /// 一级事项, 二级事项, 三级事项; 0: the level by its order among the others.
    Name(u8),
    Content,
    Basis,
    TimeLimit,
    Subject,
    Channels,
    /// One box of the channels in a column of its own.
    Channel(String),
    DisclosedTo,
    Everybody,
    Group,
    Mode,
    Proactive,
    OnRequest,
    Levels,
    /// 县级; 乡、村级. The second: the name of a place was taken for 县级.
    Level(Vec<Level>, bool),
    Stages,
    Stage(Stage),
    Steps,
    /// Any other, kept under its heading.
    Other(String),
}

impl Column {
    /// The element that a column is about.
    pub(super) fn element(&self) -> Option<Element> {
        Some(match self {
            Column::Code => Element::Code,
            Column::Field => Element::Field,
            Column::Name(_) => Element::Name,
            Column::Content => Element::Content,
            Column::Basis => Element::Basis,
            Column::TimeLimit => Element::TimeLimit,
            Column::Subject => Element::Subject,
            Column::Channels | Column::Channel(_) => Element::Channels,
            Column::DisclosedTo | Column::Everybody | Column::Group => Element::DisclosedTo,
            Column::Mode | Column::Proactive | Column::OnRequest => Element::Mode,
            Column::Levels | Column::Level(..) => Element::Level,
            Column::Stages | Column::Stage(_) => Element::Stage,
            Column::Steps => Element::Step,
            Column::Number | Column::Other(_) => return None,
        })
    }
}

/// Over the further columns on the way out; below it nothing but our own names is taken for an element.
pub(super) const FURTHER: &str = "扩展列";

/// The column that a path of headings means, from the highest to the lowest.
pub(super) fn column(path: &[&str]) -> Column {
    let labels: Vec<String> = path.iter().map(|text| label_name(text)).collect();
    if labels.first().is_some_and(|label| label == FURTHER) {
        return further(path);
    }
    let (leaf, above) = labels.split_last().expect("a column has a heading");
    let above = above.iter().rev().find_map(|label| of_label(label));
    match (of_label(leaf), above) {
        (None, Some(Column::Channels)) => match channel::official(leaf) {
            Some(name) => Column::Channel(name.to_owned()),
            None => Column::Channel(path[path.len() - 1].trim().to_owned()),
        },
        (None, Some(Column::Stages)) => stage(leaf).map_or_else(|| other(path), Column::Stage),
        (None, Some(Column::Levels)) => levels(leaf).map_or_else(|| other(path), |(levels, assumed)| Column::Level(levels, assumed)),
        // 主体, 方式 and the like are too short to be trusted below a heading of another kind.
        (Some(column), Some(parent)) if column.element() == parent.element() => column,
        (Some(column), None) => column,
        (None, None) if leaf.ends_with('级') => {
            levels(leaf).map_or_else(|| other(path), |(levels, assumed)| Column::Level(levels, assumed))
        }
        _ => other(path),
    }
}

fn further(path: &[&str]) -> Column {
    match path.last().map(|leaf| leaf.trim()) {
        Some("事项编码") => Column::Code,
        Some("领域") => Column::Field,
        Some("五公开") => Column::Stages,
        Some("办理环节") => Column::Steps,
        _ => other(&path[1.min(path.len() - 1)..]),
    }
}

fn other(path: &[&str]) -> Column {
    Column::Other(path.iter().map(|text| squeeze(text)).collect::<Vec<_>>().join("·"))
}

/// Whether a heading belongs to a catalogue at the first look: what the first row of a heading is known by.
pub(super) fn is_telling(text: &str) -> Option<Element> {
    of_label(&label_name(text)).and_then(|column| column.element())
}

/// Whether a heading may stand below another.
pub(super) fn is_lower(text: &str) -> bool {
    let label = label_name(text);
    of_label(&label).is_some() || levels(&label).is_some() || stage(&label).is_some() || channel::official(&label).is_some()
}

fn of_label(label: &str) -> Option<Column> {
    Some(match label {
        "序号" | "编号" => Column::Number,
        "事项编码" | "编码" | "事项代码" | "事项编号" | "目录编码" => Column::Code,
        "领域" | "试点领域" | "公开领域" | "所属领域" => Column::Field,
        "一级事项" | "一级目录" | "一级公开事项" | "公开类别" | "事项类别" | "一级" => Column::Name(1),
        "二级事项" | "二级目录" | "二级公开事项" | "二级" => Column::Name(2),
        "三级事项" | "三级目录" | "三级公开事项" | "三级" => Column::Name(3),
        "公开事项" | "事项名称" | "公开事项名称" | "事项" | "名称" => Column::Name(0),
        "内容" | "内容要素" | "公开要素" => Column::Content,
        "依据" | "法律依据" | "政策依据" => Column::Basis,
        "时限" | "公开期限" | "公开时间" => Column::TimeLimit,
        "主体" | "责任主体" | "公开责任主体" | "公开单位" | "公开机构" | "公开责任单位" => Column::Subject,
        "渠道" | "载体" | "渠道和载体" => Column::Channels,
        "全社会" | "社会公众" | "面向社会" | "全体社会公众" => Column::Everybody,
        "对象" => Column::DisclosedTo,
        "方式" => Column::Mode,
        "主动" | "主动公开" => Column::Proactive,
        "依申请" | "依申请公开" => Column::OnRequest,
        "层级" | "公开级别" => Column::Levels,
        "五公开" => Column::Stages,
        "办理环节" => Column::Steps,
        _ => return beginning(label),
    })
}

/// 公开渠道和载体（在标注范围内至少选择其一公开）, 特定群体（请写明): what follows is advice.
fn beginning(label: &str) -> Option<Column> {
    const BEGINNINGS: [(&str, Column); 12] = [
        ("公开事项", Column::Name(0)),
        ("公开内容", Column::Content),
        ("公开依据", Column::Basis),
        ("公开时限", Column::TimeLimit),
        ("公开主体", Column::Subject),
        ("公开渠道", Column::Channels),
        ("公开载体", Column::Channels),
        ("公开对象", Column::DisclosedTo),
        ("公开方式", Column::Mode),
        ("公开层级", Column::Levels),
        ("特定群", Column::Group),
        ("特定", Column::Group),
    ];
    let (_, column) = BEGINNINGS.into_iter().find(|(beginning, _)| label.starts_with(beginning))?;
    // 公开内容更新频率 is a column of its own.
    (label.chars().count() <= 24).then_some(column)
}

/// 决策, 决策公开
pub(super) fn stage(label: &str) -> Option<Stage> {
    Stage::ALL.iter().copied().find(|stage| stage.label() == label || stage.label().trim_end_matches("公开") == label)
}

/// The levels that words name, and whether the name of a place was taken for 县级: 县级, 乡、村级, 镇街级, 东阳市级.
pub(super) fn levels(label: &str) -> Option<(Vec<Level>, bool)> {
    let label = label.trim();
    if label == "both" {
        return Some((vec![Level::County, Level::Town], false));
    }
    let words =
        label.replace("县市、区", "县").replace("县市区", "县").replace("县、市、区", "县").replace("区县", "县").replace("社区", "村");
    let (mut levels, mut assumed, mut named) = (Vec::new(), false, String::new());
    for c in words.chars() {
        let level = match c {
            '省' => Level::Province,
            '市' if named.is_empty() => Level::City,
            '市' | '县' | '区' => Level::County,
            '乡' | '镇' | '街' => Level::Town,
            '村' | '居' => Level::Village,
            '级' | '道' | '、' | '/' | ',' | '，' | ';' | '；' | '和' | '及' | '\n' | ' ' => continue,
            c if gongkai_text::normalise::is_han(c) && named.chars().count() < 4 => {
                named.push(c);
                continue;
            }
            _ => return None,
        };
        assumed |= !std::mem::take(&mut named).is_empty();
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    (named.is_empty() && !levels.is_empty()).then_some((levels, assumed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_real_tables() {
        let is = |path: &[&str], expected: Column| assert_eq!(column(path), expected, "{path:?}");
        is(&["公开事项", "一级事项"], Column::Name(1));
        is(&["公 开 事 项", "二级\n事项"], Column::Name(2));
        is(&["公开内容（要素）"], Column::Content);
        is(&["公开渠道和载体（在标注范围内至少选择其一公开）"], Column::Channels);
        is(&["公开渠道和载体", "政府服务中心"], Column::Channel("政务服务中心".to_owned()));
        is(&["公开对象", "特定群体（请写明）"], Column::Group);
        is(&["公开对象", "特定群众"], Column::Group);
        is(&["公开方式", "依申请公开"], Column::OnRequest);
        is(&["公开层级", "县级"], Column::Level(vec![Level::County], false));
        is(&["公开层级", "乡、村级"], Column::Level(vec![Level::Town, Level::Village], false));
        is(&["公开层级", "镇街级"], Column::Level(vec![Level::Town], false));
        is(&["公开层级", "区级"], Column::Level(vec![Level::County], false));
        is(&["公开层级", "市级"], Column::Level(vec![Level::City], false));
        is(&["公开层级", "青岚市级"], Column::Level(vec![Level::County], true));
        is(&["五公开", "决策"], Column::Stage(Stage::Decision));
        is(&["责任科室"], Column::Other("责任科室".to_owned()));
        is(&["联系方式", "咨询电话"], Column::Other("联系方式·咨询电话".to_owned()));
        is(&["扩展列", "事项编码"], Column::Code);
        is(&["扩展列", "编号"], Column::Other("编号".to_owned()));
        assert_eq!(levels("both"), Some((vec![Level::County, Level::Town], false)));
        assert_eq!((levels("全部"), levels("√"), levels("")), (None, None, None));
    }
}
