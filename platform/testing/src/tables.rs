//! How is a throw-away database made on a PostgreSQL server, and how does it go?

use anyhow::{Context, Result};
use gongkai_store::Db;

pub(crate) async fn create_database(server: &Db, name: &str) -> Result<()> {
    drop_database(server, name).await?;
    let statement = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::raw_sql(statement).execute(server.read()).await.with_context(|| format!("creating {name}"))?;
    Ok(())
}

/// Connections that a failed test left behind are cut.
pub(crate) async fn drop_database(server: &Db, name: &str) -> Result<()> {
    let statement = sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)"));
    sqlx::raw_sql(statement).execute(server.read()).await.with_context(|| format!("dropping {name}"))?;
    Ok(())
}
