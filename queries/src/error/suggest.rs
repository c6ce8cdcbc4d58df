//! "Did you mean": the nearest of the names that exist.

/// The candidate with the smallest edit distance to `name`, if it is near enough to be a slip.
pub(crate) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted = name.to_lowercase();
    let allowed = (wanted.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed || prefix_of(&wanted, candidate))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// A name that was only begun, such as `regency` for `regency_code`.
fn prefix_of(wanted: &str, candidate: &str) -> bool {
    wanted.len() >= 4 && candidate.starts_with(wanted)
}

/// Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours is one slip.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let substitute = above[j] + usize::from(x != y);
            let mut best = substitute.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_name_and_strangers_do_not() {
        let tables = ["villages", "regencies", "districts"];
        assert_eq!(closest("vilages", tables).as_deref(), Some("villages"));
        assert_eq!(closest("VILLAGES", tables).as_deref(), Some("villages"));
        assert_eq!(closest("distrcits", tables).as_deref(), Some("districts"));
        assert_eq!(closest("regency", ["regency_code"]).as_deref(), Some("regency_code"));
        assert_eq!(closest("customers", tables), None);
        assert_eq!(closest("", tables), None);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
