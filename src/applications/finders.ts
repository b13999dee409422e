import type { Clock } from '../clock.ts';
import { matches, patternsOf } from '../fields/search-query.ts';
import type { Finder } from '../http/search.ts';
import type { Application } from './aksk/application.ts';
import { presented } from './aksk/presented.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { Applications } from './service.ts';

type Needs = { clock: Clock; applications: Applications };

/** AKs by their number or a name: a member's own, and for operators those of their regions. */
export function applicationFinders({ clock, applications }: Needs): Finder[] {
  const kind = fact('applications.found_kind');
  const shown = (application: Application, home: string, more: readonly string[]) => ({
    title: application.name,
    notes: [application.clientId, ...more, presented(application, clock.now()).state.label],
    href: `${home}/${encodeURIComponent(application.clientId)}`,
  });
  return [
    {
      kind,
      policy: may('open a sandbox'),
      side: 'person',
      find: async (accountId, { words }) => {
        const own = await applications.sandboxOfPerson(accountId);
        return own === undefined || !own.isPersonal || !matches(`${own.name} ${own.clientId}`, words)
          ? []
          : [{ title: own.name, notes: [own.clientId, own.institution], href: own.path }];
      },
    },
    {
      kind,
      policy: may('see the AKs of the institution'),
      side: 'member',
      actions: {
        renew: {
          policy: may('renew an AK, export its SKs, change its sandbox'),
          label: fact('applications.do_renew'),
          also: fact('applications.also_renew'),
        },
        rotate: {
          policy: may('issue, rotate and end SKs, and set the protection of an AK'),
          label: fact('applications.do_rotate'),
          also: fact('applications.also_rotate'),
        },
      },
      find: async (member, { words }, limit) =>
        (await applications.ofInstitution(member))
          .filter(({ name, clientId }) => matches(`${name} ${clientId}`, words))
          .slice(0, limit)
          .map((each) => ({
            ...shown(each, '/console/applications', []),
            can: each.disabledAt !== undefined ? [] : each.sandbox ? ['rotate'] : ['renew', 'rotate'],
          })),
    },
    {
      kind,
      policy: may('see every AK'),
      side: 'staff',
      all: (text) => `/admin/applications?${new URLSearchParams({ q: text })}`,
      actions: {
        renew: {
          policy: may('renew, disable and enable any AK, and waive its rules'),
          label: fact('applications.do_renew'),
          also: fact('applications.also_renew'),
        },
        disable: {
          policy: may('renew, disable and enable any AK, and waive its rules'),
          label: fact('applications.do_disable'),
        },
        enable: {
          policy: may('renew, disable and enable any AK, and waive its rules'),
          label: fact('applications.do_enable'),
        },
      },
      find: async (staff, asked, limit) =>
        (await applications.named(staff, patternsOf(asked), limit)).map((each) => ({
          ...shown(each, '/admin/applications', [each.institution]),
          can: each.disabledAt === undefined ? ['renew', 'disable'] : ['enable'],
        })),
    },
  ];
}
