//! How are files and people of a request kept so that nobody reads them who need not?

use gongkai_capability::Platform;
use gongkai_files::FileHash;
use gongkai_store::Change;
use gongkai_web::Failure;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::case::Case;
use crate::tables;
use crate::tables::file::CaseFile;

/// Kinds of files that show who somebody is, or may, and papers that are disclosed in part alone: sealed, and gone when
/// identity is erased.
const SEALED: [&str; 7] = ["identity", "mandate", "scan", "annex", "evidence", "opinion", "original"];
/// The largest file of a request; scans of a whole binder belong on paper.
pub const LARGEST: usize = 40 * 1024 * 1024;

/// A file that somebody brings.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub kind: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Incoming {
    /// What is wrong with it, in the user's words.
    #[must_use]
    pub fn wrong(&self) -> Option<String> {
        let name = if self.name.is_empty() { "未命名的文件" } else { &self.name };
        if self.bytes.is_empty() {
            return Some(format!("文件“{name}”是空的"));
        }
        if self.bytes.len() > LARGEST {
            return Some(format!(
                "文件“{name}”有{}MB，超过{}MB，请分开或者降低扫描精度",
                self.bytes.len() / 1_048_576,
                LARGEST / 1_048_576
            ));
        }
        media_type(&self.bytes).is_none().then(|| format!("文件“{name}”不是可以接收的类型（PDF、图片、Word、Excel、文本）"))
    }
}

/// What the bytes are, by what they begin with; names prove nothing.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    Some(match bytes {
        [0x25, 0x50, 0x44, 0x46, ..] => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, 0x50, 0x4e, 0x47, ..] => "image/png",
        [0x47, 0x49, 0x46, 0x38, ..] => "image/gif",
        [0x49, 0x49, 0x2a, 0x00, ..] | [0x4d, 0x4d, 0x00, 0x2a, ..] => "image/tiff",
        [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => "image/webp",
        // docx, xlsx, ofd, zip
        [0x50, 0x4b, 0x03, 0x04, ..] => "application/zip",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "application/msword",
        _ if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// Keeps files with a request; the bytes first, so that a row never names what is not there.
pub(crate) async fn keep_files(platform: &Platform, change: &mut Change, id: i64, files: &[Incoming]) -> Result<Vec<i64>, Failure> {
    let wrong: Vec<String> = files.iter().filter_map(Incoming::wrong).collect();
    if !wrong.is_empty() {
        return Err(Failure::Refused(wrong));
    }
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        let sealed = SEALED.contains(&file.kind);
        let file_id = change.next("request_file").await?;
        let hash = put(platform, &place(id, file_id), &file.bytes, sealed)?;
        let row = CaseFile {
            id: file_id,
            request_id: id,
            kind: file.kind.to_owned(),
            name: file.name.clone(),
            sha256: hash,
            sealed,
            n_bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            media_type: media_type(&file.bytes).unwrap_or("application/octet-stream").to_owned(),
            at: change.at_iso(),
            by_name: change.actor().name.clone(),
        };
        tables::file::insert(change, &row).await?;
        ids.push(file_id);
    }
    Ok(ids)
}

/// The applicant's own files of one request, sealed anew into another.
pub(super) async fn keep_own_files(platform: &Platform, change: &mut Change, from: i64, to: i64) -> Result<(), Failure> {
    let mut own = Vec::new();
    for file in tables::file::of(&platform.db, from).await? {
        if let Some(kind) = SEALED.iter().find(|kind| **kind == file.kind) {
            own.push(Incoming { kind, bytes: read_file(platform, &file)?, name: file.name });
        }
    }
    keep_files(platform, change, to, &own).await?;
    Ok(())
}

fn place(id: i64, file_id: i64) -> String {
    format!("request/{id}/file/{file_id}")
}

pub(crate) fn put(platform: &Platform, place: &str, bytes: &[u8], sealed: bool) -> Result<String, Failure> {
    let hash = if sealed { platform.files.put(&platform.seal.seal(place, bytes)?) } else { platform.files.put(bytes) };
    Ok(hash.map_err(anyhow::Error::from)?.as_str().to_owned())
}

pub(crate) fn get(platform: &Platform, place: &str, sha256: &str, sealed: bool) -> Result<Vec<u8>, Failure> {
    let hash: FileHash = sha256.parse().map_err(|_| Failure::Gone)?;
    let bytes = platform.files.get(&hash).map_err(anyhow::Error::from)?;
    Ok(if sealed { platform.seal.unseal(place, &bytes)? } else { bytes })
}

/// Takes sealed bytes out of the store. Each sealing is of its own bytes, so that nothing else can share them.
pub(crate) fn remove(platform: &Platform, sha256: &str) -> Result<(), Failure> {
    let hash: FileHash = sha256.parse().map_err(anyhow::Error::from)?;
    Ok(platform.files.remove(&hash).map_err(anyhow::Error::from)?)
}

/// The bytes of a file of a request, opened; the caller has asked the gate.
pub fn read_file(platform: &Platform, file: &CaseFile) -> Result<Vec<u8>, Failure> {
    if file.sha256.is_empty() {
        return Err(Failure::Gone);
    }
    get(platform, &place(file.request_id, file.id), &file.sha256, file.sealed)
}

/// Seals somebody into a request.
pub(crate) async fn keep_person(
    platform: &Platform,
    change: &mut Change,
    case: &Case,
    part: &str,
    person: &impl Serialize,
) -> Result<(), Failure> {
    let text = serde_json::to_string(person).map_err(anyhow::Error::from)?;
    let sealed = platform.seal.seal_text(&case.place(part), &text)?;
    tables::person::put(change, case.id, part, &sealed).await?;
    Ok(())
}

/// Who somebody of a request is; `None` once identity was erased. The caller has asked the gate and notes the look.
pub async fn person<T: DeserializeOwned>(platform: &Platform, case: &Case, part: &str) -> Result<Option<T>, Failure> {
    let all = tables::person::of(&platform.db, case.id).await?;
    opened(platform, case, part, &all)
}

/// The same within a change, with whom it has sealed already.
pub(crate) async fn person_within<T: DeserializeOwned>(
    platform: &Platform,
    change: &mut Change,
    case: &Case,
    part: &str,
) -> Result<Option<T>, Failure> {
    let all = tables::person::within(change.connection(), case.id).await?;
    opened(platform, case, part, &all)
}

pub(super) fn opened<T: DeserializeOwned>(
    platform: &Platform,
    case: &Case,
    part: &str,
    all: &[(String, String)],
) -> Result<Option<T>, Failure> {
    let Some((_, sealed)) = all.iter().find(|(known, sealed)| known == part && !sealed.is_empty()) else { return Ok(None) };
    let text = platform.seal.unseal_text(&case.place(part), sealed)?;
    Ok(Some(serde_json::from_str(&text).map_err(anyhow::Error::from)?))
}
