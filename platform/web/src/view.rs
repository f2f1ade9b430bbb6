//! How does this reader want the page: which script, and in large type?

use serde::Serialize;

/// The cookie that holds a reader's choice; it says nothing else about them.
pub const COOKIE: &str = "gongkai_view";

/// A reader's choices. Public pages come in four forms, and each form is cached by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct View {
    /// 繁體
    pub traditional: bool,
    /// 长者模式
    pub elder: bool,
}

impl View {
    #[must_use]
    pub fn from_cookie(value: &str) -> Self {
        Self { traditional: value.contains("hant"), elder: value.contains("elder") }
    }

    #[must_use]
    pub fn to_cookie(self) -> String {
        match (self.traditional, self.elder) {
            (false, false) => "hans".to_owned(),
            (true, false) => "hant".to_owned(),
            (false, true) => "hans.elder".to_owned(),
            (true, true) => "hant.elder".to_owned(),
        }
    }
}

/// The value of one cookie of a `Cookie` header.
#[must_use]
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// Converts the readable text of a page to Traditional, leaving tags, addresses, styles and what a reader typed alone.
#[must_use]
pub fn traditional_page(html: &str, convert: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    let mut keep_until: Option<&str> = None;
    while !rest.is_empty() {
        if let Some(end) = keep_until {
            let at = rest.find(end).unwrap_or(rest.len());
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            keep_until = None;
            continue;
        }
        let Some(open) = rest.find('<') else {
            out.push_str(&convert(rest));
            break;
        };
        if open > 0 {
            out.push_str(&convert(&rest[..open]));
        }
        let close = rest[open..].find('>').map_or(rest.len(), |at| open + at + 1);
        let tag = &rest[open..close];
        out.push_str(&converted_tag(tag, &convert));
        rest = &rest[close..];
        keep_until = if tag.starts_with("<script") {
            Some("</script")
        } else if tag.starts_with("<textarea") {
            Some("</textarea")
        } else if tag.contains("data-script=\"keep\"") {
            // A text shown as it was found (a comparison with an original) must not be converted.
            Some("<!--/keep-->")
        } else {
            None
        };
    }
    out.replacen("lang=\"zh-Hans\"", "lang=\"zh-Hant\"", 1)
}

/// Attributes that people read or hear.
fn converted_tag(tag: &str, convert: &impl Fn(&str) -> String) -> String {
    let mut tag = tag.to_owned();
    if tag.is_ascii() || tag.starts_with("<meta") {
        return tag;
    }
    for name in [" alt=\"", " title=\"", " aria-label=\"", " placeholder=\"", " label=\""] {
        if let Some(start) = tag.find(name).map(|at| at + name.len())
            && let Some(length) = tag[start..].find('"')
        {
            let converted = convert(&tag[start..start + length]);
            tag.replace_range(start..start + length, &converted);
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_survives_the_cookie() {
        for traditional in [false, true] {
            for elder in [false, true] {
                let view = View { traditional, elder };
                assert_eq!(View::from_cookie(&view.to_cookie()), view);
            }
        }
        assert_eq!(cookie("a=1; gongkai_view=hant; b=2", COOKIE), Some("hant"));
        assert_eq!(cookie("a=1", COOKIE), None);
    }

    #[test]
    fn only_what_people_read_is_converted() {
        let convert = |text: &str| text.replace('国', "國");
        let page = r#"<html lang="zh-Hans"><a href="/国" title="国">国</a><script>"国"</script><textarea>国</textarea>国<p data-script="keep">国<!--/keep--></p>国"#;
        let expected = r#"<html lang="zh-Hant"><a href="/国" title="國">國</a><script>"国"</script><textarea>国</textarea>國<p data-script="keep">国<!--/keep--></p>國"#;
        assert_eq!(traditional_page(page, convert), expected);
    }
}
