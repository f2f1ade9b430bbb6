//! How is a PDF signed so that any reader can see who made it and that nothing was changed: PAdES baseline B-B (ETSI EN 319 142-1)?
//!
//! The signature is appended: not a byte of the typeset letter is touched. It covers the whole file but itself. The time it
//! claims stands in the file (`M`), as the baseline wants it; a time from a third party is not asked for.

mod cms;
mod increment;
mod reading;
mod signer;

use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

pub use reading::{Structure, verify_structure};
pub use signer::{SelfMade, Signer};

use increment::{Increment, text_string};

/// Why a PDF was not signed, or not read back; shown to the operator as it is.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("读不到签名文件 {path}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("签名私钥不是 PKCS#8 格式的 P-256 私钥（PEM）")]
    Key(#[source] p256::pkcs8::Error),
    #[error("签名证书不是 X.509 证书（PEM）")]
    Certificate(#[source] der::Error),
    #[error("签名证书与私钥不是一对")]
    KeyAndCertificate,
    #[error("签名证书在 {at} 不在有效期内")]
    Expired { at: Timestamp },
    #[error("无法生成测试证书：{0}")]
    SelfMade(String),
    #[error("不是本系统排版的 PDF，不能签名：{0}")]
    Pdf(&'static str),
    #[error("文件已经签名，不能再次签名")]
    Signed,
    #[error("文件没有数字签名")]
    Unsigned,
    #[error("签名数据无法编码或解码")]
    Encoding(#[from] der::Error),
}

/// Signs a letter. `reason` and `place` stand in the signature where a reader shows its properties.
///
/// Only PDF with a plain cross-reference table are taken: those that this crate writes.
pub fn sign(pdf: &[u8], signer: &Signer, at: Timestamp, reason: &str, place: &str) -> Result<Vec<u8>, SignError> {
    if !signer.is_valid_at(at) {
        return Err(SignError::Expired { at });
    }
    let mut increment = Increment::of(pdf)?;
    let reserved = signer.certificates_len() + 2048;
    let beijing = Offset::constant(8).to_datetime(at);
    let signature = increment.add(format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange{RANGE_ROOM}/Contents<{}>/M(D:{}+08'00')/Name{}/Reason{}/Location{}>>",
        "0".repeat(reserved * 2),
        beijing.strftime("%Y%m%d%H%M%S"),
        text_string(signer.common_name()),
        text_string(reason),
        text_string(place),
    ));
    // A field of no size is no hidden field: PDF/A-2 allows it without an appearance, and the seal is drawn in the letter.
    let page = increment.first_page;
    let field = increment.add(format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/TU{}/F 132/Rect[0 0 0 0]/P {page} 0 R/V {signature} 0 R>>",
        text_string("电子签名"),
    ));
    increment.register_field(field)?;
    fill(increment.finish()?, pdf.len(), reserved, signer)
}

/// Room for four numbers of ten digits; what is left is filled with spaces.
const RANGE_ROOM: &str = "[0 ********** ********** **********]";

/// Writes the range and the signature into the room that was kept for them.
fn fill(mut file: Vec<u8>, from: usize, reserved: usize, signer: &Signer) -> Result<Vec<u8>, SignError> {
    let find = |needle: &[u8]| {
        let at = file[from..].windows(needle.len()).position(|window| window == needle);
        at.map(|at| from + at).ok_or(SignError::Pdf("没有签名位置"))
    };
    let range_at = find(RANGE_ROOM.as_bytes())?;
    let opened = find(b"/Contents<")? + "/Contents".len();
    let closed = opened + reserved * 2 + 2;
    let range = format!("[0 {opened} {closed} {}]", file.len() - closed);
    let range = format!("{range:<width$}", width = RANGE_ROOM.len());
    file[range_at..range_at + RANGE_ROOM.len()].copy_from_slice(range.as_bytes());
    let digest = Sha256::new().chain_update(&file[..opened]).chain_update(&file[closed..]).finalize();
    let signature = cms::signed_data(signer, &digest)?;
    if signature.len() > reserved {
        return Err(SignError::Pdf("签名位置不够"));
    }
    for (n, byte) in signature.iter().enumerate() {
        let at = opened + 1 + n * 2;
        file[at..at + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
    }
    Ok(file)
}
