//! What time is it? The only place that asks the machine, so that every rule and test can be given an instant.

use std::sync::{Arc, Mutex};

use jiff::{Timestamp, civil::Date, tz::Offset};

/// The machine's clock, or one that tests move by hand.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    Frozen(Arc<Mutex<Timestamp>>),
}

impl Clock {
    #[must_use]
    pub fn frozen(at: Timestamp) -> Self {
        Self::Frozen(Arc::new(Mutex::new(at)))
    }

    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Frozen(at) => *at.lock().expect("a frozen clock is never poisoned: nothing panics while it is held"),
        }
    }

    /// Today in China, where every legal day is counted.
    #[must_use]
    pub fn today(&self) -> Date {
        beijing_date(self.now())
    }

    /// Moves a frozen clock; the machine's clock is left alone.
    pub fn advance(&self, by: jiff::SignedDuration) {
        if let Self::Frozen(at) = self {
            let mut at = at.lock().expect("a frozen clock is never poisoned: nothing panics while it is held");
            *at += by;
        }
    }
}

/// The civil day in China (UTC+8, no summer time) of an instant.
#[must_use]
pub fn beijing_date(at: Timestamp) -> Date {
    Offset::constant(8).to_datetime(at).date()
}

/// An instant as it is stored: fixed width, so that text order is time order.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Reads an instant that [`iso`] wrote.
pub fn parse_iso(text: &str) -> Result<Timestamp, jiff::Error> {
    text.parse()
}
