"""Probes of one connection each: what is sent, and every answer that must come back.

`wanted` lists the statuses in order. It ends with "close" when the server must end the connection,
so that nothing behind a refused request is read as another one; without it, the connection must
still answer an ordinary request correctly afterwards.
"""

GET = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
BEHIND = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"  # must never be answered after a refusal
JSON = b"Content-Type: application/json\r\n"


def get(target, headers=b"", version=b"HTTP/1.1"):
    return b"GET " + target + b" " + version + b"\r\nHost: x\r\n" + headers + b"\r\n"


def post(headers, body=b"", target=b"/login"):
    return b"POST " + target + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + body


def chunked(body):
    return post(JSON + b"Transfer-Encoding: chunked\r\n", body)


def json_body(body, headers=b"", target=b"/login"):
    length = b"Content-Length: %d\r\n" % len(body)
    return post(JSON + headers + length, body, target)


def refused(status):
    return f"{status} close"


def chunk_probes():
    good = b'{"username":"a"}'  # no password
    yield "chunked, well formed", chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good)), "400"
    yield "chunk size ffffffffffffffff", chunked(b"ffffffffffffffff\r\nhello"), refused(413)
    for size in (b"-1", b"-2", b"-7fffffffffffffff", b"fffffffffffffffff", b"0x", b"0x10", b"",
                 b" ", b"+5", b"5 ", b"5.0", b"\xff", b"5\x00"):
        yield f"chunk size {size.decode('latin-1')!r}", chunked(size + b"\r\nhello\r\n0\r\n\r\n"
                                                                + BEHIND), None
    yield "chunk: endless extension", chunked(b"5;" + b"a" * 100_000), refused(400)
    yield "chunk: no CRLF after data", chunked(b"5\r\nhello0\r\n\r\n" + BEHIND), refused(400)
    yield "chunk: bare LF", chunked(b"5\nhello\n0\n\n" + BEHIND), refused(400)
    yield "chunk: longer than its size", chunked(b"5\r\nhelloo\r\n0\r\n\r\n"), refused(400)
    yield "chunk: trailer fields", chunked(b"0\r\nHost: y\r\n\r\n" + BEHIND), refused(400)
    yield "chunk: over the body limit", chunked(b"100001\r\n" + b"a" * 9000), refused(413)


def length_probes():
    for value in (b"+5", b"-1", b"5,5", b"5, 6", b"1e3", b"0x5", b"5 5", b"5;", b"5a", b"",
                  b"99999999999999999999999", b"18446744073709551616"):
        yield (f"Content-Length: {value.decode()}",
               post(JSON + b"Content-Length: " + value + b"\r\n", b"hello" + BEHIND), refused(400))
    yield "Content-Length: 2^64-1", post(JSON + b"Content-Length: 18446744073709551615\r\n",
                                         b"hello"), refused(413)
    yield "Content-Length: 1 GB declared", post(JSON + b"Content-Length: 1073741824\r\n",
                                                b"hello"), refused(413)
    yield ("Content-Length: 5 and 6",
           post(b"Content-Length: 5\r\nContent-Length: 6\r\n", b"hello" + BEHIND), refused(400))
    yield ("Content-Length: 5 twice",
           post(b"Content-Length: 5\r\nContent-Length: 5\r\n", b"hello" + BEHIND), refused(400))
    yield ("Content-Length, blanks around it",
           post(JSON + b"Content-Length: \t 2 \t \r\n", b"{}"), "400")
    yield "Content-Length : blank before the colon", post(b"Content-Length : 5\r\n",
                                                          b"hello" + BEHIND), refused(400)
    both = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    yield "Content-Length and Transfer-Encoding", post(both, b"0\r\n\r\n" + BEHIND), refused(400)
    yield ("Transfer-Encoding and Content-Length",
           post(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + BEHIND),
           refused(400))


def coding_probes():
    for value in (b"gzip", b"identity", b"gzip, chunked", b"chunked, gzip", b"xchunked",
                  b"chunked;q=1", b"\"chunked\""):
        yield (f"Transfer-Encoding: {value.decode()}",
               post(b"Transfer-Encoding: " + value + b"\r\n", b"0\r\n\r\n" + BEHIND), refused(501))
    yield ("Transfer-Encoding: empty", post(b"Transfer-Encoding: \r\n", b"0\r\n\r\n" + BEHIND),
           refused(501))
    for name, fold in (("folded", b"Transfer-Encoding:\r\n chunked\r\n"),
                       ("in a fold", b"A: b\r\n\tTransfer-Encoding: chunked\r\n"),
                       ("blank before the colon", b"Transfer-Encoding : chunked\r\n"),
                       ("vertical tab", b"Transfer-Encoding: \x0bchunked\r\n"),
                       ("twice", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")):
        yield f"Transfer-Encoding {name}", post(fold, b"0\r\n\r\n" + BEHIND), refused(400)
    yield ("Transfer-Encoding in HTTP/1.0",
           b"POST /login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + BEHIND,
           refused(400))
    yield "Expect: 100-continue", post(JSON + b"Expect: 100-continue\r\nContent-Length: 2\r\n"), "100"
    yield "Expect: tea", post(b"Expect: tea\r\nContent-Length: 2\r\n", b"{}"), refused(417)
    yield ("Content-Encoding: gzip", json_body(b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
                                               b"Content-Encoding: gzip\r\n"), "415")
    yield "Content-Encoding: identity", json_body(b"{}", b"Content-Encoding: identity\r\n"), "400"


def head_probes():
    yield "headers: 101 lines", get(b"/health", b"a: b\r\n" * 101), refused(431)
    yield "headers: 100,000 lines", get(b"/health", b"a: b\r\n" * 100_000), refused(431)
    yield "header line of 1 MB", get(b"/health", b"a: " + b"b" * 1_000_000 + b"\r\n"), refused(431)
    yield "request line of 1 MB", get(b"/" + b"a" * 1_000_000), refused(414)
    yield "method of 1 MB", b"A" * 1_000_000 + b" / HTTP/1.1\r\n\r\n", refused(400)
    yield "10,000 query parameters", get(b"/v1/users?" + b"&".join([b"a=1"] * 10_000)), refused(414)
    yield "2,000 query parameters", get(b"/v1/users?" + b"&".join([b"a=1"] * 2000)), "401"
    for name, byte in (("NUL", b"\0"), ("CR", b"\r"), ("LF", b"\n"), ("0x01", b"\1"),
                       ("0x7f", b"\x7f")):
        yield f"{name} in a value", get(b"/health", b"A: b" + byte + b"c\r\n") + BEHIND, refused(400)
        yield f"{name} in a name", get(b"/health", b"A" + byte + b"b: c\r\n") + BEHIND, refused(400)
        yield f"{name} in the target", get(b"/hea" + byte + b"lth") + BEHIND, refused(400)
    yield "header without a colon", get(b"/health", b"abc\r\n") + BEHIND, refused(400)
    yield "header without a name", get(b"/health", b": c\r\n") + BEHIND, refused(400)
    yield "bytes over 0x7f in a value", get(b"/health", b"A: \xff\xfe\x80\r\nB: \xc3\xa9\r\n"), "200"
    yield "bytes over 0x7f in a name", get(b"/health", b"\xc3\xa9: c\r\n") + BEHIND, refused(400)
    yield "no Host", b"GET /health HTTP/1.1\r\n\r\n" + BEHIND, refused(400)
    yield "two Hosts", get(b"/health", b"Host: y\r\n") + BEHIND, refused(400)
    yield "bad Host", b"GET /health HTTP/1.1\r\nHost: a b/c\r\n\r\n" + BEHIND, refused(400)


def target_probes():
    for target in (b"//evil.example/health", b"///health", b"/%2fhealth", b"/%zz", b"/%4", b"/%00",
                   b"/a%00b", b"/%ff", b"/%c0%af", b"/%ed%a0%80", b"/caf\xc3\xa9", b"/a#b",
                   b"health", b"*", b"http://", b"/?a=%00", b"ftp://x/health", b"x:80"):
        yield f"target {target.decode('latin-1')}", get(target) + BEHIND, refused(400)
    for target in (b"/../health", b"/./health", b"/health/..", b"/health%2f", b"/%68ealth;a=b"):
        yield f"target {target.decode()}", get(target), "404"
    yield "target in absolute form", get(b"http://other.example/health"), "200"
    yield "target in absolute form, two slashes", get(b"http://x//health") + BEHIND, refused(400)
    yield "encoded CR LF in the target", get(b"/a%0d%0aSet-Cookie:%20evil=1"), "404"
    yield "encoded CR LF in a parameter", get(b"/health?requestId=a%0d%0ax-evil:%201"), "200"
    yield "encoded CR LF in Origin", get(b"/health", b"Origin: http://a%0d%0ax-evil: 1\r\n"), "200"


def protocol_probes():
    yield "HTTP/0.9", b"GET /health\r\n\r\n" + BEHIND, refused(400)
    yield "HTTP/1.0", b"GET /health HTTP/1.0\r\n\r\n" + BEHIND, "200 close"
    yield "HTTP/1.0 keep-alive", b"GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200"
    for version in (b"HTTP/2.0", b"HTTP/1.2", b"http/1.1", b"HTTP/11", b"ICY/1.1"):
        yield f"version {version.decode()}", get(b"/health", version=version), refused(505)
    yield "HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", refused(505)
    yield "Upgrade: h2c", get(b"/health", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                          b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"), "200"
    yield "TLS hello on the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", refused(400)
    yield "SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", refused(400)
    yield "empty lines before the request", b"\r\n" * 100 + GET, "200"
    for method, wanted in ((b"TRACE", "405"), (b"BREW", "405"), (b"get", "405"), (b"PUT", "405"),
                           (b"OPTIONS", "204"), (b"CONNECT", "405")):
        yield (f"method {method.decode()}",
               method + b" /health HTTP/1.1\r\nHost: x\r\nX-Secret: s3cr3t-echo\r\n\r\n", wanted)
    yield "HEAD", b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n", "head 200"
    yield ("HEAD with a body", b"HEAD /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
           "head 200")
    yield "OPTIONS *", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "204"
    yield "CONNECT host:port", b"CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n" + BEHIND, refused(400)


def json_probes():
    deep = 100_000
    for name, body in (("deep array", b"[" * deep + b"]" * deep),
                       ("deep object", b'{"a":' * deep + b"1" + b"}" * deep),
                       ("33 levels", b'{"a":' * 33 + b"1" + b"}" * 33),
                       ("not closed", b'{"username":"a'), ("empty text", b" "), ("no object", b"[]"),
                       ("a key twice", b'{"username":"a","username":"b","password":"c"}'),
                       ("a key twice, escaped", b'{"password":"a","\\u0070assword":"b","username":"c"}'),
                       ("number 1e400", b'{"username":1e400,"password":"b"}'),
                       ("zero far behind the point", b'{"a":0.' + b"0" * 50 + b"E-299}"),
                       ("zeros with exponents", b'{"a":[0e66,-0e308,0.0e-400,0e71]}'),
                       ("number of 500,000 digits", b'{"username":' + b"9" * 500_000 + b"}"),
                       ("NaN", b'{"username":NaN}'), ("NUL", b'{"username":"a\0"}'),
                       ("text that is no UTF-8", b'{"username":"\xff\xfe"}'),
                       ("lone surrogate", b'{"username":"\\ud800","password":"b"}'),
                       ("byte order mark", b"\xef\xbb\xbf{}"), ("two documents", b"{}{}"),
                       ("a comment", b"{/**/}"), ("200,000 values", b'{"a":[' + b"0," * 200_000 + b"0]}"),
                       ("60,000 keys", b"{" + b",".join(b'"%d":0' % i for i in range(60_000)) + b"}"),
                       ):
        yield f"JSON: {name}", json_body(body), "400"
    person = b'{"email":"a@example.com","password":"correct horse battery","fullname":"A\\udc00"}'
    yield "JSON: half a character", json_body(person, target=b"/v1/registeruser"), "400"
    yield "JSON of another type", post(b"Content-Type: text/plain\r\nContent-Length: 2\r\n", b"{}"), "415"
    yield "JSON in UTF-16", post(b"Content-Type: application/json; charset=utf-16\r\n"
                                 b"Content-Length: 2\r\n", b"{}"), "415"


def pipelines():
    for count in (10, 100):
        burst = b"".join(get(b"/health?requestId=r%d" % i) for i in range(count))
        yield f"pipeline of {count}", burst, " ".join(["200"] * count)
    mixed = (GET + json_body(b"{}") + get(b"/nowhere") + chunked(b"2\r\n{}\r\n0\r\n\r\n") + GET)
    yield "pipeline of five kinds", mixed, "200 400 404 400 200"
    yield ("pipeline with a bad one in the middle",
           GET + post(b"Content-Length: x\r\n") + GET, "200 400 close")
    yield "pipeline ended by Connection: close", GET + get(b"/health", b"Connection: close\r\n") + GET, \
        "200 200 close"


def probes():
    for group in (chunk_probes, length_probes, coding_probes, head_probes, target_probes,
                  protocol_probes, json_probes, pipelines):
        for name, sent, wanted in group():
            yield name, sent, refused(400) if wanted is None else wanted
