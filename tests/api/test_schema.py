"""The interface holds what its document says, whatever is sent (schemathesis)."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from kopilka.api.documents import openapi_document
from tests.house import SHOP, House

pytestmark = [pytest.mark.server, pytest.mark.heavy]

SCHEMA = schemathesis.openapi.from_dict(openapi_document())
FOUND = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
OPERATIONS = {operation.label: operation for operation in FOUND}
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 30


def sent(house: House, case: Case[Any]) -> httpx.Response:
    """Send a case to the house, with its key."""
    wanted: dict[str, Any] = case.as_transport_kwargs(base_url="http://house")
    body = {"json": wanted["json"]} if "json" in wanted else {"content": wanted.get("data")}
    headers = {**(wanted.get("headers") or {}), "authorization": f"Bearer {house.key}"}
    headers = {name: value for name, value in headers.items() if value is not None}
    return house.wait(
        house.client.request(
            wanted["method"], wanted["url"], params=wanted.get("params"), headers=headers, **body
        )
    )


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_the_interface_keeps_to_its_document(house: House, anna: str, label: str) -> None:
    operation = OPERATIONS[label]
    named = {"shop": SHOP} if "{shop}" in label else {}

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=st.data(), mode=st.sampled_from(GenerationMode), is_known=st.booleans())
    def hold(data: st.DataObject, mode: GenerationMode, is_known: bool) -> None:
        case = data.draw(operation.as_strategy(mode, path_parameters=named if is_known else None))
        if is_known and isinstance(case.body, dict) and "shop" in case.body:
            case.body["shop"] = SHOP
        if is_known and "identifier" in case.path_parameters:
            case.path_parameters["identifier"] = f"card:{anna}"
        case.validate_response(sent(house, case), checks=CHECKS)

    hold()
    assert house.is_sound()
