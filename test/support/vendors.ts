import type { Member } from '../../src/actor.ts';
import { after, dayOf, days } from '../../src/clock.ts';
import type { TestApp } from './app.ts';
import { type Colleague, createMember } from './console.ts';
import { asMember } from './institutions.ts';

/** A certified developer company, with its owner. */
export async function createVendor(
  at: TestApp,
): Promise<{ person: Colleague & { institutionId: string }; vendor: Member; name: string }> {
  const person = await createMember(at);
  await becomeVendor(at, person.institutionId);
  const { name } = await at.app.institutions.get(person.institutionId);
  return { person, vendor: asMember(person), name };
}

export const becomeVendor = (at: TestApp, institutionId: string) =>
  at.database.db.run(`update institutions set kind = 'vendor' where id = $1`, [institutionId]);

/** The owner of an institution authorises a developer for so many days; the id of the authorisation. */
export async function authorise(at: TestApp, owner: Member, vendor: string, lasts = 90): Promise<string> {
  await at.app.vendors.grant(owner, { vendor, endsOn: dayOf(after(at.app.clock.now(), days(lasts))) });
  return (await at.app.vendors.granted(owner)).find((each) => each.vendor === vendor)?.id ?? '';
}
