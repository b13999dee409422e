import { parseArgs } from 'node:util';
import { byStatus, callers, codings, openEncoded } from './encoded.ts';
import type { Drill } from './run.ts';

const mb = (bytes: number) => Math.round(bytes / 1024 / 1024);

/** `--megabytes 256`: how much the endpoint would have decoded for one answer. */
export const drill: Drill = {
  about:
    'endpoints that answer in content codings nobody asked for, each of them a bomb: who reads it, and what it costs',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { megabytes: { type: 'string', default: '256' } } });
    const megabytes = Math.min(Number(values.megabytes), 1_024);
    const endpoint = await openEncoded(Buffer.alloc(megabytes * 1024 * 1024));
    const wrong: string[] = [];
    say(`| who asks | ${Object.keys(codings).join(' | ')} | CPU ms | more memory, MB |`);
    say(`|---|${'---|'.repeat(Object.keys(codings).length + 2)}`);
    for (const [caller, ask] of Object.entries(callers)) {
      const [cpu, before] = [process.cpuUsage(), process.memoryUsage().rss];
      const answers = await Promise.all(
        Object.keys(codings).map(async (coding) => JSON.stringify(await ask(endpoint.urlOf(coding)))),
      );
      const { user, system } = process.cpuUsage(cpu);
      const grown = mb(process.memoryUsage().rss - before);
      const isRefused = answers.map((said) => /encoded|CONTENT_ENCODING|fetch failed/.test(said ?? ''));
      const spent = Math.round((user + system) / 1_000);
      const otherwise = byStatus.includes(caller) ? 'judged by its status' : 'READ';
      say(
        `| ${caller} | ${isRefused.map((each) => (each ? 'refused' : otherwise)).join(' | ')} | ${spent} | ${grown} |`,
      );
      if (!byStatus.includes(caller) && isRefused.includes(false))
        wrong.push(`${caller} read an encoded answer: ${answers}`);
      if (grown > 100) wrong.push(`${caller} took ${grown} MB`);
    }
    endpoint.close();
    if (endpoint.asked.some((said) => said !== 'identity')) wrong.push('somebody asked for a coding');
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};
