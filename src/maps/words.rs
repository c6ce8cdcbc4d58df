//! Words and figures of a static map, Indonesian first.

use std::str::FromStr;

/// The language of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "id" => Ok(Self::Id),
            "en" => Ok(Self::En),
            _ => Err(()),
        }
    }
}

impl Lang {
    /// One of two texts.
    pub const fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }

    /// A number with so many decimals: `1.234,5` or `1,234.5`.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let (thousands, point) = match self {
            Self::Id => ('.', ','),
            Self::En => (',', '.'),
        };
        let text = format!("{:.decimals$}", value.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::new();
        if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            out.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !rest.is_empty() {
            out.push(point);
            out.push_str(rest);
        }
        out
    }

    /// A length of so many metres, in metres or kilometres.
    pub fn length(self, metres: f64) -> String {
        match metres {
            km if km >= 1000.0 => format!("{} km", self.number(km / 1000.0, 0)),
            m => format!("{} m", self.number(m, 0)),
        }
    }

    /// Which whole numbers are in each class, low to high; edges are whole too.
    pub fn counts(self, breaks: &[f64]) -> Vec<String> {
        let Some(last) = breaks.last() else { return Vec::new() };
        let below = |from: f64, to: f64| match to - 1.0 > from {
            true => format!("{} – {}", self.number(from, 0), self.number(to - 1.0, 0)),
            false => self.number(from, 0),
        };
        let from = [0.0].into_iter().chain(breaks.iter().copied());
        let classes = from.zip(breaks).map(|(from, to)| below(from, *to));
        classes.chain([format!("≥ {}", self.number(*last, 0))]).collect()
    }

    /// What is in each class, low to high, with as many decimals as tell the edges apart.
    pub fn classes(self, breaks: &[f64]) -> Vec<String> {
        let decimals = |edge: &f64| edge.to_string().split_once('.').map_or(0, |(_, d)| d.len());
        let decimals = breaks.iter().map(decimals).max().unwrap_or(0);
        let edge = |edge: &f64| self.number(*edge, decimals);
        let mut texts = Vec::with_capacity(breaks.len() + 1);
        let (Some(first), Some(last)) = (breaks.first(), breaks.last()) else { return texts };
        texts.push(format!("< {}", edge(first)));
        for pair in breaks.windows(2) {
            texts.push(pair.iter().map(edge).collect::<Vec<_>>().join(" – "));
        }
        texts.push(format!("≥ {}", edge(last)));
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(Lang::Id.number(1_234_567.25, 1), "1.234.567,2");
        assert_eq!(Lang::En.number(-1234.5, 2), "−1,234.50");
        assert_eq!(Lang::Id.number(-0.001, 1), "0,0");
        assert_eq!(Lang::Id.number(999.0, 0), "999");
    }

    #[test]
    fn edges_never_read_alike() {
        assert_eq!(Lang::Id.classes(&[0.25, 0.3]), ["< 0,25", "0,25 – 0,30", "≥ 0,30"]);
        assert!(Lang::Id.classes(&[]).is_empty());
        assert_eq!(Lang::Id.counts(&[1.0, 2.0, 1500.0]), ["0", "1", "2 – 1.499", "≥ 1.500"]);
        assert!(Lang::Id.counts(&[]).is_empty());
    }
}
