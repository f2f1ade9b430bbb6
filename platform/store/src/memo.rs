//! Has anything public changed since this was worked out? Values that a node keeps until it has.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

use crate::db::Db;

/// A value and the public generation (or number of its own) in which it was worked out.
type Kept = (i64, Arc<dyn Any + Send + Sync>);

/// One value of each type.
#[derive(Debug, Default)]
pub(crate) struct Memo(Mutex<HashMap<TypeId, Kept>>);

impl Db {
    /// The value of this type, worked out anew by `load` where something public changed since the last time. For small
    /// things that nearly every page reads; they must depend on public facts alone.
    pub async fn remembered<T, F>(&self, load: F) -> Result<Arc<T>>
    where
        T: Any + Send + Sync,
        F: Future<Output = Result<T>>,
    {
        // Taken before reading: what changes meanwhile makes the value old at once.
        self.remembered_as(self.public_generation(), load).await
    }

    /// The value of this type, worked out anew by `load` where the number differs from the last time. For what is dear to work
    /// out and has a number of its own that rises when it changes.
    pub async fn remembered_as<T, F>(&self, generation: i64, load: F) -> Result<Arc<T>>
    where
        T: Any + Send + Sync,
        F: Future<Output = Result<T>>,
    {
        let known = self.heard.memo.0.lock().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        if let Some((_, value)) = known.filter(|(of, _)| *of == generation)
            && let Ok(value) = value.downcast::<T>()
        {
            return Ok(value);
        }
        let value = Arc::new(load.await?);
        self.heard.memo.0.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), (generation, value.clone()));
        Ok(value)
    }
}
