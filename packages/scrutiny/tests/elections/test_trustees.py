"""Trustees of both forms: all that was signed or proved names its owner when it is changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import NAMES, ceremony, changed_at, leaves, own, reference, refused

from scrutiny.elections import trustees
from scrutiny.elections.strict import compact, parse
from scrutiny.elections.trustees import Pedersen, PublicKey, Signed, Trustees
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Group, by_name
from scrutiny.proofs import possession
from scrutiny.proofs.schnorr import Proof
from scrutiny.roles import threshold, trustee

GROUP = by_name("Ed25519")
STEPS = ("possession", "signature", "coefficients-length", "certificate-context", "verification-key")


def always(value: object) -> Callable[[object], object]:
    return lambda _old: value


def check(group: Group, content: bytes) -> Trustees:
    found = trustees.read(group, content)
    trustees.verify(found)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_those_of_the_reference_archives_hold_and_make_the_election_s_key(name: str) -> None:
    known = reference(name)
    content = known.told[0].contents[1]
    found = check(known.election.group, content)
    assert found.to_bytes() == content
    assert found.public_key() == known.election.public_key
    assert [len(part) for part, _needed in found.groups_of_owners()] == ([1, 3] if "threshold" in name else [1])


def test_those_of_ours_hold_and_are_read_as_they_were_written() -> None:
    made = own()
    assert check(GROUP, made.trustees.to_bytes()) == made.trustees
    assert made.trustees.public_key() == made.election.public_key


THRESHOLD = reference("ed25519-threshold")
VALUE: list[Any] = json.loads(THRESHOLD.trustees.to_bytes())


def owner_of(path: tuple[Any, ...]) -> int:
    """Whose part of the reference trustees stands at this place."""
    return 1 if path[0] == 0 else int(path[3]) + 2


def changed_text(text: str) -> str:
    """Another exponent or another element of the group."""
    if len(text) == 64 and not text.isdigit():
        return GROUP.text(GROUP.multiply(GROUP.element(text), GROUP.g))
    return str((int(text) + 1) % GROUP.q)


def test_every_changed_proof_signature_and_key_is_refused_and_names_its_owner() -> None:
    for path, leaf in leaves(VALUE):
        if path[-1] in ("challenge", "response", "public_key"):
            error = refused(check, GROUP, compact(changed_at(VALUE, path, changed_text)))
            assert error.data["trustee"] == owner_of(path), (path, leaf)
            assert error.code in STEPS


def test_every_changed_number_inside_a_signed_message_is_refused_and_names_its_owner() -> None:
    for kind in ("certs", "coefexps"):
        for place, signed in enumerate(VALUE[1][1][kind]):
            inner = json.loads(signed["message"])
            for path, leaf in leaves(inner):
                if isinstance(leaf, int) or path[-1] == "group":
                    changed = changed_at(inner, path, lambda old: old + 1 if isinstance(old, int) else "BELENIOS-2048")
                    wanted = "certificate-context"
                else:
                    changed, wanted = changed_at(inner, path, changed_text), "signature"
                message = compact(changed).decode()
                content = compact(changed_at(VALUE, (1, 1, kind, place, "message"), always(message)))
                error = refused(check, GROUP, content)
                assert (error.code, error.data) == (wanted, {"trustee": place + 2})


@pytest.mark.parametrize("needed", [1, 3])
def test_another_threshold_than_the_certificates_name_is_refused(needed: int) -> None:
    error = refused(check, GROUP, compact(changed_at(VALUE, (1, 1, "threshold"), always(needed))))
    assert (error.code, error.data) == ("certificate-context", {"trustee": 2})


@pytest.mark.parametrize("order", [order for order in permutations(range(3)) if order != (0, 1, 2)])
def test_trustees_of_a_group_in_another_order_are_refused(order: tuple[int, ...]) -> None:
    value = json.loads(compact(VALUE))
    for name, listed in value[1][1].items():
        if isinstance(listed, list):
            value[1][1][name] = [listed[n] for n in order]
    assert refused(check, GROUP, compact(value)).code == "certificate-context"


@pytest.mark.parametrize("name", ["certs", "coefexps", "verification_keys", "signatures"])
@pytest.mark.parametrize("count", [0, 2, 4])
def test_lists_of_another_length_are_refused(name: str, count: int) -> None:
    changed = changed_at(VALUE, (1, 1, name), lambda old: (old * 2)[:count])
    assert refused(trustees.read, GROUP, compact(changed)).code == "trustees"


class TestAGroupOfOurOwn:
    """What is signed anew by whoever cheats, so that only the sums give it away."""

    group: Pedersen = own().trustees.kinds[1]  # type: ignore[assignment]

    def signed_again(self, size: int, needed: int, coefficients: int) -> Trustees:
        """A group whose second trustee commits to so many coefficients and signs it all."""
        made, _secrets = ceremony_with(size, needed, coefficients)
        return Trustees(GROUP, (made,))

    @pytest.mark.parametrize("coefficients", [0, 1, 3, 4])
    def test_with_a_polynomial_of_another_length_names_its_owner(self, coefficients: int) -> None:
        error = refused(trustees.verify, self.signed_again(3, 2, coefficients))
        assert (error.code, error.data) == ("coefficients-length", {"trustee": 2})

    @pytest.mark.parametrize("place", range(3))
    def test_with_another_s_key_names_its_owner(self, place: int) -> None:
        _private, key = trustee.new_key(GROUP)
        keys = [*self.group.keys[:place], key, *self.group.keys[place + 1 :]]
        error = refused(trustees.verify, Trustees(GROUP, (replace(self.group, keys=tuple(keys)),)))
        assert (error.code, error.data) == ("verification-key", {"trustee": place + 1})

    def test_without_signatures_and_with_contexts_is_refused(self) -> None:
        error = refused(trustees.verify, Trustees(GROUP, (replace(self.group, signatures=None),)))
        assert error.code == "certificate-context"

    def test_after_single_trustees_is_counted_on(self) -> None:
        _private, key = trustee.new_key(GROUP)
        wrong = replace(self.group, keys=(*self.group.keys[:2], key))
        error = refused(trustees.verify, Trustees(GROUP, (key, key, wrong)))
        assert (error.code, error.data) == ("verification-key", {"trustee": 5})


def ceremony_with(size: int, needed: int, coefficients: int) -> tuple[Pedersen, list[int]]:
    """A ceremony in which the second trustee has another number of coefficients, and everyone signs that."""
    seeds = [threshold.new_seed() for _ in range(size)]
    certs = tuple(threshold.certify(GROUP, seed, size, needed, n) for n, seed in enumerate(seeds, 1))
    counts = [coefficients if n == 1 else needed for n in range(size)]
    drawn = [threshold.draw_polynomial(GROUP, seed, count) for seed, count in zip(seeds, counts, strict=True)]
    known = threshold.Ceremony(GROUP, needed, certs)
    secrets = [sum(one.value(GROUP.q, place) for one in drawn) % GROUP.q for place in range(1, size + 1)]
    keys = tuple(threshold.public_key(known, seed, secret) for seed, secret in zip(seeds, secrets, strict=True))
    proofs = tuple(threshold.sign_ceremony(known, s, one.commitments) for s, one in zip(seeds, drawn, strict=True))
    return Pedersen(needed, certs, tuple(one.signed for one in drawn), keys, proofs), secrets


@pytest.mark.parametrize(("size", "needed"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 5)])
def test_the_form_of_version_2_without_contexts_holds_too(size: int, needed: int) -> None:
    """Certificates are made anew without a context; keys signed, or not, as that version has it."""
    made, _secrets = ceremony("Ed25519", size, needed)
    drawn = []
    for cert in made.certs:
        seed = threshold.new_seed()
        keys = threshold.keys_of(GROUP, seed)
        found = trustees.certificate(GROUP, cert)
        message = compact(replace(found, context=None, verification=GROUP.power(GROUP.g, keys.signing)).to_json(GROUP))
        drawn.append((keys.signing, threshold.sign(GROUP, keys.signing, message.decode())))
    old = replace(
        made,
        certs=tuple(cert for _key, cert in drawn),
        coefexps=tuple(
            threshold.sign(GROUP, key, one.message) for (key, _c), one in zip(drawn, made.coefexps, strict=True)
        ),
        keys=tuple(replace(key, signature=None) for key in made.keys),
        signatures=None,
    )
    assert check(GROUP, Trustees(GROUP, (old,)).to_bytes()).kinds == (old,)


@pytest.mark.parametrize("content", [
    b"[]", b"{}", b"[1]", b"[[]]", b'["Single"]', b'[["Single"]]', b'[["Single",{},{}]]', b'[["Other",{}]]',
    b'[["Single",{"public_key":"1"}]]', b'[["Pedersen",{"threshold":0}]]',
])  # fmt: skip
def test_other_structures_are_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        trustees.read(GROUP, content)


@pytest.mark.parametrize("needed", [0, 4, 101, -1, "2", True, None])
def test_a_threshold_that_nobody_could_reach_is_malformed(needed: object) -> None:
    with pytest.raises(Malformed):
        trustees.read(GROUP, compact(changed_at(VALUE, (1, 1, "threshold"), always(needed))))


def test_more_than_a_hundred_trustees_are_malformed() -> None:
    _private, key = trustee.new_key(GROUP)
    assert len(trustees.read(GROUP, Trustees(GROUP, (key,) * 100).to_bytes()).keys) == 100
    assert refused(trustees.read, GROUP, Trustees(GROUP, (key,) * 101).to_bytes()).code == "trustees"


def test_the_same_bytes_with_spaces_are_malformed() -> None:
    assert refused(trustees.read, GROUP, json.dumps(VALUE).encode()).code == "not-canonical"


def test_a_message_in_another_form_is_malformed_even_if_it_is_signed() -> None:
    group: Pedersen = own().trustees.kinds[1]  # type: ignore[assignment]
    cert, coefexp = group.certs[0].message, group.coefexps[0].message
    for message in (cert.replace(",", ", "), cert[:-1] + ',"more":1}', cert.replace('"encryption"', '"other"')):
        with pytest.raises(Malformed):
            trustees.certificate(GROUP, threshold.sign(GROUP, 5, message))
    for message in (coefexp.replace(",", ", "), coefexp.upper(), "[]", '{"coefexps":{}}', '{"coefexps":[1]}'):
        with pytest.raises(Malformed):
            trustees.coefficients(GROUP, threshold.sign(GROUP, 5, message))


class TestWhoIsNeeded:
    """Owner 1 alone, and two of 2, 3 and 4."""

    found = own().trustees

    @pytest.mark.parametrize("owners", [
        set(chosen) for count in range(5) for chosen in combinations(range(1, 5), count)
    ], ids=str)  # fmt: skip
    def test_for_every_set_of_owners(self, owners: set[int]) -> None:
        enough = 1 in owners and len(owners & {2, 3, 4}) >= 2
        assert self.found.enough(owners) == enough
        if enough:
            used = self.found.weights(owners)
            assert used[1] == 1
            assert len(used) == 3
            assert used.keys() <= owners
        else:
            assert refused(self.found.weights, owners).code == "too-few-trustees"

    def test_owners_that_there_are_not_do_not_help(self) -> None:
        assert not self.found.enough({1, 2, 5, 6, 0, -1})
        assert refused(self.found.weights, {1, 2, 5}).code == "too-few-trustees"


@given(secret=st.integers(0, GROUP.q - 1), slopes=st.lists(st.integers(0, GROUP.q - 1), max_size=4), data=st.data())
def test_lagrange_s_weights_find_the_value_at_zero(secret: int, slopes: list[int], data: st.DataObject) -> None:
    parts = [secret, *slopes]
    numbers = st.lists(st.integers(1, 100), min_size=len(parts), max_size=len(parts), unique=True)
    places = data.draw(numbers)
    values = {x: sum(a * pow(x, k, GROUP.q) for k, a in enumerate(parts)) for x in places}
    assert sum(values[x] * trustees.lagrange(GROUP.q, x, places) for x in places) % GROUP.q == secret


def test_a_key_whose_owner_does_not_hold_it_is_refused() -> None:
    private, key = trustee.new_key(GROUP)
    stolen = PublicKey(GROUP.multiply(key.key, GROUP.g), possession.prove(GROUP, private))
    error = refused(trustees.verify, Trustees(GROUP, (key, stolen)))
    assert (error.code, error.data) == ("possession", {"trustee": 2})


def test_naming_keeps_the_number_that_is_there() -> None:
    with pytest.raises(Refused) as error, trustees.naming(2), trustees.naming(1):
        raise Refused("step", place=7)
    assert error.value.data == {"trustee": 1, "place": 7}


def test_a_signed_message_has_one_form() -> None:
    made = Signed("text", Proof(1, 2))
    value = trustees.signed_message(GROUP, parse(compact(made.to_json())))
    assert value == made
    for wrong in (b'{"message":1,"signature":{"challenge":"1","response":"2"}}', b'{"message":"a"}', b"[]"):
        with pytest.raises(Malformed):
            trustees.signed_message(GROUP, parse(wrong))
