//! The host's HTTP client, used by a wrapped guest.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use http_body_util::BodyExt;
use wasmtime_wasi_http::io::TokioIo;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::client::{Running, allowed, denied};

/// Sends requests over plain TCP.
pub(crate) struct Plain;

type Sent = (hyper::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>);

impl WasiHttpHooks for Plain {
    fn send_request(
        &mut self,
        request: hyper::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        Box::new(async move {
            let authority = request.uri().authority().expect("a request says where it goes").to_string();
            let stream = tokio::net::TcpStream::connect(authority).await.map_err(Error::Connect)?;
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
            let connection = tokio::spawn(connection);
            let response = sender.send_request(request).await?;
            let done = async move { Ok(connection.await.expect("no panic")?) };
            Ok((response.map(|body| body.map_err(Error::from).boxed_unsync()), Box::new(done) as _))
        })
    }
}

async fn run(name: &str, authority: &str) -> String {
    Running::start(allowed(), Plain).await.run(name, authority).await
}

/// A server for one client, as an address with a port.
fn server(serve: impl FnOnce(&mut BufReader<TcpStream>) + Send + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("it is bound").to_string();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client");
        serve(&mut BufReader::new(stream));
    });
    address
}

/// The lines up to an empty one.
fn head(stream: &mut BufReader<TcpStream>) -> Vec<String> {
    let lines = stream.by_ref().lines().map(|line| line.expect("text"));
    lines.take_while(|line| !line.is_empty()).collect()
}

fn write(stream: &mut BufReader<TcpStream>, text: &str) {
    stream.get_mut().write_all(text.as_bytes()).expect("a client that reads");
}

/// Sends a request's body back, piece by piece as it came, with its length at the end. Not before it is there: the guest
/// sends all before it reads.
fn echo(stream: &mut BufReader<TcpStream>) {
    let lines = head(stream);
    assert!(lines.contains(&"transfer-encoding: chunked".to_owned()), "{lines:?}");
    let from = lines.iter().find_map(|line| line.strip_prefix("x-from: ")).expect("the guest's header");
    let first = lines[0].replace(' ', "|");
    let header = format!("HTTP/1.1 201 Created\r\nx-seen: {first}|{from}\r\ntransfer-encoding: chunked\r\n\r\n");
    write(stream, &header);
    let (mut body, mut length) = (Vec::new(), 0);
    loop {
        let mut size = String::new();
        stream.read_line(&mut size).expect("a piece");
        let count = usize::from_str_radix(size.trim(), 16).expect("its size");
        let mut piece = vec![0; count + 2];
        stream.read_exact(&mut piece).expect("the piece");
        if count == 0 {
            break;
        }
        length += count;
        body.extend_from_slice(size.as_bytes());
        body.extend_from_slice(&piece);
    }
    stream.get_mut().write_all(&body).expect("a client that reads");
    write(stream, &format!("0\r\nx-length: {length}\r\n\r\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_streamed_both_ways() {
    let seen = run("echo", &server(echo)).await;
    let (line, rest) = seen.split_once("|guest ").expect("the guest's header");
    assert!(line.starts_with("201 POST|") && line.ends_with("/echo?x=1|HTTP/1.1"), "{line}");
    assert_eq!(rest, "True [b'1004000']");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_a_response_and_for_a_timer_at_once() {
    let slow = server(|stream| {
        head(stream);
        std::thread::sleep(Duration::from_secs(1));
        write(stream, "HTTP/1.1 204 No Content\r\n\r\n");
    });
    assert_eq!(run("with_a_timer", &slow).await, "[1] [1] 204");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_those_of_http() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let nobody = listener.local_addr().expect("it is bound").to_string();
    drop(listener);
    assert_eq!(run("failing", &nobody).await, "ErrorCode_ConnectionRefused");

    let nonsense = server(|stream| {
        head(stream);
        write(stream, "what?\r\n\r\n");
    });
    assert_eq!(run("failing", &nonsense).await, "ErrorCode_HttpProtocolError");

    let cut = server(|stream| {
        head(stream);
        write(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nonly this");
    });
    assert_eq!(
        run("cut_short", &cut).await,
        "ErrorCode_HttpResponseTrailerSize(value=FieldSizePayload(field_name='x-a', field_size=7))"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_and_requests() {
    assert_eq!(
        run("header_errors", "").await,
        "['HeaderError_InvalidSyntax', 'HeaderError_Forbidden'] [b'1', b'2'] False [('x-b', b'3')]"
    );
    assert_eq!(
        run("what_a_request_holds", "").await,
        "Method_Other(value='PURGE') Scheme_Https() example.org /path?q [('x-a', b'b')] 5 None"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_it_is_an_error_and_no_import() {
    let seen = Running::start(denied(), Plain).await.run("denied", "").await;
    assert_eq!(seen, "HeaderError_Forbidden ErrorCode_HttpRequestDenied");
}
