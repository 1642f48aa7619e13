//! What the contract promises, kept by the Python guest.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{python, raised, session, wrapped};

#[tokio::test]
async fn strings_share_one_namespace() {
    let mut session = session().await;
    session.exec("global a\na = 1").await.expect("with `global`");
    session.exec("b = a + 1\ndef f(x): return x * b").await.expect("without");
    assert_eq!(session.eval::<i64>("f(21)").await.expect("a number"), 42);
    session.exec("del a").await.expect("it was there");
    assert_eq!(raised(session.exec("a").await), "NameError: name 'a' is not defined");
}

#[tokio::test]
async fn the_namespace_is_the_main_module() {
    let mut session = session().await;
    let script = "
from dataclasses import dataclass
import pickle

@dataclass
class Point:
    x: int = 1

if __name__ == '__main__':
    copy = pickle.loads(pickle.dumps(Point(2)))
";
    session.exec(script).await.expect("classes that are looked up by their module's name");
    assert_eq!(session.eval::<i64>("copy.x").await.expect("a number"), 2);
}

#[tokio::test]
async fn names_bound_before_an_error_stay() {
    let mut session = session().await;
    assert_eq!(raised(session.exec("a = 1\n1 / 0\nb = 2").await), "ZeroDivisionError: division by zero");
    assert_eq!(session.eval::<i64>("a").await.expect("a number"), 1);
    assert_eq!(raised(session.eval::<i64>("b").await), "NameError: name 'b' is not defined");
}

#[tokio::test]
async fn values_become_json() {
    let mut session = session().await;
    for (expression, expected) in [
        ("None, True, False", json!([null, true, false])),
        ("(1, (2, 3), [4.5])", json!([1, [2, 3], [4.5]])),
        ("{'a': {'b': ()}, 1: 2, None: 3}", json!({"a": {"b": []}, "1": 2, "null": 3})),
        ("'h\u{e9}llo \u{1f40d} \"quoted\" \\n'", json!("h\u{e9}llo \u{1f40d} \"quoted\" \n")),
        ("-2**63", json!(i64::MIN)),
        ("[]", json!([])),
        ("\n  (1 +\n   1)\n", json!(2)),
    ] {
        assert_eq!(session.eval::<Value>(expression).await.expect(expression), expected, "{expression}");
    }
    // Larger than Rust's integers, exact all the same.
    assert_eq!(
        session.eval_json("2**200").await.expect("a number"),
        format!("1606938044258990275541962092341162602522202993782792835301376")
    );
}

#[tokio::test]
async fn what_json_cannot_hold_is_an_error_that_names_the_type() {
    let mut session = session().await;
    for (expression, expected) in [
        ("float('nan')", "ValueError: Out of range float values are not JSON compliant: nan"),
        ("[1, -float('inf')]", "ValueError: Out of range float values are not JSON compliant: -inf"),
        ("{float('nan'): 1}", "ValueError: Out of range float values are not JSON compliant: nan"),
        ("{1, 2}", "TypeError: Object of type set is not JSON serializable"),
        ("b'bytes'", "TypeError: Object of type bytes is not JSON serializable"),
        ("[object()]", "TypeError: Object of type object is not JSON serializable"),
        ("1j", "TypeError: Object of type complex is not JSON serializable"),
        ("{(1, 2): 3}", "TypeError: keys must be str, int, float, bool or None, not tuple"),
    ] {
        assert_eq!(raised(session.eval_json(expression).await), expected, "{expression}");
    }
    session.exec("loop = []; loop.append(loop)").await.expect("it is only a list");
    assert_eq!(raised(session.eval_json("loop").await), "ValueError: Circular reference detected");
}

#[tokio::test]
async fn errors_are_a_type_and_a_message_or_a_type_alone() {
    let mut session = session().await;
    for (statements, expected) in [
        ("raise ValueError('no')", "ValueError: no"),
        ("raise ValueError", "ValueError"),
        ("raise KeyError('k')", "KeyError: 'k'"),
        ("class Own(Exception): pass\nraise Own('x: y')", "Own: x: y"),
        ("x = (", "SyntaxError: '(' was never closed (<exec 5>, line 1)"),
        ("raise ExceptionGroup('all', [ValueError(1)])", "ExceptionGroup: all (1 sub-exception)"),
        ("class Bad(Exception):\n  def __str__(self): raise self\nraise Bad", "Bad: <exception str() failed>"),
    ] {
        assert_eq!(raised(session.exec(statements).await), expected, "{statements}");
    }
}

#[tokio::test]
async fn no_exception_ends_the_session() {
    let mut session = session().await;
    for (statements, expected) in [
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("exit()", "SystemExit: None"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise BaseException('base')", "BaseException: base"),
        ("raise BaseExceptionGroup('all', [SystemExit()])", "BaseExceptionGroup: all (1 sub-exception)"),
    ] {
        assert_eq!(raised(session.exec(statements).await), expected, "{statements}");
    }
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn deep_recursion_is_an_error() {
    // CPython takes the square of the depth to show a list.
    let mut session = python().session().timeout(Duration::from_mins(1)).start().await.expect("a session");
    let recursion = raised(session.exec("def f(): f()\nf()").await);
    assert!(recursion.starts_with("RecursionError: "), "{recursion}");
    session.exec("import json\ndeep = []\nfor _ in range(100_000): deep = [deep]").await.expect("a deep list");
    for expression in ["deep", "repr(deep)", "deep == [deep]", "eval('(' * 100_000)", "json.loads('[' * 100_000)"] {
        let error = raised(session.eval_json(expression).await);
        assert!(error.starts_with("RecursionError: ") || error.starts_with("MemoryError: "), "{expression}: {error}");
    }
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn lone_surrogates_break_nothing() {
    let mut session = session().await;
    assert_eq!(session.eval_json(r"'\ud800'").await.expect("valid JSON, if nothing Rust can hold"), r#""\ud800""#);
    assert_eq!(raised(session.exec(r"raise ValueError('\udc80 ü')").await), "ValueError: \\udc80 ü");
    let error = raised(session.exec(r"print('\ud800')").await);
    assert!(error.starts_with("UnicodeEncodeError: "), "{error}");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("the session goes on"), 2);
}

#[tokio::test]
async fn the_traceback_shows_the_users_lines_and_only_those() {
    let mut session = session().await;
    session.exec("def f(x):\n    return 1 / x").await.expect("a definition");
    raised(session.eval_json("f(0)").await);
    let stderr = session.take_output().stderr;
    let expected = "Traceback (most recent call last):
  File \"<eval 2>\", line 1, in <module>
    f(0)
    ~^^^
  File \"<exec 1>\", line 2, in f
    return 1 / x
           ~~^~~
ZeroDivisionError: division by zero
";
    assert_eq!(stderr.text(), expected);
}

#[tokio::test]
async fn the_traceback_shows_causes_and_survives_a_replaced_stderr() {
    let mut session = session().await;
    let script = "
import sys, io
sys.stderr = io.StringIO()
try:
    {}['k']
except KeyError as error:
    raise ValueError('outer') from error
";
    assert_eq!(raised(session.exec(script).await), "ValueError: outer");
    let stderr = session.take_output().stderr;
    let text = stderr.text();
    let cause = text.find("KeyError: 'k'").expect("the cause");
    let direct = text.find("direct cause").expect("how they hang together");
    let outer = text.find("ValueError: outer").expect("the error");
    assert!(cause < direct && direct < outer, "{text}");
}

#[tokio::test]
async fn a_session_of_many_strings_doesnt_grow() {
    let mut session = session().await;
    let comment = format!("# {}", "x".repeat(100_000));
    for (statements, count) in [(comment.as_str(), 100), ("1", 4_000)] {
        for _ in 0..count {
            session.exec(statements).await.expect("nothing happens");
        }
        let before = session.report().memory;
        for _ in 0..5 * count {
            session.exec(statements).await.expect("nothing happens");
        }
        let after = session.report().memory;
        // The allocator takes a while to settle; what was remembered for ever would be 10 MiB and more.
        assert!(after <= before + (4 << 20), "{before} bytes, then {after}");
    }
}

#[tokio::test]
async fn a_session_may_rebind_every_builtin() {
    let mut session = session().await;
    session.exec("import builtins").await.expect("a module");
    let rebound = "vars(builtins).update({name: None for name in dir(builtins) if not name.startswith('__')})";
    session.exec(rebound).await.expect("that it may");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("a number"), 2);
    session.exec("x = [2.5, 'x']").await.expect("a list");
    assert_eq!(session.eval_json("x").await.expect("a list"), "[2.5, \"x\"]");
    assert_eq!(raised(session.exec("1 / 0").await), "ZeroDivisionError: division by zero");
}

#[tokio::test]
async fn a_session_may_do_away_with_what_the_guest_uses_of_the_library() {
    let mut session = session().await;
    session.exec("import linecache, sys\nlinecache.cache = None").await.expect("that it may");
    session.exec("del sys.stdout, sys.__stdout__").await.expect("that it may");
    assert_eq!(raised(session.exec("print('x')").await), "RuntimeError: lost sys.stdout");
    session.exec("del sys.stderr, sys.__stderr__").await.expect("that it may");
    assert_eq!(session.eval::<i64>("1 + 1").await.expect("a number"), 2);
}

#[tokio::test]
async fn nothing_is_left_of_the_call_that_the_build_rehearses() {
    let mut session = session().await;
    session.exec("import linecache, sys").await.expect("modules");
    let left: Value = session
        .eval("[sorted(linecache.cache), [name for name in globals() if not name.startswith('__')], sys.argv]")
        .await
        .expect("what is there");
    assert_eq!(left, json!([["<eval 2>", "<exec 1>"], ["linecache", "sys"], ["-c"]]));
}

#[tokio::test]
async fn what_is_there_at_the_start_stays_as_it_is() {
    let mut session = wrapped().session().start().await.expect("a session");
    session.exec("import gc, json, sys").await.expect("modules");
    // Neither are its references counted nor is it looked through for garbage.
    let settled: (bool, bool, usize) = session
        .eval("(sys._is_immortal(json.dumps), sys._is_immortal([]), gc.get_freeze_count() // 10000)")
        .await
        .expect("what holds");
    assert_eq!(settled, (true, false, 2));
    // What a session makes goes as ever.
    let gone: bool =
        session.eval("(lambda ref: ref() is None)(__import__('weakref').ref({1, 2}))").await.expect("a weak one");
    assert!(gone);
}

#[tokio::test]
async fn ordinary_modules_are_there() {
    let mut session = session().await;
    let script = "
import base64, bisect, collections, csv, dataclasses, datetime, decimal, enum, fractions, functools, hashlib, heapq
import io, itertools, json, math, operator, pathlib, random, re, statistics, string, textwrap, time, typing, uuid, zlib
import argparse, ast, asyncio, contextlib, copy, difflib, email, html, ipaddress, logging, pickle, pprint, secrets
import shlex, struct, tomllib, traceback, unicodedata, unittest, urllib.parse, xml.etree.ElementTree, zipfile, zoneinfo
";
    session.exec(script).await.expect("imports");
    let digest: String = session.eval("hashlib.sha256(b'abc').hexdigest()").await.expect("a digest");
    assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[tokio::test]
async fn what_modules_import_only_when_asked_is_there_too() {
    let mut session = session().await;
    session.exec("import asyncio, datetime, time, typing, warnings").await.expect("imports");
    for (expression, expected) in [
        ("datetime.datetime.strptime('2026-11-20', '%Y-%m-%d').day", json!(20)),
        ("time.strptime('11', '%H').tm_hour", json!(11)),
        ("'€'.encode('cp1252').hex()", json!("80")),
        ("'€'.encode('utf-16-le').hex()", json!("ac20")),
        ("'bücher'.encode('idna').decode()", json!("xn--bcher-kva")),
        ("typing.get_type_hints(lambda: 0)", json!({})),
        ("warnings.warn('careful')", json!(null)),
    ] {
        assert_eq!(session.eval::<Value>(expression).await.expect(expression), expected, "{expression}");
    }
    assert!(session.take_output().stderr.text().contains("UserWarning: careful"));
}

#[tokio::test]
async fn asyncio_runs() {
    let mut session = session().await;
    let script = "
import asyncio, time

async def work(name, delay):
    await asyncio.sleep(delay)
    return name

async def main():
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(name, delay)) for name, delay in [('slow', 0.1), ('fast', 0.01)]]
        group.create_task(queue.put('item'))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)
    except TimeoutError:
        ended = 'timeout'
    return [task.result() for task in tasks], await queue.get(), ended

start = time.monotonic()
result = asyncio.run(main())
again = asyncio.run(work('again', 0))
took = time.monotonic() - start
";
    session.exec(script).await.expect("an event loop");
    let result: Value = session.eval("result, again, took < 5").await.expect("its results");
    assert_eq!(result, json!([[["slow", "fast"], "item", "timeout"], "again", true]));
    assert_eq!(session.take_output().stderr.text(), "");
}
