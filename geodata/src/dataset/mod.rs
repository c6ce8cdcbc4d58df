//! The dataset directory: an immutable set of Parquet files with a manifest. See `docs/dataset.md`.
