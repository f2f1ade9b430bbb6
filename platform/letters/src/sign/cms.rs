//! What does the signature itself hold (CAdES, RFC 5652 and RFC 5035), and does it hold what it should when read back?

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo, SignerInfos};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use der::{Any, Decode, Encode, Sequence, SliceReader, Tag};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{DerSignature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{SignError, Signer};

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// RFC 5035: names the certificate inside what is signed, so that no other one can be put in its place. SHA-256 is the default.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertificateV2>,
}

#[derive(Sequence)]
struct EssCertificateV2 {
    hash: OctetString,
}

/// The detached signature over a digest, with the certificates of the signer.
pub(super) fn signed_data(signer: &Signer, digest: &[u8]) -> Result<Vec<u8>, SignError> {
    let attributes = signed_attributes(signer, digest)?;
    let signature: DerSignature = signer.key().sign(&attributes.to_der()?);
    let certificate = signer.certificate().tbs_certificate();
    let algorithm = |oid| AlgorithmIdentifierOwned { oid, parameters: None };
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.issuer().clone(),
            serial_number: certificate.serial_number().clone(),
        }),
        digest_alg: algorithm(SHA_256),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
        signature: OctetString::new(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let certificates = signer.certificates().cloned().map(CertificateChoices::Certificate).collect::<Vec<_>>();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA_256)])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(certificates)?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![info])?,
    };
    Ok(ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()?)
}

/// 签署时间 is not among them: the baseline forbids it beside the file's own claim (ETSI EN 319 142-1, 6.3).
fn signed_attributes(signer: &Signer, digest: &[u8]) -> Result<SignedAttributes, SignError> {
    let hash = OctetString::new(Sha256::digest(signer.certificate().to_der()?).as_slice())?;
    let named = SigningCertificateV2 { certificates: vec![EssCertificateV2 { hash }] };
    let attribute = |oid, value: Any| Ok::<_, der::Error>(Attribute { oid, values: SetOfVec::try_from(vec![value])? });
    let attributes = vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(MESSAGE_DIGEST, Any::new(Tag::OctetString, digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&named)?)?,
    ];
    Ok(SetOfVec::try_from(attributes)?)
}

/// What a signature says about a digest.
pub(super) struct Verdict {
    pub certificate: Certificate,
    /// The signature was made over this digest.
    pub digest_matches: bool,
    /// It was made with the key of the certificate that it names.
    pub signature_holds: bool,
}

/// Reads a signature back. Zeros after it are the room that it did not need.
pub(super) fn check(bytes: &[u8], digest: &[u8]) -> Result<Verdict, SignError> {
    let content = ContentInfo::decode(&mut SliceReader::new(bytes)?)?;
    let data: SignedData = content.content.decode_as()?;
    let info = data.signer_infos.0.iter().next().ok_or(SignError::Unsigned)?;
    let attributes = info.signed_attrs.as_ref().ok_or(SignError::Unsigned)?;
    let value = |oid| attributes.iter().find(|attribute| attribute.oid == oid).and_then(|attribute| attribute.values.iter().next());
    let certificate = named_certificate(&data, value(SIGNING_CERTIFICATE_V2))?;
    let digest_matches = value(MESSAGE_DIGEST).is_some_and(|found| found.value() == digest);
    let key = certificate.tbs_certificate().subject_public_key_info().to_der()?;
    let signature = DerSignature::from_bytes(info.signature.as_bytes());
    let signature_holds = match (VerifyingKey::from_public_key_der(&key), signature) {
        (Ok(key), Ok(signature)) => key.verify(&attributes.to_der()?, &signature).is_ok(),
        _ => false,
    };
    Ok(Verdict { certificate, digest_matches, signature_holds })
}

fn named_certificate(data: &SignedData, named: Option<&Any>) -> Result<Certificate, SignError> {
    let named: SigningCertificateV2 = named.ok_or(SignError::Unsigned)?.decode_as()?;
    let wanted = named.certificates.first().ok_or(SignError::Unsigned)?.hash.as_bytes();
    for choice in data.certificates.iter().flat_map(|set| set.0.iter()) {
        if let CertificateChoices::Certificate(certificate) = choice
            && Sha256::digest(certificate.to_der()?).as_slice() == wanted
        {
            return Ok(certificate.clone());
        }
    }
    Err(SignError::Unsigned)
}
