//! What is an archive entry called, and may that name be shown and kept?

use encoding_rs::GB18030;
use std::io;

/// The name as text: UTF-8 where it is valid, else GB18030, which Chinese Windows writes without saying so.
pub(crate) fn decode(raw: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(raw) {
        return name.to_owned();
    }
    let (name, _) = GB18030.decode_without_bom_handling(raw);
    name.into_owned()
}

/// A relative path of plain parts: no `..`, no root, no drive, no control character. `number` names what has no name.
pub(crate) fn safe(name: &str, number: usize) -> String {
    let parts = name.split(['/', '\\']).map(clean_part);
    let kept: Vec<String> = parts.filter(|part| !part.is_empty() && !part.chars().all(|c| c == '.')).collect();
    if kept.is_empty() { format!("未命名{number}") } else { kept.join("/") }
}

fn clean_part(part: &str) -> String {
    let turning = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let drive = part.len() == 2 && part.ends_with(':') && part.as_bytes()[0].is_ascii_alphabetic();
    if drive {
        return String::new();
    }
    part.chars().filter(|c| !c.is_control() && !turning(*c)).collect::<String>().trim().to_owned()
}

/// What operating systems and word processors leave lying about.
pub(crate) fn is_furniture(part: &str) -> bool {
    let known = ["__MACOSX", "Thumbs.db", "desktop.ini", "Desktop.ini"];
    known.contains(&part) || part.starts_with('.') || part.starts_with("~$")
}

/// The cause of an input error in Chinese where it is a common one.
pub(crate) fn cause_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或目录".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
        io::ErrorKind::UnexpectedEof => "内容不完整".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_and_made_safe() {
        assert_eq!(decode(&GB18030.encode("通知/关于节水.docx").0), "通知/关于节水.docx");
        assert_eq!(decode("通知.txt".as_bytes()), "通知.txt");
        assert_eq!(safe("../../etc/passwd", 1), "etc/passwd");
        assert_eq!(safe("C:\\文件\\..\\a.txt", 1), "文件/a.txt");
        assert_eq!(safe("/abs//./b\u{7}.txt", 1), "abs/b.txt");
        assert_eq!(safe("..", 7), "未命名7");
        assert!(is_furniture("__MACOSX") && is_furniture("~$通知.docx") && !is_furniture("通知.docx"));
    }
}
