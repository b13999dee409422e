import type { Member, Staff } from '../../../src/actor.ts';
import { createGoverned, createOwned } from '../../access/owned.ts';
import { createClient, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, redeem, signIn } from '../../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';

export type Filled = { member: Colleague; staff: Colleague; partner: Awaited<ReturnType<typeof createClient>> };

/** Two people with every kind of data: a member of an institution and one of the staff, both citizens at a partner as well. */
export async function fill(at: TestApp): Promise<Filled> {
  const member = await createMember(at);
  const staff = await createStaff(at, ['administrator', 'reviewer', 'operator', 'security']);
  const { accountId, institutionId } = member;
  const owner: Member = { kind: 'member', accountId, institutionId, role: 'owner' };
  const clerk: Staff = {
    kind: 'staff',
    accountId: staff.accountId,
    roles: ['administrator', 'reviewer', 'operator', 'security'],
  };
  const partner = await createClient(at, { backchannelLogoutUri: 'http://localhost:9/logout' });
  for (const person of [member, staff]) {
    await signInToConsole(at, person);
    await signInAt(at, partner, person.username);
  }
  await createOwned(at, owner);
  await createGoverned(at, clerk, owner);
  return { member, staff, partner };
}

/** A login at a partner with everything that it may ask for; the tokens that came of it. */
export async function signInAt(at: TestApp, partner: Filled['partner'], username: string) {
  const browser = createBrowser(at.origin);
  const flow = authorization(partner.clientId, { scope: 'openid profile phone offline_access', prompt: 'consent' });
  const callback = await signIn(browser, flow, username, ['profile', 'phone', 'offline_access']);
  const { body } = await redeem(at.origin, partner, callback, flow);
  return { browser, tokens: body };
}
