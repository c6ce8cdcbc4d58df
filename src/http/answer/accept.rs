//! What a client says it prefers: the one reader of `Accept` and `Accept-Encoding` (RFC 9110, section 12.5).

use axum::http::{HeaderMap, HeaderName};

/// How much something is wanted, in thousandths; 0 is not at all.
pub type Weight = u16;

/// What one of the two headers names, in its order.
#[derive(Debug, Default)]
pub struct Preferences(Vec<(String, Weight)>);

impl Preferences {
    /// Reads every line of `header`. A weight that is no number is taken for 0.
    pub fn of(headers: &HeaderMap, header: HeaderName) -> Self {
        let lines = headers.get_all(header);
        let lines = lines.iter().filter_map(|value| value.to_str().ok());
        let named = lines.flat_map(|line| line.split(',')).map(one);
        Self(named.filter(|(name, _)| !name.is_empty()).collect())
    }

    /// Whether the client names nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The weight of `name` where it is named itself; the first where it is named twice.
    pub fn named(&self, name: &str) -> Option<Weight> {
        self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, weight)| *weight)
    }

    /// The weight of a media type (without parameters), by the most specific range that holds it,
    /// then how specific that range is; `(0, 0)` when it is not wanted.
    pub fn media_type(&self, essence: &str) -> (Weight, u8) {
        let kind = essence.split('/').next().unwrap_or_default();
        let ranges = [essence.to_owned(), format!("{kind}/*"), "*/*".to_owned()];
        let found = ranges
            .iter()
            .zip([3, 2, 1])
            .find_map(|(range, specific)| Some((self.named(range)?, specific)));
        found.filter(|(weight, _)| *weight > 0).unwrap_or_default()
    }

    /// The weight of a content coding, by its name or by `*`; 0 when it is not wanted.
    pub fn coding(&self, name: &str) -> Weight {
        self.named(name).or_else(|| self.named("*")).unwrap_or_default()
    }
}

/// A name without its parameters, in lower case, and its weight.
fn one(text: &str) -> (String, Weight) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0));
    (name, (weight * 1000.0).round() as Weight)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    fn of(text: &'static str) -> Preferences {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(text));
        Preferences::of(&headers, header::ACCEPT)
    }

    #[test]
    fn the_most_specific_range_decides() {
        let accept = of("text/*;q=0.3, Text/CSV;header=present;Q=0.7, */*;q=0.1");
        assert_eq!(accept.media_type("text/csv"), (700, 3));
        assert_eq!(accept.media_type("text/html"), (300, 2));
        assert_eq!(accept.media_type("image/png"), (100, 1));
        assert_eq!(of("text/csv;q=0, */*").media_type("text/csv"), (0, 0));
        assert_eq!(of("text/csv;q=much").media_type("text/csv"), (0, 0));
        assert_eq!(of("text/csv;q=NaN").media_type("text/csv"), (0, 0));
    }

    #[test]
    fn codings_are_taken_by_name_or_as_any() {
        assert_eq!((of("gzip").coding("gzip"), of("br, GZIP;q=0.5").coding("gzip")), (1000, 500));
        assert_eq!((of("*").coding("gzip"), of("identity, *;q=0.1").coding("gzip")), (1000, 100));
        for text in ["identity", "gzip;q=0, *", "br", "*;q=0", "", " , "] {
            assert_eq!(of(text).coding("gzip"), 0, "{text}");
        }
        assert!(
            of(" , ").is_empty() && Preferences::of(&HeaderMap::new(), header::ACCEPT).is_empty()
        );
    }
}
