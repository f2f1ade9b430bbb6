//! What do people ask of 青岚县, and how far has each request come?

use jiff::ToSpan;
use jiff::civil::Date;

use super::block;
use super::model::DemoRequest;

const REQUESTS: &str = include_str!("../../demo/requests.txt");

/// The requests as they stand on `today`, the oldest first.
pub fn all(today: Date) -> Vec<DemoRequest> {
    let mut all: Vec<DemoRequest> = block::read(REQUESTS)
        .iter()
        .map(|block| {
            let text = |key: &str| block.get(key).unwrap_or_default().to_owned();
            DemoRequest {
                key: block.name.to_owned(),
                agency: text("agency"),
                channel: text("channel"),
                kind: text("kind"),
                filed_on: today.saturating_sub(block.number_or("days_ago", 0).days()),
                outcome: text("outcome"),
                course: block.words("course").into_iter().map(str::to_owned).collect(),
                remedy: text("remedy"),
                public: block.get("public") == Some("yes"),
                description: block.body.to_owned(),
            }
        })
        .collect();
    all.sort_by_key(|request| request.filed_on);
    all
}
