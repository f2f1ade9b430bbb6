//! What was given to one applicant becomes a draft of a record for everybody (article 44); the chain of documents decides on it.

use gongkai_documents::acts::draft::{self, Source};
use gongkai_documents::content::{Attachment, Content};
use gongkai_documents::incoming::{content_of, keep_attachment};
use gongkai_documents::{Doer, Handling, Kind};
use gongkai_files::Limits;
use gongkai_identity::Action;
use gongkai_law::Openness;
use gongkai_text::extract::Extract;
use gongkai_text::reading;
use gongkai_web::Failure;
use serde_json::json;

use super::keep::read_file;
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, What};
use crate::tables;

/// The words of the record; what was given out goes with it.
#[derive(Debug, Clone, Default)]
pub struct Conversion {
    pub title: String,
    pub text: String,
}

/// X32: makes the draft, in the agency of the request. Gives its number beside the case.
pub async fn convert(doer: &Doer, at: impl Into<At>, conversion: &Conversion) -> Result<(Case, i64), Failure> {
    let at = at.into();
    let files = given_out(doer, at.id).await?;
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let on = work.today();
    let mut reasons = Vec::new();
    let (title, text) = (conversion.title.trim(), conversion.text.trim());
    if title.is_empty() {
        reasons.push("请填写标题".to_owned());
    }
    if text.is_empty() && files.is_empty() {
        reasons.push("请填写正文，或者先把提供的信息作为“拟提供的信息”添加到本件的文件中".to_owned());
    }
    if work.case.document_id.is_some() {
        reasons.push("本件已经转为公开信息的草稿".to_owned());
    }
    match work.examine(&Event { on, what: What::Converted { document: None } }, None) {
        Err(Failure::Refused(more)) => reasons.extend(more),
        other => drop(other?),
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let agency = gongkai_agencies::directory(&doer.platform.db).await?.name_of(&work.case.agency_path).to_owned();
    let source = Source {
        // An address within this installation: the page of the draft leads back by it.
        key: Some(format!("/staff/requests/{}", work.case.id)),
        name: Some(format!("依申请公开 {}（条例第四十四条）", work.case.number)),
    };
    let (path, content) = (work.case.agency_path.clone(), content(title, text, agency, files));
    let id = draft::begin(&mut work.change, &path, content, Handling::default(), source).await?;
    work.note(Event { on, what: What::Converted { document: Some(id.to_string()) } }).await?;
    work.case.document_id = Some(id);
    let case = work.close("requests.converted", json!({"article": "条例第四十四条", "document": id})).await?;
    Ok((case, id))
}

fn content(title: &str, text: &str, agency: String, attachments: Vec<Attachment>) -> Content {
    let mut content = content_of(&reading::read(&Extract::of_lines(text), &std::collections::BTreeSet::new()));
    content.kind = Kind::suggested(title, None).to_owned();
    content.item = Kind::get(&content.kind).map(|kind| kind.item.clone()).unwrap_or_default();
    content.metadata.title = Some(title.to_owned());
    content.metadata.issuers = vec![agency];
    content.metadata.openness = Some(Openness::Proactive.code().to_owned());
    content.attachments = attachments;
    content
}

/// The files that the applicant got, as attachments: what they contain is read for screening before the case is locked.
async fn given_out(doer: &Doer, id: i64) -> Result<Vec<Attachment>, Failure> {
    let case = tables::case::by_id(&doer.platform.db, id).await?.ok_or(Failure::NotFound)?;
    doer.may(Action::ReadRequests, &case.agency_path).map_err(|_| Failure::NotFound)?;
    doer.may(Action::ApproveRequest, &case.agency_path)?;
    let (files, letters) = (tables::file::of(&doer.platform.db, id).await?, tables::letter::of(&doer.platform.db, id).await?);
    let platform = doer.platform.clone();
    let kept = tokio::task::spawn_blocking(move || -> Result<Vec<Attachment>, Failure> {
        let given = files.iter().filter(|file| !file.sha256.is_empty() && letters.iter().any(|letter| letter.gives(file)));
        given.map(|file| Ok(keep_attachment(&platform, &file.name, &read_file(&platform, file)?, &Limits::default())?)).collect()
    });
    kept.await.map_err(anyhow::Error::from)?
}
