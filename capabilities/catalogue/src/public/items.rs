//! What must be published, field by field and item by item, and which records answer it?

use std::collections::BTreeMap;
use std::collections::HashMap;

use axum::extract::Path;
use gongkai_agencies::{Directory, directory};
use gongkai_capability::{Asked, PublicPage};
use gongkai_identity::within;
use gongkai_web::{Failure, Format};
use serde_json::{Value, json};

use super::Answer;
use crate::catalogue::Catalogue;
use crate::duties::{Ask, duties, first_of};
use crate::library::{Library, library};
use crate::rules::inherit::Effective;
use crate::{rows, view};

/// The catalogues of the agencies of a site; what is kept above them is read where it is inherited.
fn shown<'a>(library: &'a Library, page: &'a PublicPage) -> impl Iterator<Item = &'a Catalogue> {
    library.all().filter(|own| !own.owner.is_empty() && within(&page.site.root, &own.owner))
}

/// The catalogue of an address, if this site shows it: its agencies' own, and those from which they inherit.
fn found<'a>(library: &'a Library, page: &PublicPage, code: &str) -> Result<&'a Catalogue, Failure> {
    let own = library.by_code(code).ok_or(Failure::NotFound)?;
    // A town's site shows the county's catalogue as well, from which the town's duties come.
    let of_site = own.owner.is_empty() || within(&page.site.root, &own.owner) || within(&own.owner, &page.site.root);
    if of_site { Ok(own) } else { Err(Failure::NotFound) }
}

pub(super) async fn fields(page: PublicPage) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let mut own: Vec<&Catalogue> = shown(&library, &page).collect();
    if own.is_empty() {
        own = library.all().filter(|own| within(&own.owner, &page.site.root) && !own.owner.is_empty()).collect();
    }
    own.sort_by_key(|own| (own.tier, own.list_kind, own.id));
    let catalogues: Vec<Value> = own
        .iter()
        .map(|own| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for item in library.items_now(own.id).values().filter(|item| item.applies) {
                *counts.entry(item.kept.item.field.clone()).or_default() += 1;
            }
            let fields: Vec<Value> = counts
                .into_iter()
                .filter(|(code, _)| !code.is_empty())
                .map(|(code, n)| json!({"label": view::field_label(&code), "code": code, "n": n}))
                .collect();
            let mut value = view::catalogue(own, &library, &directory);
            value["fields"] = fields.into();
            value
        })
        .collect();
    page.render("catalogue/public/fields.html", json!({"catalogues": catalogues}))
}

pub(super) async fn list(page: PublicPage, Path(code): Path<String>, Asked(asked): Asked) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let own = found(&library, &page, &code)?;
    let items = library.items_now(own.id);
    let (field, words) = (asked.get("field"), asked.get("q").trim());
    let holds = |item: &&Effective| {
        let text = &item.kept.item;
        (field.is_empty() || text.field == field)
            && (words.is_empty() || text.content.contains(words) || text.names.iter().any(|name| name.contains(words)))
    };
    let chosen: Vec<&Effective> = items.values().filter(holds).collect();
    let percent = gongkai_web::listing::percent;
    let path = format!("/catalogue/{}?field={}&q={}", own.code, percent(field), percent(words));
    let title = if field.is_empty() { own.title.clone() } else { format!("{}（{}）", own.title, view::field_label(field)) };
    match Format::of(asked.get("format")).ok_or(Failure::NotFound)? {
        Format::Page => {}
        format => {
            let below = format!("/catalogue/{}", own.code);
            return Ok(rows::of_items(&page.origin, &path, &title, &below, &chosen, &library).answer(format)?);
        }
    }
    let fields: std::collections::BTreeSet<&str> =
        items.values().map(|item| item.kept.item.field.as_str()).filter(|field| !field.is_empty()).collect();
    page.render(
        "catalogue/public/catalogue.html",
        json!({
            "own": view::catalogue(own, &library, &directory), "title": title, "other_forms": format!("{path}&format="),
            "items": chosen.iter().map(|item| view::item(item)).collect::<Vec<_>>(),
            "fields": fields.iter().map(|code| json!({"code": code, "label": view::field_label(code)})).collect::<Vec<_>>(),
            "field": field, "words": words,
        }),
    )
}

pub(super) async fn one(page: PublicPage, Path(path): Path<HashMap<String, String>>) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let text = |name: &str| path.get(name).map_or("", String::as_str);
    let own = found(&library, &page, text("catalogue"))?;
    let items = library.items_now(own.id);
    let item = items.get(text("code")).ok_or(Failure::NotFound)?;
    let records = records(&page, &library, &directory, own, item).await?;
    page.render(
        "catalogue/public/item.html",
        json!({"own": view::catalogue(own, &library, &directory), "item": view::item(item), "agencies": records}),
    )
}

/// Who owes the item on this site, and what each has published for it.
async fn records(
    page: &PublicPage,
    library: &Library,
    directory: &Directory,
    own: &Catalogue,
    item: &Effective,
) -> Result<Vec<Value>, Failure> {
    let today = page.platform.db.clock().today();
    let ask = Ask {
        agencies: directory.subtree(&page.site.root).map(|agency| agency.path.clone()).collect(),
        as_of: today,
        from: first_of(today.year() - 2),
        fields: vec![item.kept.item.field.clone()],
    };
    let read = duties(&page.platform.db, &ask).await?;
    let line = library.line(own.id);
    let of_item = read.lines.iter().filter(|own| own.owed.code() == item.code() && *own.owed.line == *line);
    let one = |own: &crate::Line| {
        let records: Vec<Value> = own
            .records
            .iter()
            .rev()
            .map(|record| json!({"path": format!("/documents/{}", record.document), "title": record.title, "published_on": record.published_on}))
            .collect();
        let cells: Vec<view::Cell> = own.duties.iter().rev().map(|duty| view::Cell::of(own, duty)).collect();
        json!({"path": format!("/coverage/{}", own.owed.agency), "name": directory.name_of(&own.owed.agency), "records": records, "cells": cells})
    };
    Ok(of_item.map(one).collect())
}
