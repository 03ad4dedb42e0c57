"""What is sent. Each value has a name, so that a failure says what it was."""

from typing import Any

MARK = "tendxss"
# Stands in every name of the other clinic: whoever reads it has seen too much.
FOREIGN = "Zzforeign"
# In a page, nothing of this may be a tag, an attribute or a script; the sum may stand nowhere.
SUM, DONE = "191919*7777", str(191919 * 7777)
TAG = f"<{MARK}>\"'><{MARK} {MARK}=1 onload={MARK}()></textarea></title></script><script>{MARK}()</script>"
ATTRIBUTE = f"\" {MARK}=1 onfocus={MARK}() autofocus x=\"' {MARK}=2 y='"
TEMPLATE = f"{{{{ {SUM} }}}}{{{{{SUM}}}}}{{% load static %}}{{% debug %}}${{{SUM}}}#{{{SUM}}}<%={SUM}%>%s%(x)s%n{{0.__class__}}"
TYPST = f'#({SUM}) #read("/etc/passwd") #import "x": * $ {SUM} $ \\u{{0}} ]]) }} *_`'
HEADER = f"a\r\nX-{MARK}: 1\r\nBcc: {MARK}@example.org\r\n\r\nbody"
ENTRY = f"a\nEND:VEVENT\nBEGIN:VALARM\nX-{MARK}:1\r\nATTENDEE;X={MARK}:mailto:{MARK}@example.org;,:\\"
FORMULA = f'=HYPERLINK("https://{MARK}.example","a")'
SIGNS = "\u202edrow\u202c \u2066\u2067\u200f\ufeff\u200b 👨‍👩‍👧‍👦🏳️‍🌈 שלום مرحبا é\u0301\u0301\u0301 \U000e0041 \ufffe"

TEXTS: dict[str, str] = {
    "nul": "a\x00b",
    "controls": "a\x01\x08\x1b[31m\x7f\x85\u2028b",
    "tag": TAG,
    "attribute": ATTRIBUTE,
    "template": TEMPLATE,
    "typst": TYPST,
    "header": HEADER,
    "entry": ENTRY,
    "formula": FORMULA,
    "signs": SIGNS,
    "script_address": f"javascript:{MARK}()",
    "address": f"https://{MARK}.example/",
    "bare_address": f"//{MARK}.example",
    "slanted_address": f"/\\\\{MARK}.example",
    "long": "x" * 20_000,
    "empty": "",
    "spaces": " \t\u00a0\u2003 ",
}
NUMBERS: dict[str, str] = {
    "negative": "-1",
    "zero": "0",
    "above_int": "2147483648",
    "above_bigint": "9223372036854775808",
    "many_digits": "9" * 5000,
    "nan": "NaN",
    "infinity": "-Infinity",
    "exponent": "1e400",
    "tiny": "1e-400",
    "other_digits": "٣²",
    "underscores": "1_0",
}
DATES: dict[str, str] = {
    "first_date": "0001-01-01",
    "last_date": "9999-12-31",
    "no_such_date": "2026-02-30",
    "in_the_gap": "2027-03-14T02:30",
    "first_instant": "0001-01-01T00:00:00+14:00",
    "last_instant": "9999-12-31T23:59:59-12:00",
    "week_date": "2027-W01-1",
    "slot_in_year_1": "0001-01-01T00:00Z~x",
    "epoch_year_1": "-62135596800",
    "epoch_year_9999": "253402300799",
}
WORDS = {**TEXTS, **NUMBERS, **DATES}
MILLION = "y" * 1_000_000

# What JSON can say besides.
VALUES: dict[str, Any] = {
    **WORDS,
    "null": None,
    "true": True,
    "number": 7,
    "fraction": 0.1,
    "huge": 10**30,
    "below_zero": -1,
    "list": [],
    "list_of_lists": [[[]]],
    "list_of_null": [None],
    "list_of_text": ["a", "a"],
    "object": {},
    "object_in_object": {"a": {"b": 1}, "$ne": 1, "__proto__": {"x": 1}},
    "lone_surrogate": "\ud800",
    "million": MILLION,
}


def deep(depth: int) -> str:
    return "[" * depth + "]" * depth


# Whole bodies, sent as they are: name -> (content type, bytes).
BODIES: dict[str, tuple[str, bytes]] = {
    "deep_json": ("application/json", b'{"a":' + deep(1000).encode() + b"}"),
    "deeper_json": ("application/json", b'{"a":' + deep(100_000).encode() + b"}"),
    "twins": ("application/json", b'{"a":1,"a":2}'),
    "nan": ("application/json", b'{"a":NaN,"b":Infinity,"c":1e400}'),
    "digits": ("application/json", b'{"a":' + b"9" * 100_000 + b"}"),
    "no_utf8": ("application/json", b'{"a":"\xff\xfe\xed\xa0\x80"}'),
    "utf16": ("application/json", '{"a":1}'.encode("utf-16")),
    "bom": ("application/json", b'\xef\xbb\xbf{"a":1}'),
    "other_charset": ("application/json; charset=utf-7", b'{"a":1}'),
    "list": ("application/json", b"[1]"),
    "scalar": ("application/json", b"1"),
    "nothing": ("application/json", b""),
    "xml": ("application/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "plain": ("text/plain", b"a=b"),
    "no_type": ("", b"a=b"),
    "bad_type": ("/;;=\xff\r\n", b"a=b"),
    "form_no_utf8": ("application/x-www-form-urlencoded", b"a=%FF%FE%ED%A0%80&\xff=\xff&%00=%00"),
    "form_charset": ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    "many_fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3000))),
    "multipart_no_boundary": ("multipart/form-data", b"--x\r\n"),
    "multipart_cut": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    ),
    "multipart_base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../x\x00.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
    ),
    "multipart_nonsense": ("multipart/form-data; boundary=x", b"\x00\xff" * 500),
    "ten_megabytes": ("application/x-www-form-urlencoded", b"a=" + b"z" * 10_000_000),
    "ten_megabytes_json": ("application/json", b'{"a":"' + b"z" * 10_000_000 + b'"}'),
}
HEADERS: dict[str, dict[str, str]] = {
    "if_match": {"If-Match": '"' + "9" * 5000 + '", W/"\xff"'},
    "if_match_number": {"If-Match": '"99999999999999999999"'},
    "if_none_match": {"If-None-Match": "*, \xff", "If-Modified-Since": "Mon, 99 Nonsense 99999"},
    "idempotency_key": {"Idempotency-Key": "\xff \x01" * 100},
    "long_idempotency_key": {"Idempotency-Key": "k" * 70_000},
    "cookies": {"Cookie": 'session=\xff"\\; language=../../etc; csrf=\x01; messages=[[,; =; x' + "y" * 9000},
    "language": {"Accept-Language": "es;q=nan, " + ",".join(["x" * 8] * 300) + ";q=9e999, *"},
    "range": {"Range": "bytes=0-0,1-1,-9999999999999999999999", "If-Range": "\xff"},
    "authorization": {"Authorization": "Bearer \xff" + "z" * 9000},
    "basic": {"Authorization": "Basic !!!"},
    "accept": {"Accept": "application/json;q=x, */*;q=-1, ;;", "Accept-Encoding": "\xff, gzip;q=nan"},
    "proxies": {"X-Forwarded-For": "\xff, 1.2.3.4" * 50, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "e"},
    "host": {"Host": f"{MARK}.example"},
    "referer": {"Referer": f"http://testserver//{MARK}.example", "Origin": f"https://{MARK}.example"},
    "current": {"HX-Request": "true", "HX-Current-URL": f"http://testserver//{MARK}.example"},
    "request_id": {"X-Request-ID": "a\tb\xff" * 40},
    "htmx": {"HX-Request": "true", "HX-Target": "\xff<", "HX-Current-URL": "http://[", "Referer": "http://["},
    "override": {"X-HTTP-Method-Override": "DELETE", "X-Rewrite-URL": "/admin/", "X-Original-URL": "/admin/"},
    "connection": {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip", "Expect": "x"},
}  # fmt: skip
