//! A component of the contract in WebAssembly text, of which any part can be made hostile.

#![allow(clippy::format_collect, reason = "texts of a few lines")]

/// Its parts, each text; by default it is honest and answers `7` to everything.
pub(crate) struct Guest {
    /// Before the core module: imports, types, core functions for the module to import.
    pub(crate) before: String,
    /// What the core module imports.
    pub(crate) imports: String,
    /// What it is instantiated with.
    pub(crate) with: String,
    /// More of the core module: functions, tables, memories, a start function.
    pub(crate) more: String,
    /// The bodies of its functions.
    pub(crate) realloc: String,
    pub(crate) eval: String,
    pub(crate) post: String,
    /// How its strings are encoded.
    pub(crate) encoding: &'static str,
    /// After all else.
    pub(crate) after: String,
}

impl Default for Guest {
    fn default() -> Self {
        Self {
            before: String::new(),
            imports: String::new(),
            with: String::new(),
            more: String::new(),
            realloc: "(i32.const 4096)".to_owned(),
            eval: result(16, 1),
            post: String::new(),
            encoding: "string-encoding=utf8",
            after: String::new(),
        }
    }
}

/// A body that answers with these bytes of memory.
pub(crate) fn result(at: u32, length: u32) -> String {
    format!(
        "(i32.store8 (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.const {at})) \
         (i32.store (i32.const 8) (i32.const {length})) (i32.const 0)"
    )
}

/// A body that fills 30 MiB with this text, over and over, between a first and a last byte, and answers with those.
pub(crate) fn much(first: char, pattern: &str, last: char) -> String {
    so_much(30 << 20, first, pattern, last)
}

/// Where the text of such a body begins.
pub(crate) const MUCH: u32 = 1 << 20;

/// The same with this many bytes between the first and the last, or a few less.
pub(crate) fn so_much(length: u32, first: char, pattern: &str, last: char) -> String {
    // Text in Latin-1 has to begin at an even address.
    let start = MUCH as usize + 1;
    let pattern_length = u32::try_from(pattern.len()).expect("a few bytes");
    let whole = length / pattern_length * pattern_length;
    let stores: String = pattern
        .bytes()
        .enumerate()
        .map(|(i, byte)| format!("(i32.store8 (i32.const {}) (i32.const {byte})) ", start + i))
        .collect();
    format!(
        "(drop (memory.grow (i32.const 500)))
         {stores}
         (memory.copy (i32.const {next}) (i32.const {start}) (i32.const {pattern_length}))
         (local $n i32) (local.set $n (i32.const {pattern_length}))
         (loop $double
            (memory.copy (i32.add (i32.const {start}) (local.get $n)) (i32.const {start})
                (select (local.get $n) (i32.sub (i32.const {whole}) (local.get $n))
                    (i32.lt_u (local.get $n) (i32.sub (i32.const {whole}) (local.get $n)))))
            (local.set $n (i32.shl (local.get $n) (i32.const 1)))
            (br_if $double (i32.lt_u (local.get $n) (i32.const {whole}))))
         (i32.store8 (i32.const {before}) (i32.const {first}))
         (i32.store8 (i32.const {end}) (i32.const {last}))
         {answer}",
        next = start + pattern.len(),
        before = start - 1,
        first = u32::from(first),
        end = u32::try_from(start).expect("a small number") + whole,
        last = u32::from(last),
        answer = result(u32::try_from(start).expect("a small number") - 1, whole + 2),
    )
}

/// A body with its local before all else, as a function's text has to have it.
pub(crate) fn locals_first(body: &str) -> String {
    const LOCAL: &str = "(local $n i32)";
    match body.split_once(LOCAL) {
        Some((first, rest)) => format!("{LOCAL} {first}{rest}"),
        None => body.to_owned(),
    }
}

/// The same body, but what it answers with is an error.
pub(crate) fn as_error(body: &str) -> String {
    body.replacen("(i32.store8 (i32.const 0) (i32.const 0))", "(i32.store8 (i32.const 0) (i32.const 1))", 1)
}

impl Guest {
    /// One whose `eval` has this body, and which is honest otherwise.
    pub(crate) fn with_eval(body: impl Into<String>) -> Self {
        Self { eval: body.into(), ..Self::default() }
    }

    pub(crate) fn text(&self) -> String {
        let Self { before, imports, with, more, realloc, eval, post, encoding, after } = self;
        let eval = locals_first(eval);
        format!(
            r#"(component $c
            (core module $libc
                (memory (export "memory") 1)
                (global $free (mut i32) (i32.const 8192))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
                    (global.set $free (i32.add (local.get $at) (local.get 3)))
                    (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))) (then
                        (if (i32.eq (i32.const -1) (memory.grow (i32.add (i32.const 1) (i32.shr_u (local.get 3) (i32.const 16)))))
                            (then unreachable))))
                    (local.get $at)))
            (core instance $libc (instantiate $libc))
            {before}
            (core module $m
                (import "libc" "memory" (memory 1))
                {imports}
                {more}
                (data (i32.const 16) "7")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) {realloc})
                (func (export "post") (param i32) {post})
                (func (export "eval") (param i32 i32) (result i32) {eval})
                (func (export "exec") (param i32 i32) (result i32) (i32.store8 (i32.const 0) (i32.const 0)) (i32.const 0)))
            (core instance $i (instantiate $m (with "libc" (instance $libc)) {with}))
            (func $eval (export "eval") (param "expression" string) (result (result string (error string)))
                (canon lift (core func $i "eval") {encoding} (memory (core memory $libc "memory"))
                    (realloc (core func $i "realloc")) (post-return (core func $i "post"))))
            (func $exec (export "exec") (param "statements" string) (result (result (error string)))
                (canon lift (core func $i "exec") {encoding} (memory (core memory $libc "memory"))
                    (realloc (core func $i "realloc"))))
            {after})"#
        )
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let text = self.text();
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
    }
}
