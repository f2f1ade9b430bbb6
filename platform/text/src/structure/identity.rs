//! By what name is this part found again? (The rule stands at the head of `structure.rs`.)

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::normalise::bare;

#[derive(Default)]
pub struct Names {
    used: HashMap<String, u32>,
    /// `x1.` inside the first annex.
    scope: String,
    annexes: i64,
    chapter: Option<i64>,
    levels: [i64; 5],
    depth: usize,
    article: Option<Article>,
    responsible: u32,
}

struct Article {
    name: String,
    /// 款: paragraphs of the article.
    clause: u32,
    /// Items open below it: （一）, then 1.
    items: [i64; 5],
    depth: usize,
}

impl Names {
    fn unique(&mut self, name: String) -> String {
        let name = if self.scope.is_empty() { name } else { format!("{}{name}", self.scope) };
        let count = self.used.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }

    pub fn fixed(&mut self, name: &str) -> String {
        self.unique(name.to_owned())
    }

    /// An attached document starts its numbering afresh.
    pub fn new_document(&mut self) {
        self.levels = [0; 5];
        self.depth = 0;
        self.article = None;
        self.chapter = None;
    }

    pub fn annex(&mut self, number: i64) -> String {
        self.annexes = if number > 0 { number } else { self.annexes + 1 };
        self.scope.clear();
        self.new_document();
        let name = self.unique(format!("x{}", self.annexes));
        self.scope = format!("{name}.");
        name
    }

    pub fn part(&mut self, unit: char, number: i64) -> String {
        self.article = None;
        let name = match (unit, self.chapter) {
            ('编', _) => format!("b{number}"),
            ('节', Some(chapter)) => format!("c{chapter}.t{number}"),
            ('节', None) => format!("t{number}"),
            _ => {
                self.chapter = Some(number);
                format!("c{number}")
            }
        };
        self.unique(name)
    }

    pub fn article(&mut self, number: i64, inserted: i64) -> String {
        let name = if inserted > 0 { format!("a{number}_{inserted}") } else { format!("a{number}") };
        self.article = Some(Article { name: name.clone(), clause: 1, items: [0; 5], depth: 0 });
        self.unique(name)
    }

    pub fn level(&mut self, depth: u8, number: i64) -> String {
        let depth = usize::from(depth.clamp(1, 5));
        if depth == 1 {
            self.article = None;
        }
        self.responsible = 0;
        if let Some(article) = &mut self.article {
            return {
                let name = article.item(depth, number);
                self.unique(name)
            };
        }
        self.levels[depth - 1] = number;
        self.levels[depth..].fill(0);
        self.depth = depth;
        let name = format!("s{}", self.path());
        self.unique(name)
    }

    fn path(&self) -> String {
        self.levels[..self.depth].iter().map(i64::to_string).collect::<Vec<_>>().join(".")
    }

    /// A paragraph without a number: the next 款 of its article, or itself by content.
    pub fn plain(&mut self, text: &str) -> String {
        if let Some(article) = &mut self.article {
            article.clause += 1;
            article.depth = 0;
            let name = format!("{}.p{}", article.name, article.clause);
            return self.unique(name);
        }
        self.unique(format!("p-{}", digits(&bare(text))))
    }

    /// 责任单位 lines belong to the numbered part above them.
    pub fn responsible(&mut self, text: &str) -> String {
        if self.depth == 0 {
            return self.unique(format!("r-{}", digits(&bare(text))));
        }
        self.responsible += 1;
        let name = format!("s{}.r{}", self.path(), self.responsible);
        self.unique(name)
    }

    pub fn table(&mut self, rows: &[Vec<String>]) -> String {
        let text: Vec<String> = rows.iter().map(|row| bare(&row.join(" "))).collect();
        self.unique(format!("t-{}", digits(&text.join("\n"))))
    }

    pub fn image(&mut self, name: &str) -> String {
        self.unique(format!("g-{}", digits(name)))
    }
}

impl Article {
    fn item(&mut self, depth: usize, number: i64) -> String {
        self.items[depth - 1] = number;
        self.items[depth..].fill(0);
        self.depth = depth;
        let open: Vec<String> = self.items[..depth].iter().skip_while(|n| **n == 0).map(i64::to_string).collect();
        let clause = if self.clause > 1 { format!(".p{}", self.clause) } else { String::new() };
        format!("{}{clause}.i{}", self.name, open.join("."))
    }
}

/// Eight digits are enough: within one document a clash only means a `-2`.
fn digits(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
