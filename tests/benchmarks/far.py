"""A far network before a near server: a relay that holds each byte for half a round trip, and loses segments.

A lost segment comes again after a retransmission time-out (RFC 6298: not under 200 ms above the round trip, as Linux
has it), and what was sent behind it waits for it, as in TCP. Connections share no fate.
"""

import asyncio
import random
import threading
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlsplit

SEGMENT = 1460
RETRANSMISSION_FLOOR = 0.2


class FarNetwork:
    """`url` reaches the server behind it; round trip in seconds, loss as a share of segments, each way."""

    def __init__(self, url: str, *, round_trip: float, loss: float) -> None:
        place = urlsplit(url)
        self._host, self._port = place.hostname or "", place.port
        self._round_trip, self._loss = round_trip, loss
        self._chance = random.Random(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.lost = 0

    def __enter__(self) -> "FarNetwork":
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._relay, "127.0.0.1", 0), self._loop
        ).result()
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        """Cut what is still on its way."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._loop.stop()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self._round_trip)  # the handshake
        there, back = await asyncio.open_connection(self._host, self._port)
        # One that is cut off at the end has ended: asyncio would tell of it as of a fault.
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer), return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Carry segments on their way at the same time, each due half a round trip after it was sent."""
        way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.ensure_future(self._deliver(way, target))
        due = 0.0
        while segment := await source.read(SEGMENT):
            arrives = self._loop.time() + self._round_trip / 2
            while self._chance.random() < self._loss:
                self.lost += 1
                arrives += self._round_trip + RETRANSMISSION_FLOOR
            due = max(due, arrives)
            way.put_nowait((due, segment))
        way.put_nowait((due, b""))
        await delivery

    async def _deliver(self, way: "asyncio.Queue[tuple[float, bytes]]", target: asyncio.StreamWriter) -> None:
        while True:
            due, segment = await way.get()
            await asyncio.sleep(due - self._loop.time())
            if not segment:
                target.close()
                return
            target.write(segment)
            await target.drain()
