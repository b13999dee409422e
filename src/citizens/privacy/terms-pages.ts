import type { Clock } from '../../clock.ts';
import { notFound } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { param, type Route, sharedPage } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { fact } from './facts.ts';
import type { DocumentName, TermsEditions, TermsTexts } from './terms-texts.ts';
import type { ShownVersion } from './views.ts';

type Needs = Pick<PageServices, 'pages'> & { clock: Clock; editions: TermsEditions };

/** How a version stands beside the one in force. */
export const shownVersion = (of: TermsTexts, now: TermsTexts): ShownVersion => ({
  ...{ version: of.version, effectiveAt: of.effectiveAt, changes: of.changes },
  state: of.version === now.version ? 'now' : of.version > now.version ? 'next' : 'over',
});

/** 用户协议 and 隐私政策: the one in force, and every other at an address of its own. */
export function createTermsPages({ pages, editions }: Needs): Route[] {
  async function show(ctx: Context, name: DocumentName, version?: string) {
    const { now, next, all } = await editions.standing();
    const wanted = version === undefined ? now : all.find((each) => String(each.version) === version);
    if (wanted === undefined) throw notFound(fact('privacy.no_version'));
    const data = {
      ...{ path: `/${name}`, name, html: await editions.html(wanted[name]) },
      shown: shownVersion(wanted, now),
      versions: all.map((each) => shownVersion(each, now)),
      next: next && shownVersion(next, now),
    };
    const title = ctx.state.speech.say(fact(name === 'terms' ? 'privacy.terms' : 'privacy.policy'));
    pages.show(ctx, 'privacy/document', data, { title });
  }

  return (['terms', 'privacy'] as const).flatMap((name) => [
    sharedPage(`/${name}`, {}, (ctx) => show(ctx, name)),
    sharedPage(`/${name}/:version`, {}, (ctx) => show(ctx, name, param(ctx, 'version'))),
  ]);
}
