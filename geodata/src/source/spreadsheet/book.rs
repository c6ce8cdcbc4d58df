//! What the readers of workbooks have in common.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::Style;

use super::broken::broken;
use crate::error::{GeodataError, Place};

/// What `read` answers: the library takes numbers of a broken file as they come, and its arithmetic is checked.
pub(super) fn caught<T>(
    path: &Path,
    read: impl FnOnce() -> Result<T, GeodataError>,
) -> Result<T, GeodataError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| Err(broken(path, words(&*panic))))
}

/// The sheet that is asked for; the first one unless given.
pub(super) fn sheet(
    path: &Path,
    asked: Option<&str>,
    sheets: &[String],
) -> Result<String, GeodataError> {
    let found = match asked {
        None => sheets.first(),
        Some(name) => sheets.iter().find(|sheet| *sheet == name),
    };
    found.cloned().ok_or_else(|| match asked {
        None => broken(path, "the workbook has no sheet".to_owned()),
        Some(name) => GeodataError::source(
            path,
            Place::File,
            format!("there is no sheet `{name}`"),
            format!("the workbook has {}", sheets.join(", ")),
        ),
    })
}

/// Whether a cell of this style is shown as a percentage. What stands between quotation marks is shown as it is.
pub(super) fn is_percent(style: &Style) -> bool {
    let percent = |code: &str| code.split('"').step_by(2).any(|part| part.contains('%'));
    style.number_format.as_ref().is_some_and(|format| percent(&format.format_code))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it is damaged");
    format!("the workbook cannot be read: {text}")
}
