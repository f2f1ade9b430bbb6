//! Does the index follow the journal, forget what is withdrawn, and start anew where it must?

use gongkai_search::{Entry, Error, Index, Query};

use crate::corpus::{entry, found, index, records};

#[test]
fn a_changed_record_replaces_itself_and_a_removed_one_is_gone() {
    let index = index();
    let mut changed = entry(&records()[4]);
    changed.title = "残疾人证换领指南".into();
    index.put(&[changed]).unwrap();
    assert!(found(&index, "换领").is_empty(), "nothing is visible before its commit");
    index.commit(12).unwrap();
    assert_eq!(found(&index, "换领"), [5]);
    assert_eq!(found(&index, "残疾人证"), [5], "the record is there once");
    index.remove(5).unwrap();
    index.commit(13).unwrap();
    assert!(found(&index, "残疾人证").is_empty());
    assert_eq!((index.len(), index.position()), (10, 13));
}

#[test]
fn what_is_not_public_never_enters_and_leaves_at_once() {
    let index = index();
    let mut closed: Entry = entry(&records()[8]);
    closed.openness = "withheld".into();
    index.put(&[closed]).unwrap();
    index.commit(14).unwrap();
    assert!(found(&index, "柳溪镇政府信息公开指南").is_empty());
    assert!(index.suggest("政府信息公开指南", None, 5).unwrap().is_empty());
}

#[test]
fn a_directory_is_opened_where_it_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(index.position(), 0);
    index.put(&records().iter().map(entry).collect::<Vec<_>>()).unwrap();
    index.commit(77).unwrap();
    drop(index);
    let index = Index::open(dir.path()).unwrap();
    assert_eq!((index.position(), index.len()), (77, 11));
    let hits = index.search(&Query::new("防汛")).unwrap();
    assert_eq!(hits.hits[0].agency, "青岚县人民政府办公室", "labels travel with the commit");
    index.put(&[entry(&records()[1])]).unwrap();
    index.commit(78).unwrap();
    assert_eq!(index.len(), 11, "a record put again after a restart replaces itself");
}

#[test]
fn another_version_or_a_damaged_directory_is_read_anew() {
    let dir = tempfile::tempdir().unwrap();
    for damage in ["VERSION", "meta.json"] {
        let index = Index::open(dir.path()).unwrap();
        index.put(&records().iter().map(entry).collect::<Vec<_>>()).unwrap();
        index.commit(5).unwrap();
        drop(index);
        std::fs::write(dir.path().join(damage), "something else").unwrap();
        let index = Index::open(dir.path()).unwrap();
        assert_eq!((index.position(), index.len()), (0, 0), "{damage}");
    }
}

#[test]
fn one_writes_and_others_read() {
    let dir = tempfile::tempdir().unwrap();
    let writing = Index::open(dir.path()).unwrap();
    writing.put(&[entry(&records()[0])]).unwrap();
    let reading = Index::open(dir.path()).unwrap();
    assert!(matches!(reading.put(&[entry(&records()[1])]), Err(Error::Busy)));
    writing.commit(3).unwrap();
    reading.refresh().unwrap();
    assert_eq!((reading.len(), reading.position()), (1, 3));
}

#[test]
fn cleared_is_empty_and_at_the_beginning() {
    let index = index();
    index.clear().unwrap();
    assert!(index.is_empty());
    assert_eq!(index.position(), 0);
    index.put(&[entry(&records()[0])]).unwrap();
    index.commit(1).unwrap();
    assert_eq!(found(&index, "养老"), [1]);
}

#[test]
fn what_cannot_be_written_is_forgotten_and_the_place_stays() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let entries: Vec<Entry> = records().iter().map(entry).collect();
    index.put(&entries[..2]).unwrap();
    index.commit(2).unwrap();
    index.put(&entries[2..]).unwrap();
    // The indexing threads may just be making a file.
    while dir.path().exists() {
        let _ = std::fs::remove_dir_all(dir.path());
    }
    assert!(index.commit(11).is_err(), "the directory is gone");
    assert_eq!((index.position(), index.len()), (2, 2));
    assert_eq!(found(&index, "防汛抗旱"), [2], "what was read before can still be read");
}

#[test]
fn many_threads_may_ask_while_one_writes() {
    let index = index();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..40).for_each(|_| assert!(found(&index, "养老服务").contains(&1))));
        }
        for at in 0..12 {
            index.put(&[entry(&records()[0])]).unwrap();
            index.commit(20 + at).unwrap();
        }
    });
    assert_eq!((index.len(), index.position()), (11, 31));
}
