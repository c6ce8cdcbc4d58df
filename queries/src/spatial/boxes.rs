//! Boxes that hold every geometry within a distance of another one.

use geo::{Coord, Rect};
use rstar::AABB;

use super::condition::Unit;

/// No degree of latitude on WGS 84, and none on the sphere of the mean radius, is shorter, in metres; with
/// room for rounding (at the equator it is 110,574 m).
const LEAST_DEGREE_M: f64 = 110_500.0;
/// The polar radius of WGS 84 in metres, with room for rounding.
const LEAST_RADIUS_M: f64 = 6_356_000.0;

pub(super) type Envelope = AABB<[f64; 2]>;

pub(super) fn envelope(bounds: &Rect<f64>) -> Envelope {
    let (low, high) = (bounds.min(), bounds.max());
    AABB::from_corners([low.x, low.y], [high.x, high.y])
}

/// Whether a tree can hold a box.
pub(super) fn is_finite(bounds: &Rect<f64>) -> bool {
    [bounds.min(), bounds.max()].iter().all(|corner| corner.x.is_finite() && corner.y.is_finite())
}

/// Whether a box lies on the map: only there the bounds of [`around`] hold.
pub(super) fn is_on_earth(bounds: &Rect<f64>) -> bool {
    let corners = [bounds.min(), bounds.max()];
    corners.iter().all(|corner| corner.x.abs() <= 180.0 && corner.y.abs() <= 90.0)
}

/// Boxes that together meet the box of every geometry at most `limit` from one in `bounds`. With metres
/// `bounds` has to be [on earth](is_on_earth).
///
/// The geodesic of length d from a point at latitude φ keeps to longitudes within asin(sin(d/b) / cos φ) of
/// it: on the auxiliary sphere (Karney 2013) it is an arc of at most d/b, b the polar radius, from a reduced
/// latitude nearer to the equator than φ, and it spans at least as much longitude as on the ellipsoid.
pub(super) fn around(bounds: &Rect<f64>, limit: f64, unit: Unit) -> Vec<Rect<f64>> {
    // Nothing is nearer than not at all; what is no number is never reached.
    if limit.is_nan() || limit < 0.0 {
        return Vec::new();
    }
    let (low, high) = (bounds.min(), bounds.max());
    let grown = |x: f64, y: f64| {
        Rect::new(Coord { x: low.x - x, y: low.y - y }, Coord { x: high.x + x, y: high.y + y })
    };
    if unit == Unit::Degrees {
        // A little more than asked for: distances are rounded.
        let limit = limit * (1.0 + 1e-9) + 1e-9;
        return vec![grown(limit.min(f64::MAX), limit.min(f64::MAX))];
    }
    let north = (limit / LEAST_DEGREE_M + 1e-9).min(360.0);
    let arc = (limit / LEAST_RADIUS_M).min(std::f64::consts::FRAC_PI_2);
    let furthest = low.y.abs().max(high.y.abs()).to_radians();
    let sine = arc.sin() / furthest.cos();
    let east = if arc < std::f64::consts::FRAC_PI_2 && (0.0..1.0).contains(&sine) {
        sine.asin().to_degrees() * (1.0 + 1e-9) + 1e-9
    } else {
        360.0
    };
    let whole = grown(east, north);
    let mut boxes = vec![whole];
    // What reaches over the antimeridian comes in again on the other side.
    for turn in [-360.0, 360.0] {
        let shifted = Rect::new(
            Coord { x: whole.min().x + turn, y: whole.min().y },
            Coord { x: whole.max().x + turn, y: whole.max().y },
        );
        if shifted.max().x >= -180.0 && shifted.min().x <= 180.0 && east < 360.0 {
            boxes.push(shifted);
        }
    }
    boxes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_point_within_the_distance_is_in_a_box(
            (x, y) in (-180.0..=180.0f64, -90.0..=90.0f64), (dx, dy) in prop_oneof![(-0.5..0.5f64, -0.5..0.5f64), (-360.0..360.0f64, -180.0..180.0f64)],
            share in 1.0..1.2f64,
        ) {
            let other = [(x + dx).clamp(-180.0, 180.0), (y + dy).clamp(-90.0, 90.0)];
            let limit = geodata::distance::metres([x, y], other) * share;
            let point = Coord { x, y };
            let boxes = around(&Rect::new(point, point), limit, Unit::Metres);
            let inside = |bounds: &Rect<f64>| (bounds.min().x..=bounds.max().x).contains(&other[0]) && (bounds.min().y..=bounds.max().y).contains(&other[1]);
            prop_assert!(boxes.iter().any(inside), "{boxes:?} {other:?} {limit}");
        }
    }
}
