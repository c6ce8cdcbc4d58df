//! Natural breaks: the classes with the least sum of squared distances from their means (Fisher 1958), exact, with divide and
//! conquer over the monotone cuts (ckmeans.1d.dp, Wang and Song 2011): O(classes · m log m) for m different values.

use super::digits::significant;

/// Edges between at most `n` classes of ascending `values`: each is the roundest number between two classes.
pub(super) fn breaks(values: &[f64], n: usize) -> Vec<f64> {
    let spread = Spread::new(values);
    let at = &spread.at;
    let classes = n.min(at.len());
    if classes < 2 {
        return Vec::new();
    }
    let mut cuts: Vec<Vec<usize>> = Vec::new();
    let mut before: Vec<f64> = (0..at.len()).map(|j| spread.of(0, j)).collect();
    for class in 1..classes {
        let mut next = Next {
            before: &before,
            spread: &spread,
            class,
            best: vec![f64::INFINITY; at.len()],
            cut: vec![0; at.len()],
        };
        next.fill(class, at.len() - 1, class, at.len() - 1);
        let Next { best, cut, .. } = next;
        cuts.push(cut);
        before = best;
    }
    let mut edges = Vec::new();
    let mut end = at.len() - 1;
    for cut in cuts.iter().rev() {
        let start = cut.get(end).copied().unwrap_or(0);
        let value = |place: usize| at.get(place).copied().unwrap_or(0.0);
        edges.insert(0, roundest(value(start.wrapping_sub(1)), value(start)));
        end = start.saturating_sub(1);
    }
    edges
}

/// Edges as round as a five-hundredth of the range allows, each once.
pub(super) fn legible(edges: &[f64], values: &[f64]) -> Vec<f64> {
    let range = values.first().zip(values.last()).map_or(0.0, |(low, high)| high - low);
    let slack = range / 500.0;
    let mut legible = Vec::new();
    for edge in edges.iter().map(|edge| roundest(edge - slack, edge + slack)) {
        if !legible.contains(&edge) {
            legible.push(edge);
        }
    }
    legible
}

/// The number with the fewest digits that is more than `below` and at most `above`.
fn roundest(below: f64, above: f64) -> f64 {
    if above.partial_cmp(&below) != Some(std::cmp::Ordering::Greater) {
        return above;
    }
    let gap = above - below;
    let mut power = 10f64.powf(gap.log10().ceil());
    while power > gap * 1e-6 {
        for step in [5.0 * power, 2.0 * power, power] {
            let found = significant((above / step + 1e-9).floor() * step, 12);
            if found > below && found <= above {
                return found;
            }
        }
        power /= 10.0;
    }
    above
}

/// Different values, and sums over them.
struct Spread {
    at: Vec<f64>,
    weight: Vec<f64>,
    sum: Vec<f64>,
    square: Vec<f64>,
}

impl Spread {
    fn new(values: &[f64]) -> Self {
        let (mut at, mut count): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for value in values {
            match count.last_mut() {
                Some(count) if at.last() == Some(value) => *count += 1.0,
                _ => {
                    at.push(*value);
                    count.push(1.0);
                }
            }
        }
        // Around the middle value, so that squares of large numbers do not swallow their differences.
        let centre = at.get(at.len() >> 1).copied().unwrap_or(0.0);
        let (mut weight, mut sum, mut square) = (vec![0.0], vec![0.0], vec![0.0]);
        let add = |sums: &mut Vec<f64>, more: f64| {
            sums.push(sums.last().copied().unwrap_or(0.0) + more);
        };
        for (value, count) in at.iter().zip(&count) {
            let x = value - centre;
            add(&mut weight, *count);
            add(&mut sum, count * x);
            add(&mut square, count * x * x);
        }
        Self { at, weight, sum, square }
    }

    /// Sum of squared distances from their mean of the different values `i` to `j`.
    fn of(&self, i: usize, j: usize) -> f64 {
        let between = |sums: &[f64]| {
            let at = |place: usize| sums.get(place).copied().unwrap_or(0.0);
            at(j + 1) - at(i)
        };
        let sum = between(&self.sum);
        (between(&self.square) - sum * sum / between(&self.weight)).max(0.0)
    }
}

/// Least spread of the values up to each with one class more than `before`, and where that class begins.
struct Next<'a> {
    before: &'a [f64],
    spread: &'a Spread,
    class: usize,
    best: Vec<f64>,
    cut: Vec<usize>,
}

impl Next<'_> {
    /// For the values `low` to `high`, whose last class begins between `from` and `to`.
    fn fill(&mut self, low: usize, high: usize, from: usize, to: usize) {
        if low > high {
            return;
        }
        let j = usize::midpoint(low, high);
        let first = from.max(self.class);
        let (mut least, mut start) = (f64::INFINITY, first);
        for i in first..=j.min(to) {
            let before = self.before.get(i - 1).copied().unwrap_or(f64::INFINITY);
            let all = before + self.spread.of(i, j);
            if all < least {
                (least, start) = (all, i);
            }
        }
        if let Some((best, cut)) = self.best.get_mut(j).zip(self.cut.get_mut(j)) {
            (*best, *cut) = (least, start);
        }
        // The last class of more values never begins earlier.
        if j > low {
            self.fill(low, j - 1, from, start);
        }
        self.fill(j + 1, high, start, to);
    }
}
