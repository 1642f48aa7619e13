//! Sets the size of the stack, which `src/stack.rs` knows.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=-zstack-size={}", 8 << 20);
}
