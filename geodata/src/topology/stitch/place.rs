//! Which exterior a hole lies in.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::topology::model::{Polygon, Ring, Vertex};
use crate::topology::plane::{bounds, cross, double_area, edges};

/// Gives each hole to the smallest exterior around it; says how many edges bound a hole in nothing.
pub(super) fn place(shells: &mut [Polygon], holes: Vec<Ring>) -> usize {
    if holes.is_empty() {
        return 0;
    }
    let exteriors = shells.iter().filter_map(|shell| shell.first());
    let frames: Vec<Frame> = exteriors.enumerate().map(|(at, ring)| Frame::new(at, ring)).collect();
    let boxes = frames.iter().map(|frame| {
        let [west, north, east, south] = frame.bounds.map(|at| 2 * i64::from(at));
        GeomWithData::new(
            Rectangle::from_aabb(AABB::from_corners([west, north], [east, south])),
            frame,
        )
    });
    let tree = RTree::bulk_load(boxes.collect());
    let owner = |hole: &Ring| {
        let (a, b) = edges(hole).next()?;
        // The middle of an edge lies on no other edge, where a vertex may lie on an exterior that it touches.
        let twice = [0, 1].map(|axis| i64::from(a[axis]) + i64::from(b[axis]));
        let around = tree.locate_all_at_point(&twice).map(|found| found.data);
        around
            .filter(|frame| frame.holds(twice))
            .min_by_key(|frame| frame.area)
            .map(|frame| frame.shell)
    };
    let owners: Vec<Option<usize>> = holes.iter().map(owner).collect();
    let mut orphaned = 0;
    for (hole, owner) in holes.into_iter().zip(owners) {
        match owner.and_then(|owner| shells.get_mut(owner)) {
            Some(shell) => shell.push(hole),
            None => orphaned += hole.len(),
        }
    }
    orphaned
}

/// An exterior, its edges in bands by height, so that few are asked where a position lies.
#[derive(Debug)]
struct Frame {
    shell: usize,
    area: i128,
    bounds: [i32; 4],
    /// A band is `1 << bits` units high.
    bits: u32,
    bands: Vec<Vec<(Vertex, Vertex)>>,
}

impl Frame {
    fn new(shell: usize, ring: &Ring) -> Self {
        let bounds = bounds(ring);
        let height = bounds[3] - bounds[1];
        // About as many bands as edges in each.
        let wanted = (ring.len() as f64).sqrt() as i32;
        let bits = (height / wanted.max(1)).max(1).ilog2();
        let mut bands = vec![Vec::new(); (height >> bits) as usize + 1];
        for (a, b) in edges(ring) {
            let [first, last] =
                [a[1].min(b[1]), a[1].max(b[1])].map(|y| ((y - bounds[1]) >> bits) as usize);
            bands
                .get_mut(first..=last)
                .into_iter()
                .flatten()
                .for_each(|band: &mut Vec<_>| band.push((a, b)));
        }
        Self { shell, area: double_area(ring), bounds, bits, bands }
    }

    /// Whether a position in half units that is on no edge lies inside.
    fn holds(&self, twice: [i64; 2]) -> bool {
        let band = (twice[1].div_euclid(2) - i64::from(self.bounds[1])) >> self.bits;
        let band = usize::try_from(band).ok().and_then(|band| self.bands.get(band));
        let mut within = false;
        for (a, b) in band.into_iter().flatten() {
            let [a, b] = [a, b].map(|v| v.map(|at| 2 * i64::from(at)));
            if (a[1] > twice[1]) == (b[1] > twice[1]) {
                continue;
            }
            let area = cross([b[0] - a[0], b[1] - a[1]], [twice[0] - a[0], twice[1] - a[1]]);
            within ^= (area > 0) == (b[1] > a[1]);
        }
        within
    }
}
