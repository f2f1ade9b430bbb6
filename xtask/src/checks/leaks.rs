//! Does anything in the repository depend on the machine it was written on?

use regex::Regex;

use crate::problem::Problem;
use crate::tree::Tree;

const RULE: &str = "machine-bound";

pub fn check(tree: &Tree) -> Vec<Problem> {
    // Written with classes so that the patterns do not find themselves.
    let folder = Regex::new(r"(^|[^\w.}/])/(work/(main|shared|notes|[.])|root/[a-zA-Z.]|farm/[a-z])").expect("a constant pattern");
    let host = Regex::new(r"https?://(static|index|registry|files|deb|proxy)[.][a-z]+[.][a-z]+").expect("a constant pattern");
    let mut problems = Vec::new();
    for (path, text) in tree.files() {
        for (index, line) in text.lines().enumerate() {
            if folder.is_match(line) {
                problems.push(Problem::error(RULE, path, index + 1, "a folder of one machine: nobody else has it"));
            }
            if host.is_match(line) {
                problems.push(Problem::error(RULE, path, index + 1, "a package host: the ordinary clients know theirs"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    #[test]
    fn folders_of_a_machine_are_found() {
        for path in [concat!("/wo", "rk/main/a"), concat!("x=/ro", "ot/.cargo"), concat!("\"/fa", "rm/a\"")] {
            assert_says(check, &[("scripts/a.sh", path)], &["scripts/a.sh:1: error[machine-bound]: a folder"]);
        }
        assert_says(check, &[("scripts/a.sh", "cd \"$top/work/main\"; get /workbench /work/desk")], &[]);
    }

    #[test]
    fn hosts_of_registries_are_found() {
        let text = concat!("a\nhttps://regis", "try.example.org/b");
        assert_says(check, &[("Makefile", text)], &["Makefile:2: error[machine-bound]: a package host"]);
        assert_says(check, &[("README.md", "http://127.0.0.1:8080 https://www.qinglan.gov.cn")], &[]);
    }
}
