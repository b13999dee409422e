import { named } from '../../named.ts';

/**
 * Wrong answers of the Cloud that a program has to refuse, as a developer asks for them: each as 在线验证 gives it. The value is the fault of
 * the id_token, the `state` or `iss` beside a code (`mixup`), or no answer at all (`lost`).
 */
export const simulatedAnswers = {
  bad_signature: { wrong: 'signature', title: 'id_token 的签名不对' },
  unsigned: { wrong: 'none', title: 'id_token 没有签名（alg 为 none）' },
  wrong_issuer: { wrong: 'issuer', title: 'id_token 的 iss 是别人' },
  wrong_audience: { wrong: 'audience', title: 'id_token 的 aud 是别人' },
  expired: { wrong: 'expired', title: 'id_token 已经过期' },
  wrong_nonce: { wrong: 'nonce', title: 'id_token 的 nonce 不对' },
  wrong_state: { wrong: 'state', title: '回调里的 state 不是这一次登录的' },
  wrong_iss: { wrong: 'mixup', title: '回调里的 iss 是别人（RFC 9207）' },
  no_answer: { wrong: 'lost', title: '换取令牌时断线，授权码已经用掉' },
} as const;

export type SimulatedAnswer = keyof typeof simulatedAnswers;
export const simulatedNames = Object.keys(simulatedAnswers).filter((name): name is SimulatedAnswer =>
  isSimulated(name),
);

export function isSimulated(name: unknown): name is SimulatedAnswer {
  return typeof name === 'string' && named(simulatedAnswers, name) !== undefined;
}
