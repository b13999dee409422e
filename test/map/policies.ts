import { everyRole, type Role, roles } from '../../src/actor.ts';
import { apiScopes } from '../../src/applications/aksk/scopes.ts';
import type { Access } from '../../src/http/access.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { policies } from '../access/policies.ts';
import { lineOf } from './rooms.ts';

const staffRoles = Object.keys(roles).filter((role): role is Role => Object.hasOwn(roles, role));

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;

/** By the roles in the order in which they are declared, whichever comes first in a policy. */
function whoIn(access: Access): string {
  const named = 'roles' in access ? access.roles : [];
  const members = listed(everyRole.filter((role) => named.some((each) => each === role))) || 'any member';
  switch (access.who) {
    case 'anyone':
      return 'everybody';
    case 'citizen':
      return `a citizen${access.fresh === true ? ' who signed in just now' : ''}${access.notFromElsewhere === true ? ', by no link of another site' : ''}`;
    case 'person':
      return 'whoever is signed in at the back office';
    case 'first factor':
      return 'whoever gave the password of the back office';
    case 'member':
      return `${members}${access.alsoDisabled === true ? ', also of a disabled institution' : ''}`;
    case 'certified':
      return `${members} of a certified institution`;
    case 'application':
      return `${members} of the certified institution that has the AK, or of whoever has the sandbox`;
    case 'staff':
      return `staff${access.wholeCountry === true ? ' of the whole country' : ''}: ${listed(staffRoles.filter((role) => named.some((each) => each === role))) || 'any role'}`;
  }
}

const stepUp = { always: 'yes', 'once enrolled': 'once enrolled' };
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const roomTable = (own: Readonly<Record<string, Access>>): string =>
  table(
    ['what', 'who', 'step-up'],
    Object.entries(own).map(([sentence, access]) => [
      sentence,
      whoIn(access),
      access.stepUp === undefined ? '' : stepUp[access.stepUp],
    ]),
  );

/** Which of the staff have a use for a scope. */
const usersOf = (scope: string): string => listed(staffRoles.filter((role) => scope in scopesFor([role])));

const programs = (): string =>
  table(
    ['scope', 'what (as people read it)', 'who'],
    [
      ['none', '', 'any AK with a token of its own (`bearer`)'],
      ...Object.entries(apiScopes).map(([scope, title]) => [`\`${scope}\``, title, 'an AK that was given it']),
      ...Object.entries(scopesFor(staffRoles)).map(([scope, title]) => [
        `\`${scope}\``,
        title,
        `a program of staff: ${usersOf(scope)}`,
      ]),
      ['`assistant`', '', 'an assistant with the token of somebody of the back office, who may do what they may'],
    ],
  );

const marks = ['<!-- npm run map: begin -->', '<!-- npm run map: end -->'] as const;

/** A text with every room's policies between its marks, and the scopes of programs below them. */
export function withPolicies(text: string): string {
  const [before, , after] = text.split(new RegExp(`(?<=${marks[0]}\n)([\\s\\S]*)(?=${marks[1]})`));
  if (before === undefined || after === undefined) throw new Error(`the text has no ${marks.join(' … ')}`);
  const rooms = [...policies].map(([room, own]) =>
    [`### [${room}](../src/${room}/policies.ts)`, lineOf(room), roomTable(own)].join('\n\n'),
  );
  return `${before}\n${[...rooms, '### Programs', programs()].join('\n\n')}\n\n${after}`;
}
