import { dayOf } from '../../clock.ts';
import type { Notice } from '../../notices/service.ts';
import type { Application, Secret } from '../aksk/application.ts';
import { settingNames } from '../aksk/history.ts';
import { isOver } from '../aksk/lifetime.ts';
import { letter } from '../facts.ts';

/** Occasions of letters to an application's contact. */
export type Occasion =
  | { kind: 'issued' }
  | { kind: 'disabled'; reason: string; at: Date }
  | { kind: 'enabled'; at: Date }
  | { kind: 'expires'; daysLeft: 7 | 3 | 1 | 0 | -1; expiresAt: Date; now: Date }
  /** By the names of the settings in the history. */
  | { kind: 'security'; names: readonly string[]; at: Date }
  | { kind: 'sk_ends'; secret: Secret; endsAt: Date; lastUsedAt: Date };

export type Written = Pick<Notice, 'event' | 'key' | 'letter'> & { href: string };

/** The operators' telephone, and where our pages are. */
export type Cloud = { phone: string; origin: string };

/** The letter for an occasion, with one link to the page where something can be done. It asks to sign in and carries nothing secret. */
export function letterFor(application: Application, occasion: Occasion, { phone, origin }: Cloud): Written {
  const { clientId, name, institution, expiresAt, authMethod } = application;
  const href = `${origin}/console/applications/${encodeURIComponent(clientId)}`;
  const whose = { name, institution, ak: clientId };
  const until = expiresAt?.toISOString() ?? '';
  switch (occasion.kind) {
    case 'issued': {
      const hasSecret = authMethod.startsWith('client_secret');
      const specification = `${origin}/docs/specification`; // R26
      return {
        event: 'application.issued',
        key: `application.issued:${clientId}`,
        letter: letter('applications.issued_letter', { ...whose, until, hasSecret, phone, specification }),
        href,
      };
    }
    case 'disabled': {
      const { reason } = occasion;
      const at = occasion.at.toISOString();
      return {
        event: 'application.disabled',
        key: `application.disabled:${clientId}:${at}`,
        letter: letter('applications.disabled_letter', { ...whose, at, reason }),
        href,
      };
    }
    case 'enabled': {
      const at = occasion.at.toISOString();
      const over = isOver.holds({ until: expiresAt }, occasion.at);
      return {
        event: 'application.enabled',
        key: `application.enabled:${clientId}:${at}`,
        letter: letter('applications.enabled_letter', { ...whose, at, until, isOver: over }),
        href: over ? `${href}/renew` : href,
      };
    }
    case 'expires': {
      const { daysLeft, now } = occasion;
      const about = {
        daysLeft,
        until: occasion.expiresAt.toISOString(),
        isOver: isOver.holds({ until: occasion.expiresAt }, now),
      };
      return {
        event: stages[daysLeft],
        key: `application.expires:${clientId}:${dayOf(occasion.expiresAt)}:${daysLeft}`,
        letter: letter('applications.expiry_letter', { ...whose, ...about, phone }),
        href: `${href}/renew`,
      };
    }
    case 'security': {
      const at = occasion.at.toISOString();
      const names = occasion.names.map((each) => settingNames[each] ?? each);
      return {
        event: 'application.security_changed',
        key: `application.security_changed:${clientId}:${at}`,
        letter: letter('applications.security_letter', { ...whose, at, names }),
        href: `${href}#history`,
      };
    }
    case 'sk_ends': {
      const { id, lastFour } = occasion.secret;
      const times = { endsAt: occasion.endsAt.toISOString(), lastUsedAt: occasion.lastUsedAt.toISOString() };
      return {
        event: 'application.sk_ends',
        key: `application.sk_ends:${id}`,
        letter: letter('applications.sk_ends_letter', { ...whose, ...times, lastFour }),
        href: `${href}#keys`,
      };
    }
  }
}

const stages = {
  7: 'application.expires_in_7_days',
  3: 'application.expires_in_3_days',
  1: 'application.expires_tomorrow',
  0: 'application.expires_today',
  [-1]: 'application.expired',
} as const;
