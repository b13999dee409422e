import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openPlace } from '../../bench/place.ts';
import { type Running, startBeside, startOurs } from '../../bench/servers.ts';
import { freePort } from '../support/ports.ts';
import { type Front, proxyNames, startProxy } from './proxies.ts';
import { type Balancer, roundRobin } from './round-robin.ts';
import type { Drill } from './run.ts';
import { type Asked, askSteadily, p99 } from './steady.ts';

const portOf = ({ target }: Running) => Number(new URL(target.origin).port);

/** `--requests 10000`: at least so many with each balancer, while the nodes restart one after the other; `--only nginx`: with one of them. */
export const drill: Drill = {
  about:
    'two nodes restart one after the other behind haproxy, nginx and a plain balancer; the processes of one are replaced',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: { requests: { type: 'string', default: '10000' }, only: { type: 'string', default: '' } },
    });
    const requests = Math.min(Number(values.requests), 1_000_000);
    const { place, close } = await openPlace();
    const first = await startOurs(place, 'ours', await freePort(), 'ES256', { DRAIN_SECONDS: '5' });
    const { target } = first;
    const host = new URL(target.origin).host;
    const nodes = [first, await startBeside(place, first, await freePort(), 0)];
    const basic = Buffer.from(`${target.client.id}:${target.client.secret}`).toString('base64');
    const form = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
    const asked: Asked[] = [
      { path: '/oidc/token', method: 'POST', headers: form, body: 'grant_type=client_credentials' },
      { path: '/terms' },
      { path: '/.well-known/openid-configuration' },
    ];
    const wrong: string[] = [];
    say('| how | requests | failed | restarts | ended with | p99 ms |');
    say('|---|---|---|---|---|---|');

    async function report(how: string, port: number, restart: () => Promise<number | null>): Promise<void> {
      const load = askSteadily(port, host, asked);
      const codes: (number | null)[] = [];
      while (codes.length < 2 || load.answered < requests) codes.push(await restart());
      await load.stop();
      if (load.failed.length > 0) wrong.push(`${how}: ${[...new Set(load.failed)].slice(0, 5).join('; ')}`);
      if (codes.some((code) => code !== 0)) wrong.push(`${how}: ended with ${codes}`);
      const cells = [
        how,
        load.answered,
        load.failed.length,
        codes.length,
        [...new Set(codes)].join(),
        p99(load.waited).toFixed(1),
      ];
      say(`| ${cells.join(' | ')} |`);
    }

    const restartOldest = (takeOut?: Front['takeOut']) => async () => {
      const node = nodes.shift();
      if (node === undefined) throw new Error('no node');
      await takeOut?.(portOf(node));
      const code = await node.stop();
      nodes.push(await startBeside(place, first, portOf(node), 0));
      await takeOut?.(undefined);
      await sleep(2_000); // until every balancer has seen it again
      return code;
    };
    const ports = nodes.map(portOf);
    const behind = async <Each extends Balancer>(
      how: string,
      open: () => Promise<Each | undefined>,
      takeOut: (balancer: Each) => Front['takeOut'] | undefined = () => undefined,
    ) => {
      if (!how.includes(values.only)) return;
      const balancer = await open();
      if (balancer === undefined)
        return say(`| ${how} | not installed here: apt-get install haproxy nginx-light | | | | |`);
      await report(how, balancer.port, restartOldest(takeOut(balancer)));
      await balancer.close();
    };
    await behind('a plain balancer', () => roundRobin(host, ports));
    for (const name of proxyNames) await behind(name, () => startProxy(name, ports));
    await behind(
      'nginx, each node taken out before',
      () => startProxy('nginx', ports),
      ({ takeOut }) => takeOut,
    );
    for (const node of nodes) await node.stop();

    const several = await startBeside(
      place,
      { ...first, env: { ...first.env, WEB_CONCURRENCY: '2' } },
      await freePort(),
      0,
    );
    const pid = several.target.pids.server;
    const processes = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const replaced = 'SIGUSR2, two processes';
    if (replaced.includes(values.only))
      await report(replaced, portOf(several), async () => {
        const before = processes();
        process.kill(pid, 'SIGUSR2');
        while (processes().some((each) => before.includes(each))) await sleep(100);
        return 0;
      });
    const code = await several.stop();
    if (code !== 0) wrong.push(`two processes ended with ${code}`);
    await close();
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};
