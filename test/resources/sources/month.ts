import type { Member } from '../../../src/actor.ts';
import { minutes } from '../../../src/clock.ts';
import { createDuplicates } from '../../../src/resources/entries/duplicates.ts';
import { createCollecting } from '../../../src/resources/sources/collecting.ts';
import { createFetching } from '../../../src/resources/sources/fetching.ts';
import { inBeijing } from '../../../src/resources/sources/reading/item.ts';
import { createRun } from '../../../src/resources/sources/reading-run.ts';
import type { Settings } from '../../../src/resources/sources/source.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { reviewer, uploadCover } from '../../support/resources.ts';
import { endOf, type Happening, outages, type System, startSystems, systems } from '../../support/systems.ts';

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number) => Math.floor(next() * most);
  return { below, one: <Value>(of: readonly Value[]): Value => of[below(of.length)] as Value };
}

const day = 86_400_000;
const hour = 3_600_000;
const shown = { title: '', at: '', place: '', text: '', rest: '' };
type Shown = typeof shown;
const lineOf = (one: Shown) => Object.values(one).join(' | ');

type Hall = {
  system: System;
  id: string;
  actor: Member;
  institutionId: string;
  random: ReturnType<typeof randomOf>;
  numbers: number;
  /** Articles as a reading has met them last: a feed has only the newest, and an edit behind them no reader sees. */
  met: Map<number, Pick<Happening, 'title' | 'text'>>;
  outFor: number;
  run(): Promise<unknown>;
};

type Figures = {
  steps: number;
  readings: number;
  changes: number;
  outages: number;
  compared: number;
  statuses: Record<number, number>;
};

type Living = {
  seed: number;
  steps: number;
  every: number;
  /** The beginning of the names of systems; all of them where it is not given. */
  only?: string | undefined;
  say?: ((line: string) => void) | undefined;
};

/**
 * A month by the clock in which halls edit, move, cancel and delete in their systems and these fail at times: after each reading that they
 * answer, the public has them as they are there. `every`: minutes between the steps; each has about so many changes as ten minutes of it.
 */
export async function liveThroughAMonth(
  file: string,
  { seed, steps, every, only, say = () => undefined }: Living,
): Promise<Figures> {
  const clock = testClock('2036-11-24T01:00:00Z');
  const now = () => clock.now().getTime();
  const world = await startSystems(now);
  const env = { OUTGOING_HOSTS: world.host, SOURCES_TRUSTED_AFTER: '3', SOURCES_SAMPLE_PERCENT: '10' };
  const at = await startApp(file, { clock, env });
  const differences = new Map<Hall, string>();
  const differ = (hall: Hall, words: string) => {
    differences.set(hall, words);
    say(words);
  };
  const figures: Figures = { steps, readings: 0, changes: 0, outages: 0, compared: 0, statuses: world.statuses };
  try {
    const halls: Hall[] = [];
    for (const [n, system] of systems.entries())
      if (system.name.startsWith(only ?? '')) halls.push(await connect(at, world.url, system, seed * 100 + n));
    for (const hall of halls) for (let n = 0; n < 6; n += 1) add(hall);
    for (let step = 0; step < steps; step += 1) {
      // Each has its own numbers and its own things: together they take less time.
      await Promise.all(
        halls.map(async (hall) => {
          if (differences.has(hall)) return;
          if (step > 0) change(hall);
          await readAndCompare(hall, step);
        }),
      );
      clock.advance(minutes(every));
      say(`step ${step + 1} of ${steps}: ${figures.compared} compared, ${differences.size} different`);
    }
    if (differences.size > 0) throw new Error([...differences.values()].join('\n\n'));
    return figures;
  } finally {
    await at.close();
    await world.close();
  }

  async function connect(app: TestApp, url: string, system: System, own: number): Promise<Hall> {
    const actor = asMember(await createMember(app));
    const { institutionId } = actor;
    await app.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const settings: Settings = {
      ...{ categories: { 活动: 'activity' }, otherwise: system.kind === 'events' ? 'activity' : 'news', places: {} },
      fixed: {
        ...{
          address: '文一西路 1 号',
          cover: await uploadCover(app, institutionId),
          fee_type: 'free',
          booking: 'none',
        },
        licence: 'share_free', // or its contents would be told to no program
      },
    };
    const address = `${url}${system.path}`;
    const id = await app.app.sources.begin(actor, institutionId, {
      address,
      form: system.form,
      title: system.name,
      settings,
    });
    const isTrusted = own % 2 === 0;
    const collect = createCollecting({ ...app.app, get: createFetching({ ...app.app, agent: 'test' }) });
    const untrusted = createRun({
      ...app.app,
      duplicates: createDuplicates(app.app),
      collect,
      trust: { after: 0, share: 1 },
    });
    const run = isTrusted ? () => app.app.sources.run(id) : () => untrusted(id);
    return {
      ...{ system, id, actor, institutionId, run },
      random: randomOf(own),
      numbers: 0,
      met: new Map(),
      outFor: 0,
    };
  }

  function thingsOf({ system }: Hall): Happening[] {
    const things = world.things.get(system);
    if (things === undefined) throw new Error(`No things of ${system.name}`);
    return things;
  }

  function add(hall: Hall): Happening {
    const { random, system } = hall;
    hall.numbers += 1;
    const n = hall.numbers;
    const titles = ['剪纸课', '书法课', '合唱排练', '故事会', '老电影放映', '民俗讲座', '民乐音乐会', '二胡班'];
    const seasons = ['立冬', '小雪', '大雪', '冬至', '小寒', '大寒', '立春', '雨水', '惊蛰', '春分'];
    const title = `${random.one(seasons)}${random.one(['街坊', '青溪', '银龄', '亲子', '周末'])}${random.one(titles)}${n % 3 === 0 ? `（第${n}期）` : ''}`;
    const one: Happening = {
      ...{ n, generation: 0, title, changed: now(), isCancelled: false, isDeleted: false, remaining: 20 },
      starts: Math.floor(now() / day) * day + (2 + random.below(24)) * day + random.below(12) * hour,
      ...{
        minutes: 60 + 30 * random.below(4),
        place: `${1 + random.below(5)}0${1 + random.below(9)} 教室`,
        text: `欢迎街坊来，第 ${n} 回。`,
      },
    };
    if (system.can.series === true && random.below(3) === 0)
      one.weekly = { count: 3 + random.below(4), except: [], moved: new Map() };
    thingsOf(hall).push(one);
    return one;
  }

  /** One to three things that a hall does in its system. */
  function change(hall: Hall): void {
    const { random, system } = hall;
    if (hall.outFor > 0) {
      hall.outFor -= 1;
      if (hall.outFor === 0) world.out.delete(system);
    } else if (random.below(12) === 0) {
      hall.outFor = 1 + random.below(3);
      figures.outages += 1;
      world.out.set(system, random.one(outages));
    }
    const isOpen = (one: Happening) =>
      !one.isDeleted && (system.kind === 'news' ? inFeed(hall).includes(one) : one.starts > now() + hour);
    const open = () => thingsOf(hall).filter(isOpen);
    while (open().length < 6) add(hall);
    for (let left = random.below(3); left > 0; left -= 1) {
      const one = random.one(open());
      if (one === undefined) break;
      figures.changes += 1;
      one.changed = now() + left;
      const { can, kind } = system;
      switch (random.below(14)) {
        case 0:
        case 1:
          add(hall);
          break;
        case 2:
          one.title = `${one.title.replace(/（改\d+）$/, '')}（改${random.below(100)}）`;
          break;
        case 3:
          one.place = `${random.one(['一楼大厅', '四楼小剧场', '多功能厅', '庭院'])}${random.below(9)}`;
          one.text = `${one.text.slice(0, 12)}改在别处 ${random.below(1000)}。`;
          break;
        case 4:
          one.starts += random.one([-1, 1, 2, 3]) * hour;
          break;
        case 5:
          one.starts += (1 + random.below(4)) * day;
          break;
        case 6:
          one.minutes = 45 + 15 * random.below(8);
          break;
        case 7:
          if (can.cancel === true) one.isCancelled = true;
          break;
        case 8:
          for (const each of open()) if (each.isCancelled) Object.assign(each, { isCancelled: false, changed: now() });
          break;
        case 9:
          if (can.delete === true) one.isDeleted = true;
          break;
        case 10: {
          const gone = thingsOf(hall).find((each) => each.isDeleted && (kind === 'news' || each.starts > now() + hour));
          if (gone !== undefined)
            Object.assign(gone, { isDeleted: false, changed: now(), generation: gone.generation + random.below(2) });
          break;
        }
        case 11:
          one.generation += 1;
          if (random.below(2) === 0) one.place = `后楼 ${random.below(9)} 室`;
          break;
        case 12:
          one.remaining = random.below(40);
          break;
        default:
          if (one.weekly === undefined) {
            // The same again, in another room or at another hour of the day.
            const other = add(hall);
            Object.assign(other, { title: one.title, starts: one.starts + random.one([0, 4 * hour]), place: '西厅' });
          } else if (random.below(2) === 0 && one.weekly.except.length < one.weekly.count - 2)
            one.weekly.except = [...new Set([...one.weekly.except, 1 + random.below(one.weekly.count - 1)])];
          else one.weekly.moved.set(1 + random.below(one.weekly.count - 1), random.one([-2, 1, 3]));
      }
    }
  }

  function inFeed(hall: Hall): Happening[] {
    const most = hall.system.name.startsWith('WordPress') ? 10 : 20;
    return thingsOf(hall)
      .filter(({ isDeleted }) => !isDeleted)
      .toSorted((a, b) => b.n - a.n)
      .slice(0, most);
  }

  function meet(hall: Hall): void {
    const feed = inFeed(hall);
    const oldest = feed.at(-1)?.n ?? 0;
    for (const n of hall.met.keys()) if (n > oldest) hall.met.delete(n);
    for (const { n, title, text } of feed) hall.met.set(n, { title, text });
  }

  async function approve({ institutionId }: Hall): Promise<void> {
    const waiting = await at.database.db.rows<{ id: string }>(
      `select id from submissions where institution_id = $1 and state = 'submitted' order by created_at`,
      [institutionId],
    );
    for (const { id } of waiting) await at.app.review.approve(reviewer, id);
  }

  async function readAndCompare(hall: Hall, step: number): Promise<void> {
    const view = async () => (await at.app.sources.view(reviewer, hall.id)).source;
    const read = async () => {
      figures.readings += 1;
      await hall.run();
      const { shrunk } = await view();
      await approve(hall);
      return shrunk;
    };
    if ((await read()) !== undefined) {
      // Half of it is gone at once: its hall says that this is so.
      await at.app.sources.answer(hall.actor, hall.id, true);
      await read();
    }
    const { failures } = await view();
    if (failures > 0) return;
    if (hall.system.kind === 'news') meet(hall);
    // A time that its reviewer has just approved is settled by the next reading.
    await read();
    if ((await view()).failures > 0) return;
    figures.compared += 1;
    const [there, here] = [expected(hall), await found(hall)];
    const isSame = there.length === here.length && there.every((line, place) => line === here[place]);
    if (!isSame) {
      const { items } = await at.app.sources.view(reviewer, hall.id);
      const [missing, more] = [
        there.filter((each) => !here.includes(each)),
        here.filter((each) => !there.includes(each)),
      ];
      differ(
        hall,
        `${hall.system.name}, seed ${seed}, step ${step}: missing\n  ${missing.join('\n  ')}\nand too much\n  ${more.join('\n  ')}\n(${there.length} there, ${here.length} here)\n${items
          .filter(({ title }) => [...missing, ...more].some((each) => each.startsWith(title)))
          .map((each) => JSON.stringify(each))
          .join('\n')}`,
      );
    }
  }

  function expected(hall: Hall): string[] {
    const { kind, can } = hall.system;
    if (kind === 'news')
      return [...hall.met.values()].map(({ title, text }) => lineOf({ ...shown, title, text })).toSorted();
    return thingsOf(hall)
      .filter((one) => !one.isDeleted && !one.isCancelled && endOf(one) >= now())
      .map((one) => {
        const { weekly } = one;
        const starts = Array.from({ length: weekly?.count ?? 1 }, (_each, n) => n)
          .filter((n) => weekly?.except.includes(n) !== true || weekly.moved.has(n))
          .map((n) => one.starts + n * 7 * day + (weekly?.moved.get(n) ?? 0) * hour)
          .toSorted((a, b) => a - b);
        return lineOf({
          title: one.title,
          at: `${inBeijing(starts[0] ?? 0)} to ${inBeijing((starts.at(-1) ?? 0) + one.minutes * 60_000)}`,
          place: one.place,
          text: '',
          rest: `${can.remaining === true ? one.remaining : ''} ${starts.length > 1 ? starts.map((each) => inBeijing(each).slice(5, 16)).join() : ''}`,
        });
      })
      .toSorted();
  }

  /** By public reading for programs. */
  async function found({ system, institutionId }: Hall): Promise<string[]> {
    const channel = system.kind === 'events' ? 'activity' : 'news';
    const all = [];
    let cursor: Parameters<typeof at.app.openReading.list>[1];
    do {
      const page = await at.app.openReading.list({ channel, institution_id: institutionId }, cursor, 100);
      all.push(...at.app.openReading.present(page.found));
      cursor = page.next;
    } while (cursor !== undefined);
    return all
      .flatMap(({ title, starts_at, ends_at, content, live_state: live }) => {
        if (channel === 'news')
          return [lineOf({ ...shown, title, text: String(content?.body ?? '').replaceAll(/<[^>]+>/g, '') })];
        if (live.event_status === 'cancelled' || (ends_at !== null && new Date(ends_at).getTime() < now())) return [];
        const sessions = Array.isArray(content?.sessions) ? content.sessions : [];
        const status =
          live.event_status === undefined || live.event_status === 'scheduled' ? '' : `${live.event_status} `;
        return [
          lineOf({
            title,
            at: `${inBeijing(new Date(starts_at ?? 0).getTime())} to ${inBeijing(new Date(ends_at ?? 0).getTime())}`,
            place: String(content?.place_name),
            text: '',
            rest: `${status}${system.can.remaining === true ? String(live.remaining) : ''} ${sessions.map(({ start_at }) => String(start_at).slice(5, 16)).join()}`,
          }),
        ];
      })
      .toSorted();
  }
}
