//! How are the data files of the demonstration read? Blocks that begin with `##### name`, lines `key: value`, then a body
//! after `----`.

#[derive(Debug, Clone)]
pub struct Block {
    pub name: &'static str,
    pub heads: Vec<(&'static str, &'static str)>,
    pub body: &'static str,
}

impl Block {
    /// The last value given for `key`.
    pub fn get(&self, key: &str) -> Option<&'static str> {
        self.heads.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    pub fn every(&self, key: &str) -> impl Iterator<Item = &'static str> {
        self.heads.iter().filter(move |(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// The words of a value, parted by blanks.
    pub fn words(&self, key: &str) -> Vec<&'static str> {
        self.get(key).map(|value| value.split_whitespace().collect()).unwrap_or_default()
    }

    /// A number, or what stands for it where the key is absent.
    pub fn number_or(&self, key: &str, absent: i64) -> i64 {
        self.get(key).map_or(absent, |value| value.parse().expect("the data file holds a number here"))
    }
}

pub fn read(text: &'static str) -> Vec<Block> {
    text.split("\n##### ").map(|part| part.trim_start_matches("##### ")).filter(|part| !part.trim().is_empty()).map(one).collect()
}

fn one(part: &'static str) -> Block {
    let (head, body) = part.split_once("\n----\n").unwrap_or((part, ""));
    let mut lines = head.lines();
    let name = lines.next().unwrap_or_default().trim();
    let heads = lines.filter_map(|line| line.split_once(':')).map(|(key, value)| (key.trim(), value.trim())).collect();
    Block { name, heads, body: body.trim() }
}
