//! What does this XML part say, tag by tag?
//!
//! A small pull reader over `quick-xml`: local names, entities of XML itself only. A document type declaration is passed over
//! and no entity of its own is ever resolved, so nothing outside the file can be read and nothing inside it can multiply.

use crate::read::Failure;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Office programs stay below 60; hostile files nest to overflow stacks.
const DEEPEST: usize = 400;

#[derive(Debug)]
pub(crate) enum Token {
    Open(Tag),
    Close(String),
    Text(String),
}

/// An opened element; an empty one is followed by its `Close` as well.
#[derive(Debug)]
pub(crate) struct Tag {
    /// Without its prefix.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute by its name without prefix.
    pub(crate) fn attr(&self, local: &str) -> Option<&str> {
        let is = |key: &str| key.rsplit(':').next() == Some(local);
        self.attributes.iter().find(|(key, _)| is(key)).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute that must have a prefix (`r:id`, beside which `w:id` may stand).
    pub(crate) fn relation(&self, local: &str) -> Option<&str> {
        let is = |key: &str| key.split_once(':').is_some_and(|(prefix, name)| prefix != "w" && name == local);
        self.attributes.iter().find(|(key, _)| is(key)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, local: &str) -> Option<T> {
        self.attr(local)?.trim().parse().ok()
    }

    /// Whether a switch such as `<w:vanish/>` or `hidden="1"` is on; `absent` where it is not written.
    pub(crate) fn switch(&self, local: &str, absent: bool) -> bool {
        self.attr(local).map_or(absent, |value| !matches!(value, "0" | "false" | "off" | "none"))
    }
}

pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token>, Failure> {
        loop {
            let event = self.reader.read_event().map_err(|error| Failure::Damaged(format!("XML 有误：{error}")))?;
            let token = match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(Failure::Damaged("XML 嵌套过深".to_owned()));
                    }
                    Token::Open(tag_of(&start))
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(end.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => Token::Text(c.to_string()),
                    _ => match predefined(&reference.xml10_content()) {
                        Some(text) => Token::Text(text.to_owned()),
                        None => continue,
                    },
                },
                Event::Eof if self.depth > 0 => return Err(Failure::Damaged("XML 不完整".to_owned())),
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return Ok(Some(token));
        }
    }
}

fn tag_of(start: &BytesStart<'_>) -> Tag {
    let name = start.local_name().into_inner().to_owned();
    let mut found = start.attributes();
    let attributes = found.with_checks(false).filter_map(Result::ok).map(|attribute| {
        let key: &str = attribute.key.into_inner();
        // A value with an unknown entity keeps its raw text: better than losing a name.
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.as_ref().to_owned(), |value| value.into_owned());
        (key.to_owned(), value)
    });
    Tag { name, attributes: attributes.collect() }
}

fn predefined(entity: &str) -> Option<&'static str> {
    match entity {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => None,
    }
}
