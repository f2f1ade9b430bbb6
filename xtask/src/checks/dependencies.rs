//! Does each crate depend only on what stands below it?
//!
//! `app` → `capabilities` → `platform`; a capability depends only on those above it in `app/src/capabilities.rs`
//! (invariant 1). Features are chosen once, in the workspace, or two commands build two worlds (`docs/adr/0003`).

use regex::Regex;
use toml::{Table, Value};

use crate::problem::Problem;
use crate::tree::Tree;

const LIST: &str = "app/src/capabilities.rs";
const RULE: &str = "dependency-order";
const SECTIONS: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier<'a> {
    App,
    Capability(&'a str),
    Platform(&'a str),
    Xtask,
}

pub fn check(tree: &Tree) -> Vec<Problem> {
    let list = capability_list(tree);
    let mut problems = unlisted_capabilities(tree, &list);
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        let Some(tier) = tier(path) else { continue };
        match text.parse::<Table>() {
            Ok(manifest) => problems.extend(check_manifest(path, text, tier, &manifest, &list)),
            Err(error) => problems.push(Problem::error("manifest", path, 1, error.message())),
        }
    }
    problems
}

/// The names in the order of the list, which is the order of permission.
fn capability_list(tree: &Tree) -> Vec<String> {
    let pattern = Regex::new(r"gongkai_(\w+)::CAPABILITY\b").expect("a constant pattern");
    let Some((_, source)) = tree.rust().find(|(path, _)| *path == LIST) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for (_, line) in source.product_code() {
        for found in pattern.captures_iter(line) {
            if !names.contains(&found[1].to_owned()) {
                names.push(found[1].to_owned());
            }
        }
    }
    names
}

fn unlisted_capabilities(tree: &Tree, list: &[String]) -> Vec<Problem> {
    let folders: Vec<&str> = tree
        .files()
        .filter_map(|(path, _)| match tier(path) {
            Some(Tier::Capability(name)) if path.ends_with("/Cargo.toml") => Some(name),
            _ => None,
        })
        .collect();
    let missing = folders.iter().filter(|name| !list.iter().any(|listed| listed == *name));
    let mut problems: Vec<Problem> =
        missing.map(|name| Problem::error(RULE, LIST, 1, format!("capabilities/{name} is not in the list of capabilities"))).collect();
    for name in list.iter().filter(|name| !folders.contains(&name.as_str())) {
        problems.push(Problem::error(RULE, LIST, 1, format!("the list names {name}, which has no folder capabilities/{name}")));
    }
    problems
}

fn tier(path: &str) -> Option<Tier<'_>> {
    let mut parts = path.split('/');
    match (parts.next()?, parts.next()?) {
        ("app", _) => Some(Tier::App),
        ("xtask", _) => Some(Tier::Xtask),
        ("capabilities", name) => Some(Tier::Capability(name)),
        ("platform", name) => Some(Tier::Platform(name)),
        _ => None,
    }
}

fn check_manifest(path: &str, text: &str, tier: Tier<'_>, manifest: &Table, list: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for section in SECTIONS {
        let Some(Value::Table(dependencies)) = manifest.get(*section) else { continue };
        for (name, value) in dependencies {
            let line = line_of(text, name);
            if !is_plain_workspace(value) {
                let why = format!("write `{name}.workspace = true`: versions and features are chosen in the root Cargo.toml alone");
                problems.push(Problem::error("one-feature-set", path, line, why));
            }
            if let Some(why) = refusal(tier, name, list) {
                problems.push(Problem::error(RULE, path, line, why));
            }
        }
    }
    if manifest.get("features").is_some() {
        let why = "a crate has no features of its own: there is one feature set";
        problems.push(Problem::error("one-feature-set", path, line_of(text, "[features]"), why));
    }
    problems
}

fn is_plain_workspace(value: &Value) -> bool {
    let Value::Table(table) = value else { return false };
    table.len() == 1 && table.get("workspace") == Some(&Value::Boolean(true))
}

/// Why this crate may not depend on the crate of that name; `None` where it may.
fn refusal(tier: Tier<'_>, dependency: &str, list: &[String]) -> Option<String> {
    if dependency == "gongkai" {
        return Some("nothing depends on app".to_owned());
    }
    let name = dependency.strip_prefix("gongkai-")?.replace('-', "_");
    let place = list.iter().position(|listed| *listed == name);
    match (tier, place) {
        (Tier::App, _) | (Tier::Capability(_), None) | (Tier::Platform(_), None) => None,
        (Tier::Xtask, _) => Some("xtask stands beside the product and depends on none of its crates".to_owned()),
        (Tier::Platform(own), Some(_)) => Some(format!("platform/{own} knows no capability, but depends on {name}")),
        (Tier::Capability(own), Some(place)) => {
            let own_place = list.iter().position(|listed| listed == own)?;
            (place >= own_place).then(|| format!("{own} stands above {name} in {LIST} and may not depend on it"))
        }
    }
}

fn line_of(text: &str, word: &str) -> usize {
    text.lines().position(|line| line.trim_start().starts_with(word)).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    const CAPABILITIES: (&str, &str) =
        (LIST, "pub const CAPABILITIES: &[&Capability] = &[\n  &gongkai_agencies::CAPABILITY,\n  &gongkai_documents::CAPABILITY,\n];\n");
    const AGENCIES: (&str, &str) = ("capabilities/agencies/Cargo.toml", "[dependencies]\ngongkai-law.workspace = true\n");
    const DOCUMENTS: (&str, &str) = ("capabilities/documents/Cargo.toml", "[dependencies]\ngongkai-agencies.workspace = true\n");

    #[test]
    fn a_capability_may_call_those_above_it() {
        let platform = ("platform/web/Cargo.toml", "[dependencies]\naxum.workspace = true\ngongkai-law.workspace = true\n");
        assert_says(check, &[CAPABILITIES, AGENCIES, DOCUMENTS, platform], &[]);
    }

    #[test]
    fn a_capability_may_not_call_those_below_it() {
        let upwards = (AGENCIES.0, "[dependencies]\nserde.workspace = true\n[dev-dependencies]\ngongkai-documents.workspace = true\n");
        let expected = &["capabilities/agencies/Cargo.toml:4: error[dependency-order]: agencies stands above documents"];
        assert_says(check, &[CAPABILITIES, upwards, DOCUMENTS], expected);
    }

    #[test]
    fn the_platform_knows_no_capability_and_nobody_the_app() {
        let platform = ("platform/web/Cargo.toml", "[dependencies]\ngongkai.workspace = true\ngongkai-agencies.workspace = true\n");
        let expected = &[
            "platform/web/Cargo.toml:2: error[dependency-order]: nothing depends on app",
            "platform/web/Cargo.toml:3: error[dependency-order]: platform/web knows no capability",
        ];
        assert_says(check, &[CAPABILITIES, AGENCIES, DOCUMENTS, platform], expected);
    }

    #[test]
    fn xtask_builds_without_the_product() {
        let xtask = ("xtask/Cargo.toml", "[dependencies]\ngongkai-law.workspace = true\n");
        assert_says(check, &[xtask], &["xtask/Cargo.toml:2: error[dependency-order]: xtask stands beside"]);
    }

    #[test]
    fn the_list_and_the_folders_agree() {
        let expected = &["app/src/capabilities.rs:1: error[dependency-order]: the list names documents"];
        assert_says(check, &[CAPABILITIES, AGENCIES], expected);
        assert_says(check, &[AGENCIES], &["app/src/capabilities.rs:1: error[dependency-order]: capabilities/agencies is not in"]);
    }

    #[test]
    fn features_and_versions_are_chosen_once() {
        let own = "[features]\nfast = []\n[dependencies]\nserde = { workspace = true, features = [\"rc\"] }\nregex = \"1\"\n";
        let expected = &[
            "platform/law/Cargo.toml:5: error[one-feature-set]: write `regex.workspace = true`",
            "platform/law/Cargo.toml:4: error[one-feature-set]: write `serde.workspace = true`",
            "platform/law/Cargo.toml:1: error[one-feature-set]: a crate has no features",
        ];
        assert_says(check, &[("platform/law/Cargo.toml", own)], expected);
        assert_says(check, &[("platform/law/Cargo.toml", "[dependencies\n")], &["platform/law/Cargo.toml:1: error[manifest]"]);
    }
}
