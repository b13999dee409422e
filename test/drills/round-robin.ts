import { Agent, createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';

export interface Balancer {
  port: number;
  close(): Promise<void>;
}

/**
 * The simplest load balancer: turn by turn, over connections that it keeps, to the nodes whose `/readyz` was 200 when it last asked. It repeats
 * nothing, so lost requests are seen.
 */
export async function roundRobin(host: string, ports: readonly number[], every = 200): Promise<Balancer> {
  const nodes = ports.map((port) => ({ port, isReady: true, agent: new Agent({ keepAlive: true, maxSockets: 32 }) }));
  let turn = 0;
  let isOver = false;

  const isReady = (port: number) =>
    new Promise<boolean>((resolve) => {
      const asked = request({ port, path: '/readyz', agent: false, timeout: 2_000 }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      asked.on('timeout', () => asked.destroy()).on('error', () => resolve(false));
      asked.end();
    });
  const watching = (async () => {
    for (; !isOver; await sleep(every)) for (const node of nodes) node.isReady = await isReady(node.port);
  })();

  const server = createServer((req, res) => {
    const ready = nodes.filter((node) => node.isReady);
    turn += 1;
    const node = ready[turn % ready.length];
    if (node === undefined) {
      res.writeHead(502).end('no node is ready');
      return;
    }
    const { method, url, headers } = req;
    const { connection: _own, ...rest } = headers;
    const passed = request(
      { port: node.port, method, path: url, headers: { ...rest, host }, agent: node.agent },
      (answer) => {
        const { connection: _theirs, 'keep-alive': _kept, ...told } = answer.headers;
        res.writeHead(answer.statusCode ?? 502, told);
        answer.pipe(res);
      },
    );
    passed.on('error', (error) => res.headersSent || res.writeHead(502).end(`${node.port}: ${error.message}`));
    req.pipe(passed);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    port,
    async close() {
      isOver = true;
      await watching;
      for (const { agent } of nodes) agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
