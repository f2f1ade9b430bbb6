//! Are bytes kept once, under their hash, and is damage noticed?

use gongkai_files::{FileHash, Store, StoreError};

#[test]
fn bytes_are_kept_once_and_come_back() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let store = Store::open(dir.path().join("files")).expect("opened");
    let hash = store.put(b"abc").expect("put");
    assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(store.put(b"abc").expect("put again"), hash);
    assert_eq!(store.get(&hash).expect("get"), b"abc");
    assert!(store.path(&hash).expect("path").ends_with(hash.as_str()));
    assert!(store.verify(&hash).is_ok());
    assert_eq!(store.sweep().expect("nothing half-written"), 0);
    let again = Store::open(dir.path().join("files")).expect("opened again");
    assert!(again.contains(&hash));
}

#[test]
fn damage_and_absence_are_told() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let store = Store::open(dir.path()).expect("opened");
    let absent = FileHash::of(b"nowhere");
    assert!(matches!(store.get(&absent), Err(StoreError::NotFound(_))));
    assert!(matches!(store.path(&absent), Err(StoreError::NotFound(_))));
    let hash = store.put(b"approved").expect("put");
    std::fs::write(store.path(&hash).expect("path"), b"Approved").expect("tampered");
    assert!(matches!(store.verify(&hash), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_crash_leaves_only_what_the_sweep_removes() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let store = Store::open(dir.path()).expect("opened");
    std::fs::write(dir.path().join("incoming").join("1-0-half"), b"ha").expect("half-written");
    assert_eq!(store.sweep().expect("swept"), 1);
    let hash = store.put(b"whole").expect("put");
    assert_eq!(store.get(&hash).expect("get"), b"whole");
}

#[test]
fn a_hash_is_checked_wherever_it_comes_from() {
    let hash = FileHash::of(b"abc");
    let json = serde_json::to_string(&hash).expect("json");
    assert_eq!(serde_json::from_str::<FileHash>(&json).expect("back"), hash);
    assert!(serde_json::from_str::<FileHash>("\"../../etc/passwd\"").is_err());
    assert!("ABC".parse::<FileHash>().is_err());
}

#[test]
fn many_writers_of_the_same_bytes_agree() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let store = Store::open(dir.path()).expect("opened");
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            std::thread::spawn(move || store.put(&[7; 100_000]).expect("put"))
        })
        .collect();
    let hashes: Vec<_> = threads.into_iter().map(|t| t.join().expect("no panic")).collect();
    assert!(hashes.iter().all(|hash| *hash == hashes[0]));
    assert!(store.verify(&hashes[0]).is_ok());
}
