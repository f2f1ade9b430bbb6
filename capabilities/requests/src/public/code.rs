//! How does an address stand on a page as a QR code? As a drawing that any screen and printer shows sharply.

use qrcode::{Color, EcLevel, QrCode};

/// The light margin that readers need around the code.
const MARGIN: usize = 4;

/// The code as inline SVG; empty where the text is too long for one.
pub(super) fn svg(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return String::new() };
    let width = code.width();
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|x| code[(*x, y)] == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN));
            }
            x += run.max(1);
        }
    }
    let side = width + 2 * MARGIN;
    let label = gongkai_web::listing::xml(label);
    format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_a_drawing() {
        let svg = super::svg("https://www.qinglan.test/requests/case/abc", "查询<码>");
        assert!(svg.contains("viewBox=\"0 0 ") && svg.contains("查询&lt;码&gt;") && svg.matches('M').count() > 100);
        assert!(super::svg(&"长".repeat(3000), "").is_empty());
    }
}
