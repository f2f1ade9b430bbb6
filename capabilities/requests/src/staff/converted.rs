//! What became of the record that a case was made into, and what personal data does its draft hold?

use gongkai_capability::StaffPage;
use gongkai_documents::screening::judge;
use gongkai_documents::tables as documents;
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::view::Seen;

/// The codes of findings about people.
const PERSONAL: &str = "personal.";

/// For those who read the case; what the draft says, only for those who read drafts there or made it.
pub(super) async fn of(page: &StaffPage, seen: &Seen) -> Result<Value, Failure> {
    let Some(id) = seen.case.document_id else { return Ok(Value::Null) };
    let Some(document) = documents::document::by_id(&page.platform.db, id).await? else {
        return Ok(json!({"gone": true, "findings": []}));
    };
    let path = &document.agency_path;
    let (reads, made) = (page.offers(Action::ReadInternal, path), page.offers(Action::ApproveRequest, path));
    let public = document.is_public();
    let mut findings = Vec::new();
    if !public && (reads || made) {
        let all = judge(&page.platform, &document).await?;
        let personal = all.into_iter().filter(|judged| judged.finding.code.starts_with(PERSONAL));
        findings.extend(
            personal
                .map(|judged| json!({"place": judged.finding.place, "excerpt": judged.finding.excerpt, "advice": judged.finding.advice})),
        );
    }
    let link = match (public, reads) {
        (true, _) => format!("/documents/{id}"),
        (false, true) => format!("/staff/documents/{id}"),
        (false, false) => String::new(),
    };
    let state = if public { document.public_state.label() } else { document.state.label() };
    Ok(json!({"gone": false, "title": document.content.title(), "state": state, "link": link, "findings": findings}))
}
