//! The figure of an area that came of several, from theirs: by the same rule as that of a larger area from its parts.

use std::collections::BTreeMap;

use super::findings::{Check, MERGE_INCOMPLETE, MERGE_UNWEIGHTED, SHARE_UNKNOWN};
use crate::changes::Former;
use crate::code::AreaCode;
use crate::dataset::Aggregate;
use crate::values::{CountsBy, Sizes, together};

/// The indicator by which rates and shares of people are weighed.
pub const RESIDENTS: &str = "population";

/// Areas of today that came of several areas of a file, and of which.
pub type Made = BTreeMap<AreaCode, Vec<Former>>;

/// Residents of areas that are gone, as files have them: of each that came to an area of today the latest figure and its year.
#[derive(Debug, Default)]
pub struct Residents(BTreeMap<(AreaCode, AreaCode), (i32, f64)>);

impl Residents {
    /// Takes in the residents of `former`, which came to `area`.
    pub fn learn(&mut self, area: AreaCode, former: AreaCode, year: i32, residents: f64) {
        let known = self.0.entry((area, former)).or_insert((year, residents));
        if known.0 <= year {
            *known = (year, residents);
        }
    }
}

/// What the figures of several areas say of the one that came of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Merged {
    /// Its figure.
    Figure {
        /// The number.
        number: f64,
        /// Of what it was made, for its source.
        how: String,
        /// Whether only a part of some of them came.
        shared: bool,
    },
    /// Nothing, and why.
    Nothing(Check, String),
}

/// The figure of `area`, which came of `formers`, where `figure` says what each of these has.
pub fn merged(
    area: AreaCode,
    formers: &[Former],
    figure: impl Fn(AreaCode) -> Option<f64>,
    aggregate: Option<Aggregate>,
    residents: &Residents,
) -> Merged {
    let figures: Vec<Option<f64>> = formers.iter().map(|of| figure(of.code)).collect();
    let told = || {
        let one = |(of, number): (&Former, &Option<f64>)| match number {
            Some(number) => format!("{} {number}", of.code),
            None => format!("{} without a figure", of.code),
        };
        formers.iter().zip(&figures).map(one).collect::<Vec<_>>().join(", ")
    };
    let Some(known) = figures.iter().copied().collect::<Option<Vec<f64>>>() else {
        let reason = format!("{area} came of several, and not all have a figure: {}", told());
        return Merged::Nothing(MERGE_INCOMPLETE, reason);
    };
    let Some(aggregate) = aggregate else {
        let reason = format!("the catalogue does not say how it is put together: {}", told());
        return Merged::Nothing(MERGE_UNWEIGHTED, reason);
    };
    let shares: Option<Vec<f64>> = formers.iter().map(|of| of.share).collect();
    let values = match (aggregate, &shares) {
        (Aggregate::Sum, None) => {
            let reason = format!("nobody states what share came to {area}: {}", told());
            return Merged::Nothing(SHARE_UNKNOWN, reason);
        }
        (Aggregate::Sum, Some(shares)) => known.iter().zip(shares).map(|(n, s)| n * s).collect(),
        _ => known,
    };
    let (number, by) = together(aggregate, &values, &Formers { area, formers, residents });
    let how = match by {
        CountsBy::Sum => "the sum",
        CountsBy::Population => "the mean by residents",
        CountsBy::Area => "the mean by square kilometres",
        CountsBy::Villages => {
            let why = match aggregate {
                Aggregate::MeanByPopulation => "the residents of each are not known",
                Aggregate::MeanByArea => "the square kilometres of each are not known",
                Aggregate::Mean | Aggregate::Sum => "the catalogue weighs it by nothing",
            };
            return Merged::Nothing(MERGE_UNWEIGHTED, format!("{why}: {}", told()));
        }
    };
    let one = |of: &Former| match of.share {
        Some(1.0) => of.code.to_string(),
        Some(share) => format!("{} ({share:.4} of it, by residents)", of.code),
        None => format!("{} (a share of it)", of.code),
    };
    let all: Vec<String> = formers.iter().map(one).collect();
    let how = format!("{how} of {}, which came together", all.join(" and "));
    Merged::Figure { number, how, shared: formers.iter().any(|of| of.share != Some(1.0)) }
}

/// How large the areas were that came together.
struct Formers<'a> {
    area: AreaCode,
    formers: &'a [Former],
    residents: &'a Residents,
}

impl Sizes for Formers<'_> {
    fn residents(&self, part: usize) -> Option<f64> {
        let former = self.formers.get(part)?;
        let (_, residents) = self.residents.0.get(&(self.area, former.code))?;
        Some(residents * former.share?)
    }

    fn square_kilometres(&self, _: usize) -> Option<f64> {
        // The register has only areas of today.
        None
    }

    fn villages(&self, _: usize) -> f64 {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    /// What 52.03 has of 52.07 and 52.08, whose figures are 10 and 40; of `second` the share is given.
    fn of(aggregate: Aggregate, second: Option<f64>, residents: &[(&str, i32, f64)]) -> Merged {
        let formers = [("52.07", Some(1.0)), ("52.08", second)];
        let formers = formers.map(|(of, share)| Former { code: code(of), share });
        let mut known = Residents::default();
        for (of, year, number) in residents {
            known.learn(code("52.03"), code(of), *year, *number);
        }
        let figure = |of: AreaCode| Some(if of == code("52.07") { 10.0 } else { 40.0 });
        merged(code("52.03"), &formers, figure, Some(aggregate), &known)
    }

    fn number(of: Merged) -> (f64, String, bool) {
        match of {
            Merged::Figure { number, how, shared } => (number, how, shared),
            Merged::Nothing(_, why) => panic!("{why}"),
        }
    }

    #[test]
    fn counts_are_summed_and_rates_weighed_by_the_latest_residents_of_every_part() {
        let whole = Some(1.0);
        let sum = number(of(Aggregate::Sum, whole, &[]));
        assert_eq!(sum, (50.0, "the sum of 52.07 and 52.08, which came together".into(), false));
        let (sum, how, shared) = number(of(Aggregate::Sum, Some(0.25), &[]));
        assert_eq!((sum, shared), (20.0, true));
        assert!(how.contains("52.08 (0.2500 of it, by residents)"), "{how}");
        let residents = [("52.07", 2020, 300.0), ("52.08", 2020, 100.0), ("52.08", 2018, 1.0)];
        let mean = number(of(Aggregate::MeanByPopulation, whole, &residents));
        assert_eq!((mean.0, mean.1.split(" of ").next()), (17.5, Some("the mean by residents")));
        let half = number(of(Aggregate::MeanByPopulation, Some(0.5), &residents));
        assert_eq!((half.0, half.2), ((10.0 * 300.0 + 40.0 * 50.0) / 350.0, true));
    }

    #[test]
    fn what_cannot_be_known_is_left_with_its_reason_and_its_figures() {
        let whole = Some(1.0);
        let one = [("52.07", 2020, 300.0)];
        for (found, check, says) in [
            (of(Aggregate::Sum, None, &[]), SHARE_UNKNOWN, "what share"),
            (of(Aggregate::MeanByPopulation, whole, &one), MERGE_UNWEIGHTED, "the residents"),
            (of(Aggregate::MeanByPopulation, None, &one), MERGE_UNWEIGHTED, "the residents"),
            (of(Aggregate::MeanByArea, whole, &one), MERGE_UNWEIGHTED, "square kilometres"),
            (of(Aggregate::Mean, whole, &one), MERGE_UNWEIGHTED, "weighs it by nothing"),
        ] {
            let Merged::Nothing(why, reason) = found else { panic!("{found:?}") };
            assert_eq!(why.title.check, check.title.check, "{reason}");
            assert!(reason.contains(says) && reason.contains("52.07 10, 52.08 40"), "{reason}");
        }
        let formers = ["52.07", "52.08"].map(|of| Former { code: code(of), share: whole });
        let figure = |of: AreaCode| (of == code("52.07")).then_some(10.0);
        let residents = Residents::default();
        let found = merged(code("52.03"), &formers, figure, Some(Aggregate::Sum), &residents);
        let Merged::Nothing(why, reason) = found else { panic!("{found:?}") };
        assert_eq!(why.title.check, MERGE_INCOMPLETE.title.check);
        assert!(reason.contains("52.07 10, 52.08 without a figure"), "{reason}");
    }
}
