//! Is the text layer of a PDF read, and a scan refused?

use crate::{read_ok, refused, shown};

/// A PDF of one page with Latin text in a standard font; `stream` is the page's content.
pub fn pdf(stream: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    out.into_bytes()
}

#[test]
fn the_text_layer_is_read() {
    let bytes = pdf("BT /F1 12 Tf 72 700 Td (Qinglan County Notice 2026) Tj 0 -40 Td (Article 1) Tj ET");
    let text = shown(&read_ok("a.pdf", &bytes)).join("\n");
    assert!(text.contains("Qinglan County Notice 2026") && text.contains("Article 1"), "{text}");
}

#[test]
fn a_scan_and_a_torso_are_refused_by_name() {
    let error = refused("扫描.pdf", &pdf("0 0 100 100 re f"));
    assert!(error.code() == "no_text" && error.to_string().contains("扫描.pdf"), "{error}");
    let whole = pdf("BT ET");
    let error = refused("断.pdf", &whole[..60]);
    assert!(matches!(error.code(), "damaged" | "crashed"), "{error}");
}
