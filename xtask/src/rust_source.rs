//! What of a Rust file is code, what is text in quotes, and what is a test?
//!
//! A small scanner instead of a parser: it knows comments, strings and characters, which is all that the checks ask, and it
//! costs no dependency.

/// One file, line by line, seen three ways.
pub struct RustSource {
    /// The lines as written.
    pub lines: Vec<String>,
    /// The same lines with comments and the insides of strings blanked.
    pub code: Vec<String>,
    pub strings: Vec<Literal>,
    /// True where a line belongs to a test.
    pub is_test: Vec<bool>,
}

/// A string literal and the line on which it opens, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

impl RustSource {
    pub fn read(text: &str, whole_file_is_test: bool) -> RustSource {
        let (code, strings) = Scanner::new(text).run();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let code: Vec<String> = code.lines().map(str::to_owned).collect();
        let is_test = if whole_file_is_test { vec![true; lines.len()] } else { test_lines(&code) };
        RustSource { lines, code, strings, is_test }
    }

    /// Lines of code outside tests, with their numbers.
    pub fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.iter().enumerate().filter(|(index, _)| !self.is_test_line(index + 1)).map(|(index, line)| (index + 1, line.as_str()))
    }

    pub fn product_strings(&self) -> impl Iterator<Item = &Literal> {
        self.strings.iter().filter(|literal| !self.is_test_line(literal.line))
    }

    pub fn n_product_lines(&self) -> usize {
        self.is_test.iter().filter(|is_test| !**is_test).count()
    }

    fn is_test_line(&self, line: usize) -> bool {
        self.is_test.get(line - 1).copied().unwrap_or(false)
    }
}

/// From `#[cfg(test)]` to the brace or semicolon that ends the item below it.
fn test_lines(code: &[String]) -> Vec<bool> {
    let mut is_test = vec![false; code.len()];
    let mut index = 0;
    while index < code.len() {
        if !code[index].trim_start().starts_with("#[cfg(test)]") {
            index += 1;
            continue;
        }
        let end = end_of_item(code, index);
        is_test[index..=end].fill(true);
        index = end + 1;
    }
    is_test
}

fn end_of_item(code: &[String], start: usize) -> usize {
    let mut depth = 0usize;
    for (index, line) in code.iter().enumerate().skip(start) {
        for letter in line.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 1 => return index,
                '}' => depth = depth.saturating_sub(1),
                ';' if depth == 0 => return index,
                _ => {}
            }
        }
    }
    code.len() - 1
}

struct Scanner {
    letters: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<Literal>,
}

impl Scanner {
    fn new(text: &str) -> Scanner {
        Scanner { letters: text.chars().collect(), at: 0, line: 1, code: String::with_capacity(text.len()), strings: Vec::new() }
    }

    fn run(mut self) -> (String, Vec<Literal>) {
        while self.at < self.letters.len() {
            match (self.letters[self.at], self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) if self.opens_raw_string() => self.raw_string(),
                ('\'', _) if self.opens_character() => self.character(),
                _ => self.keep(),
            }
        }
        (self.code, self.strings)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        let letter = self.letters[self.at];
        self.code.push(letter);
        self.line += usize::from(letter == '\n');
        self.at += 1;
    }

    fn blank(&mut self) {
        let letter = self.letters[self.at];
        self.code.push(if letter == '\n' { '\n' } else { ' ' });
        self.line += usize::from(letter == '\n');
        self.at += 1;
    }

    fn line_comment(&mut self) {
        while self.at < self.letters.len() && self.letters[self.at] != '\n' {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.letters.len() {
            match (self.letters[self.at], self.peek(1)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        let mut text = String::new();
        self.keep();
        while self.at < self.letters.len() && self.letters[self.at] != '"' {
            if self.letters[self.at] == '\\' && self.at + 1 < self.letters.len() {
                text.push(self.letters[self.at]);
                self.blank();
            }
            text.push(self.letters[self.at]);
            self.blank();
        }
        if self.at < self.letters.len() {
            self.keep();
        }
        self.strings.push(Literal { line, text });
    }

    /// `r"`, `r#"`, also after `b`; not the end of a longer word and not the raw identifier `r#type`.
    fn opens_raw_string(&self) -> bool {
        let n_marks = self.letters[self.at + 1..].iter().take_while(|letter| **letter == '#').count();
        let before = self.at.checked_sub(1).map(|index| self.letters[index]);
        let starts_word = before.is_none_or(|letter| letter == 'b' || !(letter.is_alphanumeric() || letter == '_'));
        starts_word && self.peek(1 + n_marks) == Some('"')
    }

    fn raw_string(&mut self) {
        let line = self.line;
        let mut text = String::new();
        self.keep();
        let mut n_marks = 0;
        while self.letters[self.at] == '#' {
            n_marks += 1;
            self.keep();
        }
        self.keep();
        while self.at < self.letters.len() && !self.closes_raw_string(n_marks) {
            text.push(self.letters[self.at]);
            self.blank();
        }
        for _ in 0..=n_marks {
            if self.at < self.letters.len() {
                self.keep();
            }
        }
        self.strings.push(Literal { line, text });
    }

    fn closes_raw_string(&self, n_marks: usize) -> bool {
        self.letters[self.at] == '"' && (1..=n_marks).all(|ahead| self.peek(ahead) == Some('#'))
    }

    /// Tells `'a'` and `'\n'` from the lifetime `'a`.
    fn opens_character(&self) -> bool {
        self.peek(1) == Some('\\') || self.peek(2) == Some('\'')
    }

    fn character(&mut self) {
        self.keep();
        if self.peek(0) == Some('\\') {
            self.blank();
        }
        self.blank();
        while self.at < self.letters.len() && self.letters[self.at] != '\'' {
            self.blank();
        }
        if self.at < self.letters.len() {
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[(usize, &str)]) {
        let source = RustSource::read(text, false);
        assert_eq!(source.code.join("\n"), code);
        let found: Vec<(usize, &str)> = source.strings.iter().map(|literal| (literal.line, literal.text.as_str())).collect();
        assert_eq!(found, strings);
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        check("a // b \"c\"\nd", "a         \nd", &[]);
        check("a /* b /* c */\nd */ e", "a             \n     e", &[]);
        check("let a = \"b // \\\" c\";", "let a = \"         \";", &[(1, "b // \\\" c")]);
        check("f(r#\"a \"b\" c\"#, 1)", "f(r#\"       \"#, 1)", &[(1, "a \"b\" c")]);
        check("br\"a\"; r#type; bar\"b\"", "br\" \"; r#type; bar\" \"", &[(1, "a"), (1, "b")]);
    }

    #[test]
    fn a_quote_in_a_character_opens_no_string() {
        check("'\"' 'a '\\'' b::<'c>()", "' ' 'a '  ' b::<'c>()", &[]);
        check("'文' '\\u{1F600}' x", "' ' '         ' x", &[]);
    }

    #[test]
    fn a_string_over_lines_keeps_the_line_it_opens_on() {
        check("a\n\"b\nc\"\n\"d\"", "a\n\" \n \"\n\" \"", &[(2, "b\nc"), (4, "d")]);
    }

    #[test]
    fn a_test_module_ends_with_its_brace() {
        let source = RustSource::read("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\"; }\n}\nfn c() {}\n", false);
        assert_eq!(source.is_test, [false, true, true, true, true, false]);
        assert_eq!(source.n_product_lines(), 2);
        let source = RustSource::read("#[cfg(test)]\nmod samples;\nfn c() {}\n", false);
        assert_eq!(source.is_test, [true, true, false]);
    }
}
