//! Distances between villages, and who is near whom.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use geodata::distance::{LEAST_DEGREE_OF_LATITUDE_M, Position, metres};

/// Where things are.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Longitude, latitude in degrees (CRS84); `NaN` where unknown.
    LonLat(Vec<[f64; 2]>),
    /// Kilometres in a plane.
    PlaneKm(Vec<[f64; 2]>),
}

impl Places {
    /// Number of places.
    pub fn len(&self) -> usize {
        self.all().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    fn all(&self) -> &[[f64; 2]] {
        match self {
            Self::LonLat(places) | Self::PlaneKm(places) => places,
        }
    }

    /// The place of `i`, where it is known.
    pub fn get(&self, i: u32) -> Option<[f64; 2]> {
        self.all().get(i as usize).copied().filter(|[x, y]| x.is_finite() && y.is_finite())
    }

    /// The places of some, in their order.
    pub(super) fn of(&self, some: &[u32]) -> Self {
        let nowhere = [f64::NAN; 2];
        let of = |all: &[[f64; 2]]| {
            some.iter().map(|i| all.get(*i as usize).copied().unwrap_or(nowhere)).collect()
        };
        match self {
            Self::LonLat(all) => Self::LonLat(of(all)),
            Self::PlaneKm(all) => Self::PlaneKm(of(all)),
        }
    }

    /// The same places as far as they are those of `some`; all others are not known.
    pub(super) fn only(&self, some: &[u32]) -> Self {
        let only = |all: &[[f64; 2]]| {
            let mut kept = vec![[f64::NAN; 2]; all.len()];
            for i in some.iter().map(|i| *i as usize) {
                if let (Some(slot), Some(place)) = (kept.get_mut(i), all.get(i)) {
                    *slot = *place;
                }
            }
            kept
        };
        match self {
            Self::LonLat(all) => Self::LonLat(only(all)),
            Self::PlaneKm(all) => Self::PlaneKm(only(all)),
        }
    }

    /// Kilometres between `a` and `b`.
    pub fn between(&self, a: [f64; 2], b: [f64; 2]) -> f64 {
        match self {
            Self::LonLat(_) => metres(a, b) / 1000.0,
            Self::PlaneKm(_) => plane(a, b),
        }
    }

    /// Whether `a` and `b` are less than `km` apart.
    pub fn nearer(&self, a: [f64; 2], b: [f64; 2], km: f64) -> bool {
        self.may_be_within(a, b, km) && self.spot(a).is_nearer(&self.spot(b), km)
    }

    /// Whether `a` and `b` are at most `km` apart.
    pub fn within(&self, a: [f64; 2], b: [f64; 2], km: f64) -> bool {
        self.may_be_within(a, b, km) && self.spot(a).is_within(&self.spot(b), km)
    }

    /// Whether the latitudes alone do not keep two places farther apart than `km`.
    fn may_be_within(&self, a: [f64; 2], b: [f64; 2], km: f64) -> bool {
        match self {
            Self::LonLat(_) => (a[1] - b[1]).abs() * LEAST_DEGREE_OF_LATITUDE_M <= km * 1000.0,
            Self::PlaneKm(_) => true,
        }
    }

    fn spot(&self, place: [f64; 2]) -> Spot {
        match self {
            Self::LonLat(_) => Spot::Globe(Position::new(place)),
            Self::PlaneKm(_) => Spot::Plane(place),
        }
    }

    /// An upper bound of the degrees (or kilometres) that `km` can span on each axis.
    fn reach(&self, km: f64) -> [f64; 2] {
        match self {
            // A degree of longitude is at least 111.32 km times the cosine of the latitude.
            Self::LonLat(places) => {
                let far = places.iter().map(|p| p[1].abs()).filter(|y| y.is_finite());
                let far = far.fold(0.0, f64::max).min(89.0);
                [km / (110.0 * far.to_radians().cos()), km * 1000.0 / LEAST_DEGREE_OF_LATITUDE_M]
            }
            Self::PlaneKm(_) => [km, km],
        }
    }
}

fn plane(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// A place that is compared with many others.
#[derive(Debug, Clone, Copy)]
enum Spot {
    Globe(Position),
    Plane([f64; 2]),
}

impl Spot {
    fn is_nearer(&self, other: &Self, km: f64) -> bool {
        match (self, other) {
            (Self::Globe(a), Self::Globe(b)) => a.is_nearer(b, km * 1000.0),
            (Self::Plane(a), Self::Plane(b)) => plane(*a, *b) < km,
            _ => false,
        }
    }

    fn is_within(&self, other: &Self, km: f64) -> bool {
        match (self, other) {
            (Self::Globe(a), Self::Globe(b)) => a.is_within(b, km * 1000.0),
            (Self::Plane(a), Self::Plane(b)) => plane(*a, *b) <= km,
            _ => false,
        }
    }
}

/// A grid over places, for neighbours within a fixed distance.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    places: Cow<'a, Places>,
    km: f64,
    cell: [f64; 2],
    cells: HashMap<(i64, i64), Vec<u32>>,
    /// By number of the place; `None` where it is not known.
    spots: Vec<Option<Spot>>,
}

impl<'a> Grid<'a> {
    pub fn new(places: &'a Places, km: f64) -> Self {
        Self::over(Cow::Borrowed(places), km)
    }

    /// A grid that keeps the places itself.
    pub fn owning(places: Places, km: f64) -> Grid<'static> {
        Grid::over(Cow::Owned(places), km)
    }

    fn over(places: Cow<'a, Places>, km: f64) -> Self {
        let cell = places.reach(km).map(|size| size.max(1e-9));
        let numbers = 0..places.len() as u32;
        let spot = |i: u32| places.get(i).map(|place| places.spot(place));
        let spots = numbers.clone().map(spot).collect();
        let mut grid = Self { places, km, cell, cells: HashMap::new(), spots };
        for i in numbers {
            if let Some(place) = grid.places.get(i) {
                let cell = grid.cell_of(place);
                grid.cells.entry(cell).or_default().push(i);
            }
        }
        grid
    }

    /// The places.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Whether two of the places are less than `km` apart.
    pub fn are_near(&self, a: u32, b: u32) -> bool {
        let (Some(a), Some(b)) = (self.spot(a), self.spot(b)) else { return false };
        a.is_nearer(b, self.km)
    }

    /// Every two places that are less than `km` apart, each pair once and the lesser number first.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.places.len() as u32).flat_map(move |a| {
            let around = self.places.get(a).into_iter().flat_map(|here| self.around(here));
            around.filter(move |b| *b > a && self.are_near(a, *b)).map(move |b| (a, b))
        })
    }

    /// Whether two of the places are at most `km` apart.
    pub fn are_within(&self, a: u32, b: u32, km: f64) -> bool {
        let (Some(a), Some(b)) = (self.spot(a), self.spot(b)) else { return false };
        a.is_within(b, km)
    }

    fn spot(&self, i: u32) -> Option<&Spot> {
        self.spots.get(i as usize)?.as_ref()
    }

    /// Numbers of the places within `km` of `place`, ascending; those at the distance itself too
    /// where `inclusive`.
    pub fn near(&self, place: [f64; 2], inclusive: bool) -> Vec<u32> {
        let here = self.places.spot(place);
        let is_near = |i: &u32| {
            self.spot(*i).is_some_and(|there| match inclusive {
                true => here.is_within(there, self.km),
                false => here.is_nearer(there, self.km),
            })
        };
        let mut found: Vec<u32> = self.around(place).filter(is_near).collect();
        found.sort_unstable();
        found
    }

    /// Those in the cell of a place and in the cells beside it.
    fn around(&self, place: [f64; 2]) -> impl Iterator<Item = u32> + '_ {
        let (x, y) = self.cell_of(place);
        let cells = (x - 1..=x + 1).flat_map(move |x| (y - 1..=y + 1).map(move |y| (x, y)));
        cells.filter_map(|cell| self.cells.get(&cell)).flatten().copied()
    }

    fn cell_of(&self, [x, y]: [f64; 2]) -> (i64, i64) {
        ((x / self.cell[0]).floor() as i64, (y / self.cell[1]).floor() as i64)
    }
}

/// Groups of candidates that share a cell so small that all of them are nearer than `km` to each
/// other; groups of one are left out.
pub(super) fn cells(places: &Places, km: f64, candidates: &[u32]) -> Vec<Vec<u32>> {
    if km <= 0.0 {
        return Vec::new();
    }
    // The diagonal stays below the distance; no degree is longer than 111.7 km.
    let diagonal = 0.999 * km / std::f64::consts::SQRT_2;
    let side = match places {
        Places::LonLat(_) => diagonal / 111.7,
        Places::PlaneKm(_) => diagonal,
    };
    let mut cells: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
    for &i in candidates {
        if let Some([x, y]) = places.get(i) {
            let cell = ((x / side).floor() as i64, (y / side).floor() as i64);
            cells.entry(cell).or_default().push(i);
        }
    }
    cells.into_values().filter(|members| members.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_agree_with_the_ellipsoid() {
        // Vincenty on WGS 84: Jakarta to Bandung, and one degree along the equator.
        let places = Places::LonLat(Vec::new());
        let jakarta_bandung = places.between([106.8456, -6.2088], [107.6191, -6.9175]);
        assert!((jakarta_bandung - 116.1).abs() < 0.3, "{jakarta_bandung}");
        let degree = places.between([120.0, 0.0], [121.0, 0.0]);
        assert!((degree - 111.3195).abs() < 0.01, "{degree}");
    }

    #[test]
    fn the_grid_finds_what_comparing_all_finds() {
        let places: Vec<[f64; 2]> = (0..400)
            .map(|i| [110.0 + f64::from(i * 37 % 101) / 300.0, -8.0 + f64::from(i) / 900.0])
            .collect();
        let places = Places::LonLat(places);
        let grid = Grid::new(&places, 7.0);
        for i in [0, 17, 399] {
            let here = places.get(i).unwrap();
            let all: Vec<u32> =
                (0..400).filter(|j| places.between(here, places.get(*j).unwrap()) < 7.0).collect();
            assert_eq!(grid.near(here, false), all);
            assert!(all.len() > 1);
            assert!((0..400).all(|j| grid.are_near(i, j) == all.contains(&j)));
        }
    }
}
