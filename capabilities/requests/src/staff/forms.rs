//! Which forms does the page of a case have, and which fields has each? One list, drawn by one template.

use gongkai_agencies::AgencyKind;
use gongkai_capability::StaffPage;
use gongkai_identity::{Action, Staff};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde::Serialize;

use super::steps::Step;
use super::view::Seen;
use super::{Choice, choice, choices};
use crate::rules::clock::due_of;
use crate::rules::history::{Channel, Opinion, PartyKind, RecordResult, Way};
use crate::rules::state::State;

/// One field of a form.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Field {
    pub name: String,
    pub label: String,
    /// text | area | date | number | select | radio | check | file | hidden
    pub kind: &'static str,
    pub value: String,
    pub hint: String,
    pub required: bool,
    pub options: Vec<Choice>,
}

impl Field {
    pub(super) fn new(kind: &'static str, name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            value: String::new(),
            hint: String::new(),
            required: false,
            options: Vec::new(),
        }
    }

    pub(super) fn must(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) fn hint(self, hint: &str) -> Self {
        Self { hint: hint.to_owned(), ..self }
    }

    pub(super) fn value(self, value: impl ToString) -> Self {
        Self { value: value.to_string(), ..self }
    }

    pub(super) fn options(self, options: Vec<Choice>) -> Self {
        Self { options, ..self }
    }
}

/// One form of the page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ActForm {
    /// The last part of its address.
    pub act: &'static str,
    pub title: &'static str,
    pub button: &'static str,
    pub note: String,
    pub fields: Vec<Field>,
    pub danger: bool,
    /// Drawn open: it is what the case waits for, or it was just refused.
    pub open: bool,
    /// Used in the ordinary course; the others stand together below.
    pub main: bool,
    pub has_files: bool,
}

impl ActForm {
    pub(super) fn new(act: &'static str, title: &'static str, button: &'static str, fields: Vec<Field>) -> Self {
        let has_files = fields.iter().any(|field| field.kind == "file");
        Self { act, title, button, note: String::new(), fields, danger: false, open: false, main: true, has_files }
    }

    pub(super) fn rare(self) -> Self {
        Self { main: false, ..self }
    }

    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    pub(super) fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    pub(super) fn opened(self) -> Self {
        Self { open: true, ..self }
    }
}

pub(super) fn ways() -> Vec<Choice> {
    choices!(Way)
}

/// What the person may fill in now. A form that was just refused is drawn again with what was typed, whatever the law says.
pub(super) async fn forms(page: &StaffPage, seen: &Seen, steps: &[Step], typed: &Form) -> Result<Vec<ActForm>, Failure> {
    let mut all = beginning(page, seen).await?;
    all.extend(waiting(seen));
    all.extend(consulting(seen));
    all.extend(terms(seen));
    all.extend(super::forms_answer::forms(page, seen).await?);
    all.extend(ending(seen));
    let path = &seen.case.agency_path;
    let refused = typed.get("act");
    let may = |act: &str| {
        let (_, action) = super::ACTS.iter().find(|(known, _)| known.ends_with(&format!("/{act}")))?;
        page.offers(*action, path).then_some(())
    };
    let shown = |form: &ActForm| {
        if form.act == refused {
            return true;
        }
        let anchor = format!("act-{}", form.act);
        let mut own = steps.iter().filter(|step| step.anchor == anchor).peekable();
        // What is no step of the law (a note, a search) depends on the form's own conditions alone.
        // So does giving the case to somebody else, which the law's course knows only once.
        may(form.act).is_some() && (own.peek().is_none() || form.act == "assign" || own.any(|step| step.open && step.mine))
    };
    all.retain(shown);
    for form in &mut all {
        if form.act == refused {
            form.open = true;
            for field in &mut form.fields {
                retype(field, typed);
            }
        }
    }
    Ok(all)
}

fn retype(field: &mut Field, typed: &Form) {
    match field.kind {
        "file" | "hidden" => {}
        _ => field.value = typed.get(&field.name).to_owned(),
    }
}

async fn beginning(page: &StaffPage, seen: &Seen) -> Result<Vec<ActForm>, Failure> {
    let mut all = Vec::new();
    if seen.case.receipt_on.is_none() && seen.case.is_open {
        let field = Field::new("date", "on", "与申请人确认的日期").must().value(seen.today);
        let note = "与申请人确认之日为收到申请之日，答复期限自次日起算（条例第三十一条）。";
        all.push(ActForm::new("confirm", "确认收到", "确认收到", vec![field]).note(note).opened());
        if seen.case.channel == Channel::Misrouted {
            all.push(pass_on(seen));
        }
    }
    if seen.case.receipt_on.is_some() && seen.case.is_open && page.offers(Action::RegisterRequest, &seen.case.agency_path) {
        let people = able(page, &seen.case.agency_path).await?;
        let now = seen.case.assignee_id.map(|id| id.to_string()).unwrap_or_default();
        let field = Field::new("select", "staff", "承办人").must().options(people).value(now);
        let first = seen.case.assignee_id.is_none();
        let form = ActForm::new("assign", if first { "交办" } else { "改派" }, if first { "交办" } else { "改派" }, vec![field]);
        all.push(if first { form.opened() } else { form.rare() });
    }
    Ok(all)
}

fn pass_on(seen: &Seen) -> ActForm {
    let others = seen
        .directory
        .all()
        .iter()
        .filter(|agency| agency.active && agency.path != seen.case.agency_path && agency.data.kind != AgencyKind::PublicEnterprise);
    let others = others.map(|agency| choice(&agency.path, agency.name())).collect();
    let fields =
        vec![Field::new("select", "to", "负责公开的机关").must().options(others), Field::new("select", "way", "送达方式").options(ways())];
    ActForm::new("pass-on", "转送负责公开的机关", "转送并告知申请人", fields)
        .note("来件误投、应由本系统内其他机关办理的，转送该机关，本件不计数；新的申请编号和查询码在告知书中写明。该机关与申请人确认之日为收到申请之日（国办公开办函〔2015〕207号）。")
        .rare()
}

/// Who of the agency can handle requests.
async fn able(page: &StaffPage, path: &str) -> Result<Vec<Choice>, Failure> {
    let all = Staff::list(&page.platform.db).await?;
    let able = all.into_iter().filter(|staff| staff.state == "active" && crate::acts::handle::can_handle(&staff.grants, path));
    Ok(able.map(|staff| choice(staff.id.to_string(), staff.name)).collect())
}

fn waiting(seen: &Seen) -> Vec<ActForm> {
    let state = seen.clock().state();
    let (today, ways) = (seen.today, ways());
    let mut all = vec![
        ActForm::new(
            "ask-clarification",
            "告知补正",
            "发出补正告知书",
            vec![
                Field::new("area", "items", "需要补正的事项").must().hint("一行一项，应当一次性告知"),
                Field::new("area", "guidance", "指导和释明"),
                Field::new("number", "days", "补正期限（工作日）").hint("不填的按本地规定的期限"),
                Field::new("select", "way", "送达方式").options(ways.clone()),
            ],
        )
        .note("只能告知一次；发出后停止计时，收到补正之日起重新计算期限（条例第三十条）。")
        .rare(),
        ActForm::new(
            "ask-explanation",
            "要求说明理由",
            "发出说明理由告知书",
            vec![
                Field::new("area", "facts", "数量、频次明显超过合理范围的事实").must(),
                Field::new("number", "count", "申请件数").must(),
                Field::new("date", "from", "起算日期").must(),
                Field::new("date", "until", "截止日期").must().value(today),
                Field::new("select", "way", "送达方式").options(ways),
            ],
        )
        .note("条例第三十五条。")
        .rare(),
    ];
    let reached = Field::new("date", "on", "申请人收到的日期").must().value(today);
    if matches!(state, State::Clarifying | State::FeePending) {
        all.push(
            ActForm::new("notice-reached", "登记通知送达", "登记", vec![reached]).note("补正、缴费的期限自申请人收到之日起算。").opened(),
        );
    }
    all.push(
        ActForm::new(
            "clarify",
            "登记收到的补正",
            "登记补正",
            vec![
                Field::new("area", "text", "补正后的申请内容").must(),
                Field::new("text", "good_reason", "逾期补正的正当理由").hint("没有逾期的不填"),
            ],
        )
        .opened(),
    );
    all.push(ActForm::new(
        "take-explanation",
        "登记申请人说明的理由",
        "登记",
        vec![
            Field::new("radio", "reasonable", "理由是否合理")
                .must()
                .options(vec![choice("1", "合理，继续办理"), choice("0", "不合理，可以不予处理")]),
            Field::new("area", "text", "说明的理由").must(),
        ],
    ));
    all.push(
        ActForm::new("lapse", "确认逾期", "确认逾期，不再处理", Vec::new())
            .note("申请人无正当理由逾期的，视为放弃申请，并发出告知书。")
            .danger(),
    );
    all
}

fn consulting(seen: &Seen) -> Vec<ActForm> {
    let today = seen.today;
    let clock = seen.clock();
    let open: Vec<Choice> = clock
        .sought()
        .iter()
        .filter(|sought| sought.ended_on.is_none())
        .map(|sought| {
            let due = sought.due.map_or("尚未送达".to_owned(), |due| format!("至{due}"));
            choice(sought.id.to_string(), format!("第{}次：{}（{}发出，{due}）", sought.id, sought.party.label(), sought.asked_on))
        })
        .collect();
    let mut all = vec![
        ActForm::new(
            "consult",
            "征求意见",
            "发出征求意见书",
            vec![
                Field::new("radio", "party", "征求意见对象").must().options(choices!(PartyKind)),
                Field::new("text", "name", "姓名或者名称").must(),
                Field::new("check", "organisation", "是法人或者其他组织"),
                Field::new("text", "phone", "电话"),
                Field::new("text", "email", "电子邮箱"),
                Field::new("text", "address", "通信地址"),
                Field::new("area", "information", "拟征求意见的信息").must().hint("一行一项；不得写明申请人"),
                Field::new("select", "way", "送达方式").options(ways()),
            ],
        )
        .note("征求意见所需时间不计算在答复期限内，并同时告知申请人（条例第三十二条、第三十三条第三款）。")
        .rare(),
    ];
    if !open.is_empty() {
        let which = || Field::new("select", "consultation", "哪一次").must().options(open.clone());
        all.push(ActForm::new(
            "letter-reached",
            "登记征求意见书送达",
            "登记",
            vec![which(), Field::new("date", "on", "对方收到的日期").must().value(today)],
        ));
        all.push(ActForm::new(
            "take-opinion",
            "登记反馈意见",
            "登记意见",
            vec![
                which(),
                Field::new("radio", "opinion", "意见").must().options(choices!(Opinion)),
                Field::new("area", "reasons", "理由"),
                Field::new("file", "file", "书面意见"),
            ],
        ));
        all.push(ActForm::new("lapse-opinion", "确认逾期未反馈", "确认", vec![which()]));
    }
    all
}

fn terms(seen: &Seen) -> Vec<ActForm> {
    let mut all = vec![
        ActForm::new(
            "extend",
            "延长答复期限",
            "同意延期并告知申请人",
            vec![
                Field::new("number", "days", "延长的工作日数").must().hint("不超过20个工作日，只能延长一次"),
                Field::new("area", "reason", "理由").must(),
                Field::new("select", "way", "送达方式").options(ways()),
            ],
        )
        .note("条例第三十三条第二款。")
        .rare(),
        ActForm::new(
            "defer",
            "确定延迟答复期限",
            "确定并告知申请人",
            vec![
                Field::new("date", "until", "答复日期").must(),
                Field::new("area", "reason", "理由").must(),
                Field::new("select", "way", "送达方式").options(ways()),
            ],
        )
        .rare(),
        ActForm::new(
            "paid",
            "登记缴费",
            "登记缴费",
            vec![Field::new("date", "on", "缴清的日期").must().value(seen.today), Field::new("number", "amount", "金额（元）").must()],
        ),
    ];
    if seen.case.is_open && seen.case.notice_id != seen.calendars.newest() {
        let now = due_of(&seen.history, seen.calendars.now()).map(|due| due.on);
        let note = match (seen.case.due_on, now) {
            (Some(old), Some(new)) if old != new => format!("按新的放假通知，答复期限由{old}变为{new}。"),
            _ => "按新的放假通知计算，答复期限不变。".to_owned(),
        };
        all.push(ActForm::new("take-over-notice", "采用新的放假通知", "采用", Vec::new()).note(note));
    }
    all
}

fn answer_record(seen: &Seen) -> ActForm {
    let fields = vec![
        Field::new("radio", "result", "结果").must().options(choices!(RecordResult)),
        Field::new("date", "on", "更正或者转送的日期").hint("已经更正、转送的填写").value(seen.today),
        Field::new("area", "content", "更正后的内容"),
        Field::new("area", "reason", "不予更正的理由"),
        Field::new("text", "agency", "有权更正的机关").hint("转送或者告知的填写"),
        Field::new("text", "contact", "该机关的联系方式"),
        Field::new("select", "way", "送达方式").options(ways()),
    ];
    ActForm::new("answer-record", "答复更正申请", "答复并告知申请人", fields)
        .note("申请人有证据证明与其自身相关的信息记录不准确、要求更正的，不是政府信息公开申请，不计入申请件数（条例第四十一条）。")
        .rare()
}

fn ending(seen: &Seen) -> Vec<ActForm> {
    let live = seen.case.is_open;
    let mut all = vec![
        ActForm::new("withdraw", "登记撤回", "登记撤回", vec![Field::new("area", "reason", "申请人撤回的说明").hint("如来信日期、方式")])
            .danger()
            .rare(),
        ActForm::new("archive", "归档", "归档", Vec::new()).rare(),
    ];
    if live && seen.case.receipt_on.is_some() {
        all.push(answer_record(seen));
    }
    if live && seen.case.parent_id.is_none() {
        let matter = |n: usize| {
            [
                Field::new("text", &format!("title{n}"), &format!("第{n}项名称")),
                Field::new("area", &format!("text{n}"), &format!("第{n}项内容")),
            ]
        };
        let form = ActForm::new("split", "分件办理", "分件", (1..=4).flat_map(matter).collect());
        all.push(form.note("一件申请含有数项内容的，分为数件，各自计时、各自答复；本件不再计数。").rare());
    }
    if live {
        let field = Field::new("text", "into", "并入的申请编号").must();
        all.push(ActForm::new("merge", "并件", "并入", vec![field]).note("同一申请人的重复申请。").danger().rare());
    }
    all
}
