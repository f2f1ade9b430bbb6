//! What is the document about? 主题分类: the national two-level list, as data.

use std::collections::BTreeMap;

const TABLE: &str = include_str!("data/topic-classes.tsv");

/// One class of 主题分类; the first level has two digits, the second four.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TopicClass {
    pub code: String,
    pub parent: Option<String>,
    pub name: String,
}

/// The whole list, in the order of its codes.
#[derive(Debug, Clone)]
pub struct Topics {
    classes: BTreeMap<String, TopicClass>,
}

impl Topics {
    /// The list in use on government sites: 22 classes, 119 below them.
    pub fn national() -> Topics {
        let classes = TABLE.lines().skip(1).filter_map(row).map(|class| (class.code.clone(), class)).collect();
        Topics { classes }
    }

    pub fn get(&self, code: &str) -> Option<&TopicClass> {
        self.classes.get(code)
    }

    /// The class of that name; a second-level 其他 is not unique and therefore never found by name alone.
    pub fn by_name(&self, name: &str) -> Option<&TopicClass> {
        let mut found = self.classes.values().filter(|class| class.name == name);
        match (found.next(), found.next()) {
            (Some(class), None) => Some(class),
            _ => None,
        }
    }

    /// The first level.
    pub fn roots(&self) -> impl Iterator<Item = &TopicClass> {
        self.classes.values().filter(|class| class.parent.is_none())
    }

    /// The classes directly below `code`.
    pub fn children<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a TopicClass> {
        self.classes.values().filter(move |class| class.parent.as_deref() == Some(code))
    }

    /// Every class, each parent before its children.
    pub fn iter(&self) -> impl Iterator<Item = &TopicClass> {
        self.classes.values()
    }

    /// `财政、金融、审计 / 财政`: the class with what it stands under.
    pub fn path(&self, code: &str) -> Option<String> {
        let class = self.get(code)?;
        Some(match class.parent.as_deref().and_then(|parent| self.get(parent)) {
            Some(parent) => format!("{} / {}", parent.name, class.name),
            None => class.name.clone(),
        })
    }
}

fn row(line: &str) -> Option<TopicClass> {
    let mut cells = line.split('\t');
    let code = cells.next()?.to_owned();
    cells.next()?;
    let parent = cells.next().filter(|parent| !parent.is_empty()).map(str::to_owned);
    Some(TopicClass { code, parent, name: cells.next()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_whole() {
        let topics = Topics::national();
        assert_eq!(topics.roots().count(), 22);
        assert_eq!(topics.iter().count(), 141);
        for class in topics.iter() {
            if let Some(parent) = &class.parent {
                assert!(topics.get(parent).is_some() && class.code.starts_with(parent.as_str()), "{class:?}");
            }
        }
        assert_eq!(topics.path("0401").as_deref(), Some("财政、金融、审计 / 财政"));
        assert_eq!(topics.by_name("旅游").map(|c| c.code.as_str()), Some("0805"));
        assert_eq!(topics.by_name("其他"), None);
        assert_eq!(topics.children("11").count(), 4);
    }
}
