"""A server on loopback that misbehaves as its paths say; prints its port, and writes down what it is asked."""
import http.server
import os
import sys
import time

DATA = bytes(range(256)) * 4000
cuts = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        wanted = self.headers.get("Range", "")
        with open(os.path.join(sys.argv[1], "requests"), "a") as requests:
            requests.write(f"{self.path} {wanted}".strip() + "\n")
        kind, name = self.path.strip("/").split("/", 1)
        if kind == "redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/plain/{name}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if kind == "missing":
            self.send_response(404)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        # Of a user a with the password b, as .netrc may have them.
        if kind == "private" and self.headers.get("Authorization") != "Basic YTpi":
            self.send_response(401)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        path = os.path.join(sys.argv[1], name)
        data = open(path, "rb").read() if os.path.exists(path) else DATA
        kind_of = "application/octet-stream"
        tag = '"one"'
        if kind == "page":
            data = b"<!DOCTYPE html><html><head><title>Quota exceeded"
            kind_of = "text/html"
        if kind == "empty":
            data = b""
        if kind == "part":
            # Nobody asked for less than all.
            self.send_response(206)
            self.send_header("Content-Length", "500")
            self.send_header("Content-Range", f"bytes 0-499/{len(data)}")
            self.end_headers()
            self.wfile.write(data[:500])
            return
        if kind == "endless":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"100000\r\n" + bytes(1 << 20) + b"\r\n")
                    time.sleep(0.01)
            except OSError:
                pass
            self.close_connection = True
            return
        count = cuts.get(self.path, 0)
        if kind == "changes" and count > 0:
            data, tag = bytes(reversed(data)), '"two"'
        start = 0
        if kind != "whole" and wanted.startswith("bytes=") and self.headers.get("If-Range", tag) == tag:
            start = int(wanted[6:].split("-")[0])
        if start >= len(data) > 0:
            # RFC 9110, 15.5.17: nothing is there, and this is how much there is.
            self.send_response(416)
            body = b"<!DOCTYPE html><html><head><title>Range Not Satisfiable"
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", kind_of)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("ETag", tag)
        self.end_headers()
        body = data[start:]
        # The first answer of a path that cuts ends in the middle; so do the second and third of one that cuts often.
        if kind in ("cut", "whole", "changes") and count < 1 or kind == "often" and count < 3:
            cuts[self.path] = count + 1
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
            return
        if kind == "slow":
            for place in range(0, len(body), 1 << 15):
                # Whoever waits for a part to end it may be late: who asks for all gets no more than half for long.
                if not start and place >= len(body) // 2:
                    time.sleep(20)
                self.wfile.write(body[place : place + (1 << 15)])
                self.wfile.flush()
                time.sleep(0.02)
            return
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
