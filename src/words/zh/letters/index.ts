import { accounts } from './accounts.ts';
import { applications } from './applications.ts';
import { family } from './family.ts';
import { incidents } from './incidents.ts';
import { institutions } from './institutions.ts';
import { links, plans, vendors, verification } from './integration.ts';
import { notices } from './notices.ts';
import { oidc } from './oidc.ts';
import { privacy } from './privacy.ts';
import { console, imports, licences, resources, statistics, webhooks } from './rooms.ts';

/** What is written to people in full: mails, messages in the back office, short messages. */
export const letters = {
  ...accounts,
  ...links,
  ...plans,
  ...verification,
  ...applications,
  ...console,
  ...imports,
  ...family,
  ...incidents,
  ...institutions,
  ...licences,
  ...notices,
  ...oidc,
  ...privacy,
  ...resources,
  ...statistics,
  ...vendors,
  ...webhooks,
};
