import { Problem, type Problems } from '../errors.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { pathOf } from './detail-parts.ts';
import { may } from './policies.ts';
import type { Issued } from './registration/issue.ts';
import { docsPage, openOwnersOf, placeIn } from './sandbox/owner.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  applications: Pick<Applications, 'openSandbox' | 'openOwnSandbox' | 'sandboxOfPerson'>;
};

const path = '/console/sandbox';

/** Default name and address of a first program: nothing has to be filled in. */
const firstSandbox = { name: '第一次联调', redirectUris: 'http://localhost:5055/callback' };

/** The short way to a sandbox, from 起步: one button, and back. */
export function createBeginPages({ pages, applications }: Needs): Route[] {
  function show(ctx: Context, values: Form, problems: Problems = {}, status = 200) {
    const places = openOwnersOf(ctx);
    const data = {
      values,
      returnTo: docsPage(values.return_to),
      places: places.map(({ key }) => key),
      chosen: (places.find(({ key }) => key === values.place) ?? places[0])?.key ?? 'self',
    };
    pages.show(ctx, 'applications/sandbox-begin', data, {
      title: '领取沙箱 AK',
      here: 'applications',
      ...{ problems, status },
    });
  }

  async function begin(ctx: Context) {
    const returnTo = docsPage(ctx.query.return_to);
    if (returnTo !== undefined && (await applications.sandboxOfPerson(personOf(ctx).accountId)) !== undefined)
      return seeOther(ctx, returnTo);
    return show(ctx, { ...firstSandbox, ...(returnTo !== undefined && { return_to: returnTo }) });
  }

  async function open(ctx: Context, typed: Form) {
    const { name = firstSandbox.name, redirectUris = firstSandbox.redirectUris } = typed;
    const { key, actor } = placeIn(ctx, typed.place);
    let opened: Issued;
    try {
      if (key === 'institution' && actor !== undefined)
        opened = await applications.openSandbox(actor, actor.institutionId, { name, redirectUris });
      else opened = await applications.openOwnSandbox(personOf(ctx).accountId, { name, redirectUris });
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict', 'forbidden'].includes(error.code))
        throw error;
      return show(ctx, { name, redirectUris, ...typed }, error.fields ?? { form: error.fact }, error.status);
    }
    return seeOther(ctx, docsPage(typed.return_to) ?? `${pathOf(opened.application)}#keys`);
  }

  return [page(path, may('open a sandbox'), begin), form(path, may('open a sandbox'), open)];
}
