//! The Desmigratif planner.
