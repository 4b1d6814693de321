"""Wires that break: TCP proxies before the database and before Amili, in a process of their own.

Started as `proxies.py SEED DATABASE_PORT AMILI_PORT`; says the two ports it listens on, and then a
line of JSON for each thing done. A line on standard input sets the shares of what goes wrong, asks
for one COMMIT to be cut, sets how long (seconds) each way takes, or silences the database's wires,
those that stand and those that come, for so many seconds.
"""
import asyncio
import collections
import json
import random
import socket
import struct
import sys
import time

# The two autocommit statements whose commit means most, by the words they begin with.
CLAIM = b"set\n    state = 'claimed'"
CALM = {
    "pg_reset": 0.0, "pg_stall": 0.0, "pg_half": 0.0, "pg_silent": 0.0,
    "http_before": 0.0, "http_within": 0.0, "http_answer": 0.0, "http_stall": 0.0,
}


class Wires:
    def __init__(self, seed, database, amili):
        self.chance = random.Random(seed)
        self.database, self.amili = database, amili
        self.shares = dict(CALM)
        self.cuts = []
        self.delay = 0.0
        self.silent_until = 0.0
        self.database_wires = set()

    def say(self, kind, **facts):
        print(json.dumps({"wire": kind} | facts), flush=True)

    def draws(self, kind):
        return self.chance.random() < self.shares[kind]

    async def run(self):
        servers = [
            await asyncio.start_server(self.database_call, "127.0.0.1", 0),
            await asyncio.start_server(self.amili_call, "127.0.0.1", 0),
        ]
        self.say("listening", ports=[s.sockets[0].getsockname()[1] for s in servers])
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
        while line := await reader.readline():
            order = json.loads(line)
            self.shares = CALM | order.get("shares", self.shares)
            self.cuts += order.get("cut", [])
            self.delay = order.get("delay", self.delay)
            if "silent" in order:
                self.silent_until = time.monotonic() + order["silent"]
                for wire in self.database_wires if order["silent"] else ():
                    self.silence(wire)

    def silence(self, wire):
        """For good: what either side says is taken, and nobody hears of it."""
        if not wire.is_silent:
            wire.is_silent = True
            self.say("pg_silent")

    async def bridge(self, reader, writer, port, forth):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return reset(writer)
        wire = ProxiedConnection(reader, Late(self, writer), far_reader, Late(self, far_writer))
        if forth == self.database_forth:
            self.database_wires.add(wire)
        tasks = [asyncio.create_task(forth(wire)), asyncio.create_task(self.back(wire))]
        tasks += [asyncio.create_task(late.carry()) for late in (wire.writer, wire.far_writer)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.database_wires.discard(wire)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            wire.end()

    async def database_call(self, reader, writer):
        if time.monotonic() < self.silent_until:
            self.say("pg_silent")
            while await reader.read(65536):
                pass
            return reset(writer)
        await self.bridge(reader, writer, self.database, self.database_forth)

    async def amili_call(self, reader, writer):
        await self.bridge(reader, writer, self.amili, self.amili_forth)

    async def back(self, wire):
        while data := await wire.far_reader.read(65536):
            if wire.is_silent:
                continue
            if wire.drops_answer is not None:
                kind = wire.drops_answer
                if kind == "http_answer" and self.chance.random() < 0.5:
                    await wire.writer.write(data[:len(data) // 2])
                    await wire.writer.drain()
                # The server's word has come as far as here: it is done, and nobody hears of it.
                self.say(kind)
                wire.has_to_break = True
                return
            await wire.writer.write(data)
        while wire.is_silent:
            await asyncio.sleep(60)
        await wire.writer.drain()

    async def database_forth(self, wire):
        """Message by message: the first has no type, the others are type, length, body."""
        length = struct.unpack("!I", await wire.reader.readexactly(4))[0]
        await wire.far_writer.write(struct.pack("!I", length)
                                    + await wire.reader.readexactly(length - 4))
        batch, commits = b"", None
        while True:
            head = await wire.reader.readexactly(5)
            body = await wire.reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)
            batch += head + body
            if head[:1] == b"Q" and body[:6].upper() == b"COMMIT":
                commits = "commit"
            elif head[:1] == b"P" and CLAIM in body:
                commits = "claim"
            # Parse, Bind, Describe and Execute wait for their Sync: they go as one.
            if head[:1] in b"PBDE":
                continue
            if not await self.database_batch(wire, batch, commits):
                return
            batch, commits = b"", None

    async def database_batch(self, wire, batch, commits):
        if wire.is_silent:
            return True
        if commits and self.cuts:
            kind = self.cuts.pop(0)
            if kind == "before":
                self.say(f"cut_before_{commits}")
                wire.has_to_break = True
                return False
            wire.drops_answer = f"cut_after_{commits}"
        elif self.draws("pg_reset"):
            self.say("pg_reset")
            wire.has_to_break = True
            return False
        elif self.draws("pg_stall"):
            self.say("pg_stall")
            await asyncio.sleep(self.chance.uniform(0.2, 6.0))
        elif self.draws("pg_silent"):
            self.silence(wire)
            if self.chance.random() < 0.5:
                return True
        elif self.draws("pg_half"):
            self.say("pg_half")
            await wire.far_writer.write(batch)
            await wire.far_writer.drain()
            wire.far_writer.writer.write_eof()
            await asyncio.sleep(self.chance.uniform(0.5, 4.0))
            wire.has_to_break = True
            return False
        await wire.far_writer.write(batch)
        return True

    async def amili_forth(self, wire):
        while data := await wire.reader.read(65536):
            if data.startswith(b"POST /case--registrations"):
                if self.draws("http_before"):
                    self.say("http_before")
                    wire.has_to_break = True
                    return
                if self.draws("http_within"):
                    self.say("http_within")
                    await wire.far_writer.write(data[:len(data) * 2 // 3])
                    await wire.far_writer.drain()
                    await asyncio.sleep(0.02)
                    wire.has_to_break = True
                    return
                if self.draws("http_stall"):
                    self.say("http_stall")
                    await asyncio.sleep(self.chance.uniform(0.05, 0.4))
                elif self.draws("http_answer"):
                    wire.drops_answer = "http_answer"
            await wire.far_writer.write(data)


class Late:
    """A writer whose words take their time, and come in their order."""

    def __init__(self, wires, writer):
        self.wires, self.writer = wires, writer
        self.under_way = collections.deque()
        self.has_more = asyncio.Event()
        self.is_idle = asyncio.Event()
        self.is_idle.set()

    async def write(self, data):
        if self.wires.delay == 0 and self.is_idle.is_set():
            self.writer.write(data)
            return await self.writer.drain()
        self.is_idle.clear()
        self.under_way.append((time.monotonic() + self.wires.delay, data))
        self.has_more.set()

    async def carry(self):
        while True:
            await self.has_more.wait()
            self.has_more.clear()
            while self.under_way:
                due, data = self.under_way[0]
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                self.writer.write(data)
                await self.writer.drain()
                self.under_way.popleft()
            self.is_idle.set()

    async def drain(self):
        await self.is_idle.wait()
        await self.writer.drain()


class ProxiedConnection:
    def __init__(self, reader, writer, far_reader, far_writer):
        self.reader, self.writer = reader, writer
        self.far_reader, self.far_writer = far_reader, far_writer
        self.drops_answer = None
        self.has_to_break = False
        self.is_silent = False

    def end(self):
        for writer in (self.writer.writer, self.far_writer.writer):
            if self.has_to_break:
                reset(writer)
            else:
                writer.close()


def reset(writer):
    """Closed with RST instead of FIN."""
    link = writer.get_extra_info("socket")
    if link is not None:
        try:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass
    writer.transport.abort()


if __name__ == "__main__":
    asyncio.run(Wires(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).run())
