import { createServer } from 'node:net';

// Below the ports that the system hands out by itself, and apart from those of the other lanes of the run.
const first = 20_000 + Number(process.env.TEST_LANE ?? '0') * 4_000;
const most = 4_000;
let last = process.pid % most;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < most; tries += 1) {
    last = (last + 1) % most;
    if (await isFree(first + last)) return first + last;
  }
  throw new Error('no port');
}

/** Where a server listens that was given any port. */
export const portOf = (address: unknown): number =>
  typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
