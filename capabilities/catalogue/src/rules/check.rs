//! What is wrong with these items, each at its place, all at once?

mod code;

use std::collections::HashMap;

use gongkai_law::Openness;
use gongkai_text::finding::Finding;

use super::element::{Element, REQUIRED};
use super::item::{DisclosedTo, Item};
use super::{channel, term};

pub use code::Code;

/// Everything that stands against the items of one catalogue, in their order. `place` names the place of an element of the
/// n-th item: a cell where the items come from a table.
///
/// Whether a statute that is named as a basis exists is not judged: there is no list of all of them to judge by.
pub fn check<'a>(items: impl IntoIterator<Item = &'a Item>, place: impl Fn(usize, Element) -> String) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    // The same phrase stands in hundreds of rows.
    let mut unread: HashMap<&str, Option<String>> = HashMap::new();
    for (index, item) in items.into_iter().enumerate() {
        let at = |element| place(index, element);
        let missing = REQUIRED.into_iter().filter(|element| element.is_missing_in(item));
        findings.extend(missing.map(|element| Code::ElementMissing.at(at(element), element.label())));
        if !Element::TimeLimit.is_missing_in(item) {
            let phrase = item.time_limit.as_str();
            let rest = unread.entry(phrase).or_insert_with(|| term::parse(phrase).err().map(|error| error.to_string()));
            findings.extend(rest.as_ref().map(|rest| Code::TimeLimitUnread.at(at(Element::TimeLimit), rest)));
        }
        match first_of.get(item.code.as_str()) {
            Some(first) => {
                let what = format!("{}（与{}相同）", item.code, place(*first, Element::Code));
                findings.push(Code::CodeDuplicate.at(at(Element::Code), &what));
            }
            None => drop(first_of.insert(&item.code, index)),
        }
        findings.extend(channels(item, &at));
        findings.extend(basis(item, &at));
        let unfounded = item.steps.iter().flat_map(|step| &step.outputs);
        let unfounded = unfounded.filter(|output| output.openness != Openness::Proactive && output.ground.trim().is_empty());
        findings.extend(unfounded.map(|output| Code::GroundMissing.at(at(Element::Step), &output.name)));
    }
    findings
}

/// The findings of items that stand in no table: each place is named by code and name.
#[must_use]
pub fn check_items(items: &[Item]) -> Vec<Finding> {
    check(items, |index, element| {
        let item = &items[index];
        format!("事项{}“{}”的{}", item.code, item.name(), element.label())
    })
}

fn channels(item: &Item, at: &impl Fn(Element) -> String) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in &item.channels {
        let (bare, _) = channel::bare(name);
        if !bare.trim().is_empty() && !bare.starts_with("其他:") && channel::official(bare) != Some(bare) {
            findings.push(Code::ChannelUnknown.at(at(Element::Channels), bare));
        }
        // Under a condition (▲) a channel is chosen by hand.
        if item.disclosed_to == DisclosedTo::Group && channel::is_open_to_all(name) && !name.starts_with(channel::CONDITIONAL) {
            findings.push(Code::GroupOnOpenChannel.at(at(Element::Channels), bare));
        }
    }
    findings
}

/// 《》 that do not pair, or hold nothing.
fn basis(item: &Item, at: &impl Fn(Element) -> String) -> Option<Finding> {
    let mut open: Option<usize> = None;
    let mut depth = 0_i32;
    let mut wrong = false;
    for (index, c) in item.basis.char_indices() {
        match c {
            '《' => {
                depth += 1;
                wrong |= depth > 2;
                open = Some(index + c.len_utf8());
            }
            '》' => {
                depth -= 1;
                wrong |= depth < 0 || open.take().is_some_and(|start| item.basis[start..index].trim().is_empty());
            }
            _ => {}
        }
    }
    (wrong || depth != 0).then(|| Code::BasisMarks.at(at(Element::Basis), &item.basis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::item::{Output, Step};

    fn item(code: &str) -> Item {
        Item {
            code: code.to_owned(),
            field: "01".to_owned(),
            names: vec!["公共服务".to_owned(), "办事服务".to_owned()],
            content: "办事指南".to_owned(),
            basis: "《政府信息公开条例》".to_owned(),
            time_limit: "信息形成或者变更之日起20个工作日内".to_owned(),
            subject: "青岚县自然资源局".to_owned(),
            channels: vec!["政府网站".to_owned()],
            ..Item::default()
        }
    }

    #[track_caller]
    fn found(items: &[Item], expected: &[(&str, &str, &str)]) {
        let findings = check_items(items);
        let found: Vec<(&str, &str, &str)> = findings.iter().map(|f| (f.code.as_str(), f.place.as_str(), f.excerpt.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_whole_item_is_in_order() {
        found(&[item("010101")], &[]);
    }

    #[test]
    fn everything_is_told_at_once() {
        let broken = Item {
            names: vec![String::new()],
            content: "无".to_owned(),
            basis: "《行政许可法".to_owned(),
            time_limit: "视情况".to_owned(),
            subject: String::new(),
            channels: vec!["抖音号".to_owned(), "政府网站".to_owned(), "其他:村口广播".to_owned(), "▲政府公报".to_owned()],
            disclosed_to: DisclosedTo::Group,
            steps: vec![Step {
                name: "受理".to_owned(),
                outputs: vec![Output { name: "受理单".to_owned(), openness: Openness::Withheld, ground: String::new() }],
            }],
            ..item("010101")
        };
        let place = |element: &str| format!("事项010101“”的{element}");
        found(
            &[item("010101"), broken],
            &[
                ("catalogue.element_missing", &place("公开事项"), "公开事项"),
                ("catalogue.element_missing", &place("公开内容（要素）"), "公开内容（要素）"),
                ("catalogue.element_missing", &place("公开主体"), "公开主体"),
                ("catalogue.time_limit_unread", &place("公开时限"), "公开时限“视情况”中的“视情况”不能识别"),
                ("catalogue.code_duplicate", &place("事项编码"), "010101（与事项010101“办事服务”的事项编码相同）"),
                ("catalogue.channel_unknown", &place("公开渠道和载体"), "抖音号"),
                ("catalogue.group_on_open_channel", &place("公开渠道和载体"), "政府网站"),
                ("catalogue.basis_marks", &place("公开依据"), "《行政许可法"),
                ("catalogue.ground_missing", &place("办理环节"), "受理单"),
            ],
        );
    }

    #[test]
    fn titles_in_titles_are_in_order() {
        for (basis, wrong) in [
            ("《关于贯彻〈行政许可法〉的通知》", 0),
            ("《关于贯彻《行政许可法》的通知》", 0),
            ("《》", 1),
            ("法》", 1),
            ("政务公开规定", 0),
        ] {
            let items = [Item { basis: basis.to_owned(), ..item("1") }];
            assert_eq!(check_items(&items).len(), wrong, "{basis}");
        }
    }
}
