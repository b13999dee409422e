import { type Actor, actorId } from '../../../actor.ts';
import type { Application } from '../../../applications/aksk/application.ts';
import type { Connection } from '../../../database/open.ts';
import { invalid, notFound, type Problems } from '../../../errors.ts';
import { answerTo, type QuestionCode, questionsFor } from '../checks/questions.ts';
import { fact } from '../facts.ts';
import type { VerificationNeeds } from '../needs.ts';
import { mustRun } from '../rights.ts';
import type { StepData } from '../rounds/step.ts';
import * as seen from '../rounds/step-store.ts';
import { isAtHome } from './addresses.ts';
import type { Run } from './run.ts';

/** The team's observation, with its picture. */
export type Answer = { question: QuestionCode; answer: 'yes' | 'no'; picture?: { name: string; bytes: Buffer } };

type Needs = VerificationNeeds & {
  readable: (actor: Actor, id: string) => Promise<{ run: Run; application: Application }>;
  change: <T>(
    actor: Actor,
    id: string,
    work: (trx: Connection, run: Run, application: Application) => Promise<T>,
  ) => Promise<T>;
};

const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'];
const fileSubject = (id: string) => ({ kind: 'verification', id });

export const missing = () => notFound(fact('verification.not_found'));

/** Observations that only a person can make: answers of the team, and pictures of its pages. */
export function createAnswering({ db, files, clock, readable, change }: Needs) {
  return {
    /** Observations on the team's own pages; a later answer replaces an earlier one. */
    async answer(actor: Actor, id: string, answers: readonly Answer[]): Promise<void> {
      const { run, application } = await readable(actor, id);
      mustRun(actor, application);
      const isPractice = isAtHome({ sandbox: application.sandbox, loginUrl: run.loginUrl });
      const kept = new Map<string, string>();
      const problems: Problems = {};
      for (const { question, picture } of answers) {
        if (picture === undefined) continue;
        const { institutionId } = run;
        const file = await files.keep(actor, { institutionId, ...picture, accept: { types: pictureTypes } });
        if ('problem' in file) problems[question] = file.problem;
        else kept.set(question, file.id);
      }
      if (Object.keys(problems).length > 0) throw invalid(problems);
      await change(actor, id, async (trx) => {
        const steps = await seen.steps(trx, id);
        const asked = questionsFor(steps);
        for (const { question, answer } of answers) {
          const found = asked.find(({ code }) => code === question);
          if (found === undefined) continue;
          const before = answerTo(steps, question);
          const file = kept.get(question) ?? before?.data.file;
          if ('picture' in found && answer === 'yes' && file === undefined && !isPractice)
            problems[question] = fact('verification.picture_missing');
          const data: StepData = { question, answer, by: actorId(actor) ?? '', ...(file !== undefined && { file }) };
          await seen.addStep(trx, id, { kind: 'confirmed', data }, clock.now());
        }
        if (Object.keys(problems).length > 0) throw invalid(problems);
        if (kept.size > 0) {
          const named = { institutionId: run.institutionId, regionCode: application.regionCode };
          await files.hold(trx, fileSubject(id), {
            ...named,
            named: Object.fromEntries([...kept].map(([q, file]) => [q, [file]])),
          });
        }
      });
    },

    /** A screenshot that the team gave. */
    async picture(actor: Actor, id: string, question: string): Promise<{ type: string; bytes: Buffer }> {
      const { run } = await readable(actor, id);
      const steps = await seen.steps(db, id);
      const said = steps.findLast(({ kind, data }) => kind === 'confirmed' && data.question === question && data.file);
      if (said?.data.file === undefined) throw missing();
      const { file, bytes } = await files.read(said.data.file, run.institutionId);
      return { type: file.type, bytes };
    },
  };
}
