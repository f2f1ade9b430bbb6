//! Is this text the same as, or nearly the same as, one that is already public?
//!
//! A [`Signature`] of 136 bytes is kept with every public text. Candidates are found by equality of one of its sixteen band
//! keys (an index over `(band, key)`), then compared by [`similarity`]: no text is read again.

use super::Code;
use crate::finding::Finding;
use crate::normalise;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Values compared; the standard error of the estimate is 1/√64 ≈ 0.06 at the most.
const BINS: usize = 64;
/// Keys by which candidates are found; four values each, so that of texts 80 % alike practically all meet.
pub const BANDS: usize = 16;
const ROWS: usize = BINS / BANDS;
/// Characters in a shingle.
const SHINGLE: u32 = 4;

/// At this likeness two texts are editions of one.
pub const NEAR: f64 = 0.8;

/// A small picture of a text for finding its likes (one-permutation MinHash over four-character shingles of the folded text).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Signature {
    /// Equal for texts that read the same, whatever their punctuation, spaces and script.
    exact: u64,
    bins: [u16; BINS],
}

/// The stored form is not a signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("不是有效的相似度签名：“{0}”")]
pub struct BadSignature(String);

impl Signature {
    /// The signature of a text. `None` where it is too short to be compared (under twenty characters).
    #[must_use]
    pub fn of<'t>(parts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        const SHORTEST: usize = 20;
        let mut digest = Sha256::new();
        let mut least = [u64::MAX; BINS];
        let (mut window, mut n) = (0_u64, 0_usize);
        for part in parts {
            let bare = normalise::bare(part);
            digest.update(bare.as_bytes());
            for c in bare.chars() {
                window = (window << 16) | u64::from(c as u32 & 0xFFFF);
                n += 1;
                if n >= SHINGLE as usize {
                    let hash = mix(window);
                    let bin = (hash >> 58) as usize;
                    least[bin] = least[bin].min(hash);
                }
            }
        }
        let exact = digest.finalize()[..8].iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        (n >= SHORTEST).then(|| Self { exact, bins: filled(&least) })
    }

    /// Keys for the index of bands: two texts are candidates if they share one. Keys of different bands differ.
    #[must_use]
    pub fn bands(&self) -> [u64; BANDS] {
        std::array::from_fn(|band| {
            let rows = self.bins[band * ROWS..][..ROWS].iter().fold(0_u64, |key, bin| key << 16 | u64::from(*bin));
            mix(rows ^ mix(band as u64 + 1))
        })
    }

    /// Do both read the same?
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.exact == other.exact
    }
}

/// How alike two texts are: 1 is the same wording, 0 nothing in common.
#[must_use]
pub fn similarity(a: &Signature, b: &Signature) -> f64 {
    if a.is_same(b) {
        return 1.0;
    }
    let equal = a.bins.iter().zip(&b.bins).filter(|(a, b)| a == b).count();
    // 64 bins: the cast is exact.
    equal as f64 / BINS as f64
}

/// What a text is to another that is public already; `None` where they are merely of one kind.
#[must_use]
pub fn compare(new: &Signature, public: &Signature) -> Option<Code> {
    match () {
        () if new.is_same(public) => Some(Code::DuplicateExact),
        () if similarity(new, public) >= NEAR => Some(Code::DuplicateNear),
        () => None,
    }
}

/// The finding that says which public record a text repeats.
#[must_use]
pub fn finding(code: Code, title: &str, address: &str) -> Finding {
    Finding {
        code: code.as_str().to_owned(),
        severity: code.severity(),
        place: "全文".to_owned(),
        excerpt: format!("《{}》 {address}", title.chars().take(40).collect::<String>()),
        advice: code.advice().to_owned(),
        span: None,
        masked: None,
    }
}

/// A bin without a shingle borrows from the next that has one, so that short texts compare as well.
fn filled(least: &[u64; BINS]) -> [u16; BINS] {
    std::array::from_fn(|bin| {
        let borrowed = (0..BINS).find(|step| least[(bin + step) % BINS] != u64::MAX);
        let value = borrowed.map_or(0, |step| mix(least[(bin + step) % BINS].wrapping_add(step as u64)));
        (value >> 48) as u16
    })
}

/// A bijection that scatters (the finaliser of splitmix64).
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.exact)?;
        self.bins.iter().try_for_each(|bin| write!(f, "{bin:04x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl FromStr for Signature {
    type Err = BadSignature;

    fn from_str(text: &str) -> Result<Self, BadSignature> {
        let bad = || BadSignature(text.chars().take(40).collect());
        if text.len() != 16 + 4 * BINS || !text.is_ascii() {
            return Err(bad());
        }
        let exact = u64::from_str_radix(&text[..16], 16).map_err(|_| bad())?;
        let mut bins = [0; BINS];
        for (at, bin) in bins.iter_mut().enumerate() {
            *bin = u16::from_str_radix(&text[16 + 4 * at..][..4], 16).map_err(|_| bad())?;
        }
        Ok(Self { exact, bins })
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        signature.to_string()
    }
}

impl TryFrom<String> for Signature {
    type Error = BadSignature;

    fn try_from(text: String) -> Result<Self, BadSignature> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(seed: u64, n: u64) -> String {
        (0..n)
            .map(|i| char::from_u32(0x4E00 + u32::try_from(mix(seed * 100_000 + i) % 3000).expect("small")).expect("a han character"))
            .collect()
    }

    #[test]
    fn the_same_words_are_the_same_text() {
        let a = Signature::of(["青岚县人民政府办公室关于做好2026年政务公开工作的通知。"]).expect("long enough");
        let b = Signature::of(["青岚县人民政府办公室　关于做好２０２６年", "政务公开工作的通知"]).expect("long enough");
        assert!(a.is_same(&b));
        assert_eq!(compare(&a, &b), Some(Code::DuplicateExact));
        assert!(Signature::of(["短文"]).is_none());
    }

    #[test]
    fn an_edited_text_is_near_and_another_is_not() {
        let original = text(1, 2000);
        let edited = format!("{}新增一句话说明情况{}", &original[..900], &original[960..]);
        let other = text(2, 2000);
        let [a, b, c] = [&original, &edited, &other].map(|t| Signature::of([t.as_str()]).expect("long enough"));
        assert!(similarity(&a, &b) > NEAR, "{}", similarity(&a, &b));
        assert_eq!(compare(&a, &b), Some(Code::DuplicateNear));
        assert!(a.bands().iter().zip(b.bands()).any(|(x, y)| *x == y), "candidates meet in a band");
        assert!(similarity(&a, &c) < 0.2);
        assert_eq!(compare(&a, &c), None);
    }

    proptest! {
        #[test]
        fn a_signature_survives_storing(seed in 0u64..1000, n in 20u64..400) {
            let signature = Signature::of([text(seed, n).as_str()]).expect("long enough");
            let stored = serde_json::to_string(&signature).expect("json");
            prop_assert_eq!(serde_json::from_str::<Signature>(&stored).expect("back"), signature.clone());
            prop_assert_eq!(signature.to_string().parse::<Signature>().expect("back"), signature);
        }

        #[test]
        fn nonsense_is_no_signature(text in "\\PC{0,300}") {
            prop_assume!(text.len() != 272);
            prop_assert!(text.parse::<Signature>().is_err());
        }
    }
}
