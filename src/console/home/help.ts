import type { MemberRole } from '../../actor.ts';
import type { Fact, Speech } from '../../fact.ts';
import { fact } from '../facts.ts';

type Step = { key: string; progress: string };
type Line = { href: string; title: string };

/** Articles for those who fill in and send, by the step that they explain. */
const articles = ['certification', 'applications', 'links', 'login', 'resources', 'statistics'] as const;
type Article = (typeof articles)[number];
const pages: Readonly<Record<Article, { href: string; title: Fact }>> = {
  certification: { href: '/help/register', title: fact('console.help_certification') },
  applications: { href: '/help/apply', title: fact('console.help_applications') },
  links: { href: '/help/links', title: fact('console.help_links') },
  login: { href: '/help/verify', title: fact('console.help_login') },
  resources: { href: '/help/resources', title: fact('console.help_resources') },
  statistics: { href: '/help/statistics', title: fact('console.help_statistics') },
};
const isArticle = (key: string): key is Article => articles.some((each) => each === key);

const most = 2;

/** 帮得上忙的: for developers the reference, for others how the next open steps are done, and how colleagues join. */
export function helpFor(role: MemberRole, steps: readonly Step[], { say }: Pick<Speech, 'say'>): Line[] {
  if (role === 'developer')
    return [
      { href: '/docs/reference', title: say(fact('console.help_reference')) },
      { href: '/docs/errors', title: say(fact('console.help_errors')) },
    ];
  const open = steps.filter(({ progress }) => progress !== 'done' && progress !== 'blocked');
  const next = open.flatMap(({ key }) => (isArticle(key) ? [key] : [])).slice(0, most);
  return [
    ...next.map((key) => ({ href: pages[key].href, title: say(pages[key].title) })),
    { href: '/help/members', title: say(fact('console.help_members')) },
    ...(next.length < most ? [{ href: '/help', title: say(fact('console.help_all')) }] : []),
  ];
}
