import { parseArgs } from 'node:util';
import { type ApiWork, apiWorks, measureApi } from './api.ts';
import { pinLoad, pinServers } from './cores.ts';
import { measureCpu, settingsForStatements } from './cpu.ts';
import { measureDistances, openDistance } from './distance.ts';
import { type Target, type Work, works } from './flows.ts';
import { type Mix, measureHalf, measureMix } from './latency.ts';
import { load, median, openTarget, type Round } from './load.ts';
import { openLockstep } from './lockstep.ts';
import { measureLogins } from './login.ts';
import { openPlace } from './place.ts';
import { measureRefreshes } from './refreshes.ts';
import { type Running, startBaseline, startBeside, startHello, startOurs } from './servers.ts';
import { measureStatistics, type StatisticsWork, statisticsWorks } from './statistics-api.ts';
import { coresNow, usageOf } from './usage.ts';
import { measureWaits, nobodyWaits } from './waits.ts';

// npm run bench -- [--work W1,W3] (A1 to A5: the partner API, bench/api.ts; S1 to S5: service data, bench/statistics-api.ts) [--connections 16]
// [--seconds 4] [--rounds 5] | --half | --mix Rounds are interleaved; a ratio is the median over rounds of target ÷ baseline within a round. Our
// server runs twice: their difference is the noise of the machine.
const { values } = parseArgs({
  options: {
    work: { type: 'string', default: works.join(',') },
    connections: { type: 'string' }, // 16; pinned: 8
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    pinned: { type: 'boolean', default: false }, // as the goals are measured: servers and PostgreSQL on one core, the load on the other, the baseline with ES256
    half: { type: 'boolean', default: false }, // p99 of W1 and W3 at half of their maximum rate
    distance: { type: 'string' }, // such as 0,10,20: milliseconds to the database and back (bench/distance.ts), best with --connections 4
    waits: { type: 'boolean', default: false }, // how often each flow waits for the database, one wait after the other (bench/waits.ts)
    // with --waits: the statements of each wait; with --cpu and --login: the cost of each statement
    statements: { type: 'boolean', default: false },
    login: { type: 'boolean', default: false }, // CPU of a login, request by request (bench/login.ts): 200 a round after 300
    'with-consent': { type: 'boolean', default: false }, // with --login: of people who are asked for their consent
    profiles: { type: 'string' }, // with --login: a folder for profiles of the main thread
    logins: { type: 'string', default: '200' },
    warm: { type: 'string', default: '300' },
    cpu: { type: 'boolean', default: false }, // the cost of an operation (bench/cpu.ts), best with --connections 8
    operations: { type: 'string', default: '1500' }, // with --cpu: of each turn
    turns: { type: 'string', default: '4' },
    profile: { type: 'boolean', default: false }, // with --cpu: where it goes
    refreshes: { type: 'string' }, // writes and cost of each of so many (bench/refreshes.ts), best with --connections 8
    families: { type: 'string', default: '50' }, // of refresh tokens, with --refreshes
    against: { type: 'string' }, // with --refreshes, --login, --cpu and --mix: a folder with other sources, in turns with these; in the plain run instead of ours again
    rate: { type: 'string' }, // with --mix: tokens a second, instead of a tenth of the reached rate
    mix: { type: 'boolean', default: false }, // p99 of W1 while whole logins flood: one process, then one for the interfaces and one for pages
  },
});
const connections = Math.min(Number(values.connections ?? (values.pinned ? 8 : 16)), 256);
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const rounds = Math.min(Number(values.rounds), 50);
const isAsked = (work: string) => values.work.split(',').includes(work);
const asked = works.filter(isAsked);
const askedOfApi: readonly ApiWork[] = apiWorks.filter(isAsked);
const askedOfStatistics: readonly StatisticsWork[] = statisticsWorks.filter(isAsked);

const hello = 'node:http';
// After a checkpoint every page goes whole into the log: that is counted beside, and would be chance.
const steady = values.refreshes === undefined && !values.cpu ? {} : { checkpoint_timeout: '1h', max_wal_size: '8GB' };
const settled = values.login ? { autovacuum: 'off' } : {}; // bench/login.ts counts tables itself
const isCounting = values.statements && (values.cpu || values.login);
if (values.pinned) pinLoad();
const { place, close } = await openPlace({
  ...(values.pinned && { shared_buffers: '512MB' }),
  ...steady,
  ...settled,
  ...(isCounting && settingsForStatements),
});

if (values.login || values.cpu) {
  const { against, profile, profiles, statements } = values;
  const [logins, warm] = [Math.min(Number(values.logins), 2_000), Math.min(Number(values.warm), 2_000)];
  const [operations, turns] = [Math.min(Number(values.operations), 100_000), Math.min(Number(values.turns), 50)];
  if (values.login)
    await measureLogins(place, {
      ...{ against, profile: profiles, statements, connections, rounds, logins, warm },
      withConsent: values['with-consent'],
    });
  else await measureCpu(place, { works: asked, connections, operations, turns, against, profile, statements });
  await close();
  process.exit(0);
}

if (values.half || values.mix) {
  const ours = await startOurs(place, 'ours', 4201, 'ES256');
  const options = { connections, milliseconds, rounds };
  if (values.half) await measureHalf(ours.target, options);
  if (values.mix) {
    const { against } = values;
    const rate = values.rate === undefined ? undefined : Number(values.rate);
    const all = against === undefined ? [ours] : [ours, await startOurs(place, 'other', 4203, 'ES256', {}, against)];
    const together = all.map(({ target }) => ({ tokens: target, flooded: target }));
    await measureMix(together, options, rate);
    const apart: (Mix & Pick<Running, 'stop'>)[] = [];
    for (const [index, one] of all.entries()) {
      const { target, stop } = await startBeside(place, one, 4205 + index, 10, index === 0 ? undefined : against);
      apart.push({ tokens: one.target, flooded: target, stop });
    }
    await measureMix(apart, options, rate);
    for (const { stop } of [...apart, ...all.slice(1)]) await stop();
  }
  await ours.stop();
  await close();
  process.exit(0);
}

if (values.distance !== undefined) {
  const roundTrips = values.distance.split(',').map((text) => Math.min(Number(text), 1_000));
  const distance = await openDistance(await place.database('ours'));
  const ours = await startOurs(place, 'ours', 4201, 'ES256', { DATABASE_URL: distance.url });
  const far = asked.filter((work) => work !== 'W5');
  await measureDistances(ours.target, distance, far, roundTrips, { connections, milliseconds, rounds });
  await ours.stop();
  distance.close();
  await close();
  process.exit(0);
}

if (values.refreshes !== undefined) {
  const starts = [
    { name: 'ours', from: undefined },
    ...(values.against ? [{ name: 'other', from: values.against }] : []),
  ];
  const running = [];
  for (const [index, { name, from }] of starts.entries())
    running.push(await startOurs(place, name, 4201 + index, 'ES256', {}, from));
  const refreshes = Math.min(Number(values.refreshes), 1_000_000);
  const families = Math.min(Number(values.families), 1_000);
  process.stdout.write(await measureRefreshes(running, { refreshes, families, connections, turns: rounds }));
  for (const { stop } of running) await stop();
  await close();
  process.exit(0);
}

if (values.waits) {
  const lockstep = await openLockstep(await place.database('ours'), nobodyWaits);
  const ours = await startOurs(place, 'ours', 4201, 'ES256', { DATABASE_URL: lockstep.url });
  process.stdout.write(await measureWaits(ours.target, lockstep, values.statements));
  await ours.stop();
  await lockstep.close();
  await close();
  process.exit(0);
}

if (askedOfApi.length > 0)
  process.stdout.write(await measureApi(place, askedOfApi, { connections, milliseconds, rounds }));
if (askedOfStatistics.length > 0)
  process.stdout.write(await measureStatistics(place, askedOfStatistics, { connections, milliseconds, rounds }));

const second = values.against === undefined ? 'ours again' : 'other';
const running =
  asked.length === 0
    ? []
    : [
        await startBaseline(place, 'baseline', 4101, 'knex', values.pinned ? 'ES256' : 'RS256'),
        await startBaseline(place, 'map', 4102, 'map', 'ES256'),
        await startOurs(place, 'ours', 4201, 'ES256'),
        await startOurs(place, second, 4202, 'ES256', {}, values.against),
        ...(values.pinned ? [] : [await startOurs(place, 'ours RS256', 4203, 'RS256')]),
        ...(asked.includes('W5') ? [await startHello(place, hello, 4103, 'http://127.0.0.1:4201')] : []),
      ];
if (values.pinned) pinServers(place, running);
const targets = await Promise.all(running.map(({ target }) => openTarget(target, connections)));
const results = new Map<string, Round[]>();
const coresBefore = coresNow();
const idle = new Map(targets.map(({ target }) => [target.name, usageOf(target.pids.server).rssMb]));

const takePart = (work: Work) => targets.filter(({ target }) => target.name !== hello || work === 'W5');
for (const work of asked) {
  for (const one of takePart(work)) {
    if (work !== 'W5') await one.prepare();
    await load(one, work, Math.min(milliseconds, 2000));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? takePart(work) : takePart(work).toReversed()) {
      const key = `${work} ${one.target.name}`;
      results.set(key, [...(results.get(key) ?? []), await load(one, work, milliseconds)]);
    }
  }
}

const row = (work: Work, { name }: Target) => {
  const mine = results.get(`${work} ${name}`) ?? [];
  const base = results.get(`${work} baseline`) ?? [];
  const toBase = (times: (one: Round, base: Round) => number) =>
    median(mine.map((one, round) => (base[round] === undefined ? Number.NaN : times(one, base[round])))).toFixed(2);
  const ratio = toBase((one, other) => one.perSecond / other.perSecond);
  const byCpu = toBase((one, other) => (other.serverUs + other.databaseUs) / (one.serverUs + one.databaseUs));
  const of = (field: keyof Omit<Round, 'lateIn'>) => median(mine.map((round) => round[field]));
  const errors = mine.reduce((sum, round) => sum + round.errors, 0);
  const cells = [of('perSecond').toFixed(0), ratio, byCpu, of('p50').toFixed(1), of('p99').toFixed(1)];
  return `| ${[work, name, ...cells, of('serverUs').toFixed(0), of('databaseUs').toFixed(0), of('rssMb').toFixed(0), errors].join(' | ')} |`;
};
if (asked.length > 0) {
  process.stdout.write(`${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s; idle memory MB: `);
  process.stdout.write(`${[...idle].map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', ')}\n`);
  const { all, stolen } = coresNow();
  const taken = ((stolen - coresBefore.stolen) * 100) / (all - coresBefore.all);
  process.stdout.write(`of the cores, others on the same host took ${taken.toFixed(0)} %\n\n`);
  process.stdout.write(
    '| work | target | per second | ratio | ratio by CPU | p50 ms | p99 ms | server CPU µs | database CPU µs | memory MB | errors |\n',
  );
  process.stdout.write('|---|---|---|---|---|---|---|---|---|---|---|\n');
  for (const work of asked) for (const { target } of takePart(work)) process.stdout.write(`${row(work, target)}\n`);
}

for (const target of targets) await target.close();
for (const { stop } of running) await stop();
await close();
