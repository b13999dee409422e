import type { Dictionary } from '../catalogue.ts';
import { accounts } from './accounts.ts';
import { addresses } from './addresses.ts';
import { applications } from './applications.ts';
import { assistants } from './assistants.ts';
import { brand } from './brand.ts';
import { causes } from './causes.ts';
import { channels } from './channels.ts';
import { crypto } from './crypto.ts';
import { database } from './database.ts';
import { family } from './family.ts';
import { fields } from './fields.ts';
import { files } from './files.ts';
import { ground } from './ground.ts';
import { help } from './help.ts';
import { http } from './http.ts';
import { imports } from './imports.ts';
import { incidents } from './incidents.ts';
import { institutions } from './institutions.ts';
import { invitations } from './invitations.ts';
import { labels } from './labels.ts';
import { letters } from './letters.ts';
import { licences } from './licences.ts';
import { links } from './links.ts';
import { oidc } from './oidc.ts';
import { open } from './open.ts';
import { oversight } from './oversight.ts';
import { passkeys } from './passkeys.ts';
import { privacy } from './privacy.ts';
import { titles } from './problems.ts';
import { resources } from './resources.ts';
import { review } from './review.ts';
import { sandbox } from './sandbox.ts';
import { site } from './site.ts';
import { statistics } from './statistics.ts';
import { status } from './status.ts';
import { tables } from './tables.ts';
import { transparency } from './transparency.ts';
import { webhooks } from './webhooks.ts';

/** What programs and citizens read. What only those who work with the Cloud do stays Chinese, and so do letters. */
export const en: Omit<Dictionary, 'signature'> = {
  facts: {
    ...accounts,
    ...family,
    ...oidc,
    ...passkeys,
    ...privacy,
    ...site,
    ...addresses,
    ...applications,
    ...assistants,
    ...brand,
    ...causes,
    ...channels,
    ...crypto,
    ...database,
    ...fields,
    ...files,
    ...ground,
    ...help,
    ...http,
    ...imports,
    ...incidents,
    ...institutions,
    ...invitations,
    ...licences,
    ...links,
    ...open,
    ...oversight,
    ...resources,
    ...review,
    ...sandbox,
    ...statistics,
    ...status,
    ...transparency,
    ...tables,
    ...webhooks,
  },
  labels,
  letters,
  titles,
  lookItUp: 'see the field in the documentation of the channel',
};
