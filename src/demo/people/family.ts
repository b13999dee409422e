import { yearOf } from '../../clock.ts';
import type { Services } from '../../services.ts';
import { children, demoPassword } from './people.ts';

/** C12: two children of the citizen of the demo, one of them in the year in which it reaches 14 and may be handed over. */
export async function seedFamily(
  { accounts, family, clock }: Pick<Services, 'accounts' | 'family' | 'clock'>,
  guardianId: string,
  platform: string,
): Promise<void> {
  const guardian = await accounts.find(guardianId);
  if (guardian === undefined) return;
  for (const { username, nickname, age } of Object.values(children)) {
    if ((await accounts.findByIdentifier(username)) !== undefined) continue;
    await family.add(guardian, {
      form: { nickname, username, birthYear: String(yearOf(clock.now()) - age), password: demoPassword },
      ...{ isGuardian: true, agreed: true, platforms: [platform], own: [platform] },
    });
  }
}
