import type { Dictionary, RoomWords } from '../catalogue.ts';
import * as accounts from './accounts.ts';
import * as applications from './applications.ts';
import * as assistants from './assistants.ts';
import * as audit from './audit.ts';
import * as brand from './brand.ts';
import * as console from './console.ts';
import * as crypto from './crypto.ts';
import * as database from './database.ts';
import * as demo from './demo.ts';
import * as distribution from './distribution.ts';
import * as docs from './docs.ts';
import * as doctor from './doctor.ts';
import * as family from './family.ts';
import * as fields from './fields.ts';
import * as files from './files.ts';
import * as follows from './follows.ts';
import * as ground from './ground.ts';
import * as help from './help.ts';
import * as helpdesk from './helpdesk.ts';
import * as http from './http.ts';
import * as incidents from './incidents.ts';
import * as institutions from './institutions.ts';
import * as integration from './integration.ts';
import * as licences from './licences.ts';
import * as links from './links.ts';
import { messages } from './messages.ts';
import * as months from './months.ts';
import * as notices from './notices.ts';
import * as oidc from './oidc.ts';
import * as open from './open.ts';
import * as oversight from './oversight.ts';
import { signature } from './parts.ts';
import * as passkeys from './passkeys.ts';
import * as passports from './passports.ts';
import * as privacy from './privacy.ts';
import * as resources from './resources.ts';
import * as review from './review.ts';
import * as sandbox from './sandbox.ts';
import * as sealing from './sealing.ts';
import * as site from './site.ts';
import * as sources from './sources.ts';
import * as statistics from './statistics.ts';
import * as status from './status.ts';
import * as transparency from './transparency.ts';
import * as vendors from './vendors.ts';
import * as verification from './verification.ts';
import * as webhooks from './webhooks.ts';

/** One file a room: the words of its facts, and its letters. */
const rooms: readonly RoomWords[] = [
  accounts,
  applications,
  assistants,
  audit,
  brand,
  console,
  crypto,
  database,
  demo,
  distribution,
  docs,
  doctor,
  family,
  follows,
  fields,
  files,
  ground,
  help,
  helpdesk,
  http,
  incidents,
  institutions,
  integration,
  licences,
  links,
  months,
  notices,
  oidc,
  open,
  oversight,
  passkeys,
  passports,
  privacy,
  resources,
  review,
  sandbox,
  sealing,
  site,
  sources,
  statistics,
  status,
  transparency,
  vendors,
  verification,
  webhooks,
];

/** Texts for all readers, a file a room. */
export const zh: Dictionary = {
  facts: Object.assign({}, ...rooms.map(({ facts }) => facts)),
  letters: Object.assign({}, ...rooms.map(({ letters }) => letters)),
  signature,
  titles: ground.titles,
  messages,
  lookItUp: '参照模板里“数据字典”的说明修改',
};
