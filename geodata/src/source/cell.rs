//! Cells as a file types them.

/// A cell as the file typed it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or only blanks.
    Empty,
    /// Text without blanks around it.
    Text(Box<str>),
    /// A number: the file itself says so.
    Number(f64),
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
}
