import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { strange, surely } from './asking.ts';
import { check } from './checker/check.ts';
import type { Finding } from './checker/finding.ts';
import { type Playing, playChain, playCodes, playDisabling } from './citizens.ts';
import { callsOf, type Line, type Operation } from './history.ts';
import { type Fault, missing, randomOf, releaseNemesis } from './nemesis.ts';
import {
  createProgram,
  days,
  draftsOf,
  playDrafts,
  playImports,
  playReports,
  playReviews,
  readDraft,
  readReport,
  readSum,
  type Sent,
  showPage,
} from './programs.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { metricsToken, openWorld, type World } from './world.ts';

type Asked = {
  file: string;
  operations: number;
  /** At most so long, whatever was asked. */
  minutes: number;
  seed: number;
  /** Without it all of them; none: a quiet history. */
  faults?: readonly Fault[] | undefined;
  /** About how long a fault lasts, and how long it is until the next of its kind. */
  seconds?: number;
  every?: number;
  /** Where the history is written. */
  path?: string;
  withDisk?: boolean;
  say: (line: string) => void;
};

const chains = 8;

/** `broken`: why the stage did not last to the last reading, or which answers no client should get; the lines until then are judged all the same. */
export type Played = { findings: Finding[]; lines: Line[]; figures: string[]; broken: string | undefined };

/** Plays all roles at once under the nemesis, reads everything at the end, and lets the checker judge. */
export async function play(asked: Asked): Promise<Played> {
  const { say, seed } = asked;
  const world = await openWorld(asked.file, { people: chains + 4, clients: 7 }, asked.withDisk);
  const recorder = createRecorder(asked.path);
  try {
    for (const why of asked.faults?.length === 0 ? [] : missing(world)) say(`left out: ${why}`);
    const git = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      encoding: 'utf8',
    });
    await recorder.call(0, 'played', { seed, commit: git.stdout.trim() || 'unknown' }, async () => ({ ok: {} }));
    const began = performance.now();
    const from = new Date(Date.now() - 60_000);
    let isOver = false;
    const random = randomOf(seed);
    const playing: Playing = { world, recorder, random, isOver: () => isOver };
    const nemesis = releaseNemesis(world, recorder, {
      seed,
      seconds: asked.seconds ?? 3,
      every: asked.every ?? 8,
      only: asked.faults,
    });
    const sent: Sent[] = [];
    const roles = rolesOf(playing, sent);
    let failure: unknown;
    const note = (error: unknown) => {
      failure ??= error;
    };
    const all = Promise.all(roles).catch(note);
    while (
      recorder.count() < asked.operations &&
      performance.now() - began < asked.minutes * 60_000 &&
      failure === undefined &&
      !nemesis.hasFailed()
    )
      await sleep(100);
    isOver = true;
    await nemesis.stop().catch(note);
    await all;
    const took = (performance.now() - began) / 1000;
    if (failure === undefined) await readTheEnd(playing, sent, from).catch(note);
    const lines = recorder.lines();
    const judging = performance.now();
    const findings = check(lines);
    const figures = [
      `${recorder.count()} operations in ${took.toFixed(0)} s, judged in ${((performance.now() - judging) / 1000).toFixed(1)} s (seed ${seed})`,
      outcomes(lines),
      `faults: ${[...nemesis.happened].map(([what, count]) => `${what} ${count}`).join(', ') || 'none'}`,
    ];
    if (strange.length > 0) note(`answers that no client should get: ${strange.slice(0, 5).join('; ')}`);
    const broken = failure instanceof Error ? failure.stack : failure === undefined ? undefined : String(failure);
    return { findings, lines, figures, broken };
  } finally {
    await recorder.close();
    await world.close();
  }
}

/** The roles; each has a number of its own. */
function rolesOf(playing: Playing, sent: Sent[]): Promise<void>[] {
  const { world, isOver, random } = playing;
  const partner = (place: number) => {
    const found = world.partners[place];
    if (found === undefined) throw new Error('no partner');
    return found;
  };
  const showing = async (process: number) => {
    for (; !isOver(); await sleep(20 + random() * 100)) {
      const pages = [...new Set(sent.map(({ page }) => page))].slice(-2);
      for (const page of pages) await showPage(playing, process, page, sent);
    }
  };
  return [
    ...Array.from({ length: chains }, (_, place) => playChain(playing, 10 + place, place, partner(place % 2))),
    playChain(playing, 20, chains, partner(2)),
    ...[1, 2].map((place) => playCodes(playing, 30 + place, chains + place, partner(3))),
    playDisabling(playing, 40, partner(2), chains),
    ...[0, 1, 2].map((place) => playReports(playing, 50 + place, partner(4))),
    ...[0, 1, 2].map((place) => playDrafts(playing, 60 + place, partner(5), place === 0)),
    playImports(playing, 70, partner(6)),
    playReviews(playing, 80, partner(6), sent),
    ...[0, 1].map((place) => showing(90 + place)),
  ];
}

const ifObject = <T>(result: T | string): T | undefined => (typeof result === 'string' ? undefined : result);

/** When nothing is done any more: every register and sum at both nodes, the rows of keys and batches, the decisions, the pages, the audit. */
async function readTheEnd(playing: Playing, sent: readonly Sent[], from: Date): Promise<void> {
  const { world, recorder } = playing;
  const process = 1;
  await untilQuiet(world);
  const [, , , , reports, drafts] = world.partners;
  if (reports === undefined || drafts === undefined) throw new Error('no partner');
  const [ofReports, ofDrafts] = [createProgram(playing, reports), createProgram(playing, drafts)];
  for (let node = 0; node < 2; node += 1) {
    for (const day of days)
      await surely(async () => ifObject(await readReport(playing, process, reports, ofReports, day)));
    await surely(async () => ifObject(await readSum(playing, process, reports, ofReports, true)));
    for (const draft of draftsOf(drafts)) await surely(() => readDraft(playing, process, ofDrafts, draft));
    for (const page of new Set(sent.map((each) => each.page)))
      await surely(async () => ifObject(await showPage(playing, process, page, sent)));
  }
  await readRows(world, recorder, process);
  for (const { submissionId } of sent)
    await recorder.call(process, 'decided', { submission: submissionId }, async () => {
      const state = (await world.here.app.review.find(submissionId))?.state;
      return { ok: { decision: state === 'approved' ? 'approve' : state === 'rejected' ? 'return' : 'none' } };
    });
  await readAudit(world, recorder, process, from);
}

/** The connections of a node that cannot work, the queries of its database meanwhile, and the end of its log. */
async function whyNot({ origin, at, db, nodes }: World, place: 0 | 1): Promise<string> {
  const headers = { authorization: `Bearer ${metricsToken}` };
  const figures = at(place)(`${origin}/metrics`, { headers }).then((answer) => answer.text());
  const activity = db.rows(
    `select state, wait_event, left(query, 80) as query, count(*)::int from pg_stat_activity group by 1, 2, 3 order by 4 desc limit 20`,
  );
  const [pools, busy] = await Promise.allSettled([figures, activity]);
  const ofPools =
    pools.status === 'fulfilled' ? pools.value.split('\n').filter((line) => /^cloud_pool/.test(line)) : [];
  return [...ofPools, JSON.stringify(busy), nodes[place].server.output().slice(-4_000)].join('\n');
}

async function untilQuiet(world: World): Promise<void> {
  const { origin, at, db } = world;
  for (const place of [0, 1] as const)
    await surely(async () => {
      const answer = await at(place)(`${origin}/readyz`);
      if (answer.status !== 200) throw new Error(`node ${place} says ${answer.status} ${await answer.text()}`);
      return true;
    }).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${await whyNot(world, place)}`, { cause: error });
    });
  // Work that met an outage waits for minutes: its time has come.
  await surely(async () => db.run('update jobs set run_at = now() where done_at is null and given_up_at is null'));
  await surely(async () =>
    (await db.row(`select 1 as busy from imports where state in ('parsing', 'importing', 'sending') limit 1`)) ===
    undefined
      ? true
      : undefined,
  );
  await sleep(5_000); // longer than any page may be behind
}

async function readRows(world: World, recorder: Recorder, process: number): Promise<void> {
  const { db, here } = world;
  const entries = new Map<string, number>();
  const submissions = new Map<string, number>();
  for (const { name, sent } of await db.rows<{ name: string; sent: number }>(
    `select e.external_id as name, (select count(*)::int from submissions s where s.subject_id = e.id::text) as sent
     from entries e where e.external_id is not null`,
  )) {
    entries.set(name, (entries.get(name) ?? 0) + 1);
    submissions.set(name, sent);
  }
  const batches = new Map<string, number>();
  const institutionId = world.partners[6]?.institutionId ?? '';
  for (const { name } of await here.app.imports.list(world.operator, institutionId, undefined, 10_000))
    batches.set(name, (batches.get(name) ?? 0) + 1);
  const calls = callsOf(recorder.lines());
  const note = (of: string, count: number) => recorder.call(process, 'rows', { of }, async () => ({ ok: { count } }));
  for (const key of new Set(calls.of('create').map(({ asked }) => asked.key))) {
    const [kind, name = ''] = key.split(' ');
    await note(
      key,
      kind === 'import' ? (batches.get(name) ?? 0) : Math.max(entries.get(name) ?? 0, submissions.get(name) ?? 0),
    );
  }
  for (const { batch, rows } of new Map(calls.of('import').map(({ asked }) => [asked.batch, asked])).values()) {
    const there = Array.from({ length: rows }, (_, row) => entries.get(`${batch}-${row}`) ?? 0);
    await note(
      batch,
      there.reduce((sum, each) => sum + each, 0),
    );
  }
}

/** Verbs of the audit as the history marks them. */
const markOf = (verb: string, subject: string) =>
  `${/^statistics\.(report|correct)$/.test(verb) ? 'statistics' : verb} ${subject}`;

async function readAudit({ here, operator }: World, recorder: Recorder, process: number, from: Date): Promise<void> {
  const { audit } = here.app;
  await recorder.call(process, 'audit', {}, async () => {
    await audit.sealNow(operator);
    const events: { position: number; mark: string }[] = [];
    for await (const { verb, subject, seal } of audit.export(operator, {
      since: from,
      until: new Date(Date.now() + 3_600_000),
    }))
      if (seal !== undefined) events.push({ position: seal.position, mark: markOf(verb, subject.id) });
    const report = await audit.verify(operator);
    const known = new Set(recorder.lines().flatMap(({ value }) => ('mark' in value ? [String(value.mark)] : [])));
    return {
      ok: {
        events: events.filter(({ mark }) => known.has(mark)).toSorted((one, other) => one.position - other.position),
        isWhole: report.broken === undefined,
      },
    };
  });
}

/** How many calls of each operation ended in which way. */
function outcomes(lines: readonly Line[]): string {
  const calls = callsOf(lines);
  const names = [...new Set(lines.map(({ operation }) => operation))].filter(
    (name): name is Operation => name !== 'fault' && name !== 'played',
  );
  return names
    .map((name) => {
      const all = Map.groupBy(calls.of(name), ({ outcome }) => outcome);
      const counts = (['ok', 'fail', 'info'] as const).map((each) => all.get(each)?.length ?? 0);
      return `${name} ${counts.join('/')}`;
    })
    .join(', ');
}
