//! Which days are left to practice: until when a statement may be made, and when a season's event usually takes place?

use serde::Deserialize;

use super::term::Anchor;

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOfYear {
    pub month: i8,
    pub day: i8,
}

/// When an event usually takes place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    pub anchor: Anchor,
    pub month: i8,
    pub day: i8,
}

/// What the catalogues leave open.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Until then of the next year an item without records needs a statement.
    pub nil_by: DayOfYear,
    #[serde(default)]
    pub season: Vec<Season>,
}

impl Practice {
    /// Ours, from `data/duties.toml`.
    #[must_use]
    pub fn ours() -> Self {
        toml::from_str(include_str!("../../data/duties.toml")).expect("the file is tested below")
    }

    #[must_use]
    pub fn season(&self, anchor: &Anchor) -> Option<&Season> {
        self.season.iter().find(|season| season.anchor == *anchor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_practice_is_read() {
        let ours = Practice::ours();
        assert_eq!(ours.nil_by, DayOfYear { month: 1, day: 31 });
        assert_eq!(ours.season(&Anchor::CongressApproved).map(|season| (season.month, season.day)), Some((2, 10)));
        assert_eq!(ours.season(&Anchor::DecisionMade), None);
    }
}
