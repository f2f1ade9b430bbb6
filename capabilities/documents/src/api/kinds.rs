//! Which kinds of record are there?

use axum::Json;

use super::shapes::{ErrorShape, KindList, KindShape};
use crate::kind::Kind;

/// The kinds of record, in the order of menus.
#[utoipa::path(
    get,
    path = "/api/v1/kinds",
    operation_id = "listKinds",
    tag = "documents",
    responses(
        (status = 200, description = "All of them", body = KindList),
        (status = 429, description = "Too many requests", body = ErrorShape),
    )
)]
pub(super) async fn list() -> Json<KindList> {
    let shape =
        |kind: &Kind| KindShape { code: kind.code.clone(), label: kind.label.clone(), item: kind.item.clone(), policy: kind.policy };
    Json(KindList { rows: Kind::all().iter().map(shape).collect() })
}
