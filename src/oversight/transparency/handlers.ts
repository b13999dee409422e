import type { Audit } from '../../audit/service.ts';
import { days, minutes } from '../../clock.ts';
import { notFound, Problem, type Problems, rateLimited } from '../../errors.ts';
import { staffOf } from '../../http/admitted.ts';
import { keepForAll } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { param } from '../../http/route.ts';
import { metrics } from '../../statistics/reports/metric.ts';
import { type Checked, checkProof } from './check.ts';
import { type Contents, type EntryName, figureText, readFigure } from './entry.ts';
import { fact } from './facts.ts';
import { readVerifier } from './note.ts';
import type { LeafStatus, LogName, Transparency } from './service.ts';
import { tileAt } from './tiles.ts';

export type HandlerNeeds = {
  pages: Pages;
  throttle: Throttle;
  audit: Pick<Audit, 'sealNow'>;
  transparency: Transparency;
  userLabel: (ctx: Context) => Promise<string | undefined>;
};

const names: readonly LogName[] = ['figures', 'events'];
/** Rate of answers that are made for each request. A witness requests some dozens of them at a time. */
const anew = { limit: 1_200, per: minutes(1), address: true };

/** Handlers of 公开校验. */
export function createTransparencyHandlers({ pages, throttle, audit, transparency, userLabel }: HandlerNeeds) {
  async function mayAsk(ctx: Context): Promise<void> {
    const { allowed, retryAfter } = await throttle.hit('transparency', ctx.state.address, anew);
    if (allowed) return;
    const after = { limit: anew.limit, minutes: Math.max(1, Math.ceil(retryAfter / 60)) };
    throw rateLimited(fact('transparency.too_often', after), retryAfter);
  }

  const send = (ctx: Context, type: string, body: string | Buffer): void => {
    ctx.status = 200;
    ctx.type = type;
    ctx.body = body;
    ctx.set('X-Content-Type-Options', 'nosniff');
  };
  const text = 'text/plain; charset=utf-8';

  async function sendCheckpoint(ctx: Context) {
    send(ctx, text, await transparency.checkpoint(logIn(ctx)));
    ctx.set('Cache-Control', 'no-cache');
  }

  async function sendTile(ctx: Context, parts: readonly string[]) {
    const log = logIn(ctx);
    const tile = tileAt(parts.map((name) => param(ctx, name)).join('/'));
    const level = param(ctx, 'level');
    if (tile === undefined || !/^([0-7]|entries)$/.test(level)) throw notFound(fact('transparency.no_tile'));
    if (level === 'entries') {
      await mayAsk(ctx);
      send(ctx, 'application/octet-stream', await transparency.entries(log, tile));
      // Made for each request: witnesses compare them with earlier ones.
      ctx.set('Cache-Control', 'no-store');
    } else {
      send(ctx, 'application/octet-stream', await transparency.tile(log, { level: Number(level), ...tile }));
      keepForAll(ctx, days(30));
    }
  }

  async function takeCosignatures(ctx: Context, { checkpoint = '' }: Form) {
    await mayAsk(ctx);
    const count = await transparency.addCosignatures(logIn(ctx), checkpoint);
    send(ctx, text, `${count}\n`);
    ctx.set('Cache-Control', 'no-store');
  }

  function sendProof(ctx: Context, { proof, log, index, isIncluded }: LeafStatus) {
    if (!isIncluded || proof === undefined) throw notFound(fact('transparency.not_yet'));
    ctx.attachment(`${log}-${index}.tlog-proof`);
    send(ctx, text, proof);
    ctx.set('Cache-Control', 'no-store');
  }

  async function sendPublicProof(ctx: Context) {
    await mayAsk(ctx);
    const index = Number(/^\d{1,15}$/.exec(param(ctx, 'index'))?.[0] ?? Number.NaN);
    if (Number.isNaN(index)) throw notFound(fact('transparency.not_found'));
    sendProof(ctx, await transparency.find(logIn(ctx), index));
  }

  /** With the content of the event: for its permitted readers. */
  async function sendEventProof(ctx: Context) {
    await audit.sealNow(staffOf(ctx));
    const id = Number(/^\d{1,15}$/.exec(String(ctx.query.event ?? ''))?.[0] ?? Number.NaN);
    if (Number.isNaN(id)) throw notFound(fact('transparency.not_found'));
    sendProof(ctx, await transparency.find('events', await transparency.placeOfEvent(id), { opens: true }));
  }

  async function look(what: string): Promise<LeafStatus> {
    const [, event] = /^event[\s/]+([1-9]\d{0,14})$/.exec(what) ?? [];
    if (event !== undefined) return transparency.find('events', Number(event) - 1);
    const figure = readFigure(what);
    if (figure === undefined) throw new Problem('bad_request', fact('transparency.what_form'));
    return transparency.find('figures', await transparency.placeOfFigure(figure, { isPublic: true }));
  }

  async function show(ctx: Context, more: { proof?: string; checked?: Checked; problems?: Problems } = {}) {
    const what = typeof ctx.query.what === 'string' ? ctx.query.what.trim().slice(0, 200) : '';
    const problems: Problems = { ...more.problems };
    let found: LeafStatus | undefined;
    if (what !== '') {
      await mayAsk(ctx);
      try {
        found = await look(what);
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        problems.what = error.fact;
      }
    }
    const [standings, user] = await Promise.all([Promise.all(names.map(transparency.standing)), userLabel(ctx)]);
    const { checked } = more;
    pages.show(
      ctx,
      'transparency/home',
      {
        values: { what, proof: more.proof ?? '' },
        logs: standings,
        isWitnessed: standings.some(({ cosigners }) => cosigners.length > 0),
        keys: standings.flatMap(({ keys }) => keys),
        found: found && {
          ...{ title: titleOf(found.name), number: found.index + 1, steps: found.steps },
          state: !found.isIncluded ? 'waits' : found.isUnchanged === false ? 'changed' : 'sound',
          href: found.isIncluded ? `/transparency/${found.log}/proof/${found.index}` : undefined,
        },
        checked:
          checked &&
          (checked.fault === undefined
            ? {
                fault: undefined,
                title: checked.name,
                number: checked.index + 1,
                witnesses: checked.witnesses,
                contents: checked.contents?.map((part) => part ?? '—'),
                figures: figuresIn(checked.contents),
              }
            : { fault: checked.fault }),
      },
      { layout: 'public', problems, ...(user !== undefined && { user }) },
    );
  }

  async function check(ctx: Context, { proof = '' }: Form) {
    if (proof.trim() === '') return show(ctx, { problems: { proof: fact('transparency.proof_form') } });
    const verifiers = (await Promise.all(names.map(transparency.standing))).flatMap(({ keys }) =>
      keys.flatMap((key) => readVerifier(key) ?? []),
    );
    const checked = checkProof(proof, { logs: verifiers, witnesses: transparency.witnesses });
    if (checked.fault === 'not a proof')
      return show(ctx, { proof, problems: { proof: fact('transparency.proof_form') } });
    return show(ctx, { proof, checked });
  }

  return {
    show: (ctx: Context) => show(ctx),
    check,
    sendCheckpoint,
    sendTile,
    sendPublicProof,
    takeCosignatures,
    sendEventProof,
  };
}

function logIn(ctx: Context): LogName {
  const log = names.find((name) => name === param(ctx, 'log'));
  if (log === undefined) throw notFound(fact('transparency.no_log'));
  return log;
}

/** The figures of a day, where they are the only ones in a content. */
function figuresIn(contents: Contents = []): { name: string; value: string }[] {
  const rows = contents.filter((part) => /^\{[\d,NUL]+\}$/.test(part ?? ''));
  const row = rows.length === 1 ? rows[0]?.slice(1, -1).split(',') : undefined;
  return Object.values(metrics).flatMap(({ name, place }) => {
    const value = row?.[place];
    return value === undefined || value === 'NULL' ? [] : [{ name, value: Number(value).toLocaleString('en') }];
  });
}

/** As people say it, and as they may ask for it again. */
function titleOf(name: EntryName): {
  kind: EntryName['kind'];
  of: string;
  day: string | undefined;
  revision: number | undefined;
  what: string;
} {
  if (name.kind === 'event')
    return {
      kind: 'event',
      of: String(name.position),
      day: undefined,
      revision: undefined,
      what: `event ${name.position}`,
    };
  return { kind: name.kind, of: name.key, day: name.day, revision: name.revision, what: figureText(name) };
}
