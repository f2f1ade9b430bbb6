//! Is this a page that everybody can read? What can be seen from the markup alone; axe and the Nu checker look closer.

use scraper::{ElementRef, Html, Selector};

fn all(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector of ours");
    html.select(&selector).map(|element| element.html()).collect()
}

fn has_label(html: &Html, field: ElementRef<'_>) -> bool {
    let value = field.value();
    let named = ["aria-label", "aria-labelledby", "title"].iter().any(|name| value.attr(name).is_some_and(|text| !text.trim().is_empty()));
    let within = field.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "label");
    let pointed = value.id().is_some_and(|id| {
        let labels = Selector::parse("label[for]").expect("a selector of ours");
        html.select(&labels).any(|label| label.value().attr("for") == Some(id))
    });
    named || within || pointed
}

/// Everything that is wrong with a page.
pub fn problems(text: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let mut found = Vec::new();
    let mut say = |what: &str, which: Vec<String>| {
        found.extend(which.into_iter().map(|one| format!("{what}: {}", one.chars().take(160).collect::<String>())))
    };
    if !text.trim_start().to_ascii_lowercase().starts_with("<!doctype html>") {
        say("no doctype", vec![text.to_owned()]);
    }
    for (what, selector, n) in [
        ("not one h1", "h1", 1),
        ("not one main landmark", "main", 1),
        ("not one title", "head > title", 1),
        ("html without lang", "html[lang]", 1),
    ] {
        let which = all(&html, selector);
        if which.len() != n {
            say(what, vec![format!("{} of them", which.len())]);
        }
    }
    say("inline script", all(&html, "script:not([src])"));
    say("inline style", all(&html, "style, [style]"));
    say("picture without alt", all(&html, "img:not([alt])"));
    say("script address", all(&html, "a[href^='javascript:']"));
    say(
        "empty title",
        all(&html, "head > title")
            .into_iter()
            .filter(|title| title.replace("<title>", "").replace("</title>", "").trim().is_empty())
            .collect(),
    );
    let every = Selector::parse("*").expect("a selector of ours");
    let mut ids = std::collections::BTreeSet::new();
    for element in html.select(&every) {
        let value = element.value();
        if value.attrs().any(|(name, _)| name.starts_with("on")) {
            say("inline handler", vec![element.html()]);
        }
        if value.id().is_some_and(|id| !ids.insert(id.to_owned())) {
            say("an id twice", vec![element.html()]);
        }
    }
    let fields = Selector::parse("input, select, textarea").expect("a selector of ours");
    let quiet = |field: &ElementRef<'_>| {
        field.value().attr("hidden").is_some() || matches!(field.value().attr("type"), Some("hidden" | "submit" | "button" | "image"))
    };
    let unnamed = html.select(&fields).filter(|field| !quiet(field) && !has_label(&html, *field)).map(|field| field.html()).collect();
    say("field without label", unnamed);
    let links = Selector::parse("a[href], button").expect("a selector of ours");
    let silent = |link: &ElementRef<'_>| {
        let named = link.value().attr("aria-label").is_some_and(|label| !label.is_empty());
        !named
            && link.text().all(|text| text.trim().is_empty())
            && link.select(&Selector::parse("img[alt]:not([alt=''])").expect("ours")).next().is_none()
    };
    let nameless = html.select(&links).filter(silent).map(|link| link.html()).collect();
    say("link or button without a name", nameless);
    found
}
