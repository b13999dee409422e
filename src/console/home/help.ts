import type { MemberRole } from '../../actor.ts';
import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';

type Step = { key: string; progress: string };
type Line = { href: string; title: string };

/** Articles for those who fill in and send, by the step that they explain. */
const articles = ['certification', 'applications', 'links', 'login', 'resources', 'statistics'] as const;
type Article = (typeof articles)[number];
const pages: Readonly<Record<Article, string>> = {
  certification: '/help/register',
  applications: '/help/apply',
  links: '/help/links',
  login: '/help/verify',
  resources: '/help/resources',
  statistics: '/help/statistics',
};
const isArticle = (key: string): key is Article => articles.some((each) => each === key);

const most = 2;

/** 帮得上忙的: for developers the reference, for everybody else how the next open steps are done, and how colleagues join. */
export function helpFor(role: MemberRole, steps: readonly Step[], { say }: Pick<Speech, 'say'>): Line[] {
  if (role === 'developer')
    return [
      { href: '/docs/reference', title: say(fact('console.help_reference')) },
      { href: '/docs/errors', title: say(fact('console.help_errors')) },
    ];
  const open = steps.filter(({ progress }) => progress !== 'done' && progress !== 'blocked');
  const next = open.flatMap(({ key }) => (isArticle(key) ? [key] : [])).slice(0, most);
  return [
    ...next.map((key) => ({ href: pages[key], title: say(fact(`console.help_${key}`)) })),
    { href: '/help/members', title: say(fact('console.help_members')) },
    ...(next.length < most ? [{ href: '/help', title: say(fact('console.help_all')) }] : []),
  ];
}
