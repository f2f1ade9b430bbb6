//! What is kept of a record for showing it among the hits?
//!
//! Read straight into its values: the engine's own document lays them out once more and checks every text again on each look.

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, OwnedValue};

use crate::kept::Kept;
use crate::schema::Fields;

/// The kept values in the order in which they were put.
pub(crate) struct Stored(Vec<(Field, OwnedValue)>);

/// The same by their meaning.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shown {
    /// As printed.
    pub title: String,
    /// As printed.
    pub text: Kept,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    pub formed: Option<i64>,
}

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut from: D) -> Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let mut values = Vec::with_capacity(from.size_hint());
        while let Some(value) = from.next_field()? {
            values.push(value);
        }
        Ok(Self(values))
    }
}

impl Stored {
    pub(crate) fn shown(self, fields: &Fields) -> Shown {
        let mut shown = Shown::default();
        for (field, value) in self.0 {
            match value {
                OwnedValue::Str(text) if field == fields.title => shown.title = text,
                OwnedValue::Bytes(bytes) if field == fields.body => shown.text = Kept::new(bytes),
                OwnedValue::Str(text) if field == fields.number => shown.document_number = Some(text),
                OwnedValue::Str(text) if field == fields.index_number => shown.index_number = Some(text),
                OwnedValue::I64(day) if field == fields.formed => shown.formed = Some(day),
                _ => {}
            }
        }
        shown
    }
}
