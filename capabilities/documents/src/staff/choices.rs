//! What can be chosen in the forms of a document? Closed lists of the law, as pairs of value and label.

use gongkai_agencies::Directory;
use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_law::{Audience, DisclosureItem, Genre, Ground, Openness, Topics, Validity};
use serde::Serialize;

use crate::document::{PublicState, State};
use crate::kind::Kind;

/// A choice of a select or a group of boxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// Choices under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Group {
    pub label: String,
    pub choices: Vec<Choice>,
}

pub(super) fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

/// Everything that the form of a document offers.
#[derive(Debug, Serialize)]
pub(super) struct Choices {
    pub kinds: Vec<Choice>,
    pub topics: Vec<Group>,
    pub items: Vec<Choice>,
    pub genres: Vec<Choice>,
    pub audiences: Vec<Choice>,
    pub opennesses: Vec<Choice>,
    pub grounds: Vec<Choice>,
}

impl Choices {
    pub(super) fn of_form() -> Self {
        Self {
            kinds: kinds(),
            topics: topics(),
            items: DisclosureItem::all().into_iter().map(|item| choice(item.code, format!("{} {}", item.article, item.short))).collect(),
            genres: Genre::ALL.iter().map(|genre| choice(genre.code(), genre.label())).collect(),
            audiences: Audience::ALL.iter().map(|audience| choice(audience.code(), audience.label())).collect(),
            opennesses: opennesses(),
            grounds: Ground::ALL
                .iter()
                .map(|ground| choice(ground.code(), format!("{}（{}）", ground.label(), ground.article())))
                .collect(),
        }
    }
}

pub(super) fn kinds() -> Vec<Choice> {
    Kind::all().iter().map(|kind| choice(&kind.code, &kind.label)).collect()
}

pub(super) fn opennesses() -> Vec<Choice> {
    Openness::ALL.iter().map(|openness| choice(openness.code(), openness.label())).collect()
}

pub(super) fn validities() -> Vec<Choice> {
    Validity::ALL.iter().map(|validity| choice(validity.code(), validity.label())).collect()
}

pub(super) fn states() -> Vec<Choice> {
    State::ALL.into_iter().map(|state| choice(state.code(), state.label())).collect()
}

pub(super) fn public_states() -> Vec<Choice> {
    PublicState::ALL.into_iter().map(|state| choice(state.code(), state.label())).collect()
}

/// 主题分类: each first-level class with itself and what stands below it.
pub(super) fn topics() -> Vec<Group> {
    let topics = Topics::national();
    let group = |root: &gongkai_law::TopicClass| {
        let mut choices = vec![choice(&root.code, format!("{}（不分小类）", root.name))];
        choices.extend(topics.children(&root.code).map(|class| choice(&class.code, &class.name)));
        Group { label: root.name.clone(), choices }
    };
    topics.roots().map(group).collect()
}

/// The agencies at which the person may do this, each below the one above it; only those still active.
pub(super) fn agencies(page: &StaffPage, directory: &Directory, action: Action) -> Vec<Choice> {
    let reached = directory.all().iter().filter(|agency| agency.active && page.offers(action, &agency.path));
    reached.map(|agency| choice(&agency.path, format!("{}{}", "　".repeat(directory.above(&agency.path).len()), agency.name()))).collect()
}

/// Relations between documents: code, label, and whether it changes the force of the other.
pub(super) const RELATIONS: [(&str, &str); 8] = [
    ("repeals", "废止"),
    ("replaces", "替代"),
    ("amends", "修改"),
    ("implements", "贯彻落实"),
    ("based_on", "依据"),
    ("interprets", "解读"),
    ("forwards", "转发"),
    ("cites", "提及"),
];

pub(super) fn relations() -> Vec<Choice> {
    RELATIONS.iter().map(|(code, label)| choice(*code, *label)).collect()
}

/// What can be recorded of the force of a text.
pub(super) const FACTS: [(&str, &str); 8] = [
    ("amended", "修改"),
    ("partly_repealed", "部分废止"),
    ("repealed", "废止"),
    ("replaced", "被替代"),
    ("declared_lapsed", "宣布失效"),
    ("extended", "延长有效期"),
    ("suspended", "停止执行"),
    ("resumed", "恢复执行"),
];

pub(super) fn facts() -> Vec<Choice> {
    FACTS.iter().map(|(code, label)| choice(*code, *label)).collect()
}

/// The label of a code in a list; the code itself where it is unknown.
pub(super) fn label_in(list: &[(&'static str, &'static str)], code: &str) -> String {
    list.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| label).to_owned()
}
