//! How values are cut into classes: as the map in the browser cuts them (`web/src/lib/map/classing.ts`), to the last digit.
//! Both are held to the cases of `web/src/lib/map/style/classes.json`.

mod digits;
mod natural;

use std::str::FromStr;

use digits::{power_below, significant};

/// The most classes of a map.
pub const CLASSES: usize = 7;

/// A way to cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// As many areas in each.
    Quantile,
    /// Equal steps.
    Equal,
    /// Where values lie apart by nature (Jenks 1967).
    Natural,
    /// Equal steps to both sides of the mean.
    Diverging,
}

impl Scheme {
    /// All, the usual one first.
    pub const ALL: [Self; 4] = [Self::Quantile, Self::Equal, Self::Natural, Self::Diverging];

    /// As addresses name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quantile => "quantile",
            Self::Equal => "equal",
            Self::Natural => "natural",
            Self::Diverging => "diverging",
        }
    }

    /// Upper edges between at most `n` classes of ascending `values`; `middle` is what a diverging scale turns around.
    pub fn breaks(self, values: &[f64], n: usize, middle: f64) -> Vec<f64> {
        match self {
            Self::Quantile => even(values, n),
            Self::Equal => nice(first(values), last(values), n),
            Self::Natural => natural::legible(&natural::breaks(values, n), values),
            Self::Diverging => around(values, middle, n),
        }
    }
}

impl FromStr for Scheme {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name).ok_or(())
    }
}

/// Edges for what runs from little to much: as many values in each class, and where too many are alike for that (of most areas
/// a count is zero) where they lie apart by nature. `values` ascend.
pub fn rising(values: &[f64], n: usize) -> Vec<f64> {
    let even = even_edges(values, n);
    if values.len() >= 5 && tells_enough(&even, n) {
        return even;
    }
    Scheme::Natural.breaks(values, n, 0.0)
}

/// As [`rising`], for whole numbers: the edges are whole too and divide them in the same way.
pub fn counted(values: &[f64], n: usize) -> Vec<f64> {
    let mut edges: Vec<f64> = rising(values, n).into_iter().map(f64::ceil).collect();
    edges.dedup();
    edges
}

/// The class of a value: how many edges it has reached.
pub fn class_of(value: f64, breaks: &[f64]) -> usize {
    breaks.partition_point(|edge| *edge <= value)
}

/// Round numbers that cut `low` to `high` into `n` equal steps of 1, 2, 2.5 or 5 times a power of ten.
fn nice(low: f64, high: f64, n: usize) -> Vec<f64> {
    // Not a number counts as no range.
    if low.partial_cmp(&high) != Some(std::cmp::Ordering::Less) || n < 2 {
        return Vec::new();
    }
    let raw = (high - low) / n as f64;
    let power = power_below(raw);
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power);
    let step = steps.into_iter().find(|step| *step >= raw * 0.8).unwrap_or(10.0 * power);
    let begin = (f64::midpoint(low, high) / step - (n - 1) as f64 / 2.0).ceil() * step;
    (0..n - 1).map(|i| significant(begin + i as f64 * step, 10)).collect()
}

/// Edges between classes that hold equally many values, as round as they allow; even steps where values say too little.
fn even(values: &[f64], n: usize) -> Vec<f64> {
    let edges = even_edges(values, n);
    if values.len() >= 5 && tells_enough(&edges, n) {
        return edges;
    }
    nice(first(values), last(values), n)
}

/// Whether so many edges are enough for `n` classes.
fn tells_enough(edges: &[f64], n: usize) -> bool {
    edges.len() >= n.saturating_sub(1).min(4)
}

/// Edges between classes that hold equally many values, as round as they allow; fewer where values repeat.
fn even_edges(values: &[f64], n: usize) -> Vec<f64> {
    let (low, high) = (first(values), last(values));
    let spread = (high - low) / n as f64 * 0.5;
    let step = power_below(if spread == 0.0 { 1.0 } else { spread });
    let mut round: Vec<f64> = Vec::new();
    for i in 1..n {
        let edge = quantile(values, i as f64 / n as f64);
        let edge = significant(half_up(edge / step) * step, 10);
        if !round.contains(&edge) && edge > low && edge <= high {
            round.push(edge);
        }
    }
    round
}

/// Edges in equal steps around `middle`; the outer classes begin where all but the outermost twentieth of the values lie
/// within.
fn around(values: &[f64], middle: f64, n: usize) -> Vec<f64> {
    let mut apart: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    apart.sort_unstable_by(f64::total_cmp);
    let place = (0.95 * apart.len().saturating_sub(1) as f64).floor() as usize;
    let reach = apart.get(place).copied().unwrap_or(0.0);
    let odd = if n % 2 == 1 { n } else { n - 1 };
    let raw = reach / (odd as f64 / 2.0);
    if reach <= 0.0 {
        return Vec::new();
    }
    let power = power_below(raw);
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power);
    let Some(step) = steps.into_iter().find(|step| *step >= raw * 0.9) else { return Vec::new() };
    let around = half_up(middle / (step / 10.0)) * (step / 10.0);
    let edge = |i: usize| significant(around + (i as f64 - (odd as f64 - 2.0) / 2.0) * step, 10);
    (0..odd - 1).map(edge).collect()
}

/// The quantile between neighbouring values in proportion (type 7 of Hyndman and Fan 1996), as d3 takes it.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = (sorted.len().saturating_sub(1)) as f64 * part;
    let below = at.floor();
    let value = |place: f64| sorted.get(place as usize).copied().unwrap_or_else(|| last(sorted));
    let (from, to) = (value(below), value(below + 1.0));
    from + (to - from) * (at - below)
}

/// The nearest whole number; halves go up.
fn half_up(value: f64) -> f64 {
    (value + 0.5).floor()
}

fn first(values: &[f64]) -> f64 {
    values.first().copied().unwrap_or(0.0)
}

fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// Cases that the browser's tests are held to as well.
    const CASES: &str = include_str!("../../web/src/lib/map/style/classes.json");

    #[derive(Deserialize)]
    struct Case {
        name: String,
        scheme: String,
        values: Vec<f64>,
        classes: usize,
        middle: f64,
        breaks: Vec<f64>,
    }

    #[test]
    fn classes_are_those_of_the_browser() {
        let cases: Vec<Case> = serde_json::from_str(CASES).unwrap();
        assert!(cases.len() >= 16);
        for Case { name, scheme, values, classes, middle, breaks } in cases {
            let scheme: Scheme = scheme.parse().unwrap();
            assert_eq!(scheme.breaks(&values, classes, middle), breaks, "{name}");
        }
    }

    #[test]
    fn what_is_mostly_zero_is_cut_where_it_lies_apart() {
        let mut counts = vec![0.0; 500];
        counts.extend([1.0, 1.0, 1.0, 2.0, 3.0]);
        assert_eq!(rising(&counts, CLASSES), [1.0, 2.0, 3.0]);
        let few: Vec<f64> = (0..38).map(|at| f64::from(at % 6)).collect();
        let (edges, whole) = (rising(&few, CLASSES), counted(&few, CLASSES));
        assert!(whole.iter().all(|edge| edge.fract() == 0.0), "{whole:?} of {edges:?}");
        for value in [0.0, 1.0, 2.0, 3.0, 4.0] {
            let next = value + 1.0;
            let apart = |edges: &[f64]| class_of(value, edges) != class_of(next, edges);
            assert_eq!(apart(&edges), apart(&whole), "{value}: {edges:?}, {whole:?}");
        }
        let spread: Vec<f64> = (0..70).map(f64::from).collect();
        assert_eq!(rising(&spread, CLASSES), Scheme::Quantile.breaks(&spread, CLASSES, 0.0));
        assert!(rising(&[], CLASSES).is_empty() && rising(&[4.0, 4.0], CLASSES).is_empty());
    }

    #[test]
    fn an_edge_belongs_to_the_class_above_it() {
        let classes = [0.1, 0.3, 0.59, 0.6, 0.9].map(|value| class_of(value, &[0.3, 0.6]));
        assert_eq!(classes, [0, 1, 1, 2, 2]);
    }
}
