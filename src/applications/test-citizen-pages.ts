import { isTestCitizenKind } from '../accounts/people/test-citizen-kinds.ts';
import type { TestCitizen } from '../accounts/people/test-citizen-store.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Member } from '../actor.ts';
import { invalid, Problem } from '../errors.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { mayManage } from './aksk/rights.ts';
import type { Detail } from './detail-pages.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { akPage, docsPage, ownersOf, placeIn, sandboxPath } from './sandbox/owner.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  applications: Pick<
    Applications,
    'find' | 'addTestCitizen' | 'resetTestCitizen' | 'savedTestCitizen' | 'deleteTestCitizen'
  >;
  accounts: Pick<Accounts, 'testCitizens'>;
  detail: Detail;
};

const path = `${sandboxPath}/citizens`;
/** Back to the page that the form stood on: of an AK, or of the documentation. */
const backTo = (asked: unknown, done?: string): string => {
  const page = akPage(asked);
  const query = done === undefined ? '' : `?done=${done}`;
  return docsPage(asked) ?? (page === undefined ? `${sandboxPath}${query}` : `${page}${query}#citizens`);
};
const none = () => new Problem('not_found', fact('applications.no_test_citizen'));

/** 测试市民 of the visitor's sandbox owners. */
export function createCitizenPages({ pages, applications, accounts, detail }: Needs): Route[] {
  /** The citizen in the path, and the visitor's actor for it. */
  async function citizenOf(ctx: Context): Promise<{ actor: Member; citizen: TestCitizen }> {
    for (const { actor } of ownersOf(ctx)) {
      if (actor === undefined) continue;
      const known = await accounts.testCitizens(actor, actor.institutionId);
      const citizen = known.find(({ id }) => id === param(ctx, 'id'));
      if (citizen !== undefined) return { actor, citizen };
    }
    throw none();
  }

  async function add(ctx: Context, { place, return_to, kind = 'adult' }: Form) {
    const { actor } = placeIn(ctx, place);
    if (actor === undefined) throw none();
    if (!isTestCitizenKind(kind)) throw invalid({ kind: fact('applications.no_such_kind') });
    try {
      await applications.addTestCitizen(actor, actor.institutionId, kind);
    } catch (error) {
      const application = await applications.find(akPage(return_to)?.split('/').at(-1) ?? '');
      const isShown = application !== undefined && mayManage(actor, application);
      if (!(error instanceof Problem) || error.code !== 'conflict' || !isShown) throw error;
      return detail.show(ctx, application, { problems: { form: error.fact }, status: error.status });
    }
    seeOther(ctx, backTo(return_to));
  }

  async function reset(ctx: Context, { return_to }: Form) {
    const { actor, citizen } = await citizenOf(ctx);
    await applications.resetTestCitizen(actor, actor.institutionId, citizen.id);
    seeOther(ctx, backTo(return_to));
  }

  async function save(ctx: Context, { return_to }: Form) {
    const { actor, citizen } = await citizenOf(ctx);
    await applications.savedTestCitizen(actor, citizen.id);
    seeOther(ctx, backTo(return_to, 'password'));
  }

  async function askToDelete(ctx: Context) {
    const { id, username, nickname } = (await citizenOf(ctx)).citizen;
    const { say } = ctx.state.speech;
    const title = say(fact('applications.citizen_delete', { nickname, username }));
    const loss = say(fact('applications.citizen_delete_loss'));
    const from = akPage(ctx.query.return_to);
    const data = { title, loss, action: `${path}/${id}/delete`, label: '删除测试市民', back: from ?? sandboxPath };
    pages.show(ctx, 'applications/sandbox-delete', data, { title, here: 'applications' });
  }

  async function remove(ctx: Context, { return_to }: Form) {
    const { actor, citizen } = await citizenOf(ctx);
    await applications.deleteTestCitizen(actor, actor.institutionId, citizen.id);
    seeOther(ctx, backTo(return_to, 'citizen'));
  }

  return [
    form('/console/applications/sandbox/citizens', may('manage the test citizens of a sandbox'), add),
    form('/console/applications/sandbox/citizens/:id/reset', may('manage the test citizens of a sandbox'), reset),
    form('/console/applications/sandbox/citizens/:id/saved', may('manage the test citizens of a sandbox'), save),
    page(
      '/console/applications/sandbox/citizens/:id/delete',
      may('manage the test citizens of a sandbox'),
      askToDelete,
    ),
    form('/console/applications/sandbox/citizens/:id/delete', may('manage the test citizens of a sandbox'), remove, {
      asks: fact('applications.ask_delete_citizen'),
    }),
  ];
}
