"""A gateway before Amili that keeps answers: an honest cache, which says their age and leaves their
date as it was, in a process of its own.

Started as `gateway.py AMILI_PORT`; says the port it listens on, and then a line of JSON for each
answer from the cache. A line on standard input turns it on or off: {"cache": true}.
"""
import asyncio
import json
import sys
import time

KEPT = (b"/cases", b"/case--registrations", b"/creditors")
LIFE = 60.0


class Gateway:
    def __init__(self, amili):
        self.amili = amili
        self.is_on = False
        self.answers = {}

    def say(self, kind, **facts):
        print(json.dumps({"wire": kind} | facts), flush=True)

    async def run(self):
        server = await asyncio.start_server(self.call, "127.0.0.1", 0)
        self.say("listening", ports=[server.sockets[0].getsockname()[1]])
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
        while line := await reader.readline():
            self.is_on = json.loads(line)["cache"]
            self.answers = {}

    async def call(self, reader, writer):
        far = None
        try:
            far = await asyncio.open_connection("127.0.0.1", self.amili)
            while await self.exchange(reader, writer, *far):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            for end in (writer, far[1] if far else None):
                if end is not None:
                    end.transport.abort()

    async def exchange(self, reader, writer, far_reader, far_writer):
        """One request and its answer; false when the connection is of no more use."""
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(length(head) or 0)
        method, target = head.split(b" ", 2)[:2]
        is_kept = self.is_on and method == b"GET" and target.startswith(KEPT)
        kept_at, answer = self.answers.get(target, (0.0, None))
        age = time.monotonic() - kept_at
        if is_kept and answer is not None and age < LIFE:
            status, rest = answer.split(b"\r\n", 1)
            writer.write(status + b"\r\nAge: %d\r\n" % age + rest)
            await writer.drain()
            self.say("cached answer")
            return True
        far_writer.write(head + body)
        await far_writer.drain()
        head = await far_reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        size = length(head)
        if size is None:
            # Broken on purpose: as it comes, to its end.
            while data := await far_reader.read(65536):
                writer.write(data)
                await writer.drain()
            return False
        got = bytearray()
        while len(got) < size:
            data = await far_reader.read(min(65536, size - len(got)))
            if not data:
                await writer.drain()
                return False
            got += data
            writer.write(data)
        await writer.drain()
        if is_kept and head.split(b" ", 2)[1] == b"200":
            self.answers[target] = (time.monotonic(), head + bytes(got))
        return True


def length(head):
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return None if head.startswith(b"HTTP/") else 0


if __name__ == "__main__":
    asyncio.run(Gateway(int(sys.argv[1])).run())
