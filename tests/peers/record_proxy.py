"""A recording HTTP proxy in front of an AWS endpoint.

    record_proxy.py --listen 127.0.0.1:0 --upstream http://127.0.0.1:4566 --out calls.jsonl

Prints {"endpoint": "http://127.0.0.1:PORT"} on stdout once it serves, and appends one JSON object a line for each request that ended:

    n          its number, in the order of arrival
    method, path
    headers    content-type and x-amz-target, where sent
    scope      {region, service} of the signature's credential scope, or null when unsigned. Never the key or the signature.
    body       text
    status     of the answer; null when the endpoint closed the connection without one (the proxy then does the same)
    response   text, at most 100 kB
    truncated  whether the answer was longer

It ends when its standard input closes, so that none is left over when the test that started it dies.
"""

import argparse
import http.client
import http.server
import itertools
import json
import re
import sys
import threading
import urllib.parse

LONGEST_RESPONSE = 100_000
# RFC 9110, section 7.6.1: these belong to one connection and are not forwarded.
HOP_BY_HOP = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"}
# Credential=AKIA.../20261123/eu-west-1/ec2/aws4_request
SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
# The only secrets that the four services answer: the credentials of sts:AssumeRole and its like.
SECRETS = re.compile(r"(<(SecretAccessKey|SessionToken)>)[^<]*")


def scope_of(authorization: str | None) -> dict[str, str] | None:
    """The credential scope of a SigV4 Authorization header."""
    found = SCOPE.search(authorization or "")
    return {"region": found["region"], "service": found["service"]} if found else None


class Recording:
    """The file of finished requests. Lines are whole and flushed at once: a killed test leaves a readable file."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", encoding="utf-8")  # noqa: SIM115 - closed with the server
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """The next number, taken when a request has arrived."""
        with self._lock:
            return next(self._numbers)

    def write(self, entry: dict) -> None:
        """Appends one entry."""
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(entry) + "\n")
                self._file.flush()

    def close(self) -> None:
        """Ends the recording; a request that is still under way is not in it."""
        with self._lock:
            self._file.close()


def proxy(upstream: str, recording: Recording) -> type[http.server.BaseHTTPRequestHandler]:
    """The request handler class that forwards to `upstream` (scheme://host:port)."""
    target = urllib.parse.urlsplit(upstream)

    class Forward(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            number = recording.number()
            body = self.read_body()
            entry = {
                "n": number,
                "method": self.command,
                "path": self.path,
                "headers": {name: self.headers[name] for name in ("content-type", "x-amz-target") if name in self.headers},
                "scope": scope_of(self.headers.get("authorization")),
                "body": body.decode("utf-8", "replace"),
                "status": None,
                "response": "",
                "truncated": False,
            }
            answer = self.ask_upstream(body)
            if answer is not None:
                status, headers, content = answer
                text = content.decode("utf-8", "replace")
                entry["status"] = status
                entry["truncated"] = len(text) > LONGEST_RESPONSE
                entry["response"] = SECRETS.sub(r"\1hidden", text[:LONGEST_RESPONSE])
            # Before the answer leaves: whoever has it may rely on the entry.
            recording.write(entry)
            if answer is None:
                self.close_connection = True
                return
            try:
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if self.command != "HEAD":
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)
            except OSError:
                self.close_connection = True

        def read_body(self) -> bytes:
            if "chunked" in self.headers.get("transfer-encoding", "").lower():
                parts = []
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                while self.rfile.readline().strip():
                    pass
                return b"".join(parts)
            return self.rfile.read(int(self.headers.get("content-length", 0)))

        def ask_upstream(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
            connection = http.client.HTTPConnection(target.hostname, target.port)
            # "Host" stays as signed: an endpoint may read the service from it.
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP | {"content-length"}}
            try:
                connection.request(self.command, self.path, body, headers)
                response = connection.getresponse()
                content = response.read()
            except (OSError, http.client.HTTPException):
                return None
            finally:
                connection.close()
            kept = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP | {"content-length"}]
            return response.status, kept, content

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = forward

        def log_message(self, *_: object) -> None:
            """Silent: the recording is the log."""

    return Forward


def serve(listen: tuple[str, int], upstream: str, out: str) -> http.server.ThreadingHTTPServer:
    """Starts to serve on threads of its own. Port 0 takes a free one; `server_address` says which."""
    recording = Recording(out)

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        # A crash test leaves requests behind that are never answered: closing does not wait for them.
        block_on_close = False

        def server_close(self) -> None:
            super().server_close()
            recording.close()

        def handle_error(self, *_: object) -> None:
            """A client that goes away in the middle is what crash tests do: nothing to say."""

    server = Server(listen, proxy(upstream, recording))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", default="127.0.0.1:0", help="host:port; port 0 takes a free one")
    parser.add_argument("--upstream", required=True, help="http://host:port of the endpoint")
    parser.add_argument("--out", required=True, help="the file to append to")
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    server = serve((host, int(port)), options.upstream, options.out)
    print(json.dumps({"endpoint": f"http://{host}:{server.server_address[1]}"}), flush=True)
    sys.stdin.buffer.read()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
