import type { Context } from '../../http/context.ts';
import type { Passkeys } from './service.ts';

type Began = Awaited<ReturnType<Passkeys['beginRegistration' | 'beginSignIn']>>;

/** For the script of a page: the options for the device, or a sentence. */
export function answerOptions(ctx: Context, began: Began): void {
  ctx.set('Cache-Control', 'no-store');
  if ('problem' in began && began.problem !== undefined) {
    ctx.status = 429;
    ctx.body = { problem: ctx.state.speech.say(began.problem) };
  } else ctx.body = began;
}
