"""Which addresses are spoken to: every spelling of a metadata service is one."""

import pytest

from iat_sidecar.providers.web import address
from iat_sidecar.providers.web.address import Blocked, Target

NAMES = {
    "api.example.com": ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"],
    "nas.local": ["192.168.1.9"],
    "localhost": ["127.0.0.1", "::1"],
    "xn--bcher-kva.example": ["93.184.216.34"],
    "rebind.test": ["93.184.216.34", "169.254.169.254"],
    "mapped.test": ["::ffff:169.254.169.254"],
    "link.test": ["fe80::1"],
    "metadata.azure.internal": ["169.254.169.254"],
}
ALLOWED = [
    "http://localhost:11434",
    "http://127.0.0.1:11434",
    "http://127.1:11434",
    "http://[::1]:8188",
    "http://192.168.1.50:8080/v1",
    "http://10.0.0.8",
    "http://172.16.0.1",
    "http://nas.local/v1",
    "https://api.example.com/v1",
    "https://API.Example.com.:8443/v1",
    "http://[fd12:3456::1]:8000",
    "http://100.64.0.7:11434",
    "http://198.18.0.5/",
    "http://[::ffff:127.0.0.1]:11434",
    "http://[::ffff:192.168.1.5]",
    "http://[64:ff9b::c0a8:105]/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://b\xfccher.example/",
]
BLOCKED = [
    ("http://169.254.169.254/latest/meta-data/", "metadata address"),
    ("http://169.254.170.2/", "metadata address"),
    ("http://169.254.1.1/", "169.254.0.0/16"),
    ("http://2852039166/", "metadata address"),
    ("http://0xa9fea9fe/", "metadata address"),
    ("http://0251.0376.0251.0376/", "metadata address"),
    ("http://169.254.43518", "metadata address"),
    ("http://169.16689662/", "metadata address"),
    ("http://[::ffff:169.254.169.254]/", "metadata address"),
    ("http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "metadata address"),
    ("http://[::a9fe:a9fe]/", "metadata address"),
    ("http://[64:ff9b::a9fe:a9fe]/", "metadata address"),
    ("http://[64:ff9b:1::a9fe:a9fe]/", "metadata address"),
    ("http://[2002:a9fe:a9fe::1]/", "metadata address"),
    ("http://[2001:0:a9fe:a9fe::1]/", "metadata address"),
    ("http://[2001:db9::5efe:a9fe:a9fe]/", "metadata address"),
    ("http://[fe80::1]/", "fe80::/10"),
    ("http://[febf::1]/", "fe80::/10"),
    ("http://[fe80::1%25eth0]/", "zone"),
    ("http://[fd00:ec2::254]/", "metadata address"),
    ("http://[fd00:ec2::23]/", "metadata address"),
    ("http://[fd20:ce::254]/", "metadata address"),
    ("http://192.0.0.192/", "metadata address"),
    ("http://100.100.100.200/", "metadata address"),
    ("http://168.63.129.16/", "metadata address"),
    ("http://metadata.google.internal/computeMetadata/v1/", "metadata host"),
    ("http://METADATA.google.internal./", "metadata host"),
    ("http://metadata.azure.internal/", "metadata"),
    ("http://rebind.test/", "metadata address"),
    ("http://mapped.test/", "metadata address"),
    ("http://link.test/", "fe80::/10"),
    ("http://0/", "0.0.0.0/8"),
    ("http://0.0.0.0:8080/", "0.0.0.0/8"),
    ("http://[::]:11434", "::/128"),
    ("http://224.0.0.1", "224.0.0.0/4"),
    ("http://[ff02::1]/", "ff00::/8"),
    ("http://255.255.255.255", "240.0.0.0/4"),
    ("http://1.2.3.4.5/", "not an address"),
    ("http://256.1.1.1/", "not an address"),
    ("http://08.1.1.1/", "not an address"),
    ("file:///etc/passwd", "scheme"),
    ("gopher://127.0.0.1:6379/_x", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("//169.254.169.254/", "scheme"),
    ("", "scheme"),
    ("http:///v1", "no host"),
    ("http://user:key@api.example.com/", "userinfo"),
    ("http://api.example.com@169.254.169.254/", "userinfo"),
    ("http://api.example.com\\.169.254.169.254/", "backslash"),
    ("http://127.0.0.1\r\nHost: x/", "control character"),
    (" http://127.0.0.1", "control character"),
    ("http://127.0.0.1:0/", "port 0"),
    ("http://127.0.0.1:99999/", "not a URL"),
    ("http://[fe80::1/", "not a URL"),
    ("http://①⑥⑨.254.169.254/", "metadata address"),
    ("http://169。254。169。254/", "metadata address"),
    ("http://a%2eb.example/", "escape"),
    ("http://exa$mple.com/", "not a host name"),
    ("http://no-such-host.test/", "unresolvable"),
]


def looked_up(host, port):
    return NAMES.get(host, [host] if host[0].isdigit() or ":" in host else [])


def spoken_to(url):
    target = address.parse(url)
    return address.resolve(target.host, target.port, looked_up)


@pytest.mark.parametrize("url", ALLOWED)
def test_the_machine_its_network_and_the_internet_are_spoken_to(url):
    assert spoken_to(url)


@pytest.mark.parametrize(("url", "reason"), BLOCKED)
def test_everything_else_is_blocked_and_the_log_knows_why(url, reason):
    with pytest.raises(Blocked, match=reason.replace("(", "\\(")):
        spoken_to(url)


def test_a_url_has_one_reading():
    assert address.parse("https://BÜCHER.example:8443/a?b") == Target(
        "https", "xn--bcher-kva.example", 8443
    )


def test_the_system_is_asked_where_nothing_else_is_given():
    assert "127.0.0.1" in address.resolve("localhost", 80) or "::1" in address.resolve(
        "localhost", 80
    )
