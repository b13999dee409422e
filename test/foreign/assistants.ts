import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDocuments } from '../support/assistant-client.ts';
import { inspect } from './inspector.ts';
import { startProduct } from './product.ts';
import { command, type Program } from './program.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The official inspector, and assistants by SDKs of other languages, which sign in by OAuth; the official client in TypeScript is a test (test/assistants/sign-in.test.ts). */
export const assistants: readonly Program[] = [
  {
    name: 'assistant-inspector',
    tools: ['node', 'npm'],
    async run({ own }) {
      const product = await startProduct(join(own, 'product'));
      try {
        return await inspect(own, product);
      } finally {
        await product.close();
      }
    },
  },
  {
    name: 'assistant-python',
    tools: ['python3'],
    async run({ own }) {
      const documents = await startDocuments();
      // A product of its own, which may fetch the document of the assistant from this machine.
      const product = await startProduct(join(own, 'product'), { env: { OUTGOING_HOSTS: documents.host } });
      try {
        await command(['python3', '-m', 'venv', 'venv'], { cwd: own });
        await command(['venv/bin/pip', 'install', '-q', 'mcp==2.3.0'], { cwd: own });
        const { username, password } = await product.developer();
        return await command(['venv/bin/python', join(here, 'python/assistant.py')], {
          cwd: own,
          env: {
            ...{ ORIGIN: product.origin, CLIENT_ID: documents.publish('/client.json') },
            ...{ USERNAME: username, PASSWORD: password },
          },
        });
      } finally {
        await product.close();
        documents.close();
      }
    },
  },
];
