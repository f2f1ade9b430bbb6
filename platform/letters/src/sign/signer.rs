//! Whose key signs, and by which certificate is it known?

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use der::{Encode, EncodePem};
use jiff::Timestamp;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use super::SignError;

/// A key and its certificate, with those of the authorities above it. It never prints its key.
pub struct Signer {
    key: SigningKey,
    certificate: Certificate,
    authorities: Vec<Certificate>,
    common_name: String,
}

/// A test key with its self-signed certificate, to be kept by the caller.
#[derive(Clone)]
pub struct SelfMade {
    /// PKCS#8, to be kept where only the server reads it.
    pub key_pem: String,
    pub certificate_pem: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("common_name", &self.common_name).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SelfMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SelfMade").finish_non_exhaustive()
    }
}

impl Signer {
    /// From two PEM files: the key (PKCS#8) and its certificate, followed by those of the authorities if there are any.
    pub fn from_files(key: &Path, certificate: &Path) -> Result<Self, SignError> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|source| SignError::Unreadable { path: path.display().to_string(), source })
        };
        Self::from_pem(&read(key)?, &read(certificate)?)
    }

    pub fn from_pem(key: &str, certificates: &str) -> Result<Self, SignError> {
        let key = SigningKey::from_pkcs8_pem(key).map_err(SignError::Key)?;
        let mut authorities = Certificate::load_pem_chain(certificates.as_bytes()).map_err(SignError::Certificate)?;
        if authorities.is_empty() {
            return Err(SignError::KeyAndCertificate);
        }
        let certificate = authorities.remove(0);
        let own = key.verifying_key().to_public_key_der().map_err(|_| SignError::KeyAndCertificate)?;
        if certificate.tbs_certificate().subject_public_key_info().to_der()? != own.as_bytes() {
            return Err(SignError::KeyAndCertificate);
        }
        let common_name = common_name(&certificate);
        Ok(Self { key, certificate, authorities, common_name })
    }

    /// Makes a test key from 32 bytes of chance and a certificate over ten years that it signs itself.
    /// Nobody outside trusts it; its names say that it is for a demonstration only if the caller says so.
    pub fn self_made(common_name: &str, organisation: &str, chance: &[u8; 32], from: Timestamp) -> Result<SelfMade, SignError> {
        let broken = |error: &dyn std::fmt::Display| SignError::SelfMade(error.to_string());
        let key = SigningKey::from_slice(chance).map_err(|error| broken(&error))?;
        let name = format!("CN={},O={},C=CN", escaped(common_name), escaped(organisation));
        let name = Name::from_str(&name).map_err(|error| broken(&error))?;
        let public = SubjectPublicKeyInfo::from_key(key.verifying_key()).map_err(|error| broken(&error))?;
        // The serial number needs to differ between certificates of one name, not to be secret; its first bit makes it negative.
        let mut serial = Sha256::digest([&chance[..], b"serial"].concat())[..16].to_vec();
        serial[0] = serial[0] & 0x7F | 0x40;
        let serial = SerialNumber::new(&serial)?;
        let validity = Validity::new(time(from, 0)?, time(from, 10)?);
        let builder = CertificateBuilder::new(SelfSigned(name), serial, validity, public).map_err(|error| broken(&error))?;
        let certificate: Certificate = builder.build::<_, DerSignature>(&key).map_err(|error| broken(&error))?;
        let key_pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| broken(&error))?.to_string();
        Ok(SelfMade { key_pem, certificate_pem: certificate.to_pem(LineEnding::LF)? })
    }

    /// The name that readers show as the signer.
    #[must_use]
    pub fn common_name(&self) -> &str {
        &self.common_name
    }

    /// Lower-case hex of the certificate's SHA-256, to be published beside it.
    pub fn fingerprint(&self) -> Result<String, SignError> {
        Ok(fingerprint(&self.certificate.to_der()?))
    }

    #[must_use]
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        let validity = self.certificate.tbs_certificate().validity();
        let seconds = |time: &Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        (seconds(&validity.not_before)..=seconds(&validity.not_after)).contains(&at.as_second())
    }

    pub(super) fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.certificate).chain(&self.authorities)
    }

    /// The bytes that the certificates take in a signature.
    pub(super) fn certificates_len(&self) -> usize {
        self.certificates().filter_map(|certificate| certificate.to_der().ok()).map(|bytes| bytes.len()).sum()
    }
}

/// What a self-signed certificate may be used for: signing, and nothing else.
struct SelfSigned(Name);

impl BuilderProfile for SelfSigned {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.0.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let usage = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation);
        let constraints = BasicConstraints { ca: false, path_len_constraint: None };
        let subject = tbs.subject();
        Ok(vec![
            (&constraints).to_extension(subject, &[])?,
            (&usage).to_extension(subject, &[])?,
            (&SubjectKeyIdentifier::try_from(key)?).to_extension(subject, &[])?,
        ])
    }
}

/// Some years after an instant, as certificates write it: with two digits of the year until 2049 (RFC 5280, 4.1.2.5).
fn time(from: Timestamp, years: u64) -> Result<Time, SignError> {
    let seconds = u64::try_from(from.as_second()).unwrap_or_default() + years * 365 * 24 * 3600;
    let since = Duration::from_secs(seconds);
    Ok(match UtcTime::from_unix_duration(since) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?),
    })
}

/// RFC 4514: what has a meaning in a written name is escaped.
fn escaped(text: &str) -> String {
    let special = |c: char| ",+\"\\<>;=#".contains(c);
    text.trim().chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

pub(super) fn common_name(certificate: &Certificate) -> String {
    const COMMON_NAME: der::asn1::ObjectIdentifier = der::asn1::ObjectIdentifier::new_unwrap("2.5.4.3");
    let attributes = certificate.tbs_certificate().subject().iter();
    let found = attributes.filter(|attribute| attribute.oid == COMMON_NAME).last();
    found.map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned()).unwrap_or_default()
}

pub(super) fn fingerprint(der: &[u8]) -> String {
    Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use der::Decode;

    use super::*;

    #[test]
    fn a_self_made_signer_is_read_back_and_lasts_ten_years() {
        let from: Timestamp = "2026-11-24T01:00:00Z".parse().expect("an instant");
        let made = Signer::self_made("青岚县教育局, 公开专用（示范）", "青岚县教育局", &[7; 32], from).expect("made");
        let signer = Signer::from_pem(&made.key_pem, &made.certificate_pem).expect("read");
        assert_eq!(signer.common_name(), "青岚县教育局, 公开专用（示范）");
        assert!(signer.is_valid_at(from) && !signer.is_valid_at("2037-01-01T00:00:00Z".parse().expect("an instant")));
        assert!(!format!("{signer:?}{made:?}").contains("PRIVATE"));
        let other = Signer::self_made("别人", "别人", &[8; 32], from).expect("made");
        assert!(matches!(Signer::from_pem(&other.key_pem, &made.certificate_pem), Err(SignError::KeyAndCertificate)));
        assert!(matches!(Signer::from_pem("rubbish", &made.certificate_pem), Err(SignError::Key(_))));
        let certificate = Certificate::from_der(&signer.certificate().to_der().expect("DER")).expect("read");
        assert_eq!(common_name(&certificate), signer.common_name());
    }
}
