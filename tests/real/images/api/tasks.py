"""A Celery application as a user would write it; where its broker is, Celery reads from the environment."""

import time

from celery import Celery

app = Celery("tasks")


@app.task
def add(left, right):
    return left + right


@app.task
def slow(seconds):
    time.sleep(seconds)
    return seconds
