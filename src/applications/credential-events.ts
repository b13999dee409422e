import type { Told } from '../webhooks/event.ts';
import type { Application } from './application.ts';
import type { Occasion } from './letters.ts';

const about = ({ clientId, institutionId, name }: Application) => ({
  ...{ clientId, institutionId },
  subject: { kind: 'application', id: clientId },
  data: { application: name },
});

/** What programs hear of an occasion about which people are written to; undefined where it is none for them. */
export function eventOf(application: Application, occasion: Occasion): Told | undefined {
  const { data, ...whose } = about(application);
  switch (occasion.kind) {
    case 'expires': {
      const { daysLeft, expiresAt, now: at } = occasion;
      const type = daysLeft < 0 ? 'credential.expired' : 'credential.expiring';
      return {
        ...whose,
        ...{ type, at, key: `${type}:${application.clientId}:${expiresAt.toISOString()}:${daysLeft}` },
        data: { ...data, expires_at: expiresAt.toISOString(), days_left: Math.max(0, daysLeft) },
      };
    }
    case 'disabled':
      return { ...whose, type: 'credential.disabled', at: occasion.at, data: { ...data, reason: occasion.reason } };
    default:
      return undefined;
  }
}

export function renewalOf(application: Application, expiresAt: Date, at: Date): Told {
  const { data, ...whose } = about(application);
  return { ...whose, type: 'credential.renewed', at, data: { ...data, expires_at: expiresAt.toISOString() } };
}
