//! What does the interface promise? Its OpenAPI document, made of the handlers and shapes themselves.

use axum::Json;
use gongkai_capability::PublicPage;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "gongkai 政务公开数据接口", description = "已公开的政府信息，只读，无需登录。", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(super::documents::list, super::documents::one, super::agencies::list, super::kinds::list),
    tags((name = "documents", description = "已公开的政府信息"), (name = "agencies", description = "公开主体"))
)]
struct Interface;

pub(super) async fn document(page: PublicPage) -> Json<utoipa::openapi::OpenApi> {
    let mut document = Interface::openapi();
    document.merge(gongkai_catalogue::api::Interface::openapi());
    document.servers = Some(vec![utoipa::openapi::Server::new(page.origin.clone())]);
    Json(document)
}
