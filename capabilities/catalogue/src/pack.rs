//! What do the standard catalogues of the 26 fields say, before a county has made them its own?
//!
//! The pack is a template (国办发〔2019〕54号): each county confirms its own catalogue before it is used. How sure a row is stands
//! among the further columns under [`CONFIDENCE`]; it is no official column.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::rules::item::{DisclosedTo, Item, Level, Mode};

const STANDARD: &str = include_str!("../data/standard26.tsv");

/// The further column that says where a row comes from: read in an official catalogue, known from the ministry's, or local.
pub const CONFIDENCE: &str = "来源可信度";

/// One field with the names that it had or has elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub code: &'static str,
    pub name: &'static str,
    /// Former and other names: a table that bears one of them is of this field.
    pub aliases: &'static [&'static str],
}

const fn field(code: &'static str, name: &'static str, aliases: &'static [&'static str]) -> Field {
    Field { code, name, aliases }
}

/// The 26 fields in the order of the roll-out, and one that came after them.
pub const FIELDS: [Field; 27] = [
    field("01", "国土空间规划", &["城乡规划"]),
    field("02", "重大建设项目", &["重大建设项目批准和实施"]),
    field("03", "公共资源交易", &["公共资源配置"]),
    field("04", "财政预决算", &["预决算公开"]),
    field("05", "安全生产", &[]),
    field("06", "税收管理", &["税收"]),
    field("07", "征地补偿", &["农村集体土地征收"]),
    field("08", "国有土地上房屋征收", &["房屋征收", "国有土地上房屋征收与补偿"]),
    field("09", "保障性住房", &["住房保障"]),
    field("10", "农村危房改造", &[]),
    field("11", "生态环境", &["环境保护"]),
    field("12", "公共文化服务", &["公共文化"]),
    field("13", "公共法律服务", &[]),
    field("14", "乡村振兴", &["扶贫", "脱贫攻坚", "衔接推进乡村振兴", "巩固拓展脱贫攻坚成果"]),
    field("15", "救灾生产", &["救灾"]),
    field("16", "食品药品监管", &["食品药品"]),
    field("17", "城市综合执法", &["城市管理综合执法"]),
    field("18", "就业创业", &["就业"]),
    field("19", "社会保险", &[]),
    field("20", "社会救助", &[]),
    field("21", "养老服务", &[]),
    field("22", "户籍管理", &["户籍"]),
    field("23", "涉农补贴", &[]),
    field("24", "义务教育", &[]),
    field("25", "卫生健康", &["医疗卫生"]),
    field("26", "市政服务", &[]),
    field("X1", "交通运输", &[]),
];

/// The field of a code.
#[must_use]
pub fn field_of_code(code: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.code == code)
}

/// The one field that a heading names: 青岚县社会救助领域基层政务公开标准目录. `None` where it names none, or several.
#[must_use]
pub fn field_in(heading: &str) -> Option<&'static Field> {
    let named: Vec<(&Field, usize)> = FIELDS.iter().filter_map(|field| Some((field, longest_name(field, heading)?))).collect();
    let longest = named.iter().map(|(_, length)| *length).max()?;
    let mut of_it = named.into_iter().filter(|(_, length)| *length == longest).map(|(field, _)| field);
    of_it.next().filter(|_| of_it.next().is_none())
}

fn longest_name(field: &Field, heading: &str) -> Option<usize> {
    std::iter::once(&field.name).chain(field.aliases).filter(|name| heading.contains(**name)).map(|name| name.len()).max()
}

/// Every row of the pack, in its order.
#[must_use]
pub fn items() -> &'static [Item] {
    static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(|| {
        let mut numbers = Numbers::default();
        let mut items: Vec<Item> = Vec::new();
        for row in STANDARD.lines().skip(1) {
            let mut item = item(row, &mut numbers);
            // As in the tables of the ministries: the same as in the row above.
            if let Some(above) = items.last().filter(|_| item.content == "同上") {
                above.content.clone_into(&mut item.content);
            }
            items.push(item);
        }
        items
    });
    &ITEMS
}

/// Gives codes out: field, number of the 一级事项 in it, number of the row under that. Rows of one name are told apart by order.
#[derive(Debug, Default)]
pub struct Numbers {
    first_level: HashMap<String, HashMap<String, usize>>,
    under: HashMap<(String, usize), usize>,
}

impl Numbers {
    /// The code of the next row: `010203`.
    pub fn next(&mut self, field: &str, first_level: &str) -> String {
        let names = self.first_level.entry(field.to_owned()).or_default();
        let count = names.len() + 1;
        let first = *names.entry(first_level.to_owned()).or_insert(count);
        let second = self.under.entry((field.to_owned(), first)).or_default();
        *second += 1;
        format!("{field}{first:02}{second:02}")
    }
}

fn item(row: &str, numbers: &mut Numbers) -> Item {
    let cells: Vec<&str> = row.split('\t').collect();
    let text = |column: usize| (*cells.get(column).expect("the pack has fourteen columns")).to_owned();
    let list = |column: usize| cells[column].split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Item {
        code: numbers.next(cells[0], cells[2]),
        field: text(0),
        names: vec![text(2), text(3)],
        content: text(4),
        basis: text(5),
        time_limit: text(6),
        subject: text(7),
        channels: list(8),
        disclosed_to: if cells[9] == "全社会" { DisclosedTo::Everybody } else { DisclosedTo::Group },
        group_note: text(13),
        mode: if cells[10] == "主动" { Mode::Proactive } else { Mode::OnRequest },
        levels: match cells[11] {
            "县级" => vec![Level::County],
            "乡级" => vec![Level::Town],
            _ => vec![Level::County, Level::Town],
        },
        stages: Vec::new(),
        ext: BTreeMap::from([(CONFIDENCE.to_owned(), confidence(cells[12]).to_owned())]),
        steps: Vec::new(),
    }
}

fn confidence(word: &str) -> &'static str {
    match word {
        "high" => "高",
        "medium" => "中",
        _ => "低",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::rules::check::check_items;

    #[test]
    fn the_pack_is_650_items_with_codes_of_their_own() {
        let items = items();
        let codes: HashSet<&str> = items.iter().map(|item| item.code.as_str()).collect();
        assert_eq!((items.len(), codes.len()), (650, 650));
        let of_budget: Vec<&str> = items.iter().filter(|item| item.field == "04").map(|item| item.code.as_str()).collect();
        assert_eq!((of_budget[0], of_budget[23]), ("040101", "040124"), "rows of one name are told apart by order");
        let fields: HashSet<&str> = items.iter().map(|item| item.field.as_str()).collect();
        assert!(fields.iter().all(|code| field_of_code(code).is_some()) && fields.len() == FIELDS.len());
        let of = |confidence: &str| items.iter().filter(|item| item.ext[CONFIDENCE] == confidence).count();
        assert_eq!((of("高"), of("中"), of("低")), (237, 389, 24));
        assert!(items.iter().all(|item| !item.canonical().contains("同上")), "nothing refers to another row");
    }

    #[test]
    fn nothing_stops_the_pack() {
        let stops: Vec<_> = check_items(items()).into_iter().filter(|f| f.code != "catalogue.group_on_open_channel").collect();
        assert_eq!(stops, []);
    }

    #[test]
    fn a_heading_names_its_field() {
        let code = |heading: &str| field_in(heading).map(|field| field.code);
        assert_eq!(code("青岚县社会救助领域基层政务公开标准目录"), Some("20"));
        assert_eq!(code("扶贫领域基层政务公开标准目录"), Some("14"));
        assert_eq!(code("国有土地上房屋征收领域"), Some("08"));
        assert_eq!(code("就业创业领域"), Some("18"));
        assert_eq!(code("农村集体土地征收"), Some("07"));
        assert_eq!((code("基层政务公开标准目录"), code("社会救助、养老服务领域")), (None, None));
    }
}
