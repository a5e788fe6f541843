"""kill -9 under load: what clients were told is what is there.

Clients record facts over gRPC, singly and in streams, while the server is killed at random moments and started again
on the same data, KILLS times. A fact whose answer was lost is sent again with the same event_id, as clients do. Then:
nothing acknowledged is lost or changed, nothing is there twice, no version is missing, nothing is there that nobody
sent, and `praksisd verify` finds the read models equal to a rebuild.

Usage: kill_test.py BIN_DIRECTORY [--kills 50] [--seed N]. Ends with "N passed, N failed".
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from praksisd import Praksisd
from recording_load import Checks, Client, check_promises, everything

CLIENTS = 4


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    check = Checks()
    with tempfile.TemporaryDirectory() as data:
        server = Praksisd(options.binaries, data)
        server.start()
        stop = threading.Event()
        clients = [Client(n, server.address, stop) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        started = time.monotonic()
        for _ in range(options.kills):
            time.sleep(chance.uniform(0.02, 0.5))
            server.kill()
            server.start()
        time.sleep(0.5)
        stop.set()
        for client in clients:
            client.join(120)
        told = sum(len(client.told) for client in clients)
        print(f"{options.kills} kills in {time.monotonic() - started:.0f} s, {told} facts acknowledged, "
              f"{sum(client.retried for client in clients)} sent again")
        check("there was load", [] if told > options.kills * 20 else [told])
        check_promises(check, clients, everything(server.address))
        check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
        verify = subprocess.run([server.binary, "verify", "--data", data], capture_output=True, text=True, timeout=300)
        check("the read models equal a rebuild (praksisd verify)",
              [] if verify.returncode == 0 else [verify.stdout + verify.stderr])
    return check.report()


sys.exit(main())
