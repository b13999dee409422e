import type { Fact } from '../../fact.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { linesOf, mostLines, testRedirectUris, useSuggestion, type Verdict } from './tester.ts';

type Needs = { pages: Pages };

/** P8 回调测试器: checks lines against the rules of redirect addresses before a request is sent; also for the script beside the field. */
export function createTesterPages({ pages }: Needs): Route[] {
  const show = (ctx: Context, uris: string, loopback: boolean, verdicts?: readonly Verdict[], problem?: Fact) =>
    pages.show(
      ctx,
      'applications/tester',
      {
        values: { uris },
        loopback,
        verdicts: verdicts?.map(said(ctx)),
        summary: verdicts && ctx.state.speech.say(summaryOf(verdicts)),
        hasProblem: verdicts?.some(({ problem: found }) => found !== undefined) ?? false,
      },
      {
        title: '回调测试器',
        here: 'applications',
        ...(problem !== undefined && { problems: { uris: problem } }),
      },
    );

  async function check(ctx: Context, form: Form) {
    const options = { loopback: form.loopback === '1' };
    const typed = usedOf(form, options);
    const count = linesOf(typed).length;
    if (ctx.accepts('html', 'json') === 'json') {
      ctx.set('Cache-Control', 'no-store');
      ctx.body = { verdicts: count > mostLines ? [] : testRedirectUris(typed, options).map(said(ctx)) };
      return;
    }
    if (count === 0) return show(ctx, typed, options.loopback, undefined, fact('applications.addresses_missing'));
    if (count > mostLines)
      return show(
        ctx,
        typed,
        options.loopback,
        undefined,
        fact('applications.addresses_most', { most: mostLines, now: count }),
      );
    return show(ctx, typed, options.loopback, testRedirectUris(typed, options));
  }

  return [
    page('/console/applications/tester', may('try a redirect URI'), (ctx) => show(ctx, '', false)),
    form('/console/applications/tester', may('try a redirect URI'), check),
  ];
}

const said =
  ({ state }: Context) =>
  ({ problem, ...verdict }: Verdict) => ({ ...verdict, problem: problem && state.speech.say(problem) });

/** 使用: replaces the line of the pressed button by its suggestion. */
function usedOf(form: Form, options: { loopback: boolean }): string {
  const typed = (form.uris ?? '').replaceAll('\r\n', '\n');
  const line = Number(/^\d{1,2}$/.exec(form.use ?? '')?.[0] ?? 0);
  return line === 0 ? typed : useSuggestion(typed, line, options);
}

function summaryOf(verdicts: readonly Verdict[]): Fact {
  const all = verdicts.length;
  const bad = verdicts.filter(({ problem }) => problem !== undefined).length;
  return bad === 0 ? fact('applications.addresses_fine', { all }) : fact('applications.addresses_bad', { all, bad });
}
