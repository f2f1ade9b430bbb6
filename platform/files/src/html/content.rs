//! Where on the page is the document, and where is the chrome?

use scraper::{ElementRef, Html};
use std::collections::HashMap;

type NodeKey = ego_tree::NodeId;

/// Ids and classes under which the common products put the body of a document, lower case.
const NAMED: &[&str] = &[
    "trs_editor",
    "trs_ueditor",
    "trs_editor_view",
    "trs_word",
    "trs_web",
    "view trs_ueditor",
    "ucap-content",
    "zoom",
    "fontzoom",
    "article-content",
    "article_content",
    "articlecontent",
    "article-con",
    "article_con",
    "pages_content",
    "pages-content",
    "pagescontent",
    "v_news_content",
    "news_content",
    "newscontent",
    "newstext",
    "news_text",
    "con_text",
    "content_text",
    "detail-content",
    "detail_content",
    "detailcontent",
    "wzcon",
    "wz_content",
    "xxgk_content",
    "xl_content",
    "zw_content",
    "zwcontent",
    "zw-con",
    "bt_content",
    "contentbody",
    "content_body",
    "content-body",
    "infocontent",
    "info_content",
    "info-content",
    "ewb-article-info",
    "ewb-info-content",
    "article-info-content",
    "ewb-detail-content",
    "artibody",
    "art_con",
    "art-con",
    "arc_content",
    "maintext",
    "main-txt",
    "main_content",
    "text_content",
    "txtcontent",
    "j-fontcontent",
    "print-content",
    "printcontent",
    "printarea",
    "gkml-content",
    "gkmlpt-content",
    "law-content",
    "custom_unionstyle",
    "entry-content",
    "post-content",
    "conttext",
    "bodytext",
    "neirong",
    "nr_content",
    "wznr",
];
/// Prefixes of generated names: `vsb_content_2`.
const NAMED_PREFIX: &[&str] = &["vsb_content", "js_content", "trs_editor"];
/// Names that often hold the body but also chrome: tried after the others.
const LOOSE: &[&str] = &["content", "article", "con", "main", "detail", "text", "gkmlpt"];

/// A container with less text than this is a caption, not a document.
const SHORTEST: usize = 20;

#[derive(Default, Clone, Copy)]
struct Stats {
    /// Characters outside links.
    text: usize,
    linked: usize,
    /// Paragraph-like text directly below, for the guess.
    score: usize,
    /// Tables, pictures and attachment links make a short container a document too.
    matter: usize,
}

/// The element that holds the document; the whole page where no part of it can be told to.
pub(crate) fn find(page: &Html) -> ElementRef<'_> {
    let root = page.root_element();
    let (stats, order) = measure(root);
    let body = order.iter().copied().find(|e| e.value().name() == "body").unwrap_or(root);
    let of = |e: &ElementRef<'_>| stats.get(&e.id()).copied().unwrap_or_default();
    let worthy = |e: &ElementRef<'_>| of(e).text >= SHORTEST || of(e).matter > 0;
    let named: Vec<ElementRef<'_>> = order.iter().copied().filter(|e| is_named(*e, NAMED, NAMED_PREFIX) && worthy(e)).collect();
    if let Some(best) = named.iter().copied().max_by_key(|e| of(e).text + of(e).matter) {
        return without_wrapper(best, &named, &of);
    }
    let guess = order.iter().copied().filter(|e| may_hold_text(*e)).max_by_key(|e| of(e).score);
    let loose = order.iter().copied().filter(|e| {
        let semantic = matches!(e.value().name(), "article" | "main") || e.attr("itemprop") == Some("articleBody");
        (semantic || is_named(*e, LOOSE, &[])) && of(e).text >= SHORTEST && of(e).linked < of(e).text
    });
    // The loose name wins only when it holds the densest text without much around it.
    let inside_loose = |e: &ElementRef<'_>| guess.is_some_and(|g| g.id() == e.id() || g.ancestors().any(|a| a.id() == e.id()));
    let loose = loose.filter(inside_loose).min_by_key(|e| of(e).text + of(e).linked);
    match (loose, guess) {
        (Some(element), Some(dense)) if of(&element).text <= of(&dense).text * 3 / 2 + 100 => element,
        (_, Some(dense)) if of(&dense).score >= SHORTEST => widened(dense, body, &of),
        _ => body,
    }
}

/// `#zoom` may wrap `.TRS_Editor` and attachments (keep it) or the whole page's column (take the inner one).
fn without_wrapper<'a>(best: ElementRef<'a>, named: &[ElementRef<'a>], of: &impl Fn(&ElementRef<'_>) -> Stats) -> ElementRef<'a> {
    let inner = named.iter().copied().filter(|e| e.id() != best.id() && e.ancestors().any(|a| a.id() == best.id()));
    match inner.max_by_key(|e| of(e).text) {
        Some(inner) if of(&inner).linked + of(&inner).text > 0 && of(&best).linked > of(&inner).linked + 200 => inner,
        _ => best,
    }
}

/// Paragraphs of one document are sometimes spread over sibling boxes: the parent is taken where it adds text, not links.
fn widened<'a>(dense: ElementRef<'a>, body: ElementRef<'a>, of: &impl Fn(&ElementRef<'_>) -> Stats) -> ElementRef<'a> {
    let mut best = dense;
    while let Some(parent) = best.parent().and_then(ElementRef::wrap) {
        let (inner, outer) = (of(&best), of(&parent));
        let adds_text = outer.text >= inner.text + inner.text / 5;
        let adds_links = outer.linked > inner.linked + outer.text / 10 + 20;
        if !adds_text || adds_links || parent.id() == body.id() {
            break;
        }
        best = parent;
    }
    best
}

fn is_named(element: ElementRef<'_>, names: &[&str], prefixes: &[&str]) -> bool {
    let value = element.value();
    if !matches!(value.name(), "div" | "td" | "section" | "article" | "main" | "ucapcontent" | "font" | "form" | "span" | "ul") {
        return value.name() == "ucapcontent";
    }
    let matches = |name: &str| {
        let lower = name.to_ascii_lowercase();
        names.contains(&lower.as_str()) || prefixes.iter().any(|prefix| lower.starts_with(prefix))
    };
    value.id().is_some_and(matches) || value.classes().any(matches)
}

fn may_hold_text(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "div" | "td" | "section" | "article" | "main" | "body" | "form" | "center" | "font")
}

fn skipped(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "head" | "select" | "textarea" | "iframe" | "svg")
}

/// One pass over the page: text, link text and paragraph score of every element, children before parents.
fn measure(root: ElementRef<'_>) -> (HashMap<NodeKey, Stats>, Vec<ElementRef<'_>>) {
    let mut stats: HashMap<NodeKey, Stats> = HashMap::new();
    let mut order = Vec::new();
    let mut stack: Vec<(ElementRef<'_>, Stats)> = Vec::new();
    let (mut links, mut dead) = (0_usize, 0_usize);
    for edge in root.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => {
                if let Some(element) = ElementRef::wrap(node) {
                    order.push(element);
                    links += usize::from(element.value().name() == "a");
                    dead += usize::from(skipped(element.value().name()));
                    let matter = usize::from(matches!(element.value().name(), "img" | "table")) * 5;
                    stack.push((element, Stats { matter, ..Stats::default() }));
                } else if let (Some(text), 0, Some((_, top))) = (node.value().as_text(), dead, stack.last_mut()) {
                    let n = text.chars().filter(|c| !c.is_whitespace()).count();
                    if links > 0 { top.linked += n } else { top.text += n }
                }
            }
            ego_tree::iter::Edge::Close(node) => {
                if ElementRef::wrap(node).is_none() {
                    continue;
                }
                let Some((element, own)) = stack.pop() else { continue };
                links -= usize::from(element.value().name() == "a");
                dead -= usize::from(skipped(element.value().name()));
                if let Some((_, parent)) = stack.last_mut() {
                    parent.text += own.text;
                    parent.linked += own.linked;
                    parent.matter += own.matter;
                    parent.score += score_for_parent(element, &own);
                }
                stats.insert(element.id(), Stats { score: own.score + direct_text(element), ..own });
            }
        }
    }
    (stats, order)
}

fn score_for_parent(element: ElementRef<'_>, own: &Stats) -> usize {
    match element.value().name() {
        "p" | "blockquote" | "pre" | "table" | "h1" | "h2" | "h3" | "h4" => own.text,
        "span" | "font" | "strong" | "b" => own.text,
        "div" if own.score == 0 => own.text,
        "div" | "section" | "td" | "center" => own.score / 2,
        _ => 0,
    }
}

/// Text with `<br>` between lines and no paragraph elements, as old editors left it.
fn direct_text(element: ElementRef<'_>) -> usize {
    let texts = element.children().filter_map(|child| child.value().as_text());
    texts.map(|text| text.chars().filter(|c| !c.is_whitespace()).count()).sum()
}
