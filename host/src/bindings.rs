//! The typed calls that `wit/sandbox.wit` describes.

wasmtime::component::bindgen!({
    path: "../wit",
    world: "sandbox",
    exports: { default: async },
});
