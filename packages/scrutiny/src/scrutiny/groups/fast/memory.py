"""Rows of words between memory and lanes.

In memory a field element is five consecutive words and a point so many elements one after the other (a "row"), for
one lane as for eight. Loading a row into eight lanes therefore means eight loads and a transposition, in blocks of
8 x 8 words; where the length of a row is no multiple of 8, the last block overlaps the one before.

    gather(lanes, words, starts, first)         lane l gets the row at words[starts[first + l]]
    scatter(lanes, words, starts, first, row)   and writes it back there

`words` is a flat uint64 array and `starts` a flat int64 array, both contiguous; nothing is checked. Rows written by
one scatter must not overlap, unless no one reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types

from scrutiny.groups.fast._numba import compiled, intrinsic
from scrutiny.groups.fast.field import Element
from scrutiny.groups.fast.lanes import OCTET_IR, WORD_IR, Lanes, Word, pack, shuffle, unpack, word_type
from scrutiny.groups.fast.points import Extended, Niels

Words = npt.NDArray[np.uint64]
Starts = npt.NDArray[np.int64]

LIMBS: Final = 5
WIRE_WORDS: Final = 8
POINT_WORDS: Final = 4 * LIMBS
NIELS_WORDS: Final = 3 * LIMBS


def _blocks(length: int) -> list[int]:
    """Where blocks of eight words begin that cover a row of `length` >= 8 words."""
    return [*range(0, length - 7, 8), *([length - 8] if length % 8 else [])]


def _transpose(builder: Any, rows: list[Any]) -> list[Any]:
    """Eight registers of eight words, lines and columns exchanged: Eklundh's three rounds of pairwise exchanges."""
    for step in (1, 2, 4):
        upper = shuffle([lane if not lane & step else lane - step + 8 for lane in range(8)])
        lower = shuffle([lane + step if not lane & step else lane + 8 for lane in range(8)])
        for index in (index for index in range(8) if not index & step):
            pair = rows[index], rows[index + step]
            rows[index] = builder.shuffle_vector(*pair, upper)
            rows[index + step] = builder.shuffle_vector(*pair, lower)
    return rows


def _pointers(builder: Any, words: Any, starts: Any, first: Any, lanes: int) -> list[Any]:
    found = []
    for lane in range(lanes):
        at = builder.gep(starts, [builder.add(first, ir.Constant(WORD_IR, lane))])
        found.append(builder.gep(words, [builder.load(at)]))
    return found


def _at(builder: Any, pointer: Any, offset: int, kind: Any) -> Any:
    return builder.bitcast(builder.gep(pointer, [ir.Constant(WORD_IR, offset)]), kind.as_pointer())


def _load(builder: Any, pointers: list[Any], length: int) -> list[Any]:
    if len(pointers) == 1:
        return [builder.load(_at(builder, pointers[0], index, WORD_IR)) for index in range(length)]
    words: dict[int, Any] = {}
    for block in _blocks(length):
        rows = [builder.load(_at(builder, pointer, block, OCTET_IR), align=8) for pointer in pointers]
        words |= dict(enumerate(_transpose(builder, rows), start=block))
    return [words[index] for index in range(length)]


def _store(builder: Any, pointers: list[Any], words: list[Any]) -> None:
    if len(pointers) == 1:
        for index, word in enumerate(words):
            builder.store(word, _at(builder, pointers[0], index, WORD_IR))
        return
    for block in _blocks(len(words)):
        for pointer, row in zip(pointers, _transpose(builder, words[block : block + 8]), strict=True):
            builder.store(row, _at(builder, pointer, block, OCTET_IR), align=8)


def _data(target: Any, builder: Any, kind: Any, array: Any) -> Any:
    return target.make_array(kind)(target, builder, array).data


def _row_pointers(target: Any, builder: Any, signature: Any, arguments: list[Any]) -> list[Any]:
    words = _data(target, builder, signature.args[1], arguments[1])
    starts = _data(target, builder, signature.args[2], arguments[2])
    return _pointers(builder, words, starts, arguments[3], signature.args[0].count)


def _gather(elements: int, width: int) -> Callable[..., Any]:
    """A gather of rows of `elements` times `width` words; with one element, of plain words."""

    @intrinsic
    def gather(_context: Any, lanes: Any, words: Any, starts: Any, first: Any) -> Any:
        element = types.UniTuple(word_type(lanes), width)
        row = types.UniTuple(element, elements) if elements > 1 else element

        def generate(target: Any, builder: Any, signature: Any, arguments: list[Any]) -> Any:
            pointers = _row_pointers(target, builder, signature, arguments)
            loaded = _load(builder, pointers, elements * width)
            packed = [pack(builder, loaded[at : at + width]) for at in range(0, len(loaded), width)]
            return pack(builder, packed) if elements > 1 else packed[0]

        return row(lanes, words, starts, types.int64), generate

    return gather


def _scatter(elements: int) -> Callable[..., Any]:
    """A scatter of rows of several elements, or of plain words."""

    @intrinsic
    def scatter(_context: Any, lanes: Any, words: Any, starts: Any, first: Any, row: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, arguments: list[Any]) -> Any:
            values = unpack(builder, arguments[4])
            if elements > 1:
                values = list(chain.from_iterable(unpack(builder, element) for element in values))
            _store(builder, _row_pointers(target, builder, signature, arguments), values)
            return target.get_dummy_value()

        return types.void(lanes, words, starts, types.int64, row), generate

    return scatter


gather_words: Callable[[Lanes, Words, Starts, int], tuple[Word, ...]] = _gather(1, WIRE_WORDS)
gather_point: Callable[[Lanes, Words, Starts, int], Extended] = _gather(4, LIMBS)
gather_niels: Callable[[Lanes, Words, Starts, int], Niels] = _gather(3, LIMBS)
scatter_words: Callable[[Lanes, Words, Starts, int, tuple[Word, ...]], None] = _scatter(1)
scatter_point: Callable[[Lanes, Words, Starts, int, Extended], None] = _scatter(4)
scatter_niels: Callable[[Lanes, Words, Starts, int, Niels], None] = _scatter(3)


@intrinsic
def _load_word(_context: Any, lanes: Any, words: Any, first: Any) -> Any:
    word = word_type(lanes)
    kind = OCTET_IR if lanes.count > 1 else WORD_IR

    def generate(target: Any, builder: Any, signature: Any, arguments: list[Any]) -> Any:
        pointer = builder.gep(_data(target, builder, signature.args[1], arguments[1]), [arguments[2]])
        return builder.load(builder.bitcast(pointer, kind.as_pointer()), align=8)

    return word(lanes, words, types.int64), generate


@intrinsic
def _store_word(_context: Any, lanes: Any, words: Any, first: Any, word: Any) -> Any:
    kind = OCTET_IR if lanes.count > 1 else WORD_IR

    def generate(target: Any, builder: Any, signature: Any, arguments: list[Any]) -> Any:
        pointer = builder.gep(_data(target, builder, signature.args[1], arguments[1]), [arguments[2]])
        builder.store(arguments[3], builder.bitcast(pointer, kind.as_pointer()), align=8)
        return target.get_dummy_value()

    return types.void(lanes, words, types.int64, word), generate


load_word: Callable[[Lanes, Words, int], Word] = _load_word
"""Lane l gets words[first + l]: `load_word(lanes, words, first)`."""

store_word: Callable[[Lanes, Words, int, Word], None] = _store_word
"""words[first + l] becomes what lane l has: `store_word(lanes, words, first, word)`."""


@compiled
def load_element(lanes: Lanes, words: Words, number: int) -> Element:
    """Element `number` of those that `store_element` wrote."""
    at, step = number * LIMBS * len(lanes), len(lanes)
    return (
        load_word(lanes, words, at),
        load_word(lanes, words, at + step),
        load_word(lanes, words, at + 2 * step),
        load_word(lanes, words, at + 3 * step),
        load_word(lanes, words, at + 4 * step),
    )


@compiled
def store_element(lanes: Lanes, words: Words, number: int, a: Element) -> None:
    """Writes an element as it lies in the lanes, limb by limb, to a place that only `load_element` reads."""
    at, step = number * LIMBS * len(lanes), len(lanes)
    store_word(lanes, words, at, a[0])
    store_word(lanes, words, at + step, a[1])
    store_word(lanes, words, at + 2 * step, a[2])
    store_word(lanes, words, at + 3 * step, a[3])
    store_word(lanes, words, at + 4 * step, a[4])
