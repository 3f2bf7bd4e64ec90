"""Loaded by schemathesis (scripts/schemathesis.ts): ids that are there, what each refusal must say, and figures."""

import atexit
import collections
import json
import os

import schemathesis
from hypothesis import strategies as st

IDS = json.loads(os.environ["IDS"])
statuses = collections.Counter()
refused = collections.Counter()
operations = set()
allowed = 0


# Texts as people write them, and what only looks like it. To make them from the published patterns takes minutes; that
# those say the same as the fields is shown by test/docs/text-forms.test.ts.
LETTERS = "あいがアー亜髙﨑葛\U000e0100㈱Ａ１ aZ09-_.,:;/\\'\"<>&=+@%(){}[]|`~^$#!?*\u00a0\u3000é𠮟"
words = st.text(alphabet=LETTERS.replace("\U000e0100", ""), min_size=1, max_size=30).filter(str.strip)
schemathesis.openapi.format("x-line", words)
schemathesis.openapi.format("x-paragraph", st.lists(words, min_size=1, max_size=3).map("\n".join))
schemathesis.openapi.format("x-mail", st.from_regex(r"[a-z0-9+_-]{1,20}(\.[a-z0-9]{1,9})?@[a-z]{1,9}\.example", fullmatch=True))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    texts = raw_schema["components"]["schemas"]
    texts["Line"] = {"type": "string", "format": "x-line"}
    texts["Paragraph"] = {"type": "string", "format": "x-paragraph"}

    def walk(node):
        if isinstance(node, dict):
            if str(node.get("pattern", "")).startswith("^(?=.{1,64}@)"):
                del node["pattern"]
                node["format"] = "x-mail"
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(raw_schema["paths"])
    walk(texts)


def is_allowed(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    if is_allowed(case) and case.path_parameters:
        case.path_parameters.update(IDS.get(case.operation.path, {}))
    # The client takes dot segments and nothing at all for another path (RFC 3986, 5.2.4): another operation would answer.
    for name, value in (case.path_parameters or {}).items():
        if str(value) in ("", ".", ".."):
            case.path_parameters[name] = "unknown"


@schemathesis.hook
def after_call(context, case, response):
    global allowed
    statuses[str(response.status_code)] += 1
    operations.add(case.operation.label)
    if is_allowed(case):
        allowed += 1
        if response.status_code in (400, 422) and response.content.startswith(b"{"):
            for error in json.loads(response.content).get("errors") or [{"pointer": "", "detail": ""}]:
                refused[f"{response.status_code} {case.operation.label} {error['pointer']} {error['detail']}"] += 1


@schemathesis.check
def refused_for_a_reason(ctx, response, case):
    """Each status is listed by name; every refusal has a sentence; what is wrong with the contents is named by field."""
    listed = case.operation.definition.raw["responses"]
    own = case.method.upper() == case.operation.method.upper()
    # `default` would let anything pass; a wrong method is none of the operation's.
    assert not own or str(response.status_code) in listed, f"{response.status_code} is not listed"
    if response.status_code < 400:
        return
    form = response.headers.get("content-type", [""])[0]
    assert form.startswith("application/problem+json"), f"{response.status_code} {form}: {response.content[:100]}"
    problem = json.loads(response.content)
    assert problem["status"] == response.status_code and problem["detail"], "a refusal without a reason"
    if response.status_code == 422:
        assert problem.get("errors") or problem["type"].split(":")[-1] not in ("invalid", "invalid-query"), "no field"


@atexit.register
def write_summary():
    summary = {
        "statuses": statuses,
        "operations": len(operations),
        "allowed": allowed,
        "refused": refused,
    }
    with open(os.environ["SUMMARY"], "w", encoding="utf-8") as file:
        json.dump(summary, file, ensure_ascii=False)
