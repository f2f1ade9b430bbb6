//! Is the signature of our own letter whole: does it cover every byte, and does it hold?

use der::Encode;
use sha2::{Digest, Sha256};

use super::signer::{common_name, fingerprint};
use super::{SignError, cms};

/// What can be read from a signed letter without asking anyone. Whether the certificate is to be trusted is not asked here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// Every byte but the signature itself is covered; nothing was appended after it.
    pub whole: bool,
    /// The bytes are those that were signed.
    pub digest_matches: bool,
    /// The signature was made with the key of the certificate.
    pub signature_holds: bool,
    pub signed_by: String,
    /// Lower-case hex of the certificate's SHA-256.
    pub fingerprint: String,
}

impl Structure {
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.whole && self.digest_matches && self.signature_holds
    }
}

/// Reads the last signature of a PDF back.
pub fn verify_structure(pdf: &[u8]) -> Result<Structure, SignError> {
    let [start, before, after, rest] = byte_range(pdf).ok_or(SignError::Unsigned)?;
    let end = after.checked_add(rest).filter(|end| *end <= pdf.len()).ok_or(SignError::Unsigned)?;
    let gap = pdf.get(before..after).ok_or(SignError::Unsigned)?;
    let digits = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">")).ok_or(SignError::Unsigned)?;
    let signature = from_hex(digits).ok_or(SignError::Unsigned)?;
    let digest = Sha256::new().chain_update(&pdf[..before]).chain_update(&pdf[after..end]).finalize();
    let verdict = cms::check(&signature, &digest)?;
    Ok(Structure {
        whole: start == 0 && end == pdf.len(),
        digest_matches: verdict.digest_matches,
        signature_holds: verdict.signature_holds,
        signed_by: common_name(&verdict.certificate),
        fingerprint: fingerprint(&verdict.certificate.to_der()?),
    })
}

fn byte_range(pdf: &[u8]) -> Option<[usize; 4]> {
    const NAME: &[u8] = b"/ByteRange";
    let at = pdf.windows(NAME.len()).rposition(|window| window == NAME)? + NAME.len();
    let text = String::from_utf8_lossy(pdf.get(at..(at + 64).min(pdf.len()))?).into_owned();
    let numbers = text.trim_start().strip_prefix('[')?.split_once(']')?.0;
    let numbers: Vec<usize> = numbers.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits.chunks(2).map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(*pair.get(1)?)?).ok()).collect()
}
