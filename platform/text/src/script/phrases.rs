//! Which phrase of a table begins here? Longest first, and quick to say that none does.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// One character to another; the characters of the basic plane by direct look-up.
pub struct Characters {
    near: Box<[char]>,
    far: HashMap<char, char>,
}

impl Default for Characters {
    fn default() -> Self {
        let near = (0..0x1_0000_u32).map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect();
        Self { near, far: HashMap::new() }
    }
}

impl Characters {
    /// Takes only one-character pairs; a longer value would shift every place after it.
    pub fn insert(&mut self, key: &str, value: &str) {
        let single = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let (Some(key), Some(value)) = (single(key), single(value)) else { return };
        match self.near.get_mut(key as usize) {
            Some(slot) => *slot = value,
            None => {
                self.far.insert(key, value);
            }
        }
    }

    #[inline]
    pub fn get(&self, c: char) -> char {
        match self.near.get(c as usize) {
            Some(value) => *value,
            None => self.far.get(&c).copied().unwrap_or(c),
        }
    }
}

struct Phrase {
    /// The characters after the first two.
    rest: Vec<char>,
    found: Found,
}

/// What stands for a phrase, and the condition it stands under.
#[derive(Clone, Copy)]
pub struct Found {
    pub value: &'static str,
    pub guard: Option<usize>,
    /// How many characters the phrase takes.
    pub taken: usize,
}

/// Phrases of two characters or more, found by their first two.
#[derive(Default)]
pub struct Phrases {
    by_head: HashMap<u64, Vec<Phrase>, BuildHasherDefault<HeadHasher>>,
    /// One bit for the hash of each head: nine of ten places need no look into the map.
    heads: Vec<u64>,
}

const HEAD_BITS: u32 = 18;

impl Phrases {
    /// A later phrase replaces an earlier one of the same key.
    pub fn insert(&mut self, key: &str, value: &'static str, guard: Option<usize>) {
        let mut chars = key.chars();
        let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return };
        let rest: Vec<char> = chars.collect();
        let phrase = Phrase { found: Found { value, guard, taken: rest.len() + 2 }, rest };
        let phrases = self.by_head.entry(head(first, second)).or_default();
        phrases.retain(|other| other.rest != phrase.rest);
        phrases.push(phrase);
    }

    /// Call once after the last insertion.
    pub fn seal(&mut self) {
        self.heads = vec![0; 1 << (HEAD_BITS - 6)];
        for (head, phrases) in &mut self.by_head {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            let bit = spread(*head);
            self.heads[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
    }

    /// The longest allowed phrase at the start of `chars`.
    #[inline]
    pub fn longest(&self, chars: &[char], allowed: impl Fn(Option<usize>) -> bool) -> Option<Found> {
        let (&first, &second) = (chars.first()?, chars.get(1)?);
        let head = head(first, second);
        let bit = spread(head);
        if self.heads[(bit >> 6) as usize] & (1 << (bit & 63)) == 0 {
            return None;
        }
        let phrases = self.by_head.get(&head)?;
        phrases.iter().find(|phrase| chars[2..].starts_with(&phrase.rest) && allowed(phrase.found.guard)).map(|phrase| phrase.found)
    }
}

fn head(first: char, second: char) -> u64 {
    (u64::from(first as u32) << 32) | u64::from(second as u32)
}

fn spread(head: u64) -> u64 {
    head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - HEAD_BITS)
}

/// The keys are fixed tables, not anybody's input, so a multiplication is hash enough.
#[derive(Default)]
pub struct HeadHasher(u64);

impl Hasher for HeadHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (value ^ (value >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
