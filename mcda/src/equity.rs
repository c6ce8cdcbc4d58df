//! How evenly designations follow need, and quotas that would.

/// The Lorenz curve of designations over need and its summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Equity {
    /// Units by designations per need, fewest first.
    pub order: Vec<usize>,
    /// Cumulative share of need, from 0.
    pub cumulative_need: Vec<f64>,
    /// Cumulative share of designations, from 0.
    pub cumulative_designated: Vec<f64>,
    /// 1 − Σ (X_k − X_{k−1})(Y_k + Y_{k−1}).
    pub gini: f64,
    /// ½ Σ |share of designations − share of need|.
    pub hoover: f64,
}

/// Compares designations with need, unit by unit. `None` where either sums to 0 or a unit has a
/// need below 0.
pub fn equity(need: &[f64], designated: &[f64]) -> Option<Equity> {
    let (total_need, total): (f64, f64) = (need.iter().sum(), designated.iter().sum());
    let valid = need.len() == designated.len() && need.iter().chain(designated).all(|x| *x >= 0.0);
    if !valid || total_need <= 0.0 || total <= 0.0 {
        return None;
    }
    let pairs: Vec<(f64, f64)> = need.iter().copied().zip(designated.iter().copied()).collect();
    let mut order: Vec<(usize, (f64, f64))> = pairs.iter().copied().enumerate().collect();
    // Compared as products, so that a unit without need comes last rather than being NaN.
    order.sort_by(|(_, (n1, d1)), (_, (n2, d2))| (d1 * n2).total_cmp(&(d2 * n1)));
    let (mut x, mut y) = (vec![0.0], vec![0.0]);
    let (mut sum_need, mut sum, mut area) = (0.0, 0.0, 0.0);
    let (mut last_x, mut last_y) = (0.0, 0.0);
    for (_, (need, designated)) in &order {
        sum_need += need;
        sum += designated;
        let (next_x, next_y) = (sum_need / total_need, sum / total);
        area += (next_x - last_x) * (next_y + last_y);
        (last_x, last_y) = (next_x, next_y);
        x.push(next_x);
        y.push(next_y);
    }
    let hoover = pairs.iter().map(|(n, d)| (d / total - n / total_need).abs()).sum::<f64>() / 2.0;
    Some(Equity {
        order: order.into_iter().map(|(i, _)| i).collect(),
        cumulative_need: x,
        cumulative_designated: y,
        gini: 1.0 - area,
        hoover,
    })
}

/// Seats by largest remainder (Hamilton). Equal remainders go to the larger need, then to the
/// unit listed first.
pub fn hamilton(need: &[f64], seats: u32) -> Vec<u32> {
    let total: f64 = need.iter().sum();
    if total <= 0.0 {
        return vec![0; need.len()];
    }
    let exact: Vec<f64> = need.iter().map(|n| f64::from(seats) * n / total).collect();
    let mut given: Vec<u32> = exact.iter().map(|q| q.floor() as u32).collect();
    let mut order: Vec<(usize, f64, f64)> =
        exact.iter().zip(need).enumerate().map(|(i, (q, n))| (i, q.fract(), *n)).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.total_cmp(&a.2)));
    let left = seats.saturating_sub(given.iter().sum()) as usize;
    for (i, ..) in order.into_iter().take(left) {
        if let Some(seat) = given.get_mut(i) {
            *seat += 1;
        }
    }
    given
}

/// Seats by Sainte-Laguë: each seat goes to the largest need / (2 · seats + 1).
pub fn sainte_lague(need: &[f64], seats: u32) -> Vec<u32> {
    let mut given = vec![0_u32; need.len()];
    for _ in 0..seats {
        let quotient = |(n, s): (&f64, &u32)| n / (2.0 * f64::from(*s) + 1.0);
        let best =
            need.iter().zip(&given).map(quotient).enumerate().fold(
                None,
                |best, (i, q)| match best {
                    Some((_, most)) if most >= q => best,
                    _ if q > 0.0 => Some((i, q)),
                    _ => best,
                },
            );
        if let Some(seat) = best.and_then(|(i, _)| given.get_mut(i)) {
            *seat += 1;
        }
    }
    given
}
