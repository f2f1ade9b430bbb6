//! Which towns, villages, roads, schools, firms and names may stand in a text? All invented.

use std::collections::BTreeMap;

use super::block;
use super::dice::Dice;

const WORDS: &str = include_str!("../../demo/words.txt");

pub struct Words {
    lists: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Words {
    pub fn read() -> Words {
        let lists = block::read(WORDS).into_iter().map(|block| (block.name, block.body.split_whitespace().collect())).collect();
        Words { lists }
    }

    /// One word of the list, none of `taken`; `None` where there is no such list.
    pub fn draw(&self, list: &str, taken: &[String], dice: &mut Dice) -> Option<String> {
        if list == "person" {
            return Some(self.person(dice));
        }
        let words = self.lists.get(list)?;
        let start = dice.index(words.len());
        let free = (0..words.len()).map(|step| words[(start + step) % words.len()]).find(|word| !taken.iter().any(|t| t == word));
        Some(free.unwrap_or(words[start]).to_owned())
    }

    /// The word at this place, counted round.
    pub fn nth(&self, list: &str, at: usize) -> Option<String> {
        let words = self.lists.get(list)?;
        Some(words[at % words.len()].to_owned())
    }

    fn person(&self, dice: &mut Dice) -> String {
        let part = |list: &str, dice: &mut Dice| {
            let words = &self.lists[list];
            words[dice.index(words.len())]
        };
        let second = if dice.chance(70) { part("given", dice) } else { "" };
        format!("{}{}{second}", part("surname", dice), part("given", dice))
    }
}
