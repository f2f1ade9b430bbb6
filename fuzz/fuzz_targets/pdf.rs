//! Does reading any bytes as `a.pdf` end in an extract or an error?
#![no_main]

use gongkai_files::{Limits, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read("a.pdf", bytes, &Limits::default());
});
