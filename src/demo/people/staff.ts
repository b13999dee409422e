import type { Actor, Staff } from '../../actor.ts';
import type { SecondFactor } from '../../console/second-factor/second-factor.ts';
import type { Services } from '../../services.ts';
import { type Colleague, colleagues, demoFactor, demoPassword } from './people.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };

export type Staffed = Record<Colleague, { accountId: string; actor: Staff }>;

/** The people of the demo's back office, with their roles and a second factor that the demo shows. */
export async function seedStaff(
  { accounts }: Pick<Services, 'accounts'>,
  secondFactor: Pick<SecondFactor, 'setForDemo'>,
): Promise<Staffed> {
  const one = async (name: Colleague) => {
    const { roles = [], ...person } = { roles: undefined, ...colleagues[name] };
    const known = await accounts.findByIdentifier(person.username);
    const account = known ?? (await accounts.create(operator, { ...person, password: demoPassword }));
    const held = (await accounts.staffOf(account.id)).roles;
    for (const role of roles)
      if (!held.some((each) => each === role)) await accounts.grantRole(operator, account.id, { role });
    await secondFactor.setForDemo(account.id, demoFactor);
    const { roles: granted } = await accounts.staffOf(account.id);
    return { accountId: account.id, actor: { kind: 'staff', accountId: account.id, roles: granted } satisfies Staff };
  };
  const [owner, developer, applicant, reviewer, second, administrator, statistics, statisticsSecond, auditor] =
    await Promise.all([
      one('owner'),
      one('developer'),
      one('applicant'),
      one('reviewer'),
      one('second'),
      one('administrator'),
      one('statistics'),
      one('statisticsSecond'),
      one('auditor'),
    ]);
  return { owner, developer, applicant, reviewer, second, administrator, statistics, statisticsSecond, auditor };
}
