"""A prediction service as a user would write it, with a request that takes its time."""

import asyncio
import os

from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/healthz")
def health():
    return {"status": "well"}


@app.api_route("/echo/{rest:path}", methods=["GET", "POST"])
async def echo(request: Request, rest: str):
    body = await request.body()
    return {"path": rest, "url": str(request.url), "headers": dict(request.headers), "received": len(body)}


@app.get("/slow/{seconds}")
async def slow(seconds: float):
    print(f"{seconds} s begin", flush=True)
    await asyncio.sleep(seconds)
    return {"seconds": seconds}


@app.get("/environment/{name}")
def environment(name: str):
    return {"value": os.environ.get(name)}
