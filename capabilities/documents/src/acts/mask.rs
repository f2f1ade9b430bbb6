//! Masks what a finding shows, by the profile, as a new version of the working copy.

use gongkai_text::finding::Finding;
use gongkai_web::Failure;

use crate::document::Document;
use crate::doer::Doer;
use crate::screening::judge;

/// Masks the findings named (all that can be masked, where none is named). Gives how many values were masked.
///
/// Attachments are not rewritten: their findings are mended in the file and uploaded again.
pub async fn mask(doer: &Doer, id: i64, version: i64, keys: &[String]) -> Result<(Document, usize), Failure> {
    let document = doer.document(id).await?;
    if document.version != version {
        return Err(Failure::Conflict);
    }
    let judged = judge(&doer.platform, &document).await?;
    let chosen: Vec<Finding> =
        judged.into_iter().filter(|judged| keys.is_empty() || keys.contains(&judged.key)).map(|judged| judged.finding).collect();
    let mut content = document.content.clone();
    let title = content.metadata.title.clone();
    let today = doer.platform.db.clock().today();
    let screen = doer.platform.screens.of(&document.agency_path);
    let n = screen.apply_masks(&mut content.paragraphs, title.as_deref(), &chosen, today);
    if n == 0 {
        return Err(Failure::refused("没有可以自动遮盖的内容；附件中的内容请处理后重新上传"));
    }
    let handling = document.handling.clone();
    Ok((super::draft::save(doer, id, version, content, handling).await?, n))
}
