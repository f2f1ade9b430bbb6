//! How do letters and forms become files?

use crate::docx::docx_of;
use crate::fonts::Fonts;
use crate::form::{Form, Row};
use crate::layout::{Block, Line, Style, clean, front};
use crate::letter::Letter;
use crate::letter_layout;
use crate::paper::Paper;
use crate::pdf::pdf_of;
use crate::plain::text_of;
use crate::runs::Face;

/// The letter as PDF/A-2a and PDF/UA-1. Takes a core for its time: call it where blocking is allowed, and few at once.
pub fn letter_pdf(letter: &Letter, fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    pdf_of(&letter_layout::paper(letter), letter_layout::blocks(letter), fonts)
}

/// The letter as a Word file, without a seal.
pub fn letter_docx(letter: &Letter) -> anyhow::Result<Vec<u8>> {
    docx_of(&letter_layout::paper(letter), &letter_layout::blocks(letter))
}

/// What the letter says: the text that PDF and docx must agree with.
#[must_use]
pub fn letter_text(letter: &Letter) -> String {
    text_of(letter_layout::blocks(letter))
}

/// The form as PDF/A-2a and PDF/UA-1.
pub fn form_pdf(form: &Form, fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    pdf_of(&paper(form), blocks(form), fonts)
}

/// The form as a Word file, to be filled in on a screen.
pub fn form_docx(form: &Form) -> anyhow::Result<Vec<u8>> {
    docx_of(&paper(form), &blocks(form))
}

/// What the form says.
#[must_use]
pub fn form_text(form: &Form) -> String {
    text_of(blocks(form))
}

fn paper(form: &Form) -> Paper {
    Paper { title: form.title.clone(), printed_at: form.printed_at, ..Paper::default() }
}

fn blocks(form: &Form) -> Vec<Block> {
    let mut blocks = Vec::new();
    front(&paper(form), &mut blocks);
    let line = |face, text: &str| Block::Line(Line::plain(Style::Origin, face, clean(text)));
    blocks.extend(form.subtitle.as_deref().map(|subtitle| line(Face::Song, subtitle)));
    blocks.push(Block::Grid { rows: form.rows.iter().map(Row::cleaned).collect() });
    blocks.extend(form.notes.iter().map(|note| line(Face::Song, note)));
    blocks
}
