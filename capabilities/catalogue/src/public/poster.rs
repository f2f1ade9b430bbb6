//! How does a town hang its list on the wall? A page to be printed, with the address of the living one as a code.

use axum::extract::Path;
use gongkai_agencies::directory;
use gongkai_capability::PublicPage;
use gongkai_identity::within;
use gongkai_web::Failure;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::json;

use super::Answer;
use crate::duties::owed_by;
use crate::library::library;
use crate::view;

pub(super) async fn show(page: PublicPage, Path(path): Path<String>) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let agency = directory.by_path(&path).filter(|agency| within(&page.site.root, &agency.path)).ok_or(Failure::NotFound)?;
    let today = db.clock().today();
    let address = format!("{}/coverage/{path}", page.origin);
    let item = |owed: crate::Owed| {
        let item = &owed.kept.item;
        json!({"name": item.names.join(" › "), "field": view::field_label(&item.field), "time_limit": item.time_limit})
    };
    page.render(
        "catalogue/public/poster.html",
        json!({
            "agency": agency, "as_of": today, "address": address, "code": code(&address),
            "items": owed_by(&library, &directory, &path, today).into_iter().map(item).collect::<Vec<_>>(),
        }),
    )
}

/// The light margin that readers need around the code.
const MARGIN: usize = 4;

/// The code as inline SVG; empty where the address is too long for one.
fn code(address: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else { return String::new() };
    let width = code.width();
    let dark = |at: usize| code[(at % width, at / width)] == Color::Dark;
    let square = |at: usize| format!("M{} {}h1v1h-1z", at % width + MARGIN, at / width + MARGIN);
    let path: String = (0..width * width).filter(|at| dark(*at)).map(square).collect();
    let side = width + 2 * MARGIN;
    format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"公开事项二维码\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}
