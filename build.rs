//! The web application is built into the binary when `web/build` exists.

fn main() {
    // Cargo looks at a directory's files too, so a new build of the application is picked up.
    println!("cargo::rerun-if-changed=web/build");
    println!("cargo::rerun-if-changed=build.rs");
}
