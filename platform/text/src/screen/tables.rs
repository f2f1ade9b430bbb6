//! Which columns of this table are about persons?
//!
//! A list of five hundred households is one mistake a column, not five hundred: the head of a column says what its cells are.

use super::codes::Code;
use super::look::Hit;
use super::profile::{Heads, Profile};
use super::{Screen, addresses, numbers, people};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The rules for one cell: its text, what stands before it, what was found.
pub(crate) type Judge<'a> = dyn FnMut(&Screen, &str, &str, &mut Vec<Hit>) + 'a;

/// What a head says of the cells under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Head {
    Name,
    IdCard,
    Mobile,
    BankCard,
    Address,
    BirthDate,
    Property,
    Plate,
    Health,
    Email,
    Passport,
    Age,
}

/// The heads of a profile, by their words without spaces.
#[derive(Debug)]
pub(crate) struct HeadIndex {
    kinds: HashMap<String, Head>,
    office: Vec<String>,
    personal: Vec<String>,
    pupil: Vec<String>,
}

impl HeadIndex {
    pub fn new(heads: &Heads) -> Self {
        let lists = [
            (Head::Name, &heads.name),
            (Head::IdCard, &heads.id_card),
            (Head::Mobile, &heads.mobile),
            (Head::BankCard, &heads.bank_card),
            (Head::Address, &heads.address),
            (Head::BirthDate, &heads.birth_date),
            (Head::Property, &heads.property),
            (Head::Plate, &heads.plate),
            (Head::Health, &heads.health),
            (Head::Email, &heads.email),
            (Head::Passport, &heads.passport),
            (Head::Age, &heads.age),
        ];
        let mut kinds = HashMap::new();
        for (head, words) in lists {
            for word in words {
                kinds.entry(word.clone()).or_insert(head);
            }
        }
        Self { kinds, office: heads.office.clone(), personal: heads.personal.clone(), pupil: heads.pupil.clone() }
    }

    fn kind(&self, label: &str) -> Option<Head> {
        self.kinds.get(&bare(label)).copied()
    }
}

/// `身 份 证 号：（元）` → `身份证号`
fn bare(label: &str) -> String {
    let squeezed: String = label.chars().filter(|c| !c.is_whitespace() && !matches!(c, '：' | ':' | '*')).collect();
    let cut = squeezed.find(['（', '(']).filter(|at| *at > 0).unwrap_or(squeezed.len());
    squeezed[..cut].to_owned()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellHit {
    pub row: usize,
    pub column: usize,
    pub hit: Hit,
}

/// One finding to be: all hits of a code in a column.
#[derive(Debug)]
pub(crate) struct ColumnHit {
    pub first: CellHit,
    pub count: usize,
    pub label: String,
}

struct Plan<'t> {
    header: Option<usize>,
    labels: Vec<String>,
    kinds: Vec<Option<Head>>,
    leads: Vec<String>,
    named: bool,
    personal: bool,
    /// The table is a list of children by its title.
    children: bool,
    rows: &'t [Vec<String>],
}

impl Screen {
    /// Everything in the cells of a table. `title` is what stands above it.
    pub(crate) fn cells(&self, rows: &[Vec<String>], title: &str, today: Date, judge: &mut Judge<'_>) -> Vec<CellHit> {
        let plan = self.plan(rows, title);
        let mut found = Vec::new();
        let mut hits = Vec::new();
        for (row, cells) in rows.iter().enumerate() {
            let first = found.len();
            for (column, cell) in cells.iter().enumerate() {
                if cell.trim().is_empty() {
                    continue;
                }
                hits.clear();
                let is_data = plan.header.is_none_or(|header| row > header);
                let (kind, lead) = if is_data { self.meaning(&plan, row, column) } else { (None, String::new()) };
                judge(self, cell, &lead, &mut hits);
                if let Some(kind) = kind.filter(|_| plan.personal || plan.named) {
                    by_head(self.profile(), kind, &plan, cell, today, &mut hits);
                }
                found.extend(hits.drain(..).map(|hit| CellHit { row, column, hit }));
            }
            if plan.header.is_none_or(|header| row > header) {
                self.child(&plan, row, first, &mut found);
            }
        }
        found
    }

    fn plan<'t>(&self, rows: &'t [Vec<String>], title: &str) -> Plan<'t> {
        let heads = &self.heads;
        let known = |row: &Vec<String>| {
            row.iter()
                .filter(|cell| heads.kind(cell).is_some() || heads.office.contains(&bare(cell)) || heads.personal.contains(&bare(cell)))
                .count()
        };
        let header = header_row(rows, &known);
        let labels: Vec<String> = header.map(|at| rows[at].iter().map(|cell| bare(cell)).collect()).unwrap_or_default();
        let kinds: Vec<Option<Head>> = labels.iter().map(|label| heads.kind(label)).collect();
        // Without a header row the labels stand to the left of their values.
        let all: Vec<String> = if header.is_some() {
            labels.clone()
        } else {
            rows.iter().take(30).flatten().filter(|cell| is_label(cell)).map(|cell| bare(cell)).collect()
        };
        let named = all.iter().any(|label| heads.kind(label) == Some(Head::Name));
        let office = all.iter().any(|label| heads.office.contains(label));
        let personal =
            all.iter().any(|label| matches!(heads.kind(label), Some(Head::IdCard | Head::Passport)) || heads.personal.contains(label))
                && (named || !office);
        let context = format!("{title}{}", rows.first().filter(|_| header != Some(0)).map(|row| row.concat()).unwrap_or_default());
        let words = &self.profile().words;
        let says = |list: &[String]| list.iter().any(|word| context.contains(word.as_str()));
        let pupils = all.iter().any(|label| matches!(label.as_str(), "学生姓名" | "儿童姓名" | "幼儿姓名") || heads.pupil.contains(label));
        let children = (says(&words.minor_list) || pupils) && !says(&words.adult_list);
        let lead = |label: &String| {
            if named || personal {
                format!("姓名\n{label}")
            } else if office {
                format!("单位{label}")
            } else {
                label.clone()
            }
        };
        let leads = labels.iter().map(lead).collect();
        Plan { header, labels, kinds, leads, named, personal, children, rows }
    }

    fn meaning(&self, plan: &Plan<'_>, row: usize, column: usize) -> (Option<Head>, String) {
        if plan.header.is_some() {
            return (plan.kinds.get(column).copied().flatten(), plan.leads.get(column).cloned().unwrap_or_default());
        }
        let Some(label) = column.checked_sub(1).map(|left| &plan.rows[row][left]).filter(|cell| is_label(cell)) else {
            return (None, String::new());
        };
        let lead = if plan.named { format!("姓名\n{}", bare(label)) } else { bare(label) };
        (self.heads.kind(label), lead)
    }

    /// A row about a child: its name goes (个人信息保护法第二十八条、第三十一条).
    fn child(&self, plan: &Plan<'_>, row: usize, first: usize, found: &mut Vec<CellHit>) {
        let Some(name) = plan.kinds.iter().position(|kind| *kind == Some(Head::Name)) else { return };
        let Some(cell) = plan.rows[row].get(name) else { return };
        let by_number = found[first..].iter().any(|cell| cell.hit.code == Code::Minor);
        let age = plan.kinds.iter().position(|kind| *kind == Some(Head::Age)).and_then(|at| plan.rows[row].get(at));
        let by_age = age.and_then(|age| age.trim().trim_end_matches(['岁', '周']).parse::<u32>().ok()).is_some_and(|age| age < 18);
        // A list of pupils may name their parents' dates: who is proved grown up is none.
        let grown = found[first..].iter().any(|cell| cell.hit.code == Code::IdCard && cell.column_of(plan, Head::IdCard)) && !by_number;
        let value = cell.trim();
        let at_university = || plan.rows[row].iter().any(|cell| ["大学", "学院", "研究生"].iter().any(|word| cell.contains(word)));
        if !(by_number || by_age || plan.children && !grown && !at_university())
            || value.is_empty()
            || value.contains(['*', '某', '×', '＊'])
            || found[first..].iter().any(|cell| cell.column == name && cell.hit.code == Code::Minor)
        {
            return;
        }
        let start = cell.find(value).unwrap_or(0);
        let masked = Some(self.profile().masks.dropped.clone());
        let hit = Hit { code: Code::Minor, severity: Code::Minor.severity(), start, end: start + value.len(), masked };
        found.push(CellHit { row, column: name, hit });
    }
}

impl CellHit {
    fn column_of(&self, plan: &Plan<'_>, head: Head) -> bool {
        plan.kinds.get(self.column).copied().flatten() == Some(head)
    }
}

/// The row that names the columns: the one of the first four with most known heads. One known head is enough in the first
/// row, unless further heads stand below it: then the labels stand to the left.
fn header_row(rows: &[Vec<String>], known: &dyn Fn(&Vec<String>) -> usize) -> Option<usize> {
    let (n, at) = rows
        .iter()
        .take(4)
        .enumerate()
        .filter(|(_, row)| is_heading(row))
        .map(|(at, row)| (known(row), at))
        .max_by_key(|(n, at)| (*n, std::cmp::Reverse(*at)))?;
    let beside = || rows[1..].iter().take(30).any(|row| row.first().is_some_and(|cell| known(&vec![cell.clone()]) > 0));
    (n >= 2 || n == 1 && at == 0 && rows.len() > 1 && !beside()).then_some(at)
}

/// A row whose cells are short words and no values.
fn is_heading(row: &[String]) -> bool {
    row.iter().all(|cell| cell.chars().count() <= 24) && row.iter().all(|cell| cell.chars().filter(char::is_ascii_digit).count() <= 4)
}

fn is_label(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.chars().count() <= 12 && !cell.chars().any(|c| c.is_ascii_digit())
}

/// What only the head of the column can tell.
fn by_head(profile: &Profile, kind: Head, plan: &Plan<'_>, cell: &str, today: Date, hits: &mut Vec<Hit>) {
    let value = cell.trim();
    let dropped = || Some(profile.masks.dropped.clone());
    let (code, masked) = match kind {
        Head::Property if plan.personal && is_amount(value) => (Code::Property, dropped()),
        Head::Health if tells(value) => (Code::Health, dropped()),
        Head::Address if addresses::leads_to_a_door(value) => {
            (Code::Address, Some(super::masks::address(value, profile.masks.address_keeps)))
        }
        Head::BankCard if is_account(value) => (Code::BankCard, Some(profile.masks.bank_card.apply(value))),
        Head::BirthDate => match people::date_at_start(value) {
            Some(birth) if birth.end == value.len() || birth.with_day => {
                let minor = birth.date.is_some_and(|date| people::is_minor(date, today));
                if minor && !hits.iter().any(|hit| hit.code == Code::Minor) {
                    hits.push(whole(Code::Minor, cell, value, dropped()));
                }
                (Code::BirthDate, if minor { dropped() } else { Some(super::masks::birth_date(value)) })
            }
            _ => return,
        },
        _ => return,
    };
    if !hits.iter().any(|hit| hit.code == code) {
        hits.push(whole(code, cell, value, masked));
    }
}

fn whole(code: Code, cell: &str, value: &str, masked: Option<String>) -> Hit {
    let start = cell.find(value).unwrap_or(0);
    Hit { code, severity: code.severity(), start, end: start + value.len(), masked }
}

fn is_amount(value: &str) -> bool {
    let bare = value.trim_end_matches(['元', '万', '亿']).replace([',', '，', ' '], "");
    !bare.is_empty() && bare.parse::<f64>().is_ok()
}

fn is_account(value: &str) -> bool {
    let digits: String = value.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    (9..=30).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !numbers::is_mobile(&digits)
}

fn tells(value: &str) -> bool {
    !value.contains('*') && !matches!(value, "" | "无" | "-" | "—" | "/" | "／" | "健康" | "良好" | "正常" | "否" | "无残疾")
}

/// One hit a column and code, in the order of their first places.
pub(crate) fn columns(found: &[CellHit], label: &dyn Fn(usize) -> String) -> Vec<ColumnHit> {
    let mut order = Vec::new();
    let mut groups: BTreeMap<(usize, Code), ColumnHit> = BTreeMap::new();
    for cell in found {
        let key = (cell.column, cell.hit.code);
        if let Some(group) = groups.get_mut(&key) {
            group.count += 1;
            group.first.hit.severity = group.first.hit.severity.max(cell.hit.severity);
        } else {
            order.push(key);
            groups.insert(key, ColumnHit { label: label(cell.column), first: cell.clone(), count: 1 });
        }
    }
    order.into_iter().filter_map(|key| groups.remove(&key)).collect()
}

impl Screen {
    /// The head of a column, empty where the table has none.
    pub(crate) fn column_labels(&self, rows: &[Vec<String>]) -> Vec<String> {
        self.plan(rows, "").labels
    }
}
