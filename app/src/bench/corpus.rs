//! Which texts and which questions is it measured with?

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use gongkai_capability::Settings;
use gongkai_documents::tables::document;
use gongkai_files::{Limits, walk};
use gongkai_search::Entry;
use gongkai_store::Actor;
use gongkai_text::paragraph::ParagraphKind;
use gongkai_text::reading::{self, Reading};
use jiff::civil::date;

/// A text of the corpus, read.
pub struct Law {
    pub bytes: usize,
    pub reading: Reading,
}

/// Reads every text of an archive or folder; what cannot be read is left out here (the import counts it).
pub fn read_laws(path: &Path) -> Vec<Law> {
    let limits = Limits::default();
    let mut laws = Vec::new();
    walk(&[path.to_owned()], &limits, &mut |entry| {
        let name = entry.name().to_owned();
        if let Ok(bytes) = entry.content
            && let Ok(extract) = gongkai_files::read(&name, &bytes, &limits)
        {
            laws.push(Law { bytes: bytes.len(), reading: reading::read(&extract, &BTreeSet::new()) });
        }
    });
    laws
}

/// So many articles were the peers measured with.
const ARTICLES: usize = 150_000;

/// Articles of the corpus, each as a record of its own.
pub fn articles(laws: &[Law]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for law in laws {
        let title = law.reading.metadata.title.clone().unwrap_or_default();
        for paragraph in &law.reading.paragraphs {
            if matches!(paragraph.kind, ParagraphKind::Article | ParagraphKind::Body) {
                let id = 10_000_000 + i64::try_from(entries.len()).unwrap_or_default();
                let mut entry = Entry::new(id, &format!("{title} {}", paragraph.id), &paragraph.text, date(2026, 1, 5));
                entry.path = "qinglan".to_owned();
                entry.agency_code = "qinglan".to_owned();
                entry.kind = "rule".to_owned();
                entries.push(entry);
                if entries.len() == ARTICLES {
                    return entries;
                }
            }
        }
    }
    entries
}

/// Keeps each entry as a public record after the pattern of one that is there: small texts, nothing else.
pub async fn keep_as_records(folder: &Path, settings: &Settings, entries: &[Entry], pattern: i64) -> Result<()> {
    let settings = Settings { listen: settings.listen.clone(), ..Settings::in_folder(folder.to_owned()) };
    let platform = crate::serve::open(settings).await?;
    let mut document = document::by_id(&platform.db, pattern).await?.context("a record to copy")?;
    document.source_key = None;
    document.index_number = None;
    document.edition_sha256 = None;
    document.content.metadata.document_number = None;
    document.content.attachments.clear();
    document.content.paragraphs.truncate(1);
    for chunk in entries.chunks(5000) {
        let mut change = platform.db.change(&Actor::system("bench")).await?;
        for entry in chunk {
            document.id = entry.id;
            document.content.metadata.title = Some(entry.title.clone());
            if let Some(paragraph) = document.content.paragraphs.first_mut() {
                paragraph.text.clone_from(&entry.text);
            }
            document::save(&mut change, &document).await?;
        }
        change.commit().await?;
    }
    platform.db.close().await;
    Ok(())
}

/// Questions as people type them.
pub const QUERIES: [&str; 20] = [
    "罚款",
    "社会保险",
    "信息公开",
    "行政许可",
    "食品安全",
    "税收",
    "环境保护",
    "劳动合同",
    "土地",
    "医疗",
    "安全生产",
    "未成年人",
    "行政复议",
    "招标投标",
    "公务员",
    "知识产权",
    "道路交通安全",
    "个人信息",
    "突发事件",
    "消费者权益",
];

/// The same questions in Traditional script.
pub const TRADITIONAL: [&str; 20] = [
    "罰款",
    "社會保險",
    "信息公開",
    "行政許可",
    "食品安全",
    "稅收",
    "環境保護",
    "勞動合同",
    "土地",
    "醫療",
    "安全生產",
    "未成年人",
    "行政復議",
    "招標投標",
    "公務員",
    "知識產權",
    "道路交通安全",
    "個人信息",
    "突發事件",
    "消費者權益",
];
