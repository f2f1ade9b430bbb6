//! Does the store keep, order and tell what happened, alike on both databases?

#![allow(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

use std::sync::Arc;

use gongkai_store::{Actor, ChainBreak, Clock, Db, Fact, Migration, Options};
use jiff::SignedDuration;
use serde_json::json;
use sqlx::Row;

const THINGS: &[Migration] = &[Migration { name: "test/1_thing", sql: "create table thing (id bigint primary key, name text, n bigint);" }];

/// A database of its own on each backend that is at hand; PostgreSQL where `GONGKAI_TEST_POSTGRES` names a server.
async fn databases(test: &str) -> Vec<(tempfile::TempDir, Db)> {
    let mut all = Vec::new();
    let clock = || Clock::frozen("2026-03-02T01:00:00Z".parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/t.sqlite", dir.path().display());
    all.push((dir, Db::connect(&Options { url, readers: 2 }, clock()).await.unwrap()));
    #[allow(clippy::disallowed_methods, reason = "where the test server listens is told by the environment")]
    let server = std::env::var("GONGKAI_TEST_POSTGRES");
    if let Ok(server) = server {
        let name = format!("store_{test}_{}", std::process::id());
        let admin = Db::connect(&Options { url: server.clone(), readers: 1 }, clock()).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop database if exists {name}"))).execute(admin.read()).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(admin.read()).await.unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        all.push((tempfile::tempdir().unwrap(), Db::connect(&Options { url, readers: 2 }, clock()).await.unwrap()));
    } else {
        println!("skipped: PostgreSQL (GONGKAI_TEST_POSTGRES is not set)");
    }
    all
}

#[tokio::test]
async fn a_change_is_whole_journalled_and_provable() {
    for (_dir, db) in databases("chain").await {
        db.migrate(THINGS).await.unwrap();
        assert_eq!(db.migrate(THINGS).await.unwrap(), 0, "a second start applies nothing");
        let actor = Actor::system("test");

        let mut change = db.change(&actor).await.unwrap();
        let id = change.next("thing").await.unwrap();
        sqlx::query("insert into thing (id, name, n) values ($1, $2, $3)")
            .bind(id)
            .bind(Option::<String>::None)
            .bind(7_i64)
            .execute(change.connection())
            .await
            .unwrap();
        change.record(Fact::public("things.made", format!("thing:{id}"), "qinglan", json!({"n": 7, "名": "甲"})));
        change.record(Fact::internal("things.seen", format!("thing:{id}"), "", json!(null)));
        let generation = db.public_generation();
        assert_eq!(change.commit().await.unwrap(), 2);
        assert_eq!(db.public_generation(), generation + 1, "a public fact voids cached pages");
        assert_eq!(*db.journal_watch().borrow(), 2);

        let mut dropped = db.change(&actor).await.unwrap();
        assert_eq!(dropped.next("thing").await.unwrap(), 2);
        dropped.record(Fact::public("things.made", "thing:2", "", json!({})));
        drop(dropped);
        let mut change = db.change(&actor).await.unwrap();
        assert_eq!(change.next("thing").await.unwrap(), 2, "a number taken by a dropped change is given again");
        assert_eq!(change.next_block("thing", 3).await.unwrap(), 3);
        change.commit().await.unwrap();

        let row = sqlx::query("select name, n from thing where id = $1").bind(id).fetch_one(db.read()).await.unwrap();
        assert_eq!(row.try_get::<Option<String>, _>(0).unwrap(), None);
        assert_eq!(row.try_get::<i64, _>(1).unwrap(), 7);

        let entries = db.journal_after(0, 10).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(), ["things.made", "things.seen"]);
        assert_eq!(entries[0].detail["名"], "甲");
        assert_eq!(db.journal_of("thing:1", 10).await.unwrap().len(), 2);
        assert_eq!(db.journal_page(i64::MAX, "things.m", "", 10).await.unwrap().len(), 1);
        assert_eq!(db.verify_journal().await.unwrap(), Ok(2));

        sqlx::query("update journal set actor_name = '别人' where number = 1").execute(db.read()).await.unwrap();
        assert_eq!(db.verify_journal().await.unwrap(), Err(ChainBreak::Altered(1)));
        sqlx::query("delete from journal where number = 1").execute(db.read()).await.unwrap();
        assert_eq!(db.verify_journal().await.unwrap(), Err(ChainBreak::Missing(2)));
        sqlx::query("delete from journal where number = 2").execute(db.read()).await.unwrap();
        assert_eq!(db.verify_journal().await.unwrap(), Err(ChainBreak::Missing(1)), "cutting the tail is seen too");
        db.close().await;
    }
}

#[tokio::test]
async fn followers_and_jobs_keep_their_place() {
    for (_dir, db) in databases("jobs").await {
        db.migrate(THINGS).await.unwrap();
        assert_eq!(db.follower_position("search").await.unwrap(), 0);
        db.set_follower_position("search", 5).await.unwrap();
        db.set_follower_position("search", 9).await.unwrap();
        assert_eq!(db.follower_position("search").await.unwrap(), 9);

        let start = db.clock().now();
        let mut change = db.change(&Actor::system("test")).await.unwrap();
        change.enqueue("publish", "document:1", start + SignedDuration::from_secs(30), &json!({"id": 1})).await.unwrap();
        change.enqueue("publish", "document:1", start + SignedDuration::from_secs(60), &json!({"id": 2})).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(db.claim_job().await.unwrap(), None, "not due yet");
        assert_eq!(db.next_job_at().await.unwrap(), Some(start + SignedDuration::from_secs(60)), "the same key replaces");
        db.clock().advance(SignedDuration::from_secs(61));
        let job = db.claim_job().await.unwrap().unwrap();
        assert_eq!(job.payload, json!({"id": 2}));
        assert_eq!(db.claim_job().await.unwrap(), None, "held by its worker");
        db.clock().advance(SignedDuration::from_secs(61));
        let again = db.claim_job().await.unwrap().unwrap();
        assert_eq!((again.id, again.attempts), (job.id, 2), "a job of a dead process is taken up again");
        db.finish_job(&again, Err("busy".into())).await.unwrap();
        assert_eq!(db.claim_job().await.unwrap(), None, "set back");
        db.clock().advance(SignedDuration::from_mins(5));
        let third = db.claim_job().await.unwrap().unwrap();
        db.finish_job(&third, Ok(())).await.unwrap();
        assert_eq!(db.next_job_at().await.unwrap(), None);
        db.close().await;
    }
}

#[tokio::test]
async fn a_node_that_comes_back_gives_back_what_it_held_and_no_more() {
    for (_dir, db) in databases("nodes").await {
        db.migrate(THINGS).await.unwrap();
        db.name_node("one");
        let mut change = db.change(&Actor::system("test")).await.unwrap();
        let now = db.clock().now();
        for key in ["a", "b"] {
            change.enqueue("publish", key, now, &json!({"key": key})).await.unwrap();
        }
        change.commit().await.unwrap();
        let held = db.claim_job().await.unwrap().unwrap();
        let done = db.claim_job().await.unwrap().unwrap();
        db.finish_job(&done, Ok(())).await.unwrap();
        assert_eq!(db.claim_job().await.unwrap(), None, "the other is held");

        // The node dies and another lives: it leaves the job to its lease.
        let sql = "update job set holder = $1 where id = $2";
        sqlx::query(sql).bind("two").bind(held.id).execute(db.read()).await.unwrap();
        assert_eq!(db.release_jobs().await.unwrap(), 0);
        assert_eq!(db.claim_job().await.unwrap(), None);
        // It comes back under its own name.
        sqlx::query(sql).bind("one").bind(held.id).execute(db.read()).await.unwrap();
        assert_eq!(db.release_jobs().await.unwrap(), 1, "what was done stays done");
        assert_eq!(db.claim_job().await.unwrap().map(|job| (job.id, job.attempts)), Some((held.id, 2)));
        db.close().await;
    }
}

#[tokio::test]
async fn many_writers_never_break_the_chain() {
    for (_dir, db) in databases("writers").await {
        db.migrate(THINGS).await.unwrap();
        let db = Arc::new(db);
        let mut tasks = Vec::new();
        for writer in 0..8 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                for n in 0..10 {
                    let mut change = db.change(&Actor::system("test")).await.unwrap();
                    change.next("thing").await.unwrap();
                    change.record(Fact::internal("things.made", format!("thing:{writer}-{n}"), "", json!({})));
                    change.commit().await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(db.verify_journal().await.unwrap(), Ok(80));
        let mut change = db.change(&Actor::system("test")).await.unwrap();
        assert_eq!(change.next("thing").await.unwrap(), 81, "no number was given twice");
        drop(change);
        db.close().await;
    }
}
