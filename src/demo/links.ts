import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Member } from '../actor.ts';
import { after, dayStart, days, hours } from '../clock.ts';
import { factsOf } from '../fact.ts';
import { renderEvidence } from '../files/evidence.ts';
import type { LinkFacts } from '../links/facts.ts';
import type { LinkPosition, Outline, SideObservation } from '../links/watch/side.ts';
import { next, type Standing } from '../links/watch/standing.ts';
import { keepStanding, note } from '../links/watch/store.ts';
import type { Services } from '../services.ts';
import { isWatched, moveHome } from './links-store.ts';

const fact = factsOf<LinkFacts>();
const banner = fileURLToPath(new URL('../../views/public/link-180x50.svg', import.meta.url));

const outline: Outline = {
  title: '青溪县文化馆（演示）',
  bands: [
    { region: 'header', from: 0, to: 0.08, links: 2, pictures: 1 },
    { region: 'nav', from: 0.08, to: 0.16, links: 8, pictures: 0 },
    { region: 'main', from: 0.16, to: 0.86, links: 24, pictures: 9 },
    { region: 'footer', from: 0.86, to: 1, links: 5, pictures: 0 },
  ],
};
const place: LinkPosition = {
  ...{ region: 'footer', heading: '友情链接', link: 35, of: 39, before: '县政府', after: '县图书馆', at: 0.9 },
  look: 'picture',
};

type Needs = Pick<Services, 'db' | 'clock' | 'links'>;

/**
 * Ninety days of checks of 青溪's link: its page for phones was rebuilt four days ago and lost our link. Its home page is the demo's own partner
 * site, so that 立即检测 gives a real result.
 */
export async function seedLinkWatch({ db, clock, links }: Needs, owner: Member, site: string): Promise<void> {
  const [link] = await links.list(owner.institutionId);
  if (link === undefined || (await isWatched(db, link.id))) return;
  const drawn = await renderEvidence(await readFile(banner));
  const picture =
    'bytes' in drawn
      ? { ...drawn, hash: createHash('sha256').update(drawn.bytes).digest('base64url').slice(0, 22) }
      : undefined;
  const now = clock.now();
  const first = dayStart(now, -90);
  await db.transaction(async (trx) => {
    await moveHome(trx, link.id, `${site}/`);
    const standings = new Map<string, Standing>();
    for (let day = 0; day <= 90; day += 1) {
      const slot = after(first, day * days(1) + hours(6));
      if (slot > now) break;
      for (const seen of seenOn(day, { site, phone: link.h5Url ?? site, picture })) {
        const at = after(slot, 4 + (day % 5));
        // Today's run may have checked already, with a real result.
        if (!(await note(trx, { linkId: link.id, slot, asked: false, at }, seen))) continue;
        const { standing } = next(standings.get(seen.side), { state: seen.state, at: slot, asked: false });
        standings.set(seen.side, standing);
        await keepStanding(trx, link.id, seen, standing, at);
      }
    }
  });
}

type About = { site: string; phone: string; picture: SideObservation['picture'] };

function seenOn(day: number, { site, phone, picture }: About): SideObservation[] {
  const found = { state: 'found' as const, cause: undefined, outline, place, picture };
  const lost = { ...{ state: 'missing' as const, outline, place: undefined, picture: undefined } };
  const milliseconds = 300 + ((day * 37) % 400);
  const ofPhone =
    day > 86
      ? { ...lost, cause: fact('links.no_link', { links: 38 }), milliseconds }
      : day === 81
        ? { ...found, state: 'slow' as const, cause: fact('links.slow', { seconds: 8 }), milliseconds: 8_120 }
        : { ...found, milliseconds };
  const ofWeb =
    day === 51 || day === 52 ? { ...lost, cause: fact('links.hidden_link'), milliseconds } : { ...found, milliseconds };
  const ours = { ...found, outline: undefined, place: undefined, picture: undefined, milliseconds: 180 };
  return [
    { side: 'web', address: `${site}/`, ...ofWeb },
    { side: 'h5', address: phone, ...ofPhone },
    { side: 'cloud', address: site, ...ours },
  ];
}
