"""peer_pgqueuer.py load COUNT | work URL

pgqueuer (PyPI): one process, asyncpg, an entrypoint that posts the job's payload by aiohttp over
kept connections, at most 32 at a time, until the queue is empty. Batches of 500 and up to 1,000
tasks; with its own limit of 32 tasks and batches of 100 it does a tenth as many.
"""
import asyncio
import os
import sys

import aiohttp
import asyncpg
import uvloop
from pgqueuer import AsyncpgDriver, AsyncpgPoolDriver, PgQueuer, Queries
from pgqueuer.types import QueueExecutionMode

IN_FLIGHT = 32


def settings():
    return {"host": os.environ["PGHOST"], "user": os.environ["PGUSER"],
            "database": os.environ["PGDATABASE"]}


async def load(count):
    connection = await asyncpg.connect(**settings())
    queries = Queries(AsyncpgDriver(connection))
    if await connection.fetchval("select to_regclass('pgqueuer') is null"):
        await queries.install()
    body = os.environ["PAMINN_BENCH_BODY"].encode()
    for first in range(0, count, 1_000):
        size = min(1_000, count - first)
        payloads = [body.replace(b"NUMBER", b"%d" % (first + n)) for n in range(size)]
        await queries.enqueue(["letter"] * size, payloads, [0] * size)
    await connection.execute("analyze pgqueuer")
    await connection.close()


async def work(url):
    pool = await asyncpg.create_pool(min_size=4, max_size=4, **settings())
    queue = PgQueuer(AsyncpgPoolDriver(pool))
    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        @queue.entrypoint("letter")
        async def letter(job):
            async with session.post(url, data=job.payload) as answer:
                await answer.read()
                if answer.status != 201:
                    raise RuntimeError(f"{answer.status}")

        await queue.run(
            batch_size=500, mode=QueueExecutionMode.drain, max_concurrent_tasks=1_000)
    await pool.close()


if sys.argv[1] == "load":
    uvloop.run(load(int(sys.argv[2])))
else:
    uvloop.run(work(sys.argv[2]))
