//! What does the head of a page claim: the national labels, the title, the address?

use gongkai_text::extract::{Label, LabelSource};
use scraper::{ElementRef, Html};

pub(crate) struct Head {
    pub title: Option<String>,
    pub labels: Vec<Label>,
    pub url: Option<String>,
}

/// Labels of 政府网站发展指引 (国办发〔2017〕47号, annex) by their right spelling; pages write `KeyWords` and `pubdate` too.
const NATIONAL: &[&str] = &[
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "ArticleTitle",
    "PubDate",
    "ContentSource",
    "Keywords",
    "Author",
    "Description",
    "Image",
    "Url",
];

/// Names that no label of a document bears: instructions to browsers and robots.
const TECHNICAL: &[&str] = &[
    "viewport",
    "renderer",
    "generator",
    "robots",
    "referrer",
    "format-detection",
    "theme-color",
    "x-ua-compatible",
    "apple-mobile-web-app-capable",
    "apple-mobile-web-app-status-bar-style",
    "msapplication-tilecolor",
    "csrf-token",
    "csrf-param",
    "baidu-site-verification",
    "filetype",
    "publishedtype",
    "pagetype",
    "others",
    "template,templategroup,version",
];

/// Reads every `<meta>` and `<title>` of the page: labels also stand in the body of badly nested pages.
pub(crate) fn read(page: &Html) -> Head {
    let mut labels = Vec::new();
    let mut document_title = None;
    for element in page.root_element().descendent_elements() {
        match element.value().name() {
            "meta" => labels.extend(label_of(element)),
            "title" if document_title.is_none() && !inside_svg(element) => document_title = filled(&text_of(element)),
            _ => {}
        }
    }
    let article = value_of(&labels, "ArticleTitle");
    if let (Some(_), Some(title)) = (&article, &document_title) {
        labels.push(Label { name: "title".to_owned(), value: title.clone(), from: LabelSource::Meta });
    }
    Head { title: article.or(document_title), labels, url: address_of(page) }
}

/// A label with its right spelling where it is a national one; an empty value is passed on: that it is empty is a finding.
fn label_of(element: ElementRef<'_>) -> Option<Label> {
    let name = element.attr("name")?.trim();
    let value = element.attr("content")?.trim().to_owned();
    let lower = name.to_ascii_lowercase();
    if name.is_empty() || TECHNICAL.contains(&lower.as_str()) {
        return None;
    }
    let national = NATIONAL.iter().find(|right| right.eq_ignore_ascii_case(name));
    let name = national.map_or(name, |right| right).to_owned();
    Some(Label { name, value, from: LabelSource::Meta })
}

fn value_of(labels: &[Label], name: &str) -> Option<String> {
    labels.iter().find(|label| label.name == name && !label.value.is_empty()).map(|label| label.value.clone())
}

fn filled(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect()
}

fn inside_svg(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "svg")
}

/// `canonical` first, then the national `Url` label, then `og:url`; only whole addresses count.
fn address_of(page: &Html) -> Option<String> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for element in page.root_element().descendent_elements() {
        let (rank, address) = match element.value().name() {
            "link" if element.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => (0, element.attr("href")),
            "meta" if element.attr("name").is_some_and(|name| name.eq_ignore_ascii_case("url")) => (1, element.attr("content")),
            "meta" if element.attr("property").is_some_and(|name| name.eq_ignore_ascii_case("og:url")) => (2, element.attr("content")),
            _ => continue,
        };
        if let Some(address) = address.map(str::trim).filter(|a| a.starts_with("http://") || a.starts_with("https://")) {
            found.push((rank, address.to_owned()));
        }
    }
    found.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, address)| address)
}
