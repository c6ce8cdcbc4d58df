//! Which of our formats an answer to SQL has: `?format=` first, then `Accept`, then JSON.

use axum::http::{HeaderMap, header};
use queries::Format;

use super::accept::Preferences;
use crate::http::problem::{ApiError, ApiResult, Code};

/// Chooses the format of an answer.
///
/// # Errors
/// `not_acceptable` when neither the parameter nor any range of `Accept` names one of ours.
pub fn choose(parameter: Option<&str>, headers: &HeaderMap) -> ApiResult<Format> {
    if let Some(name) = parameter {
        return name.parse().map_err(|_| not_acceptable(&format!("`format={name}`")));
    }
    let accept = Preferences::of(headers, header::ACCEPT);
    if accept.is_empty() {
        return Ok(Format::Json);
    }
    let best = Format::ALL
        .into_iter()
        .map(|format| (format, accept.media_type(essence(format))))
        // The first of equals stays: `*/*` means JSON.
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    match best {
        Some((format, (weight, _))) if weight > 0 => Ok(format),
        _ => {
            let lines = headers.get_all(header::ACCEPT).iter();
            let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
            Err(not_acceptable(&format!("`Accept: {}`", lines.join(", "))))
        }
    }
}

/// The media type without its parameters, as `Accept` names it.
fn essence(format: Format) -> &'static str {
    format.media_type().split(';').next().unwrap_or_default()
}

fn not_acceptable(asked: &str) -> ApiError {
    let known: Vec<String> =
        Format::ALL.iter().map(|f| format!("`{}` ({})", f.as_str(), essence(*f))).collect();
    ApiError::new(
        Code::NotAcceptable,
        format!("{asked} names no format that rows can be given in."),
    )
    .hint(format!("Known formats: {}.", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(accept: &'static str) -> ApiResult<Format> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        choose(None, &headers)
    }

    #[test]
    fn the_most_wanted_format_is_chosen() {
        assert_eq!(of("*/*").unwrap(), Format::Json);
        assert_eq!(of("text/csv").unwrap(), Format::Csv);
        assert_eq!(of("application/geo+json;q=0.5, text/csv;q=0.9").unwrap(), Format::Csv);
        assert_eq!(of("application/vnd.apache.arrow.stream, */*;q=0.1").unwrap(), Format::Arrow);
        assert_eq!(of("text/html, application/xhtml+xml, */*;q=0.8").unwrap(), Format::Json);
        assert_eq!(of("text/*").unwrap(), Format::Csv);
        assert_eq!(of("application/json;q=0, */*").unwrap(), Format::Csv);
    }

    #[test]
    fn the_parameter_wins_over_the_header() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/csv"));
        assert_eq!(choose(Some("parquet"), &headers).unwrap(), Format::Parquet);
    }

    #[test]
    fn what_cannot_be_given_is_refused_and_named() {
        assert_eq!(of("image/png").unwrap_err().code(), Code::NotAcceptable);
        let error = choose(Some("ods"), &HeaderMap::new()).unwrap_err();
        assert!(format!("{error:?}").contains("ods"));
    }
}
