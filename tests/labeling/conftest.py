import pytest
from flask import Flask

from tests.labeling.world import World, build


@pytest.fixture
def world(app: Flask) -> World:
    """Three articles of four labelled passages, overlap 2, the annotators ann, ben and cem."""
    return build(app)
