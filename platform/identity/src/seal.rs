//! How is what a person told us in confidence kept? Sealed with a key that never lies in the database.
//!
//! Identity of applicants and third parties (个人信息保护法 article 51: encryption) is stored as XChaCha20-Poly1305 under a key in a
//! file of its own. What must be found again without being read (the same applicant in the same month, 条例 article 42) is kept as a
//! keyed hash.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};

use crate::session::{hex, random_bytes};

const NONCE: usize = 24;

/// The key of this installation; every node needs the same file.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    blind: [u8; 32],
    /// First characters of the key's own hash: tells a wrong key from a broken text.
    name: String,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Seal {
    /// Reads the key from its file; makes one, readable by its owner only, where there is none.
    ///
    /// # Errors
    /// Names the file that cannot be read or written, or that holds no key.
    pub fn open(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_hex(text.trim()).with_context(|| format!("{} holds no key", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::made(path),
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }

    fn made(path: &Path) -> Result<Self> {
        let text = hex(&random_bytes::<32>());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(|| format!("writing {}", path.display()))?;
                Self::from_hex(&text)
            }
            // Another node was first.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::open(path),
            Err(error) => Err(error).with_context(|| format!("writing {}", path.display())),
        }
    }

    fn from_hex(text: &str) -> Result<Self> {
        let key = unhex(text).filter(|key| key.len() == 32).ok_or_else(|| anyhow!("a key is 64 hexadecimal digits"))?;
        let cipher = XChaCha20Poly1305::new_from_slice(&key).map_err(|_| anyhow!("a key is 32 bytes"))?;
        let derived = |use_: &str| -> [u8; 32] { Sha256::digest([use_.as_bytes(), &key].concat()).into() };
        let name = hex(&derived("name")[..4]);
        Ok(Self { cipher, blind: derived("blind"), name })
    }

    /// Seals bytes; `what` says what they are, and opens nothing else.
    ///
    /// # Errors
    /// The cipher refuses (only for texts of many gigabytes).
    pub fn seal(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = random_bytes::<NONCE>();
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: what.as_bytes() })
            .map_err(|_| anyhow!("sealing {what}"))?;
        Ok([self.name.as_bytes(), &nonce, &sealed].concat())
    }

    /// Opens what [`Seal::seal`] made for the same `what`.
    ///
    /// # Errors
    /// Another key, another `what`, or bytes that were changed.
    pub fn unseal(&self, what: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let Some((name, rest)) = sealed.split_at_checked(self.name.len()) else { bail!("{what}: too short to be sealed") };
        if name != self.name.as_bytes() {
            bail!("{what} was sealed with another key ({}, not {})", String::from_utf8_lossy(name), self.name);
        }
        let Some((nonce, body)) = rest.split_first_chunk::<NONCE>() else { bail!("{what}: too short to be sealed") };
        self.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: what.as_bytes() })
            .map_err(|_| anyhow!("{what} was changed since it was sealed"))
    }

    /// The same as text, for a column.
    ///
    /// # Errors
    /// As [`Seal::seal`].
    pub fn seal_text(&self, what: &str, plain: &str) -> Result<String> {
        Ok(hex(&self.seal(what, plain.as_bytes())?))
    }

    /// # Errors
    /// As [`Seal::unseal`].
    pub fn unseal_text(&self, what: &str, sealed: &str) -> Result<String> {
        let bytes = unhex(sealed).ok_or_else(|| anyhow!("{what}: not hexadecimal"))?;
        String::from_utf8(self.unseal(what, &bytes)?).with_context(|| format!("{what}: not UTF-8"))
    }

    /// A name for a value that tells equal from unequal and nothing else.
    #[must_use]
    pub fn blind(&self, value: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.blind).expect("an HMAC takes a key of any length");
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes()[..16])
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_for_the_same_thing_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/seal.key");
        let seal = Seal::open(&path).unwrap();
        let sealed = seal.seal_text("request/1/person", "身份证号码一串").unwrap();
        assert!(!sealed.contains("身份证"));
        assert_eq!(Seal::open(&path).unwrap().unseal_text("request/1/person", &sealed).unwrap(), "身份证号码一串");
        assert!(seal.unseal_text("request/2/person", &sealed).is_err(), "bound to its place");
        let other = Seal::open(&folder.path().join("other.key")).unwrap();
        let words = other.unseal_text("request/1/person", &sealed).unwrap_err().to_string();
        assert!(words.contains("another key"), "{words}");
        assert_ne!(seal.seal_text("x", "a").unwrap(), seal.seal_text("x", "a").unwrap(), "never the same twice");
    }

    #[test]
    fn the_key_is_readable_by_its_owner_only_and_a_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        Seal::open(&path).unwrap();
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
        std::fs::write(&path, "short").unwrap();
        assert!(format!("{:#}", Seal::open(&path).unwrap_err()).contains("seal.key"));
    }

    #[test]
    fn equal_values_have_equal_blind_names() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(&folder.path().join("a")).unwrap();
        assert_eq!(seal.blind("甲"), seal.blind("甲"));
        assert_ne!(seal.blind("甲"), seal.blind("乙"));
        assert_ne!(seal.blind("甲"), Seal::open(&folder.path().join("b")).unwrap().blind("甲"));
    }
}
