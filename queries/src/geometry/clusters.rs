//! Geometries that lie together: by how close they are to one another, and around so many middles.
//!
//! Both number the clusters by their westernmost geometry, whatever order the rows come in: the same rows have the same
//! numbers in every run.

use geo::{Coord, Geometry, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::measure::planar_distance;
use super::read::Shape;
use super::wkb::write_wkb;

/// The most pairs that are looked at: some minutes of work. Who asks for everything within half of the country wants
/// something else.
const MOST_PAIRS: usize = 1_000_000_000;
/// Rounds after which middles stay where they are, as in PostGIS.
const MOST_ROUNDS: usize = 1_000;

/// A place in the plane of degrees and the geometry that it belongs to.
type Place = GeomWithData<[f64; 2], usize>;
/// A box around a geometry.
type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The clusters of `items` (DBSCAN): geometries that have at least `least` within `reach` degrees of them, themselves
/// counted, and those within reach of such a one. `None` for what lies in no cluster, is EMPTY or NULL.
///
/// # Errors
/// When there are more than a thousand million pairs within reach, as a text for people.
pub(crate) fn dense(
    items: &[Option<Shape>],
    reach: f64,
    least: usize,
) -> Result<Vec<Option<i64>>, String> {
    let order = in_order(items)?;
    let known: Vec<(&Geometry<f64>, Rect<f64>)> = order
        .iter()
        .filter_map(|item| items.get(*item)?.as_ref())
        .filter_map(|shape| Some((&shape.geometry, shape.bounds?)))
        .collect();
    let boxes = known.iter().enumerate().map(|(place, (_, bounds))| {
        let (low, high) = (bounds.min(), bounds.max());
        Boxed::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), place)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let mut pairs = 0usize;
    // Whoever counts may stop early; whoever joins must see all.
    let mut near = |place: usize, found: &mut dyn FnMut(usize) -> bool| -> Result<(), String> {
        let Some((geometry, bounds)) = known.get(place) else { return Ok(()) };
        let (low, high) = (bounds.min(), bounds.max());
        let around =
            AABB::from_corners([low.x - reach, low.y - reach], [high.x + reach, high.y + reach]);
        for other in tree.locate_in_envelope_intersecting(&around) {
            pairs += 1;
            if pairs > MOST_PAIRS {
                return Err(
                    "more than 1,000,000,000 pairs are within reach; take a smaller eps".to_owned()
                );
            }
            let Some((candidate, _)) = known.get(other.data) else { continue };
            let close = other.data == place || distance(geometry, candidate) <= reach;
            if close && !found(other.data) {
                break;
            }
        }
        Ok(())
    };
    let mut core = vec![false; known.len()];
    for (place, core) in core.iter_mut().enumerate() {
        let mut count = 0;
        near(place, &mut |_| {
            count += 1;
            count < least
        })?;
        *core = count >= least;
    }
    let is_core = |place: usize| core.get(place).copied().unwrap_or(false);
    let mut sets = Sets::new(known.len());
    let mut member: Vec<bool> = core.clone();
    for place in (0..known.len()).filter(|place| is_core(*place)) {
        near(place, &mut |other| {
            match member.get_mut(other) {
                _ if is_core(other) => sets.join(place, other),
                // What lies between clusters belongs to the first that reaches it.
                Some(taken) if !*taken => {
                    *taken = true;
                    sets.join(place, other);
                }
                _ => {}
            }
            true
        })?;
    }
    let groups = (0..known.len())
        .map(|place| member.get(place).copied().unwrap_or(false).then(|| sets.find(place)));
    let groups: Vec<Option<usize>> = groups.collect();
    Ok(numbered(items.len(), &order, &groups))
}

fn distance(a: &Geometry<f64>, b: &Geometry<f64>) -> f64 {
    match (a, b) {
        (Geometry::Point(a), Geometry::Point(b)) => (a.x() - b.x()).hypot(a.y() - b.y()),
        _ => planar_distance(a, b),
    }
}

/// The clusters of places around `count` middles (Lloyd's k-means), which begin as far from one another as they can.
/// Fewer where there are not so many different places. `None` for a place that is none.
///
/// # Errors
/// When a cluster for each place takes too long, as a text for people.
pub(crate) fn means(
    places: &[Option<Coord<f64>>],
    count: usize,
) -> Result<Vec<Option<i64>>, String> {
    let mut order: Vec<usize> =
        (0..places.len()).filter(|at| places.get(*at).is_some_and(Option::is_some)).collect();
    let at = |item: usize| places.get(item).copied().flatten().unwrap_or_default();
    order.sort_by(|a, b| in_plane(at(*a), at(*b)));
    let known: Vec<Coord<f64>> = order.iter().map(|item| at(*item)).collect();
    if known.iter().any(|place| !place.x.is_finite() || !place.y.is_finite()) {
        return Err("coordinates must be finite".to_owned());
    }
    if known.len().saturating_mul(count) > MOST_PAIRS {
        return Err("places times clusters are more than 1,000,000,000".to_owned());
    }
    let mut middles = beginnings(&known, count);
    let mut nearest: Vec<usize> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let tree = RTree::bulk_load(
            middles.iter().enumerate().map(|(n, c)| Place::new([c.x, c.y], n)).collect(),
        );
        let found: Vec<usize> = known
            .iter()
            .map(|place| tree.nearest_neighbor(&[place.x, place.y]).map_or(0, |found| found.data))
            .collect();
        if found == nearest {
            break;
        }
        nearest = found;
        let mut sums = vec![(Coord::default(), 0.0); middles.len()];
        for (place, group) in known.iter().zip(&nearest) {
            if let Some((sum, number)) = sums.get_mut(*group) {
                *sum = *sum + *place;
                *number += 1.0;
            }
        }
        for (middle, (sum, number)) in middles.iter_mut().zip(sums) {
            // A cluster that lost all of its places keeps its middle.
            if number > 0.0 {
                *middle = sum / number;
            }
        }
    }
    let groups: Vec<Option<usize>> = nearest.into_iter().map(Some).collect();
    Ok(numbered(places.len(), &order, &groups))
}

/// Different places: the two ends of the farthest way from the first one, and each next the farthest from all before.
fn beginnings(known: &[Coord<f64>], count: usize) -> Vec<Coord<f64>> {
    let Some(first) = known.first() else { return Vec::new() };
    let squared = |a: Coord<f64>, b: Coord<f64>| (a.x - b.x).powi(2) + (a.y - b.y).powi(2);
    let farthest = |far: &[f64]| {
        let places = far.iter().copied().enumerate();
        places.fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best })
    };
    let from_first: Vec<f64> = known.iter().map(|place| squared(*place, *first)).collect();
    let start = known.get(farthest(&from_first).0).copied().unwrap_or(*first);
    let mut chosen = vec![start];
    let mut far: Vec<f64> = known.iter().map(|place| squared(*place, start)).collect();
    while chosen.len() < count {
        let (place, distance) = farthest(&far);
        let Some(next) = known.get(place).copied().filter(|_| distance > 0.0) else { break };
        chosen.push(next);
        for (far, place) in far.iter_mut().zip(known) {
            *far = far.min(squared(*place, next));
        }
    }
    chosen
}

fn in_plane(a: Coord<f64>, b: Coord<f64>) -> std::cmp::Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

/// The geometries that are none of NULL and EMPTY from west to east; of those at one place by their bytes.
fn in_order(items: &[Option<Shape>]) -> Result<Vec<usize>, String> {
    let mut keys = Vec::new();
    for (item, shape) in items.iter().enumerate() {
        let Some(shape) = shape else { continue };
        let Some(bounds) = shape.bounds else { continue };
        let (low, high) = (bounds.min(), bounds.max());
        if [low.x, low.y, high.x, high.y].iter().any(|side| !side.is_finite()) {
            return Err("coordinates must be finite".to_owned());
        }
        let bytes = match &shape.geometry {
            Geometry::Point(_) => Vec::new(),
            other => write_wkb(other)?,
        };
        keys.push((low, bytes, item));
    }
    keys.sort_by(|a, b| in_plane(a.0, b.0).then_with(|| a.1.cmp(&b.1)));
    Ok(keys.into_iter().map(|(_, _, item)| item).collect())
}

/// Groups of places in `order` as numbers of the items, from 0 by the first place of each.
fn numbered(items: usize, order: &[usize], groups: &[Option<usize>]) -> Vec<Option<i64>> {
    let mut numbers = std::collections::HashMap::new();
    let mut found = vec![None; items];
    for (item, group) in order.iter().zip(groups) {
        let Some(group) = group else { continue };
        let next = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        let number = *numbers.entry(*group).or_insert(next);
        if let Some(found) = found.get_mut(*item) {
            *found = Some(number);
        }
    }
    found
}

/// Sets that are joined, each known by one of its members.
struct Sets {
    above: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { above: (0..count).collect() }
    }

    fn find(&mut self, mut place: usize) -> usize {
        loop {
            let above = self.above.get(place).copied().unwrap_or(place);
            if above == place {
                return place;
            }
            let next = self.above.get(above).copied().unwrap_or(above);
            if let Some(short) = self.above.get_mut(place) {
                *short = next;
            }
            place = next;
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(above) = self.above.get_mut(a.max(b)) {
            *above = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Point, point};

    fn shapes(points: &[(f64, f64)]) -> Vec<Option<Shape>> {
        points.iter().map(|(x, y)| Some(Shape::new(Geometry::Point(Point::new(*x, *y))))).collect()
    }

    /// Scattered, but the same in each run.
    fn scattered(count: u64) -> Vec<(f64, f64)> {
        let mut state = 7u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1 << 24)
        };
        (0..count).map(|_| (next() * 10.0, next() * 10.0)).collect()
    }

    #[test]
    fn clusters_are_those_of_the_definition() {
        let points = scattered(300);
        let items = shapes(&points);
        let points = points.as_slice();
        for (reach, least) in [(0.3, 3), (0.5, 4), (0.8, 10), (0.0, 1), (20.0, 5)] {
            let found = dense(&items, reach, least).unwrap();
            let near = |a: usize| {
                (0..points.len()).filter(move |b| {
                    let (p, q) = (points[a], points[*b]);
                    (p.0 - q.0).hypot(p.1 - q.1) <= reach
                })
            };
            let core: Vec<bool> = (0..points.len()).map(|a| near(a).count() >= least).collect();
            for a in 0..points.len() {
                let reached: Vec<_> = near(a).filter(|b| core[*b]).collect();
                if core[a] {
                    // All of the core within reach is one cluster.
                    assert!(reached.iter().all(|b| found[*b] == found[a]), "{reach} {a}");
                } else if reached.is_empty() {
                    assert_eq!(found[a], None, "{reach} {a}");
                } else {
                    assert!(reached.iter().any(|b| found[*b] == found[a]), "{reach} {a}");
                }
            }
            // What is one cluster hangs together: as many as there are sets of core points.
            let mut sets = Sets::new(points.len());
            for a in (0..points.len()).filter(|a| core[*a]) {
                near(a).filter(|b| core[*b]).for_each(|b| sets.join(a, b));
            }
            let roots: std::collections::BTreeSet<_> =
                (0..points.len()).filter(|a| core[*a]).map(|a| sets.find(a)).collect();
            let numbers: std::collections::BTreeSet<_> = found.iter().flatten().collect();
            assert_eq!(roots.len(), numbers.len());
            assert!(
                numbers.iter().copied().eq((0..).take(roots.len()).collect::<Vec<i64>>().iter())
            );
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing() {
        let points = scattered(200);
        let backwards: Vec<_> = points.iter().rev().copied().collect();
        let turned = |found: Vec<Option<i64>>| found.into_iter().rev().collect::<Vec<_>>();
        let forth = dense(&shapes(&points), 0.5, 3).unwrap();
        assert_eq!(forth, turned(dense(&shapes(&backwards), 0.5, 3).unwrap()));
        let places = |points: &[(f64, f64)]| {
            points.iter().map(|(x, y)| Some(Coord { x: *x, y: *y })).collect::<Vec<_>>()
        };
        let forth = means(&places(&points), 7).unwrap();
        assert_eq!(forth, turned(means(&places(&backwards), 7).unwrap()));
    }

    #[test]
    fn middles_are_those_of_their_places_and_each_place_is_at_the_nearest() {
        let points = scattered(500);
        let places: Vec<_> = points.iter().map(|(x, y)| Some(Coord { x: *x, y: *y })).collect();
        let found = means(&places, 9).unwrap();
        let middle = |group: i64| {
            let own: Vec<_> = points
                .iter()
                .zip(&found)
                .filter(|(_, n)| **n == Some(group))
                .map(|(p, _)| p)
                .collect();
            assert!(!own.is_empty());
            let n = own.len() as f64;
            (own.iter().map(|p| p.0).sum::<f64>() / n, own.iter().map(|p| p.1).sum::<f64>() / n)
        };
        let middles: Vec<_> = (0..9).map(middle).collect();
        for (point, group) in points.iter().zip(&found) {
            let to = |m: &(f64, f64)| (m.0 - point.0).hypot(m.1 - point.1);
            let own = to(&middles[usize::try_from(group.unwrap()).unwrap()]);
            assert!(middles.iter().all(|m| to(m) >= own - 1e-9));
        }
        let few = [Some(Coord { x: 1.0, y: 1.0 }), None, Some(Coord { x: 1.0, y: 1.0 })];
        assert_eq!(means(&few, 5).unwrap(), [Some(0), None, Some(0)]);
    }

    #[test]
    fn what_is_no_geometry_is_in_no_cluster() {
        let items = [None, Some(Shape::empty()), Some(Shape::new(point!(x: 1.0, y: 1.0).into()))];
        assert_eq!(dense(&items, 1.0, 1).unwrap(), [None, None, Some(0)]);
    }
}
