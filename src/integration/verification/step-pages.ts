import type { Member } from '../../actor.ts';
import type { Access } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, param, type Route } from '../../http/route.ts';
import { presentStep } from './presented.ts';
import type { Verification } from './service.ts';

type Needs = { pages: Pages; verification: Pick<Verification, 'read' | 'picture'> };

/** The base of an application's pages, and the institution that their visitor acts for. */
export type VerificationBase = {
  base: string;
  here: string;
  /** The list above them, as the way back names it. */
  list: { href: string; title: string };
  everybody: Access;
  managers: Access;
  actorOf: (ctx: Context) => Member | Promise<Member>;
};

/** 模拟登录: every request of a run beside its answer; and the polling of its page, and the team's pictures. */
export function createStepPages(
  { pages, verification }: Needs,
  { base, here, list, everybody, actorOf }: Omit<VerificationBase, 'managers'>,
): Route[] {
  const pageOf = (clientId: string, more = '') => `${base}/${encodeURIComponent(clientId)}${more}`;
  const sayOf = (ctx: Context) => ctx.state.speech.say;

  async function showSteps(ctx: Context) {
    const { run, application, steps } = await verification.read(await actorOf(ctx), param(ctx, 'run'));
    const data = {
      app: { name: application.name, sandbox: application.sandbox, href: pageOf(run.clientId), list },
      path: pageOf(run.clientId, `/${run.id}`),
      steps: steps
        .filter(({ kind }) => kind !== 'confirmed' && kind !== 'skipped')
        .map((step) => presentStep(step, sayOf(ctx))),
      isOpen: run.state === 'open',
    };
    pages.show(ctx, 'verification/steps', data, { title: '模拟登录', here });
  }

  /** The step that the guide is at, for a page that waits for the next one. */
  async function sendProgress(ctx: Context) {
    const { run, steps } = await verification.read(await actorOf(ctx), param(ctx, 'run'));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { state: run.state, steps: steps.length };
  }

  async function sendPicture(ctx: Context) {
    const { type, bytes } = await verification.picture(await actorOf(ctx), param(ctx, 'run'), param(ctx, 'question'));
    ctx.set('Cache-Control', 'no-store');
    ctx.type = type;
    ctx.body = bytes;
  }

  const one = `${base}/:ak/:run`;
  return [
    page(`${one}/steps`, everybody, showSteps),
    page(`${one}/progress.json`, everybody, sendProgress),
    page(`${one}/pictures/:question`, everybody, sendPicture),
  ];
}
