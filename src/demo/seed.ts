import type { Actor } from '../actor.ts';
import { after, days } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Institution } from '../institutions/service.ts';
import type { Services } from '../services.ts';
import { demoPassword, demoPhone } from './people.ts';

const actor: Actor = { kind: 'system', name: 'demo' };
const never = new Date('2099-12-31T23:59:59+08:00');

// Credit codes of the DEM range, which no register gives out.
const places = [
  { name: '青溪县文化馆（演示）', creditCode: '12330000DEM000011X', logo: 'logo-qingxi.svg' },
  { name: '澜江市图书馆（演示）', creditCode: '12330000DEM0000216', logo: 'logo-lanjiang.svg' },
  { name: '岚城美术馆（演示）', creditCode: '12330000DEM000032D', logo: 'logo-lancheng.svg' },
] as const;

/** Invented institutions, applications in every state, and a citizen. Returns the AK and SK of the demo partner site. */
export async function seedDemo(services: Services, site: string): Promise<{ clientId: string; secret: string }> {
  const { accounts, applications, clock } = services;
  const [qingxi, lanjiang, lancheng] = await Promise.all(places.map((place) => institution(services, place)));
  if (qingxi === undefined || lanjiang === undefined || lancheng === undefined)
    throw new Error('the demo institutions are missing');

  const clientId = 'demo-qingxi';
  await once(() =>
    applications.create(
      actor,
      {
        name: qingxi.name,
        purpose: '活动报名、场馆预订时填写联系人。',
        homeUrl: site,
        logo: places[0].logo,
        redirectUris: [`${site}/callback`],
        postLogoutRedirectUris: [`${site}/`],
        backchannelLogoutUri: `${site}/backchannel-logout`,
        scope: 'openid profile phone age_range offline_access resource:read resource:write stats:write',
        allowLoopback: true,
      },
      { institutionId: qingxi.id, clientId, expiresAt: never },
    ),
  );
  const today = clock.now();
  const others = [
    { clientId: 'demo-lanjiang', at: lanjiang, logo: places[1].logo, expiresAt: after(today, days(5)) },
    { clientId: 'demo-lancheng', at: lancheng, logo: places[2].logo, expiresAt: after(today, -days(3)) },
  ];
  for (const { clientId, at, logo, expiresAt } of others) {
    await once(() =>
      applications.create(
        actor,
        {
          name: at.name,
          logo,
          redirectUris: [`https://${clientId}.example.cn/callback`],
          homeUrl: `https://${clientId}.example.cn`,
        },
        { institutionId: at.id, clientId, expiresAt },
      ),
    );
  }

  await once(() => accounts.create(actor, { phone: demoPhone, name: '溪边人家', password: demoPassword }));
  // The SK is shown once and rests as a hash, so every start of the demo issues a new one.
  const { secret } = await applications.rotate(actor, clientId, 0);
  return { clientId, secret };
}

async function institution(
  { institutions }: Services,
  place: { name: string; creditCode: string },
): Promise<Institution> {
  return (
    (await institutions.findByName(place.name)) ??
    institutions.create(actor, { name: place.name, creditCode: place.creditCode, certified: true })
  );
}

/** What is there from an earlier start stays as it is. */
async function once(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof Problem && (error.code === 'conflict' || error.code === 'validation_failed'))) throw error;
  }
}
