//! Somebody begins to work here: an account with the offices it holds.

use anyhow::Result;
use gongkai_identity::{Grant, NewStaff, Staff, check_password_rules};
use gongkai_store::{Change, Db};

use crate::directory::directory;
use crate::rules::people::{PeopleRefusal, check_grants, check_person};

/// What makes a new account.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub agency: &'a str,
    pub password: &'a str,
    pub grants: &'a [Grant],
}

/// Makes an account.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn take_on(db: &Db, change: &mut Change, new: &NewPerson<'_>) -> Result<Result<i64, Vec<PeopleRefusal>>> {
    let directory = directory(db).await?;
    let mut refusals = check_person(new.login, new.name, new.agency, &directory);
    if Staff::by_login(db, new.login).await?.is_some() {
        refusals.push(PeopleRefusal::LoginTaken(new.login.to_owned()));
    }
    refusals.extend(check_password_rules(new.password, new.login).into_iter().map(PeopleRefusal::Password));
    refusals.extend(check_grants(new.grants, &directory));
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let staff = NewStaff { login: new.login, name: new.name, agency_path: new.agency, password: new.password, grants: new.grants };
    let made = Staff::create(change, &staff).await?;
    Ok(made.map_err(|refusals| refusals.into_iter().map(PeopleRefusal::Password).collect()))
}
