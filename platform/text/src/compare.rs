//! What changed between two editions, paragraph by paragraph?

/// How much two lines have in common: the share of their neighbouring characters (Dice), 0 to 1.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return f64::from(u8::from(a == b));
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

fn pairs(text: &str) -> Vec<u64> {
    let mut pairs: Vec<u64> = text.chars().zip(text.chars().skip(1)).map(|(a, b)| (u64::from(a as u32) << 32) | u64::from(b as u32)).collect();
    pairs.sort_unstable();
    pairs
}
