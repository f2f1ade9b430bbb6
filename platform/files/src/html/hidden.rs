//! Is this element invisible to a reader, and how?

use scraper::{ElementRef, Html};
use std::collections::HashSet;

/// What the page's own style sheets hide by class or id; outside sheets are never fetched.
pub(crate) struct Styles {
    classes: HashSet<String>,
    ids: HashSet<String>,
}

/// How strongly an element's invisibility speaks of injection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hiding {
    /// `display:none` and the like: menus and tabs use it too.
    Folded,
    /// No honest page needs it: off the screen, of no size, white on white, a `<legend>` outside a form.
    Disguised,
}

/// No style sheet of a page needs more; a longer one is a parser's trap.
const LONGEST_SHEET: usize = 256 * 1024;
/// Text set so far outside the window is meant for robots.
const OFF_SCREEN: f64 = -400.0;

impl Styles {
    pub(crate) fn of(page: &Html) -> Self {
        let mut styles = Self { classes: HashSet::new(), ids: HashSet::new() };
        for element in page.root_element().descendent_elements().filter(|e| e.value().name() == "style") {
            let sheet: String = element.text().collect();
            if sheet.len() <= LONGEST_SHEET {
                styles.add_sheet(&sheet);
            }
        }
        styles
    }

    /// Only whole-rule selectors of one class or id count: anything longer depends on where the element stands.
    fn add_sheet(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
            if declared(body).is_none() {
                continue;
            }
            let selectors = selectors.rsplit(['{', '/']).next().unwrap_or(selectors);
            for selector in selectors.split(',').map(str::trim) {
                let simple = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
                if let Some(class) = selector.strip_prefix('.').filter(|name| simple(name)) {
                    self.classes.insert(class.to_owned());
                } else if let Some(id) = selector.strip_prefix('#').filter(|name| simple(name)) {
                    self.ids.insert(id.to_owned());
                }
            }
        }
    }

    /// How the element itself is hidden; its ancestors are the walker's business.
    pub(crate) fn hiding(&self, element: ElementRef<'_>) -> Option<Hiding> {
        let value = element.value();
        if value.name() == "legend" && !inside(element, "fieldset") {
            return Some(Hiding::Disguised);
        }
        if let Some(style) = value.attr("style")
            && let Some(hiding) = declared(style).or_else(|| white_on_white(element, style))
        {
            return Some(hiding);
        }
        if value.name() == "font" && value.attr("color").is_some_and(is_white) && !on_background(element) {
            return Some(Hiding::Disguised);
        }
        let by_sheet = value.classes().any(|class| self.classes.contains(class)) || value.id().is_some_and(|id| self.ids.contains(id));
        (by_sheet || value.attr("hidden").is_some()).then_some(Hiding::Folded)
    }
}

fn inside(element: ElementRef<'_>, name: &str) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == name)
}

/// What a block of declarations hides.
fn declared(style: &str) -> Option<Hiding> {
    let lower = style.to_ascii_lowercase();
    let mut folded = false;
    let (mut positioned, mut far, mut nothing_wide, mut clipped) = (false, false, false, false);
    for declaration in lower.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (property, value) = (property.trim(), value.trim().trim_end_matches("!important").trim());
        match property {
            "display" if value == "none" => folded = true,
            "visibility" if value == "hidden" || value == "collapse" => folded = true,
            "opacity" if number(value).is_some_and(|n| n < 0.05) => return Some(Hiding::Disguised),
            "font-size" if number(value).is_some_and(|n| n < 0.5) && !value.ends_with("em") => {
                return Some(Hiding::Disguised);
            }
            "font-size" if number(value) == Some(0.0) => return Some(Hiding::Disguised),
            "text-indent" if number(value).is_some_and(|n| n <= OFF_SCREEN) => return Some(Hiding::Disguised),
            "position" if matches!(value, "absolute" | "fixed" | "relative") => positioned = true,
            "left" | "top" | "right" | "margin-left" | "margin-top" if number(value).is_some_and(|n| n <= OFF_SCREEN) => {
                far = true;
                positioned |= property.starts_with("margin");
            }
            "width" | "height" | "max-height" | "line-height" if number(value) == Some(0.0) => nothing_wide = true,
            "overflow" if value == "hidden" => clipped = true,
            _ => {}
        }
    }
    if (positioned && far) || (nothing_wide && clipped) {
        return Some(Hiding::Disguised);
    }
    folded.then_some(Hiding::Folded)
}

fn number(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    value[..end].parse().ok()
}

fn white_on_white(element: ElementRef<'_>, style: &str) -> Option<Hiding> {
    let lower = style.to_ascii_lowercase();
    let color = lower.split(';').filter_map(|d| d.split_once(':')).find(|(property, _)| property.trim() == "color");
    let white = color.is_some_and(|(_, value)| is_white(value.trim().trim_end_matches("!important").trim()));
    (white && !on_background(element)).then_some(Hiding::Disguised)
}

fn is_white(color: &str) -> bool {
    let squeezed: String = color.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    matches!(squeezed.as_str(), "#fff" | "#ffffff" | "white" | "rgb(255,255,255)" | "rgba(255,255,255,1)" | "transparent")
}

/// A coloured ground under the text makes white readable; only grounds written on the elements can be seen here.
fn on_background(element: ElementRef<'_>) -> bool {
    let grounded = |e: ElementRef<'_>| {
        let style = e.attr("style").unwrap_or_default().to_ascii_lowercase();
        let plain = style
            .split(';')
            .filter_map(|d| d.split_once(':'))
            .any(|(property, value)| property.trim().starts_with("background") && !is_white(value) && !value.contains("none"));
        plain || e.attr("bgcolor").is_some_and(|color| !is_white(color)) || e.attr("background").is_some()
    };
    grounded(element) || element.ancestors().filter_map(ElementRef::wrap).any(grounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: &str, expected: Option<Hiding>) {
        assert_eq!(declared(style), expected, "{style}");
    }

    #[test]
    fn the_ways_of_hiding() {
        check("display : none !important", Some(Hiding::Folded));
        check("VISIBILITY:hidden", Some(Hiding::Folded));
        check("font-size:0px", Some(Hiding::Disguised));
        check("position:absolute; left:-9999px", Some(Hiding::Disguised));
        check("text-indent:-9999em", Some(Hiding::Disguised));
        check("height:0;overflow:hidden", Some(Hiding::Disguised));
        check("font-size:0.9em;text-indent:2em", None);
        check("text-indent:-21pt;margin-left:21pt", None);
        check("line-height:0", None);
    }

    #[test]
    fn a_style_sheet_hides_by_class_and_id() {
        let page =
            Html::parse_document("<style>/* a */ .h4sia, #x9{display:none} .menu ul{display:none} @media print{.np{display:none}}</style>");
        let styles = Styles::of(&page);
        assert!(styles.classes.contains("h4sia") && styles.ids.contains("x9"));
        assert!(!styles.classes.contains("menu"));
    }
}
