//! The JavaScript guest: what is particular to its language.

use std::sync::LazyLock;
use std::time::Duration;

use component_sandbox::{End, Engine, Error, Language, Sandbox, Session};
use serde_json::{Value, json};

use crate::{dist, raised};

/// The guest, unwrapped and wrapped, loaded once for all tests.
fn javascript() -> [&'static Sandbox; 2] {
    static BOTH: LazyLock<[Sandbox; 2]> = LazyLock::new(|| {
        let engine = Engine::new().expect("an engine");
        ["sandbox-js.wasm", "sandbox-js-virt.wasm"].map(|name| engine.load(dist(name)).expect("the JavaScript guest"))
    });
    BOTH.each_ref()
}

async fn session(sandbox: &Sandbox) -> Session {
    sandbox.session().language(Language::javascript()).start().await.expect("a session")
}

async fn eval(session: &mut Session, expression: &str) -> Value {
    session.eval(expression).await.expect(expression)
}

#[tokio::test]
async fn declarations_stay() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        let statements = "
            let a = 1, { b, ...rest } = { b: 2, c: 3 };
            const list = [a, b]
            var later;
            [later] = list
            for (var i = 0; i < 3; i++) if (i) var last = i
            class Point { constructor(x) { this.x = x } static origin = new Point(0) }
            function early() { return late() }
            async function* numbers() { yield* [1, 2] }";
        session.exec(statements).await.expect("it declares all of them");
        session.exec("function late() { return a }").await.expect("a function that another one calls");
        assert_eq!(
            eval(&mut session, "[a, b, rest, list, later, i, last, Point.origin, early(), numbers.name]").await,
            json!([1, 2, {"c": 3}, [1, 2], 1, 3, 2, {"x": 0}, 1, "numbers"])
        );
        // As a module is run again in which something was put right.
        session.exec("let a = 10, b; function late() { return a * 2 }").await.expect("declared anew");
        assert_eq!(eval(&mut session, "[early(), typeof b]").await, json!([20, "undefined"]));
        session
            .exec("'use strict'; const strict = (function () { return this === undefined })()")
            .await
            .expect("strict");
        assert_eq!(eval(&mut session, "strict").await, json!(true));
        assert_eq!(
            raised(session.exec("let kept = 1; nope; let lost = 2").await),
            "ReferenceError: nope is not defined"
        );
        assert_eq!(eval(&mut session, "[kept, typeof lost]").await, json!([1, "undefined"]));
    }
}

#[tokio::test]
async fn statements_end_where_they_did() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        let statements = "
            let calls = 0, b = 1
            const count = () => (calls += 1)
            let a = b
            function between() {}
            (count)()
            let c
            (count)()
            if (b) var d
            else var e
            class K {}
            [count].forEach(call => call())
            let f = b
            void 0
            var g
            ;[g = 5].concat(6)";
        session.exec(statements).await.expect("as a script without semicolons");
        assert_eq!(eval(&mut session, "[calls, a, typeof c, f, g]").await, json!([3, 1, "undefined", 1, 5]));
    }
}

#[tokio::test]
async fn constants_are_constant() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        let refused = "TypeError: assignment to the constant 'c'";
        assert_eq!(raised(session.exec("const c = 1; c = 2").await), refused);
        session.exec("const c = 3; function change() { c++ }").await.expect("a constant of another value");
        assert_eq!(raised(session.exec("change()").await), refused);
        assert_eq!(raised(session.exec("c += 1").await), refused);
        session.exec("{ let c = 5; c = 6 }").await.expect("another variable of that name");
        assert_eq!(eval(&mut session, "c").await, json!(3));
        session.exec("let c = 7; c = 8").await.expect("a variable now");
        assert_eq!(eval(&mut session, "c").await, json!(8));
    }
}

#[tokio::test]
async fn promises_and_timers_end_within_the_call() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        assert_eq!(eval(&mut session, "await new Promise(done => setTimeout(done, 20, 'late'))").await, json!("late"));
        assert_eq!(eval(&mut session, "Promise.all([1, Promise.resolve(2)])").await, json!([1, 2]));
        let statements = "
            const order = [];
            setTimeout(() => order.push('timer 2'), 20);
            const every = setInterval(() => { order.push('again'); clearInterval(every) }, 10);
            queueMicrotask(() => order.push('microtask'));
            clearTimeout(setTimeout(() => order.push('never')));
            Promise.resolve().then(() => order.push('then'));
            order.push('first')";
        session.exec(statements).await.expect("it waits for all of them");
        assert_eq!(eval(&mut session, "order").await, json!(["first", "microtask", "then", "again", "timer 2"]));
        for (statements, expected) in [
            ("setTimeout(() => { throw new RangeError('timer') })", "RangeError: timer"),
            ("queueMicrotask(() => { throw new RangeError('microtask') })", "RangeError: microtask"),
            ("async function main() { await null; throw new RangeError('main') }\nmain()", "RangeError: main"),
            ("await new Promise(() => {})", "Error: the code waits for a promise that nothing is left to settle"),
        ] {
            assert_eq!(raised(session.exec(statements).await), expected, "{statements}");
        }
        // None of the timers outlived its call.
        assert_eq!(eval(&mut session, "await new Blob(['x']).text()").await, json!("x"));
    }
}

#[tokio::test]
async fn globals_that_the_code_replaces_are_its_own_only() {
    let poisons = [
        "JSON.stringify = JSON.parse = () => 'no JSON'; JSON = Reflect = null",
        "Array.prototype.toJSON = Object.prototype.toString = Error.prototype.toString = () => { throw 1 }",
        "Promise.prototype.then = Promise.prototype.constructor = () => { throw 1 }; Promise = null",
        "TextEncoder.prototype.encodeInto = TextDecoder.prototype.decode = null; TextEncoder = TextDecoder = null",
        "Array.prototype[Symbol.iterator] = Array.prototype.push = RegExp.prototype.exec = String.prototype.slice = null",
        "const all = [Object, Function, Array, String, RegExp, Number, Error, Symbol, Map, Set, WeakMap], { ownKeys } = Reflect;
            for (let i = 0; i < all.length; i++) {
                const { prototype } = all[i], names = ownKeys(prototype);
                for (let j = 0; j < names.length; j++) try { prototype[names[j]] = () => { throw 1 } } catch {}
            }",
        "Object.prototype.get = Object.prototype.failed = Object.prototype.variables = () => { throw 1 }",
        "console = setTimeout = eval = Math = null; performance = null",
    ];
    for sandbox in javascript() {
        for poison in poisons {
            let mut session = session(sandbox).await;
            session.exec(poison).await.expect(poison);
            session.exec("const list = [1, { two: 'zwei' }]\nclass A {}\nlet n = await 41").await.expect(poison);
            assert_eq!(eval(&mut session, "n === 41 && list").await, json!([1, {"two": "zwei"}]), "{poison}");
            assert_eq!(raised(session.exec("throw new TypeError('x')").await), "TypeError: x", "{poison}");
            assert!(raised(session.exec("1 +").await).starts_with("SyntaxError: "), "{poison}");
        }
        // What no program could run with is the error of every string, not the end of the session.
        let mut session = session(sandbox).await;
        session.exec("Object.defineProperty(Object.prototype, 'value', { get() { throw 1 } })").await.expect("allowed");
        for _ in 0..2 {
            assert!(raised(session.exec("1").await).starts_with("TypeError: "));
        }
    }
}

#[tokio::test]
async fn console_formats_as_node_does() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        let statements = "
            console.log('bare', 1, -0, 2n, null, undefined, Symbol('s'), ['x', [1, [2, [3]]]], { a: { b: { c: {} } } });
            console.info('%s is %d%%', 'half', 50, new Map([['k', new Set([1])]]));
            console.group('outer'); console.debug('inner\\nlines'); console.groupEnd();
            console.log(class A {}, () => 1, function f() {}, /x/g, new Date(0), new Uint8Array(2), 'a\\0b');
            console.error('oops'); console.warn({ w: 1 });";
        session.exec(statements).await.expect("it prints");
        let output = session.take_output();
        assert_eq!(
            output.stdout.text(),
            "bare 1 -0 2n null undefined Symbol(s) [ 'x', [ 1, [ 2, [Array] ] ] ] { a: { b: { c: {} } } }\n\
             half is 50% Map(1) { 'k' => Set(1) { 1 } }\n\
             outer\n  inner\n  lines\n\
             [class A] [Function (anonymous)] [Function: f] /x/g 1970-01-01T00:00:00.000Z Uint8Array(2) [ 0, 0 ] a\\x00b\n"
        );
        assert_eq!(output.stderr.text(), "oops\n{ w: 1 }\n");
    }
}

#[tokio::test]
async fn where_an_error_happened_is_on_standard_error() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        session
            .exec("function f(x) {\n  throw new RangeError('too large', { cause: new Error('why') })\n}")
            .await
            .expect("f");
        assert_eq!(raised(session.exec("\nf(1)").await), "RangeError: too large");
        assert_eq!(
            session.take_output().stderr.text(),
            "RangeError: too large\n    at f (<exec 1>:2)\n    at <exec 2>:2\n\
             caused by Error: why\n    at f (<exec 1>:2)\n    at <exec 2>:2\n"
        );
        assert_eq!(raised(session.exec("let ok = 1\nlet 2").await), "SyntaxError: Unexpected token (line 2, column 5)");
        let expected = "<exec 3>:2\nlet 2\n    ^\nSyntaxError: Unexpected token (line 2, column 5)\n";
        assert_eq!(session.take_output().stderr.text(), expected);
    }
}

#[tokio::test]
async fn values_of_the_host() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        let value = json!({"text": "é😀\u{2028}\"\\", "list": [1, null, 2.5]});
        session.set("given", &value).await.expect("a name and a value");
        assert_eq!(eval(&mut session, "given").await, value);
        session.exec("const given = 1").await.expect("a declaration of the same name");
        session.set("given", &2).await.expect("the host may set it");
        assert_eq!(session.call::<i64>("Math.max", (1, 3)).await.expect("a number"), 3);
    }
}

#[tokio::test]
async fn nothing_reaches_out() {
    for sandbox in javascript() {
        let mut session = session(sandbox).await;
        assert_eq!(
            eval(&mut session, "[typeof fetch, typeof Request, typeof require, typeof WebAssembly]").await,
            json!(["undefined", "undefined", "undefined", "undefined"])
        );
        for statements in ["import fs from 'fs'", "await import('fs')", "export let x = 1"] {
            assert!(raised(session.exec(statements).await).starts_with("SyntaxError: modules can't be imported"));
        }
    }
}

#[tokio::test]
async fn limits_end_what_the_code_catches() {
    for sandbox in javascript() {
        let limit = Duration::from_millis(300);
        for endless in [
            "for (;;) try { for (;;); } catch {}",
            "setInterval(() => {})",
            "await (async () => { for (;;) await null })()",
        ] {
            let mut session = sandbox.session().timeout(limit).start().await.expect("a session");
            let error = session.exec(endless).await.expect_err(endless);
            assert!(matches!(error, Error::Timeout { .. }), "{endless}: {error:?}");
        }
        let mut session = session(sandbox).await;
        let recursion = "function f() { return f() + 1 }\nf()";
        assert_eq!(raised(session.exec(recursion).await), "InternalError: too much recursion");
        let full = "let all = []; for (;;) all.push(new Array(100000).fill(1.5))";
        assert_eq!(raised(session.exec(full).await), "InternalError: out of memory");
        // Where the engine itself finds no room, it gives up.
        match session.exec("for (;;) all.push({ n: all.length })").await {
            Err(Error::OutOfMemory { .. }) => assert!(matches!(session.ended(), Some(End::OutOfMemory(_)))),
            Err(Error::Guest(error)) => assert_eq!(error.to_string(), "InternalError: out of memory"),
            other => panic!("{other:?}"),
        }
    }
}
