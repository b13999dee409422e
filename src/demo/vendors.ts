import type { Actor, Member } from '../actor.ts';
import { after, dayOf, dayStart, days } from '../clock.ts';
import type { Services } from '../services.ts';
import type { createDemoOffice } from './back-office.ts';
import { colleagues } from './people.ts';
import type { Staffed } from './staff.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
const company = {
  name: '云栖软件有限公司（演示）',
  kind: 'vendor',
  creditCode: '91330822DEM000233K',
  regionCode: '330822',
  address: '软件园路 6 号',
};

/** AKs of institutions that a developer looks after: days left, failed calls, days of the authorisation. */
const served = [
  ['松溪县文化馆（演示）', 'demo-songxi', 0, 12, 217],
  ['葡溪美术馆（演示）', 'demo-puxi', 5, 0, 36],
  ['霜桥市图书馆（演示）', 'demo-shuangqiao', 6, 0, 67],
  ['桂岫美术馆（演示）', 'demo-guixiu', 22, 41, 217],
  ['椰岬县文化馆（演示）', 'demo-yejia', 28, 0, 12],
] as const;

/** A developer of the demo with several institutions, each of which has another AK to look after. */
export async function seedVendors(
  services: Pick<Services, 'institutions' | 'applications' | 'vendors' | 'integrationLog' | 'review' | 'clock'>,
  office: ReturnType<typeof createDemoOffice>,
  { owner, people }: { owner: Member; people: Staffed },
): Promise<void> {
  const { institutions, applications, vendors, integrationLog, review, clock } = services;
  const known = await institutions.findByName(company.name);
  if (known?.certifiedAt !== undefined) return;
  const vendor = await office.owned(company.name, 'applicant');
  const data = await office.answers(vendor, company, colleagues.applicant);
  const sent = await office.send(vendor, 'certification', data);
  if (sent !== undefined) {
    await review.approve(people.reviewer.actor, sent); // an enterprise: two reviewers
    await review.approve(people.second.actor, sent);
  }
  const lastDay = (later: number) => dayOf(after(clock.now(), days(later)));
  const authorise = (by: Member, later: number) => vendors.grant(by, { vendor: company.name, endsOn: lastDay(later) });
  await authorise(owner, 94);
  for (const [name, clientId, left, failed, lasts] of served) {
    const { id } = await institutions.create(operator, { name, certified: true });
    const home = `https://${clientId}.example.cn`;
    await applications.create(
      operator,
      { name, homeUrl: home, redirectUris: [`${home}/callback`] },
      { institutionId: id, clientId, expiresAt: after(dayStart(clock.now(), left + 1), -1) },
    );
    await authorise({ kind: 'member', accountId: owner.accountId, institutionId: id, role: 'owner' }, lasts);
    for (let call = 0; call < failed; call += 1)
      integrationLog.record({
        ...{ endpoint: 'token', clientId, requestId: `demo-${call}` },
        refusal: { error: 'invalid_grant' },
      });
  }
  integrationLog.record({
    ...{ endpoint: 'authorization', clientId: 'demo-qingxi-yun', requestId: 'demo' },
    refusal: { error: 'invalid_redirect_uri' },
  });
  await integrationLog.flush();
}
