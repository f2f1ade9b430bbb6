//! Which numbers does the law fix, and which did this place settle where the law is silent?

use serde::{Deserialize, Serialize};

/// The terms of a request. The defaults are the law's numbers and, where it gives none, what most offices do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Working days to answer (article 33(2)).
    pub answer: u32,
    /// The longest extension in working days (article 33(2)).
    pub longest_extension: u32,
    /// Working days within which a 补正 must be asked (article 30).
    pub ask_clarification: u32,
    /// Working days to clarify where the notice names none; the law says only 合理期限 (article 30).
    pub clarification: u32,
    pub shortest_clarification: u32,
    pub longest_clarification: u32,
    /// `true`: the term to clarify runs from the day the notice is sent, not from its receipt.
    pub clarification_from_sending: bool,
    /// Working days for third parties and co-makers (articles 32, 34).
    pub opinion: u32,
    /// Working days to pay (国办函〔2020〕109号 article 6).
    pub payment: u32,
    /// Working days to give reasons under article 35, which names none.
    pub explanation: u32,
    /// `true`: the clock stands still while reasons are awaited; article 35 does not say so.
    pub explanation_stops_clock: bool,
    /// `true`: the day on which an opinion is sought is not counted as used either.
    pub pause_from_same_day: bool,
    /// Working days where a court names none (法释〔2025〕8号).
    pub redo: u32,
    /// Working days from arrival to confirmation before a warning; policy, not law.
    pub confirmation: u32,
    /// `true`: an overdue answer must go to reconsideration first (行政复议法 article 23(1)(3) against 法释〔2025〕8号 article 2).
    pub overdue_reconsideration_first: bool,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            answer: 20,
            longest_extension: 20,
            ask_clarification: 7,
            clarification: 15,
            shortest_clarification: 5,
            longest_clarification: 30,
            clarification_from_sending: false,
            opinion: 15,
            payment: 20,
            explanation: 15,
            explanation_stops_clock: false,
            pause_from_same_day: false,
            redo: 20,
            confirmation: 1,
            overdue_reconsideration_first: false,
        }
    }
}
