//! Who works on the records of 青岚县, and in which role?

use super::block;
use super::model::DemoStaff;

const STAFF: &str = include_str!("../../demo/staff.txt");

pub fn all() -> Vec<DemoStaff> {
    block::read(STAFF)
        .iter()
        .map(|block| {
            let text = |key: &str| block.get(key).expect("the data file gives it for every person").to_owned();
            DemoStaff {
                login: block.name.to_owned(),
                name: text("name"),
                agency: text("agency"),
                post: text("post"),
                roles: block.words("roles").into_iter().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// Who drafts for an agency: its own author, else the county office's.
pub fn author_of(staff: &[DemoStaff], agency: &str) -> String {
    let is_author = |person: &&DemoStaff| person.roles.iter().any(|role| role == "author");
    staff
        .iter()
        .filter(is_author)
        .find(|person| person.agency == agency)
        .or_else(|| staff.iter().find(is_author))
        .map(|person| person.login.clone())
        .expect("the data file has authors")
}
