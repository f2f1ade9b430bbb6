//! How is a public record found by search?

use std::sync::Arc;

use anyhow::Result;
use gongkai_capability::{BoxFuture, Platform};
use gongkai_law::{Genre, Topics, Validity};
use gongkai_search::Entry;

use crate::kind::Kind;
use crate::{incoming, tables};

/// What these documents read as for the index; one that is not public is left out.
pub(crate) fn read(platform: Arc<Platform>, ids: Vec<i64>) -> BoxFuture<Result<Vec<Entry>>> {
    Box::pin(async move {
        let public = tables::record::published_among(&platform.db, &ids).await?;
        let directory = gongkai_agencies::directory(&platform.db).await?;
        let topics = Topics::national();
        let mut entries = Vec::with_capacity(public.len());
        for record in public {
            let content = &record.content;
            let mut text = content.text();
            for attachment in content.attachments.iter().filter(|attachment| !attachment.inline) {
                text.push_str(&attachment.name);
                text.push('\n');
                if let Some(extract) = &attachment.extract {
                    text.push_str(&incoming::searchable_text(&platform, extract)?);
                }
            }
            let agency = directory.by_path(&record.agency_path);
            let topic = content.topic.get(..2).unwrap_or_default();
            let genre = content.metadata.genre.clone().unwrap_or_default();
            entries.push(Entry {
                path: record.agency_path.clone(),
                agency_code: record.agency_path.clone(),
                agency: agency.map_or_else(String::new, |agency| agency.name().to_owned()),
                document_number: content.metadata.document_number.clone(),
                index_number: record.index_number.clone(),
                kind: content.kind.clone(),
                kind_label: Kind::label_of(&content.kind).to_owned(),
                topic: topic.to_owned(),
                topic_label: topics.get(topic).map_or_else(String::new, |topic| topic.name.to_string()),
                genre_label: genre.parse::<Genre>().map_or_else(|_| String::new(), |genre| genre.label().to_owned()),
                genre,
                validity: record.validity.clone(),
                validity_label: record.validity.parse::<Validity>().map_or_else(|_| String::new(), |v| v.label().to_owned()),
                formed_on: content.metadata.formed_on,
                ..Entry::new(record.id, content.title(), &text, record.published_on)
            });
        }
        Ok(entries)
    })
}
