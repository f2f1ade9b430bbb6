//! What does a box look like: which of its pixels are black and which belong to the white mark of the article?
//!
//! It is made of the box's size and mark alone, never of what lies beneath.

/// The signs of the articles on grounds, sixteen by sixteen, drawn for this program.
const SIGNS: [(char, [&str; 16]); 6] = [
    (
        '第',
        [
            "...#............",
            "...#.....#......",
            "..######.######.",
            "..#..#..##.##...",
            ".#...#..#...#...",
            "..############..",
            ".......#.....#..",
            ".......#.....#..",
            "...###########..",
            "..##...#........",
            "..############..",
            "......##.....#..",
            ".....#.#.....#..",
            "....#..#.....#..",
            "..##...#..####..",
            "................",
        ],
    ),
    (
        '十',
        [
            "................",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".##############.",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            ".......##.......",
            "................",
        ],
    ),
    (
        '四',
        [
            "................",
            "................",
            ".##############.",
            ".##...#..#...##.",
            ".##...#..#...##.",
            ".##...#..#...##.",
            ".##..##..#...##.",
            ".##..#...#...##.",
            ".##..#...#...##.",
            ".##.##...######.",
            ".####........##.",
            ".##..........##.",
            ".##..........##.",
            ".##############.",
            ".##..........##.",
            "................",
        ],
    ),
    (
        '五',
        [
            "................",
            "................",
            "..############..",
            "......##........",
            "......##........",
            "......#.........",
            "......#.........",
            "...#########....",
            "......#....#....",
            "......#....#....",
            ".....##....#....",
            ".....#.....#....",
            ".....#.....#....",
            ".....#.....#....",
            ".##############.",
            "................",
        ],
    ),
    (
        '六',
        [
            ".......#........",
            ".......#........",
            ".......##.......",
            "........#.......",
            "................",
            ".##############.",
            "................",
            "................",
            ".....#....#.....",
            "....##....##....",
            "....#......##...",
            "...##.......#...",
            "...#........##..",
            "..#..........#..",
            ".##..........##.",
            "................",
        ],
    ),
    (
        '条',
        [
            "......#.........",
            ".....##.........",
            "....########....",
            "...###....##....",
            "..##.##..##.....",
            "......####......",
            "......####......",
            "...###....####..",
            ".###...##...###.",
            ".......##.......",
            "..############..",
            ".......##.......",
            "....#..##.##....",
            "...##..##..##...",
            "..##...##...##..",
            "......##........",
        ],
    ),
];

const SIDE: u32 = 16;
/// Black around the mark.
const RIM: u32 = 2;
/// Larger than this a mark only shouts.
const LARGEST: u32 = 3;

/// The face of one box.
pub(super) struct Stamp {
    signs: Vec<&'static [&'static str; 16]>,
    scale: u32,
    left: u32,
    top: u32,
}

impl Stamp {
    /// For a box of so many pixels. A mark that does not fit, or has signs that are not known, is left out: the box is black.
    pub(super) fn of(mark: &str, width: u32, height: u32) -> Self {
        let signs: Option<Vec<_>> = mark.chars().map(|sign| SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, rows)| rows)).collect();
        let signs = signs.unwrap_or_default();
        let count = u32::try_from(signs.len()).unwrap_or_default().max(1);
        let fits = |whole: u32, side: u32| whole.saturating_sub(2 * RIM) / side;
        let scale = fits(width, SIDE * count).min(fits(height, SIDE)).min(LARGEST);
        let middle = |whole: u32, side: u32| whole.saturating_sub(side * scale) / 2;
        let signs = if scale == 0 { Vec::new() } else { signs };
        Self { signs, scale, left: middle(width, SIDE * count), top: middle(height, SIDE) }
    }

    /// Black or white at a pixel of the box.
    pub(super) fn shade(&self, x: u32, y: u32) -> u8 {
        let white = || {
            let (x, y) = (x.checked_sub(self.left)?, y.checked_sub(self.top)?);
            let (column, row) = (x.checked_div(self.scale)?, y.checked_div(self.scale)?);
            let rows = self.signs.get(usize::try_from(column / SIDE).ok()?)?;
            let row = rows.get(usize::try_from(row).ok()?)?;
            Some(row.as_bytes()[usize::try_from(column % SIDE).ok()?] == b'#')
        };
        if white().unwrap_or(false) { u8::MAX } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_white_in_the_middle_and_left_out_where_it_does_not_fit() {
        let n_white = |mark: &str, width: u32, height: u32| {
            let stamp = Stamp::of(mark, width, height);
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).filter(|(x, y)| stamp.shade(*x, *y) == u8::MAX).count()
        };
        let small = n_white("第十五条", 68, 20);
        assert!(small > 150, "{small}");
        assert_eq!(n_white("第十五条", 132, 36), 4 * small, "twice as large");
        assert_eq!(n_white("第十五条", 67, 20), 0);
        assert_eq!(n_white("第十五条", 68, 19), 0);
        assert_eq!(n_white("第廿条", 200, 40), 0, "a sign that is not known");
        assert_eq!(n_white("", 200, 40), 0);
        let stamp = Stamp::of("第十五条", 300, 60);
        assert!((0..300).all(|x| stamp.shade(x, 0) == 0 && stamp.shade(x, 59) == 0));
        assert!(SIGNS.iter().all(|(_, rows)| rows.iter().all(|row| row.len() == 16)));
    }
}
