//! Random code that ends.

use super::component::{Function, Plan, TABLE};
use super::random::Random;

/// Writes the body of one function.
pub(crate) struct Writer<'a> {
    random: &'a mut Random,
    plan: &'a Plan,
    function: usize,
    /// How many calls it may still make: few, as what it calls does the same.
    calls: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(random: &'a mut Random, plan: &'a Plan, function: usize) -> Self {
        Self { random, plan, function, calls: 2 }
    }

    fn rank(&self) -> usize {
        self.plan.functions[self.function].rank
    }

    /// Whether the function at an entry of the table, if any, may be called.
    fn may_enter(&self, entry: usize) -> bool {
        self.plan.table[entry].is_none_or(|function| self.plan.functions[function].rank < self.rank())
    }

    /// An address of some bytes that are there.
    fn address(&mut self, depth: usize) -> String {
        let value = self.i32(depth);
        format!("(i32.and {value} (i32.const 16380))")
    }

    /// A call of something of a type, by one of the ways that there are.
    fn call(&mut self, ty: &'static str, depth: usize) -> Option<String> {
        let plan = self.plan;
        self.calls = self.calls.checked_sub(1)?;
        let library = plan.functions[self.function].library;
        let callable = |(index, function): &(usize, &Function)| {
            (function.library <= library && function.rank < self.rank() && function.ty == ty)
                .then(|| format!("call $f{index}"))
        };
        let mut ways: Vec<String> = plan.functions.iter().enumerate().filter_map(|pair| callable(&pair)).collect();
        for entry in plan.trampolines.iter().filter(|entry| self.may_enter(**entry)) {
            if plan.trampoline_type(*entry) == ty {
                ways.push(format!("call $t{entry}"));
            }
        }
        let way = if ways.is_empty() || self.random.one_in(4) { None } else { Some(self.random.pick(&ways).clone()) };
        let (first, second) = match ty {
            "$unary" => (self.i32(depth), String::new()),
            "$binary" => (self.i32(depth), self.i32(depth)),
            _ => (self.i64(depth), self.i32(depth)),
        };
        if let Some(way) = way {
            return Some(format!("({way} {first} {second})"));
        }
        // By an address, which is most often of something of the type.
        let fits = |entry: &usize| plan.table[*entry].is_some_and(|function| plan.functions[function].ty == ty);
        let all: Vec<usize> = (0..TABLE).filter(|entry| self.may_enter(*entry)).collect();
        let fitting: Vec<usize> = all.iter().copied().filter(|entry| fits(entry)).collect();
        let entry = *if fitting.is_empty() || self.random.one_in(40) {
            self.random.pick(&all)
        } else {
            self.random.pick(&fitting)
        };
        let by_global = plan.addresses.contains(&entry) && self.random.one_in(2);
        let index = if by_global { format!("(global.get $got{entry})") } else { format!("(i32.const {entry})") };
        Some(format!("(call_indirect (type {ty}) {first} {second} {index})"))
    }

    fn i32(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(4) {
                0 => "(global.get $own)".to_owned(),
                1 => "(i32.wrap_i64 (global.get $varies))".to_owned(),
                2 => "(local.get $x)".to_owned(),
                _ => format!("(i32.const {})", self.random.number()),
            };
        }
        let depth = depth - 1;
        match self.random.below(14) {
            0..=2 => {
                let operation = *self.random.pick(&["add", "sub", "mul", "xor", "shl", "rotr", "lt_u"]);
                format!("(i32.{operation} {} {})", self.i32(depth), self.i32(depth))
            }
            3 => format!("(i32.load offset={} {})", self.random.below(64), self.address(depth)),
            4 => format!("(i32.load8_u {})", self.address(depth)),
            5 => format!("(call $number {})", self.i32(depth)),
            6 => format!("(if (result i32) {} (then {}) (else {}))", self.i32(depth), self.i32(depth), self.i32(depth)),
            7 => format!("(i32.wrap_i64 {})", self.i64(depth)),
            8 => "(i32.trunc_sat_f64_s (f64.add (global.get $fixed) (f64.promote_f32 (global.get $pi))))".to_owned(),
            9 => "(call $dropped)".to_owned(),
            10 if self.random.one_in(4) => "(i32.add (memory.grow (i32.const 1)) (memory.size))".to_owned(),
            11 if !self.plan.addresses.is_empty() => {
                format!("(global.get $got{})", *self.random.pick(&self.plan.addresses))
            }
            _ => {
                let ty = *self.random.pick(&["$unary", "$binary"]);
                self.call(ty, depth).unwrap_or_else(|| self.i32(0))
            }
        }
    }

    fn i64(&mut self, depth: usize) -> String {
        if depth == 0 {
            return if self.random.one_in(2) {
                "(global.get $varies)".to_owned()
            } else {
                "(local.get $wide)".to_owned()
            };
        }
        let depth = depth - 1;
        match self.random.below(4) {
            0 => format!("(i64.mul {} {})", self.i64(depth), self.i64(depth)),
            1 => format!("(i64.extend_i32_s {})", self.i32(depth)),
            2 => format!("(i64.load {})", self.address(depth)),
            _ => self.call("$wide", depth).unwrap_or_else(|| self.i64(0)),
        }
    }

    fn statement(&mut self) -> String {
        match self.random.below(12) {
            0 | 1 => format!("(i32.store {} {})", self.address(1), self.i32(2)),
            2 => format!("(global.set $varies {})", self.i64(2)),
            3 => format!("(global.set $own {})", self.i32(2)),
            4 => format!("(local.set $x {})", self.i32(3)),
            5 => format!("(local.set $wide {})", self.i64(2)),
            6 => {
                let (length, result) = (self.random.below(9), 16384 + 8 * self.random.below(64));
                format!(
                    "(call $reverse {} (i32.const {length}) (i32.const {result}))
                     (local.set $x (i32.add (local.get $x) (i32.load8_u (i32.load (i32.const {result})))))",
                    self.address(1)
                )
            }
            7 => format!("(call $drop (call $new {}))", self.i32(1)),
            8 => format!("(memory.init $passive {} (i32.const 2) (i32.const 5))", self.address(1)),
            9 if self.random.one_in(6) => "(data.drop $passive)".to_owned(),
            10 if self.plan.writes_table => {
                let entry = self.random.below(TABLE);
                // Only what nobody calls, or is called by nobody who could be called from here.
                if self.plan.table[entry].is_some() {
                    return "(drop (table.get (i32.const 1)))".to_owned();
                }
                format!("(table.init $spare (i32.const {entry}) (i32.const 0) (i32.const {}))", self.random.below(2))
            }
            _ => {
                let (value, address) = (self.i32(1), self.address(0));
                let count = 1 + self.random.below(5);
                self.calls = 0;
                format!(
                    "(local.set $n (i32.const {count}))
                     (loop $again
                        (i32.store {address} (i32.add (i32.load {address}) {value}))
                        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
                )
            }
        }
    }
}

/// The code of a function, after its type.
pub(crate) fn body(writer: &mut Writer<'_>) -> String {
    let ty = writer.plan.functions[writer.function].ty;
    let mut text = String::from("(local $x i32) (local $wide i64) (local $n i32)");
    text += match ty {
        "$unary" => "(local.set $x (local.get 0))",
        "$binary" => "(local.set $x (i32.add (local.get 0) (local.get 1)))",
        _ => "(local.set $x (local.get 1)) (local.set $wide (local.get 0))",
    };
    for _ in 0..=writer.random.below(5) {
        text += &writer.statement();
    }
    let result = if ty == "$wide" { writer.i64(2) } else { writer.i32(3) };
    text + &result
}
