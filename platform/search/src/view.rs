//! What does one question see? The records, codes and columns of one commit, unchanged while it is answered.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::index::SegmentId;
use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::codes::Codes;
use crate::index::Error;

/// The numbers of a segment laid out plainly: a facet reads them for every match, and unpacking would cost more than the
/// match itself. Twenty bytes a record; read once a segment, for segments never change.
pub(crate) struct Columns {
    pub ids: Vec<i64>,
    pub packed: Vec<u64>,
    pub days: Vec<i32>,
    newest: i32,
}

pub(crate) struct View {
    pub searcher: Searcher,
    pub codes: Arc<Codes>,
    /// By the number of the segment in the searcher.
    pub columns: Vec<Arc<Columns>>,
    /// The latest day of publication.
    pub newest: i64,
    known: HashMap<SegmentId, Arc<Columns>>,
}

impl View {
    /// Reads what is new since `before`.
    pub(crate) fn read(searcher: Searcher, codes: Arc<Codes>, before: Option<&View>) -> Result<View, Error> {
        let mut columns = Vec::new();
        let mut known = HashMap::new();
        for segment in searcher.segment_readers() {
            let id = segment.segment_id();
            let of_segment = match before.and_then(|view| view.known.get(&id)) {
                Some(of_segment) => Arc::clone(of_segment),
                None => Arc::new(Columns::read(segment)?),
            };
            known.insert(id, Arc::clone(&of_segment));
            columns.push(of_segment);
        }
        let newest = columns.iter().map(|columns| i64::from(columns.newest)).max().unwrap_or(0);
        Ok(View { searcher, codes, columns, newest, known })
    }

    pub(crate) fn id(&self, address: DocAddress) -> i64 {
        self.columns[address.segment_ord as usize].ids[address.doc_id as usize]
    }
}

impl Columns {
    fn read(segment: &SegmentReader) -> Result<Columns, Error> {
        let count = segment.max_doc() as usize;
        let fast = segment.fast_fields();
        let days = all(&*fast.column_first_or_default::<i64>("day")?, count);
        // Days of the years -9999 to 9999 fit easily; a day that does not is no day.
        let days: Vec<i32> = days.into_iter().map(|day| i32::try_from(day).unwrap_or(0)).collect();
        Ok(Columns {
            ids: all(&*fast.column_first_or_default::<i64>("id")?, count),
            packed: all(&*fast.column_first_or_default::<u64>("packed")?, count),
            newest: days.iter().copied().max().unwrap_or(0),
            days,
        })
    }
}

fn all<T: PartialOrd + Copy + Default + Send + Sync + std::fmt::Debug + 'static>(column: &dyn ColumnValues<T>, count: usize) -> Vec<T> {
    let mut out = vec![T::default(); count];
    column.get_range(0, &mut out);
    out
}
