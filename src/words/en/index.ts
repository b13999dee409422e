import type { Dictionary, RoomWords } from '../catalogue.ts';
import * as accounts from './accounts.ts';
import * as applications from './applications.ts';
import * as assistants from './assistants.ts';
import * as audit from './audit.ts';
import * as brand from './brand.ts';
import * as console from './console.ts';
import * as crypto from './crypto.ts';
import * as database from './database.ts';
import * as distribution from './distribution.ts';
import * as docs from './docs.ts';
import * as doctor from './doctor.ts';
import * as family from './family.ts';
import * as fields from './fields.ts';
import * as files from './files.ts';
import * as follows from './follows.ts';
import * as ground from './ground.ts';
import * as help from './help.ts';
import * as http from './http.ts';
import * as incidents from './incidents.ts';
import * as institutions from './institutions.ts';
import * as licences from './licences.ts';
import * as links from './links.ts';
import * as months from './months.ts';
import * as oidc from './oidc.ts';
import * as open from './open.ts';
import * as oversight from './oversight.ts';
import * as passkeys from './passkeys.ts';
import * as passports from './passports.ts';
import * as privacy from './privacy.ts';
import * as resources from './resources.ts';
import * as review from './review.ts';
import * as sandbox from './sandbox.ts';
import * as sealing from './sealing.ts';
import * as site from './site.ts';
import * as statistics from './statistics.ts';
import * as status from './status.ts';
import * as transparency from './transparency.ts';
import * as verification from './verification.ts';
import * as webhooks from './webhooks.ts';

/** Texts for programs and citizens. The back office stays Chinese, and so do letters. */
const rooms: readonly RoomWords[] = [
  accounts,
  applications,
  assistants,
  brand,
  sealing,
  doctor,
  audit,
  months,
  distribution,
  console,
  crypto,
  database,
  docs,
  family,
  follows,
  fields,
  files,
  ground,
  help,
  http,
  incidents,
  institutions,
  licences,
  links,
  oidc,
  open,
  oversight,
  passkeys,
  passports,
  privacy,
  resources,
  review,
  sandbox,
  site,
  statistics,
  status,
  transparency,
  verification,
  webhooks,
];

/** Texts for citizens and programs in English. */
export const en: Omit<Dictionary, 'signature' | 'messages'> = {
  facts: Object.assign({}, ...rooms.map(({ facts }) => facts)),
  labelOf: (label) =>
    Object.hasOwn(fields.labels, label) ? (fields.labels[label] ?? label) : http.fieldInEnglish(label),
  letters: Object.assign({}, ...rooms.map(({ letters }) => letters)),
  titles: ground.titles,
  lookItUp: 'see the field in the documentation of the channel',
};
