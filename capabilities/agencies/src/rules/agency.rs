//! May an agency be kept as it is described? All that is wrong with it, at once.

use gongkai_identity::within;
use gongkai_law::{Uscc, UsccError};
use jiff::civil::Date;

use crate::agency::{Agency, AgencyData, AgencyId};
use crate::directory::Directory;

/// Long enough for every name and address we have seen.
const LONGEST_LINE: usize = 200;
const LONGEST_TEXT: usize = 20_000;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgencyRefusal {
    #[error("路径由小写字母、数字和连字符组成，各级之间用“/”分隔")]
    PathMalformed,
    #[error("路径“{0}”已被使用")]
    PathTaken(String),
    #[error("路径应在上级机构之下，即以“{0}/”开头")]
    PathOutside(String),
    #[error("上级机构“{0}”不存在")]
    ParentUnknown(String),
    #[error("请填写机构全称")]
    NameMissing,
    #[error("机构全称“{0}”已被另一机构使用")]
    NameTaken(String),
    #[error("{0}")]
    Code(UsccError),
    #[error("统一社会信用代码已登记于“{0}”")]
    CodeTaken(String),
    #[error("{0}过长")]
    TooLong(&'static str, &'static str),
    #[error("{0}的格式不正确")]
    Malformed(&'static str, &'static str),
    #[error("机关代字“{0}”只应由汉字组成，不含年份和括号")]
    Abbreviation(String),
    #[error("负责人应写明姓名和职务（“{0}”不完整）")]
    Leader(String),
    #[error("机构已撤销")]
    AlreadyDissolved,
    #[error("承接机构“{0}”不存在或已撤销")]
    SuccessorUnknown(String),
    #[error("机构不能由自身承接")]
    SuccessorIsSelf,
    #[error("该机构之下还有未撤销的机构：{0}")]
    HasChildren(String),
    #[error("撤销日期不能晚于今天")]
    DissolvedLater,
}

impl AgencyRefusal {
    /// The field of the form that it concerns; empty where it concerns the whole.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::PathMalformed | Self::PathTaken(_) | Self::PathOutside(_) => "path",
            Self::ParentUnknown(_) => "parent",
            Self::NameMissing | Self::NameTaken(_) => "name",
            Self::Code(_) | Self::CodeTaken(_) => "code",
            Self::TooLong(_, field) | Self::Malformed(_, field) => field,
            Self::Abbreviation(_) => "abbreviations",
            Self::Leader(_) => "leaders",
            Self::SuccessorUnknown(_) | Self::SuccessorIsSelf => "successor",
            Self::DissolvedLater => "dissolved_on",
            Self::AlreadyDissolved | Self::HasChildren(_) => "",
        }
    }
}

/// Whether a new agency may have this place.
#[must_use]
pub fn check_place(path: &str, parent: &str, directory: &Directory) -> Vec<AgencyRefusal> {
    let mut refusals = Vec::new();
    let segment = |part: &str| {
        !part.is_empty() && part.len() <= 40 && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !path.split('/').all(segment) || path.len() > LONGEST_LINE {
        refusals.push(AgencyRefusal::PathMalformed);
    } else if directory.by_path(path).is_some() {
        refusals.push(AgencyRefusal::PathTaken(path.to_owned()));
    }
    if !parent.is_empty() {
        if directory.by_path(parent).is_none() {
            refusals.push(AgencyRefusal::ParentUnknown(parent.to_owned()));
        } else if !within(parent, path) {
            refusals.push(AgencyRefusal::PathOutside(parent.to_owned()));
        }
    }
    refusals
}

/// Whether this may be said of an agency; `own` is its number where it exists already.
#[must_use]
pub fn check_data(data: &AgencyData, own: Option<AgencyId>, directory: &Directory) -> Vec<AgencyRefusal> {
    let mut refusals = Vec::new();
    let other = |agency: &&Agency| Some(agency.id) != own;
    if data.name.is_empty() {
        refusals.push(AgencyRefusal::NameMissing);
    } else if directory.all().iter().filter(other).any(|agency| agency.active && agency.name() == data.name) {
        refusals.push(AgencyRefusal::NameTaken(data.name.clone()));
    }
    if !data.code.is_empty() {
        match Uscc::parse(&data.code) {
            Err(error) => refusals.push(AgencyRefusal::Code(error)),
            Ok(code) => {
                if let Some(holder) = directory.by_code(code.as_str()).filter(other) {
                    refusals.push(AgencyRefusal::CodeTaken(holder.name().to_owned()));
                }
            }
        }
    }
    refusals.extend(check_lines(data));
    refusals.extend(check_lists(data));
    refusals
}

fn check_lines(data: &AgencyData) -> Vec<AgencyRefusal> {
    let mut refusals = Vec::new();
    let openness = &data.openness;
    let lines = [
        ("机构全称", "name", &data.name),
        ("机构简称", "short_name", &data.short_name),
        ("办公地址", "address", &data.address),
        ("办公时间", "office_hours", &data.office_hours),
        ("公开工作机构名称", "openness_unit", &openness.unit),
        ("公开工作机构地址", "openness_address", &openness.address),
        ("公开工作机构办公时间", "openness_office_hours", &openness.office_hours),
        ("互联网联系方式", "openness_online", &openness.online),
    ];
    for (label, field, text) in lines {
        if text.chars().count() > LONGEST_LINE {
            refusals.push(AgencyRefusal::TooLong(label, field));
        }
    }
    if data.functions.chars().count() > LONGEST_TEXT {
        refusals.push(AgencyRefusal::TooLong("机构职能", "functions"));
    }
    let phones = [
        ("联系电话", "phone", &data.phone),
        ("传真", "fax", &data.fax),
        ("公开工作机构电话", "openness_phone", &openness.phone),
        ("公开工作机构传真", "openness_fax", &openness.fax),
    ];
    for (label, field, text) in phones {
        if !text.is_empty() && !super::is_phone(text) {
            refusals.push(AgencyRefusal::Malformed(label, field));
        }
    }
    let six_digits = data.postcode.len() == 6 && data.postcode.bytes().all(|b| b.is_ascii_digit());
    if !data.postcode.is_empty() && !six_digits {
        refusals.push(AgencyRefusal::Malformed("邮政编码", "postcode"));
    }
    if !data.email.is_empty() && !super::is_email(&data.email) {
        refusals.push(AgencyRefusal::Malformed("电子邮箱", "email"));
    }
    refusals
}

fn check_lists(data: &AgencyData) -> Vec<AgencyRefusal> {
    let mut refusals = Vec::new();
    for word in &data.abbreviations {
        // 岚综管办规 and the like: the characters of CJK alone, so that a number is read back unambiguously.
        let chinese = !word.is_empty() && word.chars().count() <= 12 && word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        if !chinese {
            refusals.push(AgencyRefusal::Abbreviation(word.clone()));
        }
    }
    for leader in &data.leaders {
        if leader.name.is_empty() || leader.post.is_empty() {
            let shown = if leader.name.is_empty() { &leader.post } else { &leader.name };
            refusals.push(AgencyRefusal::Leader(shown.clone()));
        }
    }
    refusals
}

/// Whether an agency may be ended on a day, its work passing to another.
#[must_use]
pub fn check_dissolution(agency: &Agency, on: Date, successor: &str, today: Date, directory: &Directory) -> Vec<AgencyRefusal> {
    let mut refusals = Vec::new();
    if !agency.active {
        refusals.push(AgencyRefusal::AlreadyDissolved);
    }
    if on > today {
        refusals.push(AgencyRefusal::DissolvedLater);
    }
    let children: Vec<&str> = directory.children(&agency.path).filter(|child| child.active).map(Agency::name).collect();
    if !children.is_empty() {
        refusals.push(AgencyRefusal::HasChildren(children.join("、")));
    }
    if successor == agency.path {
        refusals.push(AgencyRefusal::SuccessorIsSelf);
    } else if !successor.is_empty() && !directory.by_path(successor).is_some_and(|found| found.active) {
        refusals.push(AgencyRefusal::SuccessorUnknown(successor.to_owned()));
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let agency = |id: i64, path: &str, parent: &str, name: &str, code: &str| Agency {
            id: AgencyId(id),
            path: path.into(),
            parent: parent.into(),
            active: true,
            dissolved_on: None,
            successor: String::new(),
            former_names: Vec::new(),
            data: AgencyData { name: name.into(), code: code.into(), ..AgencyData::default() },
        };
        let code = Uscc::complete("1100000042510831").expect("sixteen characters").to_string();
        Directory::new(vec![agency(1, "qinglan", "", "青岚县人民政府", ""), agency(2, "qinglan/edu", "qinglan", "青岚县教育局", &code)])
    }

    #[track_caller]
    fn refused(data: &AgencyData) -> Vec<&'static str> {
        check_data(data, None, &directory()).iter().map(AgencyRefusal::field).collect()
    }

    #[test]
    fn a_place_is_below_its_parent_and_free() {
        let place = |path, parent| check_place(path, parent, &directory());
        assert_eq!(place("qinglan/health", "qinglan"), []);
        assert_eq!(place("qinglan/edu", "qinglan"), [AgencyRefusal::PathTaken("qinglan/edu".into())]);
        assert_eq!(place("health", "qinglan"), [AgencyRefusal::PathOutside("qinglan".into())]);
        assert_eq!(place("qinglan/Health", "qinglan"), [AgencyRefusal::PathMalformed]);
        assert_eq!(place("../etc", "nowhere"), [AgencyRefusal::PathMalformed, AgencyRefusal::ParentUnknown("nowhere".into())]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let good = AgencyData { name: "青岚县卫生健康局".into(), phone: "0000-2200001转8012".into(), ..AgencyData::default() };
        assert_eq!(refused(&good), [] as [&str; 0]);
        let code = directory().by_path("qinglan/edu").expect("made above").code().to_owned();
        let bad = AgencyData {
            name: "青岚县教育局".into(),
            code,
            phone: "打总机".into(),
            postcode: "12345".into(),
            email: "a@b".into(),
            abbreviations: vec!["青卫发〔2026〕".into(), "青卫函".into()],
            leaders: vec![crate::agency::Leader { name: "陈某".into(), ..Default::default() }],
            ..AgencyData::default()
        };
        assert_eq!(refused(&bad), ["name", "code", "phone", "postcode", "email", "abbreviations", "leaders"]);
        let own = check_data(&bad, Some(AgencyId(2)), &directory());
        assert!(!own.iter().any(|refusal| matches!(refusal.field(), "name" | "code")), "its own name and code are free to it");
    }

    #[test]
    fn an_agency_ends_after_those_below_it() {
        let directory = directory();
        let today: Date = "2026-03-02".parse().expect("a day");
        let (county, edu) = (&directory.all()[0], &directory.all()[1]);
        assert_eq!(check_dissolution(edu, today, "qinglan", today, &directory), []);
        assert_eq!(check_dissolution(county, today, "", today, &directory), [AgencyRefusal::HasChildren("青岚县教育局".into())]);
        let refusals = check_dissolution(edu, today.tomorrow().expect("not the last day"), "qinglan/edu", today, &directory);
        assert_eq!(refusals, [AgencyRefusal::DissolvedLater, AgencyRefusal::SuccessorIsSelf]);
    }
}
