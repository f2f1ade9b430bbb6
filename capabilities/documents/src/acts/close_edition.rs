//! Takes one older edition out of public sight: what slipped into it is gone, the record and its newest edition stay.

use gongkai_identity::Action;
use gongkai_store::Fact;
use gongkai_web::Failure;
use serde_json::json;

use crate::doer::Doer;
use crate::tables;

/// Closes an older edition. Its page, its comparisons, its files and its papers answer that they are gone, with reason and basis.
///
/// # Errors
/// [`Failure::Refused`] with every reason against it; the newest edition is corrected or withdrawn, not closed.
pub async fn close_edition(doer: &Doer, id: i64, number: i64, reason: &str, basis: &str) -> Result<(), Failure> {
    let mut reasons = Vec::new();
    if reason.trim().is_empty() {
        reasons.push("停止公开旧版应当写明原因".to_owned());
    }
    if basis.trim().is_empty() {
        reasons.push("停止公开旧版应当写明依据".to_owned());
    }
    let mut change = doer.change().await?;
    let document = doer.locked(&mut change, id, Action::Withdraw).await?;
    let lines = tables::edition::lines_within(change.connection(), id).await?;
    let line = lines.iter().find(|line| line.number == number);
    match line {
        None => reasons.push("请选择要停止公开的版本".to_owned()),
        Some(line) if line.closed.is_some() => reasons.push(format!("第{number}版已经停止公开")),
        Some(_) if number >= document.edition => {
            reasons.push("现行版本不能单独停止公开：内容有误的请修订后发布新版，不应公开的请撤下".to_owned());
        }
        Some(_) => {}
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    tables::edition::close(&mut change, id, number, reason.trim(), basis.trim()).await?;
    let detail = json!({
        "edition": number, "sha256": line.map(|line| &line.sha256), "reason": reason.trim(), "basis": basis.trim(),
    });
    change.record(Fact::public("documents.edition_closed", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(())
}
