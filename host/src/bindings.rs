//! The typed calls that `wit/` describes.

wasmtime::component::bindgen!({
    path: "../wit",
    world: "sandbox",
    exports: { default: async },
});

/// What a guest may offer beyond the contract: files of its own.
pub(crate) use with_files::exports::local::sandbox::files;

mod with_files {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "sandbox-files",
        exports: { default: async },
    });
}

/// What a guest may offer beyond the contract: arrays of numbers.
pub(crate) use with_arrays::exports::local::sandbox::arrays;

mod with_arrays {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "sandbox-arrays",
        exports: { default: async },
    });
}

/// What a guest may ask for beyond WASI: functions of the host's.
pub(crate) use with_tools::local::sandbox::tools;

mod with_tools {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "sandbox-tools",
        imports: { default: async | trappable },
        exports: { default: async },
    });
}
