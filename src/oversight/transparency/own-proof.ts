import type { Member } from '../../actor.ts';
import type { Applications } from '../../applications/service.ts';
import { notFound, Problem } from '../../errors.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { param } from '../../http/route.ts';
import { isDay } from '../../statistics/reports/closing.ts';
import { metrics } from '../../statistics/reports/metric.ts';
import type { Statistics } from '../../statistics/service.ts';
import { checkProof } from './check.ts';
import { type FigureName, figureText, nameText } from './entry.ts';
import { fact } from './facts.ts';
import { readVerifier } from './note.ts';
import type { LeafStatus, Transparency } from './service.ts';

export type OwnProofNeeds = {
  pages: Pages;
  applications: Pick<Applications, 'ofInstitution'>;
  statistics: Pick<Statistics, 'revisions'>;
  transparency: Transparency;
};

const titles = Object.entries(metrics).map(([code, { name }]) => ({ code, title: name }));

/** 存证: an institution's own publications, and the proof that they are in the public log, with the content hidden by the leaf. */
export function createOwnProof({ pages, applications, statistics, transparency }: OwnProofNeeds) {
  /** One version of a day of an application of its own; of others there is nothing. */
  async function publishedIn(ctx: Context, asked: string | undefined) {
    const actor: Member = memberOf(ctx);
    const [ak, day] = [param(ctx, 'ak'), param(ctx, 'day')];
    const own = (await applications.ofInstitution(actor)).find(({ clientId }) => clientId === ak);
    if (own === undefined || !isDay(day)) throw notFound(fact('transparency.no_own'));
    const revisions = await statistics.revisions(actor, ak, day);
    const shown = asked === undefined ? revisions.at(-1) : revisions.find(({ revision }) => String(revision) === asked);
    if (shown === undefined) throw notFound(fact('transparency.no_own'));
    const name: FigureName = { kind: 'report', key: ak, day, revision: shown.revision };
    return { application: own, day, revisions, shown, name };
  }

  /** Undefined: it has no leaf yet. */
  async function find(name: FigureName): Promise<LeafStatus | undefined> {
    try {
      return await transparency.find('figures', await transparency.placeOfFigure(name), { opens: true });
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async function show(ctx: Context): Promise<void> {
    const asked = typeof ctx.query.revision === 'string' ? ctx.query.revision : undefined;
    const { application, day, revisions, shown, name } = await publishedIn(ctx, asked);
    const [found, { keys, size }] = await Promise.all([find(name), transparency.standing('figures')]);
    const checked =
      found?.proof === undefined
        ? undefined
        : checkProof(found.proof, {
            logs: keys.flatMap((key) => readVerifier(key) ?? []),
            witnesses: transparency.witnesses,
          });
    const base = `/console/statistics/${encodeURIComponent(application.clientId)}/${day}`;
    const alias = transparency.aliasOf(name);
    const what = nameText(found?.name ?? alias.name);
    pages.show(
      ctx,
      'transparency/own',
      {
        application: { name: application.name },
        ...{ day, back: base, what, at: shown.at, revision: shown.revision },
        // Leaves of before call it by its AK.
        alias:
          what === figureText(alias.name)
            ? { name: alias.name.key, key: alias.key, of: `${application.clientId} ${day.slice(0, 7)}` }
            : undefined,
        others: revisions
          .toReversed()
          .flatMap(({ revision }) =>
            revision === shown.revision ? [] : [{ revision, href: `${base}/proof?revision=${revision}` }],
          ),
        figures: titles.flatMap(({ code, title }) => {
          const value = shown.figures[code];
          return value === undefined ? [] : [{ title, value }];
        }),
        state: !found?.isIncluded ? 'waits' : found.isUnchanged === false ? 'changed' : 'sound',
        ...{ number: (found?.index ?? 0) + 1, size, steps: found?.steps ?? 0 },
        witnesses: checked?.fault === undefined ? (checked?.witnesses ?? []) : [],
        download: found?.isIncluded ? `${base}/proof/${shown.revision}` : undefined,
        everybody: `/transparency?${new URLSearchParams({ what })}`,
      },
      { title: '存证', here: 'statistics' },
    );
  }

  async function send(ctx: Context): Promise<void> {
    const { name } = await publishedIn(ctx, param(ctx, 'revision'));
    const found = await find(name);
    if (found?.proof === undefined) throw notFound(fact('transparency.not_yet'));
    ctx.attachment(`${name.key}-${name.day}-${name.revision}.tlog-proof`);
    ctx.status = 200;
    ctx.type = 'text/plain; charset=utf-8';
    ctx.body = found.proof;
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'no-store');
  }

  return { show, send };
}
