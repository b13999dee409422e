import { z } from 'zod';
import { memberRoles } from '../../actor.ts';
import { after, days, endOf } from '../../clock.ts';
import type { Problems } from '../../errors.ts';
import { select } from '../../fields/choice.ts';
import { day } from '../../fields/moment.ts';
import { readFields } from '../../fields/read.ts';
import { fact } from '../facts.ts';
import type { Post } from '../institution/member-store.ts';

/** Posts of members: a hired developer is one whose applications and time are limited. */
export const posts = { ...memberRoles, hired: '外包开发者' } as const;

/** The permissions of each post, in a line. */
export const postHints: Readonly<Record<keyof typeof posts, string>> = {
  owner: '管理成员，以及下面各项',
  agent: '办理认证、申请应用、提交资料',
  developer: '管理本机构所有应用的密钥和设置',
  reporter: '填报服务数据、录入资源',
  reader: '只能查看',
  hired: '开发公司的人，只能管理指定的应用，到期自动退出',
};

const isPost = (value: string): value is keyof typeof posts => Object.hasOwn(posts, value);

export const postChoices = Object.keys(posts)
  .filter(isPost)
  .map((value) => ({ value, label: posts[value], hint: postHints[value] }));

export type PostInput = { post: string; applications?: readonly string[]; endsAt?: string };

const fields = z.object({ post: select('角色', posts), endsAt: day('结束日期').optional() });

/**
 * The chosen post, or problems by field. A hired developer must have a last day, at most a year away; without AKs they work on the sandboxes
 * that they open.
 */
export function readPost(
  { applications = [], ...input }: PostInput,
  known: readonly { clientId: string }[],
  now: Date,
): { post: Post } | { problems: Problems } {
  const read = readFields(fields, input);
  if ('problems' in read) return read;
  const { post } = read.values;
  if (post !== 'hired') return { post: { role: post, applications: undefined, endsAt: undefined } };

  const chosen = known.filter(({ clientId }) => applications.includes(clientId)).map(({ clientId }) => clientId);
  const endsAt = read.values.endsAt && endOf(read.values.endsAt);
  const problems: Problems = {};
  if (!endsAt) problems.endsAt = fact('institutions.end_missing');
  else if (endsAt <= now) problems.endsAt = fact('institutions.end_past');
  else if (endsAt > after(now, days(366))) problems.endsAt = fact('institutions.end_far');
  if (!endsAt || Object.keys(problems).length > 0) return { problems };
  return { post: { role: 'developer', applications: chosen, endsAt } };
}

/** The name of a post: a developer with limits is a hired one. */
export const postName = ({ role, applications }: Pick<Post, 'role' | 'applications'>): string =>
  applications === undefined ? posts[role] : posts.hired;
