import type { Explanations } from '../../../http/explained.ts';
import type { Call } from './call.ts';
import { answerText, refusalsOf } from './refusals.ts';
import { snippetsOf } from './snippets.ts';
import { tryingOf } from './trying.ts';

/** The data of a call's page, beside its description. */
export const callData = (call: Call, explained: Explanations, canTry: boolean) => ({
  trying: canTry ? tryingOf(call) : undefined,
  snippets: snippetsOf(call),
  refusals: refusalsOf(call, explained),
  answer: call.example && answerText(call.example),
});
