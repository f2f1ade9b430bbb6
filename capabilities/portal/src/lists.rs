//! Which records answer a filter? Policy library, news and all records: one page with facets, one filter for all its forms.

use std::collections::{BTreeMap, HashMap};

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_documents::public::lists::{Shown, Typed, shown};
use gongkai_documents::public::shown::{Column, topics, validity_label};
use gongkai_documents::public::{Asked, listing};
use gongkai_documents::{Facet, Filter, Kind, tables};
use gongkai_web::{Failure, Format, Paging};
use serde::Serialize;

use crate::columns::{DOCUMENTS, NEWS, NEWS_KINDS, POLICIES};
use crate::plain;

const PER_PAGE: i64 = 20;
/// Values of a facet that are open at once; the others are behind one step.
const OPEN_VALUES: usize = 8;

pub(crate) type Pairs = Query<Vec<(String, String)>>;

/// A list of the site: where it stands and what it holds before anything is asked.
pub(crate) struct List {
    pub column: Column,
    pub path: String,
    pub title: String,
    /// Links from the home page to this list.
    pub trail: Vec<(String, String)>,
    /// Only these kinds; empty for all.
    pub kinds: Vec<String>,
    pub items: Vec<String>,
    pub facets: &'static [Facet],
    /// Said above the list.
    pub about: String,
}

impl List {
    fn of(column: Column, kinds: Vec<String>, facets: &'static [Facet]) -> Self {
        Self {
            path: column.path.to_owned(),
            title: column.name.to_owned(),
            trail: vec![(column.name.to_owned(), column.path.to_owned())],
            about: column.description.to_owned(),
            column,
            kinds,
            items: Vec::new(),
            facets,
        }
    }

    /// The filter asked for, within what the list holds.
    fn filter(&self, asked: &Asked) -> Filter {
        let mut filter = asked.filter.clone();
        narrow(&mut filter.kinds, &self.kinds);
        narrow(&mut filter.items, &self.items);
        filter
    }
}

/// What was chosen among what there is; a choice outside of it finds nothing rather than everything.
fn narrow(chosen: &mut Vec<String>, held: &[String]) {
    if held.is_empty() {
        return;
    }
    if chosen.is_empty() {
        chosen.extend_from_slice(held);
    } else {
        chosen.retain(|value| held.contains(value));
        if chosen.is_empty() {
            chosen.push("none".to_owned());
        }
    }
}

pub(crate) async fn policies(page: PublicPage, pairs: Pairs) -> Result<Response, Failure> {
    let kinds = Kind::all().iter().filter(|kind| kind.policy).map(|kind| kind.code.clone()).collect();
    let facets = &[Facet::Validity, Facet::Kind, Facet::Topic, Facet::Agency, Facet::Year];
    draw(page, pairs, List::of(POLICIES, kinds, facets)).await
}

pub(crate) async fn news(page: PublicPage, pairs: Pairs) -> Result<Response, Failure> {
    let kinds = NEWS_KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    draw(page, pairs, List::of(NEWS, kinds, &[Facet::Agency, Facet::Year])).await
}

pub(crate) async fn documents(page: PublicPage, pairs: Pairs) -> Result<Response, Failure> {
    let facets = &[Facet::Kind, Facet::Agency, Facet::Topic, Facet::Year, Facet::Validity];
    draw(page, pairs, List::of(DOCUMENTS, Vec::new(), facets)).await
}

/// One list in the form asked for.
pub(crate) async fn draw(page: PublicPage, Query(pairs): Pairs, list: List) -> Result<Response, Failure> {
    let asked = Asked::read(&pairs);
    let filter = list.filter(&asked);
    match asked.format {
        None => return Err(Failure::refused("列表没有这种格式，可用：atom、json、csv、xlsx")),
        Some(Format::Page) => {}
        Some(format) => {
            let listing = listing(&page, &asked, &filter, &list.path, &list.title, format).await?;
            return plain::answer(listing, format).await;
        }
    }
    let (db, scope) = (&page.platform.db, page.scope());
    let directory = gongkai_agencies::directory(db).await?;
    let readable = asked.problems.is_empty();
    let total = if readable { tables::shelf::count(db, &scope, &filter).await? } else { 0 };
    let paging = Paging::new(asked.page, total, PER_PAGE, &asked.address(&list.path));
    let lines = if total > 0 { tables::list::briefs(db, &scope, &filter, PER_PAGE, paging.offset()).await? } else { Vec::new() };
    let mut facets = Vec::new();
    for facet in list.facets.iter().filter(|_| readable) {
        let counts = tables::shelf::counts(db, &scope, &filter, *facet).await?;
        facets.extend(Choices::of(*facet, &list, counts, &asked, &directory, &page.site.root));
    }
    let view = ListView {
        forms: asked.forms(&list.path),
        newest: asked.sorted(&list.path, ""),
        oldest: asked.sorted(&list.path, "oldest"),
        chips: chips(&asked, &list.path, &directory),
        narrows: asked.narrows(),
        facets,
        lines: shown(lines, &directory),
        paging,
        title: list.title,
        about: list.about,
        column: list.column,
        trail: list.trail,
        path: list.path,
        typed: asked.typed,
        problems: asked.problems,
    };
    let status = if readable { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page.render_as(status, "portal/list.html", BTreeMap::from([("list", view)]))
}

/// What the page of a list shows.
#[derive(Serialize)]
struct ListView {
    title: String,
    about: String,
    column: Column,
    trail: Vec<(String, String)>,
    path: String,
    forms: String,
    newest: String,
    oldest: String,
    chips: Vec<Chip>,
    typed: Typed,
    narrows: bool,
    problems: Vec<String>,
    facets: Vec<Choices>,
    lines: Vec<Shown>,
    paging: Paging,
}

/// A facet as the form shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Choices {
    pub name: &'static str,
    pub label: &'static str,
    /// Shown at once: the most frequent ones and what is chosen.
    pub open: Vec<Choice>,
    pub more: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub count: i64,
    pub chosen: bool,
}

impl Choices {
    fn of(facet: Facet, list: &List, counts: Vec<(String, i64)>, asked: &Asked, directory: &Directory, root: &str) -> Option<Self> {
        let (name, label) = named(facet)?;
        let counts = match facet {
            // The kinds that this list does not hold are no choice here.
            Facet::Kind if !list.kinds.is_empty() => counts.into_iter().filter(|(kind, _)| list.kinds.contains(kind)).collect(),
            Facet::Agency => with_those_below(&counts, directory, root),
            _ => counts,
        };
        let choice = |(value, count): (String, i64)| Choice {
            label: value_label(name, &value, directory),
            chosen: asked.values(name).any(|chosen| chosen == value),
            value,
            count,
        };
        let mut choices: Vec<Choice> = counts.into_iter().map(choice).collect();
        // What was chosen stays visible even where nothing of it is left.
        for chosen in asked.values(name) {
            if !choices.iter().any(|choice| choice.value == chosen) {
                choices.push(Choice { value: chosen.to_owned(), label: value_label(name, chosen, directory), count: 0, chosen: true });
            }
        }
        if facet == Facet::Year {
            choices.sort_by(|a, b| b.value.cmp(&a.value));
        }
        Self::parted(name, label, choices)
    }

    /// The first ones and the chosen ones open, the others behind one step; nothing where there is nothing to choose.
    pub(crate) fn parted(name: &'static str, label: &'static str, choices: Vec<Choice>) -> Option<Self> {
        let (mut open, mut more) = (Vec::new(), Vec::new());
        for choice in choices {
            if choice.chosen || open.len() < OPEN_VALUES { open.push(choice) } else { more.push(choice) }
        }
        if open.is_empty() { None } else { Some(Self { name, label, open, more }) }
    }
}

fn named(facet: Facet) -> Option<(&'static str, &'static str)> {
    Some(match facet {
        Facet::Agency => ("agency", "机构"),
        Facet::Kind => ("kind", "种类"),
        Facet::Topic => ("topic", "主题"),
        Facet::Year => ("year", "发布年份"),
        Facet::Validity => ("validity", "有效性"),
        Facet::Item => ("item", "法定公开事项"),
        Facet::State => return None,
    })
}

/// Choosing an agency means it and all below it; its count says the same. The root is the site itself, and no choice.
fn with_those_below(counts: &[(String, i64)], directory: &Directory, root: &str) -> Vec<(String, i64)> {
    let mut sums: HashMap<&str, i64> = HashMap::with_capacity(counts.len() * 2);
    for (own, n) in counts {
        let above = own.match_indices('/').map(|(at, _)| &own[..at]);
        above.chain([own.as_str()]).for_each(|path| *sums.entry(path).or_default() += n);
    }
    let agencies = directory.subtree(root).filter(|agency| agency.path != root);
    let sum = |path: &str| sums.get(path).copied().filter(|n| *n > 0);
    let mut all: Vec<(String, i64)> = agencies.filter_map(|agency| Some((agency.path.clone(), sum(&agency.path)?))).collect();
    all.sort_by_key(|(_, n)| -n);
    all
}

/// What people read for a value of a query.
pub(crate) fn value_label(name: &str, value: &str, directory: &Directory) -> String {
    let label = match name {
        "agency" => directory.by_path(value).map(|agency| agency.short_name().to_owned()),
        "kind" => Kind::get(value).map(|kind| kind.label.clone()),
        "topic" => topics().get(value).map(|topic| topic.name.clone()),
        "validity" => Some(validity_label(value).to_owned()).filter(|label| !label.is_empty()),
        "genre" => value.parse::<gongkai_law::Genre>().ok().map(|genre| genre.label().to_owned()),
        "item" => gongkai_law::DisclosureItem::get(value).map(|item| item.short.to_owned()),
        "year" => Some(format!("{value}年")),
        _ => None,
    };
    label.unwrap_or_else(|| value.to_owned())
}

/// What was chosen, each with the address of the list without it.
#[derive(Debug, Serialize)]
pub(crate) struct Chip {
    pub label: String,
    pub path: String,
}

pub(crate) fn chips(asked: &Asked, path: &str, directory: &Directory) -> Vec<Chip> {
    let title = |name: &str| match name {
        "agency" => "机构",
        "kind" => "种类",
        "topic" => "主题",
        "genre" => "体裁",
        "item" => "事项",
        "year" => "年份",
        "validity" => "有效性",
        "from" => "不早于",
        "to" => "不晚于",
        _ => "包含",
    };
    let chip = |(name, value): (&str, &str)| Chip {
        label: format!("{}：{}", title(name), value_label(name, value, directory)),
        path: asked.without(path, name, value),
    };
    asked.chosen().map(chip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_outside_of_the_list_finds_nothing() {
        let held = ["notice".to_owned(), "opinion".to_owned()];
        let mut chosen = vec!["news".to_owned()];
        narrow(&mut chosen, &held);
        assert_eq!(chosen, ["none"]);
        let mut chosen = Vec::new();
        narrow(&mut chosen, &held);
        assert_eq!(chosen, held);
        let mut chosen = vec!["opinion".to_owned(), "news".to_owned()];
        narrow(&mut chosen, &held);
        assert_eq!(chosen, ["opinion"]);
    }

    #[test]
    fn what_is_chosen_is_never_hidden() {
        let choice = |n: usize| Choice { value: n.to_string(), label: n.to_string(), count: 1, chosen: n == 20 };
        let choices = Choices::parted("kind", "种类", (0..25).map(choice).collect()).expect("there are some");
        assert_eq!((choices.open.len(), choices.more.len()), (OPEN_VALUES + 1, 25 - OPEN_VALUES - 1));
        assert!(choices.open.iter().any(|choice| choice.chosen));
        assert!(Choices::parted("kind", "种类", Vec::new()).is_none());
    }
}
