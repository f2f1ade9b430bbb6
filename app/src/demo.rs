//! What does a county look like on the day it is shown? 青岚县: agencies, people and records, all of them invented.
//!
//! A pure generator: the same day gives the same county. Nothing here writes; the `demo` command puts the county in through
//! the same acts that people use.

// The paths are spelled out because the test includes this file by its own path.
#[path = "demo/agencies.rs"]
mod agencies;
#[path = "demo/block.rs"]
mod block;
#[path = "demo/dice.rs"]
mod dice;
#[path = "demo/fill.rs"]
mod fill;
#[path = "demo/finish.rs"]
mod finish;
#[path = "demo/model.rs"]
pub mod model;
#[path = "demo/records.rs"]
mod records;
#[path = "demo/requests.rs"]
mod requests;
#[path = "demo/schedule.rs"]
mod schedule;
#[path = "demo/staff.rs"]
mod staff;
#[path = "demo/table.rs"]
mod table;
#[path = "demo/template.rs"]
mod template;
#[path = "demo/words.rs"]
mod words;

use jiff::civil::Date;

use model::Demo;

/// The demonstration county as it stands on `today`.
pub fn county(today: Date) -> Demo {
    let agencies = agencies::all();
    let staff = staff::all();
    let records = records::all(today, &agencies, &staff);
    let requests = requests::all(today);
    Demo { agencies, staff, records, requests }
}
