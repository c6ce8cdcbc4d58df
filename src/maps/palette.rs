//! The colours of the map, from the file that the page in the browser reads too.

use std::str::FromStr;

use serde::Deserialize;

const THEMES: &str = include_str!("../../web/src/lib/map/style/themes.json");

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shade {
    /// As on paper.
    #[default]
    Light,
    /// As at night.
    Dark,
}

impl FromStr for Shade {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            _ => Err(()),
        }
    }
}

#[derive(Deserialize)]
struct Themes {
    light: Theme,
    dark: Theme,
}

/// Colours of one theme, in CSS.
#[derive(Debug, Clone, Deserialize)]
pub struct Theme {
    sequential: Vec<String>,
    diverging: Vec<String>,
    /// Water.
    pub sea: String,
    /// Areas without a colour of their own.
    pub land: String,
    /// Lines between areas.
    pub border: String,
    /// The outline of provinces.
    pub coast: String,
    /// Letters.
    pub label: String,
    /// Behind letters.
    pub halo: String,
    /// Areas without a value.
    pub missing: String,
    /// Slanted lines over them.
    pub hatch: String,
    /// What was chosen.
    pub accent: String,
}

impl Theme {
    /// The colours of a theme.
    ///
    /// # Errors
    /// When the file, which is part of this program, is not as this module reads it.
    pub fn of(shade: Shade) -> Result<Self, serde_json::Error> {
        let Themes { light, dark } = serde_json::from_str(THEMES)?;
        Ok(match shade {
            Shade::Light => light,
            Shade::Dark => dark,
        })
    }

    /// `n` colours of the sequential scale, low to high.
    pub fn sequential(&self, n: usize) -> Vec<String> {
        let all = &self.sequential;
        if n >= all.len() {
            return all.clone();
        }
        let last = (all.len() - 1) as f64;
        let place = |i: usize| match n {
            0 | 1 => 4,
            _ => (i as f64 * last / (n - 1) as f64).round() as usize,
        };
        (0..n.max(1)).filter_map(|i| all.get(place(i)).cloned()).collect()
    }

    /// The diverging scale for so many edges between classes: all of it, or its middle where there are none.
    pub fn diverging(&self, edges: usize) -> Vec<String> {
        match edges {
            0 => self.diverging.get(3).cloned().into_iter().collect(),
            _ => self.diverging.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_spread_over_as_many_classes_as_there_are() {
        let theme = Theme::of(Shade::Light).unwrap();
        assert_eq!(theme.sequential(7), theme.sequential);
        assert_eq!(theme.sequential(3), ["#ffffcc", "#41b6c4", "#0c2c84"]);
        assert_eq!(theme.sequential(1), ["#1d91c0"]);
        assert_eq!(theme.diverging(0), ["#f7f7f7"]);
        assert_eq!(Theme::of(Shade::Dark).unwrap().sequential(9).len(), 7);
    }
}
