import pytest
from flask import Flask
from sqlalchemy import func, update

from tests.labeling.world import World, build
from workbench.corpus.models import Passage


@pytest.fixture
def world(app: Flask) -> World:
    """Three articles of four labelled passages, overlap 3, the annotators ann, ben and cem; topic takes several."""
    world = build(app, overlap=3)
    with world.act() as (session, _, _):
        session.execute(update(Passage).values(end=func.length(Passage.text)))
    return world
