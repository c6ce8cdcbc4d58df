//! What a shared address shows where it is pasted: Open Graph tags for the pages that have a map.
//!
//! The tags name a map of this server; the address of the picture is whole where the client named a host.

use std::fmt::Write;

use geodata::AreaCode;
use geodata::Level;

use super::request::origin::Origin;

/// The size of the picture, what previews expect.
const SIZE: [u32; 2] = [1200, 630];

/// The tags of a page; none for a page without a map.
pub fn tags(path: &str, query: Option<&str>, origin: &Origin) -> String {
    let Some(query) = picture(path, query.unwrap_or_default()) else { return String::new() };
    let ([width, height], Origin(origin)) = (SIZE, origin);
    let mut tags = String::new();
    // Every part was read as what it is: none can hold a quote.
    let address = format!("{origin}/maps/static.png?width={width}&amp;height={height}{query}");
    for (name, content) in [
        ("og:type", "website"),
        ("og:site_name", "Desmigratif"),
        ("og:title", "Desa Migran Produktif"),
        ("og:description", "Perencanaan, cakupan, dan analisis Desa Migran Produktif"),
        ("og:image", &address),
        ("og:image:type", "image/png"),
        ("og:image:width", &width.to_string()),
        ("og:image:height", &height.to_string()),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(tags, "<meta property=\"{name}\" content=\"{content}\" />");
    }
    tags += "<meta name=\"twitter:card\" content=\"summary_large_image\" />";
    tags
}

/// What the picture of a page shows, as the rest of its query.
fn picture(path: &str, query: &str) -> Option<String> {
    let mut out = String::new();
    let value = |name: &str| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
    };
    if let Some(id) = path.strip_prefix("skenario/") {
        let _ = write!(out, "&amp;scenario={}", word(id)?);
        return Some(out);
    }
    if let Some(code) = path.strip_prefix("wilayah/") {
        let code = code.trim_end_matches('/').parse::<AreaCode>().ok()?;
        let _ = write!(out, "&amp;area={code}");
        return Some(out);
    }
    if !path.is_empty() {
        return None;
    }
    if let Some((_, area)) = value("area")
        && let Ok(code) = area.parse::<AreaCode>()
    {
        let _ = write!(out, "&amp;area={code}");
    }
    if let Some((_, level)) = value("level")
        && let Some(level) = Level::ALL.into_iter().find(|of| of.as_str() == level)
    {
        let _ = write!(out, "&amp;layer={}", level.plural());
    }
    for (own, of_picture) in [("show", "indicator"), ("breaks", "scheme")] {
        // The score, which is the page's own, is no indicator.
        if let Some((_, text)) = value(own)
            && text != "score"
            && let Some(text) = word(text)
        {
            let _ = write!(out, "&amp;{of_picture}={text}");
        }
    }
    Some(out)
}

/// A text of letters, digits, `_` and `-`.
fn word(text: &str) -> Option<&str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    (!text.is_empty() && text.len() <= 64 && text.chars().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(path: &str, query: &str) -> String {
        let tags = tags(path, Some(query), &Origin("https://desa.example".to_owned()));
        let begin = "<meta property=\"og:image\" content=\"";
        let (_, rest) = tags.split_once(begin).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_picture_shows_what_the_page_shows() {
        let all = "area=52.03&level=village&show=pmi_per_1000&breaks=natural&map=9/1/2";
        let expected = "https://desa.example/maps/static.png?width=1200&amp;height=630&amp;area=52.03&amp;layer=villages&amp;indicator=pmi_per_1000&amp;scheme=natural";
        assert_eq!(image("", all), expected);
        let id = "0190-ab";
        assert!(image("skenario/0190-ab", "").ends_with(&format!("&amp;scenario={id}")));
        assert!(image("wilayah/52.03/", "").ends_with("height=630&amp;area=52.03"));
        assert_eq!(tags("sql", None, &Origin(String::new())), "");
        assert!(tags("", None, &Origin(String::new())).contains("content=\"/maps/static.png?"));
    }

    #[test]
    fn nothing_of_an_address_becomes_markup() {
        for query in
            ["area=\"><script>", "show=\"onload", "breaks=a%22b", "level=\">", "show=score"]
        {
            let plain = "https://desa.example/maps/static.png?width=1200&amp;height=630";
            assert_eq!(image("", query), plain, "{query}");
        }
        for path in ["skenario/\"><b>", "wilayah/\"><b>"] {
            assert_eq!(tags(path, None, &Origin(String::new())), "");
        }
    }
}
