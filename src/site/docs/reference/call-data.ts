import type { Speech } from '../../../fact.ts';
import type { Explanations } from '../../../http/explained.ts';
import type { Call } from './call.ts';
import { answerText, refusalsOf } from './refusals.ts';
import { snippetsOf } from './snippets.ts';
import { tryingOf } from './trying.ts';

/** The data of a call's page, beside its description. */
export const callData = (call: Call, explained: Explanations, say: Speech['say'], canTry: boolean) => ({
  trying: canTry ? tryingOf(call) : undefined,
  snippets: snippetsOf(call),
  refusals: refusalsOf(call, explained, say),
  answer: call.example && answerText(call.example),
});
