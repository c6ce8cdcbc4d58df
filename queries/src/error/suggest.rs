//! "Did you mean": the nearest of the names that exist.

use strsim::osa_distance;

/// The candidate with the smallest edit distance to `name`, if it is near enough to be a slip.
pub(crate) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted = name.to_lowercase();
    let allowed = (wanted.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed || prefix_of(&wanted, candidate))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// A name that was only begun, such as `regency` for `regency_code`.
fn prefix_of(wanted: &str, candidate: &str) -> bool {
    wanted.len() >= 4 && candidate.starts_with(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_name_and_strangers_do_not() {
        let tables = ["villages", "regencies", "districts"];
        assert_eq!(closest("vilages", tables).as_deref(), Some("villages"));
        assert_eq!(closest("VILLAGES", tables).as_deref(), Some("villages"));
        // A swap of neighbours is one slip, so that it is near enough in a short name too.
        assert_eq!(closest("cdoe", ["name", "code"]).as_deref(), Some("code"));
        assert_eq!(closest("distrcits", tables).as_deref(), Some("districts"));
        assert_eq!(closest("regency", ["regency_code"]).as_deref(), Some("regency_code"));
        assert_eq!(closest("customers", tables), None);
        assert_eq!(closest("", tables), None);
    }
}
