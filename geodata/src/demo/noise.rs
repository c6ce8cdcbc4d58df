//! Reproducible noise: a function of position and seed, so that order and threads do not matter.

/// A well-mixed 64-bit hash of a value (SplitMix64's finaliser).
pub fn hash(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A number in [0, 1) from a hash of `value`.
pub fn unit(value: u64) -> f64 {
    (hash(value) >> 11) as f64 / (1u64 << 53) as f64
}

/// Smooth value noise in [0, 1] with features of about `grain`, in the unit of `at`.
pub fn smooth(at: [f64; 2], grain: f64, seed: u64) -> f64 {
    let (x, y) = (at[0] / grain, at[1] / grain);
    let (i, j) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - i), ease(y - j));
    let corner = |di: f64, dj: f64| {
        let key = ((i + di) as i64 as u64)
            .wrapping_mul(0x1000_0001b)
            .wrapping_add((j + dj) as i64 as u64);
        unit(key ^ hash(seed))
    };
    let near = corner(0.0, 0.0) * (1.0 - u) + corner(1.0, 0.0) * u;
    let far = corner(0.0, 1.0) * (1.0 - u) + corner(1.0, 1.0) * u;
    near * (1.0 - v) + far * v
}

/// A standard normal number from two draws in [0, 1) (Box and Muller 1958).
pub fn normal(a: f64, b: f64) -> f64 {
    (-2.0 * (1.0 - a).ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_noise_stays_in_range_and_is_continuous() {
        for k in 0..1000 {
            let at = [f64::from(k) * 0.037 - 11.0, f64::from(k) * 0.051 - 7.0];
            let here = smooth(at, 2.0, 7);
            let beside = smooth([at[0] + 1e-6, at[1]], 2.0, 7);
            assert!((0.0..=1.0).contains(&here) && (here - beside).abs() < 1e-4);
        }
        assert!((smooth([1.3, 2.1], 2.0, 7) - smooth([1.3, 2.1], 2.0, 8)).abs() > 0.0);
    }
}
