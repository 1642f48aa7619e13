//! `--json`: one object, whatever happens.

use serde_json::{Value, json};

use crate::{command, python, run};

/// Runs the command with `--json` and returns its exit status and the object, without the figures that vary.
fn envelope(mut command: std::process::Command) -> (Option<i32>, Value) {
    let output = command.arg("--json").output().expect("the binary");
    assert!(output.stderr.is_empty(), "all is in the object: {output:?}");
    let mut object: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let execution = object["execution"].as_object_mut().expect("figures");
    for figure in ["duration_ms", "cpu_ms", "memory_peak_bytes"] {
        assert!(execution.remove(figure).expect(figure).is_number());
    }
    (output.status.code(), object)
}

#[test]
fn success() {
    let script = "import sys; print('out'); print('err', file=sys.stderr)";
    let (status, object) = envelope(python(&[script, "(1, {'a': None})"]));
    assert_eq!(status, Some(0));
    assert_eq!(
        object,
        json!({
            "success": true,
            "result": [1, {"a": null}],
            "error": null,
            "stdout": "out\n",
            "stderr": "err\n",
            "execution": {"stdout_dropped_bytes": 0, "stderr_dropped_bytes": 0},
        })
    );
}

#[test]
fn the_code_raised() {
    let (status, object) = envelope(python(&["print('before')", "1 / 0"]));
    assert_eq!(status, Some(1));
    assert_eq!((&object["success"], &object["result"]), (&json!(false), &Value::Null));
    let error = json!({"step": "eval", "kind": "guest", "type": "ZeroDivisionError", "message": "division by zero"});
    assert_eq!(object["error"], error);
    assert_eq!(object["stdout"], "before\n");
    assert!(object["stderr"].as_str().expect("text").starts_with("Traceback"), "{object}");
}

#[test]
fn the_time_limit() {
    let (status, object) = envelope(python(&["--timeout", "300ms", "print('before')\nwhile True: pass", "1"]));
    assert_eq!(status, Some(124));
    let message = "the time limit of 300ms has passed";
    assert_eq!(object["error"], json!({"step": "exec", "kind": "timeout", "type": null, "message": message}));
    assert_eq!(object["stdout"], "before\n");
}

#[test]
fn a_component_that_cant_be_used() {
    let (status, object) = envelope(command(&["no/such.wasm", "1"]));
    assert_eq!(status, Some(126));
    assert_eq!((&object["error"]["step"], &object["error"]["kind"]), (&json!("load"), &json!("component")));
}

#[test]
fn output_that_was_cut() {
    let (status, object) = envelope(python(&["--output-limit", "10", "print('x' * 20)", "1"]));
    assert_eq!(status, Some(0));
    assert_eq!((&object["stdout"], &object["execution"]["stdout_dropped_bytes"]), (&json!("xxxxxxxxxx"), &json!(11)));
}

#[test]
fn wrong_usage_is_told_as_ever() {
    let done = run(command(&["--json"]));
    assert_eq!((done.status, done.stdout.as_str()), (Some(2), ""));
}
