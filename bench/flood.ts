import type { Target } from './flows.ts';
import { load, openTarget } from './load.ts';

// Whole logins by password as fast as they are answered; started by latency.ts, with the target as its argument.
const asked: Target & { connections: number; forMs: number } = JSON.parse(process.argv[2] ?? '');
const open = await openTarget(asked, asked.connections);
await open.prepare();
process.send?.('begun');
process.send?.(await load(open, 'W4', asked.forMs));
await open.close();
process.disconnect();
