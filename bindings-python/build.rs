//! Link options of the module.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Symbols are of use to nobody who installs the package, and are half of its size.
        println!("cargo:rustc-cdylib-link-arg=-s");
    }
}
