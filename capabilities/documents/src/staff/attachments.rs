//! What does the form say about the files of a record: taken out, named anew, brought along?

use gongkai_capability::Platform;
use gongkai_files::{Limits, allowed_upload};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;

use super::fields::FieldError;
use crate::content::Attachment;
use crate::incoming::keep_attachment;

/// The attachments after the form: what stays, as it is named now, and what was uploaded; everything against the uploads.
pub(super) fn apply(platform: &Platform, form: &Form, before: &[Attachment]) -> Result<(Vec<Attachment>, Vec<FieldError>), Failure> {
    let mut after: Vec<Attachment> = before.iter().filter_map(|file| kept(form, file)).collect();
    let mut errors = Vec::new();
    for upload in form.files.iter().filter(|file| file.field == "attachment") {
        if let Err(refusal) = allowed_upload(&upload.name, &upload.bytes, &Limits::default()) {
            errors.push(FieldError { field: "attachment", message: refusal.message() });
            continue;
        }
        let file = keep_attachment(platform, &upload.name, &upload.bytes, &Limits::default())?;
        if !after.iter().any(|own| own.hash == file.hash && own.name == file.name) {
            after.push(file);
        }
    }
    Ok((after, errors))
}

/// A file that stays; a form that says nothing of it (an autosave of the text alone) leaves it as it is.
fn kept(form: &Form, file: &Attachment) -> Option<Attachment> {
    let own = |name: &str| form.get(&format!("{name}_{}", file.hash)).trim().to_owned();
    if own("attachment_name").is_empty() {
        return Some(file.clone());
    }
    if own("attachment_remove") == "1" {
        return None;
    }
    Some(Attachment { name: renamed(&own("attachment_name"), &file.name), inline: own("attachment_inline") == "1", ..file.clone() })
}

/// The new name with the old extension: what a file is does not change with its name.
fn renamed(typed: &str, before: &str) -> String {
    let extension = before.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    let clean: String = typed.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let stem = match clean.rsplit_once('.') {
        Some((stem, own)) if own.eq_ignore_ascii_case(extension) => stem,
        _ => &clean,
    };
    match (stem.trim(), extension) {
        ("", _) => before.to_owned(),
        (stem, "") => stem.to_owned(),
        (stem, extension) => format!("{stem}.{extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_new_name_keeps_the_extension() {
        assert_eq!(renamed("名单", "附件1.xlsx"), "名单.xlsx");
        assert_eq!(renamed("名单.XLSX", "附件1.xlsx"), "名单.xlsx");
        assert_eq!(renamed("名单.exe", "附件1.xlsx"), "名单.exe.xlsx");
        assert_eq!(renamed("../名单", "a.pdf"), "..名单.pdf");
        assert_eq!(renamed(" ", "a.pdf"), "a.pdf");
    }
}
