//! What is compared, and how a figure stands to the larger areas around it.

use geodata::coverage::{AreaCoverage, CoverageTotal, Pillars};

use crate::maps::Lang;

/// The figures of an area, or of all areas together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    villages: f64,
    designated: f64,
    need: Option<f64>,
    need_is_whole: bool,
    per_1000: Option<f64>,
    expected: Option<f64>,
    gap: Option<f64>,
    rank: Option<f64>,
    reached_pct: Option<f64>,
    with_pillars: f64,
    active_pillars: Option<f64>,
    ltsa: f64,
}

impl From<&AreaCoverage> for Figures {
    fn from(of: &AreaCoverage) -> Self {
        let pillars = of.pillars.as_ref();
        Self {
            villages: of.villages as f64,
            designated: of.designated as f64,
            need: of.need.map(|need| need.value),
            need_is_whole: !of.need.is_some_and(|need| need.is_partial()),
            per_1000: of.per_1000,
            expected: of.expected,
            gap: of.gap,
            rank: of.rank.map(|rank| rank as f64),
            reached_pct: of.reached.and_then(|of| of.percent()),
            with_pillars: pillars.map_or(0, Pillars::recorded) as f64,
            active_pillars: pillars.map(|of| of.active() as f64),
            ltsa: of.ltsa as f64,
        }
    }
}

impl From<&CoverageTotal> for Figures {
    fn from(of: &CoverageTotal) -> Self {
        let pillars = of.pillars.as_ref();
        Self {
            villages: of.villages as f64,
            designated: of.designated as f64,
            need: of.need,
            need_is_whole: of.areas_with_need == of.areas && of.areas_with_partial_need == 0,
            per_1000: of.per_1000,
            expected: of.expected,
            gap: of.gap,
            rank: None,
            reached_pct: of.reached.and_then(|of| of.percent()),
            with_pillars: pillars.map_or(0, Pillars::recorded) as f64,
            active_pillars: pillars.map(|of| of.active() as f64),
            ltsa: of.ltsa as f64,
        }
    }
}

/// How a measure stands to that of a larger area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// As a share of it: what is counted.
    Share,
    /// As a share of what is known of it.
    ShareOfKnown,
    /// By how far it is from it: rates.
    Difference,
    /// Not at all: shares of other wholes.
    Alone,
}

/// A line of the comparison.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    id: &'static str,
    en: &'static str,
    pub decimals: usize,
    stands: Stands,
    of: fn(&Figures) -> Option<f64>,
}

/// All lines, in the order of the page.
pub const MEASURES: [Measure; 11] = [
    measure("Desa/kelurahan", "Villages", 0, Stands::Share, |of| Some(of.villages)),
    measure("Desa Desmigratif", "Desmigratif villages", 0, Stands::Share, |of| Some(of.designated)),
    measure("Kebutuhan", "Need", 0, Stands::ShareOfKnown, |of| of.need),
    measure("Desa per 1.000", "Villages per 1,000", 2, Stands::Difference, |of| of.per_1000),
    measure("Bagian sebanding", "Proportional share", 2, Stands::Alone, |of| of.expected),
    measure("Selisih", "Gap", 2, Stands::Alone, |of| of.gap),
    measure("Peringkat selisih", "Rank of the gap", 0, Stands::Alone, |of| of.rank),
    measure("Kebutuhan dalam 20 km, %", "Need within 20 km, %", 1, Stands::Difference, |of| {
        of.reached_pct
    }),
    measure("Pilar aktif", "Active pillars", 0, Stands::Share, |of| of.active_pillars),
    measure(
        "Desa dengan catatan pilar",
        "Villages with a record of pillars",
        0,
        Stands::Share,
        |of| Some(of.with_pillars),
    ),
    measure("Kantor LTSA", "LTSA offices", 0, Stands::Share, |of| Some(of.ltsa)),
];

const fn measure(
    id: &'static str,
    en: &'static str,
    decimals: usize,
    stands: Stands,
    of: fn(&Figures) -> Option<f64>,
) -> Measure {
    Measure { id, en, decimals, stands, of }
}

impl Measure {
    /// Its name.
    pub const fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.id,
            Lang::En => self.en,
        }
    }

    /// The value; none where it is not known.
    pub fn value(&self, of: &Figures) -> Option<f64> {
        (self.of)(of)
    }

    /// How the value of an area stands to that of a larger one, in a few letters; with a star where of the larger one not
    /// everything is known.
    pub fn beside(&self, of: &Figures, larger: &Figures, lang: Lang) -> Option<String> {
        let (own, all) = (self.value(of)?, self.value(larger)?);
        let partly = self.stands == Stands::ShareOfKnown && !larger.need_is_whole;
        let star = if partly { "*" } else { "" };
        match self.stands {
            Stands::Alone => None,
            Stands::Share | Stands::ShareOfKnown if all > 0.0 => {
                let share = 100.0 * own / all;
                Some(format!("{}%{star}", lang.number(share, usize::from(share < 10.0))))
            }
            Stands::Share | Stands::ShareOfKnown => None,
            Stands::Difference => {
                let difference = own - all;
                let sign = if difference > 0.0 { "+" } else { "" };
                Some(format!("{sign}{}", lang.number(difference, self.decimals)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_shares_rates_differ_and_gaps_stand_alone() {
        let own = Figures {
            designated: 3.0,
            per_1000: Some(0.5),
            gap: Some(1.0),
            need: Some(20.0),
            ..Figures::default()
        };
        let all = Figures {
            designated: 40.0,
            per_1000: Some(0.75),
            gap: Some(0.0),
            need: Some(100.0),
            ..Figures::default()
        };
        let said = |name: &str, lang| {
            MEASURES.iter().find(|one| one.id == name).unwrap().beside(&own, &all, lang)
        };
        assert_eq!(said("Desa Desmigratif", Lang::Id).as_deref(), Some("7,5%"));
        assert_eq!(said("Kebutuhan", Lang::En).as_deref(), Some("20%*"), "of a part only");
        assert_eq!(said("Desa per 1.000", Lang::Id).as_deref(), Some("−0,25"));
        assert_eq!(said("Selisih", Lang::Id), None);
        assert_eq!(said("Pilar aktif", Lang::Id), None, "unknown is not zero");
        assert_eq!(said("Kantor LTSA", Lang::Id), None, "no share of nothing");
    }
}
