import type { Actor, Member } from '../../actor.ts';
import { after, dayOf, dayStart, days } from '../../clock.ts';
import type { Services } from '../../services.ts';
import { colleagues } from '../people/people.ts';
import type { Staffed } from '../people/staff.ts';
import type { createDemoOffice } from './back-office.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
const company = {
  name: '云栖软件有限公司（演示）',
  kind: 'vendor',
  creditCode: '91330822DEM002183H',
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
  if (!(await isCertified())) return;
  const lastDay = (later: number) => dayOf(after(clock.now(), days(later)));

  async function isCertified(): Promise<boolean> {
    if ((await institutions.findByName(company.name))?.certifiedAt !== undefined) return true;
    const vendor = await office.owned(company.name, 'applicant');
    const sent = await office.send(
      vendor,
      'certification',
      await office.answers(vendor, company, colleagues.applicant),
    );
    if (sent === undefined) return false; // a visitor of the demo may decide otherwise
    await review.approve(people.reviewer.actor, sent); // an enterprise: two reviewers
    await review.approve(people.second.actor, sent);
    return true;
  }

  /** Whether it was not before. */
  async function authorise(by: Member, later: number): Promise<boolean> {
    if ((await vendors.granted(by)).some(({ vendor }) => vendor === company.name)) return false;
    await vendors.grant(by, { vendor: company.name, endsOn: lastDay(later) });
    return true;
  }

  if (await authorise(owner, 94))
    integrationLog.record({
      ...{ endpoint: 'authorization', clientId: 'demo-qingxi-yun', requestId: 'demo' },
      refusal: { error: 'invalid_redirect_uri' },
    });
  for (const [name, clientId, left, failed, lasts] of served) {
    if ((await applications.find(clientId)) !== undefined) continue;
    const { id } =
      (await institutions.findByName(name)) ?? (await institutions.create(operator, { name, certified: true }));
    await authorise({ kind: 'member', accountId: owner.accountId, institutionId: id, role: 'owner' }, lasts);
    const home = `https://${clientId}.example.cn`;
    await applications.create(
      operator,
      { name, homeUrl: home, redirectUris: [`${home}/callback`] },
      { institutionId: id, clientId, expiresAt: after(dayStart(clock.now(), left + 1), -1) },
    );
    for (let call = 0; call < failed; call += 1)
      integrationLog.record({
        ...{ endpoint: 'token', clientId, requestId: `demo-${call}` },
        refusal: { error: 'invalid_grant' },
      });
  }
  await integrationLog.flush();
}
