//! How did the county's requests for information come as far as they are? Each step by the act that people use, on its own day.

use anyhow::{Context, Result, anyhow};
use gongkai_documents::Doer;
use gongkai_identity::{Role, Viewer};
use gongkai_law::{Calendar, Ground};
use gongkai_requests::acts::answer::{self, Decision};
use gongkai_requests::acts::consult::{Asked, Consultation, consult, letter_reached, take_opinion};
use gongkai_requests::acts::correct::{Clarification, ask_clarification, clarify, notice_reached};
use gongkai_requests::acts::handle::{Searched, assign, confirm, record_search};
use gongkai_requests::acts::public_answer::{self, Proposal};
use gongkai_requests::acts::receive::{Filing, Registration, file, register};
use gongkai_requests::acts::{Work, close, extend, remedy};
use gongkai_requests::rules::applicant::{Application, Contact, DeliveryWish, FormWish, IdentityKind, Person};
use gongkai_requests::rules::history::{Channel, Opinion, PartyKind, RemedyKind, RemedyResult, ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::rules::receipt::Intake;
use gongkai_requests::tables;
use gongkai_store::{Actor, Clock};
use gongkai_web::Failure;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::at;
use super::history::{Event, Filling};
use crate::demo::model::{Demo, DemoRequest};

/// Working days after filing on which each step is taken.
fn after(step: &str) -> u32 {
    match step {
        "confirm" => 1,
        "assign" => 2,
        "clarify" | "search" => 4,
        "third" => 5,
        "clarified" | "withdraw" => 8,
        "draft" => 10,
        "secrecy" => 11,
        "legal" => 12,
        "sign" => 13,
        "send" => 14,
        "extend" => 17,
        // It lay for a month before it went out.
        "late" => 30,
        "remedy" => 40,
        "decided" => 65,
        "public" => 18,
        _ => 0,
    }
}

/// All steps of a request, the filing first.
fn steps(request: &DemoRequest) -> Vec<String> {
    let mut steps = vec!["file".to_owned()];
    steps.extend(request.course.iter().cloned());
    if request.public {
        steps.push("public".to_owned());
    }
    if !request.remedy.is_empty() {
        steps.extend(["remedy".to_owned(), "decided".to_owned()]);
    }
    steps
}

/// When each step was taken; what would be later than now has not been.
pub(super) fn events(county: &Demo, today: Date) -> Result<Vec<(Timestamp, u8, Event)>> {
    let calendar = Calendar::national();
    let latest = Clock::System.now() - SignedDuration::from_mins(2);
    let mut events = Vec::new();
    for (n, request) in county.requests.iter().enumerate() {
        let mut waited = 0;
        for (i, step) in steps(request).iter().enumerate() {
            // What comes after a delay or a restart is that much later.
            waited += match step.as_str() {
                "late" => 20,
                "clarified" => 6,
                "third" => 12,
                _ => 0,
            };
            let extra = if matches!(step.as_str(), "late" | "clarified" | "third") { 0 } else { waited };
            let day = calendar.add_working_days(request.filed_on, after(step) + extra).on;
            let day = if i == 0 { request.filed_on } else { day };
            let when = at(day, 9 + i8::try_from(i % 8)?, i8::try_from(n % 60)?)?;
            if day <= today && when <= latest {
                events.push((when, 3, Event::Request(n, i)));
            }
        }
    }
    Ok(events)
}

impl Filling<'_> {
    /// Takes one step of one request.
    pub(super) async fn request(&mut self, request: &DemoRequest, step: usize) -> Result<(), Failure> {
        let step = steps(request).swap_remove(step);
        if step == "file" {
            let id = self.filed(request).await?;
            self.ids.insert(request.key.clone(), id);
            return Ok(());
        }
        let id = *self.ids.get(&request.key).with_context(|| format!("request {} is filed first", request.key))?;
        let clerk = self.holder(Role::RequestClerk)?;
        let today = self.platform.db.clock().today();
        match step.as_str() {
            "confirm" => drop(confirm(&clerk, id, today).await?),
            "assign" => drop(assign(&clerk, id, self.holder(Role::RequestUnit)?.actor.id).await?),
            "withdraw" => drop(close::withdraw(self.of_applicant(id).await?, "已经通过其他途径了解").await?),
            "clarify" => {
                let items = vec!["写明所需信息的年度、名称或者文号".to_owned(), "写明需要的是结果还是全部过程材料".to_owned()];
                let asked = Clarification { items, way: "online".to_owned(), ..Clarification::default() };
                ask_clarification(&clerk, id, &asked).await?;
                notice_reached(&clerk, id, today).await?;
            }
            "clarified" => {
                let work = self.of_applicant(id).await?;
                clarify(work, "所需为2025年小学教师招聘岗位表、笔试和面试成绩及体检结果公告。", None).await?;
            }
            "third" => self.third(request, id).await?,
            "extend" => drop(extend::extend(&self.holder(Role::OpennessHead)?, id, 15, "需要逐个项目核对结算材料。", "online").await?),
            "search" => self.search(id).await?,
            "public" => self.made_public(request, id).await?,
            "remedy" => {
                remedy::accept(&clerk, id, RemedyKind::Reconsideration, "青复〔2026〕8号", today).await?;
            }
            "decided" => {
                let result: RemedyResult = request.remedy.parse().map_err(anyhow::Error::from)?;
                let redo = (result == RemedyResult::Corrected).then_some(20);
                remedy::decide(&clerk, id, 1, result, redo, today).await?;
            }
            _ => self.towards_the_answer(request, id, &step).await?,
        }
        Ok(())
    }

    async fn towards_the_answer(&self, request: &DemoRequest, id: i64, step: &str) -> Result<(), Failure> {
        let today = self.platform.db.clock().today();
        let letters = tables::letter::of(&self.platform.db, id).await?;
        let sha = letters.iter().rev().find(|letter| letter.outcome.is_some()).map(|letter| letter.body_sha256.clone());
        let sha = sha.unwrap_or_default();
        match step {
            "draft" => {
                let unit = self.holder(Role::RequestUnit)?;
                answer::draft(&unit, id, &decision(request)?).await?;
                answer::submit(&unit, id).await?;
            }
            "secrecy" => {
                let who = self.holder(Role::SecrecyReviewer)?;
                answer::review(&who, id, ReviewKind::Secrecy, true, "不涉及国家秘密。", &sha).await?;
            }
            "legal" => {
                let who = self.holder(Role::LegalReviewer)?;
                answer::review(&who, id, ReviewKind::Legal, true, "依据正确，同意。", &sha).await?;
            }
            "sign" => drop(answer::sign(&self.holder(Role::SigningLeader)?, id, &sha).await?),
            "send" => {
                answer::dispatch(&self.holder(Role::RequestClerk)?, id, Way::Online, "", today).await?;
                answer::delivered(self.of_applicant(id).await?, today).await?;
            }
            "late" => {}
            other => return Err(anyhow!("a request has no step “{other}”").into()),
        }
        Ok(())
    }

    fn visitor(&self) -> Doer {
        Doer { platform: self.platform.clone(), viewer: Viewer::Public, actor: Actor::visitor(super::ACTOR) }
    }

    async fn of_applicant(&self, id: i64) -> Result<Work, Failure> {
        Work::open(&self.visitor(), id).await
    }

    async fn filed(&self, request: &DemoRequest) -> Result<i64, Failure> {
        let channel: Channel = request.channel.parse().map_err(anyhow::Error::from)?;
        let kind = request.kind.parse().map_err(anyhow::Error::from)?;
        let name = if request.kind == "natural_person" { "示范申请人" } else { "示范申请单位" };
        let person = Person { name: name.to_owned(), identity: Some(IdentityKind::Other), number: format!("示范-{}", request.key) };
        let application = Application {
            kind: Some(kind),
            applicant: person,
            contact_person: "示范联系人".to_owned(),
            contact: Contact { phone: "0000-8800000".to_owned(), email: "reader@example.org".to_owned(), ..Contact::default() },
            description: request.description.clone(),
            delivery: Some(DeliveryWish::Online),
            form: Some(FormWish::Electronic),
            ..Application::default()
        };
        let filing = Filing {
            submission_key: format!("demonstration-{}", request.key),
            agency_path: request.agency.clone(),
            application,
            assistance: if channel == Channel::Oral {
                "申请人书写确有困难，由经办人代为填写并宣读确认。".to_owned()
            } else {
                String::new()
            },
            files: Vec::new(),
        };
        if channel == Channel::Web {
            return Ok(file(&self.visitor(), filing).await?.case.id);
        }
        let today = self.platform.db.clock().today();
        let mut intake = Intake { submitted_on: Some(today), ..Intake::of(channel) };
        match channel {
            Channel::Ems => intake.signed_on = Some(today),
            Channel::Post | Channel::Fax | Channel::Misrouted => intake.arrived_on = Some(today),
            _ => {}
        }
        Ok(register(&self.holder(Role::RequestClerk)?, Registration { filing, intake }).await?.case.id)
    }

    async fn third(&self, request: &DemoRequest, id: i64) -> Result<(), Failure> {
        let clerk = self.holder(Role::RequestClerk)?;
        let asked = Consultation {
            party: PartyKind::ThirdParty,
            asked: Asked { name: "青岚县示范建设有限公司".to_owned(), is_organisation: true, contact: Contact::default() },
            information: "工程施工合同中的综合单价分析表".to_owned(),
            way: "post".to_owned(),
        };
        consult(&clerk, id, &asked).await?;
        let today = self.platform.db.clock().today();
        letter_reached(&clerk, id, 1, today).await?;
        // The old one was answered; the new one still waits.
        if request.course.iter().any(|step| step == "draft") {
            let work = Work::of_staff(&clerk, id, gongkai_identity::Action::RegisterRequest).await?;
            take_opinion(&clerk, work, 1, Opinion::AgreedInPart, "单价分析涉及企业定额，不同意公开；其余同意。", &[]).await?;
        }
        Ok(())
    }

    async fn search(&self, id: i64) -> Result<(), Failure> {
        let searched = Searched {
            on: Some(self.platform.db.clock().today()),
            systems: "县教育局综合档案室、县档案馆移交目录、基建股文件柜".to_owned(),
            words: "第三中学、扩建、竣工；1996年至2001年".to_owned(),
            searcher: "基础教育股、办公室各一人".to_owned(),
            result: "没有找到竣工图纸，移交目录中也没有记载。".to_owned(),
        };
        record_search(&self.holder(Role::RequestUnit)?, id, &searched).await
    }

    async fn made_public(&self, request: &DemoRequest, id: i64) -> Result<(), Failure> {
        let proposal = Proposal {
            title: gongkai_requests::acts::receive::title_of(&request.description),
            question: request.description.clone(),
            text: "该信息可以公开，已经向申请人提供。相关汇总情况同时在本机关网站公开，可以随时查阅。".to_owned(),
        };
        public_answer::propose(&self.holder(Role::RequestClerk)?, id, &proposal).await?;
        public_answer::approve(&self.holder(Role::OpennessHead)?, id).await?;
        Ok(())
    }
}

/// What the letter of each outcome must say.
fn decision(request: &DemoRequest) -> Result<Decision, Failure> {
    let outcome: Outcome = request.outcome.parse().map_err(anyhow::Error::from)?;
    let name = gongkai_requests::acts::receive::title_of(&request.description);
    let name = name.trim_start_matches("申请公开").trim_start_matches("申请获取").to_owned();
    let row =
        json!({"name": name, "form": "电子文档", "pages": 6, "published_on": "2026年3月2日", "place": "县政府门户网站“政策文件”栏目"});
    let body: Value = match request.outcome.as_str() {
        "R01" => json!({"information": [row]}),
        "R03" => json!({
            "information": [row], "provided_how": "通过申请网站提供下载", "part_in_text": "1",
            "given_text": "项目名称、资金总额、实施范围和完成情况",
            "withheld": [{"name": "综合单价分析表", "ground": "BG15-1", "reason": "该部分涉及企业定额，第三方不同意公开。"}],
        }),
        "R15" => json!({"reason": "该规定只用于本机关内部的人事管理。"}),
        "R16" => json!({"reason": "该记录形成于方案确定之前，没有法律、法规、规章规定应当公开。"}),
        "R18" => json!({
            "special": {"kind": "不动产登记资料", "law": "《不动产登记暂行条例》"},
            "place": {"name": "青岚县不动产登记中心", "address": "青岚县示范路3号", "phone": "0000-8800321"},
        }),
        "R21" => json!({
            "search": {
                "on": "2026年11月10日", "scope": "本机关综合档案室、县档案馆移交目录", "method": "按名称和年度检索案卷目录",
                "searcher": "基础教育股、办公室",
            },
        }),
        "R22" => json!({
            "reason": "该信息不由本机关制作或者保存。",
            "right_agency": {"name": "青岚县住房和城乡建设局", "contact": "青岚县示范路8号，电话0000-8800789"},
        }),
        "R23" => json!({"work": "对历年数据按乡镇和年龄段重新分类、统计并撰写对比说明", "reason": "本机关没有现成的分析材料。"}),
        "R31" => json!({
            "petition": {
                "kind": "投诉举报", "reason": "所述事项属于对经营行为的举报。", "channel": "县市场监督管理局投诉举报窗口（电话12315）",
            },
        }),
        _ => json!({"information": [row], "provided_how": "通过申请网站提供下载"}),
    };
    let grounds = match request.outcome.as_str() {
        "R15" => "BG16-1",
        "R16" => "BG16-2",
        _ => "",
    };
    let grounds = Ground::ALL.iter().copied().filter(|ground| ground.statute_code() == grounds).collect();
    Ok(Decision { outcome: Some(outcome), grounds, body })
}
