import type { Fact } from '../../../fact.ts';
import type { FaultCode } from '../checks/faults.ts';
import { answerTo, type QuestionCode } from '../checks/questions.ts';
import { fact } from '../facts.ts';
import type { Step } from '../rounds/step.ts';
import type { Verdict } from '../runs/run.ts';

/** How one check came out. */
export type Outcome = Omit<Verdict, 'check'>;

export const passed = (step?: Step, seen?: Fact): Outcome => ({
  state: 'passed',
  ...(seen && { seen }),
  ...(step && { at: step.at }),
});
export const unseen: Outcome = { state: 'unseen' };
export const failed = (fault: FaultCode, seen: Fact, step?: Step): Outcome => ({
  ...{ state: 'failed', fault, seen },
  ...(step && { at: step.at }),
});

/** By the team's answer to a question. */
export function byPerson(steps: readonly Step[], question: QuestionCode, fault: FaultCode, seen: Fact): Outcome {
  const answer = answerTo(steps, question);
  if (answer === undefined) return unseen;
  return answer.data.answer === 'yes' ? passed(answer, fact('verification.by_person')) : failed(fault, seen, answer);
}
