//! What waits for me? Everything at once, oldest first, with how long it has been waiting.

use std::collections::HashMap;

use gongkai_agencies::{Directory, directory};
use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_law::Calendar;
use gongkai_law::validity::horizon;
use gongkai_store::beijing_date;
use gongkai_web::Failure;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;

use super::Answer;
use crate::document::State;
use crate::filter::{Filter, Sort};
use crate::rules::workflow::{Approval, Step, may_take, next_step};
use crate::screening::judge;
use crate::tables;
use crate::tables::list::Line;

/// A tile shows so many; the rest is a click away.
const SHOWN: usize = 8;
/// Of so many drafts the findings are told on the desk.
const SCREENED: usize = 6;
/// 条例 article 26: within 20 working days.
const PUBLISH_WITHIN: u32 = 20;

/// One thing that waits.
#[derive(Debug, Serialize)]
struct Waiting {
    path: String,
    title: String,
    agency: String,
    note: String,
    /// How long, for a person: `3天`.
    waited: String,
}

/// Things of one sort.
#[derive(Debug, Serialize)]
struct Tile {
    code: &'static str,
    label: &'static str,
    empty: &'static str,
    n: usize,
    lines: Vec<Waiting>,
    /// Where all of them are listed; empty where the tile shows all.
    more: String,
}

pub(super) async fn show(page: StaffPage) -> Answer {
    let desk = Desk { directory: directory(&page.platform.db).await?, now: page.platform.db.clock().now(), page: &page };
    let tiles = desk.tiles().await?;
    let n_waiting: usize = tiles.iter().filter(|tile| tile.code != "recent").map(|tile| tile.n).sum();
    page.render(
        "documents/staff/desk.html",
        json!({"tiles": tiles, "n_waiting": n_waiting, "may_draft": page.viewer().may_somewhere(Action::Draft)}),
    )
}

struct Desk<'a> {
    page: &'a StaffPage,
    directory: std::sync::Arc<Directory>,
    now: Timestamp,
}

impl Desk<'_> {
    async fn tiles(&self) -> Result<Vec<Tile>, Failure> {
        let viewer = self.page.viewer();
        let reviewer = [Action::ReviewFirst, Action::ReviewSecond, Action::ReviewFinal, Action::ReviewSecrecy, Action::DecideOpenness];
        let mut tiles = Vec::new();
        if reviewer.into_iter().any(|action| viewer.may_somewhere(action)) {
            tiles.push(self.reviews().await?);
        }
        if viewer.may_somewhere(Action::Publish) || viewer.may_somewhere(Action::Draft) {
            tiles.push(self.held_back().await?);
        }
        if viewer.may_somewhere(Action::Publish) {
            tiles.push(
                self.listed(
                    "approved",
                    "待发布",
                    "没有已审定待发布的信息。",
                    Action::Publish,
                    of_state(State::Approved),
                    "state=approved&sort=waiting",
                )
                .await?,
            );
            tiles.push(
                self.listed(
                    "scheduled",
                    "定时发布",
                    "没有安排定时发布的信息。",
                    Action::Publish,
                    of_state(State::Scheduled),
                    "state=scheduled&sort=waiting",
                )
                .await?,
            );
        }
        if viewer.may_somewhere(Action::Draft) {
            tiles.extend(self.drafts().await?);
        }
        if viewer.may_somewhere(Action::ReviewFinal) || viewer.may_somewhere(Action::ForcePublish) {
            let forced = tables::desk::forced(&self.page.platform.db).await?;
            tiles.push(self.waiting("forced", "强制发布待事后审核", "没有待事后审核的强制发布。", forced));
        }
        if viewer.may_somewhere(Action::Draft) || viewer.may_somewhere(Action::Publish) {
            tiles.push(self.overdue().await?);
        }
        if viewer.may_somewhere(Action::DecideOpenness) || viewer.may_somewhere(Action::Draft) {
            let due = tables::desk::due_for_reassessment(&self.page.platform.db, self.today()).await?;
            tiles.push(self.waiting("reassess", "不公开信息待重新评估", "没有到期应重新评估的不公开信息（条例第十八条）。", due));
        }
        if viewer.may_somewhere(Action::SetValidity) || viewer.may_somewhere(Action::Draft) {
            tiles.push(self.ending().await?);
        }
        tiles.push(self.recent().await?);
        Ok(tiles)
    }

    fn today(&self) -> Date {
        beijing_date(self.now)
    }

    /// Reviews at the steps that this very person may take now.
    async fn reviews(&self) -> Result<Tile, Failure> {
        let db = &self.page.platform.db;
        let me = self.page.session.staff.id;
        let all = tables::desk::under_review(db).await?;
        let ids: Vec<i64> = all.iter().map(|document| document.id).collect();
        let mut given: HashMap<i64, Vec<Approval>> = HashMap::new();
        for (id, approval) in tables::review::holding_of(db, &ids).await? {
            given.entry(id).or_default().push(approval);
        }
        let none = Vec::new();
        let mut lines = Vec::new();
        for document in &all {
            let approvals = given.get(&document.id).unwrap_or(&none);
            let Some(next) = next_step(&document.chain, approvals, &document.content_sha256) else { continue };
            if !self.page.offers(Action::ReadInternal, &document.agency_path) {
                continue;
            }
            // 保密审查 may be taken before its turn.
            let sha = &document.content_sha256;
            let step = [next, Step::SecrecyReview].into_iter().find(|step| {
                *step != Step::Stakeholder
                    && self.page.offers(step.action(), &document.agency_path)
                    && may_take(&document.chain, approvals, sha, sha, *step, &document.authors, me).is_empty()
            });
            if let Some(step) = step {
                let early = if step == next { "" } else { "（可提前办理）" };
                let note = format!("{}{early}　拟稿人 {}", step.label(), document.author_name);
                lines.push(self.line(document.id, &document.title, &document.agency_path, note, &document.since));
            }
        }
        Ok(tile("reviews", "待我审核", "没有等您审核的信息。", lines, String::new()))
    }

    /// Scheduled publications that did not happen, for those who wrote the text and those who publish it.
    async fn held_back(&self) -> Result<Tile, Failure> {
        let me = self.page.session.staff.id;
        let all = tables::held_back::all(&self.page.platform.db).await?;
        let own = all.iter().filter(|one| {
            self.page.offers(Action::ReadInternal, &one.agency_path)
                && (one.authors.contains(&me) || self.page.offers(Action::Publish, &one.agency_path))
        });
        let lines = own.map(|one| self.line(one.document_id, &one.title, &one.agency_path, one.reasons.join("；"), &one.at)).collect();
        Ok(tile("held_back", "定时发布未成", "没有到时未能发布的信息。", lines, String::new()))
    }

    /// My drafts: those that came back, those with findings, and all of them.
    async fn drafts(&self) -> Result<Vec<Tile>, Failure> {
        let db = &self.page.platform.db;
        let mine = Filter { author: Some(self.page.session.staff.name.clone()), ..of_state(State::Draft) };
        let drafts = self.lines_for(Action::Draft, &mine).await?;
        let ids: Vec<i64> = drafts.iter().map(|line| line.id).collect();
        let returns: HashMap<i64, tables::desk::Return> = tables::desk::returns_of(db, &ids).await?.into_iter().collect();
        let came_back = |line: &&Line| returns.contains_key(&line.id);
        let returned = drafts.iter().filter(came_back).map(|line| {
            let back = &returns[&line.id];
            let note = format!("{}退回（{}）：{}", back.step.label(), back.name, back.reasons);
            self.line(line.id, &line.title, &line.agency_path, note, &back.at)
        });
        let mut newest: Vec<i64> = ids.iter().rev().take(SCREENED).copied().collect();
        newest.reverse();
        let mut found = Vec::new();
        for document in tables::document::by_ids(db, &newest).await? {
            let judged = judge(&self.page.platform, &document).await?;
            let stops = judged.iter().filter(|judged| judged.stops()).count();
            if stops > 0 {
                let note = format!("{stops} 个问题须处理后才能送审");
                found.push(self.line(document.id, document.content.title(), &document.agency_path, note, &document.changed_at));
            }
        }
        let others = drafts.iter().filter(|line| !returns.contains_key(&line.id));
        let others =
            others.map(|line| self.line(line.id, &line.title, &line.agency_path, line.kind_label.clone(), &line.changed_at)).collect();
        Ok(vec![
            tile("returned", "退回修改", "没有退回给您修改的信息。", returned.collect(), String::new()),
            tile("findings", "草稿中的问题", "最近的草稿没有须处理的问题。", found, String::new()),
            tile("drafts", "我的草稿", "没有未送审的草稿。", others, "/staff/documents?state=draft&mine=1&sort=waiting".to_owned()),
        ])
    }

    /// Formed more than twenty working days ago, to be public, and not yet public (article 26).
    async fn overdue(&self) -> Result<Tile, Failure> {
        let before = Calendar::national().subtract_working_days(self.today(), PUBLISH_WITHIN).on;
        let filter = Filter { formed_before: Some(before), sort: Sort::Waiting, ..Filter::default() };
        let lines = self.lines_for(Action::ReadInternal, &filter).await?;
        let line = |line: &Line| {
            let formed = line.formed_on.map(|day| day.to_string()).unwrap_or_default();
            self.line(line.id, &line.title, &line.agency_path, format!("成文日期 {formed}，{}", line.state.label()), &formed)
        };
        let lines = lines.iter().map(line).collect();
        Ok(tile(
            "overdue",
            "超期未公开",
            "没有超过二十个工作日未公开的信息（条例第二十六条）。",
            lines,
            "/staff/documents?overdue=1&sort=waiting".to_owned(),
        ))
    }

    async fn ending(&self) -> Result<Tile, Failure> {
        let filter = Filter { ends_by: Some(horizon(self.today(), 6)), sort: Sort::Ending, ..Filter::default() };
        let lines = self.lines_for(Action::ReadInternal, &filter).await?;
        let line = |line: &Line| {
            let ends = line.validity_turns_on.and_then(|day| day.yesterday().ok()).map(|day| day.to_string()).unwrap_or_default();
            Waiting { waited: String::new(), ..self.line(line.id, &line.title, &line.agency_path, format!("有效期至 {ends}"), "") }
        };
        let lines = lines.iter().map(line).collect();
        Ok(tile("ending", "六个月内到期", "六个月内没有到期的文件。", lines, "/staff/documents?ending=1&sort=ending".to_owned()))
    }

    /// What was made public lately: where most work goes on from.
    async fn recent(&self) -> Result<Tile, Failure> {
        let filter = Filter { public_states: vec![crate::PublicState::Published], sort: Sort::Newest, ..Filter::default() };
        let lines = self.page_of(Action::ReadInternal, &filter, SHOWN as i64).await?;
        let line = |line: &Line| {
            let on = line.published_on.map(|day| day.to_string()).unwrap_or_default();
            Waiting {
                waited: String::new(),
                ..self.line(line.id, &line.title, &line.agency_path, format!("{on} 公开　{}", line.validity_label), "")
            }
        };
        let lines = lines.iter().map(line).collect();
        Ok(tile("recent", "最近公开", "还没有公开的信息。", lines, "/staff/documents?public=published&sort=newest".to_owned()))
    }

    async fn listed(
        &self,
        code: &'static str,
        label: &'static str,
        empty: &'static str,
        action: Action,
        filter: Filter,
        more: &str,
    ) -> Result<Tile, Failure> {
        let lines = self.lines_for(action, &filter).await?;
        let line = |line: &Line| {
            let note = line.publish_at.as_deref().map_or_else(|| line.kind_label.clone(), |at| format!("定于 {} 发布", minute(at)));
            self.line(line.id, &line.title, &line.agency_path, note, line.submitted_at.as_deref().unwrap_or(&line.changed_at))
        };
        Ok(tile(code, label, empty, lines.iter().map(line).collect(), format!("/staff/documents?{more}")))
    }

    fn waiting(&self, code: &'static str, label: &'static str, empty: &'static str, all: Vec<tables::desk::Waiting>) -> Tile {
        let own = all.iter().filter(|one| self.page.offers(Action::ReadInternal, &one.agency_path));
        let lines = own.map(|one| self.line(one.id, &one.title, &one.agency_path, String::new(), &one.since)).collect();
        tile(code, label, empty, lines, String::new())
    }

    async fn lines_for(&self, action: Action, filter: &Filter) -> Result<Vec<Line>, Failure> {
        self.page_of(action, filter, 500).await
    }

    async fn page_of(&self, action: Action, filter: &Filter, limit: i64) -> Result<Vec<Line>, Failure> {
        let filter = Filter { internal_only: true, ..filter.clone() };
        Ok(tables::list::lines(&self.page.platform.db, &self.page.viewer().scope(action), &filter, limit, 0).await?)
    }

    fn line(&self, id: i64, title: &str, agency_path: &str, note: String, since: &str) -> Waiting {
        Waiting {
            path: super::page_of(id),
            title: if title.trim().is_empty() { "（未填写标题）".to_owned() } else { title.to_owned() },
            agency: self.directory.by_path(agency_path).map_or(agency_path, |agency| agency.short_name()).to_owned(),
            note,
            waited: waited(since, self.now),
        }
    }
}

fn of_state(state: State) -> Filter {
    Filter { states: vec![state], sort: Sort::Waiting, ..Filter::default() }
}

fn tile(code: &'static str, label: &'static str, empty: &'static str, mut lines: Vec<Waiting>, more: String) -> Tile {
    let n = lines.len();
    let whole = n <= SHOWN;
    // A tile that has no list of its own shows everything.
    if !more.is_empty() {
        lines.truncate(SHOWN);
    }
    Tile { code, label, empty, n, lines, more: if whole && code != "recent" { String::new() } else { more } }
}

/// `2026-11-24 09:30` in China.
pub(super) fn minute(at: &str) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) => jiff::tz::Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => at.to_owned(),
    }
}

/// How long something has waited since an instant or a day; empty where neither is known.
fn waited(since: &str, now: Timestamp) -> String {
    let today = beijing_date(now);
    let (day, exact) = match (since.parse::<Timestamp>(), since.parse::<Date>()) {
        (Ok(at), _) => (beijing_date(at), Some(at)),
        (_, Ok(day)) => (day, None),
        _ => return String::new(),
    };
    let days = (today - day).get_days();
    match (days, exact) {
        (..=0, Some(at)) => {
            let hours = (now.as_second() - at.as_second()) / 3600;
            if hours < 1 { "不足1小时".to_owned() } else { format!("{hours}小时") }
        }
        (..=0, None) => "今天".to_owned(),
        (days, _) => format!("{days}天"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_in_days() {
        let now: Timestamp = "2026-03-05T01:00:00Z".parse().unwrap();
        assert_eq!(waited("2026-03-02T01:00:00Z", now), "3天");
        assert_eq!(waited("2026-03-05T00:50:00Z", now), "不足1小时");
        assert_eq!(waited("2026-03-04T16:00:00Z", now), "9小时", "it is the same day in China");
        assert_eq!(waited("2026-02-02", now), "31天");
        assert_eq!(waited("", now), "");
    }
}
