//! At which characters of a text do the words stand?
//!
//! Asked of the index, which knows the place of every pair, and not of the text: only what a snippet shows is read.

use std::ops::Range;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::collect::Found;
use crate::index::Error;
use crate::pieces::Piece;
use crate::view::View;

/// So many places of one word are looked at: the best hundred characters are seldom far down.
const MOST: usize = 200;

/// Where one of the words stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub chars: Range<usize>,
    /// Which of the words.
    pub word: usize,
}

/// The places of the words in each of the hits, in the order of the text. Places past the end of the text are those in title
/// and numbers, which are indexed behind it. A word of a single character has none: an index of pairs does not know it.
pub(crate) fn places(view: &View, field: Field, words: &[Piece], hits: &[Found]) -> Result<Vec<Vec<Place>>, Error> {
    let mut all = vec![Vec::new(); hits.len()];
    let mut order: Vec<usize> = (0..hits.len()).collect();
    order.sort_unstable_by_key(|hit| hits[*hit].address);
    for of_segment in order.chunk_by(|a, b| hits[*a].address.segment_ord == hits[*b].address.segment_ord) {
        let segment = view.searcher.segment_reader(hits[of_segment[0]].address.segment_ord);
        let index = segment.inverted_index(field)?;
        for (word, piece) in words.iter().enumerate() {
            let mut lists = Vec::new();
            let placed = piece.placed(field);
            for (offset, term) in &placed {
                let postings = index.read_postings(term, IndexRecordOption::WithFreqsAndPositions).map_err(Error::Io)?;
                lists.extend(postings.map(|postings| List { offset: *offset, postings, positions: Vec::new() }));
            }
            if lists.is_empty() || lists.len() < placed.len() {
                continue;
            }
            for hit in of_segment {
                let length = piece.needle.len();
                let starts = starts(&mut lists, hits[*hit].address.doc_id);
                all[*hit].extend(starts.into_iter().map(|start| Place { chars: start..start + length, word }));
            }
        }
    }
    all.iter_mut().for_each(|places| places.sort_by_key(|place| place.chars.start));
    Ok(all)
}

/// One pair of a word: where it stands within the word, and in which texts.
struct List {
    offset: usize,
    postings: SegmentPostings,
    positions: Vec<u32>,
}

impl List {
    /// Reads the positions in one text; false where it does not occur.
    fn read(&mut self, doc: DocId) -> bool {
        let at = self.postings.doc();
        if at == TERMINATED || (at < doc && self.postings.seek(doc) != doc) || self.postings.doc() != doc {
            return false;
        }
        self.postings.positions(&mut self.positions);
        true
    }
}

/// Where all the pairs of a word stand as they do within it.
fn starts(lists: &mut [List], doc: DocId) -> Vec<usize> {
    // A list that is not asked now is caught up when it is asked for a later text.
    let in_all = lists.iter_mut().all(|list| list.read(doc));
    let Some((first, others)) = lists.split_first().filter(|_| in_all) else { return Vec::new() };
    let starts = first.positions.iter().filter_map(|position| (*position as usize).checked_sub(first.offset));
    let holds = |start: &usize| others.iter().all(|other| other.positions.binary_search(&((start + other.offset) as u32)).is_ok());
    starts.filter(holds).take(MOST).collect()
}
