//! One-shot runs.

use component_sandbox::{End, Error, Language, Run};
use serde_json::{Value, json};

use crate::{both, python, wrapped};

async fn value(code: &str) -> Option<Value> {
    wrapped().run(code).await.result.expect(code)
}

#[tokio::test]
async fn the_value_is_that_of_a_last_expression() {
    for (code, expected) in [
        ("2 + 2", Some(json!(4))),
        ("x = 20\nx + 1", Some(json!(21))),
        ("x = 1; x + 1;  # a comment", Some(json!(2))),
        ("x = [\n  1,\n]\n(x\n + [2])\n\n# the end\n", Some(json!([1, 2]))),
        ("text = 'é😀'; text * 2", Some(json!("é😀é😀"))),
        ("# größe\nlen('größe')", Some(json!(5))),
        ("x = 1\r\nx\r\n", Some(json!(1))),
        ("'a string alone'", Some(json!("a string alone"))),
        ("print('printed')", Some(json!(null))),
        ("x = 1", None),
        ("if True:\n    5", None),
        ("", None),
        ("# nothing", None),
        ("def f(): return 1", None),
    ] {
        assert_eq!(value(code).await, expected, "{code:?}");
    }
}

#[tokio::test]
async fn nothing_of_the_host_stands_in_the_namespace() {
    let names = value("sorted(name for name in globals() if not name.startswith('__'))").await;
    assert_eq!(names, Some(json!([])));
}

#[tokio::test]
async fn code_runs_once_and_its_output_is_there() {
    let Run { result, output, report, .. } =
        python().run("import sys\nprint('once')\nprint('details', file=sys.stderr)\n6 * 7").await;
    assert_eq!(result.expect("a value"), Some(json!(42)));
    assert_eq!(output.stdout.text(), "once\n");
    assert_eq!(output.stderr.text(), "details\n");
    assert_eq!((report.stdout, report.stderr), (5, 8));
    assert!(report.end.is_none());
}

#[tokio::test]
async fn what_fails_has_its_output_and_report_too() {
    for sandbox in both() {
        let run = sandbox.run("print('before')\nx = 1 / 0\nx").await;
        match &run.result {
            Err(Error::Guest(error)) => {
                assert_eq!((error.kind(), error.message()), ("ZeroDivisionError", "division by zero"));
                assert!(error.traceback().contains("File \"<exec 2>\", line 2, in <module>"), "{}", error.traceback());
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(run.output.stdout.text(), "before\n");
        assert!(run.report.memory_peak > 0 && !run.report.wall.is_zero() && !run.report.cpu.is_zero());

        let timeout = std::time::Duration::from_millis(200);
        let run = sandbox.session().timeout(timeout).run("print('before')\nwhile True: pass").await;
        assert!(matches!(run.result, Err(Error::Timeout { limit }) if limit == timeout), "{:?}", run.result);
        assert_eq!(run.output.stdout.text(), "before\n");
        assert_eq!(run.report.end, Some(End::Timeout(timeout)));
        assert!(run.report.wall >= timeout && run.report.cpu <= run.report.wall);

        let run = sandbox.session().memory(1 << 20).run("1").await;
        assert!(matches!(run.result, Err(Error::Memory { limit: 0x10_0000, .. })), "{:?}", run.result);
    }
}

#[tokio::test]
async fn code_that_cant_be_parsed_tells_so_once() {
    let run = wrapped().run("x = 1\nif x\n    y").await;
    match &run.result {
        Err(Error::Guest(error)) => assert_eq!(error.to_string(), "SyntaxError: expected ':' (<exec 2>, line 2)"),
        other => panic!("{other:?}"),
    }
    assert_eq!(run.output.stderr.text().matches("SyntaxError").count(), 1, "{}", run.output.stderr.text());

    // A warning of the parser's comes once, too.
    let run = wrapped().run("x = '\\d'").await;
    assert_eq!(run.output.stderr.text().matches("SyntaxWarning").count(), 1, "{}", run.output.stderr.text());
    for code in ["(".repeat(100_000), "x = 1\0".to_owned(), "-".repeat(200_000) + "1"] {
        let run = wrapped().run(&code).await;
        assert!(matches!(run.result, Err(Error::Guest(_))), "{:?}", run.result);
    }
}

#[tokio::test]
async fn without_a_way_to_find_it_a_language_has_no_last_expression() {
    let plain = Language::new("__import__('json').loads({})");
    let run = wrapped().session().language(plain).run("print(2)\n2").await;
    assert_eq!(run.result.expect("it runs"), None);
    assert_eq!(run.output.stdout.text(), "2\n");
}
