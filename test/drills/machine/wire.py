"""The way between cities of a drill, where the kernel has no netem: `wire.py FILE`, in the network of the machine at which their cables meet.

City X is the interface `way-X`. FILE has a line for each pair: `FROM TO MILLISECONDS`, or `FROM TO cut`; a pair without a line is cut.
It is read again when it changes. Each direction is a line of its own, so that one of them can be lost.
`wire.py --whole-frames INTERFACE`: its machine sums and cuts frames itself, as no card does it before they are copied here.
"""

import array
import fcntl
import heapq
import os
import select
import socket
import struct
import sys
import time

if sys.argv[1] == "--whole-frames":
    sums_off = array.array("B", struct.pack("II", 0x17, 0))  # ETHTOOL_STXCSUM
    request = struct.pack("16sP", sys.argv[2].encode(), sums_off.buffer_info()[0])
    fcntl.ioctl(socket.socket(), 0x8946, request)  # SIOCETHTOOL
    sys.exit()
path = sys.argv[1]
cities = sorted(name[4:] for _, name in socket.if_nameindex() if name.startswith("way-"))
sockets = {}
for city in cities:
    way = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    way.bind((f"way-{city}", 0))
    sockets[way.fileno()] = city
    sockets[city] = way

read_at, delays = None, {}
waiting, count = [], 0
homes = {}


def refresh():
    global read_at, delays
    changed = os.stat(path).st_mtime_ns
    if changed != read_at:
        with open(path) as file:
            words = [line.split() for line in file if line.strip()]
        delays = {(one, other): float(ms) / 1000 for one, other, ms in words if ms != "cut"}
        read_at = changed


poll = select.poll()
for city in cities:
    poll.register(sockets[city], select.POLLIN)
while True:
    refresh()
    now = time.monotonic()
    rest = 50 if not waiting else min(50, max(0, (waiting[0][0] - now) * 1000))
    for number, _ in poll.poll(rest):
        city = sockets[number]
        frame, (_, _, kind, _, _) = sockets[city].recvfrom(65536)
        if kind == socket.PACKET_OUTGOING:
            continue
        homes[frame[6:12]] = city
        known = homes.get(frame[0:6])
        for other in cities if known is None else [known]:
            if other != city and (city, other) in delays:
                count += 1
                heapq.heappush(waiting, (time.monotonic() + delays[(city, other)], count, other, frame))
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, city, frame = heapq.heappop(waiting)
        try:
            sockets[city].send(frame)
        except OSError as error:
            print(f"to {city}, {len(frame)} bytes: {error}", flush=True)
