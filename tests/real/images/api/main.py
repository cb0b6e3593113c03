"""A prediction service as a user would write it, with a request that takes its time."""

import asyncio
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
def health():
    return {"status": "well"}


@app.get("/slow/{seconds}")
async def slow(seconds: float):
    await asyncio.sleep(seconds)
    return {"seconds": seconds}


@app.get("/environment/{name}")
def environment(name: str):
    return {"value": os.environ.get(name)}
