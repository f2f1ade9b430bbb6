//! Which chains of review does a file describe, and what is wrong with it?

use serde::Deserialize;

use super::workflow::Step;

/// A chain as the file describes it: which kinds of record of which agencies pass which steps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub name: String,
    /// Codes of kinds; none means all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Paths of agencies, each with those below it; none means all.
    #[serde(default)]
    pub agencies: Vec<String>,
    pub steps: Vec<Step>,
    /// A policy document that is not to be public passes the openness office first (国办发〔2016〕80号).
    #[serde(default)]
    pub openness_first: bool,
    /// Nobody approves two steps of one round.
    #[serde(default)]
    pub distinct: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The chains come before the ones we bring along instead of taking their place.
    #[serde(default)]
    extends: bool,
    #[serde(default)]
    chain: Vec<Pattern>,
}

/// Reads a file of chains over those we bring along.
///
/// # Errors
/// Everything that is wrong, each naming its chain.
pub fn read(text: &str, embedded: &[Pattern], known: &dyn Fn(&str) -> bool) -> Result<Vec<Pattern>, Vec<String>> {
    let file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut wrong = Vec::new();
    for (n, pattern) in (1..).zip(&file.chain) {
        wrong.extend(against(pattern, known).into_iter().map(|reason| format!("chain {n} (`{}`): {reason}", pattern.name)));
    }
    let mut all = file.chain;
    if file.extends {
        all.extend_from_slice(embedded);
    }
    if !all.last().is_some_and(|last| last.kinds.is_empty() && last.agencies.is_empty()) {
        wrong.push(
            "the last chain must fit every kind and agency: leave out its `kinds` and `agencies`, or set `extends = true`".to_owned(),
        );
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

fn against(pattern: &Pattern, known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    if pattern.name.trim().is_empty() {
        wrong.push("it has no `name`".to_owned());
    }
    for kind in pattern.kinds.iter().filter(|kind| !known(kind)) {
        wrong.push(format!("there is no kind `{kind}`"));
    }
    for path in pattern.agencies.iter().filter(|path| path.is_empty() || path.starts_with('/') || path.ends_with('/')) {
        wrong.push(format!("`{path}` is no path of an agency (like `qinglan/edu`)"));
    }
    if !pattern.steps.contains(&Step::SecrecyReview) {
        wrong.push("it lacks the step `secrecy_review`: nothing is published before it (保密法第三十五条)".to_owned());
    }
    if pattern.steps.contains(&Step::OpennessReview) {
        wrong.push("`openness_review` comes by `openness_first`, it is no step of its own".to_owned());
    }
    for (n, step) in pattern.steps.iter().enumerate().filter(|(n, step)| pattern.steps[..*n].contains(step)) {
        wrong.push(format!("step {} `{}` is named twice", n + 1, step.code()));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_over_ours(text: &str) -> Result<Vec<Pattern>, Vec<String>> {
        let ours = Pattern {
            name: "三审".into(),
            kinds: vec![],
            agencies: vec![],
            steps: vec![Step::FirstReview, Step::SecrecyReview],
            openness_first: true,
            distinct: true,
        };
        read(text, &[ours], &|kind| kind == "notice")
    }

    #[test]
    fn a_file_extends_or_replaces_ours() {
        let one = "[[chain]]\nname = \"教育系统\"\nagencies = [\"qinglan/edu\"]\nsteps = [\"final_review\", \"secrecy_review\"]\n";
        let both = read_over_ours(&format!("extends = true\n{one}")).unwrap();
        assert_eq!(both.iter().map(|pattern| pattern.name.as_str()).collect::<Vec<_>>(), ["教育系统", "三审"]);
        let wrong = read_over_ours(one).unwrap_err();
        assert!(wrong[0].contains("must fit every kind"), "{wrong:?}");
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let text = "extends = true\n[[chain]]\nname = \"快\"\nkinds = [\"notise\"]\nagencies = [\"/x\"]\nsteps = [\"first_review\", \"first_review\"]\n";
        let wrong = read_over_ours(text).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert!(wrong.iter().all(|reason| reason.starts_with("chain 1 (`快`): ")), "{wrong:?}");
        let wrong = read_over_ours("[[chain]]\nname = \"快\"\nsteps = [\"fourth_review\"]\n").unwrap_err();
        assert!(wrong[0].contains("fourth_review"), "{wrong:?}");
    }
}
