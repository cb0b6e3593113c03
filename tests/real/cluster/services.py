"""The Services of a bundle: each has an address on the node, and connections go on to a pod that is ready. Names too are served."""

import asyncio
import socket
import struct
import threading

from . import dns
from .policies import allowed
from .strict import only

KNOWN = ("type", "clusterIP", "selector", "ports", "publishNotReadyAddresses", "trafficDistribution")


class Services:
    """Forwards connections, as kube-proxy would, in a thread of its own, and asks the network policies each time."""

    def __init__(self, cluster):
        self.cluster = cluster
        # Connections that network policies refused: names of the client, of the server, and the port.
        self.refused = []
        self.servers = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def listen(self, service, address):
        spec = only(f"the Service {service['metadata']['name']}", service["spec"], *KNOWN)
        for port in spec["ports"]:
            only("a port of a Service", port, "name", "port", "targetPort", "nodePort", "protocol", "appProtocol")
            self.wait(self.open(service, address, port))

    def answer_names(self, address):
        transport, _ = self.wait(self.loop.create_datagram_endpoint(lambda: dns.Protocol(self.cluster), local_addr=(address, 53)))
        self.servers.append(transport)

    async def open(self, service, address, port):
        async def serve(reader, writer):
            try:
                await self.forward(service, port, reader, writer)
            except OSError:
                writer.transport.abort()

        self.servers.append(await asyncio.start_server(serve, address, port["port"]))

    async def forward(self, service, port, reader, writer):
        client = self.cluster.pod_at(writer.get_extra_info("peername")[0])
        server = self.cluster.backend(service)
        if server is None:
            return reset(writer)
        number = server.port_number(port.get("targetPort", port["port"]))
        if client is not None and not allowed(self.cluster, client, server, number):
            self.refused.append((client.name, server.name, number))
            return reset(writer)
        onward_reader, onward_writer = await asyncio.open_connection(server.address, number)
        try:
            await asyncio.gather(copy(reader, onward_writer), copy(onward_reader, writer))
        finally:
            onward_writer.close()
            writer.close()

    def wait(self, task):
        return asyncio.run_coroutine_threadsafe(task, self.loop).result(10)

    def close(self):
        self.wait(self.end_tasks())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end_tasks(self):
        for server in self.servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reset(writer):
    """Ends a connection with an error for the other side. A network policy would let it wait for ever; this is told at once."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def copy(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    # Only this direction has ended: the other may still have much to say.
    if writer.can_write_eof():
        writer.write_eof()
