//! Which forms lead from the search to the answer that was sent, and to what comes after it?

use gongkai_capability::StaffPage;
use gongkai_identity::Action;
use gongkai_web::Failure;

use super::forms::{ActForm, Field, ways};
use super::view::Seen;
use super::{Choice, choice, choices};
use crate::acts::fee::calculation;
use crate::case::AnswerState;
use crate::rules::history::{FeeBasis, RemedyKind, RemedyResult, ReviewKind};
use crate::rules::outcome::Outcome;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState};

pub(super) async fn forms(page: &StaffPage, seen: &Seen) -> Result<Vec<ActForm>, Failure> {
    let letters = tables::letter::of(&page.platform.db, seen.case.id).await?;
    let answer = |state: LetterState| letters.iter().rev().find(|letter| letter.outcome.is_some() && letter.state == state);
    let mut all = materials(page, seen);
    all.push(fee(page, seen).await?);
    if let Some(draft) = answer(LetterState::Draft) {
        let form = ActForm::new("submit", "提交答复稿", "提交审核", Vec::new());
        all.push(form.note(format!("{}，由{}起草。提交后不能修改，退回后可以再改。", label(draft), draft.drafted_name)).opened());
    }
    if let Some(letter) = answer(LetterState::InReview) {
        let papers = crate::acts::redact::papers(&page.platform, seen.case.id).await?;
        all.extend(review(page, seen, letter, papers.iter().any(|paper| paper.redaction.released_id.is_some())));
    }
    if let Some(letter) = answer(LetterState::Signed) {
        all.push(dispatch(seen, letter));
    }
    let sent = answer(LetterState::Sent).filter(|letter| letter.received_on.is_none());
    if sent.is_some() && seen.case.replied_on.is_some() {
        let field = Field::new("date", "on", "申请人收到的日期").must().value(seen.today);
        all.push(ActForm::new("delivered", "登记送达", "登记送达", vec![field]).note("复议、诉讼的期限自申请人收到之日起算。"));
    }
    all.extend(afterwards(seen));
    Ok(all)
}

fn label(letter: &CaseLetter) -> String {
    letter.outcome.map(|outcome| format!("{} {}", outcome.code(), outcome.label())).unwrap_or_default()
}

fn materials(page: &StaffPage, seen: &Seen) -> Vec<ActForm> {
    let searched = vec![
        Field::new("date", "on", "检索日期").must().value(seen.today),
        Field::new("area", "systems", "检索的档案、系统范围").must(),
        Field::new("text", "words", "检索词").must(),
        Field::new("text", "searcher", "检索人").must().value(&page.session.staff.name),
        Field::new("area", "result", "检索结果").must(),
    ];
    let kinds = vec![
        choice("material", "办理材料"),
        choice("released", "拟提供的信息"),
        choice("evidence", "送达等凭证"),
        choice("scan", "来件扫描"),
    ];
    let mut all = vec![
        ActForm::new(
            "note",
            "添加记录",
            "添加",
            vec![
                Field::new("radio", "kind", "种类")
                    .must()
                    .value("note")
                    .options(vec![choice("note", "内部记录"), choice("contact", "与申请人联系的记录")]),
                Field::new("area", "text", "内容").must(),
            ],
        )
        .rare(),
    ];
    if seen.case.is_open {
        all.insert(
            0,
            ActForm::new("search", "登记检索记录", "登记", searched).note("答复信息不存在的，必须有检索记录（条例第三十六条第（四）项）。"),
        );
    }
    all.push(
        ActForm::new(
            "add-files",
            "添加文件",
            "添加",
            vec![Field::new("select", "kind", "种类").must().options(kinds), Field::new("file", "file", "文件").must()],
        )
        .rare(),
    );
    all
}

/// What it would cost is shown before anything is sent; the head decides whether.
async fn fee(page: &StaffPage, seen: &Seen) -> Result<ActForm, Failure> {
    let doer = gongkai_documents::Doer::staff(page);
    let by_item = calculation(&doer, &seen.case, FeeBasis::Item, 0).await?;
    let lines: Vec<String> = by_item.lines.iter().map(|line| line.words.clone()).collect();
    let note = format!(
        "按件计收为{}元（{}）。按量计收的：第1至30页免费，第31至100页每页10元，第101至200页每页20元，第201页起每页40元，填写页数后先计算。两种方式不得并用；是否收费由机关决定（国办函〔2020〕109号）。",
        by_item.amount,
        if lines.is_empty() { "没有超出免费件数".to_owned() } else { lines.join("；") }
    );
    let stage = vec![choice("show", "先计算，不发出"), choice("send", "发出收费通知")];
    Ok(ActForm::new(
        "fee",
        "收取信息处理费",
        "办理",
        vec![
            Field::new("radio", "basis", "计费方式").must().options(choices!(FeeBasis)),
            Field::new("number", "pages", "页数").hint("按量计收的填写；单面不超过A4幅面的为一页"),
            Field::new("radio", "stage", "办理").must().value("show").options(stage),
            Field::new("select", "way", "送达方式").options(ways()),
        ],
    )
    .note(note)
    .rare())
}

/// `copies`: there are copies with boxes beside the answer, which whoever passes it has looked at.
fn review(page: &StaffPage, seen: &Seen, letter: &CaseLetter, copies: bool) -> Vec<ActForm> {
    let path = &seen.case.agency_path;
    let offices = [
        (ReviewKind::Secrecy, Action::ReviewSecrecy),
        (ReviewKind::Legal, Action::ReviewLegal),
        (ReviewKind::Head, Action::ApproveRequest),
    ];
    let clock = seen.clock();
    let own: Vec<Choice> = offices
        .into_iter()
        .filter(|(kind, action)| page.offers(*action, path) && !clock.has_passed(*kind))
        .map(|(kind, _)| choice(kind.code(), kind.label()))
        .collect();
    let mut all = Vec::new();
    if !own.is_empty() {
        let first = own.first().map(|own| own.value.clone()).unwrap_or_default();
        let seen = copies.then(|| Field::new("check", "copies_seen", "已查看公开件，遮盖完整、适当"));
        all.push(
            ActForm::new(
                "review",
                "审核答复稿",
                "提交审核意见",
                [
                    Field::new("hidden", "sha256", "").value(&letter.body_sha256),
                    Field::new("radio", "kind", "审核环节").must().options(own).value(first),
                    Field::new("radio", "decision", "意见").must().options(vec![choice("pass", "通过"), choice("return", "退回")]),
                    Field::new("area", "opinion", "审核意见").hint("退回的必须写明理由"),
                ]
                .into_iter()
                .chain(seen)
                .collect(),
            )
            .note("审核人不能是拟稿人；通过后答复稿有改动的，须重新审核（条例第十七条）。")
            .opened(),
        );
    }
    let hidden = Field::new("hidden", "sha256", "").value(&letter.body_sha256);
    let note = format!("{}。签发后编号、加盖电子签章，不能再改。", label(letter));
    all.push(ActForm::new("sign", "签发", "签发", vec![hidden]).note(note).opened());
    all
}

fn dispatch(seen: &Seen, letter: &CaseLetter) -> ActForm {
    ActForm::new(
        "dispatch",
        "发出答复",
        "登记发出",
        vec![
            Field::new("radio", "way", "送达方式").must().options(ways()),
            Field::new("text", "tracking", "邮件号码").hint("邮寄的必须填写挂号或者邮政特快专递的号码"),
            Field::new("date", "on", "发出或者签收的日期").must().value(seen.today),
        ],
    )
    .note(format!(
        "{} {}。邮寄的以交邮之日、当面的以签收之日、互联网和传真的以发出之日为答复之日（国办公开办函〔2016〕235号）。",
        letter.number,
        label(letter)
    ))
    .opened()
}

fn afterwards(seen: &Seen) -> Vec<ActForm> {
    let open: Vec<Choice> = seen
        .case
        .remedies
        .iter()
        .filter(|remedy| remedy.decided_on.is_none())
        .map(|remedy| choice(remedy.id.to_string(), format!("第{}件 {} {}", remedy.id, remedy.kind.label(), remedy.number)))
        .collect();
    let mut all = vec![
        ActForm::new(
            "accept-remedy",
            "登记复议、诉讼受理",
            "登记",
            vec![
                Field::new("radio", "kind", "种类").must().options(choices!(RemedyKind)),
                Field::new("text", "number", "案号"),
                Field::new("date", "on", "受理日期").must().value(seen.today),
            ],
        )
        .rare(),
        ActForm::new(
            "decide-remedy",
            "登记复议、诉讼结果",
            "登记结果",
            vec![
                Field::new("select", "remedy", "哪一件").must().options(open),
                Field::new("radio", "result", "结果").must().options(choices!(RemedyResult)),
                Field::new("number", "redo", "责令重新答复的期限（工作日）").hint("没有责令的不填"),
                Field::new("date", "on", "日期").must().value(seen.today),
            ],
        ),
    ];
    let answer = &seen.case.answer;
    if answer.state == AnswerState::Closed && seen.case.replied_on.is_some() {
        all.push(
            ActForm::new(
                "propose-public",
                "提出公开本件答复",
                "提出",
                vec![
                    Field::new("text", "title", "标题").must().value(&seen.case.title),
                    Field::new("area", "question", "申请内容摘要").must().hint("隐去申请人信息"),
                    Field::new("area", "text", "答复内容").must(),
                ],
            )
            .rare(),
        );
    }
    if seen.case.document_id.is_none() && matches!(seen.case.outcome, Some(Outcome::Granted | Outcome::PartlyGranted)) {
        let fields = vec![
            Field::new("text", "title", "标题").must().value(if answer.title.is_empty() { &seen.case.title } else { &answer.title }),
            Field::new("area", "text", "正文").hint("不得写明申请人；已经提供的信息作为附件一并带入").value(&answer.text),
        ];
        let form = ActForm::new("convert", "转为主动公开", "建立公开信息的草稿", fields);
        all.push(form.note("建立一件公开信息的草稿，按公开信息的程序审核、发布（条例第四十四条）。").rare());
    }
    if answer.state == AnswerState::Proposed {
        let note = format!("{}\n{}\n{}", answer.title, answer.question, answer.text);
        all.push(ActForm::new("approve-public", "同意公开答复", "同意公开", Vec::new()).note(note).opened());
    }
    if answer.state != AnswerState::Closed {
        let field = Field::new("area", "reason", "原因").must();
        all.push(ActForm::new("take-back", "撤下或者不同意公开", "撤下", vec![field]).danger().rare());
    }
    all
}
