import { Problem, type Problems } from '../../errors.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { Invitations } from '../members/invitations.ts';
import { postHints, postName } from '../members/post.ts';
import { may } from '../policies.ts';
import type { RegisterInstitution } from './register.ts';

type Needs = {
  pages: Pages;
  registerInstitution: RegisterInstitution;
  invitations: Pick<Invitations, 'pendingFor' | 'ended' | 'accept'>;
  /** From now on this browser works for that institution. */
  workFor: (ctx: Context, institutionId: string) => Promise<void>;
};

/** Joining an institution: registering one (P2, R11), or accepting an invitation (P17). */
export function createJoinPages({ pages, registerInstitution, invitations, workFor }: Needs): Route[] {
  const actorIn = (ctx: Context) => ({ kind: 'citizen', accountId: personOf(ctx).accountId }) as const;

  async function go(ctx: Context, institutionId: string): Promise<void> {
    await workFor(ctx, institutionId);
    seeOther(ctx, '/console');
  }

  const showForm = (ctx: Context, name: string, problems: Problems = {}, maybeOther = false) =>
    pages.show(
      ctx,
      'institutions/register',
      { values: { name }, maybeOther },
      { title: '注册机构', here: 'start', problems },
    );

  async function register(ctx: Context, form: Form) {
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
      showForm(ctx, name, error.fields ?? { name: error.fact });
    }
  }

  async function showInvitation(ctx: Context) {
    const { accountId, label } = personOf(ctx);
    const found = (await invitations.pendingFor(accountId)).find(({ id }) => id === param(ctx, 'id'));
    const ended = found === undefined ? await invitations.ended(accountId, param(ctx, 'id')) : undefined;
    const invitation = found && {
      ...found,
      action: `/console/invitations/${found.id}`,
      post: postName(found),
      hint: postHints[found.applications === undefined ? found.role : 'hired'],
    };
    const title =
      invitation !== undefined
        ? `${invitation.institution}邀请您`
        : ended?.isMember
          ? `您已加入${ended.institution}`
          : '没有可以接受的邀请';
    pages.show(
      ctx,
      'institutions/invitation',
      { invitation, ended, who: label },
      // Its letter leads here for as long as it is kept: for the recipient, an invitation that is over is no wrong address.
      { title, here: 'start', status: (invitation ?? ended) === undefined ? 404 : 200 },
    );
  }

  return [
    page('/console/register', may('register an institution'), (ctx) => showForm(ctx, '')),
    form('/console/register', may('register an institution'), register),
    page('/console/invitations/:id', may('accept an invitation'), showInvitation),
    form('/console/invitations/:id', may('accept an invitation'), async (ctx) =>
      go(ctx, await invitations.accept(actorIn(ctx), param(ctx, 'id'))),
    ),
  ];
}
