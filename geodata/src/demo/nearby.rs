//! Finds the nearest of very many places for a few that ask: made in one pass over them, where a tree would sort them
//! again and again.

/// Places in a plane, in the cells of a grid. Cells are squares; kilometres.
pub struct Nearby<'a> {
    places: &'a [[f64; 2]],
    cell: f64,
    low: [f64; 2],
    columns: usize,
    rows: usize,
    /// Where the members of each cell begin, row by row, and where the last ends.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl<'a> Nearby<'a> {
    /// Puts `places` into cells with sides of `cell`.
    pub fn new(places: &'a [[f64; 2]], cell: f64) -> Self {
        let bound = |axis: usize, start: f64, pick: fn(f64, f64) -> f64| {
            places.iter().map(|place| place[axis]).fold(start, pick)
        };
        let low = [0, 1].map(|axis| bound(axis, f64::INFINITY, f64::min));
        let high = [0, 1].map(|axis| bound(axis, f64::NEG_INFINITY, f64::max));
        let cells = |axis: usize| ((high[axis] - low[axis]).max(0.0) / cell) as usize + 1;
        let (columns, rows) = (cells(0), cells(1));
        let mut grid = Self {
            places,
            cell,
            low,
            columns,
            rows,
            starts: vec![0; columns * rows + 1],
            members: vec![0; places.len()],
        };
        for place in places {
            let at = grid.of(*place);
            grid.starts[at + 1] += 1;
        }
        for at in 0..columns * rows {
            grid.starts[at + 1] += grid.starts[at];
        }
        let mut next = grid.starts.clone();
        for (number, place) in (0..).zip(places) {
            let slot = &mut next[grid.of(*place)];
            grid.members[*slot as usize] = number;
            *slot += 1;
        }
        grid
    }

    /// The nearest place, and which one it is.
    pub fn nearest(&self, at: [f64; 2]) -> Option<usize> {
        self.find(at, |_| true)
    }

    /// The nearest place that is `wanted`; asked of one after the other, from near to far.
    pub fn find(&self, at: [f64; 2], mut wanted: impl FnMut(usize) -> bool) -> Option<usize> {
        let high = [
            self.low[0] + self.cell * self.columns as f64,
            self.low[1] + self.cell * self.rows as f64,
        ];
        let far =
            [0, 1].map(|axis| (at[axis] - self.low[axis]).abs().max((at[axis] - high[axis]).abs()));
        let everything = far[0].hypot(far[1]);
        let (mut asked, mut reach) = (-1.0, self.cell);
        while !self.places.is_empty() {
            let mut found = self.between(at, asked, reach);
            found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let hit = found.into_iter().map(|(_, number)| number as usize).find(|n| wanted(*n));
            if hit.is_some() || reach > everything {
                return hit;
            }
            (asked, reach) = (reach * reach, reach * 2.0);
        }
        None
    }

    /// Places at most `reach` away of which the square of the distance is above `least`, with that square.
    fn between(&self, at: [f64; 2], least: f64, reach: f64) -> Vec<(f64, u32)> {
        let span = |axis: usize| {
            let cell = |at: f64| ((at - self.low[axis]) / self.cell).max(0.0) as usize;
            cell(at[axis] - reach)..=cell(at[axis] + reach)
        };
        let (columns, rows) = (span(0), span(1));
        let mut found = Vec::new();
        for row in *rows.start()..=(*rows.end()).min(self.rows - 1) {
            let (from, to) = (*columns.start(), (*columns.end()).min(self.columns - 1));
            if from > to {
                break;
            }
            // Cells beside each other have their members behind each other.
            let first = self.starts[row * self.columns + from] as usize;
            let last = self.starts[row * self.columns + to + 1] as usize;
            for number in &self.members[first..last] {
                let place = self.places[*number as usize];
                let squared = (place[0] - at[0]).powi(2) + (place[1] - at[1]).powi(2);
                if squared > least && squared <= reach * reach {
                    found.push((squared, *number));
                }
            }
        }
        found
    }

    /// The cell of one of the places.
    fn of(&self, place: [f64; 2]) -> usize {
        let cell = |axis: usize| ((place[axis] - self.low[axis]) / self.cell) as usize;
        cell(1) * self.columns + cell(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_come_from_near_to_far(
            places in proptest::collection::vec((0.0..50.0f64, -20.0..20.0f64), 0..80),
            at in (-300.0..300.0f64, -60.0..60.0f64), cell in 0.5..9.0f64, most in 1..90usize,
        ) {
            let places: Vec<[f64; 2]> = places.into_iter().map(|(x, y)| [x, y]).collect();
            let at = [at.0, at.1];
            let mut expected: Vec<usize> = (0..places.len()).collect();
            let squared = |n: &usize| (places[*n][0] - at[0]).powi(2) + (places[*n][1] - at[1]).powi(2);
            expected.sort_by(|a, b| squared(a).total_cmp(&squared(b)).then(a.cmp(b)));
            let grid = Nearby::new(&places, cell);
            prop_assert_eq!(grid.nearest(at), expected.first().copied());
            let mut asked = Vec::new();
            let found = grid.find(at, |n| { asked.push(n); asked.len() == most });
            expected.truncate(most);
            prop_assert_eq!(found, expected.get(most - 1).copied());
            prop_assert_eq!(asked, expected);
        }
    }
}
