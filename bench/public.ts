import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { clusterPathsOf } from '../src/database/embedded/cluster-paths.ts';
import { readPostmaster } from '../src/database/embedded/postmaster.ts';
import { migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';
import * as entries from '../src/resources/entries/entry-list-store.ts';
import { connect } from './http.ts';
import { fill } from './public-fill.ts';
import { asShipped } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run bench:public -- [--entries 1000000] [--requests 200] [--keep folder] [--only search] [--slowest] The queries of citizens, each by itself over one
// connection, with other words and places each time.
const { values: options } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '200' },
    keep: { type: 'string' },
    only: { type: 'string', default: '' },
    slowest: { type: 'boolean', default: false },
  },
});
const requests = Number(options.requests);
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'ccc-bench-public-'));
const isNew = !existsSync(join(folder, 'data'));
const log = createLog('silent');
const db = await openDatabase({ url: undefined, dataDir: join(folder, 'data'), log, fsync: false });
if (isNew) {
  await migrate(db, log);
  const began = performance.now();
  await fill(db, Number(options.entries), systemClock.now());
  console.log(`filled in ${Math.round((performance.now() - began) / 1000)} s`);
}
const size = await db.row<Record<string, string>>(
  `select pg_size_pretty(pg_relation_size('listings')) as rows, pg_size_pretty(pg_table_size('listings')) as table,
     pg_size_pretty(pg_relation_size('listings_terms')) as words, (select count(*)::text from listings) as entries`,
);
console.log(`${cpus().length} cores`, size);
const ids = await db.rows<{ entry_id: string; institution_id: string; zone: string; at: string }>(
  `select entry_id, institution_id, zone, (extract(epoch from published_at) * 1000)::bigint::text as at from listings tablesample system (0.5) limit 3000`,
);

/** A free port. */
const port = await new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
});
const origin = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, asShipped(), {
  env: {
    ...process.env,
    ...{ PORT: String(port), PUBLIC_URL: origin, DATA_DIR: join(folder, 'data'), KEYS_DIR: join(folder, 'keys') },
    ...{ DEMO: 'off', THROTTLE: 'off', LOG_LEVEL: 'warn' },
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.once('exit', () => server.kill('SIGKILL'));
const wire = connect(origin);
for (;;) {
  if (server.exitCode !== null) throw new Error('the server ended');
  const { status } = await wire.get('/readyz').catch(() => ({ status: 0 }));
  if (status === 200) break;
  await sleep(100);
}
await sleep(3_000); // background work of a start

const sample = (turn: number) => {
  const found = ids[(turn * 7_919) % ids.length];
  if (found === undefined) throw new Error('no entries');
  return found;
};
const one = (from: readonly string[]) => (turn: number) => from[turn % from.length] ?? '';
const codes = ['news', 'live', 'activity', 'venue', 'course', 'book', 'market'];
const code = one(codes);
const province = one(['11', '33', '51', '65', '44', '62', '46', '54']);
const city = one(['330100', '330800', '510100', '440300', '620100', '420100', '530100', '150100']);
const facets = one([
  ...[
    'activity?fee_type=free',
    'activity?category=film',
    'activity?category=performance&mode=online',
    'book?format=m4a&access=inhouse',
  ],
  ...[
    'venue?venue_type=sci',
    'course?art_category=tech&level=adv',
    'market?kind=show&heritage_level=none',
    'news?category=preview',
  ],
]);
const search = (...words: string[]) => {
  const word = one(words);
  return (turn: number) => `/search?q=${encodeURIComponent(word(turn))}`;
};

/** Whole questions, with days, places, prices and typing errors: those by which the search is judged (test/resources/listing). */
const asked = ['citizens-questions.txt', 'blind-questions.txt'].flatMap((file) =>
  readFileSync(new URL(`../test/resources/listing/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('|')[0] ?? ''),
);

const questions: Record<string, (turn: number) => string> = {
  home: () => '/',
  'home, of a city': (turn) => `/?here=${city(turn)}`,
  channels: () => '/channels',
  'channel, newest': (turn) => `/channels/${code(turn)}`,
  'channel, past': () => '/channels/activity?when=past',
  'channel, this week': () => '/channels/activity?when=week',
  'channel, a page far back': (turn) => `/channels/${code(turn)}?after=${sample(turn).at}.${sample(turn).entry_id}`,
  'channel and province': (turn) => `/channels/${code(turn)}?region=p${province(turn)}`,
  'channel, one or two choices': (turn) => `/channels/${facets(turn)}`,
  'choices and province': (turn) => `/channels/${facets(turn)}&region=p${province(turn)}`,
  zones: () => '/zones',
  'zone, province': (turn) => `/zones/${province(turn)}0000`,
  'zone, city': (turn) => `/zones/${city(turn)}`,
  'zone, county': (turn) => `/zones/${sample(turn).zone}`,
  'zone and channel': (turn) => `/zones/${sample(turn).zone}?channel=${code(turn)}`,
  institution: (turn) => `/i/${sample(turn).institution_id}`,
  'institution and channel': (turn) => `/i/${sample(turn).institution_id}?channel=${code(turn)}`,
  entry: (turn) => `/resources/${sample(turn).entry_id}`,
  'search, a rare title': search('北塘志愿者直播研学', '南湾新市民沙龙第27期', '西山残障巡演夏令营'),
  'search, one word': search('剪纸', '书法', '八段锦', '糖画', '夏令营'),
  'search, two words': search('书法 亲子', '老年 剪纸', '云岭 讲座', '直播 职工'),
  'search, words of all texts': search('文化馆', '免费开放', '活动', '市民', '在线预约'),
  'search, one character': search('文', '书', '馆', '年', '第'),
  'search, nothing like it': search('量子力学导论', '不存在的词语', '青溪少儿潜水艇', '火箭发射'),
  'search, one wrong character': search('书发 亲子', '南湾新市民沙笼', '八断锦', '西山残障循演夏令营'),
  'search, pinyin': search('jianzhi', 'shufa', 'baduanjin', 'qinzishufa', 'xialingying'),
  'search, first letters': search('jz', 'qzsf', 'bdj', 'xly'),
  'search, a question': search('哪里可以学书法', '附近有没有少儿剪纸课', '怎么预约古琴体验课', '孩子学京剧去哪'),
  'search, synonyms': search('孩子 剪纸', '免费 讲座', '老人 太极', '看戏'),
  'search, traditional': search('剪紙', '書法 親子', '體驗課', '讀書會'),
  'search, days and places': search(
    '这周末 杭州 亲子',
    '下周 讲座 免费',
    '今晚 成都',
    '12月20日有什么演出',
    '北京周五晚上',
  ),
  'search, questions of citizens': search(...asked),
  'search in a channel': (turn) => `${search('剪纸', '文化馆', '京剧 少儿')(turn)}&channel=${code(turn)}`,
  'feed of a channel': (turn) => `/channels/${code(turn)}/feed.xml`,
  'part of the sitemap': (turn) => partFrom(sample(turn).entry_id),
};

/** A two hundred and fifty-sixth of all. */
function partFrom(id: string): string {
  const next = Number.parseInt(id.slice(0, 2), 16) + 1;
  return `/sitemaps/${id}_${next > 255 ? '' : next.toString(16).padStart(2, '0') + id.slice(2)}.xml`;
}

const database = readPostmaster(clusterPathsOf(join(folder, 'data')).data)?.pid ?? 0;

/** Milliseconds of the requests, and of CPU for each, server + database: the figures to trust on a busy machine. */
async function measure(ask: (turn: number) => Promise<void>) {
  const times: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) await ask(turn * 31 + 7); // each statement is planned once, as on any server that is up
  const before = { server: usageOf(server.pid ?? 0).cpuMs, database: usageOf(database).cpuMs };
  for (let turn = 0; turn < requests; turn += 1) {
    const began = performance.now();
    await ask(turn);
    times.push(performance.now() - began);
  }
  const cpu = [usageOf(server.pid ?? 0).cpuMs - before.server, usageOf(database).cpuMs - before.database];
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1);
  return [at(0.5), at(0.95), at(1), cpu.map((ms) => (ms / requests).toFixed(1)).join(' + ')].join(' | ');
}

async function open(path: string): Promise<void> {
  const { status } = await wire.get(path, { accept: 'text/html' });
  if (status !== 200) throw new Error(`${path}: ${status}`);
}

console.log('| question | p50 ms | p95 ms | max ms | CPU ms, server + database |\n|---|---|---|---|---|');
for (const [name, path] of Object.entries(questions))
  if (name.startsWith(options.only)) console.log(`| ${name} | ${await measure((turn) => open(path(turn)))} |`);
const listed = async (turn: number) => {
  const { institution_id: institutionId, entry_id: id, at } = sample(turn);
  await entries.list(db, { institutionId }, { at: new Date(Number(at)), id }, 50);
};
console.log(`| the API's list of an institution, without HTTP | ${await measure(listed)} |`);
const plain = async (turn: number) => {
  await db.rows('select title from listings where entry_id = $1', [sample(turn).entry_id]);
};
console.log(`| a plain select by key, without HTTP | ${await measure(plain)} |`);
/** Where most of the time goes: each question of citizens by itself. */
if (options.slowest) {
  const times: { text: string; ms: number }[] = [];
  for (const text of asked) {
    const path = `/search?q=${encodeURIComponent(text)}`;
    await open(path);
    const began = performance.now();
    await open(path);
    times.push({ text, ms: performance.now() - began });
  }
  for (const { text, ms } of times.toSorted((a, b) => b.ms - a.ms).slice(0, 15))
    console.log(`${ms.toFixed(0)} ms  ${text}`);
}
await wire.close();
// Its database goes only once it does: else it fills the log with failures.
const ended = once(server, 'exit');
server.kill('SIGTERM');
await ended;
await db.close();
if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
