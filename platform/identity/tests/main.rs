//! Does the door open for the right person, once, and stay shut after repeated failures?

#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

use gongkai_identity::{Grant, MIGRATIONS, NewStaff, Role, Session, SignInRefusal, Staff, sign_in};
use gongkai_store::{Actor, Clock, Db, Options};
use jiff::SignedDuration;

async fn database() -> (tempfile::TempDir, Db) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/t.sqlite", dir.path().display());
    let clock = Clock::frozen("2026-03-02T01:00:00Z".parse().unwrap());
    let db = Db::connect(&Options { url, readers: 2 }, clock).await.unwrap();
    db.migrate(MIGRATIONS).await.unwrap();
    (dir, db)
}

#[tokio::test]
async fn a_person_signs_in_works_and_is_locked_out() {
    let (_dir, db) = database().await;
    let mut change = db.change(&Actor::system("test")).await.unwrap();
    let grants = [Grant { role: Role::Author, path: "qinglan/edu".into() }];
    let new = NewStaff { login: "zhangmin", name: "张敏", agency_path: "qinglan/edu", password: "Qinglan-2026", grants: &grants };
    let id = Staff::create(&mut change, &new).await.unwrap().unwrap();
    change.commit().await.unwrap();

    let (token, staff) = sign_in(&db, "zhangmin", "Qinglan-2026", "", "127.0.0.1").await.unwrap().unwrap();
    assert_eq!((staff.id, staff.grants.as_slice()), (id, grants.as_slice()));
    assert_eq!(Session::find(&db, token.clone()).await.unwrap().unwrap().staff, staff);
    db.clock().advance(SignedDuration::from_mins(20));
    assert!(Session::find(&db, token.clone()).await.unwrap().is_some(), "seen within half an hour");
    db.clock().advance(SignedDuration::from_mins(20));
    assert!(Session::find(&db, token.clone()).await.unwrap().is_some(), "the look twenty minutes ago counts");
    db.clock().advance(SignedDuration::from_mins(31));
    assert!(Session::find(&db, token).await.unwrap().is_none(), "idle too long");

    for _ in 0..4 {
        assert_eq!(sign_in(&db, "zhangmin", "wrong", "", "x").await.unwrap(), Err(SignInRefusal::Wrong));
    }
    assert_eq!(sign_in(&db, "zhangmin", "wrong", "", "x").await.unwrap(), Err(SignInRefusal::Wrong), "the fifth locks");
    assert_eq!(sign_in(&db, "zhangmin", "Qinglan-2026", "", "x").await.unwrap(), Err(SignInRefusal::Locked(15)));
    db.clock().advance(SignedDuration::from_mins(16));
    let (token, _) = sign_in(&db, "zhangmin", "Qinglan-2026", "", "x").await.unwrap().unwrap();
    assert_eq!(sign_in(&db, "nobody", "Qinglan-2026", "", "x").await.unwrap(), Err(SignInRefusal::Wrong));

    let mut change = db.change(&Actor::system("test")).await.unwrap();
    Staff::set_state(&mut change, id, false).await.unwrap();
    change.commit().await.unwrap();
    assert!(Session::find(&db, token).await.unwrap().is_none(), "a disabled account loses its sessions at once");
    assert_eq!(sign_in(&db, "zhangmin", "Qinglan-2026", "", "x").await.unwrap(), Err(SignInRefusal::Disabled));
    let refused = db.journal_page(i64::MAX, "identity.sign_in_refused", "", 50).await.unwrap();
    assert_eq!(refused.len(), 8, "every refusal is in the journal");
    assert!(!refused.iter().any(|entry| entry.detail.to_string().contains("nobody")), "an unknown log-in is not kept whole");
}
