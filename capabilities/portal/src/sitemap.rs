//! Which addresses has this site, for machines? An index, and parts of at most so many addresses each.

use axum::extract::Path;
use axum::response::Response;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_documents::tables::record;
use gongkai_web::Failure;
use gongkai_web::listing::xml;

use crate::columns::{ABOUT, AGENCIES, DOCUMENTS, NEWS, OPEN, PARTS, POLICIES, SITE_MAP};
use crate::plain::text;

/// The protocol allows 50,000; smaller parts are drawn and fetched quickly.
const PART: i64 = 5_000;
const XML: &str = "application/xml; charset=utf-8";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const SPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

pub(crate) async fn index(page: PublicPage) -> Result<Response, Failure> {
    let mut parts = vec!["columns.xml".to_owned()];
    let mut after = 0;
    // A part is named by the id it begins after: it stays the same while later parts grow.
    while !record::places(&page.platform.db, &page.scope(), after, 1).await?.is_empty() {
        parts.push(format!("{after}.xml"));
        match record::boundary(&page.platform.db, &page.scope(), after, PART).await? {
            Some(last) => after = last,
            None => break,
        }
    }
    let entries: String =
        parts.iter().map(|part| format!("<sitemap><loc>{}/sitemap/{part}</loc></sitemap>\n", xml(&page.origin))).collect();
    Ok(text(XML, format!("{HEAD}<sitemapindex {SPACE}>\n{entries}</sitemapindex>\n")))
}

pub(crate) async fn part(page: PublicPage, Path(name): Path<String>) -> Result<Response, Failure> {
    let name = name.strip_suffix(".xml").ok_or(Failure::NotFound)?;
    let mut entries = String::new();
    let mut add = |path: &str, at: &str| {
        let modified = at.get(..10).map_or_else(String::new, |day| format!("<lastmod>{day}</lastmod>"));
        entries += &format!("<url><loc>{}{}</loc>{modified}</url>\n", xml(&page.origin), xml(path));
    };
    if name == "columns" {
        let directory = gongkai_agencies::directory(&page.platform.db).await?;
        columns(&directory, &page.site.root).iter().for_each(|path| add(path, ""));
    } else {
        let after: i64 = name.parse().map_err(|_| Failure::NotFound)?;
        let places = record::places(&page.platform.db, &page.scope(), after, PART).await?;
        places.iter().for_each(|place| add(&format!("/documents/{}", place.id), &place.edition_at));
    }
    Ok(text(XML, format!("{HEAD}<urlset {SPACE}>\n{entries}</urlset>\n")))
}

fn columns(directory: &Directory, root: &str) -> Vec<String> {
    let columns = [OPEN, POLICIES, NEWS, DOCUMENTS, AGENCIES, SITE_MAP, ABOUT];
    let mut paths = vec!["/".to_owned()];
    paths.extend(columns.iter().chain(&PARTS).map(|column| column.path.to_owned()));
    paths.extend(directory.subtree(root).map(|agency| format!("/agencies/{}", agency.path)));
    paths
}
