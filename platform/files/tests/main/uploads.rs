//! Which files may stand beside a record?

use gongkai_files::{FileKind, Limits, UploadReason, allowed_upload, sniff};

fn reasons(name: &str, bytes: &[u8]) -> Vec<UploadReason> {
    allowed_upload(name, bytes, &Limits::default()).err().map_or_else(Vec::new, |refusal| refusal.reasons)
}

fn padded(head: &[u8]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.resize(200, 0);
    bytes
}

#[test]
fn kinds_are_told_by_content() {
    assert_eq!(sniff("a.doc", b"%PDF-1.7\n..."), FileKind::Pdf);
    assert_eq!(sniff("a", b"\xFF\xD8\xFF\xE0"), FileKind::Jpeg);
    assert_eq!(sniff("a.txt", "<!DOCTYPE html><html>".as_bytes()), FileKind::Html);
    assert_eq!(sniff("说明.txt", "文件头是 %PDF-1.7 的说明".as_bytes()), FileKind::Text);
    assert_eq!(sniff("a.txt", b"#!/bin/sh\nrm x"), FileKind::Executable);
    assert_eq!(sniff("a.md", b"# x"), FileKind::Markdown);
    assert_eq!(sniff("a.bin", &[0, 1, 2, 3, 0, 0]), FileKind::Unknown);
}

#[test]
fn content_must_agree_with_the_name() {
    assert_eq!(allowed_upload("图.png", &padded(b"\x89PNG\r\n\x1a\n"), &Limits::default()), Ok(FileKind::Png));
    assert_eq!(allowed_upload("说明.txt", "短".as_bytes(), &Limits::default()), Ok(FileKind::Text));
    let refused = reasons("通知.pdf", &padded(b"MZ"));
    assert!(refused.contains(&UploadReason::NotAccepted(FileKind::Executable)));
    assert!(refused.iter().any(|r| matches!(r, UploadReason::ContentDisagrees { .. })));
    let refused = reasons("附件.doc", b"\xD0\xCF");
    assert_eq!(refused, [UploadReason::ContentDisagrees { extension: "doc".to_owned(), content: FileKind::Text }]);
    assert_eq!(reasons("图.jpg", b"\xFF\xD8\xFF"), [UploadReason::TooSmall(3)]);
}

#[test]
fn pages_programs_and_active_drawings_are_refused() {
    assert_eq!(reasons("a.html", b"<html><script>x</script>"), [UploadReason::NotAccepted(FileKind::Html), UploadReason::TooSmall(24)]);
    assert!(!reasons("a.php", "<?php echo 1; 这是一段足够长的文字用来通过长度检查，通过长度检查。".as_bytes()).is_empty());
    let svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>{inside}</svg>");
    assert_eq!(reasons("a.svg", svg("<path d='M0 0L9 9'/><use href=\"#a\"/>").as_bytes()), []);
    for active in ["<script>1</script>", "<path onload = 'x()'/>", "<a href=\"java\nscript:1\"/>", "<image href='http://x/1'/>"] {
        assert_eq!(reasons("a.svg", svg(active).as_bytes()), [UploadReason::ActiveSvg], "{active}");
    }
}

#[test]
fn a_name_that_promises_another_format_is_told() {
    let error = gongkai_files::read("决定.pdf", "这其实是网页出错时的一句话".as_bytes(), &Limits::default()).expect_err("no PDF");
    assert!(error.code() == "damaged" && error.to_string().contains("内容不是PDF"), "{error}");
}

#[test]
fn every_reason_is_told_at_once_in_chinese() {
    let tiny = Limits { file_bytes: 100, ..Limits::default() };
    let refusal = allowed_upload("../a\u{202E}gnp.exe", &padded(b"MZ"), &tiny).expect_err("refused");
    assert_eq!(refusal.reasons.len(), 3, "{:?}", refusal.reasons);
    let message = refusal.to_string();
    assert!(message.contains("路径") && message.contains("上限") && message.contains("可执行文件"), "{message}");
    assert_eq!(reasons("无扩展名", &[]), [UploadReason::NoExtension, UploadReason::Empty]);
}
