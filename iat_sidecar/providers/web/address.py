"""Which addresses this program may speak to: the machine and its network yes, metadata services no."""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]

SCHEMES = {"http": 80, "https": 443}
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*")
NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
METADATA_HOSTS = frozenset({
    "metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal",
    "metadata.azure.com", "instance-data", "instance-data.ec2.internal",
    "metadata.tencentyun.com", "metadata.platformequinix.com",
})  # fmt: skip
METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in (
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192",
        "168.63.129.16", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
    )
)  # fmt: skip
REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001:db8::/32",
    )
)  # fmt: skip
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
COMPATIBLE = ipaddress.ip_network("::/96")
ISATAP = (0x00005EFE, 0x02005EFE)


class Blocked(Exception):
    """An address that is not spoken to. The reason is for the log alone, it would map a network."""


@dataclass(frozen=True)
class Target:
    """Where a URL points: scheme, canonical host name or address, and port."""

    scheme: str
    host: str
    port: int


def parse(url: str) -> Target:
    """The target of an http or https URL; Blocked for one that two readers could read differently."""
    if FORBIDDEN.search(url):
        raise Blocked("control character, space or backslash")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Blocked(f"not a URL: {fault}") from fault
    if parts.scheme not in SCHEMES:
        raise Blocked("scheme")
    if "@" in parts.netloc:
        raise Blocked("userinfo")
    if not parts.hostname:
        raise Blocked("no host")
    if port == 0:
        raise Blocked("port 0")
    return Target(parts.scheme, canonical(parts.hostname), port or SCHEMES[parts.scheme])


def canonical(host: str) -> str:
    """A host in the one spelling that is judged: IDNA, lower case, plain decimal addresses."""
    if "%" in host:
        raise Blocked("zone or escape in the host")
    if ":" in host:
        return str(_address(host))
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower()
    name = name.removesuffix(".")
    if not name.isascii():
        name = _idna(name)
    if number := _ipv4(name):
        return str(number)
    if not HOST_NAME.fullmatch(name):
        raise Blocked("not a host name")
    if name in METADATA_HOSTS:
        raise Blocked("metadata host name")
    return name


def check_address(text: str) -> None:
    """Raise Blocked unless connections to this IP address are fine.

    Loopback, private and shared networks are: local engines live there. Link-local, metadata,
    unspecified, multicast and reserved ones are not, nor IPv6 forms that embed one.
    """
    address = _address(text)
    for inner in (address, *_embedded(address)):
        if inner in METADATA:
            raise Blocked(f"metadata address {inner}")
        for network in REFUSED:
            if inner.version == network.version and inner in network:
                raise Blocked(f"{inner} in {network}")


def resolve(host: str, port: int, lookup: Lookup | None = None) -> list[str]:
    """The addresses of a host, each of which may be spoken to; one bad one blocks them all."""
    found = (lookup or _lookup)(canonical(host), port)
    if not found:
        raise Blocked("unresolvable")
    for address in found:
        check_address(address)
    return found


def _lookup(host: str, port: int) -> list[str]:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Blocked(f"unresolvable: {fault}") from fault
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def _address(text: str) -> Ip:
    if "%" in text:
        raise Blocked("zone")
    try:
        return ipaddress.ip_address(text)
    except ValueError as fault:
        raise Blocked(f"not an address: {text}") from fault


def _idna(name: str) -> str:
    import idna

    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError as fault:
        raise Blocked(f"not a host name: {fault}") from fault


def _ipv4(name: str) -> ipaddress.IPv4Address | None:
    """An IPv4 address in any form that inet_aton reads: 127.1, 0x7f000001, 0251.0376.0251.0376."""
    parts = name.split(".")
    if not NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > 4 or not all(NUMBER.fullmatch(part) for part in parts):
        raise Blocked("not an address")
    values = [_number(part) for part in parts]
    *heads, last = values
    if any(value > 255 for value in heads) or last >= 256 ** (5 - len(parts)):
        raise Blocked("not an address")
    whole = sum(value << 8 * (3 - place) for place, value in enumerate(heads)) + last
    return ipaddress.IPv4Address(whole)


def _number(part: str) -> int:
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8) if part.startswith("0") and part != "0" else int(part)
    except ValueError as fault:
        raise Blocked("not an address") from fault


def _embedded(address: Ip) -> Iterable[Ip]:
    """IPv4 addresses that an IPv6 one carries: mapped, compatible, NAT64, 6to4, Teredo, ISATAP."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    low = int(address) & 0xFFFFFFFF
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    elif (address in COMPATIBLE and low > 1) or address in NAT64 or address in NAT64_LOCAL:
        yield ipaddress.IPv4Address(low)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if int(address) >> 32 & 0xFFFFFFFF in ISATAP:
        yield ipaddress.IPv4Address(low)
