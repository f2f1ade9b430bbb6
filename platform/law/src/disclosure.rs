//! What must an agency publish on its own motion? The items of articles 20 and 21 with their stable codes.

const TABLE: &str = include_str!("data/disclosure-items.tsv");

/// Whose duty an item of article 21 is; the items of article 20 are everyone's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    All,
    County,
    Town,
}

/// One item of 法定主动公开内容.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct DisclosureItem {
    /// `ZD20-07`, `ZD21-X4`.
    pub code: &'static str,
    /// `第二十条第（七）项`.
    pub article: &'static str,
    /// The words of the regulation.
    pub label: &'static str,
    /// The name of its column on a site.
    pub short: &'static str,
    pub level: Level,
}

impl DisclosureItem {
    /// All items, in the order of the regulation.
    pub fn all() -> Vec<DisclosureItem> {
        TABLE.lines().skip(1).filter_map(row).collect()
    }

    pub fn get(code: &str) -> Option<DisclosureItem> {
        TABLE.lines().skip(1).filter_map(row).find(|item| item.code == code)
    }

    /// The items an agency of this level answers for, article 20 first.
    pub fn for_level(level: Level) -> Vec<DisclosureItem> {
        Self::all().into_iter().filter(|item| item.level == Level::All || item.level == level).collect()
    }
}

fn row(line: &'static str) -> Option<DisclosureItem> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [code, article, label, short, level] = cells[..] else { return None };
    let level = match level {
        "county" => Level::County,
        "town" => Level::Town,
        _ => Level::All,
    };
    Some(DisclosureItem { code, article, label, short, level })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_and_fifteen() {
        let all = DisclosureItem::all();
        assert_eq!(all.len(), 30);
        assert_eq!(DisclosureItem::for_level(Level::County).len(), 22);
        assert_eq!(DisclosureItem::for_level(Level::Town).len(), 23);
        assert_eq!(DisclosureItem::get("ZD20-07").map(|i| i.short), Some("财政预决算"));
        let codes: std::collections::BTreeSet<_> = all.iter().map(|i| i.code).collect();
        assert_eq!(codes.len(), 30);
    }
}
