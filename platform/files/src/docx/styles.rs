//! What does a paragraph style mean: a heading, a list level, hidden text?

use crate::read::Failure;
use crate::xml::{Token, Xml};
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
pub(crate) struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    level: Option<usize>,
    vanish: Option<bool>,
}

#[derive(Debug, Default)]
pub(crate) struct Styles(HashMap<String, Style>);

/// How long a chain of `basedOn` is followed; a circle ends here too.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let mut styles = HashMap::new();
        let mut current: Option<(String, Style)> = None;
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) if tag.name == "style" => {
                    current = tag.attr("styleId").map(|id| (id.to_owned(), Style::default()));
                }
                Token::Open(tag) => {
                    let Some((_, style)) = &mut current else { continue };
                    let value = tag.attr("val").map(str::to_owned);
                    match tag.name.as_str() {
                        "name" => style.name = value.unwrap_or_default(),
                        "basedOn" => style.based_on = value,
                        "outlineLvl" => style.outline = tag.number("val"),
                        "numId" => style.list = value,
                        "ilvl" => style.level = tag.number("val"),
                        "vanish" => style.vanish = Some(tag.switch("val", true)),
                        _ => {}
                    }
                }
                Token::Close(name) if name == "style" => styles.extend(current.take()),
                _ => {}
            }
        }
        Ok(Self(styles))
    }

    /// The first answer along the chain of styles a style is based on.
    fn along<T>(&self, id: &str, answer: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        for _ in 0..LONGEST_CHAIN {
            let style = self.0.get(id)?;
            if let Some(found) = answer(style) {
                return Some(found);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }

    /// The heading level that a style gives: by its outline level or its name (`heading 1`, 标题 1, Title).
    pub(crate) fn heading(&self, id: &str) -> Option<u8> {
        self.along(id, |style| style.outline.filter(|level| *level < 9).map(|level| level + 1).or_else(|| named_level(&style.name)))
    }

    /// The list and level that a style numbers its paragraphs with.
    pub(crate) fn list(&self, id: &str) -> Option<(String, usize)> {
        let list = self.along(id, |style| style.list.clone())?;
        Some((list, self.along(id, |style| style.level).unwrap_or(0)))
    }

    pub(crate) fn hides(&self, id: &str) -> bool {
        self.along(id, |style| style.vanish).unwrap_or(false)
    }
}

fn named_level(name: &str) -> Option<u8> {
    let lower = name.trim().to_lowercase();
    if matches!(lower.as_str(), "title" | "标题" | "文档标题") {
        return Some(1);
    }
    let rest = lower.strip_prefix("heading").or_else(|| lower.strip_prefix("标题"))?;
    rest.trim().parse().ok().filter(|level| (1..=9).contains(level))
}
