//! Sockets of the host's, used by the wrapped Python guest.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::LazyLock;

use component_sandbox::Error;
use wasi_virt::WasiVirt;
use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime_wasi::WasiCtxBuilder;

use crate::{permissive, python, wrap};

/// With the host's clocks, as what waits with a timeout needs.
fn wrapped() -> &'static [u8] {
    static WRAPPED: LazyLock<Vec<u8>> =
        LazyLock::new(|| wrap(&WasiVirt::new().allow_sockets(true).allow_clocks(true), python()).component);
    &WRAPPED
}

/// Runs Python, with the host's clocks, under a host that permits every address.
async fn run(code: &str) {
    static COMPONENT: LazyLock<Component> =
        LazyLock::new(|| Component::new(&Engine::default(), wrapped()).expect("a component"));
    run_in(&COMPONENT, code).await;
}

async fn run_in(component: &Component, code: &str) {
    let permit = |wasi: &mut WasiCtxBuilder| {
        wasi.inherit_network().allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true);
    };
    permissive::run(component, permit, code).await.unwrap_or_else(|error| panic!("{code}: {error}"));
}

/// A server that sends back what it gets, to so many clients one after the other. Returns its port.
fn echo(clients: usize) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for _ in 0..clients {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut bytes) {
                stream.write_all(&bytes[..count]).expect("a client that reads");
            }
        }
    });
    port
}

#[tokio::test]
async fn the_host_decides_about_each_socket() {
    let engine = component_sandbox::Engine::new().expect("an engine");
    let sandbox = engine.load_bytes(wrapped()).expect("a guest");
    let mut session = sandbox.session().start().await.expect("a session");
    for kind in ["SOCK_STREAM", "SOCK_DGRAM"] {
        let code = format!(
            "import socket\n\
             with socket.socket(socket.AF_INET, socket.{kind}) as s: s.bind(('127.0.0.1', 0)); s.connect(('127.0.0.1', 9))"
        );
        match session.exec(&code).await {
            Err(Error::Guest(error)) => assert_eq!(error.kind(), "PermissionError", "{kind}"),
            other => panic!("{kind}: {other:?}"),
        }
    }
    assert_eq!(session.eval_json("1 + 1").await.expect("the session goes on"), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn tcp() {
    let port = echo(1);
    run(&format!(
        "import socket
s = socket.create_connection(('127.0.0.1', {port}))
assert s.getpeername() == ('127.0.0.1', {port})
data = bytes(range(256)) * 1000
got = b''
for start in range(0, len(data), 3200):
    s.sendall(data[start:start + 3200])
    while len(got) < start + 3200: got += s.recv(65536)
assert got == data
s.shutdown(socket.SHUT_WR)
assert s.recv(1) == b''
s.close()"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_nobody_takes() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("it is bound").port();
    drop(listener);
    run(&format!(
        "import socket
try: socket.create_connection(('127.0.0.1', {port}))
except ConnectionRefusedError: pass
else: assert False"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_with_a_timeout() {
    let port = echo(1);
    run(&format!(
        "import select, socket, time
s = socket.create_connection(('127.0.0.1', {port}), timeout=10)
start = time.monotonic()
assert select.select([s], [], [], 0.2) == ([], [], [])
assert 0.2 <= time.monotonic() - start < 10
assert select.select([], [s], [], 10) == ([], [s], [])
s.sendall(b'hello')
assert select.select([s], [], [], 10) == ([s], [], [])
assert s.recv(100) == b'hello'
s.settimeout(0.1)
try: s.recv(1)
except TimeoutError: pass
else: assert False
s.close()"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_hosts_clocks_a_timeout_passes_at_once() {
    let port = echo(1);
    let wrapped = wrap(&WasiVirt::new().allow_sockets(true), python()).component;
    let code = format!(
        "import select, socket, time
s = socket.create_connection(('127.0.0.1', {port}))
start = time.monotonic()
assert select.select([s], [], [], 100_000) == ([], [], [])
assert time.monotonic() - start >= 100_000
s.sendall(b'hello')
assert select.select([s], [], []) == ([s], [], [])
assert s.recv(100) == b'hello'
s.close()"
    );
    run_in(&Component::new(&Engine::default(), wrapped).expect("a component"), &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_the_guest() {
    run("import socket
server = socket.socket()
server.bind(('127.0.0.1', 0))
server.listen()
client = socket.create_connection(server.getsockname())
peer, address = server.accept()
assert address == client.getsockname()
client.sendall(b'hello')
assert peer.recv(100) == b'hello'
for s in (peer, client, server): s.close()")
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asyncio() {
    let port = echo(2);
    run(&format!(
        "import asyncio
async def talk(text):
    reader, writer = await asyncio.open_connection('127.0.0.1', {port})
    writer.write(text)
    await writer.drain()
    got = await reader.readexactly(len(text))
    writer.close()
    return got
async def main():
    ticks = asyncio.create_task(asyncio.sleep(0.05, 'slept'))
    assert await talk(b'one') == b'one'
    assert await asyncio.wait_for(talk(b'two'), 10) == b'two'
    assert await ticks == 'slept'
asyncio.run(main())"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn udp() {
    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = server.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        let mut bytes = vec![0; 65536];
        for _ in 0..4 {
            let (count, peer) = server.recv_from(&mut bytes).expect("a datagram");
            server.send_to(&bytes[..count], peer).expect("a client");
        }
    });
    run(&format!(
        "import select, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for text in (b'hello', bytes(9000), b''):
    s.sendto(text, ('127.0.0.1', {port}))
    assert select.select([s], [], [], 10) == ([s], [], [])
    assert s.recvfrom(65536) == (text, ('127.0.0.1', {port}))
s.connect(('127.0.0.1', {port}))
s.send(b'again')
assert s.recv(100) == b'again'
s.close()"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_up_a_name() {
    run("import socket
assert ('127.0.0.1', 80) in [address for *_, address in socket.getaddrinfo('localhost', 80, socket.AF_INET)]")
    .await;
}
