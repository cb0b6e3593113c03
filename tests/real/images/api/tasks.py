"""A Celery application as a user would write it; where its broker is, Celery reads from the environment."""

import time

from celery import Celery

app = Celery("tasks")
app.conf.beat_schedule = {"once a second": {"task": "tasks.add", "schedule": 1.0, "args": (20, 22)}}


@app.task
def add(left, right):
    return left + right


@app.task(acks_late=True)
def late(seconds):
    time.sleep(seconds)
    return seconds


@app.task
def slow(seconds):
    time.sleep(seconds)
    return seconds
