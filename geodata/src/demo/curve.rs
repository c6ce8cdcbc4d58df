//! The order of places along a curve on which near places follow each other.

/// Steps of the curve along each axis, as a power of two.
const BITS: u32 = 16;

/// The numbers of places in the plane in their order along the Z-curve (Morton 1966). Who walks from neighbour to
/// neighbour finds what belongs to them near in memory.
pub fn along(at: &[[f64; 2]]) -> Vec<u32> {
    let axis = |axis: usize| {
        let (low, high) =
            at.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), place| {
                (low.min(place[axis]), high.max(place[axis]))
            });
        let steps = f64::from((1u32 << BITS) - 1) / (high - low).max(1e-9);
        move |place: &[f64; 2]| spread(((place[axis] - low) * steps) as u64)
    };
    let (x, y) = (axis(0), axis(1));
    let keyed = (0u64..).zip(at).map(|(number, place)| (x(place) | y(place) << 1) << 32 | number);
    let mut keys: Vec<u64> = keyed.collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| (key & u64::from(u32::MAX)) as u32).collect()
}

/// The 16 bits of a number with a gap after each.
fn spread(number: u64) -> u64 {
    let mut bits = number;
    for (shift, mask) in [(8, 0x00ff_00ff), (4, 0x0f0f_0f0f), (2, 0x3333_3333), (1, 0x5555_5555)] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_four_is_walked_as_a_z() {
        let corners = [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [9.0, 9.0]];
        assert_eq!(along(&corners), [0, 1, 2, 3]);
        let inner = [[8.0, 8.0], [1.0, 1.0], [9.0, 9.0], [0.0, 0.0]];
        assert_eq!(along(&inner), [3, 1, 0, 2]);
        assert_eq!(along(&[[5.0, 5.0]]), [0]);
        assert!(along(&[]).is_empty());
    }
}
