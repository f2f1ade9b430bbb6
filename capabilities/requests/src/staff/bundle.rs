//! What goes to the court? One PDF: an index, the course of the case and its reckoning, then every letter and scan as it is.

use gongkai_capability::StaffPage;
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_letters::form::{Form, Row};
use gongkai_letters::form_pdf;
use gongkai_web::Failure;
use jiff::tz::Offset;
use lopdf::{Document, Object, ObjectId, dictionary};

use super::answer::pdf_response;
use super::view::Seen;
use super::{Answer, Id, timeline};
use crate::acts;
use crate::acts::redact::Paper;
use crate::rules::papers;
use crate::tables;
use crate::tables::file::CaseFile;
use crate::tables::letter::CaseLetter;
use crate::tables::redaction::RedactionState;

/// One piece of the file.
struct Piece {
    label: String,
    /// Empty where it is not a PDF and is only listed.
    pdf: Vec<u8>,
    note: &'static str,
}

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let seen = Seen::of(&page, id).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let db = &page.platform.db;
    let (letters, files) = (tables::letter::of(db, id).await?, tables::file::of(db, id).await?);
    let pieces = pieces(&page, &letters, &files)?;
    acts::handle::looked(&Doer::staff(&page), &seen.case, "案卷").await?;
    let papers = acts::redact::papers(&page.platform, id).await?;
    let index = index(&page, &seen, &pieces, &papers);
    let fonts = page.platform.fonts()?;
    let _one = page.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let pdf = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<u8>> {
        let mut all = vec![form_pdf(&index, &fonts)?];
        all.extend(pieces.into_iter().map(|piece| piece.pdf).filter(|pdf| !pdf.is_empty()));
        merged(&all)
    })
    .await
    .map_err(anyhow::Error::from)??;
    Ok(pdf_response(pdf, &format!("{}案卷", seen.case.number)))
}

fn pieces(page: &StaffPage, letters: &[CaseLetter], files: &[CaseFile]) -> Result<Vec<Piece>, Failure> {
    let mut pieces = Vec::new();
    for file in files {
        let label = format!("{}：{}", super::record::kind_label(&file.kind), file.name);
        if file.sha256.is_empty() {
            pieces.push(Piece { label, pdf: Vec::new(), note: "已到期删除" });
        } else if matches!(file.kind.as_str(), "original" | "superseded") {
            // What was withheld is shown to a court by the rules of its own procedure, not with the file.
            pieces.push(Piece { label, pdf: Vec::new(), note: "含不予公开的内容，不并入" });
        } else if file.media_type == "application/pdf" {
            let pdf = acts::keep::read_file(&page.platform, file)?;
            // A scan that is locked or broken is named, not lost without a word.
            let whole = Document::load_mem(&pdf).is_ok_and(|read| !read.is_encrypted());
            let note = if whole { "附后" } else { "不能合并，另附" };
            pieces.push(Piece { label, pdf: if whole { pdf } else { Vec::new() }, note });
        } else {
            pieces.push(Piece { label, pdf: Vec::new(), note: "非PDF文件，另附" });
        }
    }
    for letter in letters.iter().filter(|letter| !letter.pdf_sha256.is_empty()) {
        let label = format!("{} {} {}", letter.code, letter.code.parse::<papers::Paper>().map_or("", papers::Paper::label), letter.number);
        pieces.push(Piece { label, pdf: acts::letters::read(&page.platform, letter, "pdf")?, note: "附后" });
    }
    Ok(pieces)
}

/// The index, the events and the reckoning of the due day.
fn index(page: &StaffPage, seen: &Seen, pieces: &[Piece], papers: &[Paper]) -> Form {
    let case = &seen.case;
    let standing = seen.standing();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut rows = vec![
        Row::pairs(&[("申请编号", &case.number), ("申请渠道", case.channel.label())]),
        Row::pairs(&[("收到日期", &day(case.receipt_on)), ("答复期限", &day(standing.due))]),
        Row::pairs(&[("答复类型", case.outcome.map_or("", |outcome| outcome.label())), ("答复日期", &day(case.replied_on))]),
        Row::pair("申请内容", &case.description),
        Row::section("一、案卷目录"),
    ];
    for (n, piece) in pieces.iter().enumerate() {
        rows.push(Row::pairs(&[(&(n + 1).to_string(), &piece.label), ("说明", piece.note)]));
    }
    rows.push(Row::section("二、办理经过"));
    for told in timeline::told(&seen.noted) {
        let text = [told.label, &told.detail, &told.by].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　");
        rows.push(Row::pair(&told.on.to_string(), &text));
    }
    rows.push(Row::section("三、期限的计算"));
    for reason in &standing.reasons {
        rows.push(Row::pair(&reason.on.to_string(), &reason.words));
    }
    rows.extend(redacted(papers));
    Form {
        title: "政府信息公开申请案卷".to_owned(),
        subtitle: Some(seen.directory.name_of(&case.agency_path).to_owned()),
        rows,
        notes: vec!["本卷由案卷目录和各份文书、材料合并而成。电子签章须以单份文书的原件核验，合并后的文件不作核验。".to_owned()],
        printed_at: Offset::constant(8).to_datetime(page.platform.db.clock().now()),
    }
}

/// What was taken out of which copy, where, on which ground and by whom.
fn redacted(papers: &[Paper]) -> Vec<Row> {
    let mut rows = Vec::new();
    let out = papers.iter().filter(|paper| paper.redaction.state == RedactionState::Released);
    for (n, paper) in out.enumerate() {
        if n == 0 {
            rows.push(Row::section("四、部分公开的遮盖清单"));
        }
        let one = &paper.redaction;
        let made = format!("{}　{}", one.released_name, one.released_at.as_deref().and_then(|at| at.get(..10)).unwrap_or_default());
        rows.push(Row::pairs(&[("文件", &one.name), ("生成公开件", &made)]));
        rows.push(Row::pair("SHA-256", &one.released_sha256));
        for marked in &paper.boxes {
            let part = |at: u32| format!("{}.{:02}%", at / 100, at % 100);
            let area = marked.area;
            let place = format!("左{}上{}右{}下{}", part(area.left), part(area.top), part(area.right), part(area.bottom));
            let text = format!("{}（{}）　{place}　{}", marked.ground.label(), marked.ground.article(), marked.by_name);
            rows.push(Row::pair(&format!("第{}页", marked.page), &text));
        }
    }
    rows
}

/// The pages of several PDF files, one after another.
fn merged(all: &[Vec<u8>]) -> anyhow::Result<Vec<u8>> {
    let mut whole = Document::with_version("1.7");
    let mut kids: Vec<ObjectId> = Vec::new();
    let pages_id = whole.new_object_id();
    for bytes in all {
        let mut part = Document::load_mem(bytes)?;
        part.renumber_objects_with(whole.max_id + 1);
        whole.max_id = part.max_id;
        for (_, page) in part.get_pages() {
            // What a page has from those above it goes with it.
            let inherited: Vec<(Vec<u8>, Object)> = inherited(&part, page);
            let dictionary = part.get_object_mut(page)?.as_dict_mut()?;
            for (key, value) in inherited {
                if !dictionary.has(&key) {
                    dictionary.set(key, value);
                }
            }
            dictionary.set("Parent", pages_id);
            // Its place in the structure of the single file; there is none in the bundle.
            dictionary.remove(b"StructParents");
            kids.push(page);
        }
        whole.objects.extend(part.objects);
    }
    let count = i64::try_from(kids.len())?;
    let kids: Vec<Object> = kids.into_iter().map(Object::Reference).collect();
    whole.objects.insert(pages_id, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let root = whole.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id, "Lang" => Object::string_literal("zh-CN") });
    whole.trailer.set("Root", root);
    whole.prune_objects();
    whole.compress();
    let mut out = Vec::new();
    whole.save_to(&mut out)?;
    Ok(out)
}

fn inherited(part: &Document, page: ObjectId) -> Vec<(Vec<u8>, Object)> {
    let mut found = Vec::new();
    let mut at = part.get_dictionary(page).ok().and_then(|page| page.get(b"Parent").and_then(Object::as_reference).ok());
    // A tree of pages is shallow; one that is not is broken.
    for _ in 0..32 {
        let Some(above) = at.and_then(|id| part.get_dictionary(id).ok()) else { break };
        for key in [&b"Resources"[..], b"MediaBox", b"CropBox", b"Rotate"] {
            if let Ok(value) = above.get(key) {
                found.push((key.to_vec(), value.clone()));
            }
        }
        at = above.get(b"Parent").and_then(Object::as_reference).ok();
    }
    found
}
