"""Timers: what it costs to look when none is due, and when one that is due fires."""

from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

from sqlalchemy import insert, select

from engine import catalogue, orchestrator
from engine.clock import SystemClock
from engine.db import new_id
from engine.instances import COMPLETED, instance
from engine.timers import timer
from tasks.bootstrap import Application, open_application
from tests.stories.office import Office, Wiring
from tests.support.serving import Site

SHORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    id="short" targetNamespace="http://erm.test/bench">
  <bpmn:process id="short" isExecutable="true">
    <bpmn:startEvent id="begin"/>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="wait"/>
    <bpmn:intermediateCatchEvent id="wait">
      <bpmn:timerEventDefinition>
        <bpmn:timeDuration>minutes(1) / 60</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
</bpmn:definitions>
"""
PATIENCE = 30


def fill_timers(office: Office, number: int) -> None:
    """So many timers that wait, none of them due."""
    release_id = office.file("smr", "A release with many timers")
    instance_id = office.instance(release_id)
    now = office.clock.now()
    with office.app.command() as context:
        rows = [
            {
                "task_id": new_id(),
                "instance_id": instance_id,
                "step_id": "S-6.2t",
                "due_at": now + timedelta(hours=1 + n),
                "try_at": now + timedelta(hours=1 + n),
                "waits_since": now,
                "attempts": 0,
            }
            for n in range(number)
        ]
        context.conn.execute(insert(timer), rows)


def lateness(folder: Path, times: int) -> list[float]:
    """How long after it fell due a timer has fired in ``erm serve``, in ms."""
    site = Site(folder, more={"ERM_SIMULATED_TIME": "0"})
    site.start()
    try:
        app = open_application(
            Wiring(folder, f"sqlite:///{site.database}"), SystemClock()
        )
        with app.command() as context:
            catalogue.publish(context, "short", SHORT, {})
        try:
            return [_fired(app) for _ in range(times)]
        finally:
            app.close()
    finally:
        site.stop()


def _fired(app: Application) -> float:
    with app.command() as context:
        instance_id = orchestrator.start(app.engine, context, "short")
        due: datetime = context.conn.scalars(
            select(timer.c.due_at).where(timer.c.instance_id == instance_id)
        ).one()
    start = perf_counter()
    while perf_counter() - start < PATIENCE:
        with app.read() as conn:
            status = conn.scalar(
                select(instance.c.status).where(instance.c.id == instance_id)
            )
        if status == COMPLETED:
            return (app.clock.now() - due).total_seconds() * 1000
        sleep(0.01)
    raise AssertionError("the timer did not fire")
