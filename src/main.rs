//! The Desmigratif planner.
fn main(){}
