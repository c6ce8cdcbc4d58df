//! Cells as a file types them.

use super::date::Date;

/// A cell as the file typed it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or only blanks.
    Empty,
    /// Text without blanks around it.
    Text(Box<str>),
    /// A number: the file itself says so.
    Number(f64),
    /// A number that the file shows as a percentage: 0.145 is shown as 14.5%.
    Percent(f64),
    /// A day: the file itself says so.
    Date(Date),
    /// True or false.
    Bool(bool),
}

impl Cell {
    /// A cell of a text file: blanks around it do not count.
    pub fn text(text: &str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => Self::Text(text.into()),
        }
    }

    /// A day or moment that the file writes as text by ISO 8601 and types as one.
    pub fn iso(text: &str) -> Self {
        Date::of_iso(text.trim()).map_or_else(|| Self::text(text), Self::Date)
    }
}
