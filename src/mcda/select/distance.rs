//! Distances between villages, and who is near whom.

use std::collections::{BTreeMap, HashMap};

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

    /// Kilometres between `a` and `b`.
    pub fn between(&self, a: [f64; 2], b: [f64; 2]) -> f64 {
        match self {
            Self::LonLat(_) => kilometres(a, b),
            Self::PlaneKm(_) => (a[0] - b[0]).hypot(a[1] - b[1]),
        }
    }

    /// An upper bound of the degrees (or kilometres) that `km` can span on each axis.
    fn reach(&self, km: f64) -> [f64; 2] {
        match self {
            // A degree of latitude is at least 110.57 km; Indonesia lies within 12 degrees of the
            // equator, where a degree of longitude is at least 108 km. Farther away it is less.
            Self::LonLat(places) => {
                let far = places.iter().map(|p| p[1].abs()).filter(|y| y.is_finite());
                let far = far.fold(0.0, f64::max).min(89.0);
                [km / (110.0 * far.to_radians().cos()), km / 110.5]
            }
            Self::PlaneKm(_) => [km, km],
        }
    }
}

/// Kilometres between two points (longitude, latitude in degrees) by the FCC's formula for the
/// Clarke ellipsoid up to 475 km (within 0.1 % of WGS 84), and on the sphere beyond.
pub fn kilometres([lon1, lat1]: [f64; 2], [lon2, lat2]: [f64; 2]) -> f64 {
    let middle = ((lat1 + lat2) / 2.0).to_radians();
    let cos = |k: f64| (k * middle).cos();
    let per_lat = 111.13209 - 0.56605 * cos(2.0) + 0.00120 * cos(4.0);
    let per_lon = 111.41513 * cos(1.0) - 0.09455 * cos(3.0) + 0.00012 * cos(5.0);
    let near = ((lat2 - lat1) * per_lat).hypot((lon2 - lon1) * per_lon);
    if near <= 475.0 {
        return near;
    }
    let (lat1, lat2) = (lat1.to_radians(), lat2.to_radians());
    let (half_lat, half_lon) = ((lat2 - lat1) / 2.0, (lon2 - lon1).to_radians() / 2.0);
    let a = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * 6371.0088 * a.sqrt().min(1.0).asin()
}

/// A grid over places, for neighbours within a fixed distance.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    places: &'a Places,
    km: f64,
    cell: [f64; 2],
    cells: HashMap<(i64, i64), Vec<u32>>,
}

impl<'a> Grid<'a> {
    pub fn new(places: &'a Places, km: f64) -> Self {
        let cell = places.reach(km).map(|size| size.max(1e-9));
        let mut grid = Self { places, km, cell, cells: HashMap::new() };
        for i in 0..places.len() as u32 {
            if let Some(place) = places.get(i) {
                grid.cells.entry(grid.cell_of(place)).or_default().push(i);
            }
        }
        grid
    }

    /// Places within `km` of `place` (including the distance itself where `inclusive`), nearest
    /// cell first, with their distances.
    pub fn near(&self, place: [f64; 2], inclusive: bool) -> Vec<(u32, f64)> {
        let (x, y) = self.cell_of(place);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut found: Vec<(u32, f64)> = around
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .filter_map(|&i| Some((i, self.places.between(place, self.places.get(i)?))))
            .filter(|(_, km)| *km < self.km || (inclusive && *km <= self.km))
            .collect();
        found.sort_unstable_by_key(|(i, _)| *i);
        found
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
        let jakarta_bandung = kilometres([106.8456, -6.2088], [107.6191, -6.9175]);
        assert!((jakarta_bandung - 116.1).abs() < 0.3, "{jakarta_bandung}");
        let degree = kilometres([120.0, 0.0], [121.0, 0.0]);
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
                (0..400).filter(|j| kilometres(here, places.get(*j).unwrap()) < 7.0).collect();
            let near: Vec<u32> = grid.near(here, false).into_iter().map(|(j, _)| j).collect();
            assert_eq!(near, all);
            assert!(near.len() > 1);
        }
    }
}
