import { createServer } from 'node:net';

// Apart from those of the other lanes of the run (test/run.ts), and below the ports that the system hands out by itself: one of these may be
// taken by any connection between the look and the listening.
const most = 3_000;
const first = 20_000 + Number(process.env.TEST_LANE ?? '0') * most;
if (first + most > 32_768) throw new Error('more lanes than there are ports for');
let last = process.pid % most;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

/** A free port; each caller, also a concurrent one, gets another. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < most; tries += 1) {
    last = (last + 1) % most;
    const port = first + last;
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

/** Where a server listens that was given any port. */
export const portOf = (address: unknown): number =>
  typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
