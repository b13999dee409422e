import { z } from 'zod';
import { type Fact, isFact } from '../../../fact.ts';
import { type CheckCode, checks } from '../checks/checks.ts';

export const frameworks = {
  node: 'Node.js（openid-client）',
  spring: 'Java（Spring Security）',
  authlib: 'Python（Authlib）',
  php: 'PHP',
  csharp: 'C#（ASP.NET Core）',
  other: '其他',
} as const;
export type Framework = keyof typeof frameworks;
export const isFramework = (name: string): name is Framework => Object.hasOwn(frameworks, name);

/** The languages of the samples, and the framework whose lines fit; those of `other` have no lines, and their cures are sentences. */
const stacks = {
  ...{ java: 'spring', python: 'authlib', go: 'other', rust: 'other', curl: 'other' },
} as const satisfies Record<string, Framework>;

/** A framework by its own name or by that of a language. */
export const frameworkNamed = (name: string): Framework | undefined =>
  isFramework(name) ? name : Object.hasOwn(stacks, name) ? stacks[name as keyof typeof stacks] : undefined; // a border: a key

/** All names that a program may give. */
export const stackNames: readonly string[] = [...Object.keys(frameworks), ...Object.keys(stacks)];

/** 在线验证 judges; 模拟登录 only shows the requests. */
export type Mode = 'verification' | 'walk';
export type RunState = 'open' | 'passed' | 'failed' | 'incomplete';

/**
 * How a check came out. `noted` does not hinder a pass and is named on it; `unreachable` is no fault of the application; `unseen` was not gone
 * through; `production` cannot be practised on a developer's machine.
 */
export type VerdictState = 'passed' | 'failed' | 'noted' | 'unreachable' | 'unseen' | 'production';

/** `fault`: which of the things that can be wrong, for its cause, its cure and the lines to change. */
export type Verdict = { check: CheckCode; state: VerdictState; fault?: string; seen?: Fact; at?: Date };

const codes: readonly string[] = checks.map(({ code }) => code);
const isCheck = (code: unknown): code is CheckCode => typeof code === 'string' && codes.includes(code);

/** As they rest. */
export const verdictList = z.array(
  z.object({
    check: z.custom<CheckCode>(isCheck),
    state: z.enum(['passed', 'failed', 'noted', 'unreachable', 'unseen', 'production']),
    fault: z.string().optional(),
    seen: z.custom<Fact>(isFact).optional(),
    at: z.coerce.date().optional(),
  }),
);

/** 在线验证 of one AK. */
export type Run = {
  id: string;
  clientId: string;
  institutionId: string;
  mode: Mode;
  framework: Framework;
  loginUrl: string;
  /** Opens the run in another browser: shown to its team. */
  code: string;
  accountId: string;
  username: string;
  state: RunState;
  number: string | undefined;
  verdicts: Verdict[] | undefined;
  startedBy: string;
  startedAt: Date;
  endsAt: Date;
  finishedAt: Date | undefined;
  redirectUris: string[];
  dueAt: Date | undefined;
  checkedAt: Date | undefined;
  broken: Verdict[] | undefined;
};
