//! How is a sentence filled, and which placeholder has no value?

use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde_json::Value as Json;

use super::template;

/// Fills sentences from the facts of a case and gathers everything that is missing, so that it is told at once.
pub(super) struct Filler<'v> {
    paper: String,
    environment: Environment<'static>,
    values: &'v Json,
    pub problems: Vec<String>,
}

impl<'v> Filler<'v> {
    /// Strict: an absent value is a problem. Lenient: it is an empty cell, for forms that are filled in by hand.
    pub(super) fn new(paper: &str, values: &'v Json, strict: bool) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(if strict { UndefinedBehavior::Strict } else { UndefinedBehavior::Chainable });
        environment.add_filter("ground", |code: &str| of_ground(code, |(words, _)| words));
        environment.add_filter("clause", |text: &str| text.trim().trim_end_matches(STOPS).to_owned());
        environment.add_filter("sentence", sentence);
        environment.add_filter("article", |code: &str| of_ground(code, |(_, article)| article));
        Self { paper: paper.to_owned(), environment, values, problems: Vec::new() }
    }

    /// One sentence with the values of the case.
    pub(super) fn text(&mut self, sentence: &str) -> String {
        self.text_with(sentence, self.values)
    }

    fn text_with(&mut self, sentence: &str, values: &Json) -> String {
        let filled = self.filled(sentence, values);
        filled.unwrap_or_else(|problems| {
            self.problem(problems);
            String::new()
        })
    }

    fn filled(&self, sentence: &str, values: &Json) -> Result<String, Vec<String>> {
        let template = self.environment.template_from_str(sentence).map_err(|error| vec![format!("模板语句有误：{error}")])?;
        if self.environment.undefined_behavior() == UndefinedBehavior::Strict {
            let asked = template.undeclared_variables(true).into_iter();
            let blank: Vec<String> = asked.filter(|path| is_blank(values, path) && !is_name_of_sentence(values, path)).collect();
            if !blank.is_empty() {
                return Err(named(blank));
            }
        }
        template.render(Value::from(Serde(values))).map_err(|error| vec![reason(&error)])
    }

    fn problem(&mut self, problems: Vec<String>) {
        for problem in problems {
            let problem = format!("{}：{problem}", self.paper);
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    pub(super) fn refuse(&mut self, problem: String) {
        self.problem(vec![problem]);
    }

    /// Whether a part is printed.
    pub(super) fn holds(&mut self, expression: &str) -> bool {
        let answer =
            self.environment.compile_expression(expression).and_then(|expression| expression.eval(Value::from(Serde(self.values))));
        match answer {
            Ok(answer) => answer.is_true(),
            Err(error) => {
                self.refuse(format!("条件“{expression}”无法判断：{}", reason(&error)));
                false
            }
        }
    }

    /// The entries of a list, which must have one.
    pub(super) fn list(&mut self, path: &str) -> &'v [Json] {
        match at(self.values, path) {
            Some(Json::Array(entries)) if !entries.is_empty() => entries,
            _ => {
                self.problem(named(vec![path.to_owned()]));
                &[]
            }
        }
    }

    /// A sentence for each entry of a list, known in it as `row` and, from 1, as `n`.
    pub(super) fn for_each(&mut self, path: &str, sentences: &[String]) -> Vec<Vec<String>> {
        let mut filled = Vec::new();
        for (n, entry) in self.list(path).iter().enumerate() {
            let mut values = self.values.clone();
            if let Json::Object(values) = &mut values {
                values.insert("row".into(), entry.clone());
                values.insert("n".into(), Json::from(n + 1));
            }
            let row = sentences.iter().map(|sentence| self.text_with(sentence, &values)).collect();
            filled.push(row);
        }
        filled
    }

    /// The words of a list of sentences; an absent list is an empty one.
    pub(super) fn words(&self, path: &str) -> Vec<String> {
        // A word, or something with a name.
        let word = |entry: &Json| entry.as_str().or_else(|| entry.get("name")?.as_str()).map(str::to_owned);
        match at(self.values, path) {
            Some(Json::Array(entries)) => entries.iter().filter_map(word).collect(),
            Some(Json::String(word)) => vec![word.clone()],
            _ => Vec::new(),
        }
    }

    /// A value that must be there.
    pub(super) fn need(&mut self, path: &str) -> String {
        self.text(&format!("{{{{ {path} }}}}"))
    }

    /// A value that may be there.
    pub(super) fn may(&self, path: &str) -> Option<String> {
        at(self.values, path).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

const STOPS: [char; 4] = ['。', '；', '，', '.'];

/// With its stop, whether or not whoever wrote the reason has set one.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['。', '！', '？', '：', '”', '…']) {
        text.to_owned()
    } else {
        format!("{}。", text.trim_end_matches(STOPS))
    }
}

fn of_ground(code: &str, part: fn((String, String)) -> String) -> Result<String, Error> {
    template::ground(code).map(part).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("不予公开的情形“{code}”没有对应的表述")))
}

fn reason(error: &Error) -> String {
    error.detail().map_or_else(|| error.to_string(), str::to_owned)
}

fn named(paths: Vec<String>) -> Vec<String> {
    let mut paths = paths;
    paths.sort();
    paths.iter().map(|path| format!("缺少“{path}”")).collect()
}

/// The value at a dotted path.
pub(super) fn at<'v>(values: &'v Json, path: &str) -> Option<&'v Json> {
    path.split('.').try_fold(values, |value, name| value.get(name))
}

/// `row.name` where the row is a sentence and needs no name.
fn is_name_of_sentence(values: &Json, path: &str) -> bool {
    path == "row.name" && matches!(values.get("row"), Some(Json::String(_)))
}

fn is_blank(values: &Json, path: &str) -> bool {
    match at(values, path) {
        None | Some(Json::Null) => true,
        Some(Json::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}
