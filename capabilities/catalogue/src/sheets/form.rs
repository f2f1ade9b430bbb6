//! What stands where in the official form? 序号、公开事项、公开内容（要素）… and, to the right, what the form has no column for.

use std::collections::BTreeSet;

use super::heading::FURTHER;
use crate::pack;
use crate::rules::channel;
use crate::rules::element::Element;
use crate::rules::item::{DisclosedTo, Item, Level, Mode};

/// One catalogue as the official form shows it.
pub(super) struct Form<'a> {
    /// Short enough for the tab of a sheet.
    pub tab: String,
    pub title: String,
    pub columns: Vec<FormColumn>,
    pub items: Vec<&'a Item>,
}

/// A leaf column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormColumn {
    /// Over several columns, or the same as `name` where it stands alone.
    pub group: String,
    pub name: String,
    /// In characters of a text of the table.
    pub width: u16,
    pub centred: bool,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Number,
    Name(usize),
    Content,
    Basis,
    TimeLimit,
    Subject,
    Channels,
    Everybody,
    Group,
    Proactive,
    OnRequest,
    Level(Level),
    Code,
    Field,
    Stages,
    Steps,
    Further(String),
}

const YES: &str = "√";

/// The forms of the items, one for each field, in the order in which the fields first appear.
pub(super) fn forms<'a>(title: &str, items: impl IntoIterator<Item = &'a Item>) -> Vec<Form<'a>> {
    let mut forms: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in items {
        match forms.iter_mut().find(|(field, _)| *field == item.field) {
            Some((_, items)) => items.push(item),
            None => forms.push((&item.field, vec![item])),
        }
    }
    if forms.is_empty() {
        forms.push(("", Vec::new()));
    }
    forms.into_iter().map(|(field, items)| form(title, field, items)).collect()
}

/// All items in one form, whatever their fields.
pub(super) fn joined<'a>(title: &str, items: impl IntoIterator<Item = &'a Item>) -> Form<'a> {
    form(title, "", items.into_iter().collect())
}

fn form<'a>(title: &str, field: &str, items: Vec<&'a Item>) -> Form<'a> {
    let (tab, title) = match pack::field_of_code(field) {
        Some(known) => (format!("{}{}", known.code, known.name), format!("{title}（{}领域）", known.name)),
        None => ("目录".to_owned(), title.to_owned()),
    };
    Form { tab, title, columns: columns(&items), items }
}

fn columns(items: &[&Item]) -> Vec<FormColumn> {
    let column = |group: &str, name: &str, width: u16, centred: bool, kind: Kind| FormColumn {
        group: group.to_owned(),
        name: name.to_owned(),
        width,
        centred,
        kind,
    };
    let alone = |element: Element, width: u16, kind: Kind| column(element.label(), element.label(), width, false, kind);
    let mut columns = vec![column("序号", "序号", 5, true, Kind::Number)];
    let n_names = items.iter().map(|item| item.names.len()).max().unwrap_or(2).max(2);
    for (index, name) in ["一级事项", "二级事项", "三级事项"].into_iter().enumerate().take(n_names) {
        columns.push(column("公开事项", name, 11, true, Kind::Name(index)));
    }
    columns.extend([
        alone(Element::Content, 30, Kind::Content),
        alone(Element::Basis, 24, Kind::Basis),
        alone(Element::TimeLimit, 18, Kind::TimeLimit),
        alone(Element::Subject, 13, Kind::Subject),
        alone(Element::Channels, 22, Kind::Channels),
        column("公开对象", "全社会", 6, true, Kind::Everybody),
        column("公开对象", "特定群体", 10, true, Kind::Group),
        column("公开方式", "主动", 5, true, Kind::Proactive),
        column("公开方式", "依申请", 6, true, Kind::OnRequest),
    ]);
    let used = |level: &Level| matches!(level, Level::County | Level::Town) || items.iter().any(|item| item.levels.contains(level));
    columns
        .extend(Level::ALL.iter().filter(|level| used(level)).map(|level| column("公开层级", level.label(), 5, true, Kind::Level(*level))));
    columns.push(column(FURTHER, "事项编码", 9, true, Kind::Code));
    columns.push(column(FURTHER, "领域", 6, true, Kind::Field));
    if items.iter().any(|item| !item.stages.is_empty()) {
        columns.push(column(FURTHER, "五公开", 10, true, Kind::Stages));
    }
    if items.iter().any(|item| !item.steps.is_empty()) {
        columns.push(column(FURTHER, "办理环节", 30, false, Kind::Steps));
    }
    let further: BTreeSet<&String> = items.iter().flat_map(|item| item.ext.keys()).collect();
    columns.extend(further.into_iter().map(|name| column(FURTHER, name, 12, false, Kind::Further(name.clone()))));
    columns
}

impl FormColumn {
    /// Whether cells of one text are merged from row to row, as the form has it for 一级事项.
    pub(super) fn merges(&self) -> bool {
        self.kind == Kind::Name(0)
    }

    /// Whether it belongs to the official form.
    pub(super) fn is_official(&self) -> bool {
        self.group != FURTHER
    }

    /// What an item says here.
    pub(super) fn text(&self, number: usize, item: &Item) -> String {
        let yes = |is: bool| if is { YES.to_owned() } else { String::new() };
        match &self.kind {
            Kind::Number => number.to_string(),
            Kind::Name(level) => item.names.get(*level).cloned().unwrap_or_default(),
            Kind::Content => item.content.clone(),
            Kind::Basis => item.basis.clone(),
            Kind::TimeLimit => item.time_limit.clone(),
            Kind::Subject => item.subject.clone(),
            Kind::Channels => item.channels.iter().map(|name| channel_box(name)).collect::<Vec<_>>().join("\n"),
            Kind::Everybody => yes(item.disclosed_to == DisclosedTo::Everybody),
            Kind::Group if item.disclosed_to == DisclosedTo::Group && !item.group_note.is_empty() => {
                format!("{YES}（{}）", item.group_note)
            }
            Kind::Group => yes(item.disclosed_to == DisclosedTo::Group),
            Kind::Proactive => yes(item.mode == Mode::Proactive),
            Kind::OnRequest => yes(item.mode == Mode::OnRequest),
            Kind::Level(level) => yes(item.levels.contains(level)),
            Kind::Code => item.code.clone(),
            Kind::Field => item.field.clone(),
            Kind::Stages => item.stages.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("、"),
            Kind::Steps if item.steps.is_empty() => String::new(),
            Kind::Steps => serde_json::to_string(&item.steps).expect("steps hold nothing that JSON cannot"),
            Kind::Further(name) => item.ext.get(name).cloned().unwrap_or_default(),
        }
    }
}

/// ■政府网站, ▲征地信息公开平台, ■其他：…
fn channel_box(name: &str) -> String {
    let (bare, conditional) = channel::bare(name);
    let mark = if conditional { channel::CONDITIONAL } else { '■' };
    format!("{mark}{}", bare.replacen("其他:", "其他：", 1))
}

/// Runs of rows with one text in a column that merges: first and last, from 0.
pub(super) fn runs(form: &Form<'_>, column: &FormColumn) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (index, item) in form.items.iter().enumerate() {
        let text = column.text(index + 1, item);
        match runs.last_mut() {
            Some((first, last)) if column.merges() && !text.is_empty() && column.text(*first + 1, form.items[*first]) == text => {
                *last = index
            }
            _ => runs.push((index, index)),
        }
    }
    runs
}
