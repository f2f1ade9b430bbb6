//! What was cut when the file was read? The original beside what became of it, each cut to be undone or made again.

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_text::reading::Reading;
use gongkai_web::Failure;
use serde::Serialize;
use serde_json::json;

use super::record::{head, merge, paper};
use super::{Answer, Id};
use crate::acts;
use crate::doer::Doer;
use crate::incoming;

/// One line of the original.
#[derive(Debug, Serialize)]
struct Line {
    number: usize,
    text: String,
    /// Whether a cut that is in effect concerns it.
    cut: bool,
}

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    draw(page, id, &[]).await
}

async fn draw(page: StaffPage, id: i64, reasons: &[String]) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let reading = incoming::reread(&page.platform, &document.handling)?.ok_or(Failure::NotFound)?;
    let mut context = head(&page, &document).await?;
    let more = json!({
        "errors": reasons.iter().map(|message| json!({"field": "", "message": message})).collect::<Vec<_>>(),
        "original": lines(&reading),
        "cuts": reading.cuts,
        "script": reading.script,
        "body": paper(&document),
        "original_name": document.handling.original.as_ref().map(|original| &original.name),
        "may_decide": page.offers(gongkai_identity::Action::Draft, &document.agency_path),
    });
    merge(&mut context, more);
    match reasons {
        [] => page.render("documents/staff/cuts.html", context),
        _ => page.refuse("documents/staff/cuts.html", reasons.to_vec(), context),
    }
}

fn lines(reading: &Reading) -> Vec<Line> {
    // The conversion of the script concerns every line: it is told once, not marked everywhere.
    let local = reading.cuts.iter().filter(|cut| cut.applied && cut.lines < reading.original_lines.len().max(2));
    let spans: Vec<_> = local.map(|cut| cut.line..cut.line + cut.lines.max(1)).collect();
    let line = |(number, text): (usize, &String)| Line {
        number: number + 1,
        text: text.clone(),
        cut: spans.iter().any(|span| span.contains(&number)),
    };
    reading.original_lines.iter().enumerate().map(line).collect()
}

/// Reads the original again with the cuts that remain chosen; the text is replaced, what the editor said of it is kept.
pub(super) async fn decide(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    let document = doer.document(id).await?;
    let made: Vec<&str> = form.all("made").collect();
    let before = incoming::reread(&page.platform, &document.handling)?.ok_or(Failure::NotFound)?;
    let mut handling = document.handling.clone();
    handling.rejected_cuts = before.cuts.iter().filter(|cut| !made.contains(&cut.id.as_str())).map(|cut| cut.id.clone()).collect();
    let reading = incoming::reread(&page.platform, &handling)?.ok_or(Failure::NotFound)?;
    let mut content = crate::Content { paragraphs: reading.paragraphs, ..document.content };
    let (platform, read) = (page.platform.clone(), handling.clone());
    let keep = move || incoming::keep_pictures_again(&platform, &read, &mut content).map(|()| content);
    let content = tokio::task::spawn_blocking(keep).await.map_err(anyhow::Error::from)??;
    let version = form.get("version").parse().unwrap_or(0);
    match acts::draft::save(&doer, id, version, content, handling).await {
        Ok(_) => page.redirect(&format!("/staff/documents/{id}/cuts"), "正文已按所选的清洗项目重新读取"),
        Err(Failure::Conflict) => draw(page, id, &["文件已被他人修改，下面是最新内容，请核对后再办理。".to_owned()]).await,
        Err(Failure::Refused(reasons)) => draw(page, id, &reasons).await,
        Err(other) => Err(other),
    }
}
