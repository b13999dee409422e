import { mcpPath } from './api-operations.ts';

/** The acts that a person can allow an assistant, in sandboxes and nowhere else. */
export const sandboxScopes = ['sandbox:read', 'sandbox:write'] as const;
export type SandboxScope = (typeof sandboxScopes)[number];

/** A scope in the words of the page that asks for it. */
export const aboutScopes: Readonly<Record<SandboxScope, { title: string; detail: string }>> = {
  'sandbox:read': { title: '看您的沙箱', detail: '沙箱应用、测试市民和他们的密码、调用记录、练习验证' },
  'sandbox:write': { title: '建和改沙箱', detail: '新建沙箱应用，得到它的 SK；改回调地址；建测试市民；做练习验证' },
};

/** Without any of ours (RFC 6749, 3.3), and with those of others alone, an assistant asks for all that there is: its person decides. */
export function askedIn(scope: unknown): SandboxScope[] {
  const named = typeof scope === 'string' ? scope.split(' ') : [];
  const asked = sandboxScopes.filter((each) => named.includes(each));
  return asked.length === 0 ? [...sandboxScopes] : asked;
}

/** Where RFC 9728 looks for the description of a resource: its path stands after the fixed part. */
export const metadataPath = `/.well-known/oauth-protected-resource${mcpPath}`;

/** The addresses by which assistants sign in; `resource` is also the audience of their tokens. */
export const signInPlaces = ({ origin }: URL) => ({
  resource: origin + mcpPath,
  issuer: `${origin}/assistants`,
  metadata: origin + metadataPath,
});

/** The challenge of RFC 6750 with the place of the description (RFC 9728, 5.1); `scope` is asked for as a whole. */
export const challengeOf = (publicUrl: URL, error?: 'invalid_token' | 'insufficient_scope'): string =>
  [
    'Bearer realm="assistants"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    `resource_metadata="${signInPlaces(publicUrl).metadata}"`,
    `scope="${sandboxScopes.join(' ')}"`,
  ].join(', ');
