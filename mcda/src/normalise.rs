//! Making values comparable. A [`Scale`] is fitted to a column once and then turns single values;
//! the formulas are those of pymcdm, COINr and scikit-criteria, whose differences methods name.

use super::{Direction, Normalisation, PlanError};

/// What a column becomes: fitted to its present values, applied to any value.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    cost: bool,
    kind: Kind,
    bounds: [f64; 2],
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// (x − low) / span, or (high − x) / span for a cost.
    Range { low: f64, high: f64, span: f64, clip: bool },
    /// 1 + 99 × range.
    Range100 { low: f64, high: f64, span: f64, clip: bool },
    /// x / by, or 1 − x / by.
    Over { by: f64 },
    /// x / by, or (1 / x) / by.
    Share { by: f64 },
    /// x / by, or by / x.
    Ratio { by: f64 },
    /// ±(x − mean) / sd.
    Standard { mean: f64, sd: f64 },
    /// Share of the others that are worse; sorted values × direction.
    Percentile { sorted: Vec<f64> },
}

/// Why a column has no scale.
#[derive(Debug, Clone, PartialEq)]
pub enum NoScale {
    /// All present values are the same: it separates nobody.
    Constant(f64),
    /// No value is present.
    Empty,
    /// Low and high goalpost are the same.
    EqualGoalposts(f64),
    /// The formula is not defined for these values.
    Undefined(PlanError),
}

impl Scale {
    /// Fits `kind` to the present values of `column`. `goalposts` are used by
    /// [`Normalisation::Goalposts`] only.
    ///
    /// # Errors
    /// Why there is no scale; see [`NoScale`].
    pub fn fit(
        kind: Normalisation,
        direction: Direction,
        goalposts: Option<[f64; 2]>,
        column: &[f64],
    ) -> Result<Self, NoScale> {
        let cost = direction == Direction::Cost;
        if let (Normalisation::Goalposts, Some([low, high])) = (kind, goalposts) {
            if low >= high {
                return Err(NoScale::EqualGoalposts(low));
            }
            let kind = Kind::Range { low, high, span: high - low, clip: true };
            return Ok(Self { cost, kind, bounds: [0.0, 1.0] });
        }
        let present: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        let Some((low, high)) = extent(&present) else { return Err(NoScale::Empty) };
        if low >= high {
            return Err(NoScale::Constant(low));
        }
        let kind = Kind::fit(kind, cost, low, high, &present).map_err(NoScale::Undefined)?;
        let mut scale = Self { cost, kind, bounds: [0.0, 1.0] };
        let (a, b) = (scale.apply(low), scale.apply(high));
        scale.bounds = [a.min(b), a.max(b)];
        Ok(scale)
    }

    /// The normalised value; `NaN` stays `NaN` (except on clipped goalposts, see
    /// [`Self::add_weighted`]).
    #[inline]
    pub fn apply(&self, x: f64) -> f64 {
        match &self.kind {
            Kind::Range { low, high, span, clip } => {
                let r = range(x, *low, *high, *span, self.cost);
                if *clip && !x.is_nan() { r.clamp(0.0, 1.0) } else { r }
            }
            Kind::Range100 { low, high, span, clip } => {
                let r = range(x, *low, *high, *span, self.cost);
                1.0 + 99.0 * if *clip && !x.is_nan() { r.clamp(0.0, 1.0) } else { r }
            }
            Kind::Over { by } if self.cost => 1.0 - x / by,
            Kind::Over { by } => x / by,
            Kind::Share { by } if self.cost => (1.0 / x) / by,
            Kind::Share { by } => x / by,
            Kind::Ratio { by } if self.cost => by / x,
            Kind::Ratio { by } => x / by,
            Kind::Standard { mean, sd } if self.cost => -(x - mean) / sd,
            Kind::Standard { mean, sd } => (x - mean) / sd,
            Kind::Percentile { sorted } => {
                if x.is_nan() {
                    return x;
                }
                let x = if self.cost { -x } else { x };
                sorted.partition_point(|s| *s < x) as f64 / (sorted.len() as f64 - 1.0)
            }
        }
    }

    /// The smallest and the largest normalised value: what a missing value could become.
    pub fn bounds(&self) -> [f64; 2] {
        self.bounds
    }

    /// The same scale from 1 to 100, where this one is a range from 0 to 1.
    #[must_use]
    pub fn from_1_to_100(self) -> Self {
        match self.kind {
            Kind::Range { low, high, span, clip } => {
                let kind = Kind::Range100 { low, high, span, clip };
                Self { kind, bounds: [1.0, 100.0], ..self }
            }
            _ => self,
        }
    }

    /// Adds `weight × normalised value` to every sum; a missing value adds nothing.
    #[inline]
    #[expect(clippy::manual_clamp, reason = "clamp would keep the NaN of a missing value")]
    pub fn add_weighted(&self, column: &[f64], weight: f64, sums: &mut [f64]) {
        // The two branches of the official score are written out so that they run in vector
        // registers. `max` turns the NaN of a missing value into 0, the lowest of the scale.
        match &self.kind {
            Kind::Range { low, span, clip: true, .. } if !self.cost => {
                for (sum, x) in sums.iter_mut().zip(column) {
                    *sum += weight * ((x - low) / span).max(0.0).min(1.0);
                }
            }
            Kind::Range { high, span, clip: true, .. } => {
                for (sum, x) in sums.iter_mut().zip(column) {
                    *sum += weight * ((high - x) / span).max(0.0).min(1.0);
                }
            }
            _ => {
                for (sum, x) in sums.iter_mut().zip(column).filter(|(_, x)| !x.is_nan()) {
                    *sum += weight * self.apply(*x);
                }
            }
        }
    }

    /// Low and high goalpost, where the scale is a range.
    pub fn goalposts(&self) -> Option<[f64; 2]> {
        match self.kind {
            Kind::Range { low, high, .. } | Kind::Range100 { low, high, .. } => Some([low, high]),
            _ => None,
        }
    }
}

impl Kind {
    fn fit(
        kind: Normalisation,
        cost: bool,
        low: f64,
        high: f64,
        present: &[f64],
    ) -> Result<Self, PlanError> {
        let n = present.len() as f64;
        let span = high - low;
        // A share of a sum or of a maximum has a meaning where values count from zero. A cost is
        // divided by its values themselves, except under `max`.
        let divides = cost && kind != Normalisation::Max;
        let ratio = || {
            let (fits, least) =
                if divides { (low > 0.0, "above 0") } else { (low >= 0.0, "of 0 or more") };
            let name = kind.as_str();
            let needs = if divides { "a cost needs values" } else { "needs values" };
            let problem = format!("{name}: {needs} {least}, not {low}");
            if fits { Ok(()) } else { Err(PlanError::new("normalisation", problem)) }
        };
        let divisor = |by: f64| {
            let problem = format!("{}: the values are too near 0 to divide by them", kind.as_str());
            let fits = by.is_finite() && by > 0.0;
            if fits { Ok(by) } else { Err(PlanError::new("normalisation", problem)) }
        };
        Ok(match kind {
            Normalisation::Goalposts => Self::Range { low, high, span, clip: true },
            Normalisation::Minmax => Self::Range { low, high, span, clip: false },
            Normalisation::Minmax1To100 => Self::Range100 { low, high, span, clip: false },
            Normalisation::Vector => {
                Self::Over { by: divisor(present.iter().map(|x| x * x).sum::<f64>().sqrt())? }
            }
            Normalisation::Max => {
                ratio()?;
                Self::Over { by: high }
            }
            Normalisation::Sum => {
                ratio()?;
                let by = present.iter().map(|x| if cost { 1.0 / x } else { *x }).sum();
                Self::Share { by: divisor(by)? }
            }
            Normalisation::Linear => {
                ratio()?;
                Self::Ratio { by: if cost { low } else { high } }
            }
            Normalisation::Zscore | Normalisation::ZscorePopulation => {
                let mean = present.iter().sum::<f64>() / n;
                let squares: f64 = present.iter().map(|x| (x - mean) * (x - mean)).sum();
                let degrees = if kind == Normalisation::Zscore { n - 1.0 } else { n };
                Self::Standard { mean, sd: divisor((squares / degrees).sqrt())? }
            }
            Normalisation::Percentile => {
                let mut sorted: Vec<f64> =
                    present.iter().map(|x| if cost { -x } else { *x }).collect();
                sorted.sort_unstable_by(f64::total_cmp);
                Self::Percentile { sorted }
            }
        })
    }
}

#[inline]
fn range(x: f64, low: f64, high: f64, span: f64, cost: bool) -> f64 {
    if cost { (high - x) / span } else { (x - low) / span }
}

/// Smallest and largest of some finite values.
pub(crate) fn extent(values: &[f64]) -> Option<(f64, f64)> {
    values.iter().fold(None, |found, &x| match found {
        None => Some((x, x)),
        Some((low, high)) => Some((low.min(x), high.max(x))),
    })
}
