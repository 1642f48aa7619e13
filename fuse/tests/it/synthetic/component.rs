//! A component of a main module, which has the memory, the table and the addresses, of libraries that are linked to it and to
//! each other, of an initialising module, and of a shim for what the host gives.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::code::{Writer, body};
use super::random::Random;
use crate::component;

/// How many entries the table has.
pub(crate) const TABLE: usize = 24;

/// A function of a library.
pub(crate) struct Function {
    pub(crate) library: usize,
    /// Functions call those of lower rank only, so that all of them end.
    pub(crate) rank: usize,
    pub(crate) ty: &'static str,
}

/// The types that functions have.
pub(crate) const TYPES: [&str; 3] = ["$unary", "$binary", "$wide"];

/// Each module has these.
const DECLARATIONS: &str = "
    (type $unary (func (param i32) (result i32)))
    (type $binary (func (param i32 i32) (result i32)))
    (type $wide (func (param i64 i32) (result i64)))";

/// What is known of a component before code is written.
pub(crate) struct Plan {
    pub(crate) functions: Vec<Function>,
    libraries: usize,
    /// What the table holds in the end.
    pub(crate) table: Vec<Option<usize>>,
    /// Where in the table each library's functions begin.
    bases: Vec<usize>,
    /// The entries that the initialising module puts in.
    patches: Vec<(usize, usize)>,
    /// Entries that have a trampoline in the main module.
    pub(crate) trampolines: Vec<usize>,
    /// Entries, and addresses, that the main module has in globals.
    pub(crate) addresses: Vec<usize>,
    /// Whether something writes to the table.
    pub(crate) writes_table: bool,
}

impl Plan {
    fn new(random: &mut Random) -> Self {
        let libraries = 2 + random.below(3);
        let mut functions = Vec::new();
        for library in 0..libraries {
            for _ in 0..2 + random.below(3) {
                functions.push(Function { library, rank: random.below(12), ty: TYPES[random.below(3)] });
            }
        }
        let mut table = vec![None; TABLE];
        let mut bases = Vec::new();
        let mut next = 1;
        for library in 0..libraries {
            bases.push(next);
            for (index, _) in functions.iter().enumerate().filter(|(_, function)| function.library == library) {
                table[next] = Some(index);
                next += 1;
            }
        }
        let mut patches = Vec::new();
        for _ in 0..random.below(4) {
            let (entry, function) = (random.below(TABLE), random.below(functions.len()));
            table[entry] = Some(function);
            patches.push((entry, function));
        }
        let mut entries = || (0..4).map(|_| random.below(next + 1)).collect::<BTreeSet<_>>().into_iter().collect();
        let (trampolines, addresses) = (entries(), entries());
        let writes_table = random.one_in(4);
        Self { functions, libraries, table, bases, patches, trampolines, addresses, writes_table }
    }

    fn of_library(&self, library: usize) -> impl Iterator<Item = (usize, &Function)> {
        self.functions.iter().enumerate().filter(move |(_, function)| function.library == library)
    }

    /// The functions of an earlier library, which a later one can import.
    fn before(&self, library: usize) -> impl Iterator<Item = (usize, &Function)> {
        self.functions.iter().enumerate().filter(move |(_, function)| function.library < library)
    }

    /// The type that a trampoline to an entry has: that of the function there, but for some that never fit.
    pub(crate) fn trampoline_type(&self, entry: usize) -> &'static str {
        self.table[entry].map_or(TYPES[entry % 3], |function| self.functions[function].ty)
    }
}

/// A component that its seed decides.
pub(crate) fn generate(seed: u64) -> Vec<u8> {
    let random = &mut Random::new(seed);
    let plan = Plan::new(random);
    let mut text = String::from(
        r#"(component
        (import "number" (func $number (param "n" u32) (result u32)))
        (import "reverse" (func $reverse (param "bytes" (list u8)) (result (list u8))))
        (core module $shim
            (table (export "$imports") 2 2 funcref)
            (func (export "0") (param i32 i32 i32)
                (call_indirect (param i32 i32 i32) (local.get 0) (local.get 1) (local.get 2) (i32.const 0)))
            (func (export "1") (param i32) (call_indirect (param i32) (local.get 0) (i32.const 1))))
        (core instance $shim (instantiate $shim))
        (type $thing (resource (rep i32) (dtor (core func $shim "1"))))
        (core func $new (canon resource.new $thing))
        (core func $drop (canon resource.drop $thing))
        (core func $number (canon lower (func $number)))"#,
    );
    text += &main(random, &plan);
    for library in 0..plan.libraries {
        text += &library_module(random, &plan, library);
    }
    text += &initialising(random, &plan);
    let entry = plan.functions.iter().rposition(|function| function.ty == "$unary").unwrap_or(0);
    let entry_library = plan.functions[entry].library;
    let _ = write!(
        text,
        r#"
        (core func $lowered (canon lower (func $reverse)
            (memory (core memory $main "memory")) (realloc (core func $main "realloc"))))
        (core module $fixup
            (import "" "0" (func $0 (param i32 i32 i32))) (import "" "1" (func $1 (param i32)))
            (import "" "$imports" (table 2 2 funcref))
            (elem (i32.const 0) func $0 $1))
        (core instance (instantiate $fixup (with "" (instance
            (export "0" (func $lowered)) (export "1" (func $main "dtor")) (export "$imports" (table $shim "$imports"))))))
        (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library{entry_library} "run")))
        (func (export "memory") (result (list u8))
            (canon lift (core func $main "all") (memory (core memory $main "memory")))))"#
    );
    component(&text)
}

fn main(random: &mut Random, plan: &Plan) -> String {
    let maximum = if random.one_in(2) { "3" } else { "" };
    let limit = if random.one_in(2) { format!("{TABLE}") } else { String::new() };
    let mut text = format!(
        r#"
        (core module $main {DECLARATIONS}
            (memory (export "memory") 1 {maximum})
            (table (export "table") {TABLE} {limit} funcref)
            (global $heap (export "heap") (mut i32) (i32.const 32768))
            (global (export "varies") (mut i64) (i64.const {}))
            (global (export "fixed") (mut f64) (f64.const {}))
            (global $dropped (mut i32) (i32.const 0))
            (func (export "dtor") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
            (func (export "dropped") (result i32) (global.get $dropped))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (global.set $heap (i32.add (global.get $heap) (i32.and (i32.add (local.get 3) (i32.const 7)) (i32.const 248))))
                (i32.and (global.get $heap) (i32.const 49144)))
            (func (export "all") (result i32)
                (i32.store (i32.const 65528) (i32.const 0)) (i32.store (i32.const 65532) (i32.const 65536)) (i32.const 65528))
            (data (i32.const {}) "main module")"#,
        random.number(),
        random.number(),
        random.below(4096),
    );
    for (library, base) in plan.bases.iter().enumerate() {
        let _ = write!(text, r#"(global (export "table_base{library}") i32 (i32.const {base}))"#);
        let address = 1024 + 512 * library;
        let _ = write!(text, r#"(global (export "memory_base{library}") i32 (i32.const {address}))"#);
    }
    for entry in &plan.addresses {
        let _ = write!(text, r#"(global (export "got{entry}") (mut i32) (i32.const {entry}))"#);
    }
    for entry in &plan.trampolines {
        let ty = plan.trampoline_type(*entry);
        let arguments = if ty == "$unary" { "(local.get 0)" } else { "(local.get 0) (local.get 1)" };
        let _ = write!(
            text,
            r#"(func (export "t{entry}") (type {ty}) (call_indirect (type {ty}) {arguments} (i32.const {entry})))"#
        );
    }
    text + ")
        (core instance $main (instantiate $main))"
}

fn library_module(random: &mut Random, plan: &Plan, library: usize) -> String {
    let mut imports = String::new();
    let mut exports = String::new();
    let mut import = |name: &str, ty: &str, from: &str| {
        let _ = write!(imports, r#"(import "env" "{name}" {ty})"#);
        let _ = write!(exports, r#"(export "{name}" {from})"#);
    };
    import("memory", "(memory 1)", r#"(memory $main "memory")"#);
    import("table", "(table 0 funcref)", r#"(table $main "table")"#);
    import("heap", "(global $heap (mut i32))", r#"(global $main "heap")"#);
    import("varies", "(global $varies (mut i64))", r#"(global $main "varies")"#);
    import("fixed", "(global $fixed (mut f64))", r#"(global $main "fixed")"#);
    for name in [format!("table_base{library}"), format!("memory_base{library}")] {
        let short = name.trim_end_matches(char::is_numeric);
        import(&name, &format!("(global ${short} i32)"), &format!(r#"(global $main "{name}")"#));
    }
    for entry in &plan.addresses {
        import(
            &format!("got{entry}"),
            &format!("(global $got{entry} (mut i32))"),
            &format!(r#"(global $main "got{entry}")"#),
        );
    }
    for entry in &plan.trampolines {
        let ty = plan.trampoline_type(*entry);
        import(&format!("t{entry}"), &format!("(func $t{entry} (type {ty}))"), &format!(r#"(func $main "t{entry}")"#));
    }
    import("number", "(func $number (param i32) (result i32))", "(func $number)");
    import("reverse", "(func $reverse (param i32 i32 i32))", r#"(func $shim "0")"#);
    import("new", "(func $new (param i32) (result i32))", "(func $new)");
    import("drop", "(func $drop (param i32))", "(func $drop)");
    import("dropped", "(func $dropped (result i32))", r#"(func $main "dropped")"#);
    for (index, function) in plan.before(library) {
        let (ty, owner) = (function.ty, function.library);
        import(
            &format!("f{index}"),
            &format!("(func $f{index} (type {ty}))"),
            &format!(r#"(func $library{owner} "f{index}")"#),
        );
    }

    let mut text = format!("\n        (core module $library{library} {DECLARATIONS} {imports}");
    let own: Vec<String> = plan.of_library(library).map(|(index, _)| format!("$f{index}")).collect();
    let _ = write!(text, "(elem (global.get $table_base) func {})", own.join(" "));
    let _ = write!(text, r#"(data (global.get $memory_base) "library {library}")"#);
    let offset = random.below(400);
    let _ = write!(text, r#"(data (i32.add (global.get $memory_base) (i32.const {offset})) "\ff\00\01over")"#);
    let _ = write!(text, r#"(data $passive "passive {library}") (elem $spare func {})"#, own[0]);
    let _ = write!(text, "(global $own (mut i32) (global.get $memory_base)) (global $pi f32 (f32.const 3.25))");
    for (index, function) in plan.of_library(library) {
        let mut writer = Writer::new(random, plan, index);
        let code = body(&mut writer);
        let _ = write!(text, r#"(func $f{index} (export "f{index}") (type {}) {code})"#, function.ty);
    }
    let (last, function) = plan.of_library(library).last().expect("each has some");
    let call = match function.ty {
        "$unary" => format!("(call $f{last} (local.get 0))"),
        "$binary" => format!("(call $f{last} (local.get 0) (i32.const 3))"),
        _ => format!("(i32.wrap_i64 (call $f{last} (i64.extend_i32_u (local.get 0)) (i32.const 3)))"),
    };
    let _ = write!(text, r#"(func (export "run") (param i32) (result i32) {call}))"#);
    text + &format!(
        r#"
        (core instance $library{library} (instantiate $library{library} (with "env" (instance {exports}))))"#
    )
}

/// What a dynamic linker does before anything else runs.
fn initialising(random: &mut Random, plan: &Plan) -> String {
    let mut imports = String::from(r#"(import "env" "memory" (memory 1)) (import "env" "table" (table 0 funcref))"#);
    let mut exports =
        String::from(r#"(export "memory" (memory $main "memory")) (export "table" (table $main "table"))"#);
    let mut segments = String::new();
    let used: BTreeSet<usize> = plan.patches.iter().map(|(_, function)| *function).collect();
    for function in used {
        let (ty, owner) = (plan.functions[function].ty, plan.functions[function].library);
        let _ = write!(imports, r#"(import "env" "f{function}" (func $f{function} (type {ty})))"#);
        let _ = write!(exports, r#"(export "f{function}" (func $library{owner} "f{function}"))"#);
    }
    for (entry, function) in &plan.patches {
        let _ = write!(segments, "(elem (i32.const {entry}) func $f{function})");
    }
    let _ = write!(segments, r#"(data (i32.const {}) "initialised")"#, 1000 + random.below(1000));
    if random.one_in(3) {
        for entry in &plan.addresses {
            let _ = write!(imports, r#"(import "env" "got{entry}" (global $got{entry} (mut i32)))"#);
            let _ = write!(exports, r#"(export "got{entry}" (global $main "got{entry}"))"#);
        }
        let sets = plan.addresses.iter().map(|entry| format!("(global.set $got{entry} (i32.const {entry}))"));
        let sets = sets.collect::<Vec<_>>().concat();
        let _ = write!(segments, "(func $start {sets} (i32.store (i32.const 2000) (i32.const 1))) (start $start)");
    }
    format!(
        r#"
        (core module $initialising {DECLARATIONS} {imports} {segments})
        (core instance (instantiate $initialising (with "env" (instance {exports}))))"#
    )
}
