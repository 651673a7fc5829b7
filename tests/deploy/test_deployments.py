"""What a server is set up from: the files name things that exist, and say the same as the code."""

import ast
import re

import pytest
import yaml

from flows import settings
from flows.serve import CRON, TIMEZONE
from tests.paths import ROOT

DEPLOYMENTS = yaml.safe_load(
    (ROOT / "deploy/prefect.yaml").read_text(encoding="utf-8")
)["deployments"]
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"]
)
def test_entrypoint_is_a_flow(deployment):
    """A deployment's entrypoint names a file and a function that @flow decorates."""
    path, _, name = deployment["entrypoint"].partition(":")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    (function,) = (
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
    assert any(decorator.startswith("flow") for decorator in decorators)
    assert deployment["work_pool"] == {"name": "fazhi"}


def test_one_schedule():
    """The deployment runs at the hour at which `make ui` runs it."""
    nightly = next(
        deployment for deployment in DEPLOYMENTS if deployment["name"] == "nightly"
    )
    assert nightly["schedules"] == [{"cron": CRON, "timezone": TIMEZONE}]


def test_image_copies_what_there_is():
    """Every path that the image copies exists in the repository."""
    lines = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8").splitlines()
    paths = [
        path for line in lines if line.startswith("COPY") for path in line.split()[1:-1]
    ]
    assert paths
    assert all((ROOT / path).exists() for path in paths)


def test_services_fit_together():
    """Services depend on services that exist, and the worker has the settings that the flows read."""
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        named = [
            volume.partition(":")[0]
            for volume in service.get("volumes", [])
            if not volume.startswith(".")
        ]
        assert set(named) <= set(COMPOSE["volumes"])
    assert settings.DATABASE_URL in services["worker"]["environment"]
    secrets = re.findall(
        r"\$\{(\w+)\}", (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
    )
    assert set(secrets) == {"FAZHI_PASSWORD", "FAZHI_AUTH"}
