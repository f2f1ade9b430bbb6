//! Would this text pass? Screening of a text or a file that is no draft, and of which nothing is kept.

use std::collections::BTreeSet;

use gongkai_capability::{Platform, StaffForm, StaffPage};
use gongkai_files::{Limits, ReadError};
use gongkai_store::iso;
use gongkai_text::finding::{Finding, Severity};
use gongkai_text::screen::Subject;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::Answer;
use crate::incoming::{self, Opened};

pub(super) async fn blank(page: StaffPage) -> Answer {
    page.render("documents/staff/screening.html", json!({"text": "", "errors": [], "checked": Value::Null}))
}

pub(super) async fn check(StaffForm { page, form }: StaffForm) -> Answer {
    let text = form.get("text").to_owned();
    match opened(&form).await {
        Ok((name, opened)) => {
            let checked = report(&page.platform, &page.session.staff.agency_path, &name, &opened);
            page.render("documents/staff/screening.html", json!({"text": text, "errors": [], "checked": checked}))
        }
        Err(Failure::Refused(reasons)) => {
            let errors: Vec<Value> = reasons.iter().map(|message| json!({"field": "file", "message": message})).collect();
            page.refuse("documents/staff/screening.html", reasons, json!({"text": text, "errors": errors, "checked": Value::Null}))
        }
        Err(other) => Err(other),
    }
}

/// What was read of what was given, and what would be found missing in it were a draft made of it.
async fn opened(form: &Form) -> Result<(String, Opened), Failure> {
    let (name, bytes) = match form.files.iter().find(|file| file.field == "file") {
        Some(file) => (file.name.clone(), file.bytes.clone()),
        None if form.get("text").trim().is_empty() => return Err(Failure::refused("请粘贴文字，或者选择文件")),
        None => ("粘贴的文字.txt".to_owned(), form.get("text").as_bytes().to_vec()),
    };
    let read = name.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let mut opened = incoming::open(&read, &bytes, &Limits::default(), &BTreeSet::new())?;
        incoming::find_pictures(&read, &bytes, &Limits::default(), &mut opened.reading);
        Ok(opened)
    });
    let opened = opened.await.map_err(anyhow::Error::from)?.map_err(|error: ReadError| Failure::refused(error))?;
    Ok((name, opened))
}

fn report(platform: &Platform, agency_path: &str, name: &str, opened: &Opened) -> Value {
    let reading = &opened.reading;
    let today = platform.db.clock().today();
    let subject = Subject {
        hidden: &opened.extract.hidden,
        links: &opened.extract.links,
        ..Subject::new(&reading.metadata, &reading.paragraphs, today)
    };
    let mut findings: Vec<Finding> = reading.findings.clone();
    findings.extend(platform.screens.of(agency_path).screen(&subject));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let shown = |finding: &Finding| {
        let stops = finding.severity == Severity::Stop;
        json!({
            "code": finding.code, "stops": stops, "severity": if stops { "须处理" } else { "提醒" },
            "place": finding.place, "excerpt": finding.excerpt, "advice": finding.advice, "masked": finding.masked,
        })
    };
    json!({
        "name": name,
        "at": iso(platform.db.clock().now()),
        "title": reading.metadata.title,
        "n_paragraphs": reading.paragraphs.len(),
        "n_stops": findings.iter().filter(|finding| finding.severity == Severity::Stop).count(),
        "findings": findings.iter().map(shown).collect::<Vec<_>>(),
    })
}
