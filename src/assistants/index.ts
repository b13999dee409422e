import type { Accounts } from '../accounts/service.ts';
import type { IntegrationLog } from '../applications/log/service.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Verification } from '../integration/verification/service.ts';
import type { Log } from '../log.ts';
import type { Module } from '../module.ts';
import { type AssistantAccesses, createAssistantAccesses } from './accesses.ts';
import { actions } from './actions.ts';
import { createAssistantApi } from './api.ts';
import { createConsents, type TestConsents } from './consents.ts';
import { fact } from './facts.ts';
import { createMcp } from './mcp.ts';
import { createAssistantPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { type AssistantTokens, createAssistantTokens } from './tokens.ts';
import { createTools } from './tools.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  accounts: Accounts;
  institutions: Institutions;
  applications: Applications;
  integrationLog: IntegrationLog;
  verification: Verification;
  publicUrl: URL;
};

/** 编程助手: assistants of developers in their sandboxes, by the Model Context Protocol. */
export function createAssistantsModule(
  needs: Needs,
): Module<{ assistantTokens: AssistantTokens; assistantAccesses: AssistantAccesses; testConsents: TestConsents }> {
  const assistantTokens = createAssistantTokens(needs);
  const assistantAccesses = createAssistantAccesses(needs);
  const testConsents = createConsents();
  const tools = createTools({ ...needs, testConsents });
  return {
    personal,
    service: { assistantTokens, assistantAccesses, testConsents },
    actions,
    menu: [
      {
        side: 'member',
        key: 'assistants',
        href: '/console/assistants',
        label: fact('assistants.menu_assistants'),
        order: 25,
      },
      {
        side: 'person',
        key: 'assistants',
        href: '/console/assistants',
        label: fact('assistants.menu_assistants'),
        order: 25,
      },
    ],
    pages: ({ pages }) => createAssistantPages({ ...needs, pages, assistantTokens, assistantAccesses }),
    operations: createAssistantApi({ ...needs, tools, mcp: createMcp({ ...needs, tools, version: '1' }) }),
    jobs: [...assistantTokens.jobs, ...assistantAccesses.jobs],
  };
}
