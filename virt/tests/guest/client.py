"""The guest of tests that need more than evaluated code: each function is what a test runs by name."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import wit_world
from componentize_py_types import Err
from wit_world.imports import monotonic_clock, outgoing_handler, poll, types
from wit_world.imports.streams import InputStream, StreamError_Closed

MILLISECOND = 1_000_000


class WitWorld(wit_world.WitWorld):
    """What the component exports."""

    def run(self, name: str, argument: str) -> str:
        """Run a function of this module."""
        try:
            return globals()[name](argument)
        except Exception as error:
            raise Err(traceback.format_exc()) from error

    async def run_async(self, name: str, argument: str) -> str:
        """Do the same as an asynchronous export."""
        return self.run(name, argument)


def echo(authority: str) -> str:
    """Send a body in pieces and get it back, with headers both ways and trailers."""
    sent = bytes(range(251)) * 4_000
    asked = request(authority, "/echo?x=1", types.Method_Post(), [("x-from", b"guest")])
    body = asked.body()
    promise = outgoing_handler.handle(asked, None)
    with body.write() as stream:
        ready, rest = stream.subscribe(), memoryview(sent)
        while rest:
            ready.block()
            count = stream.check_write()
            stream.write(bytes(rest[:count]))
            rest = rest[count:]
        stream.blocking_flush()
        ready.__exit__(None, None, None)
    types.OutgoingBody.finish(body, None)

    response = wait(promise)
    headers = dict(response.headers().entries())
    incoming = response.consume()
    with incoming.stream() as stream:
        got = b"".join(pieces(stream))
    trailers = types.IncomingBody.finish(incoming)
    with trailers.subscribe() as ready:
        ready.block()
    after = trailers.get().value.value
    seen = [response.status(), headers["x-seen"].decode(), got == sent, after.get("x-length")]
    return " ".join(map(str, seen))


def with_a_timer(authority: str) -> str:
    """Wait for a slow response and for timers, in one call each time."""
    promise = outgoing_handler.handle(request(authority, "/slow"), None)
    with promise.subscribe() as response:
        with monotonic_clock.subscribe_duration(20 * MILLISECOND) as timer:
            first = poll.poll([response, timer])
        with monotonic_clock.subscribe_duration(60_000 * MILLISECOND) as timer:
            second = poll.poll([timer, response])
    return f"{first} {second} {wait(promise).status()}"


def failing(authority: str) -> str:
    """Return the error that a request ends with."""
    try:
        response = wait(outgoing_handler.handle(request(authority, "/"), None))
    except Err as error:
        return type(error.value).__name__
    return str(response.status())


def cut_short(authority: str) -> str:
    """Return the error that a body ends with, as HTTP names it."""
    incoming = wait(outgoing_handler.handle(request(authority, "/cut"), None)).consume()
    with incoming.stream() as stream:
        try:
            return str(len(b"".join(pieces(stream))))
        except Err as error:
            code = types.http_error_code(error.value.value)
            return str(code)


def header_errors(_: str) -> str:
    """Return the errors of headers, and what is there in the end."""
    fields = types.Fields()
    errors = [header_error(fields, name) for name in ("a b", "connection")]
    fields.set("x-a", [b"1", b"2"])
    fields.append("x-b", b"3")
    copy = fields.clone()
    copy.delete("x-a")
    return f"{errors} {fields.get('x-a')} {copy.has('x-a')} {copy.entries()}"


def header_error(fields: types.Fields, name: str) -> str:
    """Return the error of a header that can't be."""
    try:
        fields.append(name, b"x")
    except Err as error:
        return type(error.value).__name__
    return "none"


def what_a_request_holds(_: str) -> str:
    """Return what was set."""
    asked = request("example.org", "/path?q", types.Method_Other("PURGE"), [("x-a", b"b")])
    asked.set_scheme(types.Scheme_Https())
    options = types.RequestOptions()
    options.set_connect_timeout(5)
    held = [asked.method(), asked.scheme(), asked.authority(), asked.path_with_query(), asked.headers().entries()]
    return " ".join(map(str, [*held, options.connect_timeout(), options.first_byte_timeout()]))


def denied(_: str) -> str:
    """Return the errors of a request that isn't allowed."""
    try:
        types.Fields.from_list([("x-a", b"b")])
    except Err as error:
        header = type(error.value).__name__
    try:
        outgoing_handler.handle(types.OutgoingRequest(types.Fields()), None)
    except Err as error:
        return f"{header} {type(error.value).__name__}"
    return header


def environment(path: str) -> str:
    """Return what comes from the adapter: a file, a random number, and whether a file can be written."""
    written = Path("/tmp/written")
    written.write_text("written")
    return f"{Path(path).read_text()} {os.urandom(4).hex()} {written.read_text()}"


def write(size: str) -> str:
    """Write a file of this size and return the error that it ends with."""
    # Not a buffered file, which hides why it couldn't be written.
    file = os.open("/tmp/file", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        os.pwrite(file, bytes(int(size)), 0)
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.close(file)
    return "written"


def arguments(_: str) -> str:
    """Return the arguments."""
    return str(sys.argv)


def request(
    authority: str, path: str, method: types.Method | None = None, headers: list[tuple[str, bytes]] | None = None
) -> types.OutgoingRequest:
    """Make a request, a GET unless said otherwise."""
    asked = types.OutgoingRequest(types.Fields.from_list(headers or []))
    asked.set_method(method or types.Method_Get())
    asked.set_scheme(types.Scheme_Http())
    asked.set_authority(authority)
    asked.set_path_with_query(path)
    return asked


def wait(promise: types.FutureIncomingResponse) -> types.IncomingResponse:
    """Wait for a response; what goes wrong is raised."""
    with promise.subscribe() as ready:
        ready.block()
    result = promise.get().value
    if isinstance(result, Err):
        raise result
    return result.value


def pieces(stream: InputStream) -> Iterator[bytes]:
    """Read to the end."""
    try:
        while True:
            yield stream.blocking_read(1 << 16)
    except Err as error:
        if not isinstance(error.value, StreamError_Closed):
            raise
