//! Budgets to the last unit: selections against full enumeration and plain integer arithmetic.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::select::{Depth, Places, RelaxationKind, Selection, SelectionInput, Status, select};
use crate::{Constraints, Silent};

/// A small plan whose every set can be tried.
#[derive(Debug, Clone)]
struct Small {
    scores: Vec<f64>,
    costs: Vec<u64>,
    budgets: Vec<u64>,
    count: usize,
    /// At most so many of each third village.
    cap: Option<usize>,
}

impl Small {
    fn input(&self) -> SelectionInput {
        let n = self.costs.len();
        SelectionInput {
            ids: (0..n).map(|i| format!("V{i}")).collect(),
            scores: self.scores.clone(),
            weight_present: vec![1.0; n],
            regencies: (0..n).map(|i| format!("52.0{}", i % 3)).collect(),
            provinces: vec!["52".to_owned(); n],
            costs: self.costs.iter().map(|cost| *cost as f64).collect(),
            demand: Vec::new(),
            places: Places::LonLat(Vec::new()),
            designated: Places::LonLat(Vec::new()),
            designated_ids: Vec::new(),
        }
    }

    fn constraints(&self) -> Constraints {
        let budget: BTreeMap<String, u64> =
            self.budgets.iter().enumerate().map(|(k, b)| (format!("S{k}"), *b)).collect();
        let cap = self.cap.map_or_else(|| json!({}), |max| json!({ "max": max }));
        serde_json::from_value(json!({
            "count": self.count, "budget": budget, "cost": "c", "per_regency": cap,
        }))
        .unwrap()
    }

    fn answer(&self) -> Selection {
        select(&self.constraints(), &self.input(), Depth::Set, &Silent).unwrap()
    }

    fn sets(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let n = self.costs.len();
        (0_u32..1 << n)
            .filter(|set| set.count_ones() as usize == self.count)
            .map(move |set| (0..n).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>())
            .filter(|set| {
                let inside = |third: usize| set.iter().filter(|i| *i % 3 == third).count();
                self.cap.is_none_or(|cap| (0..3).all(|third| inside(third) <= cap))
            })
    }

    fn cost(&self, set: &[usize]) -> u64 {
        set.iter().map(|i| self.costs[*i]).sum()
    }

    /// Whether some way of paying keeps every budget.
    fn payable(&self, set: &[usize]) -> bool {
        let sources = self.budgets.len();
        (0..sources.pow(set.len() as u32)).any(|mut way| {
            let mut left = self.budgets.clone();
            set.iter().all(|i| {
                let source = way % sources;
                way /= sources;
                left[source].checked_sub(self.costs[*i]).map(|rest| left[source] = rest).is_some()
            })
        })
    }

    /// The best sum of scores of all sets that can be paid.
    fn best(&self) -> Option<f64> {
        let sums = self.sets().filter(|set| self.payable(set));
        sums.map(|set| set.iter().map(|i| self.scores[*i]).sum()).reduce(f64::max)
    }

    fn check(&self) {
        let (found, best) = (self.answer(), self.best());
        let Some(best) = best else {
            assert_eq!(found.status, Status::Infeasible, "{self:?} {found:?}");
            self.check_missing(&found);
            return;
        };
        assert_eq!(found.status, Status::Optimal, "{self:?} {found:?}");
        assert!((found.objective.unwrap() - best).abs() < 1e-9, "{self:?} {found:?}, not {best}");
        let mut left: BTreeMap<String, u64> =
            self.budgets.iter().enumerate().map(|(k, b)| (format!("S{k}"), *b)).collect();
        for i in &found.selected {
            let source = left.get_mut(&found.funding[i]).unwrap();
            *source = source.checked_sub(self.costs[*i as usize]).expect("within the budget");
        }
        let set: Vec<usize> = found.selected.iter().map(|i| *i as usize).collect();
        assert_eq!(found.cost, self.cost(&set) as f64);
    }

    /// Where money alone is missing, it is what the cheapest set costs beyond it.
    fn check_missing(&self, found: &Selection) {
        let available: u64 = self.budgets.iter().sum();
        let Some(cheapest) = self.sets().map(|set| self.cost(&set)).min() else { return };
        match found.relax.as_slice() {
            [one] if one.kind == RelaxationKind::Money && cheapest > available => {
                assert_eq!(one.amount, (cheapest - available) as f64, "{self:?} {found:?}");
            }
            // Enough in all, and no village is paid from two.
            [one] if one.kind == RelaxationKind::Money => {
                let largest = self.budgets.iter().max().unwrap();
                assert!(self.budgets.len() > 1, "{self:?} {found:?}");
                assert_eq!(one.amount, (cheapest - largest) as f64, "{self:?} {found:?}");
            }
            [_] => assert!(cheapest <= available || self.cap.is_some(), "{self:?} {found:?}"),
            _ => panic!("one thing has to give way: {self:?} {found:?}"),
        }
    }
}

fn random(random: &mut ChaCha8Rng) -> Small {
    let n = random.random_range(3..=8);
    let magnitude = 10_u64.pow(random.random_range(0..=13));
    let spread = 10_u64.pow(random.random_range(0..=3)).min(magnitude.max(2));
    let step = if random.random_bool(0.3) { 1000.min(spread) } else { 1 };
    let wide = random.random_bool(0.3);
    let mut cost = || {
        let cost = magnitude + random.random_range(0..spread.max(2)) / step * step;
        if wide { random.random_range(0..=cost) } else { cost }
    };
    let costs: Vec<u64> = (0..n).map(|_| cost()).collect();
    let mut small = Small {
        scores: (0..n).map(|_| f64::from(random.random_range(0..1000_u32)) / 1000.0).collect(),
        costs,
        budgets: Vec::new(),
        count: random.random_range(1..=n.min(5)),
        cap: random.random_bool(0.3).then(|| random.random_range(1..=2)),
    };
    let sets: Vec<u64> = small.sets().map(|set| small.cost(&set)).collect();
    let chosen = match random.random_bool(0.5) {
        true => sets.iter().min().copied(),
        false => (!sets.is_empty()).then(|| sets[random.random_range(0..sets.len())]),
    };
    let around = [0, 1, 2][random.random_range(0..3)];
    let budget = (chosen.unwrap_or(magnitude) + around).saturating_sub(1);
    small.budgets = match random.random_bool(0.2) {
        true => {
            let first = random.random_range(0..=budget);
            vec![first, budget - first]
        }
        false => vec![budget],
    };
    small
}

#[test]
fn random_plans_are_those_of_the_full_enumeration_to_the_last_unit() {
    let mut numbers = ChaCha8Rng::seed_from_u64(20_261_127);
    for _ in 0..10_000 {
        random(&mut numbers).check();
    }
}

#[test]
fn one_rupiah_decides() {
    let three = |last: u64, budget: u64| Small {
        scores: vec![0.5, 0.4, 0.3],
        costs: vec![10_000_000_000, 10_000_000_000, 10_000_000_000 + last],
        budgets: vec![budget],
        count: 3,
        cap: None,
    };
    for over in [1, 5, 29, 30, 31, 50, 100, 1000, 1_000_000] {
        let found = three(over, 30_000_000_000).answer();
        assert_eq!(found.status, Status::Infeasible);
        assert_eq!(
            (found.relax[0].kind, found.relax[0].amount),
            (RelaxationKind::Money, over as f64)
        );
        assert_eq!(three(over, 30_000_000_000 + over).answer().status, Status::Optimal);
    }
}

#[test]
fn forty_villages_and_the_budget_of_the_cheapest_twenty() {
    for base in [1_000, 1_000_000, 100_000_000, 200_000_000, 1_000_000_000, 10_000_000_000] {
        let plan = |more: i64| {
            let costs: Vec<u64> = (0..40).map(|i| base + i).collect();
            let cheapest: u64 = costs.iter().take(20).sum();
            Small {
                scores: (0..40).map(|i| 0.001 * f64::from(i * 37 % 101)).collect(),
                costs,
                budgets: vec![cheapest.checked_add_signed(more).unwrap()],
                count: 20,
                cap: None,
            }
        };
        let found = plan(0).answer();
        assert_eq!(found.status, Status::Optimal, "{base}");
        let mut set = found.selected.clone();
        set.sort_unstable();
        assert_eq!(set, (0..20).collect::<Vec<u32>>(), "{base}: only the cheapest fit");
        let short = plan(-1).answer();
        assert_eq!((short.status, short.relax[0].amount), (Status::Infeasible, 1.0), "{base}");
        for more in [1, 4, 5, 10, 100] {
            let found = plan(more).answer();
            assert_eq!(found.status, Status::Optimal, "{base} {more}");
            assert!(found.cost <= plan(more).budgets[0] as f64, "{base} {more}");
        }
    }
}

/// The sources have enough in all; the second cannot pay for a single village.
#[test]
fn a_purse_that_pays_for_nobody_ends_in_an_answer() {
    let small = Small {
        scores: vec![0.954, 0.206, 0.418, 0.146, 0.207, 0.325, 0.889],
        costs: [1, 0, 1, 0, 0, 0, 0].map(|more| 10_000_000 + more).to_vec(),
        budgets: vec![29_184_978, 815_022],
        count: 3,
        cap: None,
    };
    small.check();
    let found = small.answer();
    assert_eq!((found.relax[0].kind, found.relax[0].amount), (RelaxationKind::Fewer, 1.0));
}

#[test]
fn tenths_add_up_as_people_add_them() {
    let input = SelectionInput {
        costs: vec![0.1, 0.2],
        ..Small { scores: vec![0.5, 0.4], costs: vec![0; 2], budgets: vec![], count: 2, cap: None }
            .input()
    };
    let plan = |budget: f64| {
        let value = json!({"count": 2, "budget": {"APBN": budget}, "cost": "c"});
        select(&serde_json::from_value(value).unwrap(), &input, Depth::Set, &Silent).unwrap()
    };
    assert_eq!(plan(0.3).status, Status::Optimal);
    let short = plan(0.299_999);
    assert_eq!((short.status, short.relax[0].amount), (Status::Infeasible, 0.000_001));
}
