"""How long readers wait beside 200 slow clients, and without them.

    python -m benchmarks.slow_clients

Starts nginx and the server as deploy/ has them. Half of the slow clients send their request a byte
a second, half read the answer a byte a second. Everything stays on 127.0.0.0/8.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import asynccontextmanager

from benchmarks.served import NAME, served

REQUEST = f"GET /cases/?slow HTTP/1.1\r\nHost: {NAME}\r\nAccept-Encoding: identity\r\n\r\n".encode()


@asynccontextmanager
async def slow_clients(host, number):
    """`number` clients that hold their connections, each address as many as one may hold."""
    opened = [connect(host, f"127.0.1.{1 + client // 20}") for client in range(number)]
    connections = await asyncio.gather(*opened)
    slow = [(send_slowly, read_slowly)[n % 2](*c) for n, c in enumerate(connections)]
    tasks = [asyncio.create_task(each) for each in slow]
    try:
        await asyncio.sleep(1)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _reader, writer in connections:
            writer.transport.abort()


async def connect(host, source):
    return await asyncio.open_connection(
        "127.0.0.1",
        host.port,
        ssl=host.trust,
        server_hostname=NAME,
        local_addr=(source, 0),
        limit=2,  # bytes read ahead
    )


async def send_slowly(reader, writer):
    for byte in REQUEST:
        writer.write(bytes([byte]))
        await asyncio.sleep(1)


async def read_slowly(reader, writer):
    writer.write(REQUEST)
    while await reader.read(1):
        await asyncio.sleep(1)


def timed(host, path):
    began = time.perf_counter()
    assert host.get(path)[0] == 200
    return (time.perf_counter() - began) * 1000


async def measure(host, slow, seconds):
    taken = []
    async with slow_clients(host, slow):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for path in ("/cases/", "/cases/?x"):  # one kept, one made for each
                taken.append(await asyncio.to_thread(timed, host, path))
    return len(taken), statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(folder) as host:
        print(f"{'slow clients':>12}{'requests':>10}{'p50 ms':>9}{'p95 ms':>9}")
        for slow in (0, given.slow):
            row = asyncio.run(measure(host, slow, given.seconds))
            print(f"{slow:12}{row[0]:10}{row[1]:9.1f}{row[2]:9.1f}")


if __name__ == "__main__":
    main()
