import { z } from 'zod';
import { type Fact, isFact } from '../../../fact.ts';
import { type CheckCode, checks } from '../checks/checks.ts';

export const frameworks = {
  node: 'Node.js（openid-client）',
  spring: 'Java（Spring Security）',
  authlib: 'Python（Authlib）',
  php: 'PHP',
  csharp: 'C#（ASP.NET Core）',
  go: 'Go（go-oidc）',
  rust: 'Rust（openidconnect）',
  other: '其他',
} as const;
export type Framework = keyof typeof frameworks;
const isFramework = (name: string): name is Framework => Object.hasOwn(frameworks, name);

/** Languages of samples by another name than their framework. */
const stacks = { java: 'spring', python: 'authlib' } as const satisfies Record<string, Framework>;

/** The framework whose lines fit a stack, by its own name or by that of a language. */
export const frameworkOf = (stack: string): Framework =>
  isFramework(stack) ? stack : Object.hasOwn(stacks, stack) ? stacks[stack as keyof typeof stacks] : 'other'; // a border: a key

/** The stack as it is shown; one that has no lines by the name that was given. */
export const titleOfStack = (stack: string): string => (isFramework(stack) ? frameworks[stack] : stack);

/** A form offers the frameworks, and a stack that was named otherwise before. */
export const stacksToChoose = (chosen: string): [string, string][] => [
  ...Object.entries(frameworks),
  ...(chosen === '' || isFramework(chosen) ? [] : [[chosen, chosen] satisfies [string, string]]),
];

/** A stack as a person or program names it: those that have no lines keep their name. */
export const isStack = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}\p{M} .+#·_/()（）@-]{0,39}$/u.test(name);

/** The names that have lines or a sample. */
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
  /** The program library or language, as it was named. */
  stack: string;
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
