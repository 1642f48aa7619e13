//! What comes of modules that an image is written into, in the engine.

use wasmtime::{Engine, Instance, Memory, Module, Store, TypedFunc};

use super::{Keep, inject, reserve};

const MODULE: &str = r#"
    (module
        (import "host" "allowed" (func $allowed (result i32)))
        (import "host" "denied" (func $denied (result i32)))
        (memory (export "memory") 2 12)
        (global (export "IMAGE") i32 (i32.const 16))
        (data (i32.const 0) "its own")
        (func (export "image") (param i32) (result i32)
            (i32.load8_u (i32.add (i32.load (i32.const 16)) (local.get 0))))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "interface#allowed") (result i32) (call $allowed))
        (func (export "denied") (result i32) (call $denied))
        (func (export "other#function") (result i32) (i32.const 0)))"#;

struct Kept;

impl Keep for Kept {
    fn import(&self, _: &str, name: &str) -> bool {
        name == "allowed"
    }

    fn export(&self, name: &str) -> bool {
        !name.starts_with("other#")
    }
}

struct Injected {
    store: Store<()>,
    instance: Instance,
}

impl Injected {
    fn new(image: &[u8]) -> Self {
        let core = wat::parse_str(MODULE).expect("a module");
        let core = inject(&core, image, &Kept).expect("a module with an image");
        let engine = Engine::default();
        let module = Module::new(&engine, core).expect("a valid module");
        let mut store = Store::new(&engine, ());
        let allowed = wasmtime::Func::wrap(&mut store, || 7);
        let instance = Instance::new(&mut store, &module, &[allowed.into()]).expect("an instance");
        Self { store, instance }
    }

    fn memory(&mut self) -> Memory {
        self.instance.get_memory(&mut self.store, "memory").expect("a memory")
    }

    fn call(&mut self, name: &str, pages: i32) -> i32 {
        let function: TypedFunc<i32, i32> =
            self.instance.get_typed_func(&mut self.store, name).expect("a function of this name");
        function.call(&mut self.store, pages).expect("a number")
    }

    fn answer(&mut self, name: &str) -> Option<i32> {
        let function: TypedFunc<(), i32> =
            self.instance.get_typed_func(&mut self.store, name).expect("a function of this name");
        function.call(&mut self.store, ()).ok()
    }
}

#[test]
fn the_image_lies_behind_the_memory() {
    let mut image = vec![3; 1 << 16];
    image.push(9);
    let mut module = Injected::new(&image);
    assert_eq!((module.call("image", 0), module.call("image", 1 << 16)), (3, 9));
}

#[test]
fn memory_grows_by_what_is_in_reserve_first() {
    let mut module = Injected::new(&[1]);
    let reserve = i32::from(reserve::PAGES);
    let memory = module.memory();
    // Two pages, one for the image, and the reserve.
    assert_eq!(memory.size(&module.store), 3 + u64::from(reserve::PAGES));
    assert_eq!(module.call("grow", 1), 3);
    assert_eq!(module.call("grow", 0), 4);
    assert_eq!(module.call("grow", reserve - 1), 4);
    assert_eq!(memory.size(&module.store), 3 + u64::from(reserve::PAGES), "it had that from the start");
    assert_eq!(module.call("grow", 2), 3 + reserve);
    assert_eq!(memory.size(&module.store), 5 + u64::from(reserve::PAGES));
}

#[test]
fn memory_in_reserve_and_more_are_in_one_piece() {
    let mut module = Injected::new(&[1]);
    let reserve = i32::from(reserve::PAGES);
    assert_eq!(module.call("grow", reserve + 2), 3);
    assert_eq!(module.call("grow", 1), 5 + reserve);
}

#[test]
fn memory_that_cant_grow_keeps_what_is_in_reserve() {
    let mut module = Injected::new(&[1]);
    // The limit is that of the module, which has ten pages more than it starts with.
    assert_eq!(module.call("grow", 11), -1);
    assert_eq!(module.call("grow", -1), -1);
    assert_eq!(module.call("grow", 10), 3);
    assert_eq!(module.call("grow", 1), -1);
}

#[test]
fn what_isnt_kept_is_a_trap_or_gone() {
    let mut module = Injected::new(&[]);
    assert_eq!(module.answer("interface#allowed"), Some(7));
    assert_eq!(module.answer("denied"), None);
    assert!(module.instance.get_func(&mut module.store, "other#function").is_none());
}
