import Router from '@koa/router';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, type Guards, personOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Invitations } from './invitations.ts';
import { postHints, postName } from './post.ts';
import type { RegisterInstitution } from './register.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  registerInstitution: RegisterInstitution;
  invitations: Pick<Invitations, 'pendingFor' | 'accept'>;
  /** From now on this browser works for that institution. */
  workFor: (ctx: Context, institutionId: string) => Promise<void>;
};

/** How somebody comes to an institution: registers one (P2, R11), or accepts an invitation (P17). */
export function createJoinPages({ pages, formTokens, guards, registerInstitution, invitations, workFor }: Needs) {
  const router = new Router<State>({ prefix: '/console' });
  const actorIn = (ctx: Context) => ({ kind: 'citizen', accountId: personOf(ctx).accountId }) as const;

  async function go(ctx: Context, institutionId: string): Promise<void> {
    await workFor(ctx, institutionId);
    ctx.status = 303;
    ctx.redirect('/console');
  }

  const showForm = (ctx: Context, name: string, problems: Problems = {}, maybeOther = false) =>
    pages.show(
      ctx,
      'institutions/register',
      { values: { name }, maybeOther },
      { ...frameOf(ctx), title: '注册机构', here: 'start', problems },
    );

  router.get('/register', guards.person, (ctx) => showForm(ctx, ''));

  router.post('/register', guards.person, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const name = form.name ?? '';
    try {
      // Who changed the name after the warning is warned again.
      const registered = await registerInstitution(actorIn(ctx), {
        name,
        other: form.other !== '' && form.other === name,
      });
      if ('institutionId' in registered) return await go(ctx, registered.institutionId);
      showForm(ctx, name, registered.problems, registered.maybeOther);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      showForm(ctx, name, error.fields ?? { name: error.message });
    }
  });

  router.get('/invitations/:id', guards.person, async (ctx) => {
    const found = (await invitations.pendingFor(personOf(ctx).accountId)).find(({ id }) => id === ctx.params.id);
    const invitation = found && {
      ...found,
      post: postName(found),
      hint: postHints[found.applications === undefined ? found.role : 'hired'],
    };
    const title = invitation === undefined ? '没有可以接受的邀请' : `${invitation.institution}邀请您`;
    pages.show(
      ctx,
      'institutions/invitation',
      { invitation, who: personOf(ctx).label },
      { ...frameOf(ctx), title, here: 'start', status: invitation === undefined ? 404 : 200 },
    );
  });

  router.post('/invitations/:id', guards.person, async (ctx) => {
    formTokens.verify(ctx, await readForm(ctx));
    await go(ctx, await invitations.accept(actorIn(ctx), ctx.params.id ?? ''));
  });

  return router;
}
