//! What a list cannot say: where the criterion that the plan is about is not known.

use super::frozen::{Frozen, FrozenCriterion, FrozenVillage};

/// The criterion with the largest weight, the first of equals, and its place among the values.
fn leading(frozen: &Frozen) -> Option<(usize, &FrozenCriterion)> {
    let mut criteria = frozen.criteria.iter().enumerate();
    let mut leading = criteria.next()?;
    for (place, criterion) in criteria {
        // Weights that were divided by their sum differ in their last digits.
        if criterion.weight > leading.1.weight + 1e-9 {
            leading = (place, criterion);
        }
    }
    Some(leading)
}

/// The name of the leading criterion where it is not known of a village.
pub fn unknown<'a>(frozen: &'a Frozen, village: &FrozenVillage) -> Option<&'a str> {
    let (place, criterion) = leading(frozen)?;
    let value = village.values.get(place).copied().flatten();
    value.is_none().then_some(criterion.name.as_str())
}

/// How many villages of the list were chosen without the leading criterion; nothing where it is known of all.
pub fn doubt(frozen: &Frozen) -> Option<String> {
    let (_, criterion) = leading(frozen)?;
    let without = frozen.rows.iter().filter(|row| unknown(frozen, &row.village).is_some()).count();
    (without > 0).then(|| {
        format!(
            "{without} dari {} desa dipilih tanpa angka {}: susunan ini terbaik hanya menurut kriteria lain.",
            frozen.rows.len(),
            criterion.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::frozen;
    use super::*;

    #[test]
    fn villages_without_the_leading_criterion_are_counted_and_named() {
        let mut document = frozen(6);
        // The second criterion weighs less: that it is missing once changes nothing.
        assert_eq!(doubt(&document), None);
        for row in document.rows.iter_mut().skip(2) {
            row.village.values = vec![None, Some(0.25)];
        }
        let text = doubt(&document).unwrap_or_default();
        assert!(text.starts_with("4 dari 6 desa dipilih tanpa angka Nama pmi"), "{text}");
        let told: Vec<bool> =
            document.rows.iter().map(|row| unknown(&document, &row.village).is_some()).collect();
        assert_eq!(told, [false, false, true, true, true, true]);
    }

    #[test]
    fn of_criteria_that_weigh_alike_the_first_leads() {
        let mut document = frozen(1);
        for criterion in &mut document.criteria {
            criterion.weight = 0.5;
        }
        document.rows[0].village.values = vec![None, Some(1.0)];
        assert_eq!(unknown(&document, &document.rows[0].village), Some("Nama pmi"));
    }
}
