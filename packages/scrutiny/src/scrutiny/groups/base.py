"""What the protocols need of a group of prime order q with generator g, written multiplicatively."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from scrutiny.errors import Malformed

Element: TypeAlias = Any  # opaque: what `Group.element` let in or another operation of the same group made
FixedPower: TypeAlias = Callable[[int], Element]
DIGEST_BITS = 256


class Group(ABC):
    """An element that exists is valid: membership and canonical encoding are checked where text becomes an element.

    `text` is how an element stands in JSON and inside what is hashed. Exponents are ordinary integers.
    """

    name: str
    q: int
    g: Element
    one: Element
    value_bits = 8
    padding: int
    longest_ranking: int

    @abstractmethod
    def element(self, text: object) -> Element:
        """The element that a text stands for. Raises Malformed `element`, `not-canonical` or `not-in-group`."""

    @abstractmethod
    def text(self, element: Element) -> str: ...

    @abstractmethod
    def multiply(self, one: Element, other: Element) -> Element: ...

    @abstractmethod
    def inverse(self, element: Element) -> Element: ...

    @abstractmethod
    def power(self, element: Element, exponent: int) -> Element:
        """For public exponents."""

    @abstractmethod
    def secret_power(self, element: Element, exponent: int) -> Element:
        """For secret exponents: in time that does not depend on them, as far as the library promises it."""

    @abstractmethod
    def generator(self, index: int) -> Element:
        """The independent generator of that index, -1 for the secondary one. Nobody knows its logarithm."""

    @abstractmethod
    def embedded(self, number: int) -> Element | None:
        """The element that is written as this number, or None where there is none."""

    @abstractmethod
    def number(self, element: Element) -> int:
        """The number as which an element is written."""

    def fixed_power(self, base: Element) -> FixedPower:
        """Powers of one base, prepared where that is worth it; for public exponents."""
        return lambda exponent: self.power(base, exponent)

    def product(self, elements: Iterable[Element]) -> Element:
        result = self.one
        for element in elements:
            result = self.multiply(result, element)
        return result

    def divide(self, one: Element, other: Element) -> Element:
        return self.multiply(one, self.inverse(other))

    def encode(self, values: Sequence[int]) -> Element:
        """Small values of a ranked answer as one element (specification 2.0, section 4.11.2).

        Raises Malformed `ranked-value` where one is out of bounds or there are too many.
        """
        if len(values) > self.longest_ranking or not all(0 <= value < 1 << self.value_bits for value in values):
            raise Malformed("ranked-value")
        number = 0
        for value in values:
            number = number << self.value_bits | value
        for end in range(1 << self.padding):
            element = self.embedded(number << self.padding | end)
            if element is not None:
                return element
        raise Malformed("ranked-value")  # with probability 2^-256, for the shortest padding

    def decode(self, element: Element, count: int) -> list[int]:
        """The values that an element encodes. Raises Malformed `ranked-value` where it encodes more than that many."""
        number = self.number(element) >> self.padding
        values = [number >> self.value_bits * n & (1 << self.value_bits) - 1 for n in reversed(range(count))]
        if number >> self.value_bits * count:
            raise Malformed("ranked-value")
        return values

    def hashed(self, *parts: str) -> int:
        """SHA-256 of the parts between vertical bars, as a big-endian number modulo q."""
        return int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()) % self.q

    def exponent(self, text: object) -> int:
        """A number below q in canonical decimal form. Raises Malformed `exponent`."""
        value = decimal(text, self.q.bit_length())
        if value >= self.q:
            raise Malformed("exponent")
        return value


def decimal(text: object, bits: int) -> int:
    """A number in canonical decimal form: no sign, space or leading zero. Raises Malformed `number`."""
    longest = bits * 302 // 1000 + 1
    if not isinstance(text, str) or not 1 <= len(text) <= longest or not (text.isascii() and text.isdigit()):
        raise Malformed("number")
    if text[0] == "0" and text != "0":
        raise Malformed("not-canonical")
    return int(text)
