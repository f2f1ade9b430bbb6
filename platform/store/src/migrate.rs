//! Which tables does this version need, and which are there already?

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::db::{Backend, Db};

/// One step of a capability's schema. Steps are append-only: what was applied never changes.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `documents/1_document`
    pub name: &'static str,
    /// The statements, in the common subset of both databases.
    pub sql: &'static str,
}

const OWN: &[Migration] = &[
    Migration { name: "store/1_journal", sql: include_str!("../migrations/1_journal.sql") },
    Migration { name: "store/2_job_holder", sql: include_str!("../migrations/2_job_holder.sql") },
];

impl Db {
    /// Applies what is missing, in order, each step in its own transaction. Safe when several nodes start at once.
    ///
    /// # Errors
    /// When a step fails, or when a step that was applied reads differently now.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        let mut connection = self.write().acquire().await?;
        if self.backend() == Backend::Postgres {
            // Two nodes that start together take turns; the number is ours alone.
            sqlx::query("select pg_advisory_lock(7462001)::text").execute(&mut *connection).await?;
        }
        let outcome = self.apply(&mut connection, migrations).await;
        if self.backend() == Backend::Postgres {
            sqlx::query("select pg_advisory_unlock(7462001)::text").execute(&mut *connection).await?;
        }
        outcome
    }

    async fn apply(&self, connection: &mut sqlx::AnyConnection, migrations: &[Migration]) -> Result<usize> {
        sqlx::query("create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at text not null)")
            .execute(&mut *connection)
            .await?;
        let mut applied = 0;
        for migration in OWN.iter().chain(migrations) {
            let digest: String = Sha256::digest(migration.sql).iter().map(|byte| format!("{byte:02x}")).collect();
            let known = sqlx::query("select sha256 from schema_migration where name = $1")
                .bind(migration.name)
                .fetch_optional(&mut *connection)
                .await?;
            if let Some(row) = known {
                if row.try_get::<String, _>(0)? != digest {
                    bail!("migration {} was applied with another text; migrations are append-only", migration.name);
                }
                continue;
            }
            let mut transaction = sqlx::Connection::begin(&mut *connection).await?;
            sqlx::raw_sql(migration.sql)
                .execute(&mut *transaction)
                .await
                .with_context(|| format!("applying migration {}", migration.name))?;
            sqlx::query("insert into schema_migration (name, sha256, applied_at) values ($1, $2, $3)")
                .bind(migration.name)
                .bind(&digest)
                .bind(crate::iso(self.clock().now()))
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            applied += 1;
        }
        Ok(applied)
    }
}
