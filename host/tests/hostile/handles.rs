//! Floods of handles, of the component's own and of the host's.

use crate::guest::Guest;
use crate::host::Host;
use crate::{Attack, End, attack};

const STREAMS: &str = r#"
    (import "wasi:io/poll@0.2.0" (instance $poll
        (export "pollable" (type $p (sub resource)))
        (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
    (alias export $poll "pollable" (type $pollable))
    (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
    (alias export $error "error" (type $error'))
    (import "wasi:io/streams@0.2.0" (instance $streams
        (export "output-stream" (type $o (sub resource)))
        (alias outer $c $error' (type $e'))
        (export "error" (type $e (eq $e')))
        (type $se' (variant (case "last-operation-failed" (own $e)) (case "closed")))
        (export "stream-error" (type $se (eq $se')))
        (export "[method]output-stream.write" (func (param "self" (borrow $o)) (param "contents" (list u8)) (result (result (error $se)))))
        (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $o)) (param "contents" (list u8)) (result (result (error $se)))))
        (export "[method]output-stream.write-zeroes" (func (param "self" (borrow $o)) (param "len" u64) (result (result (error $se)))))))
    (alias export $streams "output-stream" (type $output))
    (import "wasi:cli/stdout@0.2.0" (instance $stdout
        (alias outer $c $output (type $o'))
        (export "output-stream" (type $o (eq $o')))
        (export "get-stdout" (func (result (own $o))))))
    (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
        (alias outer $c $pollable (type $p'))
        (export "pollable" (type $p (eq $p')))
        (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
    (import "wasi:random/random@0.2.0" (instance $random (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
    (core func $get (canon lower (func $stdout "get-stdout")))
    (core func $subscribe (canon lower (func $clock "subscribe-duration")))
    (core func $poll (canon lower (func $poll "poll") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
    (core func $write (canon lower (func $streams "[method]output-stream.write") (memory (core memory $libc "memory"))))
    (core func $blocking (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory (core memory $libc "memory"))))
    (core func $zeroes (canon lower (func $streams "[method]output-stream.write-zeroes") (memory (core memory $libc "memory"))))
    (core func $random (canon lower (func $random "get-random-bytes") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
    (core instance $host (export "get" (func $get)) (export "subscribe" (func $subscribe)) (export "poll" (func $poll))
        (export "write" (func $write)) (export "blocking" (func $blocking)) (export "zeroes" (func $zeroes)) (export "random" (func $random)))"#;

pub(crate) fn with_streams(eval: &str) -> Guest {
    Guest {
        before: STREAMS.to_owned(),
        imports: r#"
            (import "host" "get" (func $get (result i32)))
            (import "host" "subscribe" (func $subscribe (param i64) (result i32)))
            (import "host" "poll" (func $poll (param i32 i32 i32)))
            (import "host" "write" (func $write (param i32 i32 i32 i32)))
            (import "host" "blocking" (func $blocking (param i32 i32 i32 i32)))
            (import "host" "zeroes" (func $zeroes (param i32 i64 i32)))
            (import "host" "random" (func $random (param i64 i32)))"#
            .to_owned(),
        with: "(with \"host\" (instance $host))".to_owned(),
        eval: format!("{eval} {}", Guest::default().eval),
        ..Guest::default()
    }
}

fn with_sockets() -> Guest {
    Guest {
        before: r#"
            (import "wasi:sockets/network@0.2.0" (instance $network
                (type $f' (enum "ipv4" "ipv6")) (export "ip-address-family" (type (eq $f')))
                (type $e' (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout"
                    "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit"
                    "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused" "connection-reset"
                    "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
                    "permanent-resolver-failure"))
                (export "error-code" (type (eq $e')))))
            (alias export $network "ip-address-family" (type $family))
            (alias export $network "error-code" (type $code))
            (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
            (alias export $tcp "tcp-socket" (type $socket))
            (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
                (alias outer $c $family (type $f')) (export "ip-address-family" (type $f (eq $f')))
                (alias outer $c $code (type $e')) (export "error-code" (type $e (eq $e')))
                (alias outer $c $socket (type $s')) (export "tcp-socket" (type $s (eq $s')))
                (export "create-tcp-socket" (func (param "address-family" $f) (result (result (own $s) (error $e)))))))
            (core func $create (canon lower (func $create "create-tcp-socket") (memory (core memory $libc "memory"))))
            (core instance $host (export "create" (func $create)))"#
            .to_owned(),
        imports: r#"(import "host" "create" (func $create (param i32 i32)))"#.to_owned(),
        with: "(with \"host\" (instance $host))".to_owned(),
        // Whoever gets one traps.
        eval: format!(
            "(local $n i32) (loop $l (call $create (i32.const 0) (i32.const 32))
                (if (i32.eqz (i32.load8_u (i32.const 32))) (then unreachable))
                (local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $l (i32.lt_u (local.get $n) (i32.const 20000)))) {}",
            Guest::default().eval
        ),
        ..Guest::default()
    }
}

pub(crate) fn attacks() -> Vec<Attack> {
    let new = "(loop $l (drop (call $new (i32.const 1))) (br $l))";
    let streams = |name, eval: &str, end| Attack::new(name, &with_streams(eval), end);
    vec![
        Attack::new(
            "handles of its own",
            &Guest {
                before: "(type $r (resource (rep i32))) (core func $new (canon resource.new $r)) (core instance $host (export \"new\" (func $new)))".to_owned(),
                imports: "(import \"host\" \"new\" (func $new (param i32) (result i32)))".to_owned(),
                with: "(with \"host\" (instance $host))".to_owned(),
                eval: format!("{new} (i32.const 0)"),
                ..Guest::default()
            },
            End::Call("Trap", "handle limit exceeded"),
        ),
        streams("streams of the host's", "(loop $l (drop (call $get)) (br $l))", End::Call("Trap", "")),
        streams("pollables of the host's", "(loop $l (drop (call $subscribe (i64.const 1000000))) (br $l))", End::Call("Trap", "")),
        streams("a poll of nothing", "(call $poll (i32.const 64) (i32.const 0) (i32.const 32))", End::Call("Trap", "empty poll list")),
        streams(
            "a poll of a million times the same",
            "(local $n i32) (drop (memory.grow (i32.const 100))) (drop (call $subscribe (i64.const 1)))
             (loop $l (i32.store (i32.add (i32.const 65536) (i32.shl (local.get $n) (i32.const 2))) (i32.const 1))
                (local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $l (i32.lt_u (local.get $n) (i32.const 1000000))))
             (call $poll (i32.const 65536) (i32.const 1000000) (i32.const 32))",
            End::Call("", ""),
        ),
        streams("a poll of what isn't there", "(i32.store (i32.const 64) (i32.const 77)) (call $poll (i32.const 64) (i32.const 1) (i32.const 32))", End::Call("Trap", "unknown handle index 77")),
        streams("a poll that never ends", "(i32.store (i32.const 64) (call $subscribe (i64.const 0x7fffffffffffffff))) (call $poll (i32.const 64) (i32.const 1) (i32.const 32))", End::Call("Timeout", "1s")),
        streams("more zeroes than may be", "(call $zeroes (call $get) (i64.const 0x7fffffffffffffff) (i32.const 32))", End::Call("Trap", "zeroes")),
        streams(
            "more output at once than may be",
            "(drop (memory.grow (i32.const 300))) (call $write (call $get) (i32.const 64) (i32.const 10000000) (i32.const 32))",
            End::Call("Trap", "more was written to a stream at once than `check-write` permitted"),
        ),
        streams("random numbers without end", "(call $random (i64.const -1) (i32.const 32))", End::Call("Trap", "exceeds limit")),
        streams("more random numbers than the time allows", "(call $random (i64.const 67108864) (i32.const 32))", End::Call("Trap", "exceeds limit")),
        streams("a mebibyte of random numbers without end", "(loop $l (call $random (i64.const 1048576) (i32.const 32)) (br $l))", End::Call("", "")),
        Attack::new("sockets", &with_sockets(), End::Value),
    ]
}

#[tokio::test]
async fn are_bounded() {
    attack(attacks()).await;
}

/// A writer that takes nothing makes the guest wait; one that doesn't ask whether it may write ends.
#[tokio::test]
async fn output_that_nobody_permitted_isnt_kept() {
    let mut host = Host::alone().await;
    let write = "(loop $l (call $write (i32.const 1) (i32.const 64) (i32.const 60000) (i32.const 32)) (br $l))";
    let component = with_streams(&format!("(drop (call $get)) {write}")).encode();
    let sandbox = host.engine().load_bytes(component).expect("the world");
    host.begin();
    let (writer, _reader) = tokio::io::duplex(1);
    let (sender, _receiver) = tokio::sync::mpsc::channel(1);
    let session = || sandbox.session().output_limit(usize::MAX).timeout(crate::TIMEOUT);
    for builder in [session().stdout(writer), session().channel(sender)] {
        let mut session = builder.start().await.expect("a session");
        let error = session.eval_json("x").await.expect_err("it wasn't permitted");
        let expected = "the guest trapped: a stream was written to for which `check-write` permitted nothing";
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(host.check("output that nobody permitted").await, None);
}
