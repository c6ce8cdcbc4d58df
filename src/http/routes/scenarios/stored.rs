//! The way to saved scenarios.

use std::sync::Arc;

use crate::app::AppState;
use crate::http::answer::written;
use crate::http::problem::{ApiError, ApiResult};
use crate::scenarios::store::Store;

/// Works on the store, which waits for the disk, away from the threads that answer.
pub async fn stored<T, E>(
    app: &AppState,
    work: impl FnOnce(&Store) -> Result<T, E> + Send + 'static,
) -> ApiResult<T>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    let store = Arc::clone(app.store());
    written::compute(&app.pools().scenarios, move |_| work(&store)).await
}
