//! Does walking any bytes as `a.tar` end, within its limits?
#![no_main]

use gongkai_files::{Limits, walk};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("a.tar");
    std::fs::write(&path, bytes).expect("written");
    walk(&[path], &Limits::default(), &mut |entry| drop(entry));
});
