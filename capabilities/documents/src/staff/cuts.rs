//! What was cut when the file was read? The original beside what became of it, each cut to be undone or made again.

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_text::clean::Cut;
use gongkai_text::reading::Reading;
use gongkai_web::Failure;
use serde::Serialize;
use serde_json::json;

use super::record::{head, merge, paper};
use super::{Answer, Id};
use crate::acts;
use crate::doer::Doer;
use crate::incoming;

/// One line of the original, in runs.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    number: usize,
    runs: Vec<Run>,
}

/// A piece of a line; `cut` where a cut that is in effect concerns it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Run {
    text: String,
    cut: bool,
}

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    draw(page, id, &[]).await
}

async fn draw(page: StaffPage, id: i64, reasons: &[String]) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let reading = incoming::reread(&page.platform, &document.handling)?.ok_or(Failure::NotFound)?;
    let mut context = head(&page, &document).await?;
    let more = json!({
        "errors": reasons.iter().map(|message| json!({"field": "", "message": message})).collect::<Vec<_>>(),
        "original": lines(&reading),
        "cuts": reading.cuts,
        "script": reading.script,
        "body": paper(&document),
        "original_name": document.handling.original.as_ref().map(|original| &original.name),
        "may_decide": page.offers(gongkai_identity::Action::Draft, &document.agency_path),
    });
    merge(&mut context, more);
    match reasons {
        [] => page.render("documents/staff/cuts.html", context),
        _ => page.refuse("documents/staff/cuts.html", reasons.to_vec(), context),
    }
}

fn lines(reading: &Reading) -> Vec<Line> {
    // The conversion of the script concerns every line: it is told once, not marked everywhere.
    let local: Vec<&Cut> = reading.cuts.iter().filter(|cut| cut.applied && cut.lines < reading.original_lines.len().max(2)).collect();
    let line = |(number, text): (usize, &String)| {
        let own: Vec<&Cut> = local.iter().copied().filter(|cut| (cut.line..cut.line + cut.lines.max(1)).contains(&number)).collect();
        Line { number: number + 1, runs: runs(text, &own) }
    };
    reading.original_lines.iter().enumerate().map(line).collect()
}

/// A cut of a few words marks these; one whose words are not found in the line, or that takes several lines, marks the whole.
fn runs(text: &str, cuts: &[&Cut]) -> Vec<Run> {
    let whole = |cut: bool| vec![Run { text: text.to_owned(), cut }];
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for cut in cuts {
        match text.find(&cut.original).filter(|_| cut.lines <= 1 && !cut.original.is_empty()) {
            Some(at) => spans.push((at, at + cut.original.len())),
            None => return whole(true),
        }
    }
    spans.sort_unstable();
    let (mut runs, mut at) = (Vec::new(), 0);
    for (from, to) in spans.into_iter().filter(|(from, to)| from < to) {
        if to <= at {
            continue;
        }
        let from = from.max(at);
        runs.push(Run { text: text[at..from].to_owned(), cut: false });
        runs.push(Run { text: text[from..to].to_owned(), cut: true });
        at = to;
    }
    runs.push(Run { text: text[at..].to_owned(), cut: false });
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// Reads the original again with the cuts that remain chosen; the text is replaced, what the editor said of it is kept.
pub(super) async fn decide(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    let document = doer.document(id).await?;
    let made: Vec<&str> = form.all("made").collect();
    let before = incoming::reread(&page.platform, &document.handling)?.ok_or(Failure::NotFound)?;
    let mut handling = document.handling.clone();
    handling.rejected_cuts = before.cuts.iter().filter(|cut| !made.contains(&cut.id.as_str())).map(|cut| cut.id.clone()).collect();
    let reading = incoming::reread(&page.platform, &handling)?.ok_or(Failure::NotFound)?;
    let mut content = crate::Content { paragraphs: reading.paragraphs, ..document.content };
    let (platform, read) = (page.platform.clone(), handling.clone());
    let keep = move || incoming::keep_pictures_again(&platform, &read, &mut content).map(|()| content);
    let content = tokio::task::spawn_blocking(keep).await.map_err(anyhow::Error::from)??;
    let version = form.get("version").parse().unwrap_or(0);
    match acts::draft::save(&doer, id, version, content, handling).await {
        Ok(_) => page.redirect(&format!("/staff/documents/{id}/cuts"), "正文已按所选的清洗项目重新读取"),
        Err(Failure::Conflict) => draw(page, id, &["文件已被他人修改，下面是最新内容，请核对后再办理。".to_owned()]).await,
        Err(Failure::Refused(reasons)) => draw(page, id, &reasons).await,
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(original: &str, lines: usize) -> Cut {
        Cut {
            id: String::new(),
            code: "tamper.noise".into(),
            place: "第1行".into(),
            line: 0,
            lines,
            original: original.into(),
            replacement: String::new(),
            reason: String::new(),
            applied: true,
        }
    }

    #[track_caller]
    fn check(text: &str, cuts: &[Cut], expected: &str) {
        let told: String = runs(text, &cuts.iter().collect::<Vec<_>>())
            .into_iter()
            .map(|run| if run.cut { format!("[{}]", run.text) } else { run.text })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_cut_marks_its_own_words() {
        check("通知如下如下：", &[cut("如下如下", 1)], "通知[如下如下]：");
        check("甲xx乙yy丙", &[cut("yy", 1), cut("xx", 1)], "甲[xx]乙[yy]丙");
        check("整行广告", &[cut("整行广告", 1)], "[整行广告]");
        check("重复的正文", &[cut("另一行开头", 9)], "[重复的正文]");
        check("没有改动", &[], "没有改动");
    }
}
