import type { Dictionary } from '../catalogue.ts';
import { accounts } from './accounts.ts';
import { addresses } from './addresses.ts';
import { applications } from './applications.ts';
import { assistants } from './assistants.ts';
import { auditFacts } from './audit-facts.ts';
import { brand } from './brand.ts';
import { causes } from './causes.ts';
import { channels } from './channels.ts';
import { commands } from './commands.ts';
import { console } from './console.ts';
import { crypto } from './crypto.ts';
import { database } from './database.ts';
import { demo } from './demo.ts';
import { distribution } from './distribution.ts';
import { docs } from './docs.ts';
import { config, doctor } from './doctor.ts';
import { family } from './family.ts';
import { fields } from './fields.ts';
import { files } from './files.ts';
import { ground } from './ground.ts';
import { help } from './help.ts';
import { helpdesk } from './helpdesk.ts';
import { history } from './history.ts';
import { http } from './http.ts';
import { imports } from './imports.ts';
import { incidents } from './incidents.ts';
import { institutions } from './institutions.ts';
import { integration } from './integration.ts';
import { invitations } from './invitations.ts';
import { letters } from './letters/index.ts';
import { signature } from './letters/parts.ts';
import { licences } from './licences.ts';
import { links } from './links.ts';
import { months } from './months.ts';
import { notices } from './notices.ts';
import { oidc } from './oidc.ts';
import { open } from './open.ts';
import { oversight } from './oversight.ts';
import { passkeys } from './passkeys.ts';
import { privacy } from './privacy.ts';
import { titles } from './problems.ts';
import { resources } from './resources.ts';
import { review } from './review.ts';
import { sandbox } from './sandbox.ts';
import { sealing } from './sealing.ts';
import { site } from './site.ts';
import { statistics } from './statistics.ts';
import { status } from './status.ts';
import { tables } from './tables.ts';
import { transparency } from './transparency.ts';
import { vendors } from './vendors.ts';
import { verification } from './verification.ts';
import { webhooks } from './webhooks.ts';

export const zh: Dictionary = {
  facts: {
    ...accounts,
    ...addresses,
    ...applications,
    ...assistants,
    ...auditFacts,
    ...brand,
    ...causes,
    ...channels,
    ...commands,
    ...config,
    ...console,
    ...crypto,
    ...database,
    ...demo,
    ...distribution,
    ...distribution,
    ...docs,
    ...doctor,
    ...family,
    ...fields,
    ...files,
    ...ground,
    ...history,
    ...help,
    ...http,
    ...imports,
    ...incidents,
    ...institutions,
    ...invitations,
    ...integration,
    ...licences,
    ...links,
    ...months,
    ...notices,
    ...open,
    ...oidc,
    ...oversight,
    ...privacy,
    ...helpdesk,
    ...passkeys,
    ...resources,
    ...review,
    ...sandbox,
    ...sealing,
    ...site,
    ...statistics,
    ...status,
    ...tables,
    ...verification,
    ...transparency,
    ...vendors,
    ...webhooks,
  },
  letters,
  signature,
  titles,
  lookItUp: '参照模板里“数据字典”的说明修改',
};
