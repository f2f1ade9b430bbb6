//! How is a paper disclosed in part: attached, looked at page by page, covered with boxes, and its copy made?

use axum::extract::Path;
use axum::http::StatusCode;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_documents::Doer;
use gongkai_files::redact::{Area, PARTS};
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::decide::at;
use super::files::works_on;
use super::view::{Seen, errors, merge};
use super::{Answer, Asked, Choice, Id, choice, page_of};
use crate::acts::At;
use crate::acts::redact::{self, Paper, Place, grounds, mark_of};
use crate::tables;
use crate::tables::letter::LetterState;
use crate::tables::redaction::RedactionState;

const LIST: &str = "requests/staff/redactions.html";
const PAPER: &str = "requests/staff/redaction.html";
/// Rows to type a box into where no script draws it.
const EMPTY_ROWS: usize = 2;
const MEANWHILE: &str = "在您打开页面之后，该件已被他人办理。您填写的内容保留在下面，请核对后再保存。";

fn number(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn path_of(id: i64) -> String {
    format!("{}/redactions", page_of(id))
}

/// A paper in a line.
pub(super) fn line(paper: &Paper) -> Value {
    let one = &paper.redaction;
    json!({
        "id": one.id, "name": one.name, "state": one.state.code(), "state_label": one.state.label(), "original": one.original_id,
        "pages": paper.pages.len(), "boxes": paper.boxes.len(), "released": one.released_id, "sha256": one.released_sha256,
        "released_by": one.released_name, "released_at": one.released_at,
    })
}

/// May boxes and copies be changed now? Not while others review what they saw.
async fn changeable(page: &StaffPage, seen: &Seen) -> Result<bool, Failure> {
    let letters = tables::letter::of(&page.platform.db, seen.case.id).await?;
    let held = letters.iter().any(|one| one.outcome.is_some() && matches!(one.state, LetterState::InReview | LetterState::Signed));
    Ok(seen.case.is_open && !held && page.offers(Action::HandleRequest, &seen.case.agency_path))
}

pub(super) async fn list(page: StaffPage, Id(id): Id) -> Answer {
    let drawn = whole_list(&page, id, &[]).await?;
    page.render(LIST, drawn)
}

async fn whole_list(page: &StaffPage, id: i64, reasons: &[String]) -> Result<Value, Failure> {
    let seen = Seen::of(page, id).await?;
    works_on(page, &seen.case)?;
    let papers = redact::papers(&page.platform, id).await?;
    let mut context = seen.head(page);
    let more = json!({
        "errors": errors(reasons), "papers": papers.iter().map(line).collect::<Vec<_>>(), "changeable": changeable(page, &seen).await?,
    });
    merge(&mut context, more);
    Ok(context)
}

pub(super) async fn attach(Id(id): Id, StaffForm { page, mut form }: StaffForm) -> Answer {
    let outcome = match at(id, &form) {
        Ok(at) => {
            let file = form.files.iter().position(|file| file.field == "file").map(|n| form.files.swap_remove(n));
            let (name, bytes) = file.map(|file| (file.name, file.bytes)).unwrap_or_default();
            redact::attach(&Doer::staff(&page), at, &name, bytes).await
        }
        Err(failure) => Err(failure),
    };
    let (status, reasons) = match outcome {
        Ok(paper) => return page.redirect(&format!("{}/{paper}", path_of(id)), "文件已添加，请逐页标出不公开的内容"),
        Err(Failure::Refused(reasons)) => (StatusCode::UNPROCESSABLE_ENTITY, reasons),
        Err(Failure::Conflict) => (StatusCode::CONFLICT, vec![MEANWHILE.to_owned()]),
        Err(other) => return Err(other),
    };
    let drawn = whole_list(&page, id, &reasons).await?;
    let mut response = page.refuse(LIST, reasons, drawn)?;
    *response.status_mut() = status;
    Ok(response)
}

pub(super) async fn show(page: StaffPage, Path((id, paper)): Path<(String, String)>, Asked(asked): Asked) -> Answer {
    let drawn = whole(&page, number(&id)?, number(&paper)?, &asked, &[]).await?;
    page.render(PAPER, drawn)
}

async fn whole(page: &StaffPage, id: i64, paper: i64, typed: &Form, reasons: &[String]) -> Result<Value, Failure> {
    let seen = Seen::of(page, id).await?;
    works_on(page, &seen.case)?;
    let paper = redact::paper(&page.platform, id, paper).await?;
    let wanted = typed.get("page").parse().unwrap_or(1_u32);
    let shown = paper.pages.iter().find(|one| one.n == wanted).or(paper.pages.first()).ok_or(Failure::Gone)?;
    let may = changeable(page, &seen).await?;
    let mut rows = if reasons.is_empty() { Vec::new() } else { typed_rows(typed) };
    if rows.is_empty() {
        rows = paper.on(shown.n).map(row_of).collect();
    }
    let (width, height) = (f64::from(shown.width), f64::from(shown.height));
    let boxes: Vec<Value> = paper
        .on(shown.n)
        .map(|marked| {
            let at = marked.area.pixels(shown.width, shown.height);
            json!({"x": at.left, "y": at.top, "width": at.right - at.left, "height": at.bottom - at.top, "mark": mark_of(marked.ground)})
        })
        .collect();
    let pages: Vec<Value> = paper
        .pages
        .iter()
        .map(|one| json!({"n": one.n, "boxes": paper.on(one.n).count(), "doubtful": one.doubtful, "current": one.n == shown.n}))
        .collect();
    let stem = paper.redaction.name.rsplit_once('.').map_or(paper.redaction.name.as_str(), |(stem, _)| stem);
    let text = |name: &str, usual: &str| if typed.get(name).is_empty() { usual.to_owned() } else { typed.get(name).to_owned() };
    let mut context = seen.head(page);
    merge(
        &mut context,
        json!({
            "errors": errors(reasons),
            "paper": line(&paper),
            "paper_path": format!("{}/{}", path_of(id), paper.redaction.id),
            "pages": pages,
            "shown": {"n": shown.n, "width": width, "height": height, "doubtful": shown.doubtful},
            "boxes": boxes,
            "rows": rows,
            "empty_rows": EMPTY_ROWS,
            "grounds": choices(),
            "changeable": may,
            "marking": may && paper.redaction.state == RedactionState::Marking,
            "title": text("title", stem),
            "words": typed.get("words"),
            "ground": typed.get("ground"),
        }),
    );
    Ok(context)
}

fn choices() -> Vec<Choice> {
    grounds().map(|ground| choice(ground.statute_code(), format!("{}（{}）", ground.label(), mark_of(ground)))).collect()
}

fn percent(parts: u32) -> String {
    format!("{}.{:02}", parts / 100, parts % 100)
}

fn row_of(marked: &tables::redaction::Marked) -> Value {
    let area = marked.area;
    json!({
        "left": percent(area.left), "top": percent(area.top), "width": percent(area.right - area.left),
        "height": percent(area.bottom - area.top), "ground": marked.ground.statute_code(),
        "by": format!("{}　{}", marked.by_name, marked.at.get(..10).unwrap_or_default()),
    })
}

/// The numbers of the rows that a form has.
fn numbers(form: &Form) -> Vec<usize> {
    let named = form.fields.iter().filter_map(|(name, _)| name.strip_prefix("box.")?.strip_suffix(".left")?.parse().ok());
    named.collect()
}

fn typed_rows(form: &Form) -> Vec<Value> {
    let of = |n: usize, part: &str| form.get(&format!("box.{n}.{part}")).to_owned();
    numbers(form)
        .into_iter()
        .filter(|n| !of(*n, "left").is_empty() || !of(*n, "top").is_empty())
        .map(|n| {
            json!({"left": of(n, "left"), "top": of(n, "top"), "width": of(n, "width"), "height": of(n, "height"),
                   "ground": of(n, "ground"), "by": ""})
        })
        .collect()
}

/// The boxes of a form, or everything that is wrong with them.
fn places(form: &Form, page: u32) -> Result<Vec<Place>, Failure> {
    let (mut places, mut reasons) = (Vec::new(), Vec::new());
    for n in numbers(form) {
        let of = |part: &str| form.get(&format!("box.{n}.{part}")).trim();
        let sides = ["left", "top", "width", "height"].map(of);
        if of("remove") == "1" || sides.iter().all(|side| side.is_empty()) {
            continue;
        }
        let name = places.len() + reasons.len() + 1;
        let area = rectangle(sides);
        let ground = grounds().find(|ground| ground.statute_code() == of("ground"));
        if area.is_none() {
            reasons.push(format!("第{name}处的位置不对：左、上、宽、高都是0至100的百分数，不能超出页面，宽、高不小于0.1"));
        }
        if ground.is_none() {
            reasons.push(format!("第{name}处没有选择理由条款，遮盖必须有不予公开的理由（条例第三十七条）"));
        }
        if let (Some(area), Some(ground)) = (area, ground) {
            places.push(Place { page, area, ground });
        }
    }
    if reasons.is_empty() { Ok(places) } else { Err(Failure::Refused(reasons)) }
}

/// Left, top, width and height in percent, to the hundredth.
fn rectangle(sides: [&str; 4]) -> Option<Area> {
    let part = |text: &str| {
        let parts = (text.replace('％', "").trim_end_matches('%').parse::<f64>().ok()? * 100.0).round();
        (0.0..=f64::from(PARTS)).contains(&parts).then_some(parts as u32)
    };
    let [left, top, width, height] = sides.map(part);
    let (left, top) = (left?, top?);
    Area::new(left, top, left + width?, top + height?)
}

/// One of the acts upon a paper; the last part of its address is its name.
pub(super) async fn take(Path((id, paper)): Path<(String, String)>, StaffForm { page, form }: StaffForm, act: &'static str) -> Answer {
    let (id, paper) = (number(&id)?, number(&paper)?);
    let outcome = match at(id, &form) {
        Ok(at) => one(&Doer::staff(&page), at, paper, &form, act).await,
        Err(failure) => Err(failure),
    };
    let (status, reasons) = match outcome {
        Ok(notice) if act == "drop" => return page.redirect(&path_of(id), &notice),
        Ok(notice) => return page.redirect(&format!("{}/{paper}?page={}", path_of(id), form.get("page")), &notice),
        Err(Failure::Refused(reasons)) => (StatusCode::UNPROCESSABLE_ENTITY, reasons),
        Err(Failure::Conflict) => (StatusCode::CONFLICT, vec![MEANWHILE.to_owned()]),
        Err(other) => return Err(other),
    };
    let drawn = whole(&page, id, paper, &form, &reasons).await?;
    let mut response = page.refuse(PAPER, reasons, drawn)?;
    *response.status_mut() = status;
    Ok(response)
}

async fn one(doer: &Doer, at: At, paper: i64, form: &Form, act: &str) -> Result<String, Failure> {
    match act {
        "mark" => {
            let page = form.get("page").parse().map_err(|_| Failure::NotFound)?;
            let places = places(form, page)?;
            redact::mark(doer, at, paper, page, &places).await?;
            Ok(format!("第{page}页的遮盖已保存，共{}处", places.len()))
        }
        "find" => {
            let ground = grounds().find(|ground| ground.statute_code() == form.get("ground"));
            let found = redact::find(doer, at, paper, form.get("words"), ground).await?;
            Ok(told(found, "按文字查找"))
        }
        "screen" => Ok(told(redact::screen(doer, at, paper).await?, "按个人信息查找")),
        "release" => {
            let sha256 = redact::release(doer, at, paper, form.get("title")).await?;
            Ok(format!("公开件已生成并通过核验（SHA-256：{sha256}），将随答复提供给申请人"))
        }
        "reopen" => {
            redact::reopen(doer, at, paper).await?;
            Ok("公开件已撤回，可以修改遮盖".to_owned())
        }
        _ => {
            redact::drop(doer, at, paper).await?;
            Ok("不再提供该文件".to_owned())
        }
    }
}

fn told((n_places, n_blank): (usize, usize), how: &str) -> String {
    let found = if n_places == 0 { format!("{how}，没有找到") } else { format!("{how}，已标出{n_places}处，请逐页核对") };
    if n_blank == 0 { found } else { format!("{found}；另有{n_blank}页是图像，没有可以查找的文字，请人工核对") }
}

/// The picture of one page, for whoever works on the answer.
pub(super) async fn picture(page: StaffPage, Path((id, paper, n)): Path<(String, String, String)>) -> Answer {
    let seen = Seen::of(&page, number(&id)?).await?;
    works_on(&page, &seen.case)?;
    let paper = redact::paper(&page.platform, seen.case.id, number(&paper)?).await?;
    let one = paper.pages.iter().find(|one| one.n.to_string() == n).cloned().ok_or(Failure::NotFound)?;
    let platform = page.platform.clone();
    let bytes = tokio::task::spawn_blocking(move || redact::picture(&platform, &paper.redaction, &one)).await;
    super::files::send(bytes.map_err(anyhow::Error::from)??, "image/png", "page.png")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_law::Ground;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form { fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), files: Vec::new() }
    }

    #[test]
    fn boxes_are_typed_in_percent_and_everything_wrong_is_told_at_once() {
        let good = form(&[
            ("box.0.left", "12.5"),
            ("box.0.top", "3"),
            ("box.0.width", "20.25%"),
            ("box.0.height", "2"),
            ("box.0.ground", "BG15-2"),
            ("box.1.left", ""),
            ("box.2.left", "1"),
            ("box.2.remove", "1"),
        ]);
        let area = Area { left: 1_250, top: 300, right: 3_275, bottom: 500 };
        assert_eq!(places(&good, 2).ok(), Some(vec![Place { page: 2, area, ground: Ground::Privacy }]));
        let bad = form(&[
            ("box.0.left", "90"),
            ("box.0.top", "3"),
            ("box.0.width", "20"),
            ("box.0.height", "2"),
            ("box.0.ground", "BG36-7"),
            ("box.1.left", "左"),
            ("box.1.ground", "BG14-1"),
        ]);
        let Err(Failure::Refused(reasons)) = places(&bad, 1) else { panic!("refused") };
        assert_eq!(reasons.len(), 3, "{reasons:?}");
        assert_eq!(typed_rows(&bad).len(), 2, "what was typed stays");
    }

    #[test]
    fn every_ground_has_the_article_that_stands_in_its_box() {
        for ground in grounds() {
            assert!(ground.article().contains(mark_of(ground)) && !mark_of(ground).is_empty(), "{ground:?}");
        }
    }
}
