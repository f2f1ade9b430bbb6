//! Which wishes come again and again, so that telling everybody would spare them (article 44)?

use std::collections::BTreeMap;

use gongkai_agencies::Directory;
use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::view::Seen;
use crate::calendars::Calendars;
use crate::rules::likeness::{Wish, applicants, repeated};
use crate::tables::wish::{Wished, wishes};

/// A year of wishes of an agency; of the few that get more, the newest.
const MOST: i64 = 1000;

fn since(today: Date) -> String {
    today.saturating_sub(jiff::Span::new().months(12)).to_string()
}

fn wish(wished: &Wished) -> Wish {
    Wish::new(&wished.description, &wished.applicant_key)
}

/// Of all agencies that one reads: the groups that nobody told everybody about yet.
pub(super) async fn all(page: &StaffPage, directory: &Directory, calendars: &Calendars, today: Date) -> Result<Vec<Value>, Failure> {
    let scope = page.viewer().scope(Action::ReadRequests);
    let all = wishes(&page.platform.db, &scope, "", &since(today), MOST).await?;
    let mut by_agency: BTreeMap<&str, Vec<&Wished>> = BTreeMap::new();
    for wished in &all {
        by_agency.entry(&wished.agency_path).or_default().push(wished);
    }
    let mut told = Vec::new();
    for (path, own) in by_agency {
        let compared: Vec<Wish> = own.iter().map(|wished| wish(wished)).collect();
        for group in repeated(&compared, calendars.practice.repeated) {
            let members: Vec<&Wished> = group.iter().map(|at| own[*at]).collect();
            if members.iter().any(|wished| wished.is_public) {
                continue;
            }
            let n = applicants(group.iter().map(|at| &compared[*at]));
            told.push(json!({"agency": directory.name_of(path), "n": n, "cases": members}));
        }
    }
    Ok(told)
}

/// The same for one case: how many applicants wished so within the year, where that is reason enough.
pub(super) async fn of(page: &StaffPage, seen: &Seen) -> Result<Option<Value>, Failure> {
    if seen.case.document_id.is_some() || !seen.case.counted {
        return Ok(None);
    }
    let scope = page.viewer().scope(Action::ReadRequests);
    let all = wishes(&page.platform.db, &scope, &seen.case.agency_path, &since(seen.today), MOST).await?;
    let own = Wish::new(&seen.case.description, &seen.case.applicant_key);
    let like: Vec<(&Wished, Wish)> = all
        .iter()
        .filter(|other| other.id != seen.case.id)
        .map(|other| (other, wish(other)))
        .filter(|(_, wish)| own.is_like(wish))
        .collect();
    let n = applicants(like.iter().map(|(_, wish)| wish).chain([&own]));
    if like.len() + 1 < seen.calendars.practice.repeated
        || n < seen.calendars.practice.repeated
        || like.iter().any(|(other, _)| other.is_public)
    {
        return Ok(None);
    }
    let cases: Vec<&Wished> = like.iter().map(|(other, _)| *other).collect();
    Ok(Some(json!({"n": n, "cases": cases})))
}
