//! Which agencies disclose on this site?

use axum::Json;
use gongkai_agencies::Agency;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;

use super::shapes::{AgencyList, AgencyShape, ErrorShape};

/// The agencies of the site, each after the one above it.
#[utoipa::path(
    get,
    path = "/api/v1/agencies",
    operation_id = "listAgencies",
    tag = "agencies",
    responses(
        (status = 200, description = "All of them", body = AgencyList),
        (status = 429, description = "Too many requests", body = ErrorShape),
    )
)]
pub(super) async fn list(page: PublicPage) -> Result<Json<AgencyList>, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let shape = |agency: &Agency| AgencyShape {
        path: agency.path.clone(),
        parent: agency.parent.clone(),
        name: agency.name().to_owned(),
        short_name: agency.short_name().to_owned(),
        code: agency.code().to_owned(),
        kind: agency.data.kind.code().to_owned(),
        active: agency.active,
        address: agency.data.address.clone(),
        office_hours: agency.data.office_hours.clone(),
        phone: agency.data.phone.clone(),
        url: format!("{}/agencies/{}", page.origin, agency.path),
    };
    Ok(Json(AgencyList { rows: directory.subtree(&page.site.root).map(shape).collect() }))
}
