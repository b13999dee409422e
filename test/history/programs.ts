import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { jsonEntry } from '../support/resources.ts';
import { ask, done, ended, type Judged, surely } from './asking.ts';
import type { Playing } from './citizens.ts';
import type { World } from './world.ts';

type Partner = World['partners'][number];

/** The API by a token of the application, which is asked for again where it is not accepted. */
export function createProgram({ world }: Pick<Playing, 'world'>, partner: Partner) {
  let token = '';
  async function renew(send: typeof fetch): Promise<void> {
    const headers = { authorization: basic(partner) };
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'stats:read stats:write resource:read resource:write',
    });
    const answer = await ask(send, `${world.origin}/oidc/token`, { method: 'POST', headers, body });
    if (answer !== 'never' && answer.status === 200) token = remember(String(answer.body.access_token));
  }
  return async (
    send: typeof fetch,
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Judged | 'never'> => {
    if (token === '') await renew(send);
    if (token === '') return 'never';
    const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
    const answer = await ask(send, `${world.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (answer !== 'never' && answer.status === 401) {
      token = '';
      return 'never';
    }
    return answer;
  };
}
type Program = ReturnType<typeof createProgram>;

const day = (back: number) => new Date(Date.now() + 8 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10); // in China
export const days = [2, 3, 4, 5].map(day);
const reportOf = (partner: Partner, date: string) => `${partner.clientId}.${date}`;

let values = 1_000;
/** Each value is written once, so a read says which write it saw. */
const nextValue = () => {
  values += 1;
  return values;
};

export const readReport = (playing: Playing, process: number, partner: Partner, program: Program, date: string) =>
  playing.recorder.call(process, 'read', { register: reportOf(partner, date) }, async () =>
    ended<'read'>(await program(playing.world.any, 'GET', `/stats/daily?from=${date}&to=${date}`), ({ body }) => {
      const [kept] = body.items as { figures: { pv: number } }[];
      return { ok: { value: kept?.figures.pv ?? null } };
    }),
  );

export const readSum = (playing: Playing, process: number, partner: Partner, program: Program, settled: boolean) =>
  playing.recorder.call(process, 'sum', { registers: days.map((each) => reportOf(partner, each)), settled }, async () =>
    ended<'sum'>(
      await program(playing.world.any, 'GET', `/stats/summary?from=${days.at(-1)}&to=${days[0]}`),
      ({ body }) => {
        const metrics = body.metrics as { code: string; total: number | null }[];
        return { ok: { value: metrics.find(({ code }) => code === 'pv')?.total ?? 0 } };
      },
    ),
  );

/** Reports of a few days, corrected and read again and again by several at once. */
export async function playReports(playing: Playing, process: number, partner: Partner): Promise<void> {
  const { world, recorder, random, isOver } = playing;
  const program = createProgram(playing, partner);
  while (!isOver()) {
    const date = days[Math.floor(random() * days.length)] ?? '';
    const register = reportOf(partner, date);
    const what = random();
    if (what < 0.45) {
      const value = nextValue();
      await recorder.call(process, 'write', { register, value, mark: `statistics ${register}` }, async () =>
        ended<'write'>(
          await program(world.any, 'PUT', `/stats/daily/${date}`, {
            figures: { pv: value, uv: 300, ip: 280, new_activities: 2, new_venues: 0 },
            reason: '更正',
          }),
          () => ({ ok: {} }),
        ),
      );
    } else if (what < 0.9) await readReport(playing, process, partner, program, date);
    else await readSum(playing, process, partner, program, false);
    await sleep(random() * 20);
  }
}

export const draftsOf = (partner: Partner) => ['a', 'b', 'c'].map((each) => `${partner.clientId}-${each}`);
const draftPath = (name: string) => `/resources/news/${name}`;
const valueIn = (title: unknown) => Number(/\d+$/.exec(String(title))?.[0] ?? Number.NaN);

export async function readDraft(
  playing: Playing,
  process: number,
  program: Program,
  name: string,
): Promise<string | undefined> {
  const result = await playing.recorder.call(process, 'read', { register: name }, async () =>
    ended<'read'>(await program(playing.world.any, 'GET', draftPath(name)), ({ body, headers }) => ({
      ok: {
        value: valueIn((body.data as { title?: string } | undefined)?.title ?? body.title),
        version: headers.get('etag') ?? '',
      },
    })),
  );
  return typeof result === 'object' ? result.version : undefined;
}

/** Drafts that several change at once, each naming the version that it has read. */
export async function playDrafts(playing: Playing, process: number, partner: Partner, isFirst: boolean): Promise<void> {
  const { world, recorder, random, isOver } = playing;
  const program = createProgram(playing, partner);
  const entry = await surely(() => jsonEntry(world.here, partner.institutionId, 'news'));
  if (isFirst)
    // Until it is there: others change it from then on.
    for (const register of draftsOf(partner))
      await surely(async () => {
        const value = nextValue();
        const result = await recorder.call(process, 'write', { register, value }, async () =>
          ended<'write'>(
            await program(world.any, 'PUT', draftPath(register), { ...entry, title: `通知 ${value}` }),
            () => ({
              ok: {},
            }),
          ),
        );
        return typeof result === 'object' ? result : undefined;
      });
  while (!isOver()) {
    const names = draftsOf(partner);
    const register = names[Math.floor(random() * names.length)] ?? '';
    const from = await readDraft(playing, process, program, register);
    if (from !== undefined) {
      const value = nextValue();
      const title = `通知 ${value}`;
      await recorder.call(process, 'change', { register, value, from: `${register} ${from}` }, async () =>
        ended<'change'>(
          await program(world.any, 'PATCH', draftPath(register), { title }, { 'if-match': from }),
          () => ({ ok: {} }),
        ),
      );
    }
    await sleep(random() * 40);
  }
}

/** Workbooks, each sent twice at once under one key, and again until it is known. */
export async function playImports(playing: Playing, process: number, partner: Partner): Promise<void> {
  const { world, recorder, random, isOver } = playing;
  const program = createProgram(playing, partner);
  const rows = 5;
  const entry = await surely(() => jsonEntry(world.here, partner.institutionId, 'news'));
  for (let count = 0; !isOver(); count += 1) {
    const name = `history-${process}-${count}`;
    const lines = Array.from({ length: rows }, (_, row) =>
      JSON.stringify({ ...entry, external_id: `${name}-${row}`, title: `${name} ${row}` }),
    );
    const headers = { 'idempotency-key': randomUUID() };
    const send = (place: 0 | 1) =>
      recorder.call(process, 'import', { batch: name, rows }, () =>
        recorder
          .call(process, 'create', { key: `import ${name}` }, async () =>
            ended<'create'>(
              await program(
                world.at(place),
                'POST',
                `/imports?channel=news&name=${name}`,
                `${lines.join('\n')}\n`,
                headers,
              ),
              ({ body }) => ({ ok: { made: String(body.id) } }),
            ),
          )
          .then((result) => (typeof result === 'object' ? { ok: {} } : result)),
      );
    for (let isKnown = false; !isKnown && !isOver(); ) {
      const results = await Promise.all([send(0), send(1)]);
      isKnown = results.some((result) => typeof result === 'object' || result === 'fail');
      if (!isKnown) await sleep(500);
    }
    await sleep(500 + random() * 1_000);
  }
}

/** An entry, its submission, and the page on which its approval shows it. */
export type Sent = { entryId: string; submissionId: string; page: string; name: string };

/** As many entries as are surely listed in one answer. */
const ofAPage = 20;

/** Entries are sent for review, twice at once under one key, and decided about by two at once. */
export async function playReviews(playing: Playing, process: number, partner: Partner, sent: Sent[]): Promise<void> {
  const { world, recorder, random, isOver } = playing;
  const { review, resources } = world.here.app;
  let [program, page] = [createProgram(playing, partner), partner.institutionId];
  let entry = await surely(() => jsonEntry(world.here, partner.institutionId, 'news'));
  for (let count = 0; !isOver(); count += 1) {
    if (count > 0 && count % ofAPage === 0) {
      const next = await surely(world.newPartner);
      [program, page] = [createProgram(playing, next), next.institutionId];
      entry = await surely(() => jsonEntry(world.here, next.institutionId, 'news'));
    }
    const name = `review-${process}-${count}`;
    const headers = { 'idempotency-key': randomUUID() };
    const send = (place: 0 | 1) =>
      recorder.call(process, 'create', { key: `entry ${name}` }, async () =>
        ended<'create'>(
          await program(world.at(place), 'PUT', `${draftPath(name)}?submit=true`, { ...entry, title: name }, headers),
          ({ body }) => ({ ok: { made: String(body.id) } }),
        ),
      );
    const made = (await Promise.all([send(0), send(1)])).find((result) => typeof result === 'object');
    if (made === undefined) {
      await sleep(300);
      continue;
    }
    const submissionId = await resources.get(world.operator, made.made).then(
      (found) => found.submissionId,
      () => undefined,
    );
    if (submissionId === undefined) continue;
    sent.push({ entryId: made.made, submissionId, page, name });
    const decide = (decision: 'approve' | 'return') => {
      const mark = `submission.${decision === 'approve' ? 'approve' : 'reject'} ${submissionId}`;
      return recorder.call(process, 'decide', { submission: submissionId, decision, page, mark }, () =>
        done<'decide'>(
          decision === 'approve'
            ? review.approve({ kind: 'operator', name: 'reviewer' }, submissionId)
            : review.reject({ kind: 'operator', name: 'reviewer' }, submissionId, '内容不合适'),
          { ok: {} },
        ),
      );
    };
    await Promise.all(random() < 0.25 ? [decide('approve'), decide('return')] : [decide('approve'), decide('approve')]);
    await sleep(random() * 200);
  }
}

/** Public reading, which a standby answers. */
export const showPage = ({ world, recorder }: Playing, process: number, page: string, sent: readonly Sent[]) =>
  recorder.call(process, 'show', { page }, async () => {
    const answer = await ask(
      world.any,
      `${world.origin}/api/v1/open/resources?institution_id=${page}&page_size=100`,
      {},
    );
    return ended<'show'>(answer, ({ body }) => {
      if (body.next !== null) return 'info'; // a list that goes on elsewhere is not one state
      const ids = new Set((body.items as { id: string }[]).map(({ id }) => id));
      return { ok: { seen: sent.filter(({ entryId }) => ids.has(entryId)).map(({ submissionId }) => submissionId) } };
    });
  });
