//! Is a signed letter whole, does a changed byte show, and do foreign readers agree?

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use gongkai_letters::letter_pdf;
use gongkai_letters::sign::{SignError, Signer, sign, verify_structure};
use jiff::Timestamp;

use crate::FONTS;
use crate::letters::letter;

fn at() -> Timestamp {
    "2026-11-24T01:30:00Z".parse().expect("an instant")
}

/// A throw-away signer, kept beside the signed letter for the foreign readers.
fn signer(folder: &Path) -> Signer {
    let made = Signer::self_made("青岚县教育局（示范）", "青岚县教育局", &[0x5A; 32], at()).expect("made");
    std::fs::create_dir_all(folder).expect("a folder");
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    std::fs::write(&key, &made.key_pem).expect("kept");
    std::fs::write(&certificate, &made.certificate_pem).expect("kept");
    Signer::from_files(&key, &certificate).expect("read back")
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn a_signed_letter_is_whole_and_a_changed_byte_shows() {
    let folder = folder("signed");
    let signer = signer(&folder);
    let pdf = letter_pdf(&letter(), &FONTS).expect("typeset");
    let signed = sign(&pdf, &signer, at(), "政府信息公开答复", "青岚县").expect("signed");
    std::fs::write(folder.join("letter.pdf"), &signed).expect("kept");
    assert!(signed.starts_with(&pdf), "the letter itself is untouched");
    let read = verify_structure(&signed).expect("read back");
    assert!(read.is_sound(), "{read:?}");
    assert_eq!(read.signed_by, "青岚县教育局（示范）");
    assert_eq!(read.fingerprint, signer.fingerprint().expect("it has one"));

    let mut changed = signed.clone();
    changed[2000] ^= 1;
    assert!(!verify_structure(&changed).expect("read back").digest_matches);
    let appended = [&signed[..], b"% one more line\n"].concat();
    assert!(!verify_structure(&appended).expect("read back").whole);
    assert!(matches!(verify_structure(&pdf), Err(SignError::Unsigned)));
    assert!(matches!(sign(&signed, &signer, at(), "", ""), Err(SignError::Signed)));
    let late = "2040-01-01T00:00:00Z".parse().expect("an instant");
    assert!(matches!(sign(&pdf, &signer, late, "", ""), Err(SignError::Expired { .. })));
}

#[test]
fn poppler_says_that_the_signature_is_valid() {
    let folder = folder("signed-poppler");
    let signer = signer(&folder);
    let path = folder.join("letter.pdf");
    let signed = sign(&letter_pdf(&letter(), &FONTS).expect("typeset"), &signer, at(), "政府信息公开答复", "青岚县").expect("signed");
    std::fs::write(&path, signed).expect("kept");
    let run = Command::new("pdfsig").arg(&path).output();
    let Ok(run) = run else {
        println!("skipped: pdfsig (poppler-utils) is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&run.stdout);
    for sentence in ["Signature Validation: Signature is Valid.", "Total document signed", "ETSI.CAdES.detached"] {
        assert!(said.contains(sentence), "pdfsig says: {said}");
    }
}

/// Printed, not asserted: the figure of issue 3 §6 is that of a release build on an idle machine.
#[test]
fn figures_of_a_warm_signed_letter() {
    let signer = signer(&folder("signed-figures"));
    let letters: Vec<_> =
        (0..6).map(|n| gongkai_letters::letter::Letter { number: Some(format!("青教公开〔2026〕{n}号")), ..letter() }).collect();
    for letter in &letters {
        let started = Instant::now();
        let pdf = letter_pdf(letter, &FONTS).expect("typeset");
        let typeset = started.elapsed();
        let signed = sign(&pdf, &signer, at(), "政府信息公开答复", "青岚县").expect("signed");
        println!("typeset {typeset:?}, typeset and signed {:?}, {} bytes", started.elapsed(), signed.len());
    }
}
