//! What the value of an indicator must be, found by reading every row: the rule of `docs/dataset.md`
//! once more, in a way that shares nothing with the program.

use std::collections::{BTreeSet, HashMap};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int32Type};
use geodata::dataset::{Aggregate, Dataset, Indicator};
use geodata::values::{Stated, Values, When};
use geodata::{AreaCode, Level};
use serde_json::Value;

struct Row {
    year: i32,
    value: Option<f64>,
    status: String,
    source: String,
    rank: Option<i32>,
    period: Option<String>,
}

impl Row {
    /// 0 is of a whole year, 1 the mean of a period, 2 of a part of a year.
    fn tier(&self) -> usize {
        let tiers =
            [&["observed", "modelled", "suppressed", "missing"][..], &["averaged"], &["partial"]];
        let of = tiers.iter().position(|tier| tier.contains(&self.status.as_str())).unwrap();
        if self.value.is_none() { 0 } else { of }
    }

    /// A value before none, a whole year before a mean before a part of a year, then the latest year, then
    /// the better status, then the better rank of the source, then the source.
    fn order(&self) -> (bool, usize, i32, usize, i32, &str) {
        let statuses = ["observed", "modelled", "averaged", "partial", "suppressed", "missing"];
        let status = statuses.iter().position(|name| *name == self.status).unwrap();
        let rank = self.rank.unwrap_or(i32::MAX);
        (self.value.is_none(), self.tier(), -self.year, status, rank, &self.source)
    }
}

pub struct Oracle {
    indicators: Vec<Indicator>,
    areas: Vec<Vec<AreaCode>>,
    rows: HashMap<(AreaCode, usize), Vec<Row>>,
    years: BTreeSet<i32>,
    /// Square kilometres of all areas.
    km2: HashMap<AreaCode, f64>,
}

const LEVELS: [Level; 4] = [Level::Province, Level::Regency, Level::District, Level::Village];

impl Oracle {
    pub fn new(dataset: &Dataset) -> Self {
        let indicators = dataset.indicators().unwrap();
        let number: HashMap<&str, usize> =
            indicators.iter().enumerate().map(|(at, line)| (line.id.as_str(), at)).collect();
        let table = dataset.table("indicator_values").unwrap();
        let text = |name: &str| table.column_by_name(name).unwrap().as_string::<i32>();
        let [area, id, status, source] = ["area_code", "indicator", "status", "source"].map(text);
        let year = table.column_by_name("year").unwrap().as_primitive::<Int32Type>();
        let value = table.column_by_name("value").unwrap().as_primitive::<Float64Type>();
        let rank = table.column_by_name("source_rank").unwrap().as_primitive::<Int32Type>();
        let period = text("period");
        let mut rows: HashMap<(AreaCode, usize), Vec<Row>> = HashMap::new();
        for row in 0..table.num_rows() {
            let number_here = value.is_valid(row).then(|| value.value(row));
            // What is imputed speaks only where it is asked for.
            if status.value(row) == "imputed" {
                continue;
            }
            rows.entry((area.value(row).parse().unwrap(), number[id.value(row)]))
                .or_default()
                .push(Row {
                    year: year.value(row),
                    value: number_here.filter(|v| v.is_finite()),
                    status: status.value(row).to_owned(),
                    source: source.value(row).to_owned(),
                    rank: rank.is_valid(row).then(|| rank.value(row)),
                    period: period.is_valid(row).then(|| period.value(row).to_owned()),
                });
        }
        let years = rows.values().flatten().filter(|row| row.value.is_some()).map(|row| row.year);
        let years = years.chain([1999]).collect();
        let areas = LEVELS.map(|level| dataset.areas(level).iter().map(|area| area.code).collect());
        let all = LEVELS.into_iter().flat_map(|level| dataset.areas(level));
        let km2 = all.filter_map(|area| Some((area.code, area.area_km2.filter(|of| *of > 0.0)?)));
        Self { areas: areas.into(), rows, years, indicators, km2: km2.collect() }
    }

    /// All areas, the largest first.
    pub fn areas(&self) -> impl Iterator<Item = AreaCode> + '_ {
        self.areas.iter().flatten().copied()
    }

    /// The row that speaks.
    fn stated(&self, area: AreaCode, indicator: usize, year: Option<i32>) -> Option<&Row> {
        let rows = self.rows.get(&(area, indicator))?.iter();
        let rows = rows.filter(|row| year.is_none_or(|year| year == row.year && row.tier() == 0));
        rows.min_by(|a, b| a.order().cmp(&b.order()))
    }

    /// Compares the resolver for all areas, indicators and years; how many answers that were.
    pub fn agrees_with(&self, values: &Values) -> usize {
        let years: Vec<Option<i32>> =
            [None].into_iter().chain(self.years.iter().map(|year| Some(*year))).collect();
        let mut compared = 0;
        for (number, indicator) in self.indicators.iter().enumerate() {
            let own: Level = indicator.level.parse().unwrap();
            for year in &years {
                let when = year.map_or(When::Latest, When::Year);
                let together = self.together(number, own, *year);
                for (level, areas) in LEVELS.iter().zip(&self.areas) {
                    let column = values.column(&indicator.id, *level, when).unwrap();
                    assert_eq!(column.len(), areas.len());
                    for (area, in_column) in areas.iter().zip(column) {
                        let about = || format!("{} of {area} in {year:?}", indicator.id);
                        let found = values.resolve(*area, &indicator.id, when);
                        // A column does not say that a value is of a part of a year.
                        let whole = found.filter(|of| of.status.as_str() != "partial");
                        assert_eq!(
                            whole.map(|of| of.value),
                            Some(in_column).filter(|v| v.is_finite()),
                            "{}",
                            about()
                        );
                        let owner = area.ancestor(own).unwrap_or(*area);
                        let row = self.stated(owner, number, *year);
                        let gives_way = |row: &&Row| {
                            row.tier() == 2 && owner.level() < own && together.contains_key(area)
                        };
                        let row = row.filter(|row| row.value.is_some() && !gives_way(row));
                        compared += 1;
                        if let Some(Row { year, value, status, source, .. }) = row {
                            let found = found.unwrap_or_else(|| panic!("{}: not found", about()));
                            let says = (
                                found.year,
                                Some(found.value),
                                found.status.as_str(),
                                found.source,
                            );
                            assert_eq!(
                                says,
                                (*year, *value, status.as_str(), source.as_str()),
                                "{}",
                                about()
                            );
                            assert_eq!(found.stated_for, owner, "{}", about());
                        } else if let Some((value, known, of)) = together.get(area) {
                            let found =
                                found.unwrap_or_else(|| panic!("{}: not rolled up", about()));
                            let error = (found.value - value).abs() / value.abs().max(1.0);
                            assert!(error < 1e-9, "{}: {} and {value}", about(), found.value);
                            let parts = found.parts.unwrap();
                            assert_eq!((parts.known, parts.of), (*known, *of), "{}", about());
                            assert_eq!(found.how, Stated::Below, "{}", about());
                        } else {
                            assert_eq!(found, None, "{}", about());
                        }
                    }
                }
            }
        }
        compared
    }

    /// What larger areas have from their parts: the sum, or the mean by what the catalogue says; parts with a value, all
    /// parts. Only areas with any value.
    fn together(
        &self,
        indicator: usize,
        own: Level,
        year: Option<i32>,
    ) -> HashMap<AreaCode, (f64, usize, usize)> {
        let line = &self.indicators[indicator];
        let villages = self.counted_villages(own);
        let amounts = match line.aggregate {
            Aggregate::Sum | Aggregate::Mean => HashMap::new(),
            Aggregate::MeanByPopulation => self.residents(own),
            Aggregate::MeanByArea => self.km2.clone(),
        };
        // What is known of a part of a year is no summand.
        let value = |part| {
            let row = self.stated(part, indicator, year)?;
            row.value.filter(|_| row.tier() < 2)
        };
        let mut parts: HashMap<AreaCode, (Vec<(AreaCode, f64)>, usize)> = HashMap::new();
        let at_own = LEVELS.iter().position(|level| *level == own).unwrap();
        for part in &self.areas[at_own] {
            let above = LEVELS.into_iter().filter(|level| *level < own);
            for area in above.map(|level| part.ancestor(level).unwrap()) {
                let (known, of) = parts.entry(area).or_default();
                *of += 1;
                known.extend(value(*part).map(|value| (*part, value)));
            }
        }
        let together = |known: &[(AreaCode, f64)]| -> f64 {
            if line.aggregate == Aggregate::Sum {
                return known.iter().map(|(_, value)| value).sum();
            }
            let of = |by: &HashMap<AreaCode, f64>| {
                let weights: Option<Vec<f64>> =
                    known.iter().map(|(part, _)| by.get(part).copied()).collect();
                let weights = weights?;
                let sum: f64 = known.iter().zip(&weights).map(|((_, v), w)| v * w).sum();
                Some(sum / weights.iter().sum::<f64>())
            };
            of(&amounts).unwrap_or_else(|| of(&villages).unwrap())
        };
        let known = parts.into_iter().filter(|(_, (known, _))| !known.is_empty());
        known.map(|(area, (known, of))| (area, (together(&known), known.len(), of))).collect()
    }

    /// How many villages each area of a level has; one without any counts once.
    fn counted_villages(&self, own: Level) -> HashMap<AreaCode, f64> {
        let at_own = LEVELS.iter().position(|level| *level == own).unwrap();
        let mut count: HashMap<AreaCode, f64> = HashMap::new();
        for village in &self.areas[3] {
            *count.entry(village.ancestor(own).unwrap()).or_default() += 1.0;
        }
        self.areas[at_own].iter().map(|area| (*area, count.get(area).map_or(1.0, |n| *n))).collect()
    }

    /// The residents of each area of a level, where they are known of all of it.
    fn residents(&self, level: Level) -> HashMap<AreaCode, f64> {
        let Some(at) = self.indicators.iter().position(|line| line.id == "population") else {
            return HashMap::new();
        };
        let known_at: Level = self.indicators[at].level.parse().unwrap();
        if known_at < level {
            return HashMap::new();
        }
        let mut residents: HashMap<AreaCode, Option<f64>> = HashMap::new();
        let place = LEVELS.iter().position(|level| *level == known_at).unwrap();
        for part in &self.areas[place] {
            let row = self.stated(*part, at, None).filter(|row| row.tier() < 2);
            let sum = residents.entry(part.ancestor(level).unwrap()).or_insert(Some(0.0));
            *sum = sum.zip(row.and_then(|row| row.value)).map(|(sum, more)| sum + more);
        }
        let own = LEVELS.iter().position(|of| *of == level).unwrap();
        for area in &self.areas[own] {
            if let Some(value) = self.stated(*area, at, None).and_then(|row| row.value) {
                residents.insert(*area, Some(value));
            }
        }
        let known = residents.into_iter().filter_map(|(area, amount)| Some((area, amount?)));
        known.filter(|(_, amount)| *amount > 0.0).collect()
    }

    /// Compares the answer about an area: every indicator for which there is a row, and no other.
    pub fn agrees_with_area(&self, area: AreaCode, answer: &Value) {
        let mut expected = Vec::new();
        for (number, indicator) in self.indicators.iter().enumerate() {
            let own: Level = indicator.level.parse().unwrap();
            let owner = area.ancestor(own).unwrap_or(area);
            let Some(row) = self.stated(owner, number, None) else { continue };
            let Row { year, value, status, source, period, .. } = row;
            let known_below = || self.together(number, own, None).contains_key(&area);
            let rolled_up =
                owner.level() < own && (value.is_none() || (row.tier() == 2 && known_below()));
            if !rolled_up {
                expected.push(serde_json::json!({
                    "id": indicator.id, "value": value, "year": year, "status": status,
                    "source": source, "period": period, "level": owner.level().as_str(),
                    "area_code": owner.to_string(),
                }));
            }
        }
        // Through the same text as the answer: reading a number may change its last digit.
        let expected: Value = serde_json::from_str(&Value::Array(expected).to_string()).unwrap();
        let mut found = answer["indicators"].clone();
        for value in found.as_array_mut().unwrap() {
            // What was said elsewhere is compared with the table of claims by a test of its own.
            assert!(value.as_object_mut().unwrap().remove("claims").unwrap().is_array());
        }
        assert_eq!(found, expected, "{area}");
    }

    /// For each indicator a statement that counts the villages whose value in `village_indicators` is
    /// another than SQL finds in `indicator_values`.
    pub fn differing_villages(&self) -> impl Iterator<Item = String> + '_ {
        self.indicators.iter().map(|indicator| {
            let id = &indicator.id;
            let own: Level = indicator.level.parse().unwrap();
            let owner = if own == Level::Village { "code".to_owned() } else { format!("{own}_code") };
            format!(
                "WITH ranked AS (SELECT i.area_code, i.value, row_number() OVER (PARTITION BY i.area_code \
                 ORDER BY CASE i.status WHEN 'averaged' THEN 1 ELSE 0 END, i.year DESC, \
                 CASE i.status WHEN 'observed' THEN 0 ELSE 1 END, i.source_rank NULLS LAST, i.source) AS nth \
                 FROM indicator_values i JOIN {} a ON a.code = i.area_code \
                 WHERE i.indicator = '{id}' AND i.value IS NOT NULL AND i.status NOT IN ('imputed', 'partial')) \
                 SELECT count(*) AS n FROM village_indicators v \
                 LEFT JOIN ranked r ON r.area_code = v.{owner} AND r.nth = 1 \
                 WHERE v.{id} IS DISTINCT FROM r.value",
                own.plural()
            )
        })
    }
}
