//! A line that is being typed, and what keys do to it.

use super::complete::Completion;
use super::keys::Key;

/// The letters of a line, and before which of them the cursor stands.
#[derive(Debug, Default)]
pub(super) struct Line {
    letters: Vec<char>,
    cursor: usize,
    /// The place in the history of what is shown, counted from its end; 0 is what was typed.
    place: usize,
    /// What was typed before an older line took its place.
    typed: Option<Vec<char>>,
}

/// What a key was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The line goes on.
    No,
    /// It is whole.
    Whole,
    /// Nothing of it is wanted.
    Dropped,
    /// There is no more.
    Ended,
    /// The screen is to be emptied.
    Cleared,
    /// Names that could stand here.
    Names(Vec<String>),
}

/// Names that are shown at most.
const MOST_NAMES: usize = 100;

impl Line {
    pub fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// What stands before the cursor.
    pub fn before(&self) -> String {
        self.letters.iter().take(self.cursor).collect()
    }

    /// Does what a key says. `history` is from the oldest to the newest line; `complete` knows what can stand at the end of
    /// a text.
    pub fn take(
        &mut self,
        key: Key,
        history: &[String],
        complete: impl FnOnce(&str) -> Completion,
    ) -> Done {
        match key {
            Key::Letter(letter) => {
                self.letters.insert(self.cursor, letter);
                self.cursor += 1;
            }
            Key::Enter => return Done::Whole,
            Key::Cancel => return Done::Dropped,
            Key::Clear => return Done::Cleared,
            Key::EndOfInput if self.letters.is_empty() => return Done::Ended,
            Key::EndOfInput | Key::Delete => {
                if self.cursor < self.letters.len() {
                    self.letters.remove(self.cursor);
                }
            }
            Key::Backspace => {
                if self.cursor > 0 {
                    self.cursor -= 1;
                    self.letters.remove(self.cursor);
                }
            }
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = (self.cursor + 1).min(self.letters.len()),
            Key::WordLeft => self.cursor = self.word_start(),
            Key::WordRight => self.cursor = self.word_end(),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.letters.len(),
            Key::CutEnd => self.letters.truncate(self.cursor),
            Key::CutStart => self.cut_from(0),
            Key::CutWord => self.cut_from(self.word_start()),
            Key::Up => self.older(history),
            Key::Down => self.newer(history),
            Key::Tab => return self.complete(complete(&self.before())),
            Key::Other => {}
        }
        Done::No
    }

    fn cut_from(&mut self, start: usize) {
        self.letters.drain(start..self.cursor);
        self.cursor = start;
    }

    fn is_word(&self, place: usize) -> bool {
        self.letters.get(place).is_some_and(|letter| letter.is_alphanumeric() || *letter == '_')
    }

    fn word_start(&self) -> usize {
        let mut place = self.cursor;
        while place > 0 && !self.is_word(place - 1) {
            place -= 1;
        }
        while place > 0 && self.is_word(place - 1) {
            place -= 1;
        }
        place
    }

    fn word_end(&self) -> usize {
        let mut place = self.cursor;
        while place < self.letters.len() && !self.is_word(place) {
            place += 1;
        }
        while self.is_word(place) {
            place += 1;
        }
        place
    }

    fn show(&mut self, letters: Vec<char>) {
        self.cursor = letters.len();
        self.letters = letters;
    }

    /// The next older line that begins as what was typed.
    fn older(&mut self, history: &[String]) {
        let typed: String = self.typed.as_ref().unwrap_or(&self.letters).iter().collect();
        let before = history.len().saturating_sub(self.place);
        let found = history.iter().take(before).rposition(|line| line.starts_with(&typed));
        let Some((found, line)) = found.and_then(|found| Some((found, history.get(found)?))) else {
            return;
        };
        if self.typed.is_none() {
            self.typed = Some(self.letters.clone());
        }
        self.place = history.len() - found;
        self.show(line.chars().collect());
    }

    fn newer(&mut self, history: &[String]) {
        let Some(typed) = &self.typed else { return };
        let start: String = typed.iter().collect();
        let shown = history.len().saturating_sub(self.place);
        let newer = history.iter().enumerate().skip(shown + 1);
        match newer.into_iter().find(|(_, line)| line.starts_with(&start)) {
            Some((found, line)) => {
                self.place = history.len() - found;
                self.show(line.chars().collect());
            }
            None => {
                self.place = 0;
                let typed = self.typed.take().unwrap_or_default();
                self.show(typed);
            }
        }
    }

    fn complete(&mut self, found: Completion) -> Done {
        let Completion { letters, mut names } = found;
        let Some(first) = names.first() else { return Done::No };
        let common = names.iter().fold(first.clone(), |common, name| shared(&common, name));
        let common: Vec<char> = common.chars().collect();
        let longer = common.len() > letters;
        if longer || names.len() == 1 {
            let start = self.cursor.saturating_sub(letters);
            self.letters.splice(start..self.cursor, common.iter().copied());
            self.cursor = start + common.len();
        }
        if longer || names.len() == 1 {
            return Done::No;
        }
        if names.len() > MOST_NAMES {
            let more = names.len() - MOST_NAMES;
            names.truncate(MOST_NAMES);
            names.push(format!("... {more} more"));
        }
        Done::Names(names)
    }

    /// The part of the line that fits `room` letters, and where in it the cursor stands.
    pub fn window(&self, room: usize) -> (String, usize) {
        let start = (self.cursor + 1).saturating_sub(room.max(1));
        (self.letters.iter().skip(start).take(room).collect(), self.cursor - start)
    }
}

/// What two names begin with, as the first writes it.
fn shared(a: &str, b: &str) -> String {
    let same = |(a, b): &(char, char)| a.eq_ignore_ascii_case(b);
    a.chars().zip(b.chars()).take_while(same).map(|(a, _)| a).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> Completion {
        Completion { letters: 0, names: Vec::new() }
    }

    fn typed(line: &mut Line, text: &str) {
        text.chars().for_each(|c| assert_eq!(line.take(Key::Letter(c), &[], none), Done::No));
    }

    #[test]
    fn keys_edit_a_line() {
        let mut line = Line::default();
        typed(&mut line, "SELECT é, b");
        for (key, text, before) in [
            (Key::Left, "SELECT é, b", "SELECT é, "),
            (Key::WordLeft, "SELECT é, b", "SELECT "),
            (Key::Delete, "SELECT , b", "SELECT "),
            (Key::Backspace, "SELECT, b", "SELECT"),
            (Key::WordRight, "SELECT, b", "SELECT, b"),
            (Key::CutWord, "SELECT, ", "SELECT, "),
            (Key::Home, "SELECT, ", ""),
            (Key::Backspace, "SELECT, ", ""),
            (Key::Right, "SELECT, ", "S"),
            (Key::CutEnd, "S", "S"),
            (Key::EndOfInput, "S", "S"),
            (Key::CutStart, "", ""),
        ] {
            assert_eq!(line.take(key, &[], none), Done::No);
            assert_eq!((line.text().as_str(), line.before().as_str()), (text, before), "{key:?}");
        }
        assert_eq!(line.take(Key::EndOfInput, &[], none), Done::Ended);
        assert_eq!(line.take(Key::Enter, &[], none), Done::Whole);
    }

    #[test]
    fn older_lines_are_those_that_begin_as_what_was_typed() {
        let history = ["SELECT 1;", "\\d", "SELECT 2;"].map(str::to_owned);
        let mut line = Line::default();
        typed(&mut line, "SEL");
        let mut press = |key: Key| {
            line.take(key, &history, none);
            line.text()
        };
        assert_eq!(press(Key::Up), "SELECT 2;");
        assert_eq!(press(Key::Up), "SELECT 1;");
        assert_eq!(press(Key::Up), "SELECT 1;");
        assert_eq!(press(Key::Down), "SELECT 2;");
        assert_eq!(press(Key::Down), "SEL");
        assert_eq!(press(Key::Down), "SEL");
    }

    #[test]
    fn names_are_completed_as_far_as_they_are_alike() {
        let mut line = Line::default();
        typed(&mut line, "SELECT v");
        let names = |names: &[&str]| Completion {
            letters: 1,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(line.take(Key::Tab, &[], |_| names(&["village_a", "village_b"])), Done::No);
        assert_eq!(line.text(), "SELECT village_");
        let two = |_: &str| Completion {
            letters: 8,
            names: vec!["village_a".to_owned(), "village_b".to_owned()],
        };
        assert!(matches!(line.take(Key::Tab, &[], two), Done::Names(names) if names.len() == 2));
        assert_eq!(line.take(Key::Tab, &[], none), Done::No);
    }

    #[test]
    fn the_cursor_is_always_in_sight() {
        let mut line = Line::default();
        typed(&mut line, &"0123456789".repeat(3));
        assert_eq!(line.window(10), ("123456789".to_owned(), 9));
        line.take(Key::Home, &[], none);
        assert_eq!(line.window(10), ("0123456789".to_owned(), 0));
        assert_eq!(line.window(0).1, 0);
    }
}
